//! Every way to tamper with what is no message: each parameter of each family, the names, the keys,
//! and what tells the families apart.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use alipay_notify::messages::{
    DutUserSign, DutUserUnsign, FundAuthFreeze, FundAuthUnfreeze, OpenAppAuth, RiskPush,
    ServicemarketOrder, TradeStatusSync,
};
use alipay_notify::open::OpenError;
use alipay_notify::schema::Family;
use alipay_notify::testing::{SignedMessage, TestKey, TestMessage};
use alipay_notify::verify::{SignMode, VerifyError};
use alipay_notify::{Rejection, Verified, Verifier};
use alipay_notify_tests::is_full;
use alipay_notify_tests::servers::{KEY, OTHER_KEY};
use alipay_notify_tests::wire::{self, Escapes, Pairs};

use super::changes::{self, Change};
use super::{pluses, unsigned};

/// The key of what names no app.
static COMMON: LazyLock<TestKey> = LazyLock::new(TestKey::generate);

const APP: &str = "2014060600164699";
const OTHER_APP: &str = "2014060600164700";

/// The parameters that tell what a form is.
const NAMING: [&str; 4] = ["method", "msg_method", "notify_type", "service"];

/// Of each kind of change: how many were tried, how many passed, and how many left an authentic
/// form that can't be read.
#[derive(Default)]
struct Tally(BTreeMap<&'static str, [usize; 3]>);

/// What is no message, one of each: how it is signed, and by whom.
struct Form {
    name: &'static str,
    message: TestMessage,
    mode: SignMode,
    key: &'static TestKey,
}

fn forms() -> Vec<Form> {
    let activation = "<XML><AppId><![CDATA[2014060600164699]]></AppId>\
                      <EventType><![CDATA[verifygw]]></EventType></XML>";
    let activation = TestMessage::of(Family::Service, "alipay.service.check")
        .parameter("biz_content", activation);
    let refund = TestMessage::example::<TradeStatusSync>()
        .parameter("refund_fee", "10.00")
        .parameter("gmt_refund", "2026-11-28 09:00:00.320")
        .parameter("out_biz_no", "refund-1");
    let risk = TestMessage::example::<RiskPush>().charset("GBK").parameter("sign_type", "RSA");
    let of_app = |name, message, mode| Form { name, message, mode, key: &KEY };
    let (v1, v2) = (SignMode::V1, SignMode::V2);
    vec![
        of_app("payment", TestMessage::example::<TradeStatusSync>(), v1),
        of_app("payment, V2", TestMessage::example::<TradeStatusSync>(), v2),
        of_app("refund", refund, v1),
        of_app("agreement", TestMessage::example::<DutUserSign>(), v1),
        of_app("end of an agreement", TestMessage::example::<DutUserUnsign>(), v1),
        of_app("freeze", TestMessage::example::<FundAuthFreeze>(), v1),
        of_app("unfreeze", TestMessage::example::<FundAuthUnfreeze>(), v1),
        of_app("service market", TestMessage::example::<ServicemarketOrder>(), v2),
        of_app("authorised app", TestMessage::example::<OpenAppAuth>(), v1),
        of_app("activation", activation, v2),
        Form { name: "risk", message: risk, mode: v1, key: &COMMON },
    ]
}

/// Another app of the ring has a key of its own, and so has what names no app.
fn verifier() -> Verifier {
    Verifier::for_apps([
        (APP, KEY.public_key().accept_rsa()),
        (OTHER_APP, OTHER_KEY.public_key().accept_rsa()),
    ])
    .common_key(COMMON.public_key().accept_rsa())
}

impl Form {
    /// A form whose `sign` has a `+` at least twice, so that there is something to turn into
    /// spaces.
    fn signed(&self) -> Pairs {
        let sign = |number: usize| {
            let message = self.message.clone().parameter("nonce", number.to_string());
            wire::pairs(&message.sign_mode(self.mode).sign(self.key))
        };
        (0..100)
            .map(sign)
            .find(|pairs| pluses(wire::value(pairs, "sign")) > 1)
            .expect("most signatures have some")
    }

    /// One that differs in each value.
    fn another(genuine: &Pairs) -> Pairs {
        let other =
            |(name, value): &(Vec<u8>, Vec<u8>)| (name.clone(), [value, &b"1"[..]].concat());
        let message: Pairs = genuine.iter().map(other).collect();
        message
    }

    /// The parameters changed in every way that [`changes`] knows, and by name.
    fn changes(genuine: &Pairs) -> Vec<Change> {
        let another = Self::another(genuine);
        let mut all = Vec::new();
        for (name, value) in genuine {
            let name = str::from_utf8(name).expect("ASCII");
            let is_taken = |(number, (kind, _)): &(usize, Change)| {
                let is_long = value.len() > 40 && !is_full();
                !is_long || !matches!(*kind, "bit" | "cut" | "base64" | "case") || number % 16 == 0
            };
            let changes = changes::of(name, genuine, &another).into_iter().enumerate();
            all.extend(changes.filter(is_taken).map(|(_, change)| change));
            all.extend(renamed(name, genuine));
        }
        all.extend(added(genuine));
        all
    }
}

/// A parameter by another name: misspelt, or one that Alipay uses.
fn renamed(name: &str, genuine: &Pairs) -> Vec<Change> {
    let misspelt = [
        format!("{name}x"),
        format!("x{name}"),
        format!("{name} "),
        name[..name.len() - 1].to_owned(),
        name.to_ascii_uppercase(),
        name.replace('_', "-"),
    ];
    let known = ["app_id", "biz_content", "out_biz_no", "refund_fee", "subject"];
    let names = misspelt.into_iter().chain(NAMING.into_iter().chain(known).map(str::to_owned));
    names
        .filter(|other| other != name)
        .map(|other| {
            let mut pairs = genuine.clone();
            let renamed = pairs.iter_mut().find(|(known, _)| known == name.as_bytes());
            renamed.expect("present").0 = other.into_bytes();
            ("renamed", pairs)
        })
        .collect()
}

/// One parameter more.
fn added(genuine: &Pairs) -> Vec<Change> {
    let more = ["app_id", "auth_app_id", "biz_content", "encrypt_type", "utc_timestamp"];
    let unknown = ["added", "Sign", "out_biz_no", "refund_fee", "trade_status"];
    let names = more.into_iter().chain(NAMING).chain(unknown);
    let absent = names.filter(|name| genuine.iter().all(|(known, _)| known != name.as_bytes()));
    absent
        .map(|name| {
            let pair = (name.as_bytes().to_vec(), b"1".to_vec());
            ("added", [&genuine[..], &[pair]].concat())
        })
        .collect()
}

/// What became of a changed form: nothing, the same form, or one that can't be read.
fn outcome(found: &Result<Verified, Rejection>, what: &str) -> usize {
    match found {
        Err(Rejection::Verify(_)) => 0,
        Ok(_) => 1,
        Err(Rejection::Unreadable(unreadable)) => {
            let error = unreadable.error();
            assert!(matches!(error, OpenError::Ambiguous { .. }), "{what}: {error:?}");
            2
        }
        Err(other) => panic!("{what}: {other:?}"),
    }
}

/// What may pass is what no signature covers, and then as the very same form. In V2, `sign_type`
/// may be moved into the value in front of it: that is authentic, and can't be read.
#[test]
fn every_change_of_what_is_no_message_is_refused() {
    let verifier = verifier();
    let mut all = 0;
    for form in forms() {
        let genuine = form.signed();
        let original = verifier.verify(&wire::body(&genuine, Escapes::Usual)).expect("genuine");
        let mut tally = Tally::default();
        for (kind, changed) in Form::changes(&genuine) {
            let what = format!("{kind} of {}", form.name);
            let found = verifier.verify(&wire::body(&changed, Escapes::Usual));
            let outcome = outcome(&found, &what);
            let counts = tally.0.entry(kind).or_default();
            counts[0] += 1;
            if outcome > 0 {
                counts[outcome] += 1;
            }
            let is_covered = unsigned(&changed, form.mode) != unsigned(&genuine, form.mode);
            assert_eq!(found.is_ok(), !is_covered, "{what}: {found:?}");
            if let Ok(found) = &found {
                let unsigned = ["sign", "sign_type"];
                let [found, original] =
                    [found, &original].map(|form| wire::meaning(form, &unsigned));
                assert_eq!(found, original, "{what}");
            }
        }
        let tried: usize = tally.0.values().map(|[tried, ..]| tried).sum();
        all += tried;
        println!("{}: {tried} changes (tried, passed, unreadable): {:?}", form.name, tally.0);

        let unreadable: Vec<_> =
            tally.0.iter().filter(|(_, [_, _, unreadable])| *unreadable > 0).collect();
        let expected = if form.mode == SignMode::V2 { vec![(&"longer", 1)] } else { Vec::new() };
        let unreadable: Vec<_> =
            unreadable.into_iter().map(|(kind, [_, _, unreadable])| (kind, *unreadable)).collect();
        assert_eq!(unreadable, expected, "{}", form.name);
    }
    println!("all together: {all} changes");
}

/// The key that signs is the one of the app that the form names, or the common one where it names
/// none.
#[test]
fn another_key_signs_nothing() {
    let verifier = verifier();
    for form in forms() {
        for key in [&*KEY, &*OTHER_KEY, &*COMMON] {
            let signed = form.message.clone().sign_mode(form.mode).sign(key);
            let found = verifier.verify(&signed.body());
            if std::ptr::eq(key, form.key) {
                assert!(found.is_ok(), "{}: {found:?}", form.name);
            } else {
                assert_mismatch(&found, form.name);
            }
            for moved in to_other_apps(&signed) {
                let found = verifier.verify(&moved.body());
                assert!(
                    matches!(&found, Err(Rejection::Verify(error)) if error_of_moved(error)),
                    "{}: {found:?}",
                    form.name
                );
            }
        }
    }
}

fn assert_mismatch(found: &Result<Verified, Rejection>, what: &str) {
    assert!(
        matches!(found, Err(Rejection::Verify(VerifyError::Signature(_)))),
        "{what}: {found:?}"
    );
}

/// The form as one of another app, of one that nobody knows, or of none.
fn to_other_apps(signed: &SignedMessage) -> Vec<SignedMessage> {
    let mut moved: Vec<_> = [OTHER_APP, "2014060600164701"]
        .into_iter()
        .map(|app_id| signed.clone().with("app_id", app_id))
        .collect();
    if signed.value("app_id").is_some() {
        moved.push(signed.clone().without("app_id"));
    }
    moved
}

fn error_of_moved(error: &VerifyError) -> bool {
    matches!(error, VerifyError::Signature(_) | VerifyError::UnknownApp)
}

/// What is signed as one thing can't be presented as another: without the parameter that tells
/// what it is, with that of another family beside it, or with its name in another one.
#[test]
fn nothing_moves_to_another_family() {
    let verifier = verifier();
    let names = ["trade_status_sync", "alipay.adatabus.risk.end.push", "alipay.user.opencard"];
    let (mut all, mut messages) = (0, 0);
    for form in forms() {
        let signed = form.message.clone().sign_mode(form.mode).sign(form.key);
        let own = NAMING.into_iter().find(|name| signed.value(name).is_some());
        let own = own.expect("each says what it is");
        let mut moved = vec![signed.clone().without(own), signed.clone().with(own, "")];
        for (other, name) in NAMING.into_iter().flat_map(|other| names.map(|name| (other, name))) {
            let value = signed.value(own).unwrap_or_default().to_vec();
            moved.push(signed.clone().without(own).with(other, name));
            moved.push(signed.clone().without(own).with(other, value));
            moved.push(signed.clone().with(other, name));
        }
        moved.retain(|moved| wire::pairs(moved) != wire::pairs(&signed));
        // Moved to where it was, in another place of the body, is no move.
        let is_same = |moved: &SignedMessage| {
            let [mut a, mut b] = [moved, &signed].map(wire::pairs);
            a.sort();
            b.sort();
            a == b
        };
        moved.retain(|moved| !is_same(moved));
        for moved in moved {
            let found = verifier.verify(&moved.body());
            match &found {
                // As a message it lacks more than its name.
                Err(Rejection::Verify(VerifyError::Malformed(_)))
                    if moved.value("msg_method").is_some() =>
                {
                    messages += 1;
                }
                found => assert_mismatch(found, form.name),
            }
            all += 1;
        }
    }
    println!("{all} moves to other families, {messages} of them to that of messages");
    assert!(messages > 0, "some became messages");
}
