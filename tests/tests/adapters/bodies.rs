//! The bodies that the table names.

use std::sync::LazyLock;

use alipay_notify::ContentKey;
use alipay_notify::messages::{
    MiniIcpFaceauthCompleted, ShopSaveRejected, TradeStatusSync, UserOpencardResult,
};
use alipay_notify::schema::Family;
use alipay_notify::testing::{SignedMessage, TestKey, TestMessage};
use alipay_notify::verify::SignMode;
use alipay_notify_tests::servers::{KEY, OTHER_KEY, content_key};
use alipay_notify_tests::wire::{self, Escapes};
use encoding_rs::{Encoding, GB18030, GBK};

static STRANGER: LazyLock<TestKey> = LazyLock::new(TestKey::generate);

const CHINESE: &str = r#"{"order_id":"1","shop_id":"1","reason":"门头照不清晰","shop_name":"a b"}"#;

pub(crate) fn shop() -> TestMessage {
    TestMessage::example::<ShopSaveRejected>()
}

/// A body by its name in the table.
pub(crate) fn named(name: &str) -> Vec<u8> {
    if let Some(name) = name.strip_prefix("chunked by bytes ") {
        return chunked(&named(name), 1);
    }
    if let Some(name) = name.strip_prefix("chunked ") {
        let body = named(name);
        return chunked(&body, body.len());
    }
    if let Some(length) = name.strip_suffix(" bytes") {
        return vec![b'a'; length.parse().expect("a number")];
    }
    match name {
        "crlf" => b"\r\n".to_vec(),
        "BOM" => "\u{feff}".as_bytes().to_vec(),
        "shop in lower case" => escaped(Escapes::LowerCase),
        "shop with %20" => escaped(Escapes::SpaceInHex),
        "shop, all escaped" => escaped(Escapes::Everything),
        "shop, few escapes" => escaped(Escapes::FewestPossible),
        _ => authentic(name)
            .or_else(|| changed(name))
            .unwrap_or_else(|| panic!("no body {name}"))
            .body(),
    }
}

fn authentic(name: &str) -> Option<SignedMessage> {
    let message = match name {
        "shop" => shop(),
        "card" => TestMessage::example::<UserOpencardResult>(),
        "filing" => TestMessage::example::<MiniIcpFaceauthCompleted>(),
        "payment" => TestMessage::example::<TradeStatusSync>(),
        "payment in gbk" => TestMessage::example::<TradeStatusSync>().charset("GBK"),
        "payment without its order" => {
            TestMessage::example::<TradeStatusSync>().without("out_trade_no")
        }
        "unknown" => TestMessage::new("my.unknown"),
        "check" => check("GBK"),
        "check in utf-8" => check("utf-8"),
        "event" => service("alipay.mobile.public.message.notify", "follow"),
        "call" => TestMessage::of(Family::Service, "none")
            .without("service")
            .parameter("method", "spi.alipay.marketing.activity.order.send")
            .parameter("order_no", "2015042321001004720200028594")
            .parameter("utc_timestamp", "1672221612"),
        "fails" => shop().notify_id("the handler fails"),
        "slow" => shop().notify_id("the handler takes its time"),
        "invalid" => shop().content("{}"),
        "list" => shop().content("[]"),
        "gbk" => in_charset("GBK", GBK),
        "gb18030" => in_charset("gb18030", GB18030),
        "utf-16" => shop().parameter("charset", "UTF-16"),
        "v2" => shop().sign_mode(SignMode::V2),
        "sealed" => shop().encrypt(&another_content_key()),
        "rsa" => shop().parameter("sign_type", "RSA"),
        _ => return None,
    };
    Some(message.sign(&KEY))
}

/// Not authentic for the gateway that most cases are sent to.
fn changed(name: &str) -> Option<SignedMessage> {
    Some(match name {
        "others" => shop().content(CHINESE).sign(&OTHER_KEY),
        "encrypted" => shop().content(CHINESE).encrypt(&content_key()).sign(&OTHER_KEY),
        "forged" => shop().sign(&STRANGER),
        "forged check" => check("GBK").sign(&STRANGER),
        "tampered" => shop().sign(&KEY).with_flipped_byte("notify_id", 0),
        "sign in lines" => sign_in_lines(),
        "without sign" => shop().sign(&KEY).without("sign"),
        "bad sign" => shop().sign(&KEY).with("sign", "!"),
        _ => return None,
    })
}

/// Alipay's question whether a gateway is the app's.
fn check(charset: &str) -> TestMessage {
    service("alipay.service.check", "verifygw").parameter("charset", charset)
}

fn service(name: &str, event: &str) -> TestMessage {
    let xml = format!(
        "<?xml version=\"1.0\" encoding=\"gbk\"?><XML><AppId><![CDATA[2014072300007148]]></AppId>\
         <EventType><![CDATA[{event}]]></EventType></XML>"
    );
    TestMessage::of(Family::Service, name).parameter("biz_content", xml).sign_mode(SignMode::V2)
}

/// As mails break base64.
fn sign_in_lines() -> SignedMessage {
    let signed = shop().sign(&KEY);
    let lines: Vec<_> = signed.value("sign").expect("signed").chunks(76).collect();
    let lines = lines.join(&b"\r\n"[..]);
    signed.with("sign", lines)
}

fn in_charset(charset: &str, encoding: &'static Encoding) -> TestMessage {
    shop()
        .parameter("charset", charset)
        .parameter("biz_content", encoding.encode(CHINESE).0.into_owned())
}

fn another_content_key() -> ContentKey {
    ContentKey::parse("/////////////////////w==").expect("a good key")
}

fn escaped(escapes: Escapes) -> Vec<u8> {
    wire::body(&wire::pairs(&shop().sign(&KEY)), escapes)
}

fn chunked(body: &[u8], size: usize) -> Vec<u8> {
    let chunk =
        |piece: &[u8]| [format!("{:x}\r\n", piece.len()).as_bytes(), piece, b"\r\n"].concat();
    let mut chunks: Vec<_> = body.chunks(size).map(chunk).collect();
    chunks.push(b"0\r\n\r\n".to_vec());
    chunks.concat()
}
