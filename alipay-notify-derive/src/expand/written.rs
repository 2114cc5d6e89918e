//! The structs that the derive writes: their fields, and all that makes them pleasant to have.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::Visibility;
use syn::ext::IdentExt;

use super::docs::Docs;
use super::{Core, docs, types};
use crate::model::{Field, FieldType, Object, ObjectSpec, Value};

/// A struct as it is to be written.
pub(super) struct Struct<'m> {
    pub(super) object: &'m Object,
    pub(super) spec: &'m ObjectSpec,
    pub(super) vis: &'m Visibility,
    pub(super) docs: Docs,
    /// The text of a JSON object that keeps the specification.
    pub(super) example: TokenStream,
}

impl Struct<'_> {
    /// The struct, its `Debug`, its example, and how serde writes and reads it.
    pub(super) fn tokens(&self, core: &Core<'_>) -> TokenStream {
        let (ident, vis, docs) = (&self.object.ident, self.vis, &self.docs);
        let fields = self.object.fields.iter().map(|field| {
            let (name, ty) = (&field.ident, types::field(&field.ty, core));
            let docs = docs::field(self.spec, field.index);
            quote! { #docs #vis #name: #ty }
        });
        let extra = self.object.extra.iter().map(|extra| {
            quote! {
                /// The members that the specification does not have.
                #vis #extra: #core::decode::Extra
            }
        });
        let members = fields.chain(extra);
        let lints = lints(self.object);
        let (example, debug) = (self.example(core), debug(self.object, core));
        let (serialize, deserialize) =
            (serialize(self.object, core), deserialize(self.object, core));
        quote! {
            #docs
            #lints
            #[derive(::core::clone::Clone, ::core::cmp::PartialEq, ::core::cmp::Eq)]
            #[non_exhaustive]
            #vis struct #ident { #(#members),* }
            #example
            #debug
            #serialize
            #deserialize
        }
    }

    /// The one way to a value of a struct that may gain fields, other than from a message.
    fn example(&self, core: &Core<'_>) -> TokenStream {
        let (private, ident, vis, example) =
            (core.private(), &self.object.ident, self.vis, &self.example);
        quote! {
            #[automatically_derived]
            impl #ident {
                /// A value that keeps the specification, made from its examples.
                #[allow(dead_code)]
                #[must_use]
                #vis fn example() -> Self {
                    #private::example(&#example)
                }
            }
        }
    }
}

/// Fields are named as the document names them, which some lints would have otherwise.
fn lints(object: &Object) -> Option<TokenStream> {
    let behind_underscore =
        object.fields.iter().any(|field| field.ident.to_string().starts_with('_'));
    behind_underscore.then(|| quote!(#[allow(clippy::pub_underscore_fields)]))
}

/// `impl Debug`, which shows what is there, how long it is, and none of its characters.
fn debug(object: &Object, core: &Core<'_>) -> TokenStream {
    let ident = &object.ident;
    let name = ident.to_string();
    let fields = object.fields.iter().map(|field| {
        let (name, value) = (field.ident.unraw().to_string(), shown(field, core));
        quote!(.field(#name, #value))
    });
    let extra = object.extra.iter().map(|extra| {
        let (name, this) = (extra.to_string(), quote_spanned!(Span::mixed_site()=> self.#extra));
        quote!(.field(#name, &#this))
    });
    quote_spanned! {Span::mixed_site()=>
        #[automatically_derived]
        impl ::core::fmt::Debug for #ident {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.debug_struct(#name) #(#fields)* #(#extra)* .finish()
            }
        }
    }
}

fn shown(field: &Field, core: &Core<'_>) -> TokenStream {
    let (private, name) = (core.private(), &field.ident);
    let this = quote_spanned!(Span::mixed_site()=> self.#name);
    let FieldType::Written { value, repeated, optional } = &field.ty else { return quote!(&#this) };
    match (value, optional) {
        (_, false) if *repeated => quote!(&#private::Elements(#this.len())),
        (_, true) if *repeated => quote!(&#private::elements(#this.as_deref())),
        (Value::Json { repeated: true, .. }, false) => quote!(&#private::Elements(#this.0.len())),
        (Value::Json { repeated: true, .. }, true) => {
            quote!(&#private::elements(#this.as_deref().map(|list| &**list)))
        }
        (Value::Text, false) => quote!(&#private::Redacted(&#this)),
        (Value::Text, true) => quote!(&#this.as_deref().map(#private::Redacted)),
        (Value::Integer | Value::Number | Value::Boolean, false) => quote!(&#private::Hidden),
        (Value::Integer | Value::Number | Value::Boolean, true) => {
            quote!(&#private::hidden(#this.is_some()))
        }
        (Value::Format(_) | Value::Enum(_) | Value::Object(_) | Value::Json { .. }, _) => {
            quote!(&#this)
        }
    }
}

/// `impl Serialize`: a map of the names on the wire, without what is absent.
fn serialize(object: &Object, core: &Core<'_>) -> TokenStream {
    let (private, ident) = (core.private(), &object.ident);
    let fields = object.fields.iter().map(|field| {
        let (name, ident) = (&field.wire, &field.ident);
        let is_optional = matches!(field.ty, FieldType::Written { optional: true, .. });
        let entry = if is_optional { quote!(optional_entry) } else { quote!(entry) };
        quote_spanned!(Span::mixed_site()=> #private::#entry(&mut map, #name, &self.#ident)?;)
    });
    let extra = object.extra.iter().map(|extra| {
        quote_spanned! {Span::mixed_site()=>
            #private::serialize_extra(&mut map, &self.#extra)?;
        }
    });
    quote_spanned! {Span::mixed_site()=>
        #[automatically_derived]
        impl #private::serde::Serialize for #ident {
            fn serialize<S: #private::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                let mut map = serializer.serialize_map(::core::option::Option::None)?;
                #(#fields)*
                #(#extra)*
                #private::serde::ser::SerializeMap::end(map)
            }
        }
    }
}

/// `impl Deserialize`, by way of the decoder: the same rules, and the same leniency.
fn deserialize(object: &Object, core: &Core<'_>) -> TokenStream {
    let (private, ident) = (core.private(), &object.ident);
    quote_spanned! {Span::mixed_site()=>
        #[automatically_derived]
        impl<'de> #private::serde::Deserialize<'de> for #ident {
            fn deserialize<D: #private::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                #private::deserialize(deserializer)
            }
        }
    }
}
