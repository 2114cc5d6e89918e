//! How a name of a document becomes an identifier of Rust.

use alipay_notify_schema::{hides, pascal_case};
use proc_macro2::Ident;
use quote::format_ident;

/// The name of the catch-all variant.
pub(super) const OTHER: &str = "Other";

/// A field: its name on the wire, raw where that is a keyword, behind `_` where it begins with a
/// digit.
pub(super) fn field(name: &str) -> Option<Ident> {
    let leading_digit = name.starts_with(|first: char| first.is_numeric());
    identifier(&if leading_digit { format!("_{name}") } else { name.to_owned() })
}

/// A type: `certify_result_status` → `CertifyResultStatus`, behind `V` where that is no identifier
/// by itself.
pub(super) fn type_name(name: &str) -> Option<Ident> {
    let name = pascal_case(name);
    let taken = name == "Self" || name.starts_with(char::is_numeric);
    identifier(&if taken { format!("V{name}") } else { name })
}

/// A type whose name a schema gives: an identifier that looks like the name of a type.
pub(super) fn given_type(name: &str) -> Option<Ident> {
    let looks_like_a_type = !name.starts_with(char::is_lowercase) && !name.contains('_');
    identifier(name).filter(|ident| looks_like_a_type && *ident == name)
}

/// A variant: `TRADE_SUCCESS` → `TradeSuccess`, named as a type is, and not as the catch-all.
pub(super) fn variant(value: &str) -> Option<Ident> {
    type_name(value).map(|ident| if ident == OTHER { format_ident!("V{OTHER}") } else { ident })
}

/// Whose name a type of this name would hide from the code beside it.
pub(super) fn hidden(ident: &Ident) -> Option<&'static str> {
    hides(&ident.to_string())
}

/// An identifier of any edition, raw where it must be. The parser of Rust has the last word, but it
/// is asked only about what looks like one identifier: it reports stray quotes by itself.
fn identifier(name: &str) -> Option<Ident> {
    let mut chars = name.chars();
    let first = chars.next()?;
    let plausible = (first == '_' || first.is_alphabetic())
        && chars.all(|next| next == '_' || next.is_alphanumeric());
    if !plausible || matches!(name, "_" | "self" | "Self" | "super" | "crate") {
        return None;
    }
    let parsed = if name == "gen" { None } else { syn::parse_str(name).ok() };
    parsed.or_else(|| syn::parse_str(&format!("r#{name}")).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(ident: Option<Ident>) -> Option<String> {
        ident.map(|ident| ident.to_string())
    }

    #[test]
    fn fields() {
        for (name, expected) in [
            ("shop_id", Some("shop_id")),
            ("shopName", Some("shopName")),
            ("type", Some("r#type")),
            ("gen", Some("r#gen")),
            ("3d_secure", Some("_3d_secure")),
            ("名称", Some("名称")),
            ("self", None),
            ("_", None),
            ("", None),
            ("shop-id", None),
            ("it's", None),
        ] {
            assert_eq!(shown(field(name)).as_deref(), expected, "{name}");
        }
    }

    #[test]
    fn variants() {
        for (value, expected) in [
            ("TRADE_SUCCESS", Some("TradeSuccess")),
            ("success", Some("Success")),
            ("01", Some("V01")),
            ("OTHER", Some("VOther")),
            ("self", Some("VSelf")),
            ("认证成功", Some("认证成功")),
            ("+", None),
        ] {
            assert_eq!(shown(variant(value)).as_deref(), expected, "{value}");
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
            let ident = type_name(name).expect("a name of a type");
            assert_eq!(hidden(&ident), expected, "{name}");
        }
    }

    #[test]
    fn types() {
        assert_eq!(
            shown(type_name("certify_result_status")).as_deref(),
            Some("CertifyResultStatus")
        );
        assert_eq!(shown(type_name("3d_secure")).as_deref(), Some("V3dSecure"));
        assert_eq!(shown(type_name("-")), None);
        assert_eq!(shown(given_type("HTTPStatus")).as_deref(), Some("HTTPStatus"));
        for name in ["status", "Pay_Status", "Self", "3d", "my::Status", "Status<T>", "Pay Status"]
        {
            assert_eq!(shown(given_type(name)), None, "{name}");
        }
    }
}
