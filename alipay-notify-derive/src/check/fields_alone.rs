//! `#[alipay(msg_method = "…")] struct X { … }`: the attributes are the specification.

use std::borrow::Cow;

use alipay_notify_schema::{Group, ObjectSchema, Presence};
use proc_macro2::Ident;
use syn::LitStr;
use syn::ext::IdentExt;

use super::groups;
use crate::ast::{Field, Struct, option_of};
use crate::attr::GroupAttr;
use crate::error::{Errors, did_you_mean};
use crate::model::{self, Content, FieldSpec, FieldType, Object, Said, Spec};

pub(super) fn check(
    input: &Struct<'_>,
    fields: &[Field<'_>],
    errors: &mut Errors,
) -> Option<(Spec, Content)> {
    if let Some(excess) = fields.get(ObjectSchema::MAX_FIELDS) {
        errors.on(excess.ident, format_args!("a message has at most {} fields", ObjectSchema::MAX_FIELDS));
    }
    let specs: Vec<_> = fields.iter().map(|field| spec(field, errors)).collect();
    let groups = resolve(&input.attrs.groups, fields, errors);
    let choices = groups::choices(&groups, |index| groups::declared_text(fields.get(index)?));
    let spec = Spec {
        msg_method: input.attrs.msg_method.value()?.value(),
        title: input.attrs.title.value().map_or_else(String::new, LitStr::value),
        description: input.docs.clone(),
        fields: specs.into_iter().collect::<Option<_>>()?,
        groups,
        examples: Vec::new(),
    };
    let fields = fields.iter().enumerate().map(|(index, field)| model::Field {
        index,
        ident: field.ident.clone(),
        ty: FieldType::Declared(Box::new(field.ty.clone())),
    });
    let object = Object { ident: input.ident.clone(), fields: fields.collect(), choices };
    Some((spec, Content::Declared(object)))
}

fn spec(field: &Field<'_>, errors: &mut Errors) -> Option<FieldSpec> {
    if field.attrs.conditional.key().is_some() && option_of(field.ty).is_none() {
        let message =
            format!("`{}` is conditional, so it may be absent: make it an `Option<…>`", field.ident);
        errors.on(field.ty, message);
    }
    let presence = match field.attrs.conditional.key() {
        Some(_) => Said::Here(Presence::Conditional),
        None => Said::ByType(Box::new(field.ty.clone())),
    };
    Some(FieldSpec {
        name: field.wire_name()?,
        title: field.attrs.title.value().map_or_else(String::new, LitStr::value),
        description: field.docs.clone(),
        presence,
        repeated: false,
        kind: Said::ByType(Box::new(field.ty.clone())),
        max_len: field.attrs.max_len.value().copied(),
        examples: Vec::new(),
    })
}

/// Finds the fields that the groups name.
fn resolve(groups: &[GroupAttr], fields: &[Field<'_>], errors: &mut Errors) -> Vec<Group> {
    let mut taken = vec![false; fields.len()];
    groups.iter().map(|group| resolve_one(group, fields, &mut taken, errors)).collect()
}

fn resolve_one(group: &GroupAttr, fields: &[Field<'_>], taken: &mut [bool], errors: &mut Errors) -> Group {
    if group.members.len() < 2 {
        errors.on(&group.key, "a group has at least two members");
    }
    let mut members = Vec::new();
    for name in &group.members {
        let Some(index) = position(name, fields, errors) else { continue };
        if std::mem::replace(&mut taken[index], true) {
            errors.on(name, format_args!("`{name}` is in a group already"));
        } else if option_of(fields[index].ty).is_none() {
            let message = format!("`{name}` is in a group, so it may be absent: make it an `Option<…>`");
            errors.on(fields[index].ty, message);
        }
        members.push(index);
    }
    Group { rule: group.rule, members: Cow::Owned(members) }
}

fn position(name: &Ident, fields: &[Field<'_>], errors: &mut Errors) -> Option<usize> {
    let wanted = name.unraw();
    let position = fields.iter().position(|field| field.ident.unraw() == wanted);
    if position.is_none() {
        let names: Vec<_> = fields.iter().map(|field| field.ident.unraw().to_string()).collect();
        let meant = did_you_mean(&wanted.to_string(), names.iter().map(String::as_str));
        errors.on(name, format_args!("there is no field `{wanted}`{meant}"));
    }
    position
}
