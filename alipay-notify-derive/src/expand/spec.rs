//! A specification as a constant.

use alipay_notify_schema::{EnumValue, FieldSchema, Group, GroupRule, Kind, Presence};
use proc_macro2::TokenStream;
use quote::quote;

use super::Core;
use crate::model::{FieldSpec, Said, Spec};

/// A `MessageSchema`.
pub(super) fn message(spec: &Spec, core: &Core<'_>) -> TokenStream {
    let private = core.private();
    let [msg_method, title, description] =
        [&spec.msg_method, &spec.title, &spec.description].map(|part| text(part, core));
    let fields: Vec<_> = spec.fields.iter().map(|spec| field(spec, core)).collect();
    let content = object(&fields, &spec.groups, core);
    let examples = texts(&spec.examples, core);
    quote! {
        #private::MessageSchema {
            msg_method: #msg_method,
            title: #title,
            description: #description,
            content: #content,
            examples: #examples,
        }
    }
}

/// An `ObjectSchema`.
fn object(fields: &[TokenStream], groups: &[Group], core: &Core<'_>) -> TokenStream {
    let private = core.private();
    let groups = groups.iter().map(|each| group(each, core));
    quote! {
        #private::ObjectSchema {
            fields: #private::Cow::Borrowed(&[#(#fields),*]),
            groups: #private::Cow::Borrowed(&[#(#groups),*]),
        }
    }
}

/// A `FieldSchema`.
fn field(spec: &FieldSpec, core: &Core<'_>) -> TokenStream {
    let private = core.private();
    let [name, title, description] =
        [&spec.name, &spec.title, &spec.description].map(|part| text(part, core));
    let presence = match &spec.presence {
        Said::Here(presence) => self::presence(*presence, core),
        Said::ByType(ty) => quote!(<#ty as #core::AlipayValue>::PRESENCE),
    };
    let kind = match &spec.kind {
        Said::Here(kind) => self::kind(kind, core),
        Said::ByType(ty) => quote!(<#ty as #core::AlipayValue>::KIND),
    };
    let repeated = spec.repeated;
    let max_len = spec.max_len.map_or_else(
        || quote!(::core::option::Option::None),
        |limit| quote!(::core::option::Option::Some(#limit)),
    );
    let examples = texts(&spec.examples, core);
    quote! {
        #private::FieldSchema {
            name: #name,
            title: #title,
            description: #description,
            presence: #presence,
            repeated: #repeated,
            kind: #kind,
            max_len: #max_len,
            examples: #examples,
        }
    }
}

fn presence(presence: Presence, core: &Core<'_>) -> TokenStream {
    let private = core.private();
    match presence {
        Presence::Required => quote!(#private::Presence::Required),
        Presence::Optional => quote!(#private::Presence::Optional),
        Presence::Conditional => quote!(#private::Presence::Conditional),
    }
}

fn kind(kind: &Kind, core: &Core<'_>) -> TokenStream {
    let private = core.private();
    match kind {
        Kind::Enum(listed) => {
            let listed = values(listed.iter(), core);
            quote!(#private::Kind::Enum(#private::Cow::Borrowed(#listed)))
        }
        Kind::Object(nested) => {
            let nested_field = |schema: &FieldSchema| field(&FieldSpec::from(schema), core);
            let fields: Vec<_> = nested.fields.iter().map(nested_field).collect();
            let nested = object(&fields, &nested.groups, core);
            quote!(#private::Kind::Object(#nested))
        }
        Kind::Integer => quote!(#private::Kind::Integer),
        Kind::Number => quote!(#private::Kind::Number),
        Kind::Boolean => quote!(#private::Kind::Boolean),
        _ => quote!(#private::Kind::String),
    }
}

fn group(group: &Group, core: &Core<'_>) -> TokenStream {
    let private = core.private();
    let rule = match group.rule {
        GroupRule::ExactlyOne => quote!(#private::GroupRule::ExactlyOne),
        GroupRule::AtLeastOne => quote!(#private::GroupRule::AtLeastOne),
    };
    let members = group.members.iter();
    quote!(#private::Group { rule: #rule, members: #private::Cow::Borrowed(&[#(#members),*]) })
}

/// A slice of `EnumValue`s.
pub(super) fn values<'v>(values: impl Iterator<Item = &'v EnumValue>, core: &Core<'_>) -> TokenStream {
    let private = core.private();
    let values = values.map(|listed| {
        let [value, title] = [&listed.value, &listed.title].map(|part| text(part, core));
        quote!(#private::EnumValue { value: #value, title: #title })
    });
    quote!(&[#(#values),*])
}

fn texts(texts: &[String], core: &Core<'_>) -> TokenStream {
    let private = core.private();
    let texts = texts.iter().map(|each| text(each, core));
    quote!(#private::Cow::Borrowed(&[#(#texts),*]))
}

fn text(text: &str, core: &Core<'_>) -> TokenStream {
    let private = core.private();
    quote!(#private::Cow::Borrowed(#text))
}
