//! Exactly-one groups of texts, which get a method that returns the one.

use std::collections::HashSet;

use alipay_notify_schema::{Group, GroupRule, snake_case};
use proc_macro2::{Ident, Span};
use quote::format_ident;
use syn::ext::IdentExt;

use super::names;
use crate::ast::Field;
use crate::model::{Choice, ChoiceMember, ChoiceType};
use crate::types::{is_string, option_of};

/// The names on the wire of the group that core's `UserRef` stands for.
const USER: [&str; 2] = ["user_id", "open_id"];

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
    let is_user = fields.len() == USER.len()
        && USER.iter().all(|name| fields.iter().any(|(wire, _)| wire == name));
    let members = fields
        .into_iter()
        .map(|(wire, field)| {
            let name = if is_user { wire } else { field.unraw().to_string() };
            Some(ChoiceMember { variant: names::type_name(&name)?, field })
        })
        .collect::<Option<Vec<_>>>()?;
    if is_user {
        return Some(Choice { method: format_ident!("user"), ty: ChoiceType::User, members });
    }
    let variants: Vec<_> = members.iter().map(|member| member.variant.to_string()).collect();
    // Names that differ in nothing but underscores leave no two names for the variants, so nothing
    // to return.
    if variants.iter().collect::<HashSet<_>>().len() < variants.len() {
        return None;
    }
    let methods: Vec<_> =
        members.iter().map(|member| snake_case(&member.field.unraw().to_string())).collect();
    Some(Choice {
        method: names::field(&methods.join("_or_"))?,
        ty: ChoiceType::Written(format_ident!(
            "{}Ref",
            variants.join("Or"),
            span = Span::call_site()
        )),
        members,
    })
}
