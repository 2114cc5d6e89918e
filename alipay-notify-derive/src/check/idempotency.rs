//! The field by which deliveries are recognised as the same message.

use alipay_notify_schema::MessageSchema;
use syn::Path;

use super::extra::Members;
use crate::ast::Field;
use crate::error::Errors;
use crate::types::{Known, option_of};

/// The one field that is marked, where the fields are the specification. What a type of the user's
/// own holds is left to the compiler.
pub(super) fn declared(members: &Members<'_, '_>, errors: &mut Errors) -> Option<usize> {
    let mut first: Option<usize> = None;
    for (index, field, key) in marked(members) {
        if let Some(first) = first {
            let first = members.fields[first].ident;
            errors
                .on(key, format_args!("`idempotency_key` is given to the field `{first}` already"));
            continue;
        }
        first = Some(index);
        unfit(field, key, errors);
    }
    first
}

/// What is marked along with a schema must be what the schema marks.
pub(super) fn held_against(members: &Members<'_, '_>, schema: &MessageSchema, errors: &mut Errors) {
    let specified = schema.idempotency_key.map(|index| &*schema.content.fields[index].name);
    for (_, field, key) in marked(members) {
        let Some(name) = field.wire_name() else { continue };
        match specified {
            Some(specified) if specified == name => {}
            Some(specified) => {
                errors.on(
                    key,
                    format_args!("the schema marks `{specified}` as the key: remove this"),
                );
            }
            None => {
                let message = format!(
                    "the schema marks no field as the key: remove this, \
                     or give `{name}` the keyword `\"x-alipay-idempotency-key\": true` there"
                );
                errors.on(key, message);
            }
        }
    }
}

/// A message is not recognised by what is in an object inside it.
pub(super) fn refuse(members: &Members<'_, '_>, errors: &mut Errors) {
    for (_, _, key) in marked(members) {
        errors.on(key, "`idempotency_key` is for a field of the message itself: remove it here");
    }
}

/// The fields that are marked, their indices, and where the marks stand.
fn marked<'m, 'i>(
    members: &'m Members<'_, 'i>,
) -> impl Iterator<Item = (usize, &'m Field<'i>, &'m Path)> {
    let fields = members.fields.iter().enumerate();
    fields.filter_map(|(index, field)| Some((index, *field, field.attrs.idempotency_key.key()?)))
}

/// Reports a field that can't be the key, as far as its type says so.
fn unfit(field: &Field<'_>, key: &Path, errors: &mut Errors) {
    let name = field.ident;
    if option_of(field.ty).is_some() {
        let message = format!(
            "`{name}` is the key of the message, so it is always there: remove the `Option`, \
             or mark another field"
        );
        errors.on(field.ty, message);
    }
    let what = match Known::of(field.ty) {
        _ if field.attrs.json.is_given() => "JSON",
        Some(Known::Number) => "a number",
        Some(Known::Boolean) => "a boolean",
        Some(Known::List(_)) => "a list",
        Some(Known::Json(_)) => "JSON",
        Some(Known::Map) => "a collection",
        Some(Known::Text | Known::Integer) | None => return,
    };
    errors.on(
        key,
        format_args!("the key is a text or an integer, but `{name}` is {what}: mark another field"),
    );
}
