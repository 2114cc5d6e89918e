//! How names of the documents become names of Rust, and the other way round.

use heck::{ToSnakeCase, ToUpperCamelCase};

/// What the `$id` of every schema file begins with; the `msg_method` follows.
pub const SCHEMA_ID_PREFIX: &str = "urn:alipay:message:";

/// The parameters that every message has (公共请求参数), in the order of the documents.
pub const COMMON_PARAMETERS: [&str; 9] = [
    "notify_id",
    "utc_timestamp",
    "msg_method",
    "app_id",
    "version",
    "biz_content",
    "sign",
    "sign_type",
    "charset",
];

/// What every module of Rust has without asking for it, and a type may be named after.
const PRELUDE: [&str; 41] = [
    "AsMut",
    "AsRef",
    "AsyncFn",
    "AsyncFnMut",
    "AsyncFnOnce",
    "Box",
    "Clone",
    "Copy",
    "Default",
    "DoubleEndedIterator",
    "Drop",
    "Eq",
    "Err",
    "ExactSizeIterator",
    "Extend",
    "Fn",
    "FnMut",
    "FnOnce",
    "From",
    "FromIterator",
    "Into",
    "IntoIterator",
    "Iterator",
    "None",
    "Ok",
    "Option",
    "Ord",
    "PartialEq",
    "PartialOrd",
    "Result",
    "Send",
    "Sized",
    "Some",
    "String",
    "Sync",
    "ToOwned",
    "ToString",
    "TryFrom",
    "TryInto",
    "Unpin",
    "Vec",
];

/// The traits of the core crate.
const TRAITS: [&str; 5] =
    ["AlipayEnum", "AlipayNotify", "AlipayObject", "AlipayValue", "IntoReply"];

/// `certify_result_status` → `CertifyResultStatus`. Whatever is no letter or digit separates words.
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

/// Whose name a type of this name would hide from the code beside it, if any.
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

/// The candidate that `name` was most probably meant to be, where one is close enough.
pub fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    candidates
        .into_iter()
        .map(|candidate| (strsim::levenshtein(name, candidate), candidate))
        .filter(|(distance, candidate)| *distance <= 1 + candidate.chars().count() / 4)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_types() {
        assert_eq!(pascal_case("certify_result_status"), "CertifyResultStatus");
        assert_eq!(pascal_case("productStatusInfos"), "ProductStatusInfos");
        assert_eq!(pascal_case("TRADE_SUCCESS"), "TradeSuccess");
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

    #[test]
    fn near_misses() {
        assert_eq!(nearest("shop_nam", ["shop_id", "shop_name"]), Some("shop_name"));
        assert_eq!(nearest("colour", ["shop_id", "shop_name"]), None);
    }
}
