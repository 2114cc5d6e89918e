//! The form parser: any body comes to the parameters, or to the error, that the reference comes to.

use std::sync::OnceLock;

use alipay_notify::verify::{AuthenticForm, Limits, SignMode, VerifyError};
use alipay_notify::{Envelope, Rejection, Verified, Verifier};

use crate::kit;
use crate::reference::{self, Pair};

/// Takes a body as it was received.
///
/// The parameters show only on forms that are authentic, so what can be signed is signed and read
/// again.
pub fn form(body: &[u8]) {
    check(body, Signed::No);
    let Ok(pairs) = reference::in_wire_order(body, &limits()) else { return };
    check_second_opinion(body, &pairs);
    if let Some(signed) = signed(body, pairs) {
        check(&signed, Signed::Yes);
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Signed {
    Yes,
    No,
}

/// Low enough to be met within the length of an input.
fn limits() -> Limits {
    Limits::default().body(2048).parameters(14).name(24)
}

fn verifier() -> &'static Verifier {
    static VERIFIER: OnceLock<Verifier> = OnceLock::new();
    VERIFIER.get_or_init(|| Verifier::new(kit::key().public_key()).limits(limits()))
}

/// Holds what the verifier says of a body against what the reference says.
fn check(body: &[u8], signed: Signed) {
    let pairs = reference::parse(body, &limits()).map_err(VerifyError::from);
    let expected = pairs.clone().and_then(|pairs| reference::check_form(&pairs).map(|()| pairs));
    check_form(verifier().verify_form(body), expected, signed);
    let message = pairs.and_then(|pairs| reference::check_message(&pairs).map(|()| pairs));
    let expected = message.and_then(|pairs| reference::check_form(&pairs).map(|()| pairs));
    check_message(verifier().verify(body), expected, signed);
}

fn check_form(
    found: Result<AuthenticForm, VerifyError>,
    expected: Result<Vec<Pair>, VerifyError>,
    signed: Signed,
) {
    if let Err(error) = &found {
        kit::assert_tells_nothing(error);
    }
    match (found, expected, signed) {
        (Err(error), Err(expected), _) => assert_eq!(error, expected),
        (Err(VerifyError::Signature(_)), Ok(_), Signed::No) => {}
        (Ok(form), Ok(pairs), Signed::Yes) => assert_same(form.iter(), &pairs),
        (found, expected, _) => panic!("{found:?} in place of {expected:?}"),
    }
}

fn check_message(
    found: Result<Verified, Rejection>,
    expected: Result<Vec<Pair>, VerifyError>,
    signed: Signed,
) {
    if let Err(error) = &found {
        kit::assert_rejection_tells_nothing(error);
    }
    match (found, expected, signed) {
        (Err(Rejection::Unreadable(unreadable)), Ok(pairs), Signed::Yes) => {
            match unreadable.form() {
                Some(form) => assert_same(form.iter(), &pairs),
                None => assert_converted(unreadable.envelope(), &pairs),
            }
        }
        (Ok(verified), Ok(pairs), Signed::Yes) if !reference::is_message(&pairs) => {
            assert_joined(verified.envelope(), &pairs);
        }
        (Ok(verified), Ok(pairs), Signed::Yes) => assert_converted(verified.envelope(), &pairs),
        (Err(Rejection::Verify(VerifyError::Signature(_))), Ok(_), Signed::No) => {}
        (Err(Rejection::Verify(error)), Err(expected), _) => assert_eq!(error, expected),
        (found, expected, _) => panic!("{found:?} in place of {expected:?}"),
    }
}

fn assert_same<'f>(found: impl Iterator<Item = (&'f [u8], &'f [u8])>, expected: &[Pair]) {
    let found: Vec<_> = found.map(|(name, value)| (name.to_vec(), value.to_vec())).collect();
    assert_eq!(found, expected);
}

/// Texts that are UTF-8 come through unchanged; GBK does what it does to them.
fn assert_converted(envelope: &Envelope, expected: &[Pair]) {
    let charset = envelope.charset().unwrap_or("utf-8");
    if charset.to_ascii_lowercase().starts_with("utf") {
        assert_same(
            envelope.iter().map(|(name, value)| (name.as_bytes(), value.as_bytes())),
            expected,
        );
    }
}

/// What is no message may be read in other parameters, but they are the same once they are joined.
fn assert_joined(envelope: &Envelope, expected: &[Pair]) {
    let charset = envelope.charset().unwrap_or("utf-8");
    if charset.to_ascii_lowercase().starts_with("utf") {
        let found = envelope.iter().map(|(name, value)| (name.as_bytes(), value.as_bytes()));
        let expected = expected.iter().map(|(name, value)| (name.as_slice(), value.as_slice()));
        assert_eq!(joined(found), joined(expected));
    }
}

fn joined<'p>(pairs: impl Iterator<Item = (&'p [u8], &'p [u8])>) -> Vec<u8> {
    let unsigned: [&[u8]; 2] = [b"sign", b"sign_type"];
    let signed = pairs.filter(|(name, _)| !unsigned.contains(name));
    signed.flat_map(|(name, value)| [b"&", name, b"=", value].concat()).collect()
}

/// The body with a signature after it, and `app_id` and `sign_type` where it has none. None: it
/// can't be signed.
pub(crate) fn signed(body: &[u8], mut pairs: Vec<Pair>) -> Option<Vec<u8>> {
    if reference::value(&pairs, "sign").is_some() {
        return None;
    }
    let mut signed = body.to_vec();
    for (name, value) in [("app_id", "2014060600164699"), ("sign_type", "RSA2")] {
        if reference::value(&pairs, name).is_none() {
            signed.extend(format!("&{name}={value}").into_bytes());
            pairs.push((name.into(), value.into()));
        }
    }
    let message = pairs.into_iter().try_fold(kit::blank(), |message, (name, value)| {
        Some(message.parameter(&String::from_utf8(name).ok()?, value))
    })?;
    let mode = SignMode::ALL[body.len() % 2];
    let message = message.sign_mode(mode).sign(kit::key());
    let sign = message.value("sign")?;
    signed.extend_from_slice(b"&sign=");
    signed.extend(form_urlencoded::byte_serialize(sign).flat_map(str::bytes));
    Some(signed)
}

/// The parser that browsers' rules are kept in reads the same, as far as it shows bytes at all.
fn check_second_opinion(body: &[u8], pairs: &[Pair]) {
    let found: Vec<_> = form_urlencoded::parse(body).into_owned().collect();
    let lossy = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let expected: Vec<_> = pairs.iter().map(|(name, value)| (lossy(name), lossy(value))).collect();
    assert_eq!(found, expected);
}
