//! From the model to code. Nothing can fail here.
//!
//! Code stands in the user's crate, where any name may mean anything: paths are absolute, names from the prelude
//! included, and local names have the hygiene of a `macro_rules!` macro.

mod choices;
mod docs;
mod enums;
mod message;
mod object;
mod spec;

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::Path;

use crate::model::{Content, Enum, Message};

/// A message, its content, and the types that the derive writes for it.
pub(crate) fn message(message: &Message) -> TokenStream {
    let core = Core::at(&message.krate);
    let tracked = message.file.as_deref().map(message::tracked);
    let notify = message::notify(message, &core);
    let content = match &message.content {
        Content::Declared(object) => object::read(object, message, &core),
        Content::Written { object, enums } => {
            let written = object::written(object, message, &core);
            let enums = enums.iter().map(|(index, list)| enums::written(list, *index, message, &core));
            quote! { #written #(#enums)* }
        }
    };
    let choices = choices::written(message, &core);
    quote! { #tracked #notify #content #choices }
}

/// A closed list of texts that the user wrote.
pub(crate) fn enumeration(krate: &Path, list: &Enum) -> TokenStream {
    enums::read(list, &Core::at(krate))
}

/// The core crate, and what it keeps for generated code.
pub(crate) struct Core<'a> {
    krate: &'a Path,
    private: TokenStream,
}

impl<'a> Core<'a> {
    pub(crate) fn at(krate: &'a Path) -> Self {
        Self { krate, private: quote!(#krate::__private) }
    }

    /// What generated code calls.
    pub(crate) fn private(&self) -> &TokenStream {
        &self.private
    }
}

impl ToTokens for Core<'_> {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.krate.to_tokens(tokens);
    }
}
