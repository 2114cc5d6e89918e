//! What the libraries say in English, in Chinese: a `match` over their types, and nothing else.
mod capture;
mod change;
mod import;
mod key;
mod outcome;
mod schema;
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

/// Nothing that a library says is left in English, or in its punctuation.
#[cfg(test)]
fn assert_worded(told: &[&dyn Localized]) {
    for told in told {
        let (english, chinese) = (told.to_string(), told.chinese());
        assert_ne!(english, chinese);
        let longest = chinese
            .split(|ch: char| !ch.is_ascii_alphabetic() && ch != ' ')
            .map(|run| run.split_whitespace().count())
            .max();
        assert!(longest < Some(4), "English is left in: {chinese}");
        let pairs = chinese.chars().zip(chinese.chars().skip(1));
        let narrow = pairs.filter(|&(ch, next)| {
            ('\u{4e00}'..='\u{9fff}').contains(&ch) && ",;?()".contains(next)
        });
        assert_eq!(narrow.last(), None, "punctuation of half the width: {chinese}");
    }
}
