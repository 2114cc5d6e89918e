//! Exactly-one groups as enums of references, and the methods that return them.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::Visibility;
use syn::ext::IdentExt;

use super::{Core, docs};
use crate::model::{Choice, ChoiceType, Object};

/// The methods of a content, and the enums that are not core's.
pub(super) fn written(object: &Object, vis: &Visibility, core: &Core<'_>) -> Option<TokenStream> {
    if object.choices.is_empty() {
        return None;
    }
    let ident = &object.ident;
    let types = object.choices.iter().filter_map(|choice| match &choice.ty {
        ChoiceType::User | ChoiceType::Shared(_) => None,
        ChoiceType::Written(ident) => Some(written_type(ident, choice, vis, core)),
    });
    let methods = object.choices.iter().map(|choice| method(choice, vis, core));
    Some(quote! {
        #(#types)*
        #[automatically_derived]
        impl #ident { #(#methods)* }
    })
}

fn written_type(ident: &Ident, choice: &Choice, vis: &Visibility, core: &Core<'_>) -> TokenStream {
    let private = core.private();
    let docs = docs::choice(choice);
    let variants: Vec<_> = choice.members.iter().map(|member| &member.variant).collect();
    let names = variants.iter().map(ToString::to_string);
    let fields = choice.members.iter().map(|member| format!(" `{}`.", member.field.unraw()));
    quote_spanned! {Span::mixed_site()=>
        #docs
        #[derive(::core::clone::Clone, ::core::marker::Copy, ::core::cmp::PartialEq, ::core::cmp::Eq)]
        #vis enum #ident<'a> {
            #(#[doc = #fields] #variants(&'a ::core::primitive::str),)*
        }
        #[automatically_derived]
        impl ::core::fmt::Debug for #ident<'_> {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                match self {
                    #(Self::#variants(text) => {
                        f.debug_tuple(#names).field(&#private::Redacted(text)).finish()
                    })*
                }
            }
        }
    }
}

/// Holds each member in turn against all the others.
fn method(choice: &Choice, vis: &Visibility, core: &Core<'_>) -> TokenStream {
    let (method, docs) = (&choice.method, docs::method(choice));
    let ty = match &choice.ty {
        ChoiceType::User => quote!(#core::UserRef),
        ChoiceType::Written(ident) | ChoiceType::Shared(ident) => quote!(#ident),
    };
    let fields = choice.members.iter().map(|member| &member.field);
    let arms = (0..choice.members.len()).map(|one| {
        let variant = &choice.members[one].variant;
        let patterns = (0..choice.members.len()).map(|index| {
            if index == one {
                quote_spanned!(Span::mixed_site()=> ::core::option::Option::Some(text))
            } else {
                quote!(::core::option::Option::None)
            }
        });
        quote_spanned! {Span::mixed_site()=>
            (#(#patterns),*) => ::core::option::Option::Some(#ty::#variant(text)),
        }
    });
    quote_spanned! {Span::mixed_site()=>
        #docs
        #[allow(dead_code)]
        #[must_use]
        #vis fn #method(&self) -> ::core::option::Option<#ty<'_>> {
            match (#(self.#fields.as_deref()),*) {
                #(#arms)*
                _ => ::core::option::Option::None,
            }
        }
    }
}
