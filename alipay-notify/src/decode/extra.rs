//! Members that a specification does not have.

use std::fmt;

use alipay_notify_schema::{Decoder, Malformed};

/// The members of an object that its specification does not have, with their values as JSON, in the
/// order in which they came.
///
/// The type of a field with `#[alipay(extra)]`. `Debug` shows the names and none of the values.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Extra(Vec<(String, String)>);

impl Extra {
    /// The JSON of a member's value.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.iter().find(|(candidate, _)| *candidate == name).map(|(_, json)| json)
    }

    /// Names, and values as JSON.
    #[must_use]
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, json)| (name.as_str(), json.as_str()))
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Adds a member, `json` being its value as JSON.
    ///
    /// # Errors
    ///
    /// [`Malformed`] where `json` is no JSON.
    pub fn insert(&mut self, name: impl Into<String>, json: &str) -> Result<(), Malformed> {
        let mut decoder = Decoder::new(json);
        decoder.skip()?;
        decoder.finish()?;
        self.keep(name.into(), json);
        Ok(())
    }

    /// Adds a member; `json` was found to be JSON.
    pub(crate) fn keep(&mut self, name: String, json: &str) {
        self.0.push((name, json.to_owned()));
    }
}

impl fmt::Debug for Extra {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = self.0.iter().map(|(name, _)| name);
        f.write_str("Extra")?;
        f.debug_list().entries(names).finish()
    }
}
