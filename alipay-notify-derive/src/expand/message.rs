//! The message itself.

use proc_macro2::{Literal, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;

use super::written::Struct;
use super::{Core, choices, docs, object, spec};
use crate::model::{FieldType, Message, Object};

/// Makes the compiler run the derive again when the schema file changes.
pub(super) fn tracked(file: &str) -> TokenStream {
    quote! {
        const _: &[::core::primitive::u8] =
            ::core::include_bytes!(::core::concat!(::core::env!("CARGO_MANIFEST_DIR"), "/", #file));
    }
}

/// `impl AlipayNotify`.
pub(super) fn notify(message: &Message, core: &Core<'_>) -> TokenStream {
    let private = core.private();
    let (ident, content) = (&message.ident, &message.content.object().ident);
    let spec = spec::message(&message.spec, core);
    let docs = docs::message(&message.spec);
    let (key, parameters) = (key(message, core), parameters(message, core));
    quote! {
        #docs
        #[automatically_derived]
        impl #core::AlipayNotify for #ident {
            const SPEC: &'static #private::MessageSchema = &#spec;
            type Content = #content;
        }
        #key
        #parameters
    }
}

/// Makes sure that the key is of a type that can be one, where only a type says what it is. The
/// compiler's error stands on that type.
fn key(message: &Message, core: &Core<'_>) -> Option<TokenStream> {
    let index = message.spec.idempotency_key.filter(|_| message.file.is_none())?;
    let field = message.content.object().fields.iter().find(|field| field.index == index)?;
    let FieldType::Declared(ty) = &field.ty else { return None };
    let (private, ident) = (core.private(), &message.ident);
    let problem = format!(
        "`{}` can't be the idempotency key: a key is a single text or integer that is always \
         present; mark another field",
        field.ident
    );
    let is_fit = quote!(#private::is_key_fit(<#ident as #core::AlipayNotify>::SPEC));
    let at = Span::call_site().located_at(ty.span());
    Some(quote_spanned!(at=> const _: () = ::core::assert!(#is_fit, #problem);))
}

/// Makes sure that each member can be a parameter of a form, where that is what it is and only a
/// type says what it holds. The compiler's error stands on that type.
fn parameters(message: &Message, core: &Core<'_>) -> Option<TokenStream> {
    if !message.spec.family.is_flat() || message.file.is_some() {
        return None;
    }
    let (private, ident) = (core.private(), &message.ident);
    let assertions = message.content.object().fields.iter().filter_map(|field| {
        let FieldType::Declared(ty) = &field.ty else { return None };
        let problem = format!(
            "`{}` can't be a parameter of a form, which is a text: if it is the text of JSON, add \
             `#[alipay(json)]`",
            field.ident
        );
        let index = Literal::usize_unsuffixed(field.index);
        let spec = quote!(<#ident as #core::AlipayNotify>::SPEC);
        let is_parameter = quote!(#private::is_parameter(#spec, #index));
        let at = Span::call_site().located_at(ty.span());
        Some(quote_spanned!(at=> const _: () = ::core::assert!(#is_parameter, #problem);))
    });
    Some(assertions.collect())
}

/// The struct of a content that the derive writes.
pub(super) fn written(object: &Object, message: &Message, core: &Core<'_>) -> TokenStream {
    let owner = &message.ident;
    let example = quote!(<#owner as #core::AlipayNotify>::SPEC.example());
    let (spec, vis, docs) = (&message.spec.content, &message.vis, docs::content(message));
    Struct { object, spec, vis, docs, example }.tokens(core)
}

/// How the content is read, and the groups in it.
pub(super) fn content(message: &Message, core: &Core<'_>) -> TokenStream {
    let (owner, object) = (&message.ident, message.content.object());
    let schema = quote!(<#owner as #core::AlipayNotify>::SPEC.content);
    let read = object::read(object, &schema, &message.spec.content.groups, core);
    let choices = choices::written(object, &message.vis, core);
    quote! { #read #choices }
}
