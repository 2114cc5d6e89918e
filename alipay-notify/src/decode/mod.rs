//! From a message to typed values: what a handler receives, and the traits behind the derive
//! macros, by which a type says what it expects and how it is read.

mod beijing_time;
mod extra;
mod json;
mod message;
mod notification;
mod number;
pub mod private;
mod values;
mod yuan;

use std::borrow::Cow;

use alipay_notify_schema::{
    EnumValue, FieldSchema, Kind, MessageSchema, ObjectSchema, Presence, Violations,
};

pub use alipay_notify_schema::{Decoder, Malformed};
pub use beijing_time::{BeijingTime, NotBeijingTime};
pub use extra::Extra;
pub use json::Json;
pub use notification::{Invalid, Notification, UserRef};
pub use number::{NotANumber, Number};
pub use yuan::{NotYuan, Yuan};

/// A message, or a notification of another [`Family`](crate::schema::Family): its name and the
/// type of its content.
///
/// Implemented by [`#[derive(AlipayNotify)]`](macro@crate::AlipayNotify).
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a message",
    note = "add `#[derive(AlipayNotify)]` and `#[alipay(schema = \"…\")]` or `#[alipay(msg_method \
            = \"…\")]`"
)]
pub trait AlipayNotify {
    /// The specification, to inspect at run time.
    const SPEC: &'static MessageSchema;
    /// Its name within its family, as [`SPEC`](Self::SPEC) has it: of a message the `msg_method`
    /// (消息接口名称).
    const NAME: &'static str = match &Self::SPEC.name {
        Cow::Borrowed(name) => name,
        Cow::Owned(_) => panic!("the specification of a message is a constant"),
    };
    /// What its members become: `Self` for a struct with fields, the generated struct otherwise.
    type Content: AlipayObject + Send + 'static;
}

/// A struct that is read from a JSON object.
///
/// Implemented by [`#[derive(AlipayObject)]`](macro@crate::AlipayObject), together with
/// [`AlipayValue`], and by [`#[derive(AlipayNotify)]`](macro@crate::AlipayNotify) for the content
/// of a message.
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't be read from a JSON object",
    note = "add `#[derive(AlipayObject)]` to it"
)]
pub trait AlipayObject: Sized {
    /// The members that the object may have, whether or not the struct keeps them.
    const SCHEMA: &'static ObjectSchema;

    /// Reads one object; `None` where it can't be represented, and then violations say why.
    ///
    /// # Errors
    ///
    /// [`Malformed`] where the text is not JSON.
    fn decode(decoder: &mut Decoder<'_>) -> Result<Option<Self>, Malformed>;

    /// Adds every way in which this value breaks its specification.
    fn check(&self, violations: &mut Violations);

    /// Holds a value made by hand against the rules that decoding enforces.
    ///
    /// Members that the struct does not have are not looked at, and neither are groups that have
    /// such a member.
    fn validate(&self) -> Violations {
        let mut violations = Violations::default();
        self.check(&mut violations);
        violations
    }
}

/// A closed list of texts.
///
/// Implemented by [`#[derive(AlipayEnum)]`](macro@crate::AlipayEnum), together with
/// [`AlipayValue`].
pub trait AlipayEnum: Sized {
    /// The permitted values, in declared order.
    const VALUES: &'static [EnumValue];

    /// The variant of a value, whatever its ASCII letter case; `None` where nothing represents it.
    fn from_wire(text: &str) -> Option<Self>;

    /// The value on the wire.
    fn as_str(&self) -> &str;
}

/// The type of a field.
///
/// Implemented for texts (`String`, `Box<str>`, `Arc<str>`, `Rc<str>`, `Cow<'static, str>`),
/// [`Yuan`], [`BeijingTime`], integers, `f64`, [`Number`], `bool`, `Vec` and `Option` of these,
/// [`Json`], and by `#[derive(AlipayEnum)]` and `#[derive(AlipayObject)]`. A type of your own
/// implements it by way of another:
///
/// ```
/// use alipay_notify::AlipayNotify;
/// use alipay_notify::decode::{AlipayValue, Decoder, Malformed};
/// use alipay_notify::schema::{FieldSchema, Kind, Violations};
///
/// struct ShopId(String);
///
/// impl AlipayValue for ShopId {
///     const KIND: Kind = String::KIND;
///
///     fn decode(
///         decoder: &mut Decoder<'_>,
///         field: &FieldSchema,
///     ) -> Result<Option<Self>, Malformed> {
///         Ok(String::decode(decoder, field)?.map(Self))
///     }
///
///     fn check(&self, field: &FieldSchema, violations: &mut Violations) {
///         self.0.check(field, violations);
///     }
/// }
///
/// #[derive(AlipayNotify)]
/// #[alipay(schema = "schemas/ant.merchant.expand.shop.save.rejected.json")]
/// struct Rejected {
///     shop_id: ShopId,
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't be the type of a field of a message",
    note = "texts: `String`, `Box<str>`, `Arc<str>`, `Cow<'static, str>`, or an enum with \
            `#[derive(AlipayEnum)]`; numbers: `i64` and other integers, `f64`, `Number`; `bool`; \
            structs with `#[derive(AlipayObject)]`; `Vec` of these where the field repeats, \
            `Option` where it may be absent"
)]
pub trait AlipayValue: Sized {
    /// What the value is on the wire, where no schema says it.
    const KIND: Kind;
    /// Whether the value may be absent.
    const PRESENCE: Presence = Presence::Required;
    /// Whether the value is an array of what [`KIND`](Self::KIND) says.
    const REPEATED: bool = false;

    /// The members of the value, where it is an object or an array of objects.
    const OBJECT: Option<&'static ObjectSchema> = None;

    /// Reads one value; `None` where it can't be represented, and then violations say why.
    ///
    /// # Errors
    ///
    /// [`Malformed`] where the text is not JSON.
    fn decode(decoder: &mut Decoder<'_>, field: &FieldSchema) -> Result<Option<Self>, Malformed>;

    /// Adds every way in which this value breaks the specification of its field.
    fn check(&self, field: &FieldSchema, violations: &mut Violations);

    /// What stands for an absent value, if anything does.
    #[must_use]
    fn absent() -> Option<Self> {
        None
    }

    /// Whether the value is there.
    fn is_present(&self) -> bool {
        true
    }
}
