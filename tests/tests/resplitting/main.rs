//! A genuine message's signed content, cut at `&` and `=` into other parameters in every possible
//! way: the signature is good for all of them, and none is accepted as a different message.
//!
//! That the generator makes dangerous forms shows in every run: [`Verifier::verify_form`], which
//! takes any form, accepts hundreds that say something else. Each guard of [`Verifier::verify`] is
//! needed, as taking it out has shown:
//!
//! - Without the refusal of values that hold a parameter, a content in which someone wrote a whole
//!   message is accepted as that message: its own beginning disappears in `app_id`, its own end in
//!   `version`. And each V2 message is, read as V1, one with `notify_id=n&sign_type=RSA2`.
//! - Without the check for one whole object, `biz_content` swallows the unknown parameters after
//!   it, or loses its end to a parameter cut out of it.

mod cuts;
mod families;
mod genuine;
mod real;

use std::collections::BTreeMap;
use std::io::{Write as _, stdout};

use alipay_notify::key::Backend;
use alipay_notify::open::OpenError;
use alipay_notify::verify::{AuthenticForm, FormError, SignMode, VerifyError};
use alipay_notify::{Rejection, Verified, Verifier};
use alipay_notify_tests::is_full;
use alipay_notify_tests::wire::{self, Escapes, NINE, Pairs};

use genuine::{Genuine, verifier};

/// What became of forms, by a name for it, and how many there were.
type Counts = BTreeMap<&'static str, usize>;

/// What became of one form, in the terms of the guards.
fn verdict(found: &Result<Verified, Rejection>) -> &'static str {
    match found {
        Ok(_) => "the message itself",
        Err(Rejection::Verify(VerifyError::Malformed(FormError::Name { .. }))) => {
            "a name that holds `=` or `&`"
        }
        Err(Rejection::Verify(VerifyError::Malformed(FormError::NameTooLong { .. }))) => {
            "a name too long"
        }
        Err(Rejection::Verify(VerifyError::Malformed(FormError::Repeated { .. }))) => "repeated",
        Err(Rejection::Verify(VerifyError::Malformed(FormError::Missing { .. }))) => "missing",
        Err(Rejection::Verify(VerifyError::Malformed(FormError::Empty { .. }))) => "empty",
        Err(Rejection::Verify(VerifyError::Malformed(FormError::Ambiguous { .. }))) => "ambiguous",
        Err(Rejection::Verify(VerifyError::NoCommonKey)) => "no app",
        Err(Rejection::Verify(VerifyError::UnknownApp)) => "another app",
        Err(Rejection::Verify(VerifyError::SignType(_))) => "sign_type",
        Err(Rejection::Verify(VerifyError::Signature(_))) => "another content",
        Err(Rejection::Unreadable(unreadable)) => match unreadable.error() {
            OpenError::NotAnObject => "no JSON object",
            OpenError::Decryption => "not decrypted",
            OpenError::Ambiguous { .. } => "another reading",
            OpenError::Charset => "no charset",
            OpenError::Text { .. } => "bytes of another charset",
            OpenError::Encryption => "no encryption",
            other => panic!("{other:?}"),
        },
        Err(other) => panic!("{other:?}"),
    }
}

/// A form, and those that differ from it by what may be unsigned: `sign` and `sign_type`, and empty
/// parameters. Where a name is none, nothing else counts: such a form comes once.
fn presented(mut form: Pairs, genuine: &Genuine) -> Vec<Pairs> {
    let pair = |name: &str, value: &[u8]| (name.as_bytes().to_vec(), value.to_vec());
    form.push(pair("sign", &genuine.sign));
    if !form.iter().any(|(name, _)| name == b"sign_type") {
        form.push(pair("sign_type", &genuine.sign_type));
    }
    if form.iter().any(|(name, _)| name.contains(&b'=') || name.contains(&b'&')) {
        return vec![form];
    }
    let with_empty = |name| [&form[..], &[pair(name, b"")]].concat();
    let mut forms = vec![with_empty("msg_uid"), with_empty("encrypt_type"), with_empty("other")];
    if form.iter().any(|(_, value)| value.is_empty()) {
        forms.push(form.iter().filter(|(_, value)| !value.is_empty()).cloned().collect());
    }
    forms.push(form);
    forms
}

/// Whether an authentic form says what the message says: as any reader of parameters would see it.
fn says_the_same(form: &AuthenticForm, original: &AuthenticForm) -> bool {
    let parameters = |form: &AuthenticForm| -> BTreeMap<Vec<u8>, Vec<u8>> {
        let pairs = form.iter().filter(|(name, value)| *name != b"sign_type" && !value.is_empty());
        pairs.map(|(name, value)| (name.to_vec(), value.to_vec())).collect()
    };
    parameters(form) == parameters(original)
}

