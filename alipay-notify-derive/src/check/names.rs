//! Identifiers of the names that `alipay_notify_schema::rust_name` makes.

use alipay_notify_schema::rust_name;
use proc_macro2::Ident;

/// A field, named as it is on the wire.
pub(super) fn field(name: &str) -> Option<Ident> {
    identifier(&rust_name::field(name)?)
}

/// A type, named after a field.
pub(super) fn type_name(name: &str) -> Option<Ident> {
    identifier(&rust_name::type_name(name)?)
}

/// A type whose name a schema gives.
pub(super) fn given_type(name: &str) -> Option<Ident> {
    if rust_name::is_type_name(name) { identifier(name) } else { None }
}

/// A variant, named after its value.
pub(super) fn variant(value: &str) -> Option<Ident> {
    identifier(&rust_name::variant(value)?)
}

/// A name as an identifier. The parser of Rust has the last word on what is one.
pub(super) fn identifier(name: &str) -> Option<Ident> {
    syn::parse_str(name).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(ident: Option<Ident>) -> Option<String> {
        ident.map(|ident| ident.to_string())
    }

    /// Whatever is a name there is an identifier here.
    #[test]
    fn every_name_is_an_identifier() {
        for name in [
            "shop_id",
            "shopName",
            "type",
            "gen",
            "async",
            "try",
            "union",
            "macro_rules",
            "raw",
            "safe",
            "auto",
            "default",
            "static",
            "3d_secure",
            "名称",
            "a__b_",
            "__",
            "yield",
        ] {
            let ident = field(name);
            assert_eq!(shown(ident), rust_name::field(name), "{name}");
        }
        for name in ["self", "_", "", "shop-id", "it's", "①", "\"", "'a", "/*"] {
            assert_eq!(shown(field(name)), None, "{name}");
        }
        assert_eq!(shown(type_name("self")).as_deref(), Some("VSelf"));
        assert_eq!(shown(variant("OTHER")).as_deref(), Some("VOther"));
        assert_eq!(shown(given_type("HTTPStatus")).as_deref(), Some("HTTPStatus"));
        assert_eq!(shown(given_type("my::Status")), None);
    }
}
