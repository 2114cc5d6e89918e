//! From an item and its schema to the model: everything that can be wrong is found here.

mod both;
mod declared;
mod enums;
mod extra;
mod groups;
mod idempotency;
mod kinds;
mod names;
mod schema_alone;
mod types;

use std::collections::HashMap;

use alipay_notify_schema::MessageSchema;
use quote::ToTokens;
use syn::{LitStr, Type};

use crate::ast::{Field, Shape, Struct};
use crate::attr::{FieldAttrs, Name};
use crate::error::Errors;
use crate::model::{Choice, Content, FieldSpec, Message, Nested, ObjectSpec, Spec};

pub(crate) use enums::enumeration;
use extra::Members;

/// Checks a message of any of the three forms.
pub(crate) fn message(
    input: &Struct<'_>,
    schema: Option<&MessageSchema>,
    errors: &mut Errors,
) -> Option<Message> {
    source(input, errors);
    let members = members(input, errors);
    if input.attrs.schema.is_given() {
        nothing_said_twice(input, schema, errors);
    } else if let Some(key) = input.attrs.extra.key() {
        errors.on(
            key,
            "`extra` on the struct is for a schema alone: \
             `#[alipay(extra)] extra: Extra` is for fields",
        );
    }
    let (spec, content) = match (&input.shape, schema) {
        (Shape::Unit, Some(schema)) => schema_alone::check(input, schema, errors)?,
        (Shape::Named(_), Some(schema)) => {
            idempotency::held_against(&members, schema, errors);
            let object = both::check(input, &members, schema, errors)?;
            (spec_of(schema), Content::Declared(object))
        }
        (Shape::Named(_), None) if !input.attrs.schema.is_given() => {
            fields_alone(input, &members, errors)?
        }
        (_, None) => return None,
    };
    Some(Message {
        krate: input.attrs.krate.or_default(),
        vis: input.vis.clone(),
        ident: input.ident.clone(),
        file: input.attrs.schema.value().map(LitStr::value),
        spec,
        content,
    })
}

/// Checks an object that is no message by itself.
pub(crate) fn nested(input: &Struct<'_>, errors: &mut Errors) -> Option<Nested> {
    if matches!(input.shape, Shape::Unit) {
        let message =
            format!("`{}` has no fields: give it those of the object, between braces", input.ident);
        errors.on(input.ident, message);
        return None;
    }
    let members = members(input, errors);
    idempotency::refuse(&members, errors);
    let (spec, object) = declared::object(input, &members, errors)?;
    Some(Nested { krate: input.attrs.krate.or_default(), vis: input.vis.clone(), spec, object })
}

/// The groups of a struct with mistakes, as far as they are known in spite of them.
pub(crate) fn choices(input: &Struct<'_>, schema: Option<&MessageSchema>) -> Vec<Choice> {
    let members = Members::of(fields(input), &mut Errors::default());
    match schema {
        Some(schema) => both::choices(&members, schema),
        None => declared::choices(input, &members),
    }
}

/// `#[alipay(msg_method = "…")] struct X { … }`: the attributes are the specification.
fn fields_alone(
    input: &Struct<'_>,
    members: &Members<'_, '_>,
    errors: &mut Errors,
) -> Option<(Spec, Content)> {
    let idempotency_key = idempotency::declared(members, errors);
    let (content, object) = declared::object(input, members, errors)?;
    let name = input.attrs.name.value()?;
    let spec = Spec {
        family: name.family,
        name: name.text.value(),
        title: input.attrs.title.value().map_or_else(String::new, LitStr::value),
        description: input.docs.clone(),
        content,
        idempotency_key,
        examples: Vec::new(),
    };
    Some((spec, Content::Declared(object)))
}

/// There must be something that says what the message is.
fn source(input: &Struct<'_>, errors: &mut Errors) {
    let (ident, attrs) = (input.ident, &input.attrs);
    if attrs.schema.is_given() || attrs.unreadable {
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
        Shape::Named(_) if !attrs.name.is_given() => {
            let message = format!(
                "nothing says which message `{ident}` is: \
                 add `#[alipay(msg_method = \"…\")]` or `#[alipay(schema = \"…\")]`"
            );
            errors.on(ident, message);
        }
        Shape::Named(_) => {}
    }
}

/// The fields, which borrow nothing, and no two of which are read from one member.
fn members<'f, 'i>(input: &'f Struct<'i>, errors: &mut Errors) -> Members<'f, 'i> {
    let members = Members::of(fields(input), errors);
    let mut seen = HashMap::new();
    for field in &members.fields {
        if let Type::Reference(borrowed) = field.ty {
            errors.on(
                borrowed,
                "a message owns its texts: use `String`, `Box<str>` or `Cow<'static, str>`",
            );
        }
        let Some(name) = field.wire_name() else { continue };
        if let Some(first) = seen.insert(name.clone(), field.ident) {
            let message = format!("the member `{name}` is read into the field `{first}` already");
            errors.at(field.name_span(), message);
        }
    }
    members
}

fn fields<'f, 'i>(input: &'f Struct<'i>) -> &'f [Field<'i>] {
    match &input.shape {
        Shape::Unit => &[],
        Shape::Named(fields) => fields,
    }
}

/// What a schema says is not for attributes to say again.
fn nothing_said_twice(input: &Struct<'_>, schema: Option<&MessageSchema>, errors: &mut Errors) {
    if let (Some(Name { family, text }), Some(schema)) = (input.attrs.name.value(), schema)
        && (*family, &*text.value()) != (schema.family, &*schema.name)
    {
        let message = format!(
            "the schema is for `{} = {:?}`: remove `{family}`, or name the schema of that message",
            schema.family, schema.name,
        );
        errors.on(text, message);
    }
    let groups = input.attrs.groups.iter().map(|group| &group.key);
    let members = fields(input).iter().filter(|field| !field.attrs.extra.is_given());
    let keys = groups.chain(input.attrs.title.key()).chain(members.flat_map(|field| {
        let FieldAttrs {
            rename: _,
            max_len,
            conditional,
            title,
            json: _,
            idempotency_key: _,
            extra: _,
        } = &field.attrs;
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
        family: schema.family,
        name: schema.name.to_string(),
        title: schema.title.to_string(),
        description: schema.description.to_string(),
        content: ObjectSpec {
            fields: schema.content.fields.iter().map(FieldSpec::of).collect(),
            groups: schema.content.groups.to_vec(),
        },
        idempotency_key: schema.idempotency_key,
        examples: schema.examples.iter().map(ToString::to_string).collect(),
    }
}