/// What became of every form of a genuine message's content; and how many say something else and
/// are authentic all the same, were it not for the rules of a message.
fn resplit(genuine: &Genuine, verifier: &Verifier) -> (Counts, usize) {
    let original = verifier.verify(&genuine.body).expect("genuine");
    let original_form = verifier.verify_form(&genuine.body).expect("genuine");
    let (mut counts, mut others) = (Counts::new(), 0);
    genuine.cuts().for_each(|form| {
        for form in presented(form, genuine) {
            let body = wire::body(&form, Escapes::FewestPossible);
            let found = verifier.verify(&body);
            *counts.entry(verdict(&found)).or_default() += 1;
            if let Ok(found) = &found {
                let [found, original] = [found, &original].map(|form| wire::meaning(form, &[]));
                assert_eq!(found, original, "{}", genuine.name);
            }
            if let Ok(form) = verifier.verify_form(&body) {
                others += usize::from(!says_the_same(&form, &original_form));
            }
        }
    });
    print(genuine, &counts, others);
    (counts, others)
}

fn print(genuine: &Genuine, counts: &Counts, others: usize) {
    let (forms, how) = (counts.values().sum::<usize>(), genuine.cuts());
    let _ = writeln!(
        stdout(),
        "{}: {forms} forms ({how}), {others} authentic and different: {counts:?}",
        genuine.name
    );
}

/// Each message, signed in one mode: the forms are read in both.
///
/// At less than full size, the V2 contents with the most `&`, and so with most forms, are left out:
/// their V1 contents are tried.
fn no_form_is_another_message(signed: SignMode) {
    let is_whole = is_full() || signed == SignMode::V1;
    let mut total = Counts::new();
    for genuine in genuine::all(signed) {
        let pieces = genuine.content.split(|byte| *byte == b'&').count();
        if !is_whole && pieces > 11 {
            continue;
        }

        let verifier = verifier(Backend::AwsLc);
        let (counts, others) = resplit(&genuine, &verifier);
        // The message itself; twice more, with empty parameters that Alipay uses; where it has an
        // empty one, without.
        let same = counts.get("the message itself").copied().unwrap_or_default();
        assert_eq!(same, genuine.same, "{}", genuine.name);
        assert!(others > 0, "{}: nothing dangerous was tried", genuine.name);
        for (verdict, count) in counts {
            *total.entry(verdict).or_default() += count;
        }
    }
    let _ = writeln!(
        stdout(),
        "signed in {signed}, all together: {} forms: {total:?}",
        total.values().sum::<usize>()
    );
    if !is_whole {
        return;
    }
    for guard in ["repeated", "missing", "ambiguous", "no JSON object", "not decrypted"] {
        assert!(total.contains_key(guard), "{guard} refuses something");
    }
}

#[test]
fn no_form_of_a_v1_content_is_another_message() {
    no_form_is_another_message(SignMode::V1);
}

#[test]
fn no_form_of_a_v2_content_is_another_message() {
    no_form_is_another_message(SignMode::V2);
}

/// Where a parameter beside the nine has a text that can be cut, nobody can tell the genuine one.
/// The message as it was sent is refused, and of what is cut out of it, the nine are as they were.
#[test]
fn the_nine_are_the_same_whatever_is_cut_out_of_others() {
    let modes = if is_full() { &SignMode::ALL[..] } else { &[SignMode::V1] };
    for &signed in modes {
        for genuine in genuine::written_by_others(signed) {
            let verifier = verifier(Backend::AwsLc);
            let ambiguous = verifier.verify(&genuine.body).err();
            let expected =
                Rejection::Verify(VerifyError::Malformed(FormError::Ambiguous { name: None }));
            assert_eq!(ambiguous, Some(expected), "{}", genuine.name);
            let original = verifier.verify_form(&genuine.body).expect("genuine");
            let (mut forms, mut accepted) = (0, 0);
            genuine.cuts().for_each(|form| {
                for form in presented(form, &genuine) {
                    forms += 1;
                    let Ok(found) = verifier.verify(&wire::body(&form, Escapes::Usual)) else {
                        continue;
                    };
                    accepted += 1;
                    for name in NINE {
                        let found = found.envelope().parameter(name).map(str::as_bytes);
                        assert_eq!(found, original.value(name), "{}: {name}", genuine.name);
                    }
                }
            });
            let _ = writeln!(
                stdout(),
                "texts for {}: {forms} forms, {accepted} accepted, their nine the same",
                genuine.name
            );
            assert_eq!(accepted, genuine.same, "{}", genuine.name);
        }
    }
}
