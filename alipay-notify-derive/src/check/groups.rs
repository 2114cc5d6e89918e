//! Exactly-one groups of texts, which get a method that returns the one.

use std::collections::HashSet;

use alipay_notify_schema::rust_name::{self, ChoiceNames};
use alipay_notify_schema::{Group, GroupRule};
use proc_macro2::Ident;

use super::names::identifier;
use crate::ast::Field;
use crate::model::{Choice, ChoiceMember, ChoiceType};
use crate::types::{is_string, option_of};

/// A field that holds a text or nothing: its name on the wire, and in Rust.
type TextField = (String, Ident);

/// The groups whose members are all among `text_field`.
pub(super) fn choices(
    groups: &[Group],
    text_field: impl Fn(usize) -> Option<TextField>,
) -> Vec<Choice> {
    let mut seen = HashSet::new();
    groups
        .iter()
        .filter(|group| group.rule == GroupRule::ExactlyOne)
        .filter_map(|group| {
            choice(group.members.iter().map(|index| text_field(*index)).collect::<Option<_>>()?)
        })
        .filter(|choice| seen.insert(choice.method.to_string()))
        .collect()
}

/// The text of a field that is written as `Option<String>`.
pub(super) fn declared_text(field: &Field<'_>) -> Option<TextField> {
    let is_text = !field.attrs.json.is_given() && option_of(field.ty).is_some_and(is_string);
    if is_text { Some((field.wire_name()?, field.ident.clone())) } else { None }
}

/// The text of a field whose presence may be a mistake.
pub(super) fn intended_text(field: &Field<'_>) -> Option<TextField> {
    let is_text =
        !field.attrs.json.is_given() && is_string(option_of(field.ty).unwrap_or(field.ty));
    if is_text { Some((field.wire_name()?, field.ident.clone())) } else { None }
}

fn choice(fields: Vec<TextField>) -> Option<Choice> {
    let in_rust: Vec<_> = fields.iter().map(|(_, ident)| ident.to_string()).collect();
    let members: Vec<_> =
        fields.iter().zip(&in_rust).map(|((wire, _), ident)| (&**wire, &**ident)).collect();
    let ChoiceNames { method, enum_name, variants, .. } = rust_name::choice(&members)?;

    let members = fields
        .into_iter()
        .zip(&variants)
        .map(|((_, field), variant)| Some(ChoiceMember { variant: identifier(variant)?, field }))
        .collect::<Option<Vec<_>>>()?;
    let ty = match enum_name {
        None => ChoiceType::User,
        Some(name) => ChoiceType::Written(identifier(&name)?),
    };
    Some(Choice { method: identifier(&method)?, ty, members })
}
