//! What stands in for an item with mistakes: the mistakes, and implementations that do nothing, so
//! that the code which uses the item gives rise to no errors of its own.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote};
use syn::{Data, DeriveInput, Fields, Path};

use crate::attr::{EnumAttrs, Place, StructAttrs};
use crate::error::Errors;
use crate::expand::{self, Core};
use crate::model::{Choice, Content, Message};

/// In the place of a message. `checked` is what was found to be right in spite of the mistakes, and
/// `choices` are the groups of a struct with fields.
pub(crate) fn message(
    input: &DeriveInput,
    checked: Option<&Message>,
    choices: &[Choice],
    errors: &Errors,
) -> TokenStream {
    let krate = krate(input, Place::Message);
    let core = Core::at(&krate);
    let vis = &input.vis;
    let is_unit = matches!(&input.data, Data::Struct(data) if matches!(data.fields, Fields::Unit));
    if !input.generics.params.is_empty() {
        // A type with parameters may hold borrows, which the content of a message can't.
        let inert = format_ident!("Inert");
        let (notify, object) = (notify(input, &inert, &core), object(&inert, &core));
        let choices = expand::inert_choices(input, choices, &core);
        return quote! { #errors #choices const _: () = { pub struct #inert; #notify #object }; };
    }
    if let Some(message @ Message { content: Content::Written { .. }, .. }) = checked {
        let written = expand::message(message);
        return quote! { #errors #written };
    }
    if is_unit {
        let content = format_ident!("{}Content", input.ident, span = Span::call_site());
        let (notify, object) = (notify(input, &content, &core), object(&content, &core));
        let serde = serde(&content, &core);
        return quote! {
            #errors
            #[doc = "Stands in for the content until the mistakes are corrected."]
            #[derive(
                ::core::clone::Clone, ::core::fmt::Debug, ::core::cmp::PartialEq, ::core::cmp::Eq
            )]
            #[non_exhaustive]
            #vis struct #content {}
            impl #content {
                #[doc = "Stands in for the example until the mistakes are corrected."]
                #[allow(dead_code)]
                #[must_use]
                #vis fn example() -> Self {
                    Self {}
                }
            }
            #serde
            #notify
            #object
        };
    }
    let (notify, object) = (notify(input, &input.ident, &core), object(&input.ident, &core));
    let choices = expand::inert_choices(input, choices, &core);
    quote! { #errors #notify #object #choices }
}

/// In the place of an object that is no message.
pub(crate) fn nested(input: &DeriveInput, choices: &[Choice], errors: &Errors) -> TokenStream {
    let krate = krate(input, Place::Object);
    let core = Core::at(&krate);
    let private = core.private();
    let ident = &input.ident;
    let (generics, arguments, bounds) = input.generics.split_for_impl();
    let object = object_for(&quote!(#generics), &quote!(#ident #arguments #bounds), &core);
    let members = value_members(&core);
    let choices = expand::inert_choices(input, choices, &core);
    quote! {
        #errors
        #choices
        #object
        #[automatically_derived]
        impl #generics #core::decode::AlipayValue for #ident #arguments #bounds {
            const KIND: #private::Kind = #private::Kind::Object(#private::Cow::Borrowed(
                const { &#private::object(&[], &[]) },
            ));
            #members
        }
    }
}

/// In the place of an enum.
pub(crate) fn enumeration(input: &DeriveInput, errors: &Errors) -> TokenStream {
    let krate = EnumAttrs::parse(&input.attrs, &mut Errors::default()).krate.or_default();
    let core = Core::at(&krate);
    let private = core.private();
    let ident = &input.ident;
    let (generics, arguments, bounds) = input.generics.split_for_impl();
    let members = value_members(&core);
    quote! {
        #errors
        #[automatically_derived]
        impl #generics #core::AlipayEnum for #ident #arguments #bounds {
            const VALUES: &'static [#private::EnumValue] = &[];
            fn from_wire(_: &::core::primitive::str) -> ::core::option::Option<Self> {
                ::core::option::Option::None
            }
            fn as_str(&self) -> &::core::primitive::str {
                ""
            }
        }
        #[automatically_derived]
        impl #generics #core::decode::AlipayValue for #ident #arguments #bounds {
            const KIND: #private::Kind = #private::Kind::String;
            #members
        }
    }
}

fn krate(input: &DeriveInput, place: Place) -> Path {
    StructAttrs::parse(&input.attrs, place, &mut Errors::default()).krate.or_default()
}

/// What every `AlipayValue` has.
fn value_members(core: &Core<'_>) -> TokenStream {
    let private = core.private();
    quote! {
        fn decode(
            _: &mut #private::Decoder<'_>,
            _: &#private::FieldSchema,
        ) -> ::core::result::Result<::core::option::Option<Self>, #private::Malformed> {
            ::core::result::Result::Ok(::core::option::Option::None)
        }
        fn check(&self, _: &#private::FieldSchema, _: &mut #private::Violations) {}
    }
}

/// What serde has of every content.
fn serde(content: &Ident, core: &Core<'_>) -> TokenStream {
    let private = core.private();
    quote! {
        #[automatically_derived]
        impl #private::serde::Serialize for #content {
            fn serialize<S: #private::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                serializer.serialize_unit()
            }
        }
        #[automatically_derived]
        impl<'de> #private::serde::Deserialize<'de> for #content {
            fn deserialize<D: #private::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                #private::deserialize(deserializer)
            }
        }
    }
}

fn notify(input: &DeriveInput, content: &Ident, core: &Core<'_>) -> TokenStream {
    let private = core.private();
    let ident = &input.ident;
    let (generics, arguments, bounds) = input.generics.split_for_impl();
    quote! {
        #[automatically_derived]
        impl #generics #core::AlipayNotify for #ident #arguments #bounds {
            const SPEC: &'static #private::MessageSchema = &#private::MessageSchema::new(
                #private::Family::Message,
                #private::Cow::Borrowed(""),
                #private::object(&[], &[]),
            );
            type Content = #content;
        }
    }
}

fn object(content: &Ident, core: &Core<'_>) -> TokenStream {
    object_for(&TokenStream::new(), &quote!(#content), core)
}

fn object_for(generics: &TokenStream, ty: &TokenStream, core: &Core<'_>) -> TokenStream {
    let private = core.private();
    quote! {
        #[automatically_derived]
        impl #generics #core::AlipayObject for #ty {
            const SCHEMA: &'static #private::ObjectSchema = &#private::object(&[], &[]);
            fn decode(
                _: &mut #private::Decoder<'_>,
            ) -> ::core::result::Result<::core::option::Option<Self>, #private::Malformed> {
                ::core::result::Result::Ok(::core::option::Option::None)
            }
            fn check(&self, _: &mut #private::Violations) {}
        }
    }
}
