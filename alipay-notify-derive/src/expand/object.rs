//! How a struct is read from a JSON object, and how a value of it is checked.

use alipay_notify_schema::Group;
use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::ext::IdentExt;

use super::{Core, types};
use crate::model::{Field, FieldType, Object};

/// `impl AlipayObject`. Closures hold what depends on the types; all else is code that is there
/// once.
pub(super) fn read(
    object: &Object,
    schema: &TokenStream,
    groups: &[Group],
    core: &Core<'_>,
) -> TokenStream {
    let private = core.private();
    let ident = &object.ident;
    let (decode, check) = (decode(object, core), check(object, groups, core));
    quote! {
        #[automatically_derived]
        impl #core::AlipayObject for #ident {
            const SCHEMA: &'static #private::ObjectSchema = &#schema;
            #decode
            #check
        }
    }
}

/// `impl AlipayValue` of a struct that may be the type of a field.
///
/// Where a field's type is none, the compiler lists those that are: texts are worth listing, all
/// structs are not.
pub(super) fn value(ident: &Ident, core: &Core<'_>) -> TokenStream {
    let private = core.private();
    quote_spanned! {Span::mixed_site()=>
        #[automatically_derived]
        #[diagnostic::do_not_recommend]
        impl #core::decode::AlipayValue for #ident {
            const KIND: #private::Kind =
                #private::Kind::Object(
                    #private::Cow::Borrowed(<Self as #core::AlipayObject>::SCHEMA)
                );
            const OBJECT: ::core::option::Option<&'static #private::ObjectSchema> =
                ::core::option::Option::Some(<Self as #core::AlipayObject>::SCHEMA);
            fn decode(
                decoder: &mut #private::Decoder<'_>,
                _: &#private::FieldSchema,
            ) -> ::core::result::Result<::core::option::Option<Self>, #private::Malformed> {
                <Self as #core::AlipayObject>::decode(decoder)
            }
            fn check(&self, _: &#private::FieldSchema, violations: &mut #private::Violations) {
                <Self as #core::AlipayObject>::check(self, violations);
            }
        }
    }
}

/// Reads the members that the struct has, and builds it if nothing needed is missing.
fn decode(object: &Object, core: &Core<'_>) -> TokenStream {
    let private = core.private();
    let fields = &object.fields;
    let locals: Vec<_> = fields.iter().map(|field| local(&field.ident)).collect();
    let indices = indices(fields);
    let reads = fields.iter().map(|field| read_field(&field.ty, core));
    let Needed { bound, values } = needed(object, core);
    let names = fields.iter().map(|field| &field.ident);
    let extra = object.extra.iter();
    let extra_local = object.extra.as_ref().map(|_| {
        quote_spanned! {Span::mixed_site()=>
            let mut extra: #core::decode::Extra = ::core::default::Default::default();
        }
    });
    let keep = object.extra.as_ref().map_or_else(
        || quote!(::core::option::Option::None),
        |_| quote_spanned!(Span::mixed_site()=> ::core::option::Option::Some(&mut extra)),
    );
    let kept = object.extra.iter().map(|_| quote_spanned!(Span::mixed_site()=> extra));
    quote_spanned! {Span::mixed_site()=>
        fn decode(
            decoder: &mut #private::Decoder<'_>,
        ) -> ::core::result::Result<::core::option::Option<Self>, #private::Malformed> {
            #extra_local
            #(let mut #locals = ::core::option::Option::None;)*
            let schema = <Self as #core::AlipayObject>::SCHEMA;
            let entered = #private::decode_fields(decoder, schema, #keep, &mut |
                index, field, decoder,
            | {
                ::core::result::Result::Ok(match index {
                    #(#indices => {
                        #locals = #reads;
                        true
                    })*
                    _ => false,
                })
            })?;
            let (true, #(#bound),*) = (entered, #(#values),*) else {
                return ::core::result::Result::Ok(::core::option::Option::None);
            };
            ::core::result::Result::Ok(::core::option::Option::Some(Self {
                #(#names: #locals,)*
                #(#extra: #kept,)*
            }))
        }
    }
}

