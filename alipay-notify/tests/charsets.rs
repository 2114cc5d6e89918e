//! The test kit: messages in the charsets in which Alipay sends them.

use alipay_notify::key::AppKeys;
use alipay_notify::messages::ShopSaveRejected;
use alipay_notify::schema::MessageSchema;
use alipay_notify::testing::{CharsetError, TestKey, TestMessage, signed_content};
use alipay_notify::verify::SignMode;
use alipay_notify::{AlipayNotify, ContentKey, Verifier};

const CONTENT: &str = r#"{"shop_name":"支付宝(西溪路店)","euro":"€"}"#;

#[test]
fn texts_are_encoded_when_they_are_signed() {
    let key = TestKey::generate();
    let content_key = ContentKey::from_bytes(*b"0123456789abcdef");
    let verifier = Verifier::new(AppKeys::new(key.public_key()).content_key(content_key.clone()));
    for (charset, bytes) in
        [("gbk", 43), ("GB2312", 43), ("GB18030", 44), ("UTF-8", 52), ("utf8", 52)]
    {
        let message = TestMessage::new("a.b").content(CONTENT).charset(charset).notify_id("通知");
        let delivery = message.clone().sign(&key);
        assert_eq!(delivery.value("biz_content").map(<[u8]>::len), Some(bytes), "{charset}");
        for delivery in [delivery, message.encrypt(&content_key).sign(&key)] {
            let verified = verifier
                .verify(&delivery.body())
                .unwrap_or_else(|error| panic!("{charset}: {error}"));
            assert_eq!(verified.biz_content(), Some(CONTENT), "{charset}");
            assert_eq!(
                (verified.envelope().charset(), verified.envelope().notify_id()),
                (Some(charset), Some("通知"))
            );
        }
    }
}

#[test]
fn what_a_charset_does_not_have_is_an_error() {
    let key = TestKey::generate();
    let refused = |message: TestMessage| message.try_sign(&key).err();
    let message = TestMessage::new("a.b").content(r#"{"a":"支😀"}"#);
    let error = refused(message.clone().charset("gbk")).expect("GBK has no such character");
    let expected = CharsetError::Character {
        parameter: "biz_content".to_owned(),
        charset: "GBK",
        character: '😀',
        position: 8,
    };
    assert_eq!(error, expected);
    assert_eq!(
        error.to_string(),
        "`biz_content` has the character U+1F600 at position 8, which GBK does not have; GB18030 \
         and UTF-8 have all"
    );
    assert_eq!(refused(message.clone().charset("GB18030")), None);
    let error = refused(message.charset("UTF-16")).expect("Alipay sends none");
    assert_eq!(error, CharsetError::Unknown);
    assert_eq!(error.to_string(), "the charset is not UTF-8, GBK, GB2312 or GB18030");
}

#[test]
fn bytes_are_signed_as_they_are() {
    let key = TestKey::generate();
    let delivery = TestMessage::new("a.b").charset("GBK").parameter("note", "支").sign(&key);
    assert_eq!(delivery.value("note"), Some("支".as_bytes()));
}

#[test]
fn a_message_is_made_of_a_schema() {
    let text = include_str!("../../schemas/ant.merchant.expand.shop.save.rejected.json");
    let schema = MessageSchema::parse(text).expect("a good schema");
    let key = TestKey::generate();
    let message = TestMessage::from_schema(&schema);
    let content = message.biz_content().expect("a text").to_owned();
    assert_eq!(schema.check(&content).map(|violations| violations.to_string()), Ok(String::new()));
    assert_eq!(message.clone().parameter("biz_content", "{}").biz_content(), None);
    assert_eq!(message.clone().encrypt(&ContentKey::from_bytes([0; 16])).biz_content(), None);
    let parsed = message.sign(&key);
    assert_eq!(parsed.value("biz_content"), Some(content.as_bytes()));
    let built_in = TestMessage::example::<ShopSaveRejected>().sign(&key);
    assert_eq!(parsed.value("msg_method"), Some(ShopSaveRejected::NAME.as_bytes()));
    assert_eq!(parsed.value("biz_content"), built_in.value("biz_content"));
}

#[test]
fn the_signed_content_is_sorted_by_name() {
    let parameters =
        [("b", "2&c=3"), ("sign_type", "RSA"), ("a", ""), ("a1", "x"), ("sign", "s"), ("a-", " ")];
    assert_eq!(signed_content(parameters, SignMode::V1), b"a=&a-= &a1=x&b=2&c=3");
    assert_eq!(signed_content(parameters, SignMode::V2), b"a=&a-= &a1=x&b=2&c=3&sign_type=RSA");
}
