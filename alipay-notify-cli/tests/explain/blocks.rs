//! The ten things that users of every SDK stumble over.

use alipay_notify::verify::SignMode;

use super::{Files, KEY, OWN, changed, gbk, plain, shop, with_plus_in_sign, with_reason};
use crate::support::outcome;

#[test]
fn block_1_the_apps_own_key() {
    let own = Files::with_key("own", &OWN);
    let body = shop().sign(&KEY).body();
    let file = &own.key;
    let sentence = format!(
        "Cause: the key in {file} is the app's own public key (应用公钥), with which Alipay signs \
         nothing. Fix: configure Alipay's public key (支付宝公钥) of this app, which the console shows \
         next to the app's own."
    );
    assert_eq!(own.sentence(&body, &["--app-key-file", file]), (Some(1), sentence));
    own.finds(
        &body,
        "Likely cause: none of the given keys made this signature; most often the app's own public \
         key (应用公钥) is configured in place of Alipay's. Fix: configure Alipay's public key (支付宝公钥) \
         of this app, which the console shows next to the app's own; --app-key-file finds out \
         whether that is it.",
    );

    let by_app = Files::new("by-app");
    let sentence = format!(
        "Likely cause: the key in {file}, given as the app's own, made the signature: most likely \
         {0} and {file} are swapped, unless a program of yours signed this itself. Fix: swap the \
         two: Alipay's public key (支付宝公钥) belongs to the verifier (here --key-file).",
        by_app.key
    );
    let signed_by_app = shop().sign(&OWN).body();
    let found = by_app.sentence(&signed_by_app, &["--app-key-file", file]);
    assert_eq!(found, (Some(1), sentence));
}

#[test]
fn block_2_gbk() {
    let files = Files::new("gbk");
    let content = r#"{"order_id":"1","reason":"资料有问题","shop_id":"1","shop_name":"n"}"#;
    let genuine =
        shop().parameter("charset", "GBK").parameter("biz_content", gbk(content)).sign(&KEY);
    let (code, out, _) = outcome(&files.explain(&genuine.body(), &[]));
    assert_eq!(code, Some(0));
    assert!(out.contains("&biz_content={\"order_id\":\"1\",\"reason\":\"资料有问题\""), "{out}");
    assert!(out.contains("\nCharset: GBK\n"), "{out}");

    files.finds(
        &genuine.clone().with("biz_content", content).body(),
        "Cause: texts were converted from GBK to UTF-8 before the signature was checked, and \
         Alipay signed their bytes in GBK. Fix: verify the bytes of the body as they were \
         received, and convert texts afterwards.",
    );
    files.finds(
        &genuine.with("biz_content", String::from_utf8_lossy(&gbk(content)).into_owned()).body(),
        "Likely cause: the key is the right one, but characters were lost: bytes of one charset \
         were read in another one. Fix: hand over the bytes of the body as they were received, \
         before any framework, filter or proxy changes them.",
    );
}

#[test]
fn block_2_bytes_read_in_another_charset() {
    let files = Files::new("misread");
    let signed = with_reason("资料").sign(&KEY);
    let latin = |text: &str| text.bytes().map(char::from).collect();
    let chinese = |text: &str| encoding_rs::GBK.decode(text.as_bytes()).0.into_owned();
    files.finds(
        &changed(signed.clone(), "biz_content", latin).body(),
        "Cause: the bytes of the texts were read as ISO-8859-1, which they are not. Fix: verify \
         the bytes of the body as they were received, and convert texts afterwards.",
    );
    files.finds(
        &changed(signed.clone(), "biz_content", chinese).body(),
        "Cause: the bytes of the texts were read as GBK, which they are not. Fix: verify the bytes \
         of the body as they were received, and convert texts afterwards.",
    );
    let content = r#"{"order_id":"1","reason":"资料","shop_id":"1","shop_name":"n"}"#;
    files.finds(
        &signed.with("biz_content", gbk(content)).body(),
        "Cause: texts were converted from UTF-8 to GBK before the signature was checked, and \
         Alipay signed their bytes in UTF-8. Fix: verify the bytes of the body as they were \
         received, and convert texts afterwards.",
    );
}

