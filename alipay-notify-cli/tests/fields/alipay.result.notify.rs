use alipay_notify::{AlipayEnum, AlipayNotify, AlipayObject};

#[derive(Clone, Debug, PartialEq, AlipayNotify)]
#[alipay(msg_method = "alipay.result.notify", title = "名字 \"难\" 的消息")]
pub struct ResultMessage {
    #[alipay(rename = "self")]
    pub self_: String,
    #[alipay(rename = "orderNo")]
    #[alipay(title = "这个标签很长很长很长很长很长很长很长很长很长")]
    #[alipay(max_len = 32)]
    pub order_no: String,
    #[alipay(rename = "order_no")]
    pub order_no_2: Option<String>,
    #[alipay(rename = "3d_secure")]
    pub _3d_secure: bool,
    #[alipay(rename = "shop-id", conditional)]
    pub shop_id: Option<String>,
    pub result: ResultValue,
    pub vec: Option<VecObject>,
    pub buyer: Option<Buyer>,
    pub seller: Option<Seller>,
    pub first: Option<First>,
    pub second: Option<First>,
    pub raw: Option<String>,
}

/// The values of `result`.
#[derive(Clone, Debug, PartialEq, AlipayEnum)]
pub enum ResultValue {
    #[alipay(value = "+")]
    Value,
    #[alipay(value = "-")]
    Value2,
    #[alipay(value = "OTHER")]
    VOther,
    #[alipay(value = "a-b")]
    AB,
    #[alipay(value = "a_b")]
    AB2,
    #[alipay(other)]
    Other(String),
}

/// What is in `vec`.
#[derive(Clone, Debug, PartialEq, AlipayObject)]
pub struct VecObject {
    pub r#gen: Option<i64>,
}

/// What is in `buyer`.
#[derive(Clone, Debug, PartialEq, AlipayObject)]
#[alipay(exactly_one(card, account))]
pub struct Buyer {
    pub card: Option<String>,
    pub account: Option<String>,
    pub level: Option<Level>,
}

/// The values of `level`.
#[derive(Clone, Debug, PartialEq, AlipayEnum)]
pub enum Level {
    Gold,
    #[alipay(other)]
    Other(String),
}

/// What is in `seller`.
#[derive(Clone, Debug, PartialEq, AlipayObject)]
#[alipay(exactly_one(card, account))]
pub struct Seller {
    pub card: Option<Box<str>>,
    pub account: Option<String>,
    pub level: Option<SellerLevel>,
}

/// The values of `level`.
#[derive(Clone, Debug, PartialEq, AlipayEnum)]
pub enum SellerLevel {
    Top,
    #[alipay(other)]
    Other(String),
}

/// What is in `first`.
#[derive(Clone, Debug, PartialEq, AlipayObject)]
pub struct First {
    pub id: Option<String>,
}
