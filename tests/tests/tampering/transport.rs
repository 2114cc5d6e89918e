//! What is no change at all: the same parameters by other bytes. And what is none of the body's:
//! the query.

use alipay_notify::key::Backend;
use alipay_notify::messages::ShopSaveRejected;
use alipay_notify::testing::TestMessage;
use alipay_notify::verify::{SignMode, VerifyError};
use alipay_notify::{Rejection, Verifier};
use alipay_notify_tests::servers::{Answer, KEY, Server, request};
use alipay_notify_tests::wire::{self, Escapes, Pairs};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::{NINE, example, genuine};

const FORM: &str = "application/x-www-form-urlencoded";

/// Names that Alipay uses, but not in every message.
const OCCASIONAL: [&str; 7] = [
    "auth_app_id",
    "encrypt_type",
    "msg_app_id",
    "msg_type",
    "msg_uid",
    "notify_time",
    "notify_type",
];

#[test]
fn the_same_parameters_are_the_same_message_by_whatever_bytes() {
    for backend in Backend::ENABLED {
        let key = KEY.public_key().with_backend(*backend).expect("each backend takes it");
        let verifier = Verifier::new(key);
        for mode in SignMode::ALL {
            let spaced = example(mode).content(r#"{"reason":"a b + c & d = e % f"}"#).sign(&KEY);
            let genuine = wire::pairs(&spaced);
            let original = verifier.verify(&spaced.body()).expect("genuine");
            for escapes in Escapes::ALL {
                for order in orders(&genuine) {
                    let found = verifier.verify(&wire::body(&order, escapes)).expect("the same");
                    assert_eq!(
                        wire::meaning(&found, &[]),
                        wire::meaning(&original, &[]),
                        "{escapes:?}"
                    );
                }
            }
        }
    }
}

/// The parameters beginning with each of them, forward and backward.
fn orders(pairs: &Pairs) -> Vec<Pairs> {
    let turned = |by| {
        let mut forward = pairs.clone();
        forward.rotate_left(by);
        let backward = forward.iter().rev().cloned().collect();
        [forward, backward]
    };
    (0..pairs.len()).flat_map(turned).collect()
}

/// An empty parameter may be unsigned, so one more of a name that Alipay uses changes nothing: it
/// is not even there.
#[test]
fn an_empty_parameter_that_is_not_signed_is_not_there() {
    for backend in Backend::ENABLED {
        let key = KEY.public_key().with_backend(*backend).expect("each backend takes it");
        let verifier = Verifier::new(key);
        for mode in SignMode::ALL {
            let genuine = genuine(mode);
            let original = verifier.verify(&wire::body(&genuine, Escapes::Usual)).expect("genuine");
            for name in OCCASIONAL {
                let mut added = genuine.clone();
                added.push((name.as_bytes().to_vec(), Vec::new()));
                let found = verifier.verify(&wire::body(&added, Escapes::Usual)).expect("the same");
                assert_eq!(wire::meaning(&found, &[]), wire::meaning(&original, &[]), "{name}");
            }
            for name in ["added", "biz_contents", "Sign", "sign ", " sign", "notify_id\0"] {
                let mut added = genuine.clone();
                added.push((name.as_bytes().to_vec(), Vec::new()));
                let refused = verifier.verify(&wire::body(&added, Escapes::Usual));
                assert!(
                    matches!(refused, Err(Rejection::Verify(VerifyError::Signature(_)))),
                    "{name}: {refused:?}"
                );
            }
        }
    }
}

/// A signature that is greater than the modulus by as much as a genuine one is above zero is the
/// same number to the arithmetic, and no signature.
#[test]
fn a_signature_beyond_the_modulus_is_refused() {
    let der = STANDARD.decode(KEY.public_key_base64()).expect("base64");
    // The modulus stands in front of the exponent 65537, an integer of five bytes.
    let modulus = &der[der.len() - 5 - 256..der.len() - 5];
    let sum = |signature: &[u8]| {
        let mut sum = signature.to_vec();
        let mut carry = 0;
        for (digit, addend) in sum.iter_mut().zip(modulus).rev() {
            let total = u16::from(*digit) + u16::from(*addend) + carry;
            (*digit, carry) = (total.to_le_bytes()[0], total >> 8);
        }
        (carry == 0).then_some(sum)
    };
    let (message, beyond) = (0..10_000)
        .find_map(|number| {
            let message = TestMessage::new("m").notify_id(&number.to_string()).sign(&KEY);
            let signature = STANDARD.decode(message.value("sign")?).ok()?;
            Some((message, sum(&signature)?))
        })
        .expect("there is room above this modulus");
    for backend in Backend::ENABLED {
        let verifier =
            Verifier::new(KEY.public_key().with_backend(*backend).expect("each backend takes it"));
        assert!(verifier.verify(&message.body()).is_ok(), "{backend:?}");
        let refused =
            verifier.verify(&message.clone().with("sign", STANDARD.encode(&beyond)).body());
        assert!(
            matches!(refused, Err(Rejection::Verify(VerifyError::Signature(_)))),
            "{backend:?}: {refused:?}"
        );
    }
}

#[test]
fn the_query_is_no_part_of_a_message() {
    for server in Server::start_each() {
        for mode in SignMode::ALL {
            let genuine = TestMessage::example::<ShopSaveRejected>().sign_mode(mode).sign(&KEY);
            let pairs = wire::pairs(&genuine);
            for name in NINE {
                let mut query = pairs.clone();
                query.retain(|(candidate, _)| candidate == name.as_bytes());
                let moved =
                    request(&aimed_at(&query), FORM, &[], &genuine.clone().without(name).body());
                // Without `msg_method` it is another form, and not what was signed.
                let status = if name == "msg_method" { 403 } else { 400 };
                assert_eq!(
                    server.exchange(&moved),
                    Answer::new(status, "fail"),
                    "{}: {name}",
                    server.name()
                );
                assert_eq!(server.seen(), [""; 0], "{}: {name}", server.name());

                query[0].1 = b"another".to_vec();
                let beside = request(&aimed_at(&query), FORM, &[], &genuine.body());
                assert_eq!(
                    server.exchange(&beside),
                    Answer::new(200, "success"),
                    "{}: {name}",
                    server.name()
                );
                assert_eq!(
                    server.seen(),
                    ["shop 2020081400077000000001112602"],
                    "{}: {name}",
                    server.name()
                );
            }
        }
    }
}

/// A request line with parameters in the query.
fn aimed_at(query: &Pairs) -> String {
    format!("POST /alipay?{}", String::from_utf8_lossy(&wire::body(query, Escapes::Usual)))
}
