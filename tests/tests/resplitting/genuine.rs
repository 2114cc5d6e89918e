//! Genuine messages, some with texts in them that were written by whoever wants to make others of
//! them.

use alipay_notify::key::{AppKeys, Backend};
use alipay_notify::testing::{SignedMessage, TestMessage};
use alipay_notify::verify::SignMode;
use alipay_notify::{ContentKey, Verifier};
use alipay_notify_tests::servers::KEY;
use alipay_notify_tests::wire;

use super::cuts::Cuts;

/// A genuine message: its signed content, its signature, and how many forms are allowed to be it.
pub(crate) struct Genuine {
    pub(crate) name: String,
    pub(crate) content: Vec<u8>,
    /// How long its parameters are in the content.
    pub(crate) lengths: Vec<usize>,
    pub(crate) sign: Vec<u8>,
    pub(crate) sign_type: Vec<u8>,
    pub(crate) body: Vec<u8>,
    pub(crate) same: usize,
}

fn content_key() -> ContentKey {
    ContentKey::from_bytes([7; 16])
}

pub(crate) fn verifier(backend: Backend) -> Verifier {
    let key = KEY.public_key().with_backend(backend).expect("each backend takes it");
    Verifier::new(AppKeys::new(key).content_key(content_key()))
}

fn message() -> TestMessage {
    TestMessage::new("a.b").app_id("1").notify_id("n").parameter("utc_timestamp", "1514210452731")
}

/// All of them, signed in one mode.
pub(crate) fn all(mode: SignMode) -> Vec<Genuine> {
    // Texts inside the content, as far as they need no quotes: those would be escaped.
    let whole = r#"{"a":"&biz_content={}&charset=UTF-8&msg_method=x&notify_id=x&utc_timestamp=1&version=1.1&z="}"#;
    let typed = r#"{"a":"x&sign_type=RSA2","b":"&notify_id=x&sign=AAAA"}"#;
    let nested = r#"{"a":{"b":"&c={}&d=[]"},"e":"}&charset=GBK&encrypt_type=AES"}"#;
    // Two blocks: 32 bytes, whose base64 ends with `=`.
    let sealed = || message().content(r#"{"a":"&b=1&c"}"#).encrypt(&content_key());
    [
        ("plain", message().content(r#"{"a":"b"}"#), 3),
        ("a whole message in a text", message().content(whole), 3),
        ("sign_type in a text", message().content(typed), 3),
        ("objects in an object", message().content(nested), 3),
        ("white space about the object", message().content(" {\"a\":\"&b=1&\"} \n"), 3),
        ("encrypted", sealed(), 2),
        (
            "encrypted, and parameters beside it",
            sealed().parameter("buyer", "1").parameter("a", "=&"),
            2,
        ),
        ("unknown parameters", unknown(), 3),
        ("an empty parameter", message().content(r#"{"a":"&b="}"#).parameter("msg_type", ""), 1),
    ]
    .into_iter()
    .map(|(name, message, same)| genuine(name, message, mode, same))
    .chain([payment(mode)])
    .collect()
}

/// Parameters of no known name on every side of the content.
fn unknown() -> TestMessage {
    message()
        .content(r#"{"a":"&bz=1&c=2"}"#)
        .parameter("a", "b=c")
        .parameter("biz_contents", "{}")
        .parameter("bz", "x&y")
        .parameter("zz", "&")
}

/// Texts of an attacker's in parameters beside the nine, where none is known to be: that makes a
/// message ambiguous.
pub(crate) fn written_by_others(mode: SignMode) -> [Genuine; 4] {
    let plain = || message().content("{}");
    let sealed = || message().content(r#"{"a":"b"}"#).encrypt(&content_key());
    // These make a text of what stands between them, the genuine content with it.
    let around = |message: TestMessage| {
        let begin = r#"x&biz_content={"a":"evil","b":""#;
        message.parameter("app_note", begin).parameter("memo", r#""}&charset=UTF-8"#)
    };
    let beside = plain().parameter("app_note", "x&auth_app_id=1").parameter("memo", "x&mm=1");
    let the_nine = plain()
        .parameter("app_note", "x&biz_content={}")
        .parameter("memo", "x&encrypt_type=AES&msg_method=x&notify_id=x");
    [
        genuine("others beside the nine", beside, mode, 3),
        genuine("the nine", the_nine, mode, 0),
        genuine("around a plain content", around(plain()), mode, 0),
        genuine("around an encrypted content", around(sealed()), mode, 0),
    ]
}

/// A payment notification whose free texts are those of an attacker.
fn payment(mode: SignMode) -> Genuine {
    let text = "x&biz_content={}&charset=UTF-8&msg_method=x&notify_id=x&utc_timestamp=1";
    let form = message()
        .without("biz_content")
        .without("msg_method")
        .without("utc_timestamp")
        .parameter("body", text)
        .parameter("notify_type", "trade_status_sync")
        .parameter("subject", "&utc_timestamp=1&");
    // Thrice as above, and as often with `utc_timestamp` for a parameter: a payment has none, so
    // that is read as a part of the text all the same.
    genuine("a payment notification", form, mode, 6)
}

fn genuine(name: &str, message: TestMessage, mode: SignMode, same: usize) -> Genuine {
    let name = format!("{name}, signed in {mode}");
    Genuine::of(&name, &message.sign_mode(mode).sign(&KEY), mode, same)
}

impl Genuine {
    /// What was signed in this mode.
    pub(crate) fn of(name: &str, signed: &SignedMessage, mode: SignMode, same: usize) -> Self {
        let mut pairs = wire::pairs(signed);
        pairs.sort();
        let is_signed =
            |name: &[u8]| name != b"sign" && (mode == SignMode::V2 || name != b"sign_type");
        let parts: Vec<Vec<u8>> = pairs
            .iter()
            .filter(|(name, _)| is_signed(name))
            .map(|(name, value)| [name, &b"="[..], value].concat())
            .collect();
        Self {
            name: name.to_owned(),
            content: parts.join(&b'&'),
            lengths: parts.iter().map(Vec::len).collect(),
            sign: signed.value("sign").expect("signed").to_vec(),
            sign_type: signed.value("sign_type").expect("signed").to_vec(),
            body: signed.body(),
            same,
        }
    }

    /// The forms that have its content.
    pub(crate) fn cuts(&self) -> Cuts<'_> {
        Cuts::of(&self.content, &self.lengths)
    }
}
