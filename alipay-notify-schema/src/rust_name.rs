//! How the names of documents become names of Rust, for the derive and for whatever prints Rust.
//!
//! Everything here is a rule without exceptions of its own, so that a name can be predicted. A name
//! that Rust can't have is `None`.

use std::collections::HashSet;

use heck::{ToSnakeCase, ToUpperCamelCase};
use unicode_ident::{is_xid_continue, is_xid_start};

/// The variant of every written enum for values that are not listed.
pub const OTHER: &str = "Other";

/// The group for which core has an enum already: `alipay_notify::UserRef`.
const USER: [&str; 2] = ["user_id", "open_id"];

/// Keywords that can't be raw identifiers either.
const NEVER: [&str; 4] = ["crate", "self", "super", "Self"];

/// The other keywords, of any edition.
#[rustfmt::skip]
const KEYWORDS: [&str; 48] = [
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do",
    "dyn", "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in",
    "let", "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref",
    "return", "static", "struct", "trait", "true", "try", "type", "typeof", "unsafe", "unsized",
    "use", "virtual", "where", "while", "yield",
];

/// What every module of Rust has without asking for it, and a type may be named after.
#[rustfmt::skip]
const PRELUDE: [&str; 41] = [
    "AsMut", "AsRef", "AsyncFn", "AsyncFnMut", "AsyncFnOnce", "Box", "Clone", "Copy", "Default",
    "DoubleEndedIterator", "Drop", "Eq", "Err", "ExactSizeIterator", "Extend", "Fn", "FnMut",
    "FnOnce", "From", "FromIterator", "Into", "IntoIterator", "Iterator", "None", "Ok", "Option",
    "Ord", "PartialEq", "PartialOrd", "Result", "Send", "Sized", "Some", "String", "Sync",
    "ToOwned", "ToString", "TryFrom", "TryInto", "Unpin", "Vec",
];

/// The traits of the core crate.
const TRAITS: [&str; 5] =
    ["AlipayEnum", "AlipayNotify", "AlipayObject", "AlipayValue", "IntoReply"];

/// A field: the name of the document, raw where that is a keyword, after `_` where it begins with a
/// digit. `shopName` stays `shopName`.
///
/// ```
/// # use alipay_notify_schema::rust_name::field;
/// assert_eq!(field("shopName").as_deref(), Some("shopName"));
/// assert_eq!(field("type").as_deref(), Some("r#type"));
/// assert_eq!(field("3d_secure").as_deref(), Some("_3d_secure"));
/// assert_eq!(field("shop-id"), None);
/// ```
#[must_use]
pub fn field(name: &str) -> Option<String> {
    let is_continued = name.starts_with(|first| first != '_' && !is_xid_start(first));
    let name = if is_continued { format!("_{name}") } else { name.to_owned() };
    if KEYWORDS.contains(&&*name) {
        return Some(format!("r#{name}"));
    }
    is_identifier(&name).then_some(name)
}

/// A type: `certify_result_status` → `CertifyResultStatus`, after `V` where that is no name by
/// itself, such as `3d` and `self`.
#[must_use]
pub fn type_name(name: &str) -> Option<String> {
    let name: String = pascal_case(name).chars().filter(|ch| is_xid_continue(*ch)).collect();
    let first = name.chars().next()?;
    let is_none = !is_xid_start(first) || NEVER.contains(&&*name);
    Some(if is_none { format!("V{name}") } else { name })
}

/// Whether a name that is given to a type can be its name as it stands.
#[must_use]
pub fn is_type_name(name: &str) -> bool {
    let looks_like_a_type = !name.starts_with(char::is_lowercase) && !name.contains('_');
    looks_like_a_type && is_identifier(name)
}

/// A variant: `TRADE_SUCCESS` → `TradeSuccess`, named as a type is, and not as [`OTHER`].
#[must_use]
pub fn variant(value: &str) -> Option<String> {
    type_name(value).map(|name| if name == OTHER { format!("V{name}") } else { name })
}

/// The value of a variant that gives none: `TradeSuccess` → `TRADE_SUCCESS`.
#[must_use]
pub fn implied_value(variant: &str) -> String {
    snake_case(variant).to_uppercase()
}

/// The names of what the derive writes for an exactly-one group of texts.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ChoiceNames {
    /// The method that returns the one that is present.
    pub method: String,
    /// The enum that it returns; `None` where that is core's `UserRef`.
    pub enum_name: Option<String>,
    /// The variants of the enum, one for each member.
    pub variants: Vec<String>,
}

/// The names for an exactly-one group of texts. Of each member it takes the name on the wire, and
/// that of the field in Rust.
///
/// `None` where two variants would have the same name.
#[must_use]
pub fn choice(members: &[(&str, &str)]) -> Option<ChoiceNames> {
    let is_user = members.len() == USER.len()
        && USER.iter().all(|name| members.iter().any(|(wire, _)| wire == name));
    if is_user {
        let variants = members.iter().filter_map(|(wire, _)| type_name(wire)).collect();
        return Some(ChoiceNames { method: "user".to_owned(), enum_name: None, variants });
    }

    let fields = members.iter().map(|(_, field)| field.trim_start_matches("r#"));
    let variants = fields.clone().map(type_name).collect::<Option<Vec<_>>>()?;
    if variants.iter().collect::<HashSet<_>>().len() < variants.len() {
        return None;
    }
    let words: Vec<_> = fields.map(snake_case).collect();
    let method = field(&words.join("_or_"))?;
    Some(ChoiceNames { method, enum_name: Some(format!("{}Ref", variants.join("Or"))), variants })
}

