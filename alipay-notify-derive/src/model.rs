//! What passed every check and is ready to be written out. Nothing here can be wrong any more.

use alipay_notify_schema::{EnumValue, FieldSchema, Group, Kind, Presence};
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
    /// A type that the derive writes, and the enums among its fields' types, each with the index of its field.
    Written { object: Object, enums: Vec<(usize, Enum)> },
}

/// The specification of a message.
pub(crate) struct Spec {
    pub(crate) msg_method: String,
    pub(crate) title: String,
    pub(crate) description: String,
    pub(crate) fields: Vec<FieldSpec>,
    pub(crate) groups: Vec<Group>,
    pub(crate) examples: Vec<String>,
}

/// The specification of a field.
pub(crate) struct FieldSpec {
    pub(crate) name: String,
    pub(crate) title: String,
    pub(crate) description: String,
    pub(crate) presence: Said<Presence>,
    pub(crate) repeated: bool,
    pub(crate) kind: Said<Kind>,
    pub(crate) max_len: Option<usize>,
    pub(crate) examples: Vec<String>,
}

/// Part of a specification, and who says it.
pub(crate) enum Said<T> {
    /// A schema or an attribute.
    Here(T),
    /// The type of the field, through its `AlipayValue`.
    ByType(Box<Type>),
}

/// A struct that is read from a JSON object.
pub(crate) struct Object {
    pub(crate) ident: Ident,
    /// The fields that the struct has; the specification may have more.
    pub(crate) fields: Vec<Field>,
    pub(crate) choices: Vec<Choice>,
}

/// A field of a struct.
pub(crate) struct Field {
    /// Which of the specification's fields it is.
    pub(crate) index: usize,
    pub(crate) ident: Ident,
    pub(crate) ty: FieldType,
}

/// The type of a field.
pub(crate) enum FieldType {
    /// As the user wrote it.
    Declared(Box<Type>),
    /// For the derive to write.
    Written { value: Value, optional: bool },
}

/// What a written field holds.
pub(crate) enum Value {
    Text,
    /// An enum of that name.
    Enum(Ident),
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
}

/// A field of the group, and the variant that stands for it.
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

impl From<&FieldSchema> for FieldSpec {
    fn from(field: &FieldSchema) -> Self {
        Self {
            name: field.name.to_string(),
            title: field.title.to_string(),
            description: field.description.to_string(),
            presence: Said::Here(field.presence),
            repeated: field.repeated,
            kind: Said::Here(field.kind.clone()),
            max_len: field.max_len,
            examples: field.examples.iter().map(ToString::to_string).collect(),
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
