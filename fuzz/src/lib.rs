//! What the fuzzer runs: a function for each thing that reads what somebody else wrote. Not
//! published.
//!
//! Each takes any bytes and panics where a claim of the library does not hold for them.
//! `fuzz_targets` hands them to libFuzzer, and `tests/seeds.rs` runs them as an ordinary test.

#![allow(clippy::missing_panics_doc, reason = "to panic is how these functions report")]

mod aes;
mod capture;
mod decode;
mod form;
mod import;
mod key;
mod kit;
mod long_connection;
mod payment;
mod reference;
mod schema;
mod verify;
mod written;

pub use aes::aes;
pub use capture::capture;
pub use decode::{decode_faceauth, decode_opencard, decode_shop_rejected};
pub use form::form;
pub use import::import;
pub use key::key;
pub use long_connection::{frame, register_reply};
pub use payment::decode_payment;
pub use schema::schema;
pub use verify::verify;

/// A function of this crate by its name, which its folder of seeds has as well.
#[derive(Clone, Copy, Debug)]
pub struct Target {
    /// The name.
    pub name: &'static str,
    /// The function.
    pub body: fn(&[u8]),
}

/// All of them.
pub const TARGETS: [Target; 13] = [
    Target { name: "form", body: form },
    Target { name: "verify", body: verify },
    Target { name: "decode_opencard", body: decode_opencard },
    Target { name: "decode_shop_rejected", body: decode_shop_rejected },
    Target { name: "decode_faceauth", body: decode_faceauth },
    Target { name: "decode_payment", body: decode_payment },
    Target { name: "aes", body: aes },
    Target { name: "key", body: key },
    Target { name: "schema", body: schema },
    Target { name: "import", body: import },
    Target { name: "capture", body: capture },
    Target { name: "frame", body: frame },
    Target { name: "register_reply", body: register_reply },
];
