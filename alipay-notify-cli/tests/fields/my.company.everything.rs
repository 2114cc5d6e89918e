use alipay_notify::{AlipayEnum, AlipayNotify, AlipayObject};

/// Everything that a schema can say.
///
/// In two paragraphs.
#[derive(Clone, Debug, PartialEq, AlipayNotify)]
#[alipay(msg_method = "my.company.everything")]
#[alipay(title = "一切")]
#[alipay(exactly_one(user_id, open_id))]
#[alipay(at_least_one(mobile, email))]
pub struct MyCompanyEverything {
    /// The order.
    #[alipay(title = "订单号", max_len = 8, idempotency_key)]
    pub order_no: String,
    /// How the payment ended.
    #[alipay(title = "状态", max_len = 16)]
    pub status: Status,
    pub statuses: Option<Vec<Statuse>>,
    pub count: i64,
    pub counts: Option<Vec<i64>>,
    pub amount: Option<alipay_notify::decode::Number>,
    pub paid: bool,
    /// Present only where there is something to tell.
    #[alipay(conditional)]
    pub note: Option<String>,
    #[alipay(max_len = 4)]
    pub tags: Option<Vec<String>>,
    pub r#type: OrderType,
    #[alipay(title = "地址")]
    pub address: Option<Address>,
    pub items: Vec<Item>,
    #[alipay(max_len = 512, json)]
    pub refund_items: Option<Vec<RefundItem>>,
    #[alipay(json)]
    pub first_item: Option<FirstItem>,
    pub packed_items: Option<Vec<alipay_notify::decode::Json<PackedItem>>>,
    #[alipay(max_len = 16)]
    pub user_id: Option<String>,
    #[alipay(max_len = 128)]
    pub open_id: Option<String>,
    pub mobile: Option<String>,
    pub email: Option<String>,
}

/// The values of `status`.
#[derive(Clone, Debug, PartialEq, AlipayEnum)]
pub enum Status {
    #[alipay(title = "已支付")]
    Paid,
    PartRefund,
    #[alipay(value = "closed", title = "关闭")]
    Closed,
    #[alipay(value = "01")]
    V01,
    #[alipay(other)]
    Other(String),
}

/// The values of `statuses`.
#[derive(Clone, Debug, PartialEq, AlipayEnum)]
pub enum Statuse {
    A,
    B,
    #[alipay(other)]
    Other(String),
}

/// The values of `type`.
#[derive(Clone, Debug, PartialEq, AlipayEnum)]
pub enum OrderType {
    Normal,
    #[alipay(other)]
    Other(String),
}

/// What is in `address`.
#[derive(Clone, Debug, PartialEq, AlipayObject)]
pub struct Address {
    #[alipay(max_len = 4)]
    pub city: String,
    pub geo: Option<Geo>,
}

/// What is in `geo`.
#[derive(Clone, Debug, PartialEq, AlipayObject)]
pub struct Geo {
    pub lat: alipay_notify::decode::Number,
}

/// An element of `items`.
#[derive(Clone, Debug, PartialEq, AlipayObject)]
#[alipay(exactly_one(card_no, account_no))]
pub struct Item {
    pub name: String,
    pub card_no: Option<String>,
    pub account_no: Option<String>,
    pub status: Option<ItemStatus>,
}

/// The values of `status`.
#[derive(Clone, Debug, PartialEq, AlipayEnum)]
pub enum ItemStatus {
    Shipped,
    Lost,
    #[alipay(other)]
    Other(String),
}

/// An element of `refund_items`.
#[derive(Clone, Debug, PartialEq, AlipayObject)]
pub struct RefundItem {
    pub amount: String,
}

/// What is in `first_item`.
#[derive(Clone, Debug, PartialEq, AlipayObject)]
pub struct FirstItem {
    pub amount: Option<String>,
}

/// An element of `packed_items`.
#[derive(Clone, Debug, PartialEq, AlipayObject)]
pub struct PackedItem {
    pub weight: Option<i64>,
}
