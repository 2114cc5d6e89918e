//! Which attributes there are, where each may stand and what it takes.

use alipay_notify_schema::{GroupRule, nearest};
use proc_macro2::Ident;
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::parse::{ParseStream, Parser};
use syn::punctuated::Punctuated;
use syn::{Attribute, Expr, ExprLit, ExprPath, Lit, LitInt, LitStr, Meta, Path, Token};

use super::GroupAttr;
use crate::error::Errors;

/// What an attribute may stand on.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    Message,
    Object,
    Field,
    Enum,
    Variant,
}

impl Place {
    fn described(self) -> &'static str {
        match self {
            Self::Message => "a message",
            Self::Object => "a nested struct",
            Self::Field => "a field",
            Self::Enum => "an enum",
            Self::Variant => "a variant",
        }
    }
}

/// An attribute of the derives.
pub(super) struct Key {
    pub(super) name: &'static str,
    usage: &'static str,
    places: &'static [Place],
}

/// A struct of either kind.
const STRUCTS: &[Place] = &[Place::Message, Place::Object];

/// Every attribute of the derives.
const KEYS: [Key; 16] = [
    Key { name: "at_least_one", usage: "at_least_one(mobile, email)", places: STRUCTS },
    Key { name: "conditional", usage: "conditional", places: &[Place::Field] },
    Key {
        name: "crate",
        usage: "crate = path::to::alipay_notify",
        places: &[Place::Message, Place::Object, Place::Enum],
    },
    Key { name: "exactly_one", usage: "exactly_one(user_id, open_id)", places: STRUCTS },
    Key { name: "extra", usage: "extra", places: &[Place::Message, Place::Field] },
    Key { name: "idempotency_key", usage: "idempotency_key", places: &[Place::Field] },
    Key { name: "json", usage: "json", places: &[Place::Field] },
    Key { name: "max_len", usage: "max_len = 64", places: &[Place::Field] },
    Key {
        name: "msg_method",
        usage: "msg_method = \"my.company.order.paid\"",
        places: &[Place::Message],
    },
    Key {
        name: "notify_type",
        usage: "notify_type = \"trade_status_sync\"",
        places: &[Place::Message],
    },
    Key { name: "other", usage: "other", places: &[Place::Variant] },
    Key { name: "rename", usage: "rename = \"orderNo\"", places: &[Place::Field] },
    Key {
        name: "schema",
        usage: "schema = \"schemas/my.company.order.paid.json\"",
        places: &[Place::Message],
    },
    Key {
        name: "service",
        usage: "service = \"alipay.adatabus.risk.end.push\"",
        places: &[Place::Message],
    },
    Key {
        name: "title",
        usage: "title = \"…\"",
        places: &[Place::Message, Place::Field, Place::Variant],
    },
    Key { name: "value", usage: "value = \"TRADE_SUCCESS\"", places: &[Place::Variant] },
];

/// The attributes of one struct, field, enum or variant.
pub(super) struct Items {
    pub(super) list: Vec<Item>,
    /// Whether some of what stands there is no attribute at all.
    pub(super) unreadable: bool,
}

/// One attribute as it stands in `#[alipay(…)]`.
pub(super) struct Item {
    pub(super) key: &'static Key,
    pub(super) meta: Meta,
    /// Whether `key` is a guess; then the item was reported, and nothing about it matters any
    /// more.
    pub(super) guessed: bool,
}

impl Items {
    /// The attributes that may stand at `place`; the others are reported.
    pub(super) fn read(attributes: &[Attribute], place: Place, errors: &mut Errors) -> Self {
        let (mut list, mut unreadable) = (Vec::new(), false);
        for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("alipay")) {
            match attribute.parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated) {
                Ok(metas) => {
                    list.extend(
                        metas.into_iter().filter_map(|meta| Item::read(meta, place, errors)),
                    );
                }
                Err(error) => {
                    unreadable = true;
                    errors.syntax(error);
                }
            }
        }
        Self { list, unreadable }
    }
}

impl Item {
    fn read(meta: Meta, place: Place, errors: &mut Errors) -> Option<Self> {
        let name = meta.path().to_token_stream().to_string();
        match KEYS.iter().find(|key| key.name == name) {
            Some(key) if key.places.contains(&place) => Some(Self { key, meta, guessed: false }),
            Some(key) => {
                let (places, place) = (any_of(key.places), place.described());
                errors
                    .on(meta.path(), format_args!("`{name}` belongs on {places}, not on {place}"));
                None
            }
            None => Self::guess(&name, meta, place, errors),
        }
    }

