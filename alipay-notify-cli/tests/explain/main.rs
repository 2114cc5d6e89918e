//! `alipay-notify explain`: the sentence for each thing that users stumble over.

mod blocks;
mod captures;
mod chinese;
mod report;
mod stacks;
#[path = "../support/mod.rs"]
mod support;
mod texts;
mod verdicts;

use std::process::Output;
use std::sync::LazyLock;

use alipay_notify::messages::ShopSaveRejected;
use alipay_notify::testing::{SignedMessage, TestKey, TestMessage};
use support::{file, outcome, run};

static KEY: LazyLock<TestKey> = LazyLock::new(TestKey::generate);
static OWN: LazyLock<TestKey> = LazyLock::new(TestKey::generate);

/// Files of this test's own: others run at the same time.
struct Files {
    name: &'static str,
    key: String,
}

impl Files {
    /// Those of a verifier that is configured well.
    fn new(name: &'static str) -> Self {
        Self::with_key(name, &KEY)
    }

    fn with_key(name: &'static str, key: &TestKey) -> Self {
        Self { name, key: file(&format!("explain-{name}-key"), key.public_key_base64().as_bytes()) }
    }

    fn put(&self, suffix: &str, content: &[u8]) -> String {
        file(&format!("explain-{}-{suffix}", self.name), content)
    }

    fn explain(&self, capture: &[u8], more: &[&str]) -> Output {
        let capture = self.put("capture", capture);
        run(&[&["explain", &capture, "--key-file", &self.key], more].concat())
    }

    /// Makes sure that a problem is found, and that this is the sentence on it.
    #[track_caller]
    fn finds(&self, capture: &[u8], sentence: &str) {
        assert_eq!(self.sentence(capture, &[]), (Some(1), sentence.to_owned()));
    }

    /// Exit code and the last line: the sentence.
    fn sentence(&self, capture: &[u8], more: &[&str]) -> (Option<i32>, String) {
        let (code, out, err) = outcome(&self.explain(capture, more));
        assert_eq!(err, "");
        (code, out.lines().last().unwrap_or_default().to_owned())
    }
}

fn shop() -> TestMessage {
    TestMessage::example::<ShopSaveRejected>()
        .notify_id("n1")
        .parameter("utc_timestamp", "1514210452731")
}

fn with_reason(reason: &str) -> TestMessage {
    shop()
        .content(format!(r#"{{"order_id":"1","reason":"{reason}","shop_id":"1","shop_name":"n"}}"#))
}

/// A value of a signed message, changed behind the back of its signature.
fn changed(signed: SignedMessage, name: &str, change: impl Fn(&str) -> String) -> SignedMessage {
    let value =
        String::from_utf8(signed.value(name).expect("the parameter").to_vec()).expect("a text");
    signed.with(name, change(&value))
}

/// Signed with a `+` in its `sign`: not every signature has one.
fn with_plus_in_sign() -> SignedMessage {
    let attempts = (0..).map(|attempt| shop().notify_id(&format!("n{attempt}")).sign(&KEY));
    attempts
        .take(1000)
        .find(|signed| signed.value("sign").is_some_and(|sign| sign.contains(&b'+')))
        .expect("a `+`")
}

fn gbk(text: &str) -> Vec<u8> {
    encoding_rs::GBK.encode(text).0.into_owned()
}

/// A message whose parameters nobody has encoded.
fn plain(signed: &SignedMessage) -> Vec<u8> {
    let pairs = signed
        .names()
        .map(|name| [name.as_bytes(), b"=", signed.value(name).expect("its value")].concat());
    pairs.collect::<Vec<_>>().join(&b'&')
}
