//! The traits behind the derive macros: how a type says what it expects and how it is read.

use std::borrow::Cow;
use std::sync::Arc;

use alipay_notify_schema::{
    Decoder, EnumValue, FieldSchema, Kind, Malformed, MessageSchema, ObjectSchema, Presence,
};

/// A message: one `msg_method` and the type of its content.
///
/// Implemented by [`#[derive(AlipayNotify)]`](macro@crate::AlipayNotify).
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a message",
    note = "add `#[derive(AlipayNotify)]` and `#[alipay(schema = \"…\")]` or `#[alipay(msg_method = \"…\")]`"
)]
pub trait AlipayNotify {
    /// The specification, to inspect at run time.
    const SPEC: &'static MessageSchema;
    /// What `biz_content` becomes: `Self` for a struct with fields, the generated struct otherwise.
    type Content: AlipayObject + Send + 'static;
}

/// A struct that is read from a JSON object.
pub trait AlipayObject: Sized {
    /// The members that the object may have, whether or not the struct keeps them.
    const SCHEMA: &'static ObjectSchema;

    /// Reads one object; `None` where it can't be represented, and then violations say why.
    ///
    /// # Errors
    ///
    /// [`Malformed`] where the text is not JSON.
    fn decode(decoder: &mut Decoder<'_>) -> Result<Option<Self>, Malformed>;
}

/// A closed list of texts.
///
/// Implemented by [`#[derive(AlipayEnum)]`](macro@crate::AlipayEnum), together with [`AlipayValue`].
pub trait AlipayEnum: Sized {
    /// The permitted values, in declared order.
    const VALUES: &'static [EnumValue];

    /// The variant of a value, whatever its ASCII letter case; `None` where nothing represents it.
    fn from_wire(text: &str) -> Option<Self>;

    /// The value on the wire.
    fn as_str(&self) -> &str;
}

/// The type of a field.
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't be the type of a field of a message",
    note = "texts: `String`, `Box<str>`, `Arc<str>`, `Cow<'static, str>`, or an enum with `#[derive(AlipayEnum)]`; \
            `Option` of these where the field may be absent"
)]
pub trait AlipayValue: Sized {
    /// What the value is on the wire, where no schema says it.
    const KIND: Kind;
    /// Whether the value may be absent.
    const PRESENCE: Presence = Presence::Required;

    /// Reads one value; `None` where it can't be represented, and then violations say why.
    ///
    /// # Errors
    ///
    /// [`Malformed`] where the text is not JSON.
    fn decode(decoder: &mut Decoder<'_>, field: &FieldSchema) -> Result<Option<Self>, Malformed>;

    /// What stands for an absent value, if anything does.
    #[must_use]
    fn absent() -> Option<Self> {
        None
    }
}

impl<T: AlipayValue> AlipayValue for Option<T> {
    const KIND: Kind = T::KIND;
    const PRESENCE: Presence = Presence::Optional;

    fn decode(decoder: &mut Decoder<'_>, field: &FieldSchema) -> Result<Option<Self>, Malformed> {
        T::decode(decoder, field).map(|value| value.map(Some))
    }

    fn absent() -> Option<Self> {
        Some(None)
    }
}

macro_rules! texts {
    ($($text:ty),+) => {$(
        impl AlipayValue for $text {
            const KIND: Kind = Kind::String;

            fn decode(decoder: &mut Decoder<'_>, field: &FieldSchema) -> Result<Option<Self>, Malformed> {
                Ok(decoder.text(field)?.map(|text| Self::from(text.to_owned())))
            }
        }
    )+};
}

texts!(String, Box<str>, Arc<str>, Cow<'static, str>);

/// What generated code calls; not for anyone else, and not covered by semantic versioning.
#[doc(hidden)]
pub mod private {
    pub use std::borrow::Cow;
    pub use std::option::Option::{self, None, Some};
    pub use std::result::Result::{self, Ok};
    pub use std::string::String;
    pub use std::{compile_error, include_bytes};

    pub use alipay_notify_schema::{
        Decoder, EnumValue, FieldSchema, Group, GroupRule, Kind, Malformed, MessageSchema, ObjectSchema, Presence,
    };

    use super::AlipayValue;

    /// Reads the member that `field` specifies.
    ///
    /// # Errors
    ///
    /// [`Malformed`] where the text is not JSON.
    pub fn field<T: AlipayValue>(decoder: &mut Decoder<'_>, field: &FieldSchema) -> Result<Option<T>, Malformed> {
        decoder.within(&field.name, |decoder| T::decode(decoder, field))
    }

    /// What was read, or what stands for its absence.
    pub fn present<T: AlipayValue>(value: Option<T>) -> Option<T> {
        value.or_else(T::absent)
    }
}
