//! The names of the types that the derive writes, all of which stand side by side.

use alipay_notify_schema::{EnumValue, ObjectSchema};
use proc_macro2::Ident;

use crate::model::ChoiceMember;

/// Every name that is taken, and by what.
pub(super) struct Types(Vec<(String, Definition)>);

/// What makes a type what it is.
#[derive(PartialEq)]
pub(super) enum Definition {
    /// A type like no other.
    Reserved,
    Enum(Vec<EnumValue>),
    Object(ObjectSchema),
    Choice(Vec<ChoiceMember>),
}

/// What becomes of a name that is wanted.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Claim {
    /// It was free.
    Fresh,
    /// It is that of the same type, which one definition is enough for.
    Shared,
    /// It is that of another type.
    Taken,
}

impl Types {
    pub(super) fn reserving<'i>(idents: impl IntoIterator<Item = &'i Ident>) -> Self {
        Self(idents.into_iter().map(|ident| (ident.to_string(), Definition::Reserved)).collect())
    }

    pub(super) fn claim(&mut self, ident: &Ident, definition: Definition) -> Claim {
        let name = ident.to_string();
        match self.0.iter().find(|(taken, _)| *taken == name) {
            None => {
                self.0.push((name, definition));
                Claim::Fresh
            }
            Some((_, first)) if *first == definition && definition != Definition::Reserved => {
                Claim::Shared
            }
            Some(_) => Claim::Taken,
        }
    }
}
