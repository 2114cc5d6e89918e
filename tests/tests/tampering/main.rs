//! Every way to tamper with each of the nine parameters, in both sign modes, through both backends:
//! all of it is rejected.
//!
//! What may pass is what no signature covers, and then as the very same message; [`unsigned`] says
//! what that is, and the counts of what passed are compared with what it comes to.

mod changes;
mod families;
mod transport;

use std::collections::BTreeMap;
use std::io::Write as _;
use std::{fmt, io};

use alipay_notify::key::Backend;
use alipay_notify::messages::ShopSaveRejected;
use alipay_notify::testing::TestMessage;
use alipay_notify::verify::SignMode;
use alipay_notify::{Rejection, Verified, Verifier};
use alipay_notify_tests::is_full;
use alipay_notify_tests::servers::KEY;
use alipay_notify_tests::wire::{self, Escapes, NINE, Pairs};

use changes::Change;

/// Of each kind of change: how many were tried, and how many passed.
#[derive(Default)]
struct Tally(BTreeMap<(&'static str, &'static str), (usize, usize)>);

impl Tally {
    fn count(&mut self, parameter: &'static str, kind: &'static str, passed: bool) {
        let (tried, passing) = self.0.entry((parameter, kind)).or_default();
        *tried += 1;
        *passing += usize::from(passed);
    }

    /// What passed at all.
    fn passing(&self) -> BTreeMap<(&'static str, &'static str), usize> {
        let passing = self.0.iter().filter(|(_, (_, passing))| *passing > 0);
        passing.map(|(what, (_, passing))| (*what, *passing)).collect()
    }

    fn tried(&self) -> usize {
        self.0.values().map(|(tried, _)| tried).sum()
    }
}

/// A row for each parameter: kind, changes tried, and those that passed where any did.
impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for parameter in NINE {
            write!(f, "  {parameter:<14}")?;
            for ((_, kind), (tried, passing)) in
                self.0.iter().filter(|((name, _), _)| *name == parameter)
            {
                let passing =
                    if *passing > 0 { format!("({passing} pass)") } else { String::new() };
                write!(f, " {kind}:{tried}{passing}")?;
            }
            writeln!(f)?;
        }
        Ok(())
    }
}

fn example(mode: SignMode) -> TestMessage {
    TestMessage::example::<ShopSaveRejected>()
        .parameter("utc_timestamp", "1514210452731")
        .sign_mode(mode)
}

/// A message whose `sign` has a `+` at least twice, so that there is something to turn into spaces.
fn genuine(mode: SignMode) -> Pairs {
    (0..100)
        .map(|number| wire::pairs(&example(mode).notify_id(&format!("notify{number}")).sign(&KEY)))
        .find(|pairs| pluses(wire::value(pairs, "sign")) > 1)
        .expect("most signatures have some")
}

/// A genuine message that differs from the other in each of the nine parameters, as far as they
/// allow.
fn another(mode: SignMode) -> Pairs {
    let message = TestMessage::new("alipay.user.opencard.result.notify")
        .app_id("2014060600164700")
        .notify_id("another")
        .parameter("utc_timestamp", "1514210452732")
        .parameter("version", "1.0")
        .parameter("charset", "utf-8");
    wire::pairs(&message.sign_mode(mode).sign(&KEY))
}

fn pluses(sign: &[u8]) -> usize {
    sign.split(|byte| *byte == b'+').count() - 1
}

/// Brings what no signature covers into one form: two bodies may be taken for the same message only
/// if this makes them equal.
fn unsigned(pairs: &Pairs, mode: SignMode) -> Pairs {
    let mut pairs = pairs.clone();
    for (name, value) in &mut pairs {
        match name.as_slice() {
            b"sign_type" if mode == SignMode::V1 => value.make_ascii_uppercase(),
            b"sign" => {
                let text = String::from_utf8_lossy(value).replace("\r\n", "").replace(' ', "+");
                *value = text.into_bytes();
            }
            _ => {}
        }
    }
    pairs
}

