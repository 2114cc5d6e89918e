//! The message itself.

use proc_macro2::TokenStream;
use quote::quote;

use super::written::Struct;
use super::{Core, choices, docs, object, spec};
use crate::model::{Message, Object};

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
    quote! {
        #[automatically_derived]
        impl #core::AlipayNotify for #ident {
            const SPEC: &'static #private::MessageSchema = &#spec;
            type Content = #content;
        }
    }
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
