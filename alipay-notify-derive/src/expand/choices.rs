//! Exactly-one groups as enums of references, and the methods that return them.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::ext::IdentExt;
use syn::{DeriveInput, Visibility};

use super::{Core, docs};
use crate::model::{Choice, ChoiceType, Object};

/// The methods of a content, and the enums that are not core's.
pub(super) fn written(object: &Object, vis: &Visibility, core: &Core<'_>) -> Option<TokenStream> {
    if object.choices.is_empty() {
        return None;
    }
    let ident = &object.ident;
    let types = written_types(&object.choices, vis, core);
    let methods = object.choices.iter().map(|choice| method(choice, vis, core));
    Some(quote! {
        #(#types)*
        #[automatically_derived]
        impl #ident { #(#methods)* }
    })
}

/// The methods of a struct with mistakes, which return nothing, and the enums that are not core's.
pub(crate) fn inert(
    input: &DeriveInput,
    choices: &[Choice],
    core: &Core<'_>,
) -> Option<TokenStream> {
    if choices.is_empty() {
        return None;
    }
    let (vis, ident) = (&input.vis, &input.ident);
    let (generics, arguments, bounds) = input.generics.split_for_impl();
    let types = written_types(choices, vis, core);
    let methods = choices.iter().map(|choice| {
        let signature = signature(choice, vis, core);
        quote! { #signature { ::core::option::Option::None } }
    });
    Some(quote! {
        #(#types)*
        #[automatically_derived]
        impl #generics #ident #arguments #bounds { #(#methods)* }
    })
}

fn written_types<'c>(
    choices: &'c [Choice],
    vis: &'c Visibility,
    core: &'c Core<'_>,
) -> impl Iterator<Item = TokenStream> + 'c {
    choices.iter().filter_map(|choice| match &choice.ty {
        ChoiceType::User | ChoiceType::Shared(_) => None,
        ChoiceType::Written(ident) => Some(written_type(ident, choice, vis, core)),
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
        #[derive(
            ::core::clone::Clone, ::core::marker::Copy, ::core::cmp::PartialEq, ::core::cmp::Eq
        )]
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
    let (signature, ty) = (signature(choice, vis, core), ty(choice, core));
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
        #signature {
            match (#(self.#fields.as_deref()),*) {
                #(#arms)*
                _ => ::core::option::Option::None,
            }
        }
    }
}

fn signature(choice: &Choice, vis: &Visibility, core: &Core<'_>) -> TokenStream {
    let (method, docs, ty) = (&choice.method, docs::method(choice), ty(choice, core));
    quote_spanned! {Span::mixed_site()=>
        #docs
        #[allow(dead_code)]
        #[must_use]
        #vis fn #method(&self) -> ::core::option::Option<#ty<'_>>
    }
}

fn ty(choice: &Choice, core: &Core<'_>) -> TokenStream {
    match &choice.ty {
        ChoiceType::User => quote!(#core::UserRef),
        ChoiceType::Written(ident) | ChoiceType::Shared(ident) => quote!(#ident),
    }
}
