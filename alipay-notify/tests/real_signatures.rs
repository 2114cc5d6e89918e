//! Signatures that Alipay made, from a file that lies next to the repository where it is developed.

use std::fs;
use std::io::{Write, stderr};
use std::path::Path;

use alipay_notify::key::{AppKeys, AppPrivateKey, KeyError, OtherForm};
use alipay_notify::open::OpenError;
use alipay_notify::open::Unreadable;
use alipay_notify::schema::Family;
use alipay_notify::testing::{SignedMessage, TestKey};
use alipay_notify::verify::{SignMode, SignType, VerifyError};
use alipay_notify::{AlipayPublicKey, ContentKey, Gateway, Rejection, Reply, Verified, Verifier};
use futures_executor::block_on;
use serde_json::Value;

struct Vector {
    name: String,
    key: AlipayPublicKey,
    verifier: Verifier,
    content_key: Option<ContentKey>,
    plaintext: Option<String>,
    message: SignedMessage,
    mode: SignMode,
}

/// A file; says so where there is none. Written past the test harness, which keeps back what
/// passing tests print.
fn shared(file: &str) -> Option<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared").join(file);
    let text = fs::read_to_string(&path).ok();
    if text.is_none() {
        let _ = writeln!(
            stderr(),
            "skipped: real signatures: there is no {}; it is not part of the repository",
            path.display()
        );
    }
    text
}

fn vectors() -> Vec<Vector> {
    let Some(text) = shared("vectors/real-signatures.json") else { return Vec::new() };
    let vectors: Vec<Value> = serde_json::from_str(&text).expect("the file of vectors is JSON");
    assert_eq!(vectors.len(), 3);
    vectors.iter().map(vector).collect()
}

fn vector(vector: &Value) -> Vector {
    let text = |value: &Value| value.as_str().expect("a string").to_owned();
    let key =
        AlipayPublicKey::parse(&text(&vector["alipay_public_key_b64_spki"])).expect("a good key");
    let parameters = vector["params"].as_object().expect("an object");
    let mode = match vector["verifies_with_sign_type_included"] {
        Value::Bool(true) => SignMode::V2,
        _ => SignMode::V1,
    };
    Vector {
        name: text(&vector["name"]),
        verifier: Verifier::new(key.clone()),
        key,
        content_key: vector["aes"]["key_b64"]
            .as_str()
            .map(|key| ContentKey::parse(key).expect("16 bytes")),
        plaintext: vector["aes"]["plaintext"].as_str().map(str::to_owned),
        message: SignedMessage::captured(
            parameters.iter().map(|(name, value)| (name.clone(), text(value))),
        ),
        mode,
    }
}

#[test]
fn verify_in_the_mode_they_were_made_in() {
    for Vector { name, verifier, message, mode, .. } in vectors() {
        let form = verifier.verify_form(&message.body()).expect(&name);
        assert_eq!(form.sign_mode(), mode, "{name}");
        assert!(verifier.clone().sign_mode(mode).verify_form(&message.body()).is_ok(), "{name}");
        let [other] =
            SignMode::ALL.into_iter().filter(|other| *other != mode).collect::<Vec<_>>()[..]
        else {
            unreachable!("there are two modes");
        };
        let pinned = verifier.sign_mode(other).verify_form(&message.body());
        assert!(matches!(pinned, Err(VerifyError::Signature(_))), "{name}: {pinned:?}");
    }
}

#[test]
fn open_as_what_they_are() {
    let vectors = vectors();
    let opened: Vec<_> =
        vectors.iter().map(|vector| vector.verifier.verify(&vector.message.body())).collect();
    if let [plain, encrypted, payment] = &opened[..] {
        let plain = plain.as_ref().expect("a message");
        assert_eq!(plain.envelope().name(), Some("alipay.open.auth.appauth.cancel"));
        assert_eq!(plain.biz_content(), plain.envelope().biz_content());
        let Err(Rejection::Unreadable(message)) = encrypted else { panic!("{encrypted:?}") };
        assert_eq!(message.error(), &OpenError::Encrypted);
        let content_key = vectors[1].content_key.clone().expect("the second is encrypted");
        let with_key = Verifier::new(AppKeys::new(vectors[1].key.clone()).content_key(content_key));
        let opened = with_key.verify(&vectors[1].message.body()).expect("a message");
        assert_eq!(opened.biz_content(), vectors[1].plaintext.as_deref());
        let payment = payment.as_ref().expect("a notification");
        assert_eq!(payment.envelope().family(), Some(Family::Notify));
        assert_eq!(payment.envelope().name(), Some("trade_status_sync"));
        assert_eq!(payment.biz_content(), None);
    }
}

#[test]
fn do_not_verify_once_changed() {
    for Vector { name, verifier, message, .. } in vectors() {
        for parameter in message.names() {
            let changed = message.clone().with_flipped_byte(parameter, 0);
            assert!(verifier.verify_form(&changed.body()).is_err(), "{name}: {parameter}");
            let dropped = message.clone().without(parameter);
            assert!(verifier.verify_form(&dropped.body()).is_err(), "{name}: {parameter}");
        }
        assert!(verifier.verify_form(&message.with("added", "1").body()).is_err(), "{name}");
    }
}

