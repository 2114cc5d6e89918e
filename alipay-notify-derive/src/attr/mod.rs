//! `#[alipay(…)]`: what is said on a struct, a field, an enum or a variant.

mod item;

use alipay_notify_schema::{Family, GroupRule};
use proc_macro2::Ident;
use quote::ToTokens;
use syn::{Attribute, Expr, ExprLit, Lit, LitStr, Meta, Path, parse_quote};

use crate::error::Errors;
pub(crate) use item::Place;
use item::{Item, Items};

/// What stands on a struct.
#[derive(Default)]
pub(crate) struct StructAttrs {
    pub(crate) krate: Given<Path>,
    pub(crate) schema: Given<LitStr>,
    /// `msg_method`, or what names a message of another family.
    pub(crate) name: Given<Name>,
    pub(crate) title: Given<LitStr>,
    pub(crate) groups: Vec<GroupAttr>,
    pub(crate) extra: Given<()>,
    /// Whether some of the attributes are no attributes at all, so that nothing is known to be
    /// missing.
    pub(crate) unreadable: bool,
}

/// The name of a message, and the family that its attribute stands for.
pub(crate) struct Name {
    pub(crate) family: Family,
    pub(crate) text: LitStr,
}

/// `exactly_one(…)` or `at_least_one(…)`, which may be given several times.
pub(crate) struct GroupAttr {
    pub(crate) rule: GroupRule,
    pub(crate) key: Path,
    pub(crate) members: Vec<Ident>,
}

/// What stands on a field.
#[derive(Default)]
pub(crate) struct FieldAttrs {
    pub(crate) rename: Given<LitStr>,
    pub(crate) max_len: Given<usize>,
    pub(crate) conditional: Given<()>,
    pub(crate) title: Given<LitStr>,
    pub(crate) json: Given<()>,
    pub(crate) idempotency_key: Given<()>,
    pub(crate) extra: Given<()>,
}

/// What stands on an enum.
#[derive(Default)]
pub(crate) struct EnumAttrs {
    pub(crate) krate: Given<Path>,
}

/// What stands on a variant.
#[derive(Default)]
pub(crate) struct VariantAttrs {
    pub(crate) value: Given<LitStr>,
    pub(crate) title: Given<LitStr>,
    pub(crate) other: Given<()>,
}

/// An attribute that may be given once: where it stands, and its value unless that was a mistake.
pub(crate) struct Given<T> {
    key: Option<Path>,
    value: Option<T>,
}

impl StructAttrs {
    pub(crate) fn parse(attributes: &[Attribute], place: Place, errors: &mut Errors) -> Self {
        let Items { list, unreadable } = Items::read(attributes, place, errors);
        let mut attrs = Self { unreadable, ..Self::default() };
        for item in list {
            if let Some(family) = family(item.key.name) {
                let name = item.text(errors).map(|text| Name { family, text });
                attrs.name.set(&item, name, errors);
                continue;
            }
            match item.key.name {
                "crate" => attrs.krate.set(&item, item.path(errors), errors),
                "schema" => attrs.schema.set(&item, item.text(errors), errors),
                "title" => attrs.title.set(&item, item.text(errors), errors),
                "extra" => attrs.extra.set(&item, item.flag(errors), errors),
                "exactly_one" => attrs.groups.extend(item.group(GroupRule::ExactlyOne, errors)),
                _ => attrs.groups.extend(item.group(GroupRule::AtLeastOne, errors)),
            }
        }
        attrs
    }
}

impl FieldAttrs {
    pub(crate) fn parse(attributes: &[Attribute], errors: &mut Errors) -> Self {
        let mut attrs = Self::default();
        for item in Items::read(attributes, Place::Field, errors).list {
            match item.key.name {
                "rename" => attrs.rename.set(&item, item.text(errors), errors),
                "max_len" => attrs.max_len.set(&item, item.length(errors), errors),
                "title" => attrs.title.set(&item, item.text(errors), errors),
                "json" => attrs.json.set(&item, item.flag(errors), errors),
                "idempotency_key" => attrs.idempotency_key.set(&item, item.flag(errors), errors),
                "extra" => attrs.extra.set(&item, item.flag(errors), errors),
                _ => attrs.conditional.set(&item, item.flag(errors), errors),
            }
        }
        attrs
    }
}

impl EnumAttrs {
    pub(crate) fn parse(attributes: &[Attribute], errors: &mut Errors) -> Self {
        let mut attrs = Self::default();
        for item in Items::read(attributes, Place::Enum, errors).list {
            attrs.krate.set(&item, item.path(errors), errors);
        }
        attrs
    }
}

impl VariantAttrs {
    pub(crate) fn parse(attributes: &[Attribute], errors: &mut Errors) -> Self {
        let mut attrs = Self::default();
        for item in Items::read(attributes, Place::Variant, errors).list {
            match item.key.name {
                "value" => attrs.value.set(&item, item.text(errors), errors),
                "title" => attrs.title.set(&item, item.text(errors), errors),
                _ => attrs.other.set(&item, item.flag(errors), errors),
            }
        }
        attrs
    }
}

impl<T> Given<T> {
    /// Whether it was given, with a good value or not.
    pub(crate) fn is_given(&self) -> bool {
        self.key.is_some()
    }

    /// The attribute's name where it stands, whether or not its value is good.
    pub(crate) fn key(&self) -> Option<&Path> {
        self.key.as_ref()
    }

    pub(crate) fn value(&self) -> Option<&T> {
        self.value.as_ref()
    }

    /// Whether it was given with a value that is not known.
    pub(crate) fn is_faulty(&self) -> bool {
        self.key.is_some() && self.value.is_none()
    }

    fn set(&mut self, item: &Item, value: Option<T>, errors: &mut Errors) {
        if let Some(first) = &self.key {
            if !item.guessed {
                let name = item.key.name;
                let message = if first.is_ident(name) {
                    format!("`{name}` is given more than once")
                } else {
                    let first = first.to_token_stream();
                    format!("`{first}` names the message already: keep one of them")
                };
                errors.on(item.meta.path(), message);
            }
            return;
        }
        self.key = Some(item.meta.path().clone());
        self.value = value;
    }
}

impl<T> Default for Given<T> {
    fn default() -> Self {
        Self { key: None, value: None }
    }
}

impl Given<Path> {
    /// The path of the core crate.
    pub(crate) fn or_default(&self) -> Path {
        self.value.clone().unwrap_or_else(|| parse_quote!(::alipay_notify))
    }
}

/// The family whose messages an attribute names.
fn family(attribute: &str) -> Option<Family> {
    Family::ALL.into_iter().find(|family| family.parameter() == attribute)
}

/// The text of the documentation comments, without the space that follows `///`.
pub(crate) fn docs(attributes: &[Attribute]) -> String {
    let lines: Vec<_> = attributes.iter().filter_map(doc_line).collect();
    lines.join("\n").trim().to_owned()
}

fn doc_line(attribute: &Attribute) -> Option<String> {
    let Meta::NameValue(pair) = &attribute.meta else { return None };
    match item::bare(&pair.value) {
        Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) if pair.path.is_ident("doc") => {
            let text = text.value();
            Some(text.strip_prefix(' ').unwrap_or(&text).to_owned())
        }
        _ => None,
    }
}
