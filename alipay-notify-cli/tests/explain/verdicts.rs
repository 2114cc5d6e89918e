//! Genuine messages, and those that are not what a verifier takes.

use std::fs;
use std::io::{Write, stderr};
use std::path::Path;

use alipay_notify::ContentKey;
use alipay_notify::messages::UserOpencardResult;
use alipay_notify::testing::TestMessage;
use serde_json::Value;

use super::{Files, KEY, OWN, changed, shop};
use crate::support::{outcome, run};

#[test]
fn a_genuine_message_says_in_which_mode() {
    let files = Files::new("genuine");
    let valid = "Result: genuine and valid, in sign mode V1; `sign_type` is not signed, so a \
                 verifier that rejects it must leave `sign_type` out.";
    assert_eq!(files.sentence(&shop().sign(&KEY).body(), &[]), (Some(0), valid.to_owned()));
    let unspecified = "Result: genuine, in sign mode V1; no specification is known for it, so its \
                       content was not checked; `sign_type` is not signed, so a verifier that \
                       rejects it must leave `sign_type` out.";
    let own = TestMessage::new("my.own").sign(&KEY).body();
    assert_eq!(files.sentence(&own, &[]), (Some(0), unspecified.to_owned()));
}

#[test]
fn an_empty_parameter_may_be_signed_or_not() {
    let files = Files::new("empty");
    let file = &files.key;
    let public = KEY.public_key();
    let good = format!(
        "\nSignature: good in V1 with RSA2 and the key in {file} (2048 bits, {})",
        public.fingerprint()
    );
    let signed = shop().parameter("encrypt_type", "").sign(&KEY);
    let unsigned = shop().sign(&KEY).with("encrypt_type", "");
    for (message, without) in [(signed, ""), (unsigned, ", without parameters that are empty")] {
        let (code, out, _) = outcome(&files.explain(&message.body(), &[]));
        assert_eq!(code, Some(0));
        assert!(out.contains(&format!("{good}{without}\n")), "{out}");
    }
}

