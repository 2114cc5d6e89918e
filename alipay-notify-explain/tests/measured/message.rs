//! The deliveries of which captures are made.

use alipay_notify::AlipayNotify;
use alipay_notify::messages::{
    DutUserSign, FundAuthFreeze, OpenAppAuth, RiskPush, ServicemarketOrder,
};
use alipay_notify::testing::{SignedMessage, TestKey, TestMessage};

/// A delivery, still to be signed.
pub(crate) struct Message {
    pub(crate) name: &'static str,
    pub(crate) unsigned: TestMessage,
}

/// One that is signed: its names and values in the order in which they are sent.
#[derive(Clone)]
pub(crate) struct Signed {
    pub(crate) pairs: Vec<(String, Vec<u8>)>,
    pub(crate) body: Vec<u8>,
}

impl Message {
    /// A message of the message service, with all that commonly gets lost in its content.
    pub(crate) fn of_shop(number: usize) -> Self {
        let content = format!(
            r#"{{"order_id":"20180119005{number:04}","reason":"资料有问题,拒绝; 详见 https://opendocs.alipay.com/a?b=1&c=2+3","shop_id":"2020081400077000000001112602","shop_name":"支付宝(西溪路店)","amount":12.10,"ext":{{"z":1,"a":"it's x/y"}},"store_id":"NO0001"}}"#
        );
        let unsigned = TestMessage::new("ant.merchant.expand.shop.save.rejected")
            .notify_id(&format!("202401270022219592100000000000{number:04}"))
            .parameter("utc_timestamp", "1706327962739")
            .content(content);
        Self { name: "message", unsigned }
    }

    /// The result of a payment: flat parameters, one of which holds JSON.
    pub(crate) fn of_payment(number: usize) -> Self {
        const LEFT_OUT: [&str; 3] = ["utc_timestamp", "msg_method", "biz_content"];
        let unsigned =
            LEFT_OUT.iter().fold(TestMessage::new("x"), |message, name| message.without(name));
        let flat = [
            ("gmt_create", "2024-01-27 11:58:10"),
            ("subject", "语雀空间 500人规模 + it's <b>"),
            ("buyer_id", "2088102534368455"),
            ("invoice_amount", "0.10"),
            ("fund_bill_list", r#"[{"amount":"0.10","fundChannel":"ALIPAYACCOUNT"}]"#),
            ("notify_type", "trade_status_sync"),
            ("trade_status", "TRADE_SUCCESS"),
            ("receipt_amount", "0.10"),
            ("seller_id", "2088721003899159"),
            ("gmt_payment", "2024-01-27 11:58:42"),
            ("notify_time", "2024-01-27 11:58:43"),
            ("out_trade_no", "no-20240127/1"),
            ("total_amount", "0.10"),
            ("trade_no", "2024012722001468450560001234"),
            ("auth_app_id", "2014060600164699"),
        ];
        let unsigned = flat
            .iter()
            .fold(unsigned, |message, (name, value)| message.parameter(name, *value))
            .parameter("version", "1.0")
            .notify_id(&format!("202401270022215562406845055935{number:04}"));
        Self { name: "payment", unsigned }
    }

    /// One of each other family, as its specification shows it.
    pub(crate) fn of_families() -> [Self; 5] {
        fn of<M: AlipayNotify>(name: &'static str) -> Message {
            Message { name, unsigned: TestMessage::example::<M>().parameter("version", "1.0") }
        }
        [
            of::<DutUserSign>("agreement"),
            of::<FundAuthFreeze>("authorisation"),
            of::<ServicemarketOrder>("order"),
            of::<OpenAppAuth>("authorised app"),
            of::<RiskPush>("risk"),
        ]
    }

    pub(crate) fn sign(&self, key: &TestKey) -> Signed {
        Signed::of(&self.unsigned.clone().sign(key))
    }

    /// Signed so that `sign` holds a `+`.
    pub(crate) fn sign_with_plus(&self, key: &TestKey) -> Signed {
        let attempts = (0..1000).map(|attempt| {
            self.unsigned.clone().notify_id(&format!("20240127002221959{attempt:04}")).sign(key)
        });
        let has_plus =
            |signed: &SignedMessage| signed.value("sign").is_some_and(|sign| sign.contains(&b'+'));
        Signed::of(&attempts.into_iter().find(has_plus).expect("a `+`"))
    }
}

impl Signed {
    pub(crate) fn of(signed: &SignedMessage) -> Self {
        let value = |name: &str| signed.value(name).expect("its value").to_vec();
        let pairs = signed.names().map(|name| (name.to_owned(), value(name))).collect();
        Self { pairs, body: signed.body() }
    }

    /// Those pairs, as they are encoded.
    pub(crate) fn of_pairs(pairs: Vec<(String, Vec<u8>)>) -> Self {
        let encoded = |text: &[u8]| form_urlencoded::byte_serialize(text).collect::<String>();
        let parts = pairs
            .iter()
            .map(|(name, value)| format!("{}={}", encoded(name.as_bytes()), encoded(value)));
        let body = parts.collect::<Vec<_>>().join("&").into_bytes();
        Self { pairs, body }
    }

    /// With each value changed.
    pub(crate) fn each(&self, change: impl Fn(&str, &str) -> String) -> Self {
        let pairs = self.texts().into_iter().map(|(name, value)| {
            let changed = change(&name, &value).into_bytes();
            (name, changed)
        });
        Self::of_pairs(pairs.collect())
    }

    /// With one value changed.
    pub(crate) fn one(&self, name: &str, change: impl Fn(&str) -> String) -> Self {
        self.each(|found, value| if found == name { change(value) } else { value.to_owned() })
    }

    /// Names and values as texts.
    pub(crate) fn texts(&self) -> Vec<(String, String)> {
        let text = |value: &[u8]| String::from_utf8_lossy(value).into_owned();
        self.pairs.iter().map(|(name, value)| (name.clone(), text(value))).collect()
    }

    pub(crate) fn value(&self, name: &str) -> String {
        let found = self.texts().into_iter().find(|(found, _)| found == name);
        found.map(|(_, value)| value).unwrap_or_default()
    }
}
