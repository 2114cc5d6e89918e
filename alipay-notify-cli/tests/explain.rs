//! `alipay-notify explain`: the sentence for each thing that users stumble over.

mod support;

use std::path::Path;
use std::process::{Output, Stdio};
use std::sync::LazyLock;
use std::{fs, io};

use alipay_notify::messages::{ShopSaveRejected, UserOpencardResult};
use alipay_notify::testing::{SignedMessage, TestKey, TestMessage};
use alipay_notify::{ContentKey, SignMode};
use serde_json::{Value, json};
use support::{command, file, outcome, run};

static KEY: LazyLock<TestKey> = LazyLock::new(TestKey::generate);
static OWN: LazyLock<TestKey> = LazyLock::new(TestKey::generate);

/// Files of this test's own: others run at the same time.
struct Files {
    name: &'static str,
    key: String,
}

impl Files {
    fn new(name: &'static str) -> Self {
        let key = file(&format!("{name}-key"), KEY.public_key_base64().as_bytes());
        Self { name, key }
    }

    fn put(&self, suffix: &str, content: &[u8]) -> String {
        file(&format!("explain-{}-{suffix}", self.name), content)
    }

    fn explain(&self, capture: &[u8], more: &[&str]) -> Output {
        let capture = self.put("capture", capture);
        run(&[&["explain", &capture, "--key-file", &self.key], more].concat())
    }

    /// Exit code and the last line: the sentence.
    fn sentence(&self, capture: &[u8], more: &[&str]) -> (Option<i32>, String) {
        let (code, out, err) = outcome(&self.explain(capture, more));
        assert_eq!(err, "");
        (code, out.lines().last().unwrap_or_default().to_owned())
    }
}

fn shop() -> TestMessage {
    TestMessage::example::<ShopSaveRejected>().notify_id("n1").parameter("utc_timestamp", "1514210452731")
}

