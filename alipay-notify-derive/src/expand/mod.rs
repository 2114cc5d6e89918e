//! From the model to code. Nothing can fail here.
//!
//! Code stands in the user's crate, where any name may mean anything: paths are absolute, names
//! from the prelude included, and local names have the hygiene of a `macro_rules!` macro.

mod choices;
mod docs;
mod enums;
mod message;
mod object;
mod spec;
mod types;
mod written;

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, format_ident, quote};
use syn::Path;

use crate::model::{Content, Enum, Message, Nested, Written, WrittenType};
pub(crate) use choices::inert as inert_choices;
use written::Struct;

/// A message, its content, and the types that the derive writes for it.
pub(crate) fn message(message: &Message) -> TokenStream {
    let core = Core::at(&message.krate);
    let tracked = message.file.as_deref().map(message::tracked);
    let notify = message::notify(message, &core);
    let written = match &message.content {
        Content::Declared(_) => None,
        Content::Written { object, types } => {
            let content = message::written(object, message, &core);
            let types = types.iter().map(|ty| written(ty, message, &core));
            Some(quote! { #content #(#types)* })
        }
    };
    let content = message::content(message, &core);
    quote! { #tracked #notify #written #content }
}

/// An object that the user wrote.
pub(crate) fn nested(nested: &Nested) -> TokenStream {
    let core = Core::at(&nested.krate);
    let schema = spec::object(&nested.spec, &core);
    let read = object::read(&nested.object, &schema, &nested.spec.groups, &core);
    let value = object::value(&nested.object.ident, &core);
    let choices = choices::written(&nested.object, &nested.vis, &core);
    quote! { #read #value #choices }
}

/// A closed list of texts that the user wrote.
pub(crate) fn enumeration(krate: &Path, list: &Enum) -> TokenStream {
    enums::read(list, &Core::at(krate))
}

/// A type that the derive writes for a field.
fn written(written: &Written, message: &Message, core: &Core<'_>) -> TokenStream {
    let docs = docs::of_field(&written.label, &written.ty);
    let vis = &message.vis;
    match &written.ty {
        WrittenType::Enum(list) => enums::written(list, vis, &docs, core),
        WrittenType::Object(spec, object) => {
            let example = quote!(<Self as #core::AlipayObject>::SCHEMA.example());
            let definition = Struct { object, spec, vis, docs, example }.tokens(core);
            let schema = spec::object(spec, core);
            let read = object::read(object, &schema, &spec.groups, core);
            let value = object::value(&object.ident, core);
            let choices = choices::written(object, vis, core);
            quote! { #definition #read #value #choices }
        }
    }
}

/// The core crate, and what it keeps for generated code.
pub(crate) struct Core<'a> {
    krate: &'a Path,
    private: TokenStream,
}

impl<'a> Core<'a> {
    pub(crate) fn at(krate: &'a Path) -> Self {
        let private = private();
        Self { krate, private: quote!(#krate::#private) }
    }

    /// What generated code calls.
    pub(crate) fn private(&self) -> &TokenStream {
        &self.private
    }
}

/// The module with what generated code calls. Its name has the version in it, so that the macros of
/// no other version reach it.
pub(crate) fn private() -> Ident {
    format_ident!("__private_{}", env!("CARGO_PKG_VERSION").replace(['.', '-', '+'], "_"))
}

impl ToTokens for Core<'_> {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.krate.to_tokens(tokens);
    }
}