/// `certify_result_status` → `CertifyResultStatus`. Whatever is not a letter or digit separates
/// words.
#[must_use]
pub fn pascal_case(name: &str) -> String {
    name.to_upper_camel_case()
}

/// `CertifyResultStatus` → `certify_result_status`.
#[must_use]
pub fn snake_case(name: &str) -> String {
    name.to_snake_case()
}

/// `product_status_infos` → `product_status_info`: the name of one element of a list.
#[must_use]
pub fn singular(name: &str) -> String {
    match name {
        _ if name.ends_with("ss") || name.ends_with("us") || name.ends_with("is") => {
            name.to_owned()
        }
        _ if name.ends_with("ies") && name.len() > 4 => format!("{}y", &name[..name.len() - 3]),
        _ if name.ends_with('s') && name.len() > 2 => name[..name.len() - 1].to_owned(),
        _ => name.to_owned(),
    }
}

/// Whose name a type of this name would hide from the code next to it, if any.
#[must_use]
pub fn hides(type_name: &str) -> Option<&'static str> {
    if PRELUDE.contains(&type_name) {
        Some("the prelude's")
    } else if TRAITS.contains(&type_name) {
        Some("the trait of `alipay_notify`")
    } else {
        None
    }
}

/// Whether a name is an identifier of every edition, without being made raw.
fn is_identifier(name: &str) -> bool {
    let is_plausible = name.starts_with(|first| first == '_' || is_xid_start(first))
        && name.chars().all(is_xid_continue);
    is_plausible && name != "_" && !NEVER.contains(&name) && !KEYWORDS.contains(&name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields() {
        for (name, expected) in [
            ("shop_id", Some("shop_id")),
            ("shopName", Some("shopName")),
            ("a__b_", Some("a__b_")),
            ("type", Some("r#type")),
            ("gen", Some("r#gen")),
            ("3d_secure", Some("_3d_secure")),
            ("名称", Some("名称")),
            ("self", None),
            ("_", None),
            ("", None),
            ("shop-id", None),
            ("it's", None),
            ("①", None),
        ] {
            assert_eq!(field(name).as_deref(), expected, "{name}");
        }
    }

    #[test]
    fn types_and_variants() {
        for (name, ty, variant_name) in [
            ("certify_result_status", Some("CertifyResultStatus"), Some("CertifyResultStatus")),
            ("TRADE_SUCCESS", Some("TradeSuccess"), Some("TradeSuccess")),
            ("success", Some("Success"), Some("Success")),
            ("3d_secure", Some("V3dSecure"), Some("V3dSecure")),
            ("01", Some("V01"), Some("V01")),
            ("OTHER", Some("Other"), Some("VOther")),
            ("self", Some("VSelf"), Some("VSelf")),
            ("认证成功", Some("认证成功"), Some("认证成功")),
            ("+", None, None),
            ("-", None, None),
            ("①", None, None),
        ] {
            assert_eq!(type_name(name).as_deref(), ty, "{name}");
            assert_eq!(variant(name).as_deref(), variant_name, "{name}");
        }
        assert_eq!(implied_value("TradeSuccess"), "TRADE_SUCCESS");
    }

    #[test]
    fn given_types() {
        assert!(is_type_name("HTTPStatus"));
        for name in ["status", "Pay_Status", "Self", "3d", "my::Status", "Status<T>", "Pay Status"]
        {
            assert!(!is_type_name(name), "{name}");
        }
    }

    #[test]
    fn names_in_use() {
        for (name, expected) in [
            ("result", Some("the prelude's")),
            ("vec", Some("the prelude's")),
            ("alipay_value", Some("the trait of `alipay_notify`")),
            ("results", None),
            ("status", None),
        ] {
            let ty = type_name(name).expect("a name of a type");
            assert_eq!(hides(&ty), expected, "{name}");
        }
    }

    #[test]
    fn groups() {
        let names = |fields: &[(&str, &str)]| {
            choice(fields).map(|names| (names.method, names.enum_name.unwrap_or_default()))
        };
        for (members, method, enum_name) in [
            (
                [("order_no", "order_no"), ("t", "trade_no")],
                "order_no_or_trade_no",
                "OrderNoOrTradeNoRef",
            ),
            (
                [("shopName", "shopName"), ("type", "r#type")],
                "shop_name_or_type",
                "ShopNameOrTypeRef",
            ),
            ([("open_id", "id"), ("user_id", "uid")], "user", ""),
        ] {
            assert_eq!(names(&members), Some((method.to_owned(), enum_name.to_owned())));
        }
        assert_eq!(names(&[("a", "a_b"), ("b", "a__b")]), None);
    }

    #[test]
    fn names_of_types() {
        assert_eq!(pascal_case("productStatusInfos"), "ProductStatusInfos");
        assert_eq!(pascal_case("认证 成功"), "认证成功");
        assert_eq!(snake_case("CertifyResultStatus"), "certify_result_status");
        assert_eq!(snake_case("HTTPStatus"), "http_status");
    }

    #[test]
    fn one_of_a_list() {
        for (list, element) in [
            ("product_status_infos", "product_status_info"),
            ("categories", "category"),
            ("status", "status"),
            ("address", "address"),
            ("as", "as"),
        ] {
            assert_eq!(singular(list), element);
        }
    }
}
