//! What the tests across the crates share. Not published.

#![allow(
    clippy::missing_panics_doc,
    clippy::must_use_candidate,
    reason = "this is a part of tests"
)]

#[cfg(doctest)]
mod guide;
pub mod servers;
pub mod wire;
