//! `alipay-notify explain`: the sentence for each thing that users stumble over.

mod support;

use std::fs;
use std::io::{Write, stderr};
use std::path::Path;
use std::process::{Output, Stdio};
use std::sync::LazyLock;

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
        (
            Some(1),
            "Cause: an input filter put HTML entities such as &quot; into `biz_content`; and `id` did not come from \
             Alipay, but from the query, the route or a proxy. Mend: switch the filter off for the gateway's route, or \
             verify the body before it passes the filter; and verify the parameters of the body alone, without those of \
             query and route."
                .to_owned()
        )
    );
}

#[test]
fn a_genuine_message_that_breaks_its_schema() {
    let files = Files::new("schema");
    let body =
        TestMessage::example::<UserOpencardResult>().content(r#"{"success":"true"}"#).sign(&KEY).body();
    let (code, out, _) = outcome(&files.explain(&body, &[]));
    let (_, found) = out.split_once("\nCharset: UTF-8\n").expect("the charset");
    assert_eq!(
        (code, found),
        (
            Some(1),
            "Breaks its specification: template_id: required, but missing\n\
             Breaks its specification: biz_card_no: required, but missing\n\
             Breaks its specification: external_card_no: required, but missing\n\
             Breaks its specification: user_id, open_id: exactly one of these must be present, none is\n\
             \n\
             Cause: the message is genuine, but breaks its specification in 4 places. Mend: compare its specification \
             with Alipay's document and correct it, or take what breaks it in `on_invalid` or a `lenient` gateway.\n"
        )
    );
}

#[test]
fn a_tampered_message_is_told_from_a_wrong_key() {
    let files = Files::new("tampered");
    let sentence = "Cause: the key is the right one, but something changed the content after it was signed, in a way that \
                    could not be traced. Mend: hand over the bytes of the body as they were received, before any \
                    framework, filter or proxy changes them.";
    let tampered = shop().sign(&KEY).with_flipped_byte("biz_content", 20);
    assert_eq!(files.sentence(&tampered.body(), &[]), (Some(1), sentence.to_owned()));
    let signature =
        format!("\nSignature: made by the key in {} with RSA2, but of another content\n", files.key);
    let (_, out, _) = outcome(&files.explain(&tampered.body(), &[]));
    assert!(out.contains(&signature), "{out}");
}

#[test]
fn an_encrypted_content_is_opened_if_the_key_is_given() {
    let files = Files::new("encrypted");
    let body = shop().encrypt(&ContentKey::from_bytes([7; 16])).sign(&KEY).body();
    let content = "{\"order_id\":\"2018011900502000000005124744\",\"reason\":\"资料有问题,拒绝\"";
    let right = files.put("right", b"BwcHBwcHBwcHBwcHBwcHBw==\n");
    let wrong = files.put("wrong", b"CAgICAgICAgICAgICAgICA==\n");
    assert_eq!(
        files.sentence(&body, &[]),
        (
            Some(1),
            "Cause: the message is genuine, but `biz_content` is encrypted, and no content key is configured for this \
             app. Mend: give the verifier the app's content key (接口内容加密方式, AES; here --content-key-file)."
                .to_owned()
        )
    );
    assert_eq!(
        files.sentence(&body, &["--content-key-file", &wrong]),
        (
            Some(1),
            "Cause: the message is genuine, but the content key does not open `biz_content`; compare it with the console \
             (接口内容加密方式). Mend: copy the content key of this app from the console once more."
                .to_owned()
        )
    );
    let (code, out, _) = outcome(&files.explain(&body, &["--aes-key", &right]));
    assert_eq!(code, Some(0));
    assert!(out.contains("\nContent: encrypted; the content key opens it: 220 bytes of JSON\n"), "{out}");
    assert!(!out.contains(content), "{out}");
}

#[test]
fn every_form_of_capture_is_explained() {
    let files = Files::new("forms");
    let signed = shop().sign(&KEY);
    let body = String::from_utf8(signed.body()).expect("a form is ASCII");
    let text =
        |name: &str| String::from_utf8(signed.value(name).expect("its value").to_vec()).expect("UTF-8");
    let data: String =
        signed.names().map(|name| format!(" \\\n --data-urlencode '{name}={}'", text(name))).collect();
    let map: serde_json::Map<_, _> =
        signed.names().map(|name| (name.to_owned(), Value::String(text(name)))).collect();
    let (length, head) = (body.len(), "Content-Type: application/x-www-form-urlencoded; charset=utf-8");
    let genuine = "Result: genuine and valid, in sign mode V1; `sign_type` is not part of what is signed, so a verifier \
                   that refuses it must leave `sign_type` out.";
    for (capture, first) in [
        (
            format!("POST /alipay?id=7 HTTP/1.1\r\n{head}\r\nContent-Length: {length}\r\n\r\n{body}\n"),
            format!(
                "Captured: an HTTP request (POST /alipay), application/x-www-form-urlencoded; charset=utf-8, {length} bytes"
            ),
        ),
        (
            format!("curl -x post 'notify_url' \\\n--header '{head}'{data}"),
            "Captured: a curl command line (post notify_url), application/x-www-form-urlencoded; charset=utf-8, 883 bytes; \
             the body was built from decoded values"
                .to_owned(),
        ),
        (
            Value::Object(map).to_string(),
            "Captured: a JSON object of parameters, 883 bytes; the body was built from decoded values".to_owned(),
        ),
    ] {
        let (code, out, err) = outcome(&files.explain(capture.as_bytes(), &[]));
        assert_eq!((code, err.as_str()), (Some(0), ""));
        // How long an encoded signature is depends on what is in it.
        let masked = |text: &str| text.split(", ").filter(|part| !part.contains("bytes")).map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(out.lines().next().map(masked), Some(masked(&first)));
        assert_eq!(out.lines().last(), Some(genuine));
        let query = "\nQuery: the address has parameters of its own (1), which are not signed\n";
        assert_eq!(out.contains(query), capture.starts_with("POST"), "{out}");
    }
}

#[test]
fn a_body_that_breaks_off_says_so() {
    let files = Files::new("truncated");
    let capture = b"POST / HTTP/1.1\nContent-Length: 900\n\ncharset=UTF-8&biz_content=%7B%22a\n";
    assert_eq!(
        files.sentence(capture, &[]),
        (
            Some(1),
            "Cause: the body breaks off: it has 33 bytes, and Content-Length says 900. Mend: hand over or capture all of \
             the body."
                .to_owned()
        )
    );
    assert_eq!(
        files.sentence(b"charset=UTF-8&biz_content=%7B%22a", &[]),
        (
            Some(1),
            "Cause: the parameter `notify_id` is missing. Mend: hand over the bytes of the body as they were received, \
             before any framework, filter or proxy changes them."
                .to_owned()
        )
    );
}

#[test]
fn a_message_of_another_app_says_so() {
    let files = Files::new("app");
    let body = shop().sign(&KEY).body();
    assert_eq!(
        files.sentence(&body, &["--app-id", "2021"]),
        (
            Some(1),
            "Cause: the signature is good, but the message is for an app that the verifier does not accept (--app-id). \
             Mend: add its app_id to the verifier if the app is yours."
                .to_owned()
        )
    );
    assert_eq!(files.sentence(&body, &["--app-id", "2021", "--app-id", "2014060600164699"]).0, Some(0));
}

#[test]
fn of_several_keys_the_one_that_matches_is_named() {
    let files = Files::new("several");
    let other = files.put("other", OWN.public_key_base64().as_bytes());
    let (code, out, _) = outcome(&files.explain(&shop().sign(&OWN).body(), &["--key-file", &other]));
    let fingerprint = OWN.public_key().fingerprint().to_owned();
    assert_eq!(code, Some(0));
    let signature =
        format!("\nSignature: good in V1 with RSA2 and the key in {other} (2048 bits, {fingerprint})\n");
    assert!(out.contains(&signature), "{out}");
}

/// A message with a query mixed in, and what identifies its signature.
fn mixed() -> (SignedMessage, String) {
    let message = TestMessage::new("my.own").notify_id("n1").parameter("utc_timestamp", "1514210452731");
    let signed = message.content("{\"a\":\"支付\u{1b}\"}").sign(&KEY);
    let sign = String::from_utf8(signed.value("sign").expect("its value").to_vec()).expect("base64");
    (signed.with("id", "7 "), sign)
}

#[test]
fn the_whole_report() {
    let files = Files::new("report");
    let (mixed, sign) = mixed();
    let body = mixed.body();
    let (code, out, err) = outcome(&files.explain(&body, &[]));
    let (shown, key, length) = (&sign[..48], &files.key, body.len());
    let public = KEY.public_key();
    let fingerprint = public.fingerprint();
    let expected = format!(
        "Captured: a raw body, {length} bytes

┌───────────────┬───────────────────────────────────────────────────┬───────┬──────────────────────────────────────────┐
│ Name          ┆ Value                                             ┆ Bytes ┆ Notes                                    │
╞═══════════════╪═══════════════════════════════════════════════════╪═══════╪══════════════════════════════════════════╡
│ charset       ┆ UTF-8                                             ┆ 5     ┆                                          │
│ biz_content   ┆ {{\"a\":\"支付\\x1B\"}}                                  ┆ 15    ┆                                          │
│ utc_timestamp ┆ 1514210452731                                     ┆ 13    ┆                                          │
│ sign          ┆ {shown}… ┆ 344   ┆                                          │
│ app_id        ┆ 2014060600164699                                  ┆ 16    ┆                                          │
│ version       ┆ 1.1                                               ┆ 3     ┆                                          │
│ sign_type     ┆ RSA2                                              ┆ 4     ┆                                          │
│ notify_id     ┆ n1                                                ┆ 2     ┆                                          │
│ msg_method    ┆ my.own                                            ┆ 6     ┆                                          │
│ id            ┆ 7                                                 ┆ 2     ┆ unknown parameter, white space at an end │
└───────────────┴───────────────────────────────────────────────────┴───────┴──────────────────────────────────────────┘

Signed content in V1, without sign_type, 142 bytes:
app_id=2014060600164699&biz_content={{\"a\":\"支付\\x1B\"}}&charset=UTF-8&id=7 &msg_method=my.own&notify_id=n1&utc_timestamp=1514210452731&version=1.1

Signed content in V2, with sign_type, 157 bytes; what V1 leaves out is marked:
app_id=2014060600164699&biz_content={{\"a\":\"支付\\x1B\"}}&charset=UTF-8&id=7 &msg_method=my.own&notify_id=n1&⟦sign_type=RSA2⟧&utc_timestamp=1514210452731&version=1.1

What was signed, in V1, 136 bytes; what differs is marked; parameters left out: 1:
app_id=2014060600164699&biz_content={{\"a\":\"支付\\x1B\"}}&charset=UTF-8&msg_method=my.own&notify_id=n1&utc_timestamp=1514210452731&version=1.1

Signature: good in V1 with RSA2 and the key in {key} (2048 bits, {fingerprint}), once what spoilt the message is undone
Charset: UTF-8
Hint: it has parameters that no message has (1): hand over the body alone, nothing of query or route

Cause: `id` did not come from Alipay, but from the query, the route or a proxy. Mend: verify the parameters of the body alone, without those of query and route.
"
    );
    assert_eq!((code, out, err.as_str()), (Some(1), expected, ""));
}

#[test]
fn the_whole_report_for_programs() {
    let files = Files::new("json");
    let (mixed, sign) = mixed();
    let body = mixed.body();
    let (code, out, err) = outcome(&files.explain(&body, &["--json", "--redact", "--reply", "success"]));
    let found: Value = serde_json::from_str(&out).expect("one document");
    let parameter = |name: Option<&str>, value: Option<&str>, bytes: usize, notes: &[&str]| json!({ "name": name, "value": value, "bytes": bytes, "notes": notes });
    let known = |name, value: &str| parameter(Some(name), Some(value), value.len(), &[]);
    let content = |bytes: usize, marked: &[&str]| json!({ "bytes": bytes, "text": null, "base64": null, "marked": marked });
    let expected = json!({
        "capture": {
            "form": "raw", "method": null, "path": null, "content_type": null, "bytes": body.len(), "built": false
        },
        "parameters": [
            known("charset", "UTF-8"),
            parameter(Some("biz_content"), None, 15, &[]),
            known("utc_timestamp", "1514210452731"),
            known("sign", &sign),
            known("app_id", "2014060600164699"),
            known("version", "1.1"),
            known("sign_type", "RSA2"),
            known("notify_id", "n1"),
            known("msg_method", "my.own"),
            parameter(None, None, 2, &["unknown", "white_space_at_end"]),
        ],
        "missing": [],
        "signed_content": {
            "v1": content(142, &[]), "v2": content(157, &["sign_type"]), "restored": content(136, &[])
        },
        "match": {
            "key_file": files.key, "own_key": false, "bits": 2048, "fingerprint": KEY.public_key().fingerprint(),
            "sign_mode": "V1", "sign_type": "RSA2", "without_empty": false, "undone": ["foreign_parameters"]
        },
        "made_by": { "key_file": files.key, "sign_type": "RSA2" },
        "charset": "UTF-8",
        "hints": ["it has parameters that no message has (1): hand over the body alone, nothing of query or route"],
        "violations": [],
        "reply": { "text": null, "redelivered": false, "reason": null },
        "genuine": false,
        "ok": false,
        "cause": {
            "name": "spoilt",
            "certain": true,
            "text": "a parameter unknown to Alipay did not come from Alipay, but from the query, the route or a proxy",
            "mend": "verify the parameters of the body alone, without those of query and route"
        }
    });
    assert_eq!((code, found, err.as_str()), (Some(1), expected, ""));

    let (_, out, _) = outcome(&files.explain(&body, &["--json"]));
    let found: Value = serde_json::from_str(&out).expect("one document");
    let text = "app_id=2014060600164699&biz_content={\"a\":\"支付\u{1b}\"}&charset=UTF-8&msg_method=my.own&notify_id=n1&\
                utc_timestamp=1514210452731&version=1.1";
    assert_eq!(found["signed_content"]["restored"]["text"], text);
    assert_eq!(found["parameters"][9]["value"], "7 ");
}

#[test]
fn what_differs_is_marked_by_colour_where_there_is_one() {
    let files = Files::new("colour");
    let capture = files.put("capture", &shop().sign(&KEY).body());
    let output =
        command(&["explain", &capture, "--key-file", &files.key]).env("CLICOLOR_FORCE", "1").output();
    let (_, out, _) = outcome(&output.expect("the command runs"));
    assert!(out.contains("&notify_id=n1&\u{1b}[7msign_type=RSA2\u{1b}[0m&utc_timestamp="), "{out}");
    assert!(!out.contains('⟦'), "{out}");
}

#[test]
fn no_value_of_a_content_shows_once_withheld() {
    let files = Files::new("redact");
    let (secret, gbk_secret) = ("geheim支付", gbk("geheim支付"));
    let message = with_reason("geheim支付 1+1 & geheim支付=2");
    let signed = message.clone().sign(&KEY);
    let pairs: Vec<Vec<u8>> = signed
        .names()
        .map(|name| [name.as_bytes(), b"=", signed.value(name).expect("its value")].concat())
        .collect();
    let charset = message.clone().parameter("charset", "GBK");
    for capture in [
        signed.body(),
        signed.clone().with_flipped_byte("biz_content", 3).body(),
        message.clone().encrypt(&ContentKey::from_bytes([7; 16])).sign(&KEY).body(),
        message.sign(&OWN).body(),
        pairs.join(&b'&'),
        changed(signed.clone(), "biz_content", |text| text.replace('"', "&quot;")).body(),
        changed(signed.clone(), "biz_content", |text| text.replace('+', " ")).body(),
        signed.clone().doubled("biz_content").body(),
        signed.clone().with("x", "geheim支付").body(),
        charset.clone().parameter("biz_content", gbk_secret).sign(&KEY).body(),
        charset.sign(&KEY).body(),
        [b"curl 'http://x/?a=geheim' --data-raw '".as_slice(), &pairs.join(&b'&'), b"'"].concat(),
    ] {
        for json in [&["--redact"][..], &["--redact", "--json"]] {
            let (_, out, err) = outcome(&files.explain(&capture, &[json, &["--reply", "geheim"]].concat()));
            for value in [secret, "geheim", "order_id", "shop_name"] {
                assert!(!out.contains(value), "{value}: {out}");
            }
            assert_eq!(err, "");
        }
    }
}

#[test]
fn no_key_shows() {
    let files = Files::new("keys");
    let content_key = "BwcHBwcHBwcHBwcHBwcHBw==";
    let content_key_file = files.put("content", content_key.as_bytes());
    let own = files.put("own", OWN.public_key_base64().as_bytes());
    let body = shop().encrypt(&ContentKey::from_bytes([7; 16])).sign(&KEY).body();
    let more = ["--content-key-file", content_key_file.as_str(), "--app-key-file", own.as_str()];
    for json in [&[][..], &["--json"]] {
        let (code, out, _) = outcome(&files.explain(&body, &[&more, json].concat()));
        assert_eq!(code, Some(0));
        for key in [&KEY.public_key_base64()[44..], &OWN.public_key_base64()[44..], content_key] {
            assert!(!out.contains(key), "{out}");
        }
    }
}

#[test]
fn what_cannot_be_read_is_said_in_one_line() {
    let files = Files::new("unreadable");
    let forms = "a capture is a raw form-encoded body, the text of an HTTP request, a curl command line, or a JSON object \
                 of parameters";
    let capture = files.put("capture", b"success");
    let explained = outcome(&run(&["explain", &capture, "--key-file", &files.key]));
    let why = format!("error: {capture}: it is in none of the known forms; {forms}\n");
    assert_eq!(explained, (Some(2), String::new(), why));

    let explained = outcome(&run(&["explain", "--key-file", &files.key]));
    let why = format!("error: -: there is nothing in it; {forms}\n");
    assert_eq!(explained, (Some(2), String::new(), why));

    let explained = outcome(&run(&["explain", &capture, "--key-file", &capture]));
    let why = format!(
        "error: {capture}: found a truncated text: its end is missing; wanted is Alipay's public key (支付宝公钥): base64, PEM, DER, \
         or its certificate. Copy all of it\n"
    );
    assert_eq!(explained, (Some(2), String::new(), why));
}

#[test]
fn standard_input_is_read() {
    let files = Files::new("stdin");
    let mut child = command(&["explain", "-", "--key-file", &files.key])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the command runs");
    child.stdin.take().expect("piped").write_all(&shop().sign(&KEY).body()).expect("it reads");
    assert_eq!(child.wait_with_output().expect("it ends").status.code(), Some(0));
}

/// A capture, what is given besides, and the sentence.
type Block = (Vec<u8>, Vec<String>, String);

#[test]
fn every_block_is_worded_in_chinese() {
    let files = Files::new("chinese");
    for (capture, more, expected) in in_chinese(&files) {
        let more: Vec<&str> = more.iter().map(String::as_str).collect();
        let (_, sentence) = files.sentence(&capture, &[&["--lang", "zh"], more.as_slice()].concat());
        assert_eq!(sentence, expected);
    }
}

fn in_chinese(files: &Files) -> Vec<Block> {
    let genuine = shop().sign(&KEY);
    let text =
        |name: &str| String::from_utf8(genuine.value(name).expect("its value").to_vec()).expect("UTF-8");
    let decoded = with_reason("1+1").sign(&KEY);
    let decoded: Vec<Vec<u8>> = decoded
        .names()
        .map(|name| [name.as_bytes(), b"=", decoded.value(name).expect("its value")].concat())
        .collect();
    let own = files.put("own", KEY.public_key_pem().as_bytes());
    let in_gbk =
        shop().parameter("charset", "GBK").parameter("biz_content", gbk(&text("biz_content"))).sign(&KEY);
    let dropped = shop().parameter("encrypt_type", "").sign(&KEY).without("encrypt_type");
    let blocks = [
        (
            shop().sign(&OWN).body(),
            "可能的原因:签名不是由给出的任何密钥产生的;最常见的是把应用公钥当作支付宝公钥配置了。修正:请配置该应用的支付宝公钥,控制台中它就在应用公钥旁边;用 --app-key-file 可确认是否如此。",
        ),
        (
            in_gbk.with("biz_content", text("biz_content")).body(),
            "原因:验签前文本被从 GBK 转换为 UTF-8,而支付宝签名的是 GBK 的字节。修正:先按收到的原始字节验签,再转换文本的编码。",
        ),
        (
            decoded.join(&b'&'),
            "原因:请求体在验签方解码之前已被解码过,于是解码了两次。修正:请传入收到的请求体原始字节,而不是框架表单解析后的结果。",
        ),
        (
            shop().sign_mode(SignMode::V2).sign(&KEY).body(),
            "结论:真实且符合其描述,签名模式 V2;`sign_type` 参与签名,拒绝它的验签方须保留 `sign_type`。",
        ),
        (
            shop().parameter("sign_type", "RSA").sign(&KEY).body(),
            "原因:该消息以 RSA(SHA-1)签名,默认不被接受。修正:在控制台把应用改为 RSA2,或让密钥 `accept_rsa`。",
        ),
        (
            changed(genuine.clone(), "biz_content", |text| text.replace('"', "&quot;")).body(),
            "原因:输入过滤器在 `biz_content` 中写入了 HTML 实体(如 &quot;)。修正:对网关路由关闭该过滤器,或在过滤之前验签。",
        ),
        (
            genuine.clone().with("id", "7").body(),
            "原因:`id` 不是支付宝发送的,而是来自查询参数、路由或代理。修正:只用请求体的参数验签,不要混入查询参数和路由参数。",
        ),
        (
            dropped.body(),
            "原因:`encrypt_type` 发送时值为空,途中被丢弃,而它参与签名。修正:请保留值为空的参数。",
        ),
        (
            changed(with_plus_in_sign(), "sign", |sign| sign.replace('+', " ")).body(),
            "原因:`sign` 中的 `+` 都变成了空格:支付宝与验签方之间有环节对请求体解码过。修正:原样传入收到的请求体;若须重新拼装,请把每个 `+` 写成 %2B。",
        ),
        (
            shop().content("{}").sign(&KEY).body(),
            "原因:消息真实,但有 4 处不符合其描述。修正:请对照支付宝文档更正其描述,或在 `on_invalid`、`lenient` 网关中接收这样的消息。",
        ),
    ];
    let mut blocks: Vec<Block> =
        blocks.into_iter().map(|(capture, sentence)| (capture, Vec::new(), sentence.to_owned())).collect();
    blocks.push((
        genuine.body(),
        vec!["--reply".to_owned(), "{}".to_owned()],
        "原因:消息没有问题,但服务器应答的是JSON,因此支付宝会重新投递,约 25 小时内最多 8 次。修正:请以纯文本应答 success 这七个字母,不带其他内容。".to_owned(),
    ));
    blocks.push((
        genuine.body(),
        vec!["--app-key-file".to_owned(), own],
        format!("原因:{} 中是应用公钥,支付宝的消息都不用它签名。修正:请配置该应用的支付宝公钥,控制台中它就在应用公钥旁边。", files.key),
    ));
    blocks
}

#[test]
fn real_signatures_are_genuine() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/vectors/real-signatures.json");
    let Ok(text) = fs::read_to_string(&path) else {
        // Past the test harness, which keeps back what passing tests print.
        let _ = writeln!(
            stderr(),
            "skipped: real signatures are not explained, there is no file {}",
            path.display()
        );
        return;
    };
    let vectors: Vec<Value> = serde_json::from_str(&text).expect("the file of vectors is JSON");
    let files = Files::new("real");
    let sentences: Vec<_> = vectors.iter().map(|vector| explained_vector(&files, vector)).collect();
    let unspecified = |mode: &str, others: &str| {
        format!(
            "Result: genuine, in sign mode {mode}; no specification is known for it, so its content was not checked; \
             `sign_type` is {others}."
        )
    };
    let payment = "Result: genuine, in sign mode V1, but another notification than a message: it has no `msg_method`; read \
                   it with `verify_form`.";
    assert_eq!(
        sentences,
        [
            unspecified(
                "V2",
                "part of what is signed, so a verifier that refuses it must keep `sign_type` in"
            ),
            unspecified(
                "V1",
                "not part of what is signed, so a verifier that refuses it must leave `sign_type` out"
            ),
            payment.to_owned(),
        ]
        .map(|sentence| (Some(0), sentence))
    );
}

/// The sentence on a vector, given as a map of its parameters.
fn explained_vector(files: &Files, vector: &Value) -> (Option<i32>, String) {
    let text = |value: &Value| value.as_str().expect("a string").to_owned();
    let key = files.put("vector-key", text(&vector["alipay_public_key_b64_spki"]).as_bytes());
    let capture = files.put("vector", vector["params"].to_string().as_bytes());
    let mut arguments = vec!["explain".to_owned(), capture, "--key-file".to_owned(), key];
    if let Some(content_key) = vector["aes"]["key_b64"].as_str() {
        arguments.extend(["--aes-key".to_owned(), files.put("vector-aes", content_key.as_bytes())]);
    }
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let (code, out, err) = outcome(&run(&arguments));
    assert_eq!(err, "");
    (code, out.lines().last().unwrap_or_default().to_owned())
}