    /// Reports an attribute that there is not, and takes it for the one that was probably meant.
    fn guess(name: &str, meta: Meta, place: Place, errors: &mut Errors) -> Option<Self> {
        let allowed = || KEYS.iter().filter(|key| key.places.contains(&place));
        if let Some(meant) = nearest(name, allowed().map(|key| key.name)) {
            errors.on(
                meta.path(),
                format_args!("unknown attribute `{name}`; did you mean `{meant}`?"),
            );
            let key = allowed().find(|key| key.name == meant)?;
            return Some(Self { key, meta, guessed: true });
        }
        let known: Vec<_> = allowed().map(|key| format!("`{}`", key.name)).collect();
        let (known, place) = (known.join(", "), place.described());
        errors.on(meta.path(), format_args!("unknown attribute `{name}`; {place} takes {known}"));
        None
    }

    /// `name = "text"`, not empty.
    pub(super) fn text(&self, errors: &mut Errors) -> Option<LitStr> {
        let Some(Expr::Lit(ExprLit { lit: Lit::Str(text), .. })) = self.value() else {
            return self.misused("a text", errors);
        };
        if text.value().is_empty() {
            errors.on(text, format_args!("`{}` must not be empty", self.key.name));
            return None;
        }
        Some(text.clone())
    }

    /// `name = 64`, from 1.
    pub(super) fn length(&self, errors: &mut Errors) -> Option<usize> {
        let number = match self.value() {
            Some(Expr::Lit(ExprLit { lit: Lit::Int(number), .. })) => length(number),
            _ => None,
        };
        if number.is_none() {
            return self.misused("a whole number from 1", errors);
        }
        number
    }

    /// `name` by itself.
    pub(super) fn flag(&self, errors: &mut Errors) -> Option<()> {
        match &self.meta {
            Meta::Path(_) if !self.guessed => Some(()),
            _ => self.misused("no value", errors),
        }
    }

    /// `name = some::path` or `name = "some::path"`.
    pub(super) fn path(&self, errors: &mut Errors) -> Option<Path> {
        match self.value() {
            Some(Expr::Path(ExprPath { qself: None, path, .. })) => Some(path.clone()),
            Some(Expr::Lit(ExprLit { lit: Lit::Str(text), .. })) => {
                text.parse_with(Path::parse_mod_style).map_err(|error| errors.syntax(error)).ok()
            }
            _ => self.misused("a path", errors),
        }
    }

    /// `name(a, b)`.
    pub(super) fn group(&self, rule: GroupRule, errors: &mut Errors) -> Option<GroupAttr> {
        let list = match &self.meta {
            Meta::List(list) if !self.guessed => list,
            _ => return self.misused("the names of fields", errors),
        };
        let names = |input: ParseStream<'_>| {
            Punctuated::<Ident, Token![,]>::parse_terminated_with(input, Ident::parse_any)
        };
        match names.parse2(list.tokens.clone()) {
            Ok(members) => Some(GroupAttr {
                rule,
                key: list.path.clone(),
                members: members.into_iter().collect(),
            }),
            Err(_) => self.misused("the names of fields", errors),
        }
    }

    fn value(&self) -> Option<&Expr> {
        match &self.meta {
            Meta::NameValue(pair) if !self.guessed => Some(bare(&pair.value)),
            _ => None,
        }
    }

    /// Reports a value that is not what the attribute takes, on the value where there is one.
    fn misused<T>(&self, takes: &str, errors: &mut Errors) -> Option<T> {
        let message = match self.meta {
            _ if self.guessed => return None,
            _ if self.key.usage == self.key.name => format!("`{}` takes {takes}", self.key.name),
            _ => format!("`{}` takes {takes}, such as `{}`", self.key.name, self.key.usage),
        };
        match &self.meta {
            Meta::Path(path) => errors.on(path, message),
            Meta::NameValue(pair) => errors.on(&pair.value, message),
            Meta::List(list) if list.tokens.is_empty() => errors.on(&list.path, message),
            Meta::List(list) => errors.on(&list.tokens, message),
        }
        None
    }
}

/// A value without what surrounds it: what comes through a variable of a macro stands in an
/// invisible group.
pub(super) fn bare(mut value: &Expr) -> &Expr {
    loop {
        value = match value {
            Expr::Group(group) => &group.expr,
            Expr::Paren(paren) => &paren.expr,
            _ => return value,
        };
    }
}

/// `a message, a nested struct or an enum`.
fn any_of(places: &[Place]) -> String {
    let places: Vec<_> = places.iter().map(|place| place.described()).collect();
    match places.split_last() {
        Some((last, [])) => (*last).to_owned(),
        Some((last, others)) => format!("{} or {last}", others.join(", ")),
        None => String::new(),
    }
}

fn length(number: &LitInt) -> Option<usize> {
    number.base10_parse().ok().filter(|length| *length > 0)
}
