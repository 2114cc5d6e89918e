//! What is authentic, what is not, and what is said about it.

use std::time::{Duration, SystemTime};

use alipay_notify::key::{AppKeys, ContentKeyError};
use alipay_notify::messages::ShopSaveRejected;
use alipay_notify::open::{OpenError, Version};
use alipay_notify::testing::{SignedMessage, TestKey, TestMessage};
use alipay_notify::verify::{FormError, Limits, SignMode, SignTypeError, VerifyError};
use alipay_notify::{ContentKey, KeyRing, Rejection, Verified, Verifier};

const PARAMETERS: [&str; 9] = [
    "notify_id",
    "utc_timestamp",
    "msg_method",
    "app_id",
    "version",
    "biz_content",
    "sign",
    "sign_type",
    "charset",
];

/// Stands in every value that must not be repeated by an error.
const SECRET: &str = "S3CR3T";

fn example() -> TestMessage {
    TestMessage::example::<ShopSaveRejected>()
}

fn verify(key: &TestKey, message: &SignedMessage) -> Result<Verified, Rejection> {
    Verifier::new(key.public_key()).verify(&message.body())
}

/// Why an authentic message can't be read.
fn unreadable(result: Result<Verified, Rejection>) -> OpenError {
    match result {
        Err(Rejection::Unreadable(message)) => message.error().clone(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_envelope_gives_typed_access() {
    let key = TestKey::generate();
    let message = example()
        .app_id("2014060600164699")
        .notify_id("5608cccc09ddb39d41c2e3c06e3d9fejh2")
        .parameter("utc_timestamp", "1514210452731")
        .parameter("msg_uid", "自定义");
    let verified = verify(&key, &message.sign(&key)).expect("genuine");
    let envelope = verified.envelope();
    assert_eq!(envelope.notify_id(), Some("5608cccc09ddb39d41c2e3c06e3d9fejh2"));
    assert_eq!(envelope.name(), Some("ant.merchant.expand.shop.save.rejected"));
    assert_eq!(envelope.app_id(), Some("2014060600164699"));
    assert_eq!(envelope.parameter("utc_timestamp"), Some("1514210452731"));
    assert_eq!(
        envelope.sent_at(),
        Some(SystemTime::UNIX_EPOCH + Duration::from_millis(1_514_210_452_731))
    );
    assert_eq!(envelope.version(), Some(Version::V1_1));
    assert_eq!(envelope.charset(), Some("UTF-8"));
    assert_eq!(envelope.sign_type(), "RSA2");
    assert_eq!(envelope.sign().len(), 344);
    assert_eq!(envelope.biz_content(), verified.biz_content());
    assert_eq!(envelope.parameter("msg_uid"), Some("自定义"));
    assert_eq!(envelope.iter().len(), 10);
    assert!(envelope.violations().is_empty());
}

#[test]
fn both_sign_modes_are_accepted_and_one_can_be_pinned() {
    let key = TestKey::generate();
    for (mode, other) in [(SignMode::V1, SignMode::V2), (SignMode::V2, SignMode::V1)] {
        let body = example().sign_mode(mode).sign(&key).body();
        let verifier = Verifier::new(key.public_key());
        assert_eq!(verifier.verify(&body).expect("genuine").sign_mode(), mode);
        assert_eq!(
            verifier.clone().sign_mode(mode).verify(&body).expect("genuine").sign_mode(),
            mode
        );
        let error = verifier.sign_mode(other).verify(&body).expect_err("pinned to the other mode");
        assert!(matches!(error, Rejection::Verify(VerifyError::Signature(_))), "{error:?}");
    }
}

#[test]
fn keys_are_chosen_by_app() {
    let (first, second, next) = (TestKey::generate(), TestKey::generate(), TestKey::generate());
    let verifier = Verifier::for_apps([
        ("first", first.public_key()),
        ("second", second.public_key()),
        ("second", next.public_key()),
    ]);
    let body = |app_id, key| example().app_id(app_id).sign(key).body();
    assert!(verifier.verify(&body("first", &first)).is_ok());
    assert!(verifier.verify(&body("second", &second)).is_ok());
    assert!(verifier.verify(&body("second", &next)).is_ok(), "any of an app's keys will do");
    assert!(matches!(
        verifier.verify(&body("first", &second)),
        Err(Rejection::Verify(VerifyError::Signature(_)))
    ));
    assert_eq!(
        verifier.verify(&body("third", &first)).err(),
        Some(Rejection::Verify(VerifyError::UnknownApp))
    );

    let only = Verifier::new(first.public_key()).app_id("first").app_id("fourth");
    assert!(only.verify(&body("first", &first)).is_ok());
    assert!(only.verify(&body("fourth", &first)).is_ok());
    assert_eq!(
        only.verify(&body("second", &first)).err(),
        Some(Rejection::Verify(VerifyError::UnknownApp))
    );
}

#[test]
fn what_is_malformed_has_its_own_error() {
    let key = TestKey::generate();
    let verifier = Verifier::new(key.public_key());
    let body = |change: fn(SignedMessage) -> SignedMessage| change(example().sign(&key)).body();
    for (body, error) in [
        (Vec::new(), FormError::NoBody),
        (br#"{"biz_content":"S3CR3T"}"#.to_vec(), FormError::NotAForm { part: 1 }),
        (b"S3CR3T=%zz".to_vec(), FormError::PercentEncoding { at: 7 }),
        (b"a=1&=S3CR3T".to_vec(), FormError::Name { part: 2 }),
        (b"S3CR3T=1&S3CR3T=2".to_vec(), FormError::Repeated { name: None }),
        (body(|message| message.doubled("app_id")), FormError::Repeated { name: Some("app_id") }),
        (body(|message| message.with("sign", "S3CR3T!")), FormError::SignNotBase64),
        (body(|message| message.with("sign", "AAA")), FormError::SignNotBase64),
    ] {
        let found = verifier.verify(&body).expect_err("malformed");
        assert!(!found.to_string().contains(SECRET), "{found}");
        assert_eq!(found, Rejection::Verify(VerifyError::Malformed(error)));
    }
    for name in PARAMETERS {
        let missing = verifier.verify(&example().sign(&key).without(name).body());
        match missing.expect_err("that was signed") {
            // It makes a form a message.
            Rejection::Verify(VerifyError::Signature(_)) if name == "msg_method" => {}
            error => {
                assert_eq!(error, VerifyError::Malformed(FormError::Missing { name }).into());
            }
        }
        let empty = verifier.verify(&example().sign(&key).with(name, "").body());
        assert_eq!(
            empty.err(),
            Some(Rejection::Verify(VerifyError::Malformed(FormError::Empty { name })))
        );
    }
}

#[test]
fn limits_guard_the_parser() {
    let key = TestKey::generate();
    let body = example().sign(&key).body();
    let verify = |limit| {
        let limits = Limits::default().body(limit);
        Verifier::new(key.public_key()).limits(limits).verify(&body)
    };
    assert!(verify(body.len()).is_ok());
    let refused = verify(body.len() - 1);
    assert_eq!(
        refused.err(),
        Some(Rejection::Verify(VerifyError::Malformed(FormError::TooLarge {
            limit: body.len() - 1
        })))
    );
}

#[test]
fn sign_type_never_widens_what_is_accepted() {
    let key = TestKey::generate();
    for (sign_type, error) in [
        ("RSA", SignTypeError::Rsa),
        ("rsa", SignTypeError::Rsa),
        ("SM2", SignTypeError::Sm2),
        ("RSA2 ", SignTypeError::Unknown),
        ("none", SignTypeError::Unknown),
        ("HS256", SignTypeError::Unknown),
    ] {
        let refused = verify(&key, &example().parameter("sign_type", sign_type).sign(&key));
        assert_eq!(
            refused.err(),
            Some(Rejection::Verify(VerifyError::SignType(error))),
            "{sign_type}"
        );
    }
    assert!(verify(&key, &example().parameter("sign_type", "rsa2").sign(&key)).is_ok());
}

#[test]
fn rsa_is_accepted_only_from_keys_that_opted_in() {
    let (key, other) = (TestKey::generate(), TestKey::generate());
    for mode in SignMode::ALL {
        let rsa = example().parameter("sign_type", "RSA").sign_mode(mode).sign(&key).body();
        let both = Verifier::new(key.public_key().accept_rsa());
        assert_eq!(both.verify(&rsa).expect("opted in").sign_mode(), mode);
        assert!(both.verify(&example().sign_mode(mode).sign(&key).body()).is_ok(), "RSA2 as well");

        // Another key of the app opted in: this one did not.
        let keys = AppKeys::new(key.public_key()).or(other.public_key().accept_rsa());
        assert!(matches!(
            Verifier::new(keys).verify(&rsa),
            Err(Rejection::Verify(VerifyError::Signature(_)))
        ));
    }
    // `sign_type` is not signed in V1, but the digest is another.
    let relabelled = example().sign(&key).with("sign_type", "RSA").body();
    let refused = Verifier::new(key.public_key().accept_rsa()).verify(&relabelled);
    assert!(matches!(refused, Err(Rejection::Verify(VerifyError::Signature(_)))), "{refused:?}");
}

#[test]
fn keys_can_be_replaced_while_a_verifier_is_at_work() {
    let (old, new) = (TestKey::generate(), TestKey::generate());
    let ring = KeyRing::new([("app", old.public_key())]);
    let verifier = Verifier::with_ring(ring.clone());
    let body = |key: &TestKey| example().app_id("app").sign(key).body();
    assert!(verifier.verify(&body(&old)).is_ok());
    assert!(matches!(
        verifier.verify(&body(&new)),
        Err(Rejection::Verify(VerifyError::Signature(_)))
    ));

    ring.replace([("app", AppKeys::new(new.public_key()).or(old.public_key()))]);
    assert!(verifier.verify(&body(&old)).is_ok());
    assert!(verifier.verify(&body(&new)).is_ok());

    ring.replace([("other", new.public_key())]);
    assert_eq!(
        verifier.verify(&body(&new)).err(),
        Some(Rejection::Verify(VerifyError::UnknownApp))
    );
}

#[test]
fn results_are_the_same_whatever_mode_matched_last() {
    let key = TestKey::generate();
    let verifier = Verifier::new(key.public_key());
    for mode in [SignMode::V2, SignMode::V2, SignMode::V1, SignMode::V2, SignMode::V1, SignMode::V1]
    {
        let message = example().sign_mode(mode).sign(&key);
        assert_eq!(verifier.verify(&message.body()).expect("genuine").sign_mode(), mode);
        let forged = verifier.verify(&message.with_flipped_byte("version", 0).body());
        assert!(matches!(forged, Err(Rejection::Verify(VerifyError::Signature(_)))), "{forged:?}");
    }
}

#[test]
fn empty_values_are_read_both_ways() {
    let key = TestKey::generate();
    for mode in SignMode::ALL {
        // Signed with the empty value, as some signers do.
        let kept = example().parameter("msg_uid", "").sign_mode(mode).sign(&key);
        let verified = verify(&key, &kept).expect("genuine");
        assert_eq!(verified.envelope().parameter("msg_uid"), Some(""));
        // Signed without it, as others do: then it is not signed, and says nothing.
        let dropped = example().sign_mode(mode).sign(&key).with("msg_uid", "");
        let verified = verify(&key, &dropped).expect("genuine");
        assert_eq!(verified.envelope().parameter("msg_uid"), None);
        // A name that Alipay does not use can't be added.
        let added = example().sign_mode(mode).sign(&key).with("added", "");
        assert!(matches!(verify(&key, &added), Err(Rejection::Verify(VerifyError::Signature(_)))));
    }
}

#[test]
fn encrypted_contents_are_opened_after_verification() {
    let key = TestKey::generate();
    let content_key = ContentKey::parse("5CWSj3KiYGM0cKCTbumkwQ==").expect("16 bytes");
    let other_key = ContentKey::from_bytes([7; 16]);
    let sealed = example().content(r#"{"reason":"资料有问题"}"#).encrypt(&content_key).sign(&key);
    let with_key = |content_key: &ContentKey| {
        Verifier::new(AppKeys::new(key.public_key()).content_key(content_key.clone()))
    };

    let verified = with_key(&content_key).verify(&sealed.body()).expect("genuine");
    assert_eq!(verified.biz_content(), Some(r#"{"reason":"资料有问题"}"#));
    assert_ne!(verified.envelope().biz_content(), verified.biz_content());

    assert_eq!(unreadable(verify(&key, &sealed)), OpenError::Encrypted);
    assert_eq!(unreadable(with_key(&other_key).verify(&sealed.body())), OpenError::Decryption);
    for ciphertext in ["", "AAAA", "no base64", "AAAAAAAAAAAAAAAAAAAAAA=="] {
        let message = example().content(ciphertext).parameter("encrypt_type", "AES");
        if !ciphertext.is_empty() {
            let refused = with_key(&content_key).verify(&message.sign(&key).body());
            assert_eq!(unreadable(refused), OpenError::Decryption, "{ciphertext}");
        }
    }
    let changed = sealed.clone().with_flipped_byte("biz_content", 0);
    let refused = with_key(&content_key).verify(&changed.body());
    assert!(
        matches!(refused, Err(Rejection::Verify(VerifyError::Signature(_)))),
        "verified before it is opened: {refused:?}"
    );
    let unknown = example().parameter("encrypt_type", "SM4").sign(&key);
    assert_eq!(unreadable(with_key(&content_key).verify(&unknown.body())), OpenError::Encryption);

    // 门店 in GBK, encrypted as such.
    let gbk = [&br#"{"a":""#[..], &[0xc3, 0xc5, 0xb5, 0xea], br#""}"#].concat();
    let gbk = example()
        .parameter("charset", "GBK")
        .parameter("biz_content", gbk)
        .encrypt(&content_key)
        .sign(&key);
    assert_eq!(
        with_key(&content_key).verify(&gbk.body()).expect("genuine").biz_content(),
        Some(r#"{"a":"门店"}"#)
    );
    assert_eq!(format!("{content_key:?}"), "ContentKey(…)");
}

#[test]
fn content_keys_are_sixteen_bytes_of_base64() {
    for (text, error) in [
        ("no base64", ContentKeyError::Encoding),
        ("", ContentKeyError::Length { bytes: 0 }),
        ("AAAA", ContentKeyError::Length { bytes: 3 }),
        ("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", ContentKeyError::Length { bytes: 24 }),
    ] {
        assert_eq!(ContentKey::parse(text).err(), Some(error), "{text}");
    }
    assert!(ContentKey::parse(" 5CWSj3KiYGM0cKCTbumkwQ==\n").is_ok());
}

#[test]
fn every_change_to_a_parameter_is_refused() {
    let key = TestKey::generate();
    for mode in SignMode::ALL {
        let genuine = example().sign_mode(mode).sign(&key);
        for name in PARAMETERS {
            let value = genuine.value(name).expect("present").to_vec();
            for at in 0..value.len() {
                let changed = genuine.clone().with_flipped_byte(name, at);
                assert!(verify(&key, &changed).is_err(), "{mode}: byte {at} of {name}");
            }
            assert!(
                verify(&key, &genuine.clone().with(name, [&value[..], b"x"].concat())).is_err(),
                "{name} longer"
            );
            assert!(
                verify(&key, &genuine.clone().with(name, &value[1..])).is_err(),
                "{name} shorter"
            );
        }
        assert!(verify(&key, &genuine.clone().with("added", "1")).is_err());
        assert!(verify(&key, &genuine.clone().with("added", "")).is_err());
        assert!(verify(&key, &genuine).is_ok());
    }
}

/// A genuine V2 message signs `sign_type`; read as V1, that text could move into another value and
/// change it.
#[test]
fn signed_content_cannot_be_cut_into_another_message() {
    let key = TestKey::generate();
    let genuine = example().notify_id("n").sign_mode(SignMode::V2).sign(&key);
    let moved = genuine.clone().with("notify_id", "n&sign_type=RSA2");
    assert_eq!(
        verify(&key, &moved).err(),
        Some(Rejection::Verify(VerifyError::Malformed(FormError::Ambiguous {
            name: Some("notify_id")
        })))
    );

    let wide = TestMessage::new("m").content(r#"{"a":"x&c=y"}"#).sign(&key);
    let cut = wide.with("biz_content", r#"{"a":"x"#).with("c", r#"y"}"#);
    let refused = verify(&key, &cut);
    assert_eq!(unreadable(refused), OpenError::NotAnObject);

    // It may have begun in the text of a parameter in front, where there is one that Alipay is not
    // known to send.
    let holding = TestMessage::new("m").content(r#"{"a":"&biz_content="}"#);
    assert!(verify(&key, &holding.clone().sign(&key)).is_ok());
    assert!(verify(&key, &holding.clone().parameter("auth_app_id", "1").sign(&key)).is_ok());
    assert!(verify(&key, &holding.clone().parameter("c", "1").sign(&key)).is_ok(), "behind it");
    assert_eq!(
        verify(&key, &holding.parameter("b", "1").sign(&key)).err(),
        Some(Rejection::Verify(VerifyError::Malformed(FormError::Ambiguous {
            name: Some("biz_content")
        })))
    );
}

#[test]
fn spaces_in_sign_are_restored() {
    let key = TestKey::generate();
    let genuine = example().sign(&key);
    let sign = String::from_utf8(genuine.value("sign").expect("signed").to_vec()).expect("base64");
    assert!(verify(&key, &genuine.with("sign", sign.replace('+', " "))).is_ok());
}

#[test]
fn line_breaks_in_sign_are_left_out() {
    let key = TestKey::generate();
    let genuine = example().sign(&key);
    let sign = genuine.value("sign").expect("signed").to_vec();
    let lines: Vec<_> = sign.chunks(64).collect();
    for (between, is_taken) in
        [("\r\n", true), ("\r\n\r\n", true), ("\n", false), ("\r", false), ("\n\r", false)]
    {
        let broken = genuine.clone().with("sign", lines.join(between.as_bytes()));
        let expected = if is_taken {
            Ok(())
        } else {
            Err(VerifyError::Malformed(FormError::SignNotBase64).into())
        };
        assert_eq!(verify(&key, &broken).map(|_| ()), expected, "{between:?}");
    }
    // Line breaks elsewhere are signed, or make another value.
    let elsewhere = genuine.clone().with("sign_type", "RSA2\r\n");
    assert_eq!(verify(&key, &elsewhere), Err(VerifyError::SignType(SignTypeError::Unknown).into()));
}

#[test]
fn charsets_are_converted_after_verification() {
    let key = TestKey::generate();
    // 门店 in GBK.
    let name = [0xc3, 0xc5, 0xb5, 0xea];
    let content = [br#"{"shop_name":""#, &name[..], br#""}"#].concat();
    for charset in ["GBK", "gb2312", "GB18030"] {
        let message =
            example().parameter("charset", charset).parameter("biz_content", content.clone());
        let verified = verify(&key, &message.sign(&key)).expect("genuine");
        assert_eq!(verified.biz_content(), Some(r#"{"shop_name":"门店"}"#));
    }
    let message = example().parameter("biz_content", content.clone()).sign(&key);
    assert_eq!(unreadable(verify(&key, &message)), OpenError::Text { name: Some("biz_content") });
    let message = example().parameter("charset", "latin1").sign(&key);
    assert_eq!(unreadable(verify(&key, &message)), OpenError::Charset);
    // A character cut in two by a boundary between parameters is no character.
    let message = example().parameter("msg_uid", [0xe9]).parameter("n", [0x97, 0xa8]).sign(&key);
    assert_eq!(unreadable(verify(&key, &message)), OpenError::Text { name: Some("msg_uid") });
}

#[test]
fn content_must_be_one_whole_object() {
    let key = TestKey::generate();
    for content in ["[]", "1", "\"\"", "null", "{", "{}{}", r#"{"a":"b"#, "&quot;"] {
        let refused = verify(&key, &example().content(content).sign(&key));
        assert_eq!(unreadable(refused), OpenError::NotAnObject, "{content}");
    }
    let raw = example().content("{\"reason\":\"a\r\nb\"}").sign(&key);
    assert_eq!(
        verify(&key, &raw).expect("genuine").biz_content(),
        Some(r#"{"reason":"a\u000d\u000ab"}"#)
    );
    let encrypted = example().parameter("encrypt_type", "AES").content("AAAA").sign(&key);
    assert_eq!(unreadable(verify(&key, &encrypted)), OpenError::Encrypted);
}

#[test]
fn any_signed_form_can_be_verified() {
    let key = TestKey::generate();
    let payment = example()
        .without("msg_method")
        .without("biz_content")
        .parameter("notify_type", "trade_status_sync")
        .parameter("subject", "a&b=c")
        .sign(&key);
    let verifier = Verifier::new(key.public_key());
    let form = verifier.verify_form(&payment.body()).expect("genuine");
    assert_eq!(form.value("subject"), Some(&b"a&b=c"[..]));
    assert_eq!(form.sign_mode(), SignMode::V1);
    let names: Vec<_> =
        form.iter().map(|(name, _)| String::from_utf8_lossy(name).into_owned()).collect();
    assert!(names.is_sorted(), "{names:?}");
    assert!(matches!(
        verifier.verify_form(&payment.with_flipped_byte("subject", 0).body()),
        Err(VerifyError::Signature(_))
    ));
}
