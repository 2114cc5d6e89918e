//! A specification as a constant.

use alipay_notify_schema::{
    EnumValue, Family, Format, Group, GroupRule, Kind, ObjectSchema, Presence,
};
use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::{Core, types};
use crate::model::{FieldSpec, FieldType, ObjectSpec, Said, Spec};

/// A `MessageSchema`.
pub(super) fn message(spec: &Spec, core: &Core<'_>) -> TokenStream {
    let private = core.private();
    let family = family(spec.family, core);
    let [name, title, description] =
        [&spec.name, &spec.title, &spec.description].map(|part| text(part, core));
    let content = object(&spec.content, core);
    let index = spec.idempotency_key.map(Literal::usize_unsuffixed);
    let key = index.map(|index| quote!(.with_key(#index)));
    let examples = texts(&spec.examples, core);
    quote! {
        #private::MessageSchema::new(#family, #name, #content)
            .with_words(#title, #description)
            #key
            .with_examples(#private::Cow::Borrowed(#examples))
    }
}

fn family(family: Family, core: &Core<'_>) -> TokenStream {
    let private = core.private();
    match family {
        Family::Message => quote!(#private::Family::Message),
        Family::Notify => quote!(#private::Family::Notify),
        Family::Service => quote!(#private::Family::Service),
    }
}

/// An `ObjectSchema`.
pub(super) fn object(spec: &ObjectSpec, core: &Core<'_>) -> TokenStream {
    let private = core.private();
    let fields = spec.fields.iter().map(|spec| field(spec, core));
    let groups = spec.groups.iter().map(|each| group(each, core));
    quote! {
        #private::object(const { &[#(#fields),*] }, const { &[#(#groups),*] })
    }
}

/// A `FieldSchema`, by way of a function: a literal would be four times as long.
fn field(spec: &FieldSpec, core: &Core<'_>) -> TokenStream {
    let private = core.private();
    let by_type = |ty, constant| {
        let ty = types::field(ty, core);
        quote!(<#ty as #core::decode::AlipayValue>::#constant)
    };
    let presence = match &spec.presence {
        Said::Here(presence) => self::presence(*presence, core),
        Said::ByType(ty) => by_type(ty, quote!(PRESENCE)),
    };
    let repeated = match &spec.repeated {
        Said::Here(repeated) => quote!(#repeated),
        Said::ByType(FieldType::Json(_)) => quote!(false),
        Said::ByType(ty) => by_type(ty, quote!(REPEATED)),
    };
    let kind = match &spec.kind {
        Said::Here(kind) => self::kind(kind, core),
        Said::ByType(ty @ FieldType::Json(_)) => {
            let [repeated, object] =
                [quote!(REPEATED), quote!(OBJECT)].map(|constant| by_type(ty, constant));
            quote!(#private::json_kind(#repeated, #object))
        }
        Said::ByType(ty) => by_type(ty, quote!(KIND)),
    };
    let FieldSpec { name, title, description, type_name, .. } = spec;
    let max_len = Literal::usize_unsuffixed(spec.max_len.unwrap_or_default());
    let examples = texts(&spec.examples, core);
    quote! {
        #private::member(
            [#name, #title, #description, #type_name],
            #presence, #repeated, #kind, #max_len, #examples,
        )
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
    let nested = |schema: &ObjectSchema| {
        let fields: Vec<_> = schema.fields.iter().map(FieldSpec::of).collect();
        let schema = object(&ObjectSpec { fields, groups: schema.groups.to_vec() }, core);
        // In a block of its own, because the specification of a field is an argument, which holds
        // nothing for long.
        quote!(#private::Cow::Borrowed(const { &#schema }))
    };
    match kind {
        Kind::Enum(listed) => {
            let listed = values(listed.iter(), core);
            quote!(#private::Kind::Enum(#private::Cow::Borrowed(#listed)))
        }
        Kind::Object(schema) => {
            let schema = nested(schema);
            quote!(#private::Kind::Object(#schema))
        }
        Kind::Json(json) => {
            let repeated = json.repeated;
            let content = json.content.as_ref().map_or_else(
                || quote!(::core::option::Option::None),
                |schema| {
                    let schema = nested(schema);
                    quote!(::core::option::Option::Some(#schema))
                },
            );
            quote!(#private::Kind::Json(#private::JsonText::new(#repeated, #content)))
        }
        Kind::Format(Format::Yuan) => quote!(#private::Kind::Format(#private::Format::Yuan)),
        Kind::Format(Format::BeijingTime) => {
            quote!(#private::Kind::Format(#private::Format::BeijingTime))
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
    let members = group.members.iter().map(|index| Literal::usize_unsuffixed(*index));
    quote!(#private::Group::new(#rule, #private::Cow::Borrowed(&[#(#members),*])))
}

/// A slice of `EnumValue`s.
pub(super) fn values<'v>(
    values: impl Iterator<Item = &'v EnumValue>,
    core: &Core<'_>,
) -> TokenStream {
    let private = core.private();
    let values = values.map(|listed| {
        let [value, title] = [&listed.value, &listed.title].map(|part| text(part, core));
        quote!(#private::EnumValue::new(#value, #title))
    });
    quote!(const { &[#(#values),*] })
}

fn texts(texts: &[String], core: &Core<'_>) -> TokenStream {
    let texts = texts.iter().map(|each| text(each, core));
    quote!(&[#(#texts),*])
}

fn text(text: &str, core: &Core<'_>) -> TokenStream {
    let private = core.private();
    quote!(#private::Cow::Borrowed(#text))
}
