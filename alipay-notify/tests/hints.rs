//! What an operator sees of a signature that does not match.

use alipay_notify::messages::ShopSaveRejected;
use alipay_notify::testing::{SignedMessage, TestKey, TestMessage};
use alipay_notify::verify::{Hint, SignMode, VerifyError};
use alipay_notify::{Rejection, Verified, Verifier};

fn example() -> TestMessage {
    TestMessage::example::<ShopSaveRejected>()
}

fn verify(key: &TestKey, message: &SignedMessage) -> Result<Verified, Rejection> {
    Verifier::new(key.public_key()).verify(&message.body())
}

/// The hints of a verifier about a body.
fn hints(verifier: &Verifier, body: &[u8]) -> Vec<Hint> {
    match verifier.verify(body) {
        Err(Rejection::Verify(VerifyError::Signature(mismatch))) => mismatch.hints().to_vec(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn hints_tell_the_operator_what_to_check() {
    let (key, other) = (TestKey::generate(), TestKey::generate());
    let hints = |message: &SignedMessage| hints(&Verifier::new(key.public_key()), &message.body());
    assert_eq!(hints(&example().sign(&other)), [Hint::WrongKey]);
    let escaped =
        example().sign(&key).with("biz_content", "{&quot;order_id&quot;:&quot;S3CR3T&quot;}");
    assert_eq!(hints(&escaped), [Hint::HtmlEntities, Hint::WrongKey]);
    let spaces = example().sign(&other).with("sign", " ".repeat(344));
    assert_eq!(hints(&spaces), [Hint::NoSignature, Hint::SpacesInSign, Hint::WrongKey]);
    let short = example().sign(&key).with("sign", "AAAA");
    assert_eq!(hints(&short), [Hint::NoSignature, Hint::WrongKey]);
    // 128 bytes: the signature of a key of 1024 bits.
    let other_size = example().sign(&key).with("sign", format!("{}=", "A".repeat(171)));
    assert_eq!(hints(&other_size), [Hint::SignatureLength { bits: 1024 }, Hint::WrongKey]);
    let added = example().sign(&key).with("route", "1");
    assert_eq!(hints(&added), [Hint::UnknownParameters { count: 1 }, Hint::WrongKey]);
    let pinned = Verifier::new(key.public_key())
        .sign_mode(SignMode::V2)
        .verify(&example().sign(&key).body());
    let Err(Rejection::Verify(VerifyError::Signature(mismatch))) = pinned else {
        panic!("{pinned:?}")
    };
    assert_eq!(mismatch.hints(), [Hint::OtherSignMode { mode: SignMode::V1 }]);
    let own = Verifier::new(other.public_key())
        .own_key(other.public_key())
        .verify(&example().sign(&key).body());
    let Err(Rejection::Verify(VerifyError::Signature(mismatch))) = own else { panic!("{own:?}") };
    assert_eq!(mismatch.hints(), [Hint::OwnKey]);
    let encoded_twice = example().sign(&key).with("biz_content", "%7B%22shop_id%22%3A%221%22%7D");
    assert_eq!(hints(&encoded_twice), [Hint::EncodedTwice, Hint::WrongKey]);
    assert_eq!(
        verify(&key, &escaped).expect_err("escaped").to_string(),
        "no configured key made this signature; a value holds HTML entities such as &quot;: switch \
         the input filter off; check that the key is Alipay's public key (支付宝公钥) of this app, not \
         the app's own"
    );
}

/// Decoding a body twice does no harm until there is a `+` or a `%` in a value.
#[test]
fn a_body_that_was_decoded_before_is_told() {
    let key = TestKey::generate();
    let verifier = Verifier::new(key.public_key());
    for (reason, is_harmed) in [("1-1", false), ("1+1", true)] {
        let body = example().content(format!(r#"{{"reason":"{reason}"}}"#)).sign(&key).body();
        let body = String::from_utf8(body).expect("ASCII");
        let content_decoded =
            body.replace("%22", "\"").replace("%7B", "{").replace("%7D", "}").replace("%3A", ":");
        let decoded = content_decoded.replace("1%2B1", "1+1");
        if is_harmed {
            assert_eq!(hints(&verifier, decoded.as_bytes()), [Hint::DecodedBefore, Hint::WrongKey]);
        } else {
            assert!(verifier.verify(decoded.as_bytes()).is_ok());
        }
    }
}

#[test]
fn the_key_of_another_app_is_named() {
    let (mine, yours, strange) = (TestKey::generate(), TestKey::generate(), TestKey::generate());
    let apps = |key: &TestKey| [("1", key.public_key()), ("2", strange.public_key())];
    let verifier = Verifier::for_apps(apps(&mine).into_iter().chain([("3", yours.public_key())]));
    let mixed_up = Hint::OtherApp { app_id: "3".to_owned() };
    for mode in SignMode::ALL {
        let verifier =
            Verifier::for_apps(apps(&mine).into_iter().chain([("3", yours.public_key())]));
        let body = example().app_id("1").sign_mode(mode).sign(&yours).body();
        assert_eq!(hints(&verifier, &body), std::slice::from_ref(&mixed_up), "{mode}");
    }
    let body = example().app_id("1").sign(&yours).body();
    assert_eq!(hints(&verifier, &body), std::slice::from_ref(&mixed_up));
    // Strangers can't have all keys tried again and again.
    assert_eq!(hints(&verifier, &body), [Hint::WrongKey]);
    assert_eq!(
        mixed_up.to_string(),
        "the key that is configured for app 3 made it: the keys of the apps are mixed up"
    );
}

#[test]
fn hints_repeat_nothing_of_the_message() {
    let (key, other) = (TestKey::generate(), TestKey::generate());
    let secret = r#"{"reason":"S3CR3T"}"#;
    let body = example().content(secret).parameter("S3CR3T", "S3CR3T").sign(&other).body();
    let error = Verifier::new(key.public_key()).verify(&body).expect_err("signed by another key");
    for text in [error.to_string(), format!("{error:?}"), format!("{error:#?}")] {
        assert!(!text.contains("S3CR3T"), "{text}");
    }
}
