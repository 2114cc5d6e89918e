//! What frameworks, filters, databases and logs make of a message.

use alipay_notify::verify::SignMode;
use serde_json::{Map, Value};

use super::{Files, KEY, changed, gbk, shop, with_reason};
use crate::support::{outcome, run};

const AS_RECEIVED: &str = "hand over the bytes of the body as they were received, before any \
                           framework, filter or proxy changes them.";

#[test]
fn escaped_quotes_are_traced() {
    let files = Files::new("escaped");
    let signed = with_reason("a \\\" b").sign(&KEY);
    let slashes = |text: &str| text.replace('\\', r"\\").replace('"', "\\\"").replace('\'', "\\'");
    let numbers = |text: &str| text.replace('\\', r"\x5C").replace('"', r"\x22");
    for spoilt in
        [changed(signed.clone(), "biz_content", slashes), changed(signed, "biz_content", numbers)]
    {
        files.finds(
            &spoilt.body(),
            "Cause: quotes in `biz_content` were escaped by backslashes, as by PHP's addslashes, \
             WordPress or the log of nginx. Fix: verify the body before anything escapes it (in \
             PHP php://input; wp_unslash undoes it in WordPress).",
        );
    }
}

#[test]
fn full_width_characters_are_traced() {
    let files = Files::new("full-width");
    let signed = with_reason("<b>支付宝's & so</b>").sign(&KEY);
    let wide = |text: &str| {
        let wide = [('<', "＜"), ('>', "＞"), ('&', "＆"), ('"', "“"), ('\'', "‘"), ('\\', "＼")];
        wide.iter().fold(text.to_owned(), |text, (ch, wide)| text.replace(*ch, wide))
    };
    files.finds(
        &changed(signed, "biz_content", wide).body(),
        "Cause: an input filter put full-width characters such as ＜ and “ into `biz_content`, in \
         place of < and \". Fix: switch the filter off for the gateway's route, or verify the body \
         before it passes the filter.",
    );
}

#[test]
fn white_space_that_was_added_is_traced() {
    let files = Files::new("padded");
    let body = shop().sign(&KEY).body();
    for end in [" ", "\n\n", " \t"] {
        files.finds(
            &[&body[..], end.as_bytes()].concat(),
            "Cause: white space was added at the end of `msg_method` after it was signed, such as \
             the line break of a file. Fix: hand over the body without it.",
        );
    }
}

#[test]
fn a_sign_type_that_is_missing_or_changed_is_told() {
    let files = Files::new("sign-type");
    files.finds(
        &shop().sign(&KEY).without("sign_type").body(),
        "Cause: the signature is good, but this is not a message: the parameter `sign_type` is \
         missing. Fix: hand over all parameters of the body, each once, and no others.",
    );
    files.finds(
        &shop().sign_mode(SignMode::V2).sign(&KEY).with("sign_type", "RSA").body(),
        "Cause: the signature was made as RSA2 (SHA-256), but `sign_type` says otherwise. Fix: \
         hand over `sign_type` as it was received: RSA2.",
    );
}

#[test]
fn a_map_of_a_gbk_message_proves_no_conversion_before_it_was_written() {
    let content = r#"{"order_id":"1","reason":"资料有问题","shop_id":"1","shop_name":"n"}"#;
    let signed =
        shop().parameter("charset", "GBK").parameter("biz_content", gbk(content)).sign(&KEY);
    let decoded = signed.with("biz_content", content);
    let text = |name: &str| {
        String::from_utf8(decoded.value(name).expect("its value").to_vec()).expect("UTF-8")
    };
    let map: Map<_, _> =
        decoded.names().map(|name| (name.to_owned(), Value::from(text(name)))).collect();
    Files::new("gbk-map").finds(
        Value::Object(map).to_string().as_bytes(),
        "Likely cause: texts were converted from GBK to UTF-8 before the signature was checked, \
         and Alipay signed their bytes in GBK. Fix: verify the bytes of the body as they were \
         received, and convert texts afterwards.",
    );
}

#[test]
fn a_gbk_content_that_was_written_anew_is_traced() {
    let content = r#"{"order_id":"1","reason":"资料有问题","shop_id":"1","shop_name":"n"}"#;
    let signed =
        shop().parameter("charset", "GBK").parameter("biz_content", gbk(content)).sign(&KEY);
    let files = Files::new("gbk-rewritten");
    let ascii = content.replace("资料", r"\u8d44\u6599").replace("有问题", r"\u6709\u95ee\u9898");
    for anew in [gbk(&content.replace(':', ": ")), ascii.into_bytes()] {
        files.finds(
            &signed.clone().with("biz_content", anew).body(),
            "Cause: `biz_content` was parsed and written again, with other white space or escapes \
             than those that were signed. Fix: verify its text exactly as it was received, and \
             parse it afterwards.",
        );
    }
}

#[test]
fn what_can_only_be_guessed_is_called_likely() {
    let files = Files::new("guessed");
    let signed = with_reason("资料有问题").sign(&KEY);
    let lost = changed(signed.clone(), "biz_content", |text| text.replace("资料有问题", "?????"));
    files.finds(
        &lost.body(),
        &format!(
            "Likely cause: the key is the right one, but characters were lost: bytes of one \
             charset were read in another one. Fix: {AS_RECEIVED}"
        ),
    );
    let rewritten = format!(
        "Likely cause: the key is the right one, but `biz_content` was parsed and written again: \
         white space, order or escapes differ from those that were signed. Fix: {AS_RECEIVED}"
    );
    for anew in [
        r#"{"reason": "资料有问题", "order_id": "1", "shop_id": "1", "shop_name": "n"}"#,
        "{'order_id': '1', 'reason': '资料有问题', 'shop_id': '1', 'shop_name': 'n'}",
        "{\n    order_id: '1',\n    reason: '资料有问题'\n}",
    ] {
        files.finds(&signed.clone().with("biz_content", anew).body(), &rewritten);
    }
}

#[test]
fn what_surrounds_a_body_is_left_out_and_said() {
    let files = Files::new("logged");
    let body = String::from_utf8(shop().sign(&KEY).body()).expect("a form is ASCII");
    let length = body.len();
    let (code, out, _) = outcome(&files.explain(format!("06:07 body: '{body}'\n").as_bytes(), &[]));
    let first = format!(
        "Captured: a raw body, {length} bytes; bytes around it that were left out, and must not \
         reach the verifier either: 14"
    );
    assert_eq!((code, out.lines().next()), (Some(0), Some(first.as_str())));
}

#[test]
fn a_key_in_place_of_its_file_is_not_repeated() {
    let files = Files::new("typed");
    let body = files.put("capture", &shop().sign(&KEY).body());
    let private = format!("MIIE{}", "A".repeat(200));
    let why = "error: in place of the name of the key file the key itself is given; put it into a \
               file and give the file's name\n";
    let told = outcome(&run(&["explain", &body, "--key-file", &private]));
    assert_eq!(told, (Some(2), String::new(), why.to_owned()));
    let why = "error: the content key belongs into a file, and the name of the file is given: what \
               stands on a command line is no secret\n";
    let told = outcome(&run(&[
        "explain",
        &body,
        "--key-file",
        &files.key,
        "--aes-key",
        "AAAAAAAAAAAAAAAAAAAAAA==",
    ]));
    assert_eq!(told, (Some(2), String::new(), why.to_owned()));
}
