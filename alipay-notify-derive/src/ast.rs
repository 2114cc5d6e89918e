//! The item under the derive, taken apart: its attributes parsed, its shape known.

use proc_macro2::{Ident, Span};
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{Data, DeriveInput, Fields, GenericArgument, Generics, LitStr, PathArguments, Type, Visibility};

use crate::attr::{self, EnumAttrs, FieldAttrs, StructAttrs, VariantAttrs};
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
    pub(crate) fn read(input: &'i DeriveInput, errors: &mut Errors) -> Option<Self> {
        let shape = match &input.data {
            Data::Struct(data) => Shape::read(&data.fields, errors),
            Data::Enum(data) => {
                let message = "an enum can't be a message: derive `AlipayNotify` for a struct, \
                               and `AlipayEnum` for the enums among its fields";
                errors.on(data.enum_token, message);
                return None;
            }
            Data::Union(data) => {
                errors.on(data.union_token, "a union can't be a message: use a struct");
                return None;
            }
        };
        let attrs = StructAttrs::parse(&input.attrs, errors);
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
            Fields::Named(named) => {
                Some(Self::Named(named.named.iter().filter_map(|field| Field::read(field, errors)).collect()))
            }
            Fields::Unnamed(unnamed) => {
                let message = "a tuple struct has no names for the members of a message: name its fields";
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
        field.ident.as_ref().map(|ident| Self { ident, ty: &field.ty, attrs, docs })
    }

    /// The name on the wire; `None` where a mistake leaves it unknown.
    pub(crate) fn wire_name(&self) -> Option<String> {
        match &self.attrs.rename {
            rename if rename.is_faulty() => None,
            rename => Some(rename.value().map_or_else(|| self.ident.unraw().to_string(), LitStr::value)),
        }
    }

    /// Where the name on the wire comes from.
    pub(crate) fn name_span(&self) -> Span {
        self.attrs.rename.value().map_or_else(|| self.ident.span(), LitStr::span)
    }
}

/// The `T` of a type that is written as `Option<T>`.
pub(crate) fn option_of(ty: &Type) -> Option<&Type> {
    let path = match ty {
        Type::Path(path) if path.qself.is_none() => &path.path,
        // A type that came through a `macro_rules!` variable stands in an invisible group.
        Type::Group(group) => return option_of(&group.elem),
        Type::Paren(paren) => return option_of(&paren.elem),
        _ => return None,
    };
    let last = path.segments.last().filter(|last| last.ident == "Option")?;
    match &last.arguments {
        PathArguments::AngleBracketed(arguments) => match arguments.args.first() {
            Some(GenericArgument::Type(inner)) => Some(inner),
            _ => None,
        },
        _ => None,
    }
}

/// Whether a type is written as `String`.
pub(crate) fn is_string(ty: &Type) -> bool {
    match ty {
        Type::Path(path) => path.path.segments.last().is_some_and(|last| last.ident == "String"),
        Type::Group(group) => is_string(&group.elem),
        Type::Paren(paren) => is_string(&paren.elem),
        _ => false,
    }
}

fn refuse_generics(generics: &Generics, errors: &mut Errors) {
    if !generics.params.is_empty() {
        let message =
            "generic parameters are not supported: the specification of a message is one for all types";
        errors.on(&generics.params, message);
    }
}
