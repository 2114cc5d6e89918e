//! What a delivery costs, in RSA verifications: every figure is a ratio to the backend's bare RSA-2048 verification of
//! the same content, measured in turns in one process.
//!
//! `cargo bench -p alipay-notify --bench pipeline`

use std::hint::black_box;
use std::io::{Write, stdout};
use std::time::{Duration, Instant};

use alipay_notify::messages::{MiniIcpFaceauthCompleted, ShopSaveRejected, UserOpencardResult};
use alipay_notify::testing::{TestKey, TestMessage};
use alipay_notify::{AlipayNotify, Limits, SignMode, Verifier};
use aws_lc_rs::signature::{ParsedPublicKey, RSA_PKCS1_1024_8192_SHA256_FOR_LEGACY_USE_ONLY as RSA2};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

const ROUNDS: usize = 101;
const RUNS_PER_ROUND: u32 = 50;

/// The median over the rounds of the ratio of two tasks, run in turns, and their median times.
fn ratio(mut task: impl FnMut(), mut unit: impl FnMut()) -> (f64, Duration, Duration) {
    let mut rounds: Vec<(f64, Duration, Duration)> = (0..ROUNDS)
        .map(|_| {
            let (task, unit) = (time(&mut task), time(&mut unit));
            (task.as_secs_f64() / unit.as_secs_f64(), task / RUNS_PER_ROUND, unit / RUNS_PER_ROUND)
        })
        .collect();
    rounds.sort_by(|a, b| a.0.total_cmp(&b.0));
    rounds[ROUNDS / 2]
}

fn time(task: &mut impl FnMut()) -> Duration {
    let start = Instant::now();
    for _ in 0..RUNS_PER_ROUND {
        task();
    }
    start.elapsed()
}

fn print(name: &str, (ratio, task, unit): (f64, Duration, Duration)) {
    // A closed output ends nothing but the printing.
    let _ = writeln!(stdout(), "ratio {name} {ratio:.2} ({task:?} over {unit:?})");
}

/// The bare operation: one RSA verification of what is signed in `message`, by a parsed key.
fn rsa_verification(key: &TestKey, message: &TestMessage) -> impl FnMut() {
    let spki = STANDARD.decode(key.public_key_base64()).expect("base64");
    let parsed = ParsedPublicKey::new(&RSA2, &spki).expect("a good key");
    let signed = message.clone().sign(key);
    let signature = STANDARD.decode(signed.value("sign").expect("signed")).expect("base64");
    let mut names: Vec<&str> =
        signed.names().filter(|name| *name != "sign" && *name != "sign_type").collect();
    names.sort_unstable();
    let pairs =
        names.iter().map(|name| [name.as_bytes(), b"=", signed.value(name).expect("present")].concat());
    let content = pairs.collect::<Vec<_>>().join(&b'&');
    assert!(parsed.verify_sig(&content, &signature).is_ok(), "this is what is signed");
    move || assert!(parsed.verify_sig(black_box(&content), black_box(&signature)).is_ok())
}

fn body_to_typed<M: AlipayNotify>(key: &TestKey) {
    let message = TestMessage::example::<M>();
    let body = message.clone().sign(key).body();
    let verifier = Verifier::new(key.public_key()).app_id("2014060600164699");
    let task =
        || drop(black_box(verifier.verify(black_box(&body)).expect("genuine").decode::<M>().expect("valid")));
    print(
        &format!("body_to_typed/rsa_verify {}", M::MSG_METHOD),
        ratio(task, rsa_verification(key, &message)),
    );
}

fn refusals(key: &TestKey) {
    let message = TestMessage::example::<ShopSaveRejected>();
    let genuine = message.clone().sign(key);
    let verifier = Verifier::new(key.public_key()).app_id("2014060600164699");
    for (name, body) in [
        ("malformed", genuine.clone().without("version").body()),
        ("unknown_app", genuine.clone().with("app_id", "1").body()),
        ("wrong_length_signature", genuine.clone().with("sign", "AAAA").body()),
        ("forged", genuine.clone().with_flipped_byte("biz_content", 20).body()),
    ] {
        let task = || assert!(verifier.verify(black_box(&body)).is_err());
        print(&format!("{name}/rsa_verify"), ratio(task, rsa_verification(key, &message)));
    }
}

/// A steady stream in either mode costs one RSA verification a message.
fn sign_modes(key: &TestKey) {
    for mode in SignMode::ALL {
        let message = TestMessage::example::<ShopSaveRejected>();
        let body = message.clone().sign_mode(mode).sign(key).body();
        let verifier = Verifier::new(key.public_key());
        let task = || drop(black_box(verifier.verify(black_box(&body)).expect("genuine")));
        print(&format!("sign_mode_{mode}/rsa_verify"), ratio(task, rsa_verification(key, &message)));
    }
}

/// Time per byte of larger contents, beside that of a content of 1 KB.
fn growth(key: &TestKey) {
    let mut limits = Limits::default();
    limits.body = 8 * 1024 * 1024;
    let verifier = Verifier::new(key.public_key()).limits(limits);
    let verify = |size: usize| {
        let content = format!(r#"{{"text":"{}"}}"#, "a".repeat(size));
        let body = TestMessage::new("my.large").content(content).sign(key).body();
        let verifier = verifier.clone();
        move || drop(black_box(verifier.verify(black_box(&body)).expect("genuine")))
    };
    for kilobytes in [16, 256, 1024] {
        let (ratio, task, unit) = ratio(verify(kilobytes * 1024), verify(1024));
        let per_byte = ratio / f64::from(u32::try_from(kilobytes).unwrap_or(u32::MAX));
        print(&format!("time_per_byte_{kilobytes}KB/1KB"), (per_byte, task, unit));
    }
}

fn main() {
    let key = TestKey::generate();
    body_to_typed::<UserOpencardResult>(&key);
    body_to_typed::<ShopSaveRejected>(&key);
    body_to_typed::<MiniIcpFaceauthCompleted>(&key);
    sign_modes(&key);
    refusals(&key);
    growth(&key);
}
