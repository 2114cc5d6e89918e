//! What the libraries say in English, in Chinese: a `match` over their types, and nothing else.

mod capture;
mod change;
#[cfg(feature = "full")]
mod channel;
mod import;
#[cfg(feature = "full")]
mod inbox;
mod key;
mod outcome;
mod schema;
#[cfg(feature = "full")]
mod serve;
mod testing;
mod verification;
mod violation;

use std::fmt::Display;

use crate::lang::{self, Language};

/// Something that a library words in English.
pub(crate) trait Localized: Display {
    /// The same in Chinese.
    fn chinese(&self) -> String;

    /// The words in the language of this run.
    fn localized(&self) -> String {
        match lang::current() {
            Language::English => self.to_string(),
            Language::Chinese => self.chinese(),
        }
    }
}

/// A list of names as Chinese writes it.
fn listed<T: AsRef<str>>(names: &[T]) -> String {
    names.iter().map(AsRef::as_ref).collect::<Vec<_>>().join("、")
}
