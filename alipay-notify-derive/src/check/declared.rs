//! A struct whose fields are the specification: their attributes, their types and their
//! documentation.

use std::borrow::Cow;

use alipay_notify_schema::{Group, ObjectSchema, Presence};
use proc_macro2::Ident;
use syn::LitStr;
use syn::ext::IdentExt;

use super::extra::Members;
use super::groups;
use crate::ast::{Field, Struct};
use crate::attr::GroupAttr;
use crate::error::{Errors, did_you_mean};
use crate::model::{self, Choice, FieldSpec, FieldType, Object, ObjectSpec, Said};
use crate::types::{Known, option_of};

/// Checks the fields and the groups of a struct.
pub(super) fn object(
    input: &Struct<'_>,
    members: &Members<'_, '_>,
    errors: &mut Errors,
) -> Option<(ObjectSpec, Object)> {
    let fields = &*members.fields;
    if let Some(excess) = fields.get(ObjectSchema::MAX_FIELDS) {
        errors.on(
            excess.ident,
            format_args!("an object has at most {} fields", ObjectSchema::MAX_FIELDS),
        );
    }
    let specs: Vec<_> = fields.iter().map(|field| spec(field, errors)).collect();
    let groups = resolve(&input.attrs.groups, fields, errors);
    let choices = groups::choices(&groups, |index| groups::declared_text(fields.get(index)?));
    let specs: Vec<FieldSpec> = specs.into_iter().collect::<Option<_>>()?;
    let fields = fields.iter().zip(&specs).enumerate().map(|(index, (field, spec))| model::Field {
        index,
        wire: spec.name.clone(),
        ident: field.ident.clone(),
        ty: field_type(field),
    });
    let object = Object {
        ident: input.ident.clone(),
        fields: fields.collect(),
        extra: members.extra.map(|field| field.ident.clone()),
        choices,
    };
    Some((ObjectSpec { fields: specs, groups }, object))
}

/// The groups of a struct with mistakes: those whose members are all there.
pub(super) fn choices(input: &Struct<'_>, members: &Members<'_, '_>) -> Vec<Choice> {
    let given = &input.attrs.groups;
    let groups = resolve(given, &members.fields, &mut Errors::default()).into_iter().zip(given);
    let whole = groups.filter(|(group, given)| group.members.len() == given.members.len().max(2));
    let groups: Vec<_> = whole.map(|(group, _)| group).collect();
    groups::choices(&groups, |index| groups::intended_text(members.fields.get(index)?))
}

/// How a field is read: by its own type, or by way of the JSON in a text.
pub(super) fn field_type(field: &Field<'_>) -> FieldType {
    let ty = Box::new(field.ty.clone());
    if field.attrs.json.is_given() { FieldType::Json(ty) } else { FieldType::Declared(ty) }
}

fn spec(field: &Field<'_>, errors: &mut Errors) -> Option<FieldSpec> {
    if field.attrs.conditional.is_given() && option_of(field.ty).is_none() {
        let message = format!(
            "`{}` is conditional, so it may be absent: make it an `Option<…>`",
            field.ident
        );
        errors.on(field.ty, message);
    }
    length_of_no_text(field, errors);
    let presence = match field.attrs.conditional.key() {
        Some(_) => Said::Here(Presence::Conditional),
        None => Said::ByType(field_type(field)),
    };
    Some(FieldSpec {
        name: field.wire_name()?,
        title: field.attrs.title.value().map_or_else(String::new, LitStr::value),
        description: field.docs.clone(),
        presence,
        repeated: Said::ByType(field_type(field)),
        kind: Said::ByType(field_type(field)),
        max_len: field.attrs.max_len.value().copied(),
        examples: Vec::new(),
        type_name: String::new(),
    })
}

/// Only texts have a length: lists of texts and texts that are JSON included.
fn length_of_no_text(field: &Field<'_>, errors: &mut Errors) {
    let Some(key) = field.attrs.max_len.key() else { return };
    let element = match Known::of(field.ty) {
        _ if field.attrs.json.is_given() => return,
        Some(Known::List(element)) => Known::of(element),
        known => known,
    };
    let what = match element {
        Some(Known::Integer) => "an integer",
        Some(Known::Number) => "a number",
        Some(Known::Boolean) => "a boolean",
        _ => return,
    };
    errors.on(
        key,
        format_args!("`max_len` limits a text, but `{}` is {what}: remove it", field.ident),
    );
}

/// Finds the fields that the groups name.
fn resolve(groups: &[GroupAttr], fields: &[&Field<'_>], errors: &mut Errors) -> Vec<Group> {
    let mut taken = vec![false; fields.len()];
    groups.iter().map(|group| resolve_one(group, fields, &mut taken, errors)).collect()
}

fn resolve_one(
    group: &GroupAttr,
    fields: &[&Field<'_>],
    taken: &mut [bool],
    errors: &mut Errors,
) -> Group {
    if group.members.len() < 2 {
        errors.on(&group.key, "a group has at least two members");
    }
    let mut members = Vec::new();
    for name in &group.members {
        let Some(index) = position(name, fields, errors) else { continue };
        if std::mem::replace(&mut taken[index], true) {
            errors.on(name, format_args!("`{name}` is already in a group"));
        } else if option_of(fields[index].ty).is_none() {
            let message =
                format!("`{name}` is in a group, so it may be absent: make it an `Option<…>`");
            errors.on(fields[index].ty, message);
        }
        members.push(index);
    }
    Group::new(group.rule, Cow::Owned(members))
}

fn position(name: &Ident, fields: &[&Field<'_>], errors: &mut Errors) -> Option<usize> {
    let wanted = name.unraw();
    let position = fields.iter().position(|field| field.ident.unraw() == wanted);
    if position.is_none() {
        let names: Vec<_> = fields.iter().map(|field| field.ident.unraw().to_string()).collect();
        let meant = did_you_mean(&wanted.to_string(), names.iter().map(String::as_str));
        errors.on(name, format_args!("there is no field `{wanted}`{meant}"));
    }
    position
}
