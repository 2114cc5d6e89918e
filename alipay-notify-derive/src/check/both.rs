//! `#[alipay(schema = "…")] struct X { … }`: the fields that the user wants, held against the
//! schema.

use alipay_notify_schema::{FieldSchema, MessageSchema, Presence};
use syn::LitStr;

use super::extra::Members;
use super::{declared, groups, kinds};
use crate::ast::{Field, Struct};
use crate::error::{Errors, did_you_mean};
use crate::model::{self, Choice, Object};
use crate::types::option_of;

pub(super) fn check(
    input: &Struct<'_>,
    members: &Members<'_, '_>,
    schema: &MessageSchema,
    errors: &mut Errors,
) -> Option<Object> {
    let file = input.attrs.schema.value()?;
    if let Some(key) = input.attrs.extra.key() {
        errors.on(
            key,
            "a struct with fields keeps extra members in one of them: \
             `#[alipay(extra)] extra: Extra`",
        );
    }
    let mut kept = Vec::new();
    for field in &members.fields {
        let Some(name) = field.wire_name() else { continue };
        let Some((index, specified)) = schema.content.field(&name) else {
            unknown(field, &name, file, schema, errors);
            continue;
        };
        presence(field, specified, errors);
        kinds::check(field, specified, errors);
        kept.push((index, *field));
    }
    let choices = groups::choices(&schema.content.groups, |index| {
        let (_, field) = kept.iter().find(|(kept, _)| *kept == index)?;
        groups::declared_text(field)
    });
    let fields = kept.into_iter().map(|(index, field)| model::Field {
        index,
        wire: schema.content.fields[index].name.to_string(),
        ident: field.ident.clone(),
        ty: declared::field_type(field),
    });
    let (fields, extra) = (fields.collect(), members.extra.map(|field| field.ident.clone()));
    Some(Object { ident: input.ident.clone(), fields, extra, choices })
}

/// The groups of a struct with mistakes.
pub(super) fn choices(members: &Members<'_, '_>, schema: &MessageSchema) -> Vec<Choice> {
    groups::choices(&schema.content.groups, |index| {
        let name = &*schema.content.fields[index].name;
        let field =
            members.fields.iter().find(|field| field.wire_name().as_deref() == Some(name))?;
        groups::intended_text(field)
    })
}

/// Reports a field that the schema does not have.
fn unknown(
    field: &Field<'_>,
    name: &str,
    file: &LitStr,
    schema: &MessageSchema,
    errors: &mut Errors,
) {
    let names = || schema.content.fields.iter().map(|field| &*field.name);
    let mut fix = did_you_mean(name, names());
    if fix.is_empty() {
        let known: Vec<_> = names().map(|name| format!("`{name}`")).collect();
        fix = format!("; it has {}", known.join(", "));
    }
    errors.at(field.name_span(), format_args!("`{}` has no field `{name}`{fix}", file.value()));
}

/// What may be absent is an `Option`, and nothing else is.
fn presence(field: &Field<'_>, specified: &FieldSchema, errors: &mut Errors) {
    let name = &specified.name;
    let message = match (specified.presence, option_of(field.ty)) {
        (Presence::Required, Some(_)) => {
            format!("`{name}` is required in the schema: remove the `Option`")
        }
        (Presence::Optional, None) => {
            format!("`{name}` is optional in the schema: make it an `Option<…>`")
        }
        (Presence::Conditional, None) => {
            format!("`{name}` is conditional in the schema: make it an `Option<…>`")
        }
        (Presence::Required, None) | (Presence::Optional | Presence::Conditional, Some(_)) => {
            return;
        }
    };
    errors.on(field.ty, message);
}
