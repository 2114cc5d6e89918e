//! What the value of a field is, by its type and by what the sample shows.

use super::shown::Shown;
use super::types::{Base, Type};
use super::warning::{Doubt, Taken};

/// What a field was taken as.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Decided {
    pub(super) shape: Shape,
    pub(super) is_list: bool,
    pub(super) doubts: Vec<Doubt>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    Text,
    /// Any JSON, in a text.
    AnyJson,
    /// An object with the members that were placed in it, or a list of such, in a text.
    Json {
        is_list: bool,
    },
    Integer,
    Number,
    Boolean,
    Object,
}

/// Decides what a field is. `members`: whether fields were placed in it; `None` where it may not be
/// an object.
pub(super) fn decide(written: &Type, shown: Option<&Shown>, members: Option<bool>) -> Decided {
    let nothing = Shown::default();
    let question = Question { written, shown: shown.unwrap_or(&nothing) };
    match members {
        Some(true) => question.nested(),
        _ => question.flat(members.is_some()),
    }
}

struct Question<'q> {
    written: &'q Type,
    shown: &'q Shown,
}

impl Question<'_> {
    /// A field that others were placed in.
    fn nested(&self) -> Decided {
        let (shown, base) = (self.shown, self.written.base);
        let is_named = matches!(base, Base::Object | Base::Own);
        if let Some(is_list) = shown.json.filter(|_| !shown.is_object) {
            let doubts = is_named.then(|| self.differs(Taken::JsonText)).into_iter().collect();
            return Decided { shape: Shape::Json { is_list }, is_list: shown.is_list, doubts };
        }
        // Only a table that draws its depth has members of a text that no sample shows.
        if matches!(base, Base::Text | Base::Json) && !shown.is_object {
            let is_list = self.written.is_list;
            return Decided { shape: Shape::Json { is_list }, is_list: false, doubts: Vec::new() };
        }
        let is_list = self.written.is_list || shown.is_list;
        let taken = if is_list { Taken::Objects } else { Taken::Object };
        let is_as_written = is_named && is_list == self.written.is_list;
        let doubts = (!is_as_written).then(|| self.differs(taken)).into_iter().collect();
        Decided { shape: Shape::Object, is_list, doubts }
    }

    /// A field without members.
    fn flat(&self, may_be_object: bool) -> Decided {
        let (shown, is_list) = (self.shown, self.written.is_list);
        let literal = |shape, is_shown: bool| {
            if shown.is_text && !is_shown {
                return self.text(is_list, Some(self.differs(Taken::String)));
            }
            Decided { shape, is_list, doubts: Vec::new() }
        };
        match self.written.base {
            Base::Integer => literal(Shape::Integer, shown.is_number),
            Base::Number => literal(Shape::Number, shown.is_number),
            Base::Boolean => literal(Shape::Boolean, shown.is_boolean),
            Base::Text => self.text(is_list, None),
            Base::Textual => {
                self.text(is_list, (!shown.is_text).then(|| self.uncertain(Taken::String)))
            }
            Base::Json | Base::Object | Base::Own if shown.is_object => self.empty(),
            Base::Json => {
                let doubts = shown.json.is_none().then(|| self.uncertain(Taken::JsonText));
                Decided { shape: Shape::AnyJson, is_list, doubts: doubts.into_iter().collect() }
            }
            Base::Object if shown.is_scalar() => {
                self.text(is_list, Some(self.differs(Taken::String)))
            }
            Base::Object => self.empty(),
            Base::Own if may_be_object && !shown.is_scalar() => self.empty(),
            Base::Own => self.text(is_list || shown.is_list, Some(self.uncertain(Taken::String))),
        }
    }

    fn text(&self, is_list: bool, doubt: Option<Doubt>) -> Decided {
        let json = self.shown.json.map(|_| Doubt::JsonInText);
        Decided { shape: Shape::Text, is_list, doubts: doubt.into_iter().chain(json).collect() }
    }

    fn empty(&self) -> Decided {
        Decided {
            shape: Shape::Object,
            is_list: self.written.is_list || self.shown.is_list,
            doubts: vec![Doubt::MembersMissing],
        }
    }

    fn differs(&self, taken: Taken) -> Doubt {
        Doubt::TypeDiffers { written: self.written.written.clone(), taken }
    }

    fn uncertain(&self, taken: Taken) -> Doubt {
        Doubt::TypeUncertain { written: self.written.written.clone(), taken }
    }
}
