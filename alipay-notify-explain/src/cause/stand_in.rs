//! Values that are not there: something stands in their place.

use serde::Serialize;

use crate::parameters::Parameter;

/// What stands in the place of values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum StandIn {
    /// What a program prints of an object whose values it does not print.
    Identity,
    /// Stars, or a word, that hide a value.
    Mask,
    /// What a document has for values that differ each time.
    Placeholder,
}

impl StandIn {
    /// Its name for programs, which does not change.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Identity => "not_printed",
            Self::Mask => "masked",
            Self::Placeholder => "sample",
        }
    }

    /// What stands in the place of values, and of which.
    pub(super) fn of(parameters: &[Parameter]) -> Option<(Self, Vec<Vec<u8>>)> {
        [Self::Identity, Self::Placeholder, Self::Mask].into_iter().find_map(|stand_in| {
            let stood_in = parameters.iter().filter(|parameter| stand_in.is(parameter));
            let mut names: Vec<Vec<u8>> = stood_in.map(|it| it.name.clone()).collect();
            names.sort();
            names.dedup();
            (!names.is_empty()).then_some((stand_in, names))
        })
    }

    fn is(self, parameter: &Parameter) -> bool {
        let Ok(value) = std::str::from_utf8(&parameter.value) else { return false };
        let value = value.trim();
        match self {
            Self::Identity => is_identity(value),
            Self::Mask => is_mask(value) || is_plain(parameter) && is_masked_in_part(value),
            Self::Placeholder => {
                is_placeholder(value, &[("${", "}"), ("{{", "}}"), ("#{", "}"), ("%{", "}")])
                    || parameter.is_known() && is_placeholder(value, &[("<", ">"), ("$", "")])
            }
        }
    }
}

/// `[Ljava.lang.String;@1a2b3c`, `[object Object]`, `<Buffer 7b 22 …>`, `0xc000012345`.
fn is_identity(value: &str) -> bool {
    const WHOLE: [&str; 8] = [
        "[object Object]",
        "[Object]",
        "[Array]",
        "Array",
        "System.String[]",
        "System.Object",
        "System.Collections.Generic.Dictionary`2[System.String,System.String]",
        "Microsoft.Extensions.Primitives.StringValues",
    ];
    let is_hexadecimal = |text: &str| {
        !text.is_empty() && text.len() <= 16 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
    };
    let is_class = |text: &str| {
        !text.is_empty()
            && text.chars().all(|ch| ch.is_ascii_alphanumeric() || "[].$;_/".contains(ch))
            && text.contains(['.', '[', ';'])
    };
    let of_java = value.rsplit_once('@');
    WHOLE.contains(&value)
        || of_java.is_some_and(|(class, hash)| is_class(class) && is_hexadecimal(hash))
        || value.starts_with("<Buffer ")
        || value.strip_prefix("0x").is_some_and(|text| text.len() >= 8 && is_hexadecimal(text))
        || (value.starts_with('<') && value.contains(" object at 0x"))
}

/// `******`, `[FILTERED]`.
fn is_mask(value: &str) -> bool {
    const WORDS: [&str; 6] = ["filtered", "redacted", "masked", "hidden", "已脱敏", "脱敏"];
    let is_of = |marks: &[char]| value.len() >= 3 && value.chars().all(|ch| marks.contains(&ch));
    let inner = value.trim_matches(|ch: char| "[]<>(){}*".contains(ch)).to_lowercase();
    is_of(&['*']) || is_of(&['•']) || is_of(&['█']) || WORDS.contains(&&*inner)
}

/// Whether Alipay never sends stars in a value, as it does in the accounts of users.
fn is_plain(parameter: &Parameter) -> bool {
    const NAMES: [&str; 8] = [
        "sign",
        "app_id",
        "auth_app_id",
        "notify_id",
        "utc_timestamp",
        "trade_no",
        "buyer_id",
        "seller_id",
    ];
    NAMES.into_iter().any(|name| parameter.is(name))
}

/// `2014****4699`, `xxxxxxxx`.
fn is_masked_in_part(value: &str) -> bool {
    value.contains("**") || value.len() >= 3 && value.chars().all(|ch| matches!(ch, 'x' | 'X'))
}

/// A word between these marks: `${sign}`, `{{sign}}`, `<sign>`.
fn is_placeholder(value: &str, marks: &[(&str, &str)]) -> bool {
    let is_word = |text: &str| {
        !text.is_empty()
            && text.len() <= 32
            && text.chars().all(|ch| ch.is_alphanumeric() || "_-. ".contains(ch))
    };
    marks.iter().any(|(front, back)| {
        let inner = value.strip_prefix(front).and_then(|text| text.strip_suffix(back));
        inner.is_some_and(is_word)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_the_value() {
        for (value, expected) in [
            ("[Ljava.lang.String;@1a2b3c", Some(StandIn::Identity)),
            ("com.shop.NotifyDto@7f31245a", Some(StandIn::Identity)),
            ("[object Object]", Some(StandIn::Identity)),
            ("System.String[]", Some(StandIn::Identity)),
            ("<Buffer 7b 22>", Some(StandIn::Identity)),
            ("0xc000012345", Some(StandIn::Identity)),
            ("******", Some(StandIn::Mask)),
            ("[FILTERED]", Some(StandIn::Mask)),
            ("${notify_id}", Some(StandIn::Placeholder)),
            ("{{app_id}}", Some(StandIn::Placeholder)),
            ("service@aliyun.com", None),
            ("z97-a@b.cafe", None),
            ("2088721003899159", None),
            ("张*三", None),
            ("{\"a\":1}", None),
            ("", None),
        ] {
            let parameters = [Parameter::new("a", value)];
            assert_eq!(StandIn::of(&parameters).map(|(found, _)| found), expected, "{value}");
        }
        for (name, value, expected) in [
            ("app_id", "2014****4699", Some(StandIn::Mask)),
            ("notify_id", "xxxxxxxx", Some(StandIn::Mask)),
            ("buyer_logon_id", "159****5620", None),
            ("subject", "xxx", None),
        ] {
            let found = StandIn::of(&[Parameter::new(name, value)]).map(|(found, _)| found);
            assert_eq!(found, expected, "{name}");
        }
    }
}