#[test]
fn a_genuine_message_that_breaks_its_schema() {
    let files = Files::new("schema");
    let body = TestMessage::example::<UserOpencardResult>()
        .content(r#"{"success":"true"}"#)
        .sign(&KEY)
        .body();
    let (code, out, _) = outcome(&files.explain(&body, &[]));
    let (_, found) = out.split_once("\nCharset: UTF-8\n").expect("the charset");
    assert_eq!(
        (code, found),
        (
            Some(1),
            "Breaks its specification: template_id: required, but missing\n\
             Breaks its specification: biz_card_no: required, but missing\n\
             Breaks its specification: external_card_no: required, but missing\n\
             Breaks its specification: user_id, open_id: exactly one of these must be present, \
             none is\n\
             \n\
             Cause: the message is genuine, but breaks its specification in 4 places. Fix: compare \
             its specification with Alipay's document and correct it, or take what breaks it in \
             `on_invalid` or a `lenient` gateway.\n"
        )
    );
}

#[test]
fn a_tampered_message_is_told_from_a_wrong_key() {
    let files = Files::new("tampered");
    let tampered = shop().sign(&KEY).with_flipped_byte("biz_content", 20).body();
    files.finds(
        &tampered,
        "Cause: the key is the right one, but something changed the content after it was signed, \
         in a way that could not be traced. Fix: hand over the bytes of the body as they were \
         received, before any framework, filter or proxy changes them.",
    );
    let (_, out, _) = outcome(&files.explain(&tampered, &[]));
    let file = &files.key;
    let signature =
        format!("\nSignature: made by the key in {file} with RSA2, but of another content\n");
    assert!(out.contains(&signature), "{out}");
}

#[test]
fn a_suspect_is_named_where_nothing_could_be_proven() {
    let escaped = changed(shop().sign(&KEY), "biz_content", |text| text.replace('"', "&quot;"));
    Files::new("suspect").finds(
        &escaped.with_flipped_byte("notify_id", 0).body(),
        "Likely cause: the key is the right one, but the content was changed: a value holds HTML \
         entities such as &quot;: switch the input filter off. Fix: hand over the bytes of the \
         body as they were received, before any framework, filter or proxy changes them.",
    );
}

#[test]
fn what_is_no_signature_or_of_another_size_says_so() {
    let files = Files::new("size");
    let sign =
        |groups: usize| shop().sign(&KEY).with("sign", "AAAA".repeat(groups) + "AAA=").body();
    files.finds(
        &sign(42),
        "Likely cause: a key of 1024 bits made the signature, and none of the given keys has that \
         size, so it is of another app or the app's own (应用公钥). Fix: configure Alipay's public key \
         (支付宝公钥) of this app, which the console shows next to the app's own.",
    );
    files.finds(
        &sign(1),
        "Cause: `sign` does not have the length of an RSA signature, so a part of it is missing or \
         it is not a signature. Fix: hand over the whole `sign`, as it was received.",
    );
    files.finds(
        &shop().sign(&KEY).with("sign", "no signature!").body(),
        "Cause: the parameter `sign` is not base64. Fix: hand over the bytes of the body as they \
         were received, before any framework, filter or proxy changes them.",
    );
    files.finds(
        &shop().parameter("sign_type", "SM2").sign(&OWN).body(),
        "Cause: sign_type is SM2, which is not supported; switch the app to RSA2 in the console. \
         Fix: use RSA2, which the console offers for new apps.",
    );
}

#[test]
fn an_encrypted_content_is_opened_if_the_key_is_given() {
    let files = Files::new("encrypted");
    let body = shop().encrypt(&ContentKey::from_bytes([7; 16])).sign(&KEY).body();
    let right = files.put("right", b"BwcHBwcHBwcHBwcHBwcHBw==\n");
    let wrong = files.put("wrong", b"CAgICAgICAgICAgICAgICA==\n");
    files.finds(
        &body,
        "Cause: the message is genuine, but `biz_content` is encrypted, and no content key is \
         configured for this app. Fix: give the verifier the app's content key (接口内容加密方式, AES; \
         here --content-key-file).",
    );
    let sentence = "Cause: the message is genuine, but the content key does not open \
                    `biz_content`; compare it with the console (接口内容加密方式). Fix: copy the content \
                    key of this app from the console again.";
    let with_wrong = files.sentence(&body, &["--content-key-file", &wrong]);
    assert_eq!(with_wrong, (Some(1), sentence.to_owned()));
    let (code, out, _) = outcome(&files.explain(&body, &["--aes-key", &right]));
    assert_eq!(code, Some(0));
    assert!(
        out.contains("\nContent: encrypted; the content key opens it: 220 bytes of JSON\n"),
        "{out}"
    );
    assert!(out.contains("\n│ order_id "), "{out}");
    let redacted = files.explain(&body, &["--aes-key", &right, "--redact"]);
    let (code, out, _) = outcome(&redacted);
    assert_eq!((code, out.contains("order_id")), (Some(0), false), "{out}");
}

#[test]
fn a_message_of_another_app_says_so() {
    let files = Files::new("app");
    let body = shop().sign(&KEY).body();
    let sentence = "Cause: the signature is good, but the message is for an app that the verifier \
                    does not accept (--app-id). Fix: add its app_id to the verifier if the app is \
                    yours.";
    assert_eq!(files.sentence(&body, &["--app-id", "2021"]), (Some(1), sentence.to_owned()));
    assert_eq!(
        files.sentence(&body, &["--app-id", "2021", "--app-id", "2014060600164699"]).0,
        Some(0)
    );
}

#[test]
fn of_several_keys_the_one_that_matches_is_named() {
    let files = Files::new("several");
    let other = files.put("other", OWN.public_key_base64().as_bytes());
    let (code, out, _) =
        outcome(&files.explain(&shop().sign(&OWN).body(), &["--key-file", &other]));
    let fingerprint = OWN.public_key().fingerprint().to_owned();
    assert_eq!(code, Some(0));
    let signature = format!(
        "\nSignature: good in V1 with RSA2 and the key in {other} (2048 bits, {fingerprint})\n"
    );
    assert!(out.contains(&signature), "{out}");
}

#[test]
fn real_signatures_are_genuine() {
    let path =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/vectors/real-signatures.json");
    let Ok(text) = fs::read_to_string(&path) else {
        // Past the test harness, which keeps back what passing tests print.
        let _ = writeln!(
            stderr(),
            "skipped: real signatures: there is no {}; it is not part of the repository",
            path.display()
        );
        return;
    };
    let vectors: Vec<Value> = serde_json::from_str(&text).expect("the file of vectors is JSON");
    let files = Files::new("real");
    let sentences: Vec<_> = vectors.iter().map(|vector| explained_vector(&files, vector)).collect();
    let unspecified = |mode: &str, others: &str| {
        format!(
            "Result: genuine, in sign mode {mode}; no specification is known for it, so its \
             content was not checked; `sign_type` is {others}."
        )
    };
    let unsigned = "not signed, so a verifier that rejects it must leave `sign_type` out";
    assert_eq!(
        sentences,
        [
            unspecified("V2", "signed, so a verifier that rejects it must keep `sign_type` in"),
            unspecified("V1", unsigned),
            format!("Result: genuine and valid, in sign mode V1; `sign_type` is {unsigned}."),
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
