//! What a specification says, as data.
//!
//! Every type can be made in a constant and while a program runs, so that a schema file and
//! generated code share it. All of them may grow: they are made by their `new`.

mod build;

use std::borrow::Cow;

use crate::family::Family;
use crate::format::Format;
use crate::json::JsonType;

/// The specification of one kind of message, or of what else Alipay sends.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct MessageSchema {
    /// The family it belongs to.
    pub family: Family,
    /// Its name within the family: of a message the `msg_method` (消息接口名称), e.g.
    /// `ant.merchant.expand.shop.save.rejected`.
    pub name: Cow<'static, str>,
    /// The document's own label of the message; empty where none is known.
    pub title: Cow<'static, str>,
    /// What the message tells; empty where none is known.
    pub description: Cow<'static, str>,
    /// The members: of a message, those of `biz_content`; of other families, the parameters of the
    /// form besides those that they all have.
    pub content: ObjectSchema,
    /// The member by which deliveries are recognised as the same message, as an index into the
    /// fields of `content`; `None` where that is for the `notify_id` to tell.
    pub idempotency_key: Option<usize>,
    /// Sample contents, each the text of a JSON object. That of flat parameters has one member for
    /// each.
    pub examples: Cow<'static, [Cow<'static, str>]>,
}

/// The members of a JSON object and the rules that hold among them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ObjectSchema {
    /// The members, in the document's order. At most [`ObjectSchema::MAX_FIELDS`].
    pub fields: Cow<'static, [FieldSchema]>,
    /// Groups of members of which a certain number must be present.
    pub groups: Cow<'static, [Group]>,
}

/// One member of a JSON object.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct FieldSchema {
    /// The name on the wire.
    pub name: Cow<'static, str>,
    /// The document's own label; empty where none is known.
    pub title: Cow<'static, str>,
    /// What the value means; empty where none is known.
    pub description: Cow<'static, str>,
    /// Whether the member must be there.
    pub presence: Presence,
    /// Whether the member is an array of what `kind` says.
    pub repeated: bool,
    /// What the value is.
    pub kind: Kind,
    /// The longest text permitted, in Unicode scalar values.
    pub max_len: Option<usize>,
    /// Sample values: the text of a string, or the literal of anything else.
    pub examples: Cow<'static, [Cow<'static, str>]>,
    /// The name of the Rust type that the derive writes for this member, where it is not to follow
    /// from the member's own name; empty otherwise.
    pub type_name: Cow<'static, str>,
}

/// Whether a member must be there: the documents' 必选, 可选 and 特殊可选.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// 必选: always there.
    Required,
    /// 可选: may be absent.
    Optional,
    /// 特殊可选: there under circumstances that the description names.
    Conditional,
}

/// What a value is.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Kind {
    /// A text. A number or a boolean in its place is taken as its literal text.
    String,
    /// One of a closed list of texts, in any ASCII letter case.
    Enum(Cow<'static, [EnumValue]>),
    /// A text that is written in a certain way: an amount, or a point in time.
    Format(Format),
    /// A text that is JSON itself.
    Json(JsonText),
    /// A whole number.
    Integer,
    /// Any number.
    Number,
    /// `true` or `false`.
    Boolean,
    /// An object with members of its own.
    Object(Cow<'static, ObjectSchema>),
}

/// What is in a text that is JSON itself.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct JsonText {
    /// Whether it is an array of what `content` says.
    pub repeated: bool,
    /// The members of the object in it; `None` where any JSON will do.
    pub content: Option<Cow<'static, ObjectSchema>>,
}

/// A value that an enum permits.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct EnumValue {
    /// The value on the wire.
    pub value: Cow<'static, str>,
    /// The document's own label; empty where none is known.
    pub title: Cow<'static, str>,
}

/// Members of one object of which a certain number must be present.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Group {
    /// How many.
    pub rule: GroupRule,
    /// The members, as indices into [`ObjectSchema::fields`].
    pub members: Cow<'static, [usize]>,
}

/// How many members of a [`Group`] must be present.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GroupRule {
    /// 二选一, 多选一: exactly one.
    ExactlyOne,
    /// At least one.
    AtLeastOne,
}

impl MessageSchema {
    /// The `$id` of its schema file.
    #[must_use]
    pub fn id(&self) -> String {
        self.family.id(&self.name)
    }
}

impl ObjectSchema {
    /// The most members that one object may have.
    pub const MAX_FIELDS: usize = 256;

    /// The member of that name, and its index.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<(usize, &FieldSchema)> {
        self.fields.iter().enumerate().find(|(_, field)| field.name == name)
    }

    /// The names of a group's members, in order.
    pub fn members(&self, group: &Group) -> impl Iterator<Item = &Cow<'static, str>> {
        group.members.iter().filter_map(|index| Some(&self.fields.get(*index)?.name))
    }
}

impl Kind {
    /// The JSON type of a value of this kind.
    #[must_use]
    pub const fn json_type(&self) -> JsonType {
        match self {
            Self::String | Self::Enum(_) | Self::Format(_) | Self::Json(_) => JsonType::String,
            Self::Integer => JsonType::Integer,
            Self::Number => JsonType::Number,
            Self::Boolean => JsonType::Boolean,
            Self::Object(_) => JsonType::Object,
        }
    }

    /// Whether a value of this kind is a text.
    #[must_use]
    pub const fn is_text(&self) -> bool {
        matches!(self.json_type(), JsonType::String)
    }
}

impl GroupRule {
    /// Whether `present` members satisfy the rule.
    #[must_use]
    pub fn permits(self, present: usize) -> bool {
        match self {
            Self::ExactlyOne => present == 1,
            Self::AtLeastOne => present >= 1,
        }
    }
}
