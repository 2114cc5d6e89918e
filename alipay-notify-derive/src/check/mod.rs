//! From an item and its schema to the model: everything that can be wrong is found here.

mod both;
mod enums;
mod fields_alone;
mod groups;
mod names;
mod schema_alone;

use std::collections::HashMap;

use alipay_notify_schema::{FieldSchema, Kind, MessageSchema};
use quote::ToTokens;

use crate::ast::{Field, Shape, Struct};
use crate::attr::FieldAttrs;
use crate::error::Errors;
use crate::model::{FieldSpec, Message, Spec};

pub(crate) use enums::enumeration;

/// Checks a message of any of the three forms.
pub(crate) fn message(
    input: &Struct<'_>,
    schema: Option<&MessageSchema>,
    errors: &mut Errors,
) -> Option<Message> {
    source(input, errors);
    if let Shape::Named(fields) = &input.shape {
        distinct_names(fields, errors);
    }
    if input.attrs.schema.key().is_some() {
        nothing_said_twice(input, schema, errors);
    }
    let (spec, content) = match (&input.shape, schema) {
        (Shape::Unit, Some(schema)) => schema_alone::check(input, schema, errors)?,
        (Shape::Named(fields), Some(schema)) => both::check(input, fields, schema, errors)?,
        (Shape::Named(fields), None) if input.attrs.schema.key().is_none() => {
            fields_alone::check(input, fields, errors)?
        }
        (_, None) => return None,
    };
    Some(Message {
        krate: input.attrs.krate.or_default(),
        vis: input.vis.clone(),
        ident: input.ident.clone(),
        file: input.attrs.schema.value().map(syn::LitStr::value),
        spec,
        content,
    })
}

/// There must be something that says what the message is.
fn source(input: &Struct<'_>, errors: &mut Errors) {
    let (ident, attrs) = (input.ident, &input.attrs);
    if attrs.schema.key().is_some() || attrs.unreadable {
        return;
    }
    match &input.shape {
        Shape::Unit => {
            let message = format!(
                "`{ident}` has no fields, so a schema must say what the message holds: \
                 add `#[alipay(schema = \"…\")]`, or fields and `#[alipay(msg_method = \"…\")]`"
            );
            errors.on(ident, message);
        }
        Shape::Named(_) if attrs.msg_method.key().is_none() => {
            let message = format!(
                "nothing says which message `{ident}` is: \
                 add `#[alipay(msg_method = \"…\")]` or `#[alipay(schema = \"…\")]`"
            );
            errors.on(ident, message);
        }
        Shape::Named(_) => {}
    }
}

/// Two fields can't be read from one member.
fn distinct_names(fields: &[Field<'_>], errors: &mut Errors) {
    let mut seen = HashMap::new();
    for field in fields {
        let Some(name) = field.wire_name() else { continue };
        if let Some(first) = seen.insert(name.clone(), field.ident) {
            let message = format!("the member `{name}` is read into the field `{first}` already");
            errors.at(field.name_span(), message);
        }
    }
}

/// What a schema says is not for attributes to say again.
fn nothing_said_twice(input: &Struct<'_>, schema: Option<&MessageSchema>, errors: &mut Errors) {
    if let (Some(given), Some(schema)) = (input.attrs.msg_method.value(), schema)
        && given.value() != schema.msg_method
    {
        let message = format!(
            "the schema is for `{}`: remove `msg_method`, or name the schema of that message",
            schema.msg_method
        );
        errors.on(given, message);
    }
    let groups = input.attrs.groups.iter().map(|group| &group.key);
    let fields = match &input.shape {
        Shape::Unit => &[][..],
        Shape::Named(fields) => fields,
    };
    let keys = groups.chain(input.attrs.title.key()).chain(fields.iter().flat_map(|field| {
        let FieldAttrs { rename: _, max_len, conditional, title } = &field.attrs;
        [max_len.key(), conditional.key(), title.key()].into_iter().flatten()
    }));
    for key in keys {
        let name = key.to_token_stream();
        errors.on(key, format_args!("`{name}` is for the schema to say: remove it here"));
    }
}

/// The whole specification of a schema.
fn spec_of(schema: &MessageSchema) -> Spec {
    Spec {
        msg_method: schema.msg_method.to_string(),
        title: schema.title.to_string(),
        description: schema.description.to_string(),
        fields: schema.content.fields.iter().map(FieldSpec::from).collect(),
        groups: schema.content.groups.to_vec(),
        examples: schema.examples.iter().map(ToString::to_string).collect(),
    }
}

/// What keeps a field from being one of a struct, for now.
fn unsupported(field: &FieldSchema) -> Option<&'static str> {
    match field.kind {
        _ if field.repeated => Some("an array"),
        Kind::String | Kind::Enum(_) => None,
        _ => Some(field.kind.described()),
    }
}
