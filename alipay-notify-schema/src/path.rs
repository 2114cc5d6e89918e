//! Paths of members, as violations name them: `shops[2].shop_name`.

/// The path of what is at `inner` within `outer`. Names are joined by a dot; indices, such as
/// `[2]`, follow at once; either may be empty.
///
/// ```
/// # use alipay_notify_schema::path::join;
/// assert_eq!(join("shops[2]", "shop_name"), "shops[2].shop_name");
/// assert_eq!(join("shops", "[2]"), "shops[2]");
/// assert_eq!(join("", "shops"), "shops");
/// ```
#[must_use]
pub fn join(outer: &str, inner: &str) -> String {
    let is_apart = !outer.is_empty() && !inner.is_empty() && !inner.starts_with('[');
    format!("{outer}{}{inner}", if is_apart { "." } else { "" })
}
