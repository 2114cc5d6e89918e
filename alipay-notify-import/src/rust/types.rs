//! The types that a message needs, all of which stand side by side.

use super::names;
use alipay_notify_schema::{EnumValue, ObjectSchema};

/// Every type, in the order in which one reads the schema.
pub(super) struct Types(Vec<Entry>);

struct Entry {
    name: String,
    /// The name it would have had.
    wanted: String,
    definition: Option<Definition>,
    text: String,
}

/// What makes a type what it is.
#[derive(PartialEq)]
pub(super) enum Definition {
    Enum(Vec<EnumValue>),
    Object(ObjectSchema),
}

/// The name of a type that is needed.
pub(super) enum Claim {
    /// The same type is there already.
    Shared(String),
    /// Its text is to be filled in at this place.
    Fresh(String, usize),
}

impl Types {
    /// None yet, but for what has a name without being asked.
    pub(super) fn reserving(names: impl Iterator<Item = String>) -> Self {
        let entry = |name: String| Entry {
            wanted: name.clone(),
            name,
            definition: None,
            text: String::new(),
        };
        Self(names.map(entry).collect())
    }

    /// The name for a type: the one that it wants; where another type has that, behind the name of
    /// the struct it is in.
    pub(super) fn claim(&mut self, wanted: &str, owner: &str, definition: Definition) -> Claim {
        let same = |entry: &&Entry| {
            entry.wanted == wanted && entry.definition.as_ref() == Some(&definition)
        };
        if let Some(entry) = self.0.iter().find(same) {
            return Claim::Shared(entry.name.clone());
        }
        let is_taken = |name: &str| self.0.iter().any(|entry| entry.name == name);
        let name = if is_taken(wanted) {
            names::distinct(&format!("{owner}{wanted}"), is_taken, "")
        } else {
            wanted.to_owned()
        };
        self.0.push(Entry {
            name: name.clone(),
            wanted: wanted.to_owned(),
            definition: Some(definition),
            text: String::new(),
        });
        Claim::Fresh(name, self.0.len() - 1)
    }

    pub(super) fn fill(&mut self, place: usize, text: String) {
        if let Some(entry) = self.0.get_mut(place) {
            entry.text = text;
        }
    }

    pub(super) fn into_texts(self) -> Vec<String> {
        self.0.into_iter().map(|entry| entry.text).filter(|text| !text.is_empty()).collect()
    }
}
