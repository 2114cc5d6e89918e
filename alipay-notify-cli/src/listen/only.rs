//! Which deliveries are printed.

use alipay_notify::Verified;
use alipay_notify_schema::Family;

/// A pattern for names of notifications, `*` in it for anything.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Pattern(String);

impl From<String> for Pattern {
    fn from(pattern: String) -> Self {
        Self(pattern)
    }
}

impl Pattern {
    /// Whether a notification has a name, or a family, of this pattern.
    pub(super) fn is_of(&self, verified: &Verified) -> bool {
        let envelope = verified.envelope();
        let family = envelope.family().map(Family::parameter);
        [envelope.name(), family].into_iter().flatten().any(|name| self.matches(name))
    }

    /// Whether a name is of this pattern.
    pub(super) fn matches(&self, name: &str) -> bool {
        let mut parts = self.0.split('*');
        let Some(mut rest) = parts.next().and_then(|first| name.strip_prefix(first)) else {
            return false;
        };
        let parts: Vec<&str> = parts.collect();
        let Some((last, middle)) = parts.split_last() else { return rest.is_empty() };
        for part in middle {
            let Some((_, after)) = rest.split_once(part) else { return false };
            rest = after;
        }
        rest.ends_with(last)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stars_stand_for_anything() {
        for (pattern, name, expected) in [
            ("trade_status_sync", "trade_status_sync", true),
            ("trade", "trade_status_sync", false),
            ("trade*", "trade_status_sync", true),
            ("*.rejected", "ant.shop.save.rejected", true),
            ("ant.*.rejected", "ant.shop.save.rejected", true),
            ("ant.*.save.*", "ant.shop.save.rejected", true),
            ("ant.*.saved.*", "ant.shop.save.rejected", false),
            ("*", "", true),
            ("a*a", "a", false),
        ] {
            assert_eq!(Pattern(pattern.to_owned()).matches(name), expected, "{pattern} {name}");
        }
    }
}
