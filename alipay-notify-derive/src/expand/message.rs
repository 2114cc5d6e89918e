//! The message itself.

use proc_macro2::TokenStream;
use quote::quote;

use super::{Core, spec};
use crate::model::Message;

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
