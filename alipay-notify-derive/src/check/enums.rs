//! Closed lists of texts: those that the user writes, and those that a schema lists.

use std::borrow::Cow;
use std::collections::HashMap;

use alipay_notify_schema::{EnumValue, rust_name};
use proc_macro2::Ident;
use quote::format_ident;
use syn::ext::IdentExt;
use syn::{Fields, FieldsUnnamed, LitStr, Path};

use super::names;
use super::schema_alone::Place;
use crate::ast;
use crate::error::Errors;
use crate::model::{Enum, Variant};
use crate::types::is_string;

/// Checks an enum of the user, and finds the path of the core crate.
pub(crate) fn enumeration(input: &ast::Enum<'_>, errors: &mut Errors) -> (Path, Enum) {
    let (others, listed): (Vec<_>, Vec<_>) =
        input.variants.iter().partition(|variant| variant.attrs.other.key().is_some());
    let variants =
        listed.into_iter().filter_map(|variant| value(variant, errors)).collect::<Vec<_>>();
    distinct_values(&input.variants, errors);
    for more in others.iter().skip(1) {
        errors.on(more.attrs.other.key(), "`other` is already given to a variant");
    }
    for other in &others {
        catch_all(other, errors);
    }
    if others.len() == input.variants.len() {
        errors.on(
            input.ident,
            format_args!("`{}` lists no value: it needs at least one variant", input.ident),
        );
    }
    let other = others.first().map(|variant| variant.ident.clone());
    (input.attrs.krate.or_default(), Enum { ident: input.ident.clone(), variants, other })
}

/// A variant that stands for one value has no payload.
fn value(variant: &ast::Variant<'_>, errors: &mut Errors) -> Option<Variant> {
    match variant.fields {
        Fields::Unit => {}
        fields => {
            let message = "a variant that stands for a value holds nothing; \
                           the one with `#[alipay(other)]` holds every text not listed";
            errors.on(fields, message);
            return None;
        }
    }
    let title = variant.attrs.title.value().map_or_else(String::new, LitStr::value);
    let value = EnumValue::new(Cow::Owned(wire_value(variant)), Cow::Owned(title));
    Some(Variant { ident: variant.ident.clone(), value })
}

/// As given, or the name of the variant in capitals.
fn wire_value(variant: &ast::Variant<'_>) -> String {
    let name = || rust_name::implied_value(&variant.ident.unraw().to_string());
    variant.attrs.value.value().map_or_else(name, LitStr::value)
}

/// The letter case of a value does not count, so values must differ in more than that.
fn distinct_values(variants: &[ast::Variant<'_>], errors: &mut Errors) {
    let mut seen = HashMap::new();
    let listed = variants.iter().filter(|variant| variant.attrs.other.key().is_none());
    for variant in listed.filter(|variant| !variant.attrs.value.is_faulty()) {
        let value = wire_value(variant);
        if let Some(first) = seen.insert(value.to_ascii_lowercase(), variant.ident) {
            let message =
                format!("`{value}` is the value of `{first}` already; letter case does not count");
            match variant.attrs.value.value() {
                Some(literal) => errors.on(literal, message),
                None => errors.on(variant.ident, message),
            }
        }
    }
}

/// The variant for every text that is not listed holds that text.
fn catch_all(variant: &ast::Variant<'_>, errors: &mut Errors) {
    let holds_text = match variant.fields {
        Fields::Unnamed(FieldsUnnamed { unnamed, .. }) => {
            unnamed.len() == 1 && unnamed.iter().all(|field| is_string(&field.ty))
        }
        _ => false,
    };
    if !holds_text {
        let message = format!("the `other` variant holds the text: `{}(String)`", variant.ident);
        match variant.fields {
            Fields::Unit => errors.on(variant.ident, message),
            fields => errors.on(fields, message),
        }
    }
    for key in [variant.attrs.value.key(), variant.attrs.title.key()].into_iter().flatten() {
        errors.on(key, "the `other` variant stands for no value of its own");
    }
}

/// The variants of the enum that the derive writes for a field.
pub(super) fn written(values: &[EnumValue], pointer: &str, place: &mut Place<'_>) -> Listed {
    let mut seen = HashMap::new();
    let mut variants = Vec::new();
    for value in values {
        let text = &value.value;
        let Some(variant) = names::variant(text) else {
            place.report(
                pointer,
                &format!("the value `{text}` can't be the name of a variant in Rust"),
            );
            continue;
        };
        if let Some(first) = seen.insert(variant.to_string(), text) {
            let problem =
                format!("the values `{first}` and `{text}` would both be `{variant}` in Rust");
            place.report(pointer, &problem);
        }
        variants.push(Variant { ident: variant, value: value.clone() });
    }
    Listed(variants)
}

/// The variants of an enum that has no name yet.
pub(super) struct Listed(Vec<Variant>);

impl Listed {
    pub(super) fn named(self, ident: Ident) -> Enum {
        Enum { ident, variants: self.0, other: Some(format_ident!("{}", rust_name::OTHER)) }
    }
}
