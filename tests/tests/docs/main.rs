//! The texts for readers: both languages say the same, links lead somewhere, programs are compiled.
//!
//! The programs in README and guide are documentation tests of this crate's library, in
//! `src/guide.rs`.

mod conformance;
mod links;
mod outline;
mod pages;
mod parity;
mod programs;
mod promises;
mod sentences;
