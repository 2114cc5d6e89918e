//! What the tests across the crates share. Not published.

#![allow(
    clippy::missing_panics_doc,
    clippy::must_use_candidate,
    reason = "this is a part of tests"
)]

#[cfg(doctest)]
mod guide;
pub mod inbox;
pub mod nats;
pub mod process;
pub mod random;
pub mod real;
pub mod redis;
pub mod servers;
pub mod victim;
pub mod wire;

use std::env;
use std::io::{Write as _, stderr};

/// Whether tests that are slow by nature take their full size. They do in `.ci/run`, which sets
/// `ALIPAY_NOTIFY_TEST_FULL=1`; otherwise they take as much as shows that they work.
pub fn is_full() -> bool {
    env::var_os("ALIPAY_NOTIFY_TEST_FULL").is_some()
}

/// Says, past the capture of the test harness, that a test did not run, why, and how to have it
/// run. `.ci/run` takes that for a failure.
pub fn skipped(what: &str, why: &str, how: &str) {
    let _ = stderr().write_all(format!("skipped: {what}: {why}; {how}\n").as_bytes());
}
