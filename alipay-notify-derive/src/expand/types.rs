//! The types of fields.

use alipay_notify_schema::Format;
use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::Type;

use super::Core;
use crate::model::{FieldType, Value};

/// The type that a field has.
pub(super) fn field(ty: &FieldType, core: &Core<'_>) -> TokenStream {
    match ty {
        FieldType::Declared(ty) | FieldType::Json(ty) => ty.to_token_stream(),
        FieldType::Written { value, repeated, optional } => {
            let (private, mut ty) = (core.private(), element(value, core));
            if *repeated {
                ty = quote!(#private::Vec<#ty>);
            }
            if *optional { quote!(::core::option::Option<#ty>) } else { ty }
        }
    }
}

/// The specification of what is in the text of a field with `json`.
pub(super) fn inner(ty: &Type, core: &Core<'_>) -> TokenStream {
    let private = core.private();
    quote! {
        const {
            &#private::unnamed(
                <#ty as #core::decode::AlipayValue>::REPEATED,
                <#ty as #core::decode::AlipayValue>::KIND,
            )
        }
    }
}

fn element(value: &Value, core: &Core<'_>) -> TokenStream {
    let private = core.private();
    match value {
        Value::Text => quote!(#private::String),
        Value::Integer => quote!(::core::primitive::i64),
        Value::Number => quote!(#core::decode::Number),
        Value::Boolean => quote!(::core::primitive::bool),
        Value::Format(Format::Yuan) => quote!(#core::decode::Yuan),
        Value::Format(Format::BeijingTime) => quote!(#core::decode::BeijingTime),
        Value::Enum(ident) | Value::Object(ident) => ident.to_token_stream(),
        Value::Json { ident, repeated: false } => quote!(#core::decode::Json<#ident>),
        Value::Json { ident, repeated: true } => quote!(#core::decode::Json<#private::Vec<#ident>>),
    }
}