#[test]
fn block_3_decoded_twice() {
    let files = Files::new("decoded");
    let signed = with_reason("1+1 & 50%25=x").sign(&KEY);
    for body in [plain(&signed), plain(&with_plus_in_sign())] {
        files.finds(
            &body,
            "Cause: the body was decoded before the verifier decoded it, so it was decoded twice. \
             Fix: hand over the bytes of the body as they were received, not what the framework's \
             form parser made of them.",
        );
    }
    files.finds(
        &changed(with_reason("1+1").sign(&KEY), "biz_content", |text| text.replace('+', " "))
            .body(),
        "Cause: every `+` became a space in `biz_content`, which was decoded once too often. Fix: \
         decode the body only once: hand it over exactly as it was received.",
    );
    let twice = signed.names().fold(signed.clone(), |twice, name| {
        let value = signed.value(name).expect("its value");
        twice.with(name, form_urlencoded::byte_serialize(value).collect::<String>())
    });
    files.finds(
        &twice.body(),
        "Cause: the body was encoded twice: once it is decoded, its values are still encoded. Fix: \
         hand over the body exactly as it was received, not rebuilt from encoded values.",
    );
}

#[test]
fn block_4_sign_type_in_or_out() {
    let files = Files::new("mode");
    let (code, out, _) =
        outcome(&files.explain(&shop().sign_mode(SignMode::V2).sign(&KEY).body(), &[]));
    assert_eq!(
        (code, out.lines().last()),
        (
            Some(0),
            Some(
                "Result: genuine and valid, in sign mode V2; `sign_type` is signed, so a verifier \
                 that rejects it must keep `sign_type` in."
            )
        )
    );
    let content = "&notify_id=n1&⟦sign_type=RSA2⟧&utc_timestamp=1514210452731&version=1.1\n";
    assert!(out.contains(content), "{out}");
    let (file, public) = (&files.key, KEY.public_key());
    let fingerprint = public.fingerprint();
    let signature = format!(
        "\nSignature: good in V2 with RSA2 and the key in {file} (2048 bits, {fingerprint})\n"
    );
    assert!(out.contains(&signature), "{out}");
}

#[test]
fn block_5_rsa_or_rsa2() {
    let files = Files::new("rsa");
    let rsa = shop().parameter("sign_type", "RSA").sign(&KEY);
    files.finds(
        &rsa.body(),
        "Cause: the message is signed as RSA (SHA-1), which is accepted only on request. Fix: \
         switch the app to RSA2 in the console, or let the key `accept_rsa`.",
    );
    files.finds(
        &rsa.with("sign_type", "RSA2").body(),
        "Cause: the signature was made as RSA (SHA-1), but `sign_type` says otherwise. Fix: have \
         the signer use RSA2 (SHA-256), or say `sign_type=RSA` where it can't.",
    );
    files.finds(
        &shop().sign(&KEY).with("sign_type", "RSA").body(),
        "Cause: the signature was made as RSA2 (SHA-256), but `sign_type` says otherwise. Fix: \
         hand over `sign_type` as it was received: RSA2.",
    );
}

#[test]
fn block_6_html_entities() {
    let files = Files::new("html");
    let escape = |text: &str| {
        let escapes =
            [('&', "&amp;"), ('"', "&quot;"), ('<', "&lt;"), ('>', "&gt;"), ('\'', "&#39;")];
        escapes.iter().fold(text.to_owned(), |text, (ch, entity)| text.replace(*ch, entity))
    };
    files.finds(
        &changed(with_reason("<b>it's & so</b>").sign(&KEY), "biz_content", escape).body(),
        "Cause: an input filter put HTML entities such as &quot; into `biz_content`. Fix: switch \
         the filter off for the gateway's route, or verify the body before it passes the filter.",
    );
}

#[test]
fn block_7_query_and_route_parameters() {
    let files = Files::new("foreign");
    let mixed = shop().sign(&KEY).with("controller", "alipay").with("id", "7");
    files.finds(
        &mixed.body(),
        "Cause: `controller`, `id` did not come from Alipay, but from the query, the route or a \
         proxy. Fix: verify the parameters of the body alone, without those of query and route.",
    );
    let withheld = "Cause: 2 parameters unknown to Alipay did not come from Alipay, but from the \
                    query, the route or a proxy. Fix: verify the parameters of the body alone, \
                    without those of query and route.";
    assert_eq!(files.sentence(&mixed.body(), &["--redact"]), (Some(1), withheld.to_owned()));
    files.finds(
        &shop().sign(&KEY).doubled("app_id").body(),
        "Cause: `app_id` is there more than once, but was sent once. Fix: verify the parameters of \
         the body alone, without those of query and route.",
    );
}

