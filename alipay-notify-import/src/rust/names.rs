//! Names of Rust for whatever a document calls something.

use unicode_ident::{is_xid_continue, is_xid_start};

use alipay_notify_schema::{
    FieldSchema, Kind, ObjectSchema, hides, pascal_case, singular, snake_case,
};

/// The variant that the derive gives every text which is not listed.
pub(super) const OTHER: &str = "Other";

/// Keywords that can't be raw identifiers either.
const NEVER: [&str; 4] = ["crate", "self", "super", "Self"];

/// The other keywords, of any edition.
#[rustfmt::skip]
const KEYWORDS: [&str; 48] = [
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn", "else", "enum",
    "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro", "match", "mod", "move",
    "mut", "override", "priv", "pub", "ref", "return", "static", "struct", "trait", "true", "try", "type", "typeof",
    "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];

/// A type: `certify_result_status` → `CertifyResultStatus`. What no type should be named, or would
/// hide a name that the code beside it needs, has `suffix` behind it.
pub(super) fn type_name(name: &str, suffix: &str) -> String {
    let name = capitalized(name).unwrap_or_default();
    if name.is_empty() || NEVER.contains(&name.as_str()) || hides(&name).is_some() {
        return name + suffix;
    }
    name
}

/// A variant: `TRADE_SUCCESS` → `TradeSuccess`, behind `V` where that means something else; none
/// where nothing is left of the value.
pub(super) fn variant(value: &str) -> Option<String> {
    let name = capitalized(value)?;
    Some(if name == OTHER || NEVER.contains(&name.as_str()) { format!("V{name}") } else { name })
}

/// A field: `shopName` → `shop_name`, `type` → `r#type`, `3d_secure` → `_3d_secure`.
pub(super) fn field(name: &str) -> String {
    let name = if is_snake_case(name) { name.to_owned() } else { identifying(&snake_case(name)) };
    match name.chars().next() {
        None => "field".to_owned(),
        Some(first) if first != '_' && !is_xid_start(first) => format!("_{name}"),
        Some(_) if NEVER.contains(&name.as_str()) => format!("{name}_"),
        Some(_) if KEYWORDS.contains(&name.as_str()) => format!("r#{name}"),
        Some(_) => name,
    }
}

/// The type of what is in a field, or in each element of it: as the schema names it, or else as the
/// field is named.
pub(super) fn wanted(field: &FieldSchema, is_list: bool) -> String {
    let suffix = if matches!(field.kind, Kind::Enum(_)) { "Value" } else { "Object" };
    match &*field.type_name {
        "" if is_list => type_name(&singular(&field.name), suffix),
        "" => type_name(&field.name, suffix),
        given if is_type_name(given) => given.to_owned(),
        // What the derive refuses is put right.
        given => type_name(given, suffix),
    }
}

/// Whether a name can be that of a type as it stands.
fn is_type_name(name: &str) -> bool {
    name.starts_with(|first: char| is_xid_start(first) && !first.is_lowercase())
        && name.chars().all(|ch| is_xid_continue(ch) && ch != '_')
        && !NEVER.contains(&name)
        && hides(name).is_none()
}

/// The value of a variant that has no `value`.
pub(super) fn implied_value(variant: &str) -> String {
    snake_case(variant).to_uppercase()
}

/// The name, or the first of `name2`, `name3`, … that is not taken.
pub(super) fn distinct(name: &str, is_taken: impl Fn(&str) -> bool, separator: &str) -> String {
    let numbered = (2..).map(|number: usize| format!("{name}{separator}{number}"));
    let mut candidates = std::iter::once(name.to_owned()).chain(numbered);
    candidates.find(|candidate| !is_taken(candidate)).unwrap_or_default()
}

/// The fields' names, no two of which are the same.
pub(super) fn fields(schema: &ObjectSchema) -> Vec<String> {
    let mut taken: Vec<String> = Vec::new();
    for member in &*schema.fields {
        let name = field(&member.name);
        taken.push(distinct(&name, |candidate| taken.iter().any(|other| other == candidate), "_"));
    }
    taken
}

fn capitalized(name: &str) -> Option<String> {
    let name = identifying(&pascal_case(name));
    let first = name.chars().next()?;
    Some(if is_xid_start(first) { name } else { format!("V{name}") })
}

/// Whether a name can stand as it is, `a__b` and `a_` included, of which other letter case would
/// make another name.
fn is_snake_case(name: &str) -> bool {
    let mut chars = name.chars();
    chars.any(|ch| ch != '_') && name.chars().all(|ch| is_xid_continue(ch) && !ch.is_uppercase())
}

fn identifying(name: &str) -> String {
    name.chars().filter(|ch| is_xid_continue(*ch)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields() {
        for (name, expected) in [
            ("shop_id", "shop_id"),
            ("shopName", "shop_name"),
            ("HTTPStatus", "http_status"),
            ("a__b_", "a__b_"),
            ("type", "r#type"),
            ("Type", "r#type"),
            ("self", "self_"),
            ("3d_secure", "_3d_secure"),
            ("shop-id", "shop_id"),
            ("名称", "名称"),
            ("①", "field"),
            ("_", "field"),
            ("", "field"),
        ] {
            assert_eq!(field(name), expected, "{name}");
        }
    }

    #[test]
    fn types_and_variants() {
        for (name, ty, variant_name) in [
            ("TRADE_SUCCESS", "TradeSuccess", Some("TradeSuccess")),
            ("01", "V01", Some("V01")),
            ("other", "Other", Some("VOther")),
            ("self", "SelfValue", Some("VSelf")),
            ("result", "ResultValue", Some("Result")),
            ("alipay_object", "AlipayObjectValue", Some("AlipayObject")),
            ("认证成功", "认证成功", Some("认证成功")),
            ("+", "Value", None),
        ] {
            assert_eq!(type_name(name, "Value"), ty, "{name}");
            assert_eq!(variant(name).as_deref(), variant_name, "{name}");
        }
    }
}
