//! `explain` of a captured frame: verified, or why not, in both languages.

use alipay_notify::testing::TestKey;
use alipay_notify::verify::SignType;
use serde_json::Value;

use super::kept::assert_keeps;
use super::support::{file, outcome, run};
use super::{ALIPAY, APP, TABLE};

const SHOP: &str = r#"{"header":{"appId":"2014060600164699","msgApi":"ant.merchant.expand.shop.save.rejected"},"content":{"order_id":"2018011900502000000005124744","reason":"资料有问题,拒绝","shop_id":"2020081400077000000001112602","shop_name":"支付宝(西溪路店)","out_biz_no":"0001119901210328000565010000","store_id":"no0001"}}"#;

/// A frame with this `data`, signed over `signed`.
fn frame_of(key: &TestKey, data: &str, signed: &str) -> String {
    let sign = key.sign(SignType::Rsa2, signed.as_bytes());
    format!(
        "from-sys:a\r\nstream-id:s1\r\n\r\n{{\"protocol\":{{\"x-type\":\"message\",\"x-cmd\":\
         \"CONSUME\",\"x-msgId\":\"m1\",\"x-signType\":\"RSA2\",\"x-sign\":\"{sign}\"}},\
         \"data\":{data}}}"
    )
}

fn genuine() -> String {
    frame_of(&ALIPAY, SHOP, SHOP)
}

const ACKNOWLEDGEMENT: &str = "\r\n\r\n{\"protocol\":{\"x-type\":\"message\",\
                               \"x-cmd\":\"CONSUME_ACK\",\"x-status\":\"FAIL\"}}";

/// Base64 all the same.
fn without_a_part_of_sign() -> String {
    let frame = genuine();
    let (head, rest) = frame.split_once("x-sign\":\"").expect("it is signed");
    format!("{head}x-sign\":\"{}", &rest[4..])
}

/// Explains a capture, with Alipay's key and that of the app.
fn explain(name: &str, capture: &str, more: &[&str]) -> (Option<i32>, String, String) {
    let capture = file(&format!("frame-{name}"), capture.as_bytes());
    let key = file(&format!("frame-{name}-key"), ALIPAY.public_key_base64().as_bytes());
    outcome(&run(&[&["explain", &capture, "--key-file", &key], more].concat()))
}

/// Exit code, and the last line: the sentence.
fn sentence(name: &str, capture: &str, more: &[&str]) -> (Option<i32>, String) {
    let (code, out, err) = explain(name, capture, more);
    assert_eq!(err, "", "{name}");
    (code, out.lines().last().unwrap_or_default().to_owned())
}

const VERIFIED: &str = "Result: genuine and valid; other verifiers have to take the text of `data` \
                        as it is written, from its { to the matching }.";

#[test]
fn a_genuine_frame_is_shown() {
    let (code, out, err) = explain("genuine", &genuine(), &[]);
    assert_eq!((code, err.as_str()), (Some(0), ""));
    let bytes = genuine().len();
    assert!(
        out.starts_with(&format!("Captured: a frame of the long connection, {bytes} bytes\n\n┌")),
        "{out}"
    );
    for part in [
        "│ x-cmd      ┆ CONSUME",
        "│ x-msgId    ┆ m1 ",
        &format!("\n\nWhat is signed, the text of `data`, {} bytes:\n{SHOP}\n\n", SHOP.len()),
        &format!("\n\nWhat the message says:\n{TABLE}\n\nSignature: made as RSA2 by the key in "),
        &format!(
            " (2048 bits)\nNot signed: `x-msgId`, `x-timestamp` and what else stands outside of \
             `data`\n\n{VERIFIED}\n"
        ),
    ] {
        assert!(out.contains(part), "{part}\n\nis not in\n\n{out}");
    }
}

#[test]
fn a_frame_is_found_in_what_was_captured() {
    let frame = genuine();
    let (_, json) = frame.split_once("\r\n\r\n").expect("a frame");
    for (name, capture) in [
        ("json", json.to_owned()),
        ("lines", frame.replace("\r\n", "\n")),
        ("log", format!("2026-11-22 12:00:00 INFO {{}} received: {json} (end)\n")),
    ] {
        assert_eq!(sentence(name, &capture, &[]), (Some(0), VERIFIED.to_owned()), "{name}");
    }
}

