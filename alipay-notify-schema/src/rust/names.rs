//! Names of Rust for any name of a document.

use crate::{hides, pascal_case};

/// Names that a raw identifier can't have either.
const NEVER: [&str; 4] = ["crate", "self", "super", "Self"];

/// A type: `certify_result_status` → `CertifyResultStatus`. What would hide a name of the prelude has `suffix` behind it,
/// which alone is the name of what has none.
pub(super) fn type_name(name: &str, suffix: &str) -> String {
    let name = variant_name(name).unwrap_or_default();
    if name.is_empty() || NEVER.contains(&name.as_str()) || hides(&name).is_some() {
        return name + suffix;
    }
    name
}

/// A variant: `TRADE_SUCCESS` → `TradeSuccess`; none where nothing is left of the value.
pub(super) fn variant_name(value: &str) -> Option<String> {
    let name: String = pascal_case(value).chars().filter(|ch| unicode_ident::is_xid_continue(*ch)).collect();
    let first = name.chars().next()?;
    Some(if unicode_ident::is_xid_start(first) { name } else { format!("V{name}") })
}
