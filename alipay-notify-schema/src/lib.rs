//! The specification of an Alipay message: its model, its JSON Schema dialect, and the rules it
//! sets.
//!
//! One model serves every stage. A schema file is parsed into a [`MessageSchema`]; the derive
//! macros write the same [`MessageSchema`] as a constant into the code they generate; and the rules
//! that a message must keep are enforced by one [`Decoder`], whether it fills a typed struct or
//! only [checks](MessageSchema::check) a text.
//!
//! Users of `alipay-notify` meet these types re-exported from there.

mod decoder;
mod example;
mod family;
pub mod format;
mod idempotency;
pub mod json;
mod model;
mod names;
mod nearest;
mod parse;
pub mod path;
mod rules;
pub mod rust_name;
pub mod text;
mod violation;

pub use decoder::{Cursor, Decoder, ObjectError, check_is_object};
pub use family::Family;
pub use format::Format;
pub use idempotency::KeyFault;
pub use json::{JsonType, Malformed, Syntax, locate};
pub use model::{
    EnumValue, FieldSchema, Group, GroupRule, JsonText, Kind, MessageSchema, ObjectSchema, Presence,
};
pub use names::{COMMON_PARAMETERS, ENVELOPE_PARAMETERS, META_SCHEMA};
pub use nearest::nearest;
pub use parse::{Expected, SchemaError, SchemaErrors, SchemaProblem};
#[doc(hidden)]
pub use parse::{MAX_TEXT_LEVELS, text_levels};
pub use rules::Integer;
pub use violation::{Problem, Violation, Violations};