#[test]
#[expect(clippy::too_many_lines, reason = "a table of sentences")]
fn each_cause_has_its_sentence_in_both_languages() {
    let own = file("frame-own", APP.public_key_base64().as_bytes());
    let spaced = SHOP.replace("\":\"", "\": \"");
    let data = |content: &str| {
        format!(
            r#"{{"header":{{"appId":"2014060600164699","msgApi":"my.own"}},"content":{content}}}"#
        )
    };
    let (unknown, listed) = (data("{}"), data("[]"));
    let invalid = SHOP.replace("reason", "reeson");
    let none: &[&str] = &[];
    let other_app = ["--app-id", "2014060600164000"];
    let own_key = ["--app-key-file", own.as_str()];
    for (name, capture, more, code, english, chinese) in [
        (
            "unknown",
            frame_of(&ALIPAY, &unknown, &unknown),
            none,
            0,
            "Result: genuine; no specification is known for it, so its content was not checked; \
             other verifiers have to take the text of `data` as it is written, from its { to the \
             matching }.",
            "结论：消息真实；没有它的定义，因此未检查内容；其他验签程序必须取 `data` 的原文，从它的 { 到对应的 }。",
        ),
        (
            "invalid",
            frame_of(&ALIPAY, &invalid, &invalid),
            none,
            1,
            "Cause: the message is genuine, but breaks its specification in one place. Fix: \
             compare its specification with Alipay's document and correct it, or take what \
             breaks it in `on_invalid` or a `lenient` gateway.",
            "原因：消息真实，但有 1 处不符合定义。修正：请对照支付宝文档更正定义，或用 `on_invalid` 或 `lenient` 接收这样的消息。",
        ),
        (
            "unreadable",
            frame_of(&ALIPAY, &listed, &listed),
            none,
            1,
            "Cause: the message is genuine, but `biz_content` is not one whole JSON object. Fix: \
             take it in `on_unreadable`, and ask Alipay about it.",
            "原因：消息真实，但`biz_content` 不是一个完整的 JSON 对象。修正：用 `on_unreadable` 接收，并向支付宝咨询。",
        ),
        (
            "cut",
            genuine()[..600].to_owned(),
            none,
            1,
            "Cause: what follows the empty line of the frame is not a JSON object with `protocol`. \
             Fix: capture the whole text frame, as it was received.",
            "原因：帧的空行之后不是带有 `protocol` 的 JSON 对象。修正：请原样抓取完整的文本帧。",
        ),
        (
            "acknowledgement",
            ACKNOWLEDGEMENT.to_owned(),
            none,
            1,
            "Cause: this acknowledges a message, as failed (FAIL); acknowledgements are not \
             signed. Fix: explain the frame with `x-cmd` CONSUME.",
            "原因：这是对消息的确认，表示处理失败（FAIL）；确认帧不带签名。修正：请解释 `x-cmd` 为 CONSUME 的帧。",
        ),
        (
            "command",
            genuine().replace("CONSUME", "OTHER"),
            none,
            1,
            "Cause: this frame carries no message: its `x-cmd` is not CONSUME. Fix: explain the \
             frame with `x-cmd` CONSUME.",
            "原因：这个帧不含消息：`x-cmd` 不是 CONSUME。修正：请解释 `x-cmd` 为 CONSUME 的帧。",
        ),
        (
            "unsigned",
            genuine().replace("x-sign\"", "x-sing\""),
            none,
            1,
            "Cause: the frame is not signed: `x-sign` is missing in its `protocol`. Fix: do not \
             act on it: whatever Alipay pushes is signed.",
            "原因：这个帧没有签名：`protocol` 中缺少 `x-sign`。修正：不要据此处理：支付宝推送的消息都有签名。",
        ),
        (
            "algorithm",
            genuine().replace("RSA2", "SM2"),
            none,
            1,
            "Cause: sign_type is SM2, which is not supported; switch the app to RSA2 in the \
             console. Fix: use RSA2, which the console offers for new apps.",
            "原因：sign_type 为 SM2，不受支持；请在控制台改用 RSA2。修正：请使用 RSA2，即控制台为新应用提供的签名算法。",
        ),
        (
            "app",
            genuine(),
            &other_app,
            1,
            "Cause: the message is for an app that the verifier does not accept (--app-id). Fix: \
             add its app_id to the verifier if the app is yours.",
            "原因：消息属于验签方不接受的应用（--app-id）。修正：若是自己的应用，请为验签方加上它的 app_id。",
        ),
        (
            "rewritten",
            frame_of(&ALIPAY, &spaced, SHOP),
            none,
            1,
            "Cause: the key is the right one, but `data` was parsed and written again: it has \
             white space between its tokens that was not signed. Fix: verify the text of `data` as \
             it was received, before anything parses it.",
            "原因：密钥无误，但 `data` 被解析后重新写出：其中有签名时没有的空白。修正：用收到的 `data` 原文验签，然后再解析。",
        ),
        (
            "changed",
            frame_of(&ALIPAY, SHOP, "other"),
            none,
            1,
            "Cause: the key is the right one, but `data` is not the text that was signed. Fix: \
             verify the text of `data` as it was received, before anything parses it.",
            "原因：密钥无误，但 `data` 不是签名时的文本。修正：用收到的 `data` 原文验签，然后再解析。",
        ),
        (
            "wrong-key",
            frame_of(&APP, SHOP, SHOP),
            none,
            1,
            "Likely cause: none of the given keys made this signature; most often the app's own \
             public key (应用公钥) is configured in place of Alipay's. Fix: configure Alipay's public \
             key (支付宝公钥) of this app, which the console shows next to the app's own; \
             --app-key-file finds out whether that is it.",
            "可能的原因：用给出的公钥验签都失败；最常见的原因是误把应用公钥配置为支付宝公钥。修正：请配置该应用的支付宝公钥，控制台中它就在应用公钥旁边；\
             用 --app-key-file 可确认是否如此。",
        ),
        (
            "cut-sign",
            without_a_part_of_sign(),
            none,
            1,
            "Cause: `x-sign` does not have the length of an RSA signature, so a part of it is \
             missing. Fix: capture the whole text frame, as it was received.",
            "原因：`x-sign` 的长度不符合任何 RSA 签名，缺了一部分。修正：请原样抓取完整的文本帧。",
        ),
    ] {
        let english = (Some(code), english.to_owned());
        assert_eq!(sentence(name, &capture, more), english, "{name}");
        let in_chinese = [&["--lang", "zh"], more].concat();
        let chinese = (Some(code), chinese.to_owned());
        assert_eq!(sentence(name, &capture, &in_chinese), chinese, "{name}");
    }

    let (code, line) = sentence("swapped", &frame_of(&APP, SHOP, SHOP), &own_key);
    let expected = format!(
        "Cause: the key in {own}, given as the app's own, made the signature: most likely it is \
         Alipay's, unless a program of yours signed this itself. Fix: give the verifier Alipay's \
         public key (支付宝公钥, here --key-file)."
    );
    assert_eq!((code, line), (Some(1), expected));
}

