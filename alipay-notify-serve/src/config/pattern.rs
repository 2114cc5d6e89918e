//! Which messages a destination takes.

use std::fmt;

use alipay_notify::schema::Family;

use super::mistake::{Belongs, Mistake};
use super::reader::value;

/// Messages of a family whose names are like this: `notify:trade_*`. `*` stands for all there are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Pattern {
    /// Any family where there is none.
    family: Option<Family>,
    name: String,
}

impl Pattern {
    pub(super) fn parse(text: &str) -> Result<Self, Mistake> {
        if text == "*" {
            return Ok(Self::anything());
        }
        let family = |word: &str| match word {
            "message" => Some(Family::Message),
            "notify" => Some(Family::Notify),
            "service" => Some(Family::Service),
            _ => None,
        };
        let parsed = text.split_once(':').and_then(|(word, name)| Some((family(word)?, name)));
        match parsed {
            Some((family, name)) if !name.is_empty() && !name.contains(char::is_whitespace) => {
                Ok(Self { family: Some(family), name: name.to_owned() })
            }
            _ => Err(value(text, Belongs::Pattern)),
        }
    }

    /// All that comes, also what has no name.
    pub(super) fn anything() -> Self {
        Self { family: None, name: "*".to_owned() }
    }

    /// Whether a message of this family and name is one of them; `None` is one that names neither.
    pub(crate) fn matches(&self, kind: Option<(Family, &str)>) -> bool {
        match (self.family, kind) {
            (None, _) => true,
            (Some(own), Some((family, name))) => own == family && is_like(name, &self.name),
            (Some(_), None) => false,
        }
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.family {
            None => f.write_str("*"),
            Some(Family::Message) => write!(f, "message:{}", self.name),
            Some(Family::Notify) => write!(f, "notify:{}", self.name),
            Some(Family::Service) => write!(f, "service:{}", self.name),
        }
    }
}

/// Whether a name is like a pattern, in which each `*` stands for any text.
fn is_like(name: &str, pattern: &str) -> bool {
    let Some((first, rest)) = pattern.split_once('*') else { return name == pattern };
    let Some(mut name) = name.strip_prefix(first) else { return false };
    let mut parts: Vec<&str> = rest.split('*').collect();
    let last = parts.pop().unwrap_or_default();
    for part in parts {
        let Some(at) = name.find(part) else { return false };
        name = &name[at + part.len()..];
    }
    name.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_choose_by_family_and_name() {
        let trade = Some((Family::Notify, "trade_status_sync"));
        for (pattern, takes) in [
            ("*", true),
            ("notify:*", true),
            ("notify:trade_*", true),
            ("notify:trade_status_sync", true),
            ("notify:*_sync", true),
            ("notify:trade*status*sync", true),
            ("notify:trade", false),
            ("notify:*_syn", false),
            ("notify:trade_status_sync*sync", false),
            ("message:*", false),
        ] {
            let parsed = Pattern::parse(pattern).expect(pattern);
            assert_eq!(parsed.matches(trade), takes, "{pattern}");
            assert_eq!(parsed.matches(None), pattern == "*", "{pattern}");
        }
    }

    #[test]
    fn other_texts_are_no_patterns() {
        for text in ["", "trade_*", "notify:", "notification:*", "notify:a b"] {
            assert_eq!(Pattern::parse(text), Err(value(text, Belongs::Pattern)));
        }
    }
}
