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
    /// The name of the message interface (消息接口名称), as [`SPEC`](Self::SPEC) has it.
    const MSG_METHOD: &'static str = match &Self::SPEC.msg_method {
        Cow::Borrowed(name) => name,
        Cow::Owned(_) => panic!("the specification of a message is a constant"),
    };
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
    pub use std::string::String;

    pub use alipay_notify_schema::{
        Decoder, EnumValue, FieldSchema, Group, GroupRule, Kind, Malformed, MessageSchema, ObjectSchema,
        Presence,
    };

    use std::fmt;

    use alipay_notify_schema::Problem;

    use super::AlipayEnum;

    /// Reads the member that `field` specifies, by the `decode` of its type.
    ///
    /// # Errors
    ///
    /// [`Malformed`] where the text is not JSON.
    // A bound on the type here would show up in the user's errors, next to the one that says what is wrong.
    pub fn field<T>(
        decoder: &mut Decoder<'_>,
        field: &FieldSchema,
        decode: impl FnOnce(&mut Decoder<'_>, &FieldSchema) -> Result<Option<T>, Malformed>,
    ) -> Result<Option<T>, Malformed> {
        decoder.within(&field.name, |decoder| decode(decoder, field))
    }

    /// Reads a value of an enum.
    ///
    /// # Errors
    ///
    /// [`Malformed`] where the text is not JSON.
    pub fn enumeration<T: AlipayEnum>(
        decoder: &mut Decoder<'_>,
        field: &FieldSchema,
    ) -> Result<Option<T>, Malformed> {
        let Some(text) = decoder.text(field)? else { return Ok(None) };
        let value = T::from_wire(text);
        // A type may list less than the schema does. What it lacks must not get lost in silence.
        if value.is_none() && field.permits(text) {
            let permitted = T::VALUES.iter().map(|listed| listed.value.clone()).collect();
            decoder.refuse(Problem::NotPermitted { permitted });
        }
        Ok(value)
    }

    /// Shows how long a text is, and none of its characters.
    pub struct Redacted<'a>(pub &'a str);

    impl fmt::Debug for Redacted<'_> {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            match self.0.chars().count() {
                1 => f.write_str("\"…\" (1 character)"),
                length => write!(f, "\"…\" ({length} characters)"),
            }
        }
    }
}