#[test]
fn block_8_trimmed_and_dropped_values() {
    let files = Files::new("trimmed");
    let with_space = shop().parameter("version", "1.1 ").sign(&KEY);
    files.finds(
        &changed(with_space, "version", |text| text.trim().to_owned()).body(),
        "Cause: white space at an end of `version` was cut off, and it is part of what is signed. \
         Fix: switch the trimming of parameters off for the gateway's route.",
    );
    files.finds(
        &shop().parameter("encrypt_type", "").sign(&KEY).without("encrypt_type").body(),
        "Cause: `encrypt_type` was sent with an empty value and dropped on the way, but it is part \
         of what is signed. Fix: keep parameters whose value is empty.",
    );
}

#[test]
fn block_9_plus_in_sign() {
    let files = Files::new("plus");
    files.finds(
        &changed(with_plus_in_sign(), "sign", |sign| sign.replace('+', " ")).body(),
        "Cause: every `+` in `sign` became a space, since something between Alipay and the \
         verifier decoded the body. Fix: hand over the body exactly as it was received, or write \
         each `+` as %2B where the body is rebuilt.",
    );
    let for_urls = |sign: &str| sign.replace('+', "-").replace('/', "_").replace('=', "");
    files.finds(
        &changed(with_plus_in_sign(), "sign", for_urls).body(),
        "Cause: `sign` was rewritten: in the alphabet of URLs (- and _), without its = at the end, \
         or in several lines. Fix: hand over `sign` exactly as it was received.",
    );
}

#[test]
fn block_10_the_reply() {
    let files = Files::new("reply");
    let body = shop().sign(&KEY).body();
    let alone = "reply with the seven letters success and nothing else, as plain text";
    for (reply, what, fix) in [
        ("{\"code\":\"success\"}", "JSON", alone),
        ("\"success\"", "`success` in quotes", alone),
        ("", "nothing", alone),
        ("<html>success</html>", "HTML or XML", alone),
        ("ok", "something other than `success`", alone),
        (
            "fail",
            "`fail`, which asks for the message again",
            "find out in the server's log why it failed, and reply success once it is handled",
        ),
    ] {
        let sentence = format!(
            "Cause: the message is fine, but the server replied {what}, so Alipay delivers it \
             again, up to 8 times within about 25 hours. Fix: {fix}."
        );
        assert_eq!(files.sentence(&body, &["--reply", reply]), (Some(1), sentence), "{reply}");
    }
    let response =
        files.put("response", b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\nSUCCESS");
    let (code, out, _) = outcome(&files.explain(&body, &["--reply", &format!("@{response}")]));
    assert_eq!(code, Some(0));
    assert!(out.contains("\nReply: SUCCESS, done\n"), "{out}");
}

#[test]
fn a_content_that_was_written_anew() {
    let files = Files::new("rewritten");
    let signed = with_reason("资料 <a/>").sign(&KEY);
    let content = r#"{"order_id": "1", "reason": "\u8d44\u6599 \u003ca\/>", "shop_id": "1", "shop_name": "n"}"#;
    let sentence = "Cause: `biz_content` was parsed and written again, with other white space or \
                    escapes than those that were signed. Fix: verify its text exactly as it was \
                    received, and parse it afterwards.";
    files.finds(&signed.clone().with("biz_content", content).body(), sentence);

    // As a program logs it that has parsed the content.
    let members = signed.names().map(|name| match name {
        "biz_content" => format!("\"{name}\": {content}"),
        _ => format!(
            "\"{name}\": \"{}\"",
            String::from_utf8_lossy(signed.value(name).expect("its value"))
        ),
    });
    let map = format!("{{{}}}", members.collect::<Vec<_>>().join(", "));
    files.finds(map.as_bytes(), sentence);
}

#[test]
fn two_things_at_once_are_both_named() {
    let files = Files::new("both");
    let escaped = changed(shop().sign(&KEY), "biz_content", |text| text.replace('"', "&quot;"));
    files.finds(
        &escaped.with("id", "7").body(),
        "Cause: an input filter put HTML entities such as &quot; into `biz_content`; and `id` did \
         not come from Alipay, but from the query, the route or a proxy. Fix: switch the filter \
         off for the gateway's route, or verify the body before it passes the filter; and verify \
         the parameters of the body alone, without those of query and route.",
    );
}