/// Its content was destroyed before it was signed: each character became EF BF BD, in GBK.
#[test]
fn a_message_that_was_destroyed_can_be_taken() {
    let Some(body) = shared("cases/gateway/lossy-gbk.body.txt") else { return };
    let Some(key) = shared("cases/gateway/throwaway_public_key.txt") else { return };
    let verifier = Verifier::new(AlipayPublicKey::parse(&key).expect("a good key"));
    let builder = || {
        Gateway::builder(verifier.clone())
            .fallback(async |_: Verified| -> Reply { panic!("it can't be read") })
    };
    let deliver = |gateway: &Gateway, body: &str| {
        let response = block_on(gateway.deliver(body.as_bytes()));
        (response.status(), response.reply().as_str())
    };
    assert_eq!(deliver(&builder().build().expect("good"), &body), (200, "fail"));

    let gateway = builder()
        .on_unreadable(async |unreadable: Unreadable| {
            let name = Some("biz_content");
            assert_eq!(unreadable.error(), &OpenError::Text { name });
            assert_eq!(
                unreadable.envelope().notify_id(),
                Some("2024012700262115922056303136304483")
            );
            let form = unreadable.form().expect("not all of it could be converted");
            let content = &b"{\"complain_reason\":\"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\"}"[..];
            assert_eq!(form.value("biz_content"), Some(content));
            Reply::Success
        })
        .build()
        .expect("good");
    assert_eq!(deliver(&gateway, &body), (200, "success"));
    assert_eq!(deliver(&gateway, &body.replace("2024", "2025")), (403, "fail"));
}

/// The answer to an activation, with the places of the key and the signature named in it.
#[test]
fn an_activation_is_answered_as_documented() {
    let Some(body) = shared("cases/gateway/service-check.body.txt") else { return };
    let Some(key) = shared("cases/gateway/throwaway_public_key.txt") else { return };
    let Some(expected) = shared("cases/gateway/service-check.reply.xml") else { return };
    let app_key = TestKey::generate();
    let private = AppPrivateKey::parse(&app_key.private_key_pem()).expect("a good key");
    let gateway =
        Gateway::builder(Verifier::new(AlipayPublicKey::parse(&key).expect("a good key")))
            .activation(private)
            .fallback(async |_: Verified| -> Reply { panic!("it must not come here") })
            .build()
            .expect("good");
    let response = block_on(gateway.deliver(body.trim_end().as_bytes()));

    let (content, key) = ("SIGN_BY_APP_PRIVATE_KEY_OF", "APP_PUBLIC_KEY_BASE64");
    let (before, rest) = expected.split_once(content).expect("the place of the signature");
    let (signed, after) = rest.split_once(')').expect("what is signed, in parentheses");
    let public = app_key.public_key_base64();
    let signed = signed.trim_start_matches('(').replace(key, &public);
    let sign = app_key.sign(SignType::Rsa2, signed.as_bytes());
    let expected = format!("{}{sign}{}", before.replace(key, &public), after.trim_end());
    assert_eq!((response.status(), response.body()), (200, &*expected));
}

#[test]
fn an_event_of_a_life_account_reaches_the_fallback() {
    let Some(body) = shared("cases/gateway/life-account.body.txt") else { return };
    let Some(key) = shared("cases/gateway/throwaway_public_key.txt") else { return };
    let gateway =
        Gateway::builder(Verifier::new(AlipayPublicKey::parse(&key).expect("a good key")))
            .fallback(async |event: Verified| {
                let envelope = event.envelope();
                assert_eq!(envelope.family(), Some(Family::Service));
                assert_eq!(envelope.name(), Some("alipay.mobile.public.message.notify"));
                assert_eq!(envelope.app_id(), Some("2013091400029967"));
                let content = event.biz_content().unwrap_or_default();
                assert!(content.contains("<![CDATA[follow]]>"), "{content}");
                assert!(content.contains("*试用户"), "{content}");
                Reply::Success
            })
            .build()
            .expect("good");
    assert_eq!(block_on(gateway.deliver(body.trim_end().as_bytes())).body(), "success");
}

/// Literal line breaks and quotes are no part of a key; what is no key of Alipay is named.
#[test]
fn keys_as_people_keep_them_are_read_or_named() {
    let Some(body) = shared("cases/keys/body.txt") else { return };
    for file in ["pem_literal_backslash_n.txt", "bare_quoted.txt"] {
        let Some(text) = shared(&format!("cases/keys/{file}")) else { return };
        let key = AlipayPublicKey::parse(&text).unwrap_or_else(|error| panic!("{file}: {error}"));
        let payment = Verifier::new(key).verify(body.trim_end().as_bytes());
        let payment = payment.unwrap_or_else(|error| panic!("{file}: {error}"));
        assert_eq!(payment.envelope().name(), Some("trade_status_sync"), "{file}");
    }
    for (file, expected) in [
        ("sn_as_key.txt", KeyError::Other { found: OtherForm::SerialNumber }),
        #[cfg(feature = "certificates")]
        ("appCertPublicKey.crt", KeyError::OwnCertificate),
    ] {
        let Some(text) = shared(&format!("cases/keys/{file}")) else { return };
        assert_eq!(AlipayPublicKey::parse(&text).expect_err("no key"), expected, "{file}");
    }
}
