//! Messages by names that programs can have, and objects whose members keep their order.

use std::collections::BTreeSet;
use std::io;

use alipay_notify_schema::MessageSchema;
use alipay_notify_schema::rust_name::pascal_case;
use serde::{Serialize, Serializer};
use serde_json::value::RawValue;

use crate::schemas::Known;

/// A message, and its name in the document.
pub(super) struct Named<'k> {
    pub(super) known: &'k Known,
    /// A name in most languages: `AlipayUserOpencardResultNotify`.
    pub(super) name: String,
}

impl<'k> Named<'k> {
    /// A name for each of them.
    pub(super) fn all(known: &[&'k Known]) -> Vec<Self> {
        let mut taken = BTreeSet::new();
        let named = |known: &&'k Known| {
            let name = free(&known.schema, &taken);
            taken.insert(name.clone());
            Self { known, name }
        };
        known.iter().map(named).collect()
    }

    pub(super) fn schema(&self) -> &'k MessageSchema {
        &self.known.schema
    }

    /// The file of the message.
    pub(super) fn file(&self) -> io::Result<Box<RawValue>> {
        Ok(RawValue::from_string(self.known.text.trim().to_owned())?)
    }
}

/// A name that is not taken.
fn free(schema: &MessageSchema, taken: &BTreeSet<String>) -> String {
    let letters: String =
        pascal_case(&schema.name).chars().filter(char::is_ascii_alphanumeric).collect();
    let base = if letters.is_empty() { "Message".to_owned() } else { letters };
    let numbered = (2..).map(|number| format!("{base}{number}"));
    let name = [base.clone()].into_iter().chain(numbered).find(|name| !taken.contains(name));
    name.unwrap_or(base)
}

/// An object whose members keep their order.
pub(super) struct Pairs<T>(pub(super) Vec<(String, T)>);

impl<T: Serialize> Serialize for Pairs<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, value)| (name, value)))
    }
}