/// Tries every change of every parameter on a verifier.
fn tamper(verifier: &Verifier, mode: SignMode, genuine: &Pairs) -> Tally {
    let original = verifier.verify(&wire::body(genuine, Escapes::Usual)).expect("genuine");
    let another = another(mode);
    let mut tally = Tally::default();
    for parameter in NINE {
        for (kind, changed) in sample(parameter, changes::of(parameter, genuine, &another)) {
            let found = verifier.verify(&wire::body(&changed, Escapes::Usual));
            let covered = unsigned(&changed, mode) != unsigned(genuine, mode);
            tally.count(parameter, kind, is_same(&found, &original, parameter));
            assert_eq!(found.is_ok(), !covered, "{kind} of {parameter} in {mode}: {found:?}");
        }
    }
    tally
}

/// All changes at full size. Otherwise, of the thousands that are made to the two long values, one
/// in sixteen.
fn sample(parameter: &str, changes: Vec<Change>) -> impl Iterator<Item = Change> {
    let is_long = matches!(parameter, "biz_content" | "sign") && !is_full();
    let is_taken = move |(number, (kind, _)): &(usize, Change)| {
        !is_long || !matches!(*kind, "bit" | "cut" | "base64" | "case") || number % 16 == 0
    };
    changes.into_iter().enumerate().filter(is_taken).map(|(_, change)| change)
}

/// Whether a changed message passed; it has to be the original then. An unreadable one has a good
/// signature, so nothing may become that either.
fn is_same(found: &Result<Verified, Rejection>, original: &Verified, parameter: &str) -> bool {
    assert!(!matches!(found, Err(Rejection::Unreadable(_))), "{parameter}: {found:?}");
    let Ok(found) = found else { return false };
    assert_eq!(wire::meaning(found, &[parameter]), wire::meaning(original, &[parameter]));
    assert_eq!(found.sign_mode(), original.sign_mode());
    true
}

/// What may pass, of each parameter and kind of change.
fn documented(mode: SignMode, genuine: &Pairs) -> BTreeMap<(&'static str, &'static str), usize> {
    // Each `+` by itself, then all of them together.
    let spaces = pluses(wire::value(genuine, "sign")) + 1;
    // In front of each symbol, at the end, and in lines.
    let line_breaks = wire::value(genuine, "sign").len() + 2;
    let mut documented =
        BTreeMap::from([(("sign", "space"), spaces), (("sign", "crlf"), line_breaks)]);
    if mode == SignMode::V1 {
        // The bit that tells `R` from `r`, in three letters; each letter by itself, then all of
        // them.
        documented.extend([(("sign_type", "bit"), 3), (("sign_type", "case"), 4)]);
    }
    documented
}

fn every_change_is_refused(backend: Backend) {
    for mode in SignMode::ALL {
        let genuine = genuine(mode);
        let key =
            KEY.public_key().accept_rsa().with_backend(backend).expect("each backend takes it");
        let automatic = Verifier::new(key);
        for (pin, verifier) in
            [("any mode", automatic.clone()), ("pinned", automatic.sign_mode(mode))]
        {
            let tally = tamper(&verifier, mode, &genuine);
            let (tried, passing) = (tally.tried(), tally.passing());
            let title = format!("{backend:?}, signed in {mode}, verified in {pin}");
            let _ = writeln!(
                io::stdout(),
                "{title}: {tried} changes, {} of them unsigned\n{tally}",
                passing.values().sum::<usize>()
            );
            assert_eq!(passing, documented(mode, &genuine), "{title}");
        }
    }
}

#[test]
fn every_change_is_refused_by_aws_lc() {
    every_change_is_refused(Backend::AwsLc);
}

#[test]
fn every_change_is_refused_by_rust_crypto() {
    every_change_is_refused(Backend::RustCrypto);
}