/// A content with a `+`, and with spaces of its own where asked for.
fn with_reason(reason: &str) -> TestMessage {
    shop().content(format!(r#"{{"order_id":"1","reason":"{reason}","shop_id":"1","shop_name":"n"}}"#))
}

/// A value of a signed message, changed behind the back of its signature.
fn changed(signed: SignedMessage, name: &str, change: impl Fn(&str) -> String) -> SignedMessage {
    let value = String::from_utf8(signed.value(name).expect("the parameter").to_vec()).expect("a text");
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

#[test]
fn a_genuine_message_says_in_which_mode() {
    let files = Files::new("genuine");
    assert_eq!(
        files.sentence(&shop().sign(&KEY).body(), &[]),
        (Some(0), "Result: genuine and valid, in sign mode V1; `sign_type` is not part of what is signed, so a verifier that \
                   refuses it must leave `sign_type` out.".to_owned())
    );
    assert_eq!(
        files.sentence(&TestMessage::new("my.own").sign(&KEY).body(), &[]),
        (Some(0), "Result: genuine, in sign mode V1; no specification is known for it, so its content was not checked; \
                   `sign_type` is not part of what is signed, so a verifier that refuses it must leave `sign_type` out."
            .to_owned())
    );
}

#[test]
fn block_1_the_apps_own_key() {
    let files = Files::new("own");
    let body = shop().sign(&KEY).body();
    let own = files.put("own", OWN.public_key_pem().as_bytes());
    let explain = |more: &[&str]| {
        let capture = files.put("own-capture", &body);
        let output = run(&[&["explain", &capture, "--key-file", &own], more].concat());
        let (code, out, _) = outcome(&output);
        (code, out.lines().last().unwrap_or_default().to_owned())
    };
    assert_eq!(
        explain(&["--app-key-file", &own]),
        (
            Some(1),
            format!(
                "Cause: the key in {own} is the app's own public key (应用公钥), with which no message of Alipay's is signed. \
             Mend: configure Alipay's public key (支付宝公钥) of this app, which the console shows beside the app's own."
            )
        )
    );
    assert_eq!(
        explain(&[]),
        (Some(1), "Likely cause: no key that was given made this signature; most often the app's own public key \
                   (应用公钥) is configured in place of Alipay's. Mend: configure Alipay's public key (支付宝公钥) of this \
                   app, which the console shows beside the app's own; --app-key-file tells whether that is it."
            .to_owned())
    );
    let signed_by_app = shop().sign(&OWN).body();
    assert_eq!(
        files.sentence(&signed_by_app, &["--app-key-file", &own]),
        (Some(1), "Cause: the app's own private key made the signature, so the message is not Alipay's. Mend: sign with \
                   the key whose public half the verifier has; Alipay's own messages are not affected.".to_owned())
    );
}

#[test]
fn block_2_gbk() {
    let files = Files::new("gbk");
    let content = r#"{"order_id":"1","reason":"资料有问题","shop_id":"1","shop_name":"n"}"#;
    let genuine = shop().parameter("charset", "GBK").parameter("biz_content", gbk(content)).sign(&KEY);
    let valid = "Result: genuine and valid, in sign mode V1; `sign_type` is not part of what is signed, so a verifier that refuses \
                 it must leave `sign_type` out.";
    assert_eq!(files.sentence(&genuine.body(), &[]), (Some(0), valid.to_owned()));

    let converted = genuine.clone().with("biz_content", content);
    let sentence = "Cause: texts were converted from GBK to UTF-8 before the signature was checked, and Alipay signed their \
                    bytes in GBK. Mend: verify the bytes of the body as they were received, and convert texts afterwards.";
    assert_eq!(files.sentence(&converted.body(), &[]), (Some(1), sentence.to_owned()));

    let lost = genuine.with("biz_content", String::from_utf8_lossy(&gbk(content)).into_owned());
    assert_eq!(
        files.sentence(&lost.body(), &[]),
        (Some(1), "Likely cause: the key is the right one, but characters were lost: bytes of one charset were read in \
                   another one. Mend: hand over the bytes of the body as they were received, before any framework, filter \
                   or proxy changes them.".to_owned())
    );
}

#[test]
fn block_2_bytes_read_in_another_charset() {
    let files = Files::new("misread");
    let genuine = shop().sign(&KEY);
    let latin = |text: &str| text.bytes().map(char::from).collect();
    let sentence = |read_as| {
        format!(
            "Cause: the bytes of the texts were read as {read_as}, which they are not. Mend: verify the bytes of the body \
             as they were received, and convert texts afterwards."
        )
    };
    let misread = changed(genuine.clone(), "biz_content", latin);
    assert_eq!(files.sentence(&misread.body(), &[]), (Some(1), sentence("ISO-8859-1")));

    let even = with_reason("资料").sign(&KEY);
    let misread =
        changed(even.clone(), "biz_content", |text| encoding_rs::GBK.decode(text.as_bytes()).0.into_owned());
    assert_eq!(files.sentence(&misread.body(), &[]), (Some(1), sentence("GBK")));

    let converted =
        even.with("biz_content", gbk(r#"{"order_id":"1","reason":"资料","shop_id":"1","shop_name":"n"}"#));
    assert_eq!(
        files.sentence(&converted.body(), &[]),
        (Some(1), "Cause: texts were converted from UTF-8 to GBK before the signature was checked, and Alipay signed their \
                   bytes in UTF-8. Mend: verify the bytes of the body as they were received, and convert texts afterwards."
            .to_owned())
    );
}

#[test]
fn block_3_decoded_twice() {
    let files = Files::new("decoded");
    let signed = with_reason("1+1 & 50%25=x").sign(&KEY);
    let pairs: Vec<Vec<u8>> = signed
        .names()
        .map(|name| [name.as_bytes(), b"=", signed.value(name).expect("its value")].concat())
        .collect();
    assert_eq!(
        files.sentence(&pairs.join(&b'&'), &[]),
        (Some(1), "Cause: the body was decoded before the verifier decoded it, so that it was decoded twice. Mend: hand \
                   over the bytes of the body as they were received, not what the framework's form parser made of them."
            .to_owned())
    );

    let spaces = changed(with_reason("1+1").sign(&KEY), "biz_content", |text| text.replace('+', " "));
    assert_eq!(
        files.sentence(&spaces.body(), &[]),
        (Some(1), "Cause: every `+` became a space in `biz_content`, which was decoded once too often. Mend: decode the \
                   body once only: hand it over exactly as it was received.".to_owned())
    );

    let twice = signed.names().fold(signed.clone(), |twice, name| {
        let value = signed.value(name).expect("its value");
        twice.with(name, form_urlencoded::byte_serialize(value).collect::<String>())
    });
    assert_eq!(
        files.sentence(&twice.body(), &[]),
        (Some(1), "Cause: the body was encoded twice: once it is decoded, its values are still encoded. Mend: hand over \
                   the body exactly as it was received, not built anew of values that are encoded.".to_owned())
    );
}

#[test]
fn block_4_sign_type_in_or_out() {
    let files = Files::new("mode");
    let (code, out, _) = outcome(&files.explain(&shop().sign_mode(SignMode::V2).sign(&KEY).body(), &[]));
    assert_eq!(code, Some(0));
    assert_eq!(
        out.lines().last(),
        Some(
            "Result: genuine and valid, in sign mode V2; `sign_type` is part of what is signed, so a verifier that refuses it \
              must keep `sign_type` in."
        )
    );
    assert!(
        out.contains("&notify_id=n1&⟦sign_type=RSA2⟧&utc_timestamp=1514210452731&version=1.1\n"),
        "{out}"
    );
    let fingerprint = KEY.public_key().fingerprint().to_owned();
    let signature = format!(
        "\nSignature: good in V2 with RSA2 and the key in {} (2048 bits, {fingerprint})\n",
        files.key
    );
    assert!(out.contains(&signature), "{out}");
}

#[test]
fn block_5_rsa_or_rsa2() {
    let files = Files::new("rsa");
    let rsa = shop().parameter("sign_type", "RSA").sign(&KEY);
    assert_eq!(
        files.sentence(&rsa.body(), &[]),
        (Some(1), "Cause: the message is signed as RSA (SHA-1), which is not accepted unless asked for. Mend: switch the \
                   app to RSA2 in the console, or let the key `accept_rsa`.".to_owned())
    );
    assert_eq!(
        files.sentence(&rsa.with("sign_type", "RSA2").body(), &[]),
        (Some(1), "Cause: the signature was made as RSA (SHA-1), but `sign_type` says otherwise. Mend: have the signer use \
                   RSA2 (SHA-256), or say `sign_type=RSA` where it can't.".to_owned())
    );
    assert_eq!(
        files.sentence(&shop().sign(&KEY).with("sign_type", "RSA").body(), &[]),
        (Some(1), "Cause: the signature was made as RSA2 (SHA-256), but `sign_type` says otherwise. Mend: hand over \
                   `sign_type` as it was received: RSA2.".to_owned())
    );
}

#[test]
fn block_6_html_entities() {
    let files = Files::new("html");
    let escaped = changed(with_reason("<b>it's & so</b>").sign(&KEY), "biz_content", |text| {
        text.replace('&', "&amp;")
            .replace('"', "&quot;")
            .replace('<', "&lt;")
            .replace('>', "&gt;")
            .replace('\'', "&#39;")
    });
    assert_eq!(
        files.sentence(&escaped.body(), &[]),
        (Some(1), "Cause: an input filter put HTML entities such as &quot; into `biz_content`. Mend: switch the filter off \
                   for the gateway's route, or verify the body before it passes the filter.".to_owned())
    );
}

#[test]
fn block_7_query_and_route_parameters() {
    let files = Files::new("foreign");
    let mixed = shop().sign(&KEY).with("controller", "alipay").with("id", "7");
    assert_eq!(
        files.sentence(&mixed.body(), &[]),
        (Some(1), "Cause: `controller`, `id` did not come from Alipay, but from the query, the route or a proxy. Mend: \
                   verify the parameters of the body alone, without those of query and route.".to_owned())
    );
    assert_eq!(
        files.sentence(&mixed.body(), &["--redact"]),
        (Some(1), "Cause: 2 parameters unknown to Alipay did not come from Alipay, but from the query, the route or a \
                   proxy. Mend: verify the parameters of the body alone, without those of query and route.".to_owned())
    );
    assert_eq!(
        files.sentence(&shop().sign(&KEY).doubled("app_id").body(), &[]),
        (Some(1), "Cause: `app_id` is given more than once, and was sent once. Mend: verify the parameters of the body \
                   alone, without those of query and route.".to_owned())
    );
}

#[test]
fn block_8_trimmed_and_dropped_values() {
    let files = Files::new("trimmed");
    let trimmed = changed(with_reason("r").sign(&KEY), "biz_content", str::to_owned);
    let with_space = shop().parameter("version", "1.1 ").sign(&KEY);
    let trimmed_version = changed(with_space, "version", |text| text.trim().to_owned());
    assert_eq!(
        files.sentence(&trimmed_version.body(), &[]),
        (Some(1), "Cause: white space at an end of `version` was cut off, and it is part of what is signed. Mend: switch \
                   the trimming of parameters off for the gateway's route.".to_owned())
    );
    assert_eq!(files.sentence(&trimmed.body(), &[]).0, Some(0), "nothing was there to trim");

    let dropped = shop().parameter("encrypt_type", "").sign(&KEY).without("encrypt_type");
    assert_eq!(
        files.sentence(&dropped.body(), &[]),
        (Some(1), "Cause: `encrypt_type` was sent with an empty value and dropped on the way, but it is part of what is \
                   signed. Mend: keep parameters whose value is empty.".to_owned())
    );
}

#[test]
fn block_9_plus_in_sign() {
    let files = Files::new("plus");
    let spaces = changed(with_plus_in_sign(), "sign", |sign| sign.replace('+', " "));
    assert_eq!(
        files.sentence(&spaces.body(), &[]),
        (Some(1), "Cause: every `+` in `sign` became a space, since something between Alipay and the verifier decoded the \
                   body. Mend: hand over the body exactly as it was received, or write each `+` as %2B where the body is \
                   built anew.".to_owned())
    );
    let for_urls = changed(with_plus_in_sign(), "sign", |sign| {
        sign.replace('+', "-").replace('/', "_").replace('=', "")
    });
    assert_eq!(
        files.sentence(&for_urls.body(), &[]),
        (Some(1), "Cause: `sign` was rewritten: in the alphabet of URLs (- and _), without its = at the end, or in several \
                   lines. Mend: hand over `sign` exactly as it was received.".to_owned())
    );
}

#[test]
fn block_10_the_reply() {
    let files = Files::new("reply");
    let body = shop().sign(&KEY).body();
    let again = |what: &str, mend: &str| {
        format!(
            "Cause: the message is fine, but the server answered {what}, so Alipay delivers it again, up to 8 times within \
             about 25 hours. Mend: {mend}."
        )
    };
    let plain = "answer with the seven letters success and nothing else, as plain text";
    for (reply, what, mend) in [
        ("{\"code\":\"success\"}", "JSON", plain),
        ("\"success\"", "`success` in quotes", plain),
        ("", "nothing", plain),
        ("<html>success</html>", "HTML or XML", plain),
        ("ok", "something else than `success`", plain),
        (
            "fail",
            "`fail`, which asks for the message again",
            "find out in the server's log why it failed, and answer success once it is handled",
        ),
    ] {
        assert_eq!(files.sentence(&body, &["--reply", reply]), (Some(1), again(what, mend)), "{reply}");
    }
    let response = files.put("response", b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\nSUCCESS");
    assert_eq!(files.sentence(&body, &["--reply", &format!("@{response}")]).0, Some(0));
}

#[test]
fn two_things_at_once_are_both_named() {
    let files = Files::new("both");
    let both = changed(shop().sign(&KEY), "biz_content", |text| text.replace('"', "&quot;")).with("id", "7");
    assert_eq!(
        files.sentence(&both.body(), &[]),
        (Some(1), "Cause: an input filter put HTML entities such as &quot; into `biz_content`, `id`; and `biz_content`, \
                   `id` did not come from Alipay".to_owned())
    );
}

#[test]
fn a_genuine_message_that_breaks_its_schema() {
    let files = Files::new("schema");
    let body =
        TestMessage::example::<UserOpencardResult>().content(r#"{"success":"true"}"#).sign(&KEY).body();
    let (code, out, _) = outcome(&files.explain(&body, &[]));
    assert_eq!(code, Some(1));
    let from = out.find("Charset").unwrap_or_default();
    assert_eq!(&out[from..], "");
}

#[test]
fn a_tampered_message_is_told_from_a_wrong_key() {
    let files = Files::new("tampered");
    let tampered = shop().sign(&KEY).with_flipped_byte("biz_content", 20);
    assert_eq!(
        files.sentence(&tampered.body(), &[]),
        (Some(1), "Cause: the key is the right one, but something changed the content after it was signed, in a way that \
                   could not be traced. Mend: hand over the bytes of the body as they were received, before any framework, \
                   filter or proxy changes them.".to_owned())
    );
}