#[test]
fn the_apps_own_key_in_place_of_alipays_is_noticed() {
    let own = file("frame-misplaced", APP.public_key_base64().as_bytes());
    let capture = file("frame-misplaced-capture", genuine().as_bytes());
    let given = ["explain", &capture, "--key-file", &own, "--app-key-file", &own];
    let (code, out, err) = outcome(&run(&given));
    assert_eq!((code, err.as_str()), (Some(1), ""));
    let expected = "Cause: the app's own public key (应用公钥) is given as Alipay's, which signs \
                    nothing that Alipay sends. Fix: configure Alipay's public key (支付宝公钥) of \
                    this app, which the console shows next to the app's own.";
    assert_eq!(out.lines().last(), Some(expected));
}

#[test]
fn what_is_redacted_has_no_value_and_json_says_the_same() {
    let (code, out, _) = explain("redacted", &genuine(), &["--redact"]);
    assert_eq!(code, Some(0));
    assert!(!out.contains("no0001") && out.contains("bytes: withheld\n"), "{out}");

    for (name, capture) in [("cut-json", genuine()[..600].to_owned()), ("as-json", genuine())] {
        let (_, out, _) = explain(name, &capture, &["--json"]);
        assert_keeps("explain-frame", &out);
    }
    let (code, out, _) = explain("as-json", &genuine(), &["--json"]);
    assert_eq!(code, Some(0));
    let report: Value = serde_json::from_str(&out).expect("JSON");
    assert_eq!(report["cause"]["name"], "genuine");
    assert_eq!(report["genuine"], true);
    assert_eq!(report["protocol"]["x-msgId"], "m1");
    assert_eq!(report["signed_content"]["text"], SHOP);
    assert_eq!(report["message"]["content"]["store_id"], "no0001");
    let (_, out, _) = explain("redacted-json", &genuine(), &["--json", "--redact"]);
    assert_keeps("explain-frame", &out);
    let report: Value = serde_json::from_str(&out).expect("JSON");
    assert_eq!(
        (&report["message"], &report["signed_content"]["text"]),
        (&Value::Null, &Value::Null)
    );
    assert!(!out.contains("no0001"), "{out}");

    let (code, out, err) = explain("replied", &genuine(), &["--reply", "success"]);
    assert_eq!((code, out.as_str()), (Some(2), ""));
    assert!(err.contains("not replied to but acknowledged"), "{err}");
}
