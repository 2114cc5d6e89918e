//! The item under the derive, taken apart: its attributes parsed, its shape known.

use proc_macro2::{Ident, Span};
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{Data, DeriveInput, Fields, Generics, LitStr, Type, Visibility};

use crate::attr::{self, EnumAttrs, FieldAttrs, Place, StructAttrs, VariantAttrs};
use crate::error::Errors;

/// A struct.
pub(crate) struct Struct<'i> {
    pub(crate) ident: &'i Ident,
    pub(crate) vis: &'i Visibility,
    pub(crate) attrs: StructAttrs,
    pub(crate) docs: String,
    pub(crate) shape: Shape<'i>,
}

/// What a struct has between its braces.
pub(crate) enum Shape<'i> {
    /// No braces at all: `struct X;`.
    Unit,
    Named(Vec<Field<'i>>),
}

/// A named field.
pub(crate) struct Field<'i> {
    pub(crate) ident: &'i Ident,
    pub(crate) ty: &'i Type,
    pub(crate) attrs: FieldAttrs,
    pub(crate) docs: String,
}

/// An enum.
pub(crate) struct Enum<'i> {
    pub(crate) ident: &'i Ident,
    pub(crate) attrs: EnumAttrs,
    pub(crate) variants: Vec<Variant<'i>>,
}

/// A variant.
pub(crate) struct Variant<'i> {
    pub(crate) ident: &'i Ident,
    pub(crate) fields: &'i Fields,
    pub(crate) attrs: VariantAttrs,
}

impl<'i> Struct<'i> {
    /// Takes a struct apart; anything else is reported.
    pub(crate) fn read(input: &'i DeriveInput, place: Place, errors: &mut Errors) -> Option<Self> {
        let (what, derive) = match place {
            Place::Object => ("an object", "AlipayObject"),
            _ => ("a message", "AlipayNotify"),
        };
        let shape = match &input.data {
            Data::Struct(data) => Shape::read(&data.fields, errors),
            Data::Enum(data) => {
                let message = format!(
                    "an enum can't be {what}: derive `{derive}` for a struct, \
                     and `AlipayEnum` for the enums among its fields"
                );
                errors.on(data.enum_token, message);
                return None;
            }
            Data::Union(data) => {
                errors.on(data.union_token, format_args!("a union can't be {what}: use a struct"));
                return None;
            }
        };
        let attrs = StructAttrs::parse(&input.attrs, place, errors);
        refuse_generics(&input.generics, errors);
        let (ident, vis, docs) = (&input.ident, &input.vis, attr::docs(&input.attrs));
        shape.map(|shape| Self { ident, vis, attrs, docs, shape })
    }
}

impl<'i> Shape<'i> {
    /// The named fields, with their attributes; a tuple struct is reported.
    fn read(fields: &'i Fields, errors: &mut Errors) -> Option<Self> {
        match fields {
            Fields::Unit => Some(Self::Unit),
            Fields::Named(named) => Some(Self::Named(
                named.named.iter().filter_map(|field| Field::read(field, errors)).collect(),
            )),
            Fields::Unnamed(unnamed) => {
                let message =
                    "a tuple struct has no names for the members of an object: name its fields";
                errors.at(unnamed.span(), message);
                None
            }
        }
    }
}

impl<'i> Enum<'i> {
    /// Takes an enum apart; anything else is reported.
    pub(crate) fn read(input: &'i DeriveInput, errors: &mut Errors) -> Option<Self> {
        let variants = match &input.data {
            Data::Enum(data) => &data.variants,
            Data::Struct(data) => {
                let message = "a struct is no list of values: derive `AlipayEnum` for an enum, \
                               and `AlipayNotify` for a message";
                errors.on(data.struct_token, message);
                return None;
            }
            Data::Union(data) => {
                errors.on(data.union_token, "a union is no list of values: use an enum");
                return None;
            }
        };
        let attrs = EnumAttrs::parse(&input.attrs, errors);
        refuse_generics(&input.generics, errors);
        let variants = variants
            .iter()
            .map(|variant| Variant {
                ident: &variant.ident,
                fields: &variant.fields,
                attrs: VariantAttrs::parse(&variant.attrs, errors),
            })
            .collect();
        Some(Self { ident: &input.ident, attrs, variants })
    }
}

impl<'i> Field<'i> {
    fn read(field: &'i syn::Field, errors: &mut Errors) -> Option<Self> {
        let (attrs, docs) = (FieldAttrs::parse(&field.attrs, errors), attr::docs(&field.attrs));
        let ident = field.ident.as_ref()?;
        if ident == "_" {
            errors.on(ident, "a field of a message needs a name");
            return None;
        }
        Some(Self { ident, ty: &field.ty, attrs, docs })
    }

    /// The name on the wire; `None` where a mistake leaves it unknown.
    pub(crate) fn wire_name(&self) -> Option<String> {
        match &self.attrs.rename {
            rename if rename.is_faulty() => None,
            rename => {
                Some(rename.value().map_or_else(|| self.ident.unraw().to_string(), LitStr::value))
            }
        }
    }

    /// Where the name on the wire comes from.
    pub(crate) fn name_span(&self) -> Span {
        self.attrs.rename.value().map_or_else(|| self.ident.span(), LitStr::span)
    }
}

fn refuse_generics(generics: &Generics, errors: &mut Errors) {
    if !generics.params.is_empty() {
        let message = "generic parameters are not supported: a specification is the same for all \
                       types, and what is decoded owns its texts";
        errors.on(&generics.params, message);
    }
}
