//! Decoding into what is specified out of the box and has parameters as its content: payments,
//! agreements, authorisations, orders, risks.

use std::fmt::Debug;
use std::sync::OnceLock;

use alipay_notify::decode::Decoder;
use alipay_notify::messages::{
    DutUserSign, DutUserUnsign, FundAuthFreeze, FundAuthUnfreeze, OpenAppAuth, RiskPush,
    ServicemarketOrder, TradeStatusSync,
};
use alipay_notify::verify::{Limits, VerifyError};
use alipay_notify::{AlipayNotify, AlipayObject, Rejection, Verified, Verifier};
use alipay_notify_schema::{Integer, Kind, Problem, Violations, json};
use serde::Serialize;

use crate::form::signed;
use crate::kit::{self, MARK};
use crate::reference;

/// Takes the body of a form, without `sign`.
///
/// It is decoded as each of them, whatever it says it is; and once it is signed, as that, strictly
/// and leniently.
pub fn decode_payment(body: &[u8]) {
    let Ok(pairs) = reference::parse(body, &Limits::default()) else { return };
    let text = |(name, value)| Some((str::from_utf8(name).ok()?, str::from_utf8(value).ok()?));
    let texts: Option<Vec<_>> =
        pairs.iter().map(|(name, value)| text((name.as_slice(), value.as_slice()))).collect();
    if let Some(texts) = texts {
        for kind in KINDS {
            (kind.parameters)(&texts);
        }
    }
    let said = |kind: &&OfKind| {
        let value = reference::value(&pairs, kind.parameter);
        value.is_some_and(|value| value == kind.name.as_bytes())
    };
    let kind = KINDS.iter().find(said);
    if let (Some(kind), Ok(pairs)) = (kind, reference::in_wire_order(body, &Limits::default()))
        && let Some(delivery) = signed(body, pairs)
    {
        (kind.delivery)(&delivery);
    }
}

/// What is tried of a type.
struct OfKind {
    parameter: &'static str,
    name: &'static str,
    parameters: fn(&[(&str, &str)]),
    delivery: fn(&[u8]),
}

const KINDS: [OfKind; 8] = [
    of::<TradeStatusSync>(),
    of::<FundAuthFreeze>(),
    of::<FundAuthUnfreeze>(),
    of::<DutUserSign>(),
    of::<DutUserUnsign>(),
    of::<ServicemarketOrder>(),
    of::<OpenAppAuth>(),
    of::<RiskPush>(),
];

const fn of<M>() -> OfKind
where
    M: AlipayNotify,
    M::Content: Serialize + PartialEq + Debug,
{
    OfKind {
        parameter: M::SPEC.family.parameter(),
        name: M::NAME,
        parameters: check_parameters::<M>,
        delivery: check_delivery::<M>,
    }
}

/// The same is wrong with parameters with and without the type, but for integers that are too large
/// for it; and what keeps the specification becomes the same once more, with the texts and numbers
/// that it had.
fn check_parameters<M>(texts: &[(&str, &str)])
where
    M: AlipayNotify,
    M::Content: Serialize + PartialEq + Debug,
{
    let (value, violations) = typed::<M>(texts);
    assert_same_problems(&violations, &M::SPEC.check_parameters(texts));
    kit::assert_tells_nothing(&violations);
    let Some(value) = value else {
        assert!(!violations.is_empty(), "nothing says why there is no value");
        return;
    };
    assert!(!format!("{value:?}").contains(MARK), "`Debug` shows a value");
    if !violations.is_empty() {
        return;
    }

    assert_eq!(value.validate(), Violations::default());
    let written = serde_json::to_string(&value).expect("what is decoded can be written");
    let written = json::flat(&written).expect("what is written is JSON");
    let again: Vec<_> = written.iter().map(|(name, text)| (&**name, &**text)).collect();
    assert_eq!(typed::<M>(&again), (Some(value), Violations::default()));
    for field in &*M::SPEC.content.fields {
        let of = |list: &[(&str, &str)]| -> Option<String> {
            let found = list.iter().find(|(name, text)| *name == field.name && !text.is_empty());
            found.map(|(_, text)| (*text).to_owned())
        };
        let (before, after) = (of(texts), of(&again));
        match &field.kind {
            Kind::String => assert_eq!(before, after, "{}", field.name),
            // `1.0` is written as `1`.
            Kind::Integer => {
                let number = |text: Option<String>| text.as_deref().map(Integer::of);
                assert_eq!(number(before), number(after), "{}", field.name);
            }
            _ => assert_eq!(before.is_some(), after.is_some(), "{}", field.name),
        }
    }
}

/// Which integers are too large is for the type alone to say. Where it met more than are kept, the
/// other list may have more of those that both met.
fn assert_same_problems(typed: &Violations, untyped: &Violations) {
    let shared = typed.iter().filter(|violation| violation.problem != Problem::OutOfRange);
    if typed.omitted() == 0 {
        assert!(shared.eq(untyped.iter()), "{typed} with a type, {untyped} without");
    } else {
        shared.zip(untyped.iter()).for_each(|(typed, untyped)| assert_eq!(typed, untyped));
    }
}

fn typed<M: AlipayNotify>(texts: &[(&str, &str)]) -> (Option<M::Content>, Violations) {
    let mut decoder = Decoder::of_parameters(texts);
    let value = M::Content::decode(&mut decoder).expect("parameters are never malformed");
    (value, decoder.finish().expect("parameters are never malformed"))
}

/// What is signed is decoded as its parameters are: strictly if nothing is wrong with them.
fn check_delivery<M>(delivery: &[u8])
where
    M: AlipayNotify,
    M::Content: Serialize + PartialEq + Debug,
{
    let verified = match verifier().verify(delivery) {
        Ok(verified) => verified,
        Err(rejection) => {
            kit::assert_rejection_tells_nothing(&rejection);
            let is_signature = matches!(rejection, Rejection::Verify(VerifyError::Signature(_)));
            assert!(!is_signature, "it is signed: {rejection}");
            return;
        }
    };
    let (value, mut violations) = typed::<M>(&verified.parameters());
    violations.append(verified.envelope().violations());
    let count = violations.len();
    let lenient = verified.clone().decode_lenient::<M>();
    match &lenient {
        Ok(found) => {
            assert_eq!(found.violations().len(), count);
            assert_eq!(Some(&**found), value.as_ref());
        }
        Err(invalid) => {
            kit::assert_tells_nothing(invalid.violations());
            assert_eq!((invalid.violations().len(), value), (count, None));
        }
    }
    let strict = verifier().receive::<M>(delivery);
    match (strict, lenient) {
        (Ok(strict), Ok(lenient)) if count == 0 => assert_eq!(*strict, *lenient),
        (Err(Rejection::Invalid(invalid)), _) if count > 0 => {
            assert_same(invalid.verified(), &verified);
        }
        (strict, _) => panic!("{strict:?} with {count} violations"),
    }
}

fn assert_same(found: &Verified, expected: &Verified) {
    assert!(found == expected, "what is invalid is another delivery");
}

fn verifier() -> &'static Verifier {
    static VERIFIER: OnceLock<Verifier> = OnceLock::new();
    VERIFIER.get_or_init(|| Verifier::new(kit::key().public_key()))
}
