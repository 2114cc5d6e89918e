//! Closed lists of texts.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::Visibility;

use super::docs::Docs;
use super::{Core, docs, spec};
use crate::model::Enum;

/// The enum that the derive writes for a field, its `Debug`, and how it is read.
pub(super) fn written(list: &Enum, vis: &Visibility, docs: &Docs, core: &Core<'_>) -> TokenStream {
    let (private, ident) = (core.private(), &list.ident);
    let variants = list.variants.iter().map(|variant| {
        let (ident, docs) = (&variant.ident, docs::variant(&variant.value));
        quote!(#docs #ident)
    });
    let other = list.other.iter();
    let (debug, serde, read) = (debug(list, core), serde(list, core), read(list, core));
    quote! {
        #docs
        #[derive(::core::clone::Clone, ::core::cmp::PartialEq, ::core::cmp::Eq)]
        #[non_exhaustive]
        #vis enum #ident {
            #(#variants,)*
            #(
                /// A value that the specification does not list; strict decoding never produces it.
                #other(#private::String),
            )*
        }
        #[automatically_derived]
        impl #ident {
            /// The value on the wire.
            #[allow(dead_code)]
            #[must_use]
            #vis fn as_str(&self) -> &::core::primitive::str {
                <Self as #core::AlipayEnum>::as_str(self)
            }
        }
        #debug
        #serde
        #read
    }
}

/// `impl AlipayEnum` and `impl AlipayValue`.
///
/// Where a field's type is none, the compiler lists those that are: texts are worth listing, all
/// enums are not.
pub(super) fn read(list: &Enum, core: &Core<'_>) -> TokenStream {
    let private = core.private();
    let ident = &list.ident;
    let values = spec::values(list.variants.iter().map(|variant| &variant.value), core);
    let (from_wire, as_str) = (from_wire(list, core), as_str(list));
    quote_spanned! {Span::mixed_site()=>
        #[automatically_derived]
        impl #core::AlipayEnum for #ident {
            const VALUES: &'static [#private::EnumValue] = #values;
            #from_wire
            #as_str
        }
        #[automatically_derived]
        #[diagnostic::do_not_recommend]
        impl #core::decode::AlipayValue for #ident {
            const KIND: #private::Kind =
                #private::Kind::Enum(#private::Cow::Borrowed(<Self as #core::AlipayEnum>::VALUES));
            fn decode(
                decoder: &mut #private::Decoder<'_>,
                field: &#private::FieldSchema,
            ) -> ::core::result::Result<::core::option::Option<Self>, #private::Malformed> {
                #private::enumeration(decoder, field)
            }
            fn check(&self, field: &#private::FieldSchema, violations: &mut #private::Violations) {
                field.check_text(<Self as #core::AlipayEnum>::as_str(self), violations);
            }
        }
    }
}

fn from_wire(list: &Enum, core: &Core<'_>) -> TokenStream {
    let private = core.private();
    let idents = list.variants.iter().map(|variant| &variant.ident);
    let values = list.variants.iter().map(|variant| &*variant.value.value);
    let unlisted = list.other.as_ref().map_or_else(
        || quote!(::core::option::Option::None),
        |other| {
            quote_spanned! {Span::mixed_site()=>
                ::core::option::Option::Some(Self::#other(::core::convert::From::from(text)))
            }
        },
    );
    quote_spanned! {Span::mixed_site()=>
        fn from_wire(text: &::core::primitive::str) -> ::core::option::Option<Self> {
            #(if #private::same(text, #values) {
                return ::core::option::Option::Some(Self::#idents);
            })*
            #unlisted
        }
    }
}

fn as_str(list: &Enum) -> TokenStream {
    let idents = list.variants.iter().map(|variant| &variant.ident);
    let values = list.variants.iter().map(|variant| &*variant.value.value);
    let other = list.other.iter();
    quote_spanned! {Span::mixed_site()=>
        fn as_str(&self) -> &::core::primitive::str {
            match self {
                #(Self::#idents => #values,)*
                #(Self::#other(text) => text,)*
            }
        }
    }
}

/// `impl Debug`, which shows a listed value's variant and no other text.
fn debug(list: &Enum, core: &Core<'_>) -> TokenStream {
    let private = core.private();
    let ident = &list.ident;
    let idents = list.variants.iter().map(|variant| &variant.ident);
    let names = list.variants.iter().map(|variant| variant.ident.to_string());
    let (other, other_names) = (list.other.iter(), list.other.iter().map(ToString::to_string));
    quote_spanned! {Span::mixed_site()=>
        #[automatically_derived]
        impl ::core::fmt::Debug for #ident {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                match self {
                    #(Self::#idents => f.write_str(#names),)*
                    #(Self::#other(text) => {
                        f.debug_tuple(#other_names).field(&#private::Redacted(text)).finish()
                    })*
                }
            }
        }
    }
}

/// `impl Serialize` and `impl Deserialize`: the value on the wire.
fn serde(list: &Enum, core: &Core<'_>) -> TokenStream {
    let (private, ident) = (core.private(), &list.ident);
    quote_spanned! {Span::mixed_site()=>
        #[automatically_derived]
        impl #private::serde::Serialize for #ident {
            fn serialize<S: #private::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                serializer.serialize_str(<Self as #core::AlipayEnum>::as_str(self))
            }
        }
        #[automatically_derived]
        impl<'de> #private::serde::Deserialize<'de> for #ident {
            fn deserialize<D: #private::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                #private::deserialize_enum(deserializer)
            }
        }
    }
}