/// Reads one member. Of a type that is none of a field, this is one error, at the type.
fn read_field(ty: &FieldType, core: &Core<'_>) -> TokenStream {
    let private = core.private();
    match ty {
        FieldType::Json(ty) => {
            let inner = types::inner(ty, core);
            quote_spanned! {Span::mixed_site()=>
                #private::json(decoder, field, |decoder| {
                    <#ty as #core::decode::AlipayValue>::decode(decoder, #inner)
                })?
            }
        }
        FieldType::Declared(ty) => quote_spanned! {Span::mixed_site()=>
            <#ty as #core::decode::AlipayValue>::decode(decoder, field)?
        },
        FieldType::Written { .. } => quote_spanned! {Span::mixed_site()=>
            #core::decode::AlipayValue::decode(decoder, field)?
        },
    }
}

/// The fields without which there is no struct: what binds each, and where it comes from.
struct Needed {
    bound: Vec<TokenStream>,
    values: Vec<TokenStream>,
}

fn needed(object: &Object, core: &Core<'_>) -> Needed {
    let (mut bound, mut values) = (Vec::new(), Vec::new());
    for field in &object.fields {
        let local = local(&field.ident);
        let value = match &field.ty {
            // What was read is what the field holds.
            FieldType::Written { optional: true, .. } => continue,
            FieldType::Written { .. } => quote!(#local),
            FieldType::Declared(ty) | FieldType::Json(ty) => {
                quote!(#local.or_else(|| <#ty as #core::decode::AlipayValue>::absent()))
            }
        };
        bound.push(quote!(::core::option::Option::Some(#local)));
        values.push(value);
    }
    Needed { bound, values }
}

/// Holds the fields against their rules, then counts the groups.
fn check(object: &Object, groups: &[Group], core: &Core<'_>) -> TokenStream {
    let private = core.private();
    let indices = indices(&object.fields);
    let checks = object.fields.iter().map(|field| {
        let ident = &field.ident;
        match &field.ty {
            FieldType::Json(ty) => {
                let inner = types::inner(ty, core);
                quote_spanned! {Span::mixed_site()=>
                    <#ty as #core::decode::AlipayValue>::check(&self.#ident, #inner, violations)
                }
            }
            FieldType::Declared(ty) => quote_spanned! {Span::mixed_site()=>
                <#ty as #core::decode::AlipayValue>::check(&self.#ident, field, violations)
            },
            FieldType::Written { .. } => quote_spanned! {Span::mixed_site()=>
                #core::decode::AlipayValue::check(&self.#ident, field, violations)
            },
        }
    });
    let check_groups = check_groups(object, groups, core);
    quote_spanned! {Span::mixed_site()=>
        fn check(&self, violations: &mut #private::Violations) {
            let schema = <Self as #core::AlipayObject>::SCHEMA;
            #private::check_fields(schema, violations, &|index, field, violations| match index {
                #(#indices => #checks,)*
                _ => {}
            });
            #check_groups
        }
    }
}

/// Whether a member is there is not known of those that the struct leaves out.
fn check_groups(object: &Object, groups: &[Group], core: &Core<'_>) -> Option<TokenStream> {
    let in_groups: Vec<_> = groups.iter().flat_map(|group| group.members.iter()).collect();
    let fields: Vec<&Field> =
        object.fields.iter().filter(|field| in_groups.contains(&&field.index)).collect();
    if fields.is_empty() {
        return None;
    }
    let private = core.private();
    let indices = indices(fields.iter().copied());
    let presences = fields.iter().map(|field| {
        let ident = &field.ident;
        match &field.ty {
            FieldType::Declared(ty) | FieldType::Json(ty) => quote_spanned! {Span::mixed_site()=>
                <#ty as #core::decode::AlipayValue>::is_present(&self.#ident)
            },
            FieldType::Written { .. } => quote_spanned! {Span::mixed_site()=>
                #core::decode::AlipayValue::is_present(&self.#ident)
            },
        }
    });
    Some(quote_spanned! {Span::mixed_site()=>
        #private::check_groups(schema, violations, &|index| match index {
            #(#indices => ::core::option::Option::Some(#presences),)*
            _ => ::core::option::Option::None,
        });
    })
}

/// Which of the specification's fields these are.
fn indices<'f>(fields: impl IntoIterator<Item = &'f Field>) -> impl Iterator<Item = Literal> {
    fields.into_iter().map(|field| Literal::usize_unsuffixed(field.index))
}

/// The local variable that a field is read into; no other begins with two underscores.
fn local(field: &Ident) -> Ident {
    format_ident!("__{}", field.unraw(), span = Span::mixed_site())
}
