//! A struct that is read from a JSON object, and the one that the derive writes.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::ext::IdentExt;

use super::{Core, docs};
use crate::model::{Field, FieldType, Message, Object, Value};

/// The struct, its `Debug`, and how it is read.
pub(super) fn written(object: &Object, message: &Message, core: &Core<'_>) -> TokenStream {
    let (ident, vis) = (&object.ident, &message.vis);
    let docs = docs::content(message);
    let fields = object.fields.iter().map(|field| {
        let (name, ty) = (&field.ident, field_type(&field.ty, core));
        let docs = docs::field(&message.spec, field.index);
        quote! { #[doc = #docs] #vis #name: #ty }
    });
    let lints = lints(object);
    let debug = debug(object, core);
    let read = read(object, message, core);
    quote! {
        #[doc = #docs]
        #lints
        #[derive(::core::clone::Clone, ::core::cmp::PartialEq, ::core::cmp::Eq)]
        #[non_exhaustive]
        #vis struct #ident { #(#fields),* }
        #debug
        #read
    }
}

/// Fields are named as the document names them, which some lints would have otherwise.
fn lints(object: &Object) -> Option<TokenStream> {
    let behind_underscore = object.fields.iter().any(|field| field.ident.to_string().starts_with('_'));
    behind_underscore.then(|| quote!(#[allow(clippy::pub_underscore_fields)]))
}

/// `impl AlipayObject`.
pub(super) fn read(object: &Object, message: &Message, core: &Core<'_>) -> TokenStream {
    let private = core.private();
    let (ident, owner) = (&object.ident, &message.ident);
    let decode = decode(object, core);
    quote! {
        #[automatically_derived]
        impl #core::AlipayObject for #ident {
            const SCHEMA: &'static #private::ObjectSchema = &<#owner as #core::AlipayNotify>::SPEC.content;
            #decode
        }
    }
}

/// Reads the members that the struct keeps, checks the others, and builds the struct if nothing needed is missing.
fn decode(object: &Object, core: &Core<'_>) -> TokenStream {
    let private = core.private();
    let fields = &object.fields;
    let locals: Vec<_> = fields.iter().map(|field| local(&field.ident)).collect();
    let names: Vec<_> = fields.iter().map(|field| &field.ident).collect();
    let types: Vec<_> = fields.iter().map(|field| field_type(&field.ty, core)).collect();
    let indices: Vec<_> = fields.iter().map(|field| field.index).collect();
    // Closures, where the functions themselves would do: of a type that is none of a field, a closure is one error at
    // the type, and a function a second one at the derive.
    quote_spanned! {Span::mixed_site()=>
        fn decode(
            decoder: &mut #private::Decoder<'_>,
        ) -> ::core::result::Result<::core::option::Option<Self>, #private::Malformed> {
            let schema = <Self as #core::AlipayObject>::SCHEMA;
            #(let mut #locals = ::core::option::Option::None;)*
            let ::core::option::Option::Some(mut cursor) = decoder.enter()? else {
                return ::core::result::Result::Ok(::core::option::Option::None);
            };
            while let ::core::option::Option::Some(index) = decoder.next_field(schema, &mut cursor)? {
                let field = &schema.fields[index];
                match index {
                    #(#indices => {
                        #locals = #private::field(decoder, field, |decoder, field| {
                            <#types as #core::AlipayValue>::decode(decoder, field)
                        })?;
                    })*
                    _ => decoder.check_field(field)?,
                }
            }
            decoder.leave(schema, &cursor);
            #(
                let ::core::option::Option::Some(#locals) =
                    #locals.or_else(|| <#types as #core::AlipayValue>::absent())
                else {
                    return ::core::result::Result::Ok(::core::option::Option::None);
                };
            )*
            ::core::result::Result::Ok(::core::option::Option::Some(Self { #(#names: #locals),* }))
        }
    }
}

/// The local variable that a field is read into; no other begins with two underscores.
fn local(field: &Ident) -> Ident {
    format_ident!("__{}", field.unraw(), span = Span::mixed_site())
}

fn field_type(ty: &FieldType, core: &Core<'_>) -> TokenStream {
    let private = core.private();
    let (value, optional) = match ty {
        FieldType::Declared(ty) => return ty.to_token_stream(),
        FieldType::Written { value: Value::Text, optional } => (quote!(#private::String), optional),
        FieldType::Written { value: Value::Enum(ident), optional } => (ident.to_token_stream(), optional),
    };
    if *optional { quote!(::core::option::Option<#value>) } else { value }
}

/// `impl Debug`, which shows the lengths of texts and none of their characters.
fn debug(object: &Object, core: &Core<'_>) -> TokenStream {
    let ident = &object.ident;
    let name = ident.to_string();
    let fields = object.fields.iter().map(|field| {
        let (name, value) = (field.ident.unraw().to_string(), shown(field, core));
        quote!(.field(#name, #value))
    });
    quote_spanned! {Span::mixed_site()=>
        #[automatically_derived]
        impl ::core::fmt::Debug for #ident {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.debug_struct(#name) #(#fields)* .finish()
            }
        }
    }
}

fn shown(field: &Field, core: &Core<'_>) -> TokenStream {
    let (private, name) = (core.private(), &field.ident);
    let this = quote_spanned!(Span::mixed_site()=> self.#name);
    match field.ty {
        FieldType::Written { value: Value::Text, optional: false } => quote!(&#private::Redacted(&#this)),
        FieldType::Written { value: Value::Text, optional: true } => {
            quote!(&#this.as_deref().map(#private::Redacted))
        }
        FieldType::Written { value: Value::Enum(_), .. } | FieldType::Declared(_) => quote!(&#this),
    }
}
