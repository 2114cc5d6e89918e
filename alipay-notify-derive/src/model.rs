//! What passed every check and is ready to be written out. Nothing here can be wrong any more.

use alipay_notify_schema::{EnumValue, Family, FieldSchema, Format, Group, Kind, Presence};
use proc_macro2::Ident;
use syn::{Path, Type, Visibility};

/// A message.
pub(crate) struct Message {
    pub(crate) krate: Path,
    pub(crate) vis: Visibility,
    /// The type under the derive.
    pub(crate) ident: Ident,
    /// The schema file, to rebuild when it changes.
    pub(crate) file: Option<String>,
    pub(crate) spec: Spec,
    pub(crate) content: Content,
}

/// What `biz_content` becomes.
pub(crate) enum Content {
    /// The type under the derive.
    Declared(Object),
    /// A type that the derive writes, and the other types that it needs.
    Written { object: Object, types: Vec<Written> },
}

/// An object that is no message by itself, under a derive of its own.
pub(crate) struct Nested {
    pub(crate) krate: Path,
    pub(crate) vis: Visibility,
    pub(crate) spec: ObjectSpec,
    pub(crate) object: Object,
}

/// The specification of a message.
pub(crate) struct Spec {
    pub(crate) family: Family,
    pub(crate) name: String,
    pub(crate) title: String,
    pub(crate) description: String,
    pub(crate) content: ObjectSpec,
    /// The field by which deliveries are recognised as the same message.
    pub(crate) idempotency_key: Option<usize>,
    pub(crate) examples: Vec<String>,
}

/// The specification of an object.
pub(crate) struct ObjectSpec {
    pub(crate) fields: Vec<FieldSpec>,
    pub(crate) groups: Vec<Group>,
}

/// The specification of a field.
pub(crate) struct FieldSpec {
    pub(crate) name: String,
    pub(crate) title: String,
    pub(crate) description: String,
    pub(crate) presence: Said<Presence>,
    pub(crate) repeated: Said<bool>,
    pub(crate) kind: Said<Kind>,
    pub(crate) max_len: Option<usize>,
    pub(crate) examples: Vec<String>,
    pub(crate) type_name: String,
}

/// Part of a specification, and who says it.
pub(crate) enum Said<T> {
    /// A schema or an attribute.
    Here(T),
    /// A type, through its `AlipayValue`.
    ByType(FieldType),
}

/// A struct that is read from a JSON object.
pub(crate) struct Object {
    pub(crate) ident: Ident,
    /// The fields that the struct has; the specification may have more.
    pub(crate) fields: Vec<Field>,
    /// The field that keeps the members that the specification does not have.
    pub(crate) extra: Option<Ident>,
    pub(crate) choices: Vec<Choice>,
}

/// A field of a struct.
pub(crate) struct Field {
    /// Which of the specification's fields it is.
    pub(crate) index: usize,
    /// Its name on the wire.
    pub(crate) wire: String,
    pub(crate) ident: Ident,
    pub(crate) ty: FieldType,
}

/// The type of a field.
#[derive(Clone)]
pub(crate) enum FieldType {
    /// As the user wrote it.
    Declared(Box<Type>),
    /// As the user wrote it, read from the JSON in a text.
    Json(Box<Type>),
    /// For the derive to write.
    Written { value: Value, repeated: bool, optional: bool },
}

/// What a written field holds.
#[derive(Clone)]
pub(crate) enum Value {
    Text,
    Integer,
    Number,
    Boolean,
    /// A text of that format.
    Format(Format),
    /// An enum of that name.
    Enum(Ident),
    /// A struct of that name.
    Object(Ident),
    /// A text that holds the JSON of a struct of that name, or of a list of them.
    Json {
        ident: Ident,
        repeated: bool,
    },
}

/// A type that the derive writes for a field.
pub(crate) struct Written {
    /// The first field that has it, which says what it means.
    pub(crate) label: Label,
    pub(crate) ty: WrittenType,
}

/// What a [`Written`] type is.
pub(crate) enum WrittenType {
    Enum(Enum),
    Object(ObjectSpec, Object),
}

/// What a schema calls a field.
pub(crate) struct Label {
    pub(crate) name: String,
    pub(crate) title: String,
    pub(crate) description: String,
}

/// An exactly-one group of texts as an enum of references, and the method that returns it.
pub(crate) struct Choice {
    pub(crate) method: Ident,
    pub(crate) ty: ChoiceType,
    pub(crate) members: Vec<ChoiceMember>,
}

/// The enum of a [`Choice`].
pub(crate) enum ChoiceType {
    /// Core's `UserRef`.
    User,
    /// For the derive to write.
    Written(Ident),
    /// Written already, for another object with the same group.
    Shared(Ident),
}

/// A field of the group, and the variant that stands for it.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct ChoiceMember {
    pub(crate) field: Ident,
    pub(crate) variant: Ident,
}

/// A closed list of texts.
pub(crate) struct Enum {
    pub(crate) ident: Ident,
    pub(crate) variants: Vec<Variant>,
    /// The variant that holds every text not in the list.
    pub(crate) other: Option<Ident>,
}

/// A variant, and the value it stands for.
pub(crate) struct Variant {
    pub(crate) ident: Ident,
    pub(crate) value: EnumValue,
}

impl FieldSpec {
    /// What a schema says, where nothing is left to the types.
    pub(crate) fn of(field: &FieldSchema) -> Self {
        Self {
            name: field.name.to_string(),
            title: field.title.to_string(),
            description: field.description.to_string(),
            presence: Said::Here(field.presence),
            repeated: Said::Here(field.repeated),
            kind: Said::Here(field.kind.clone()),
            max_len: field.max_len,
            examples: field.examples.iter().map(ToString::to_string).collect(),
            type_name: field.type_name.to_string(),
        }
    }
}

impl Content {
    /// The type that `biz_content` becomes.
    pub(crate) fn object(&self) -> &Object {
        match self {
            Self::Declared(object) | Self::Written { object, .. } => object,
        }
    }
}

impl Label {
    pub(crate) fn of(field: &FieldSchema) -> Self {
        Self {
            name: field.name.to_string(),
            title: field.title.to_string(),
            description: field.description.to_string(),
        }
    }
}
