//! Names that depend on the event, such as `events.{type}`.

use super::SettingError;
use crate::event::Event;

/// What stands for the type of the event.
const TYPE: &str = "{type}";

/// A name in which `{type}` stands for the type of the event.
pub(super) struct Template(String);

impl Template {
    pub(super) fn parse(text: &str) -> Result<Self, SettingError> {
        if text.replace(TYPE, "").contains(['{', '}']) {
            return Err(SettingError::Braces);
        }
        Ok(Self(text.to_owned()))
    }

    /// The name for an event.
    pub(super) fn of(&self, event: &Event) -> String {
        self.filled(event.kind())
    }

    /// The name with something else in place of the type.
    pub(super) fn filled(&self, with: &str) -> String {
        self.0.replace(TYPE, with)
    }
}
