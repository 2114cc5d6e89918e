//! The rules themselves. Decoding, checking without decoding and validating a value by hand all end
//! here.

use crate::model::{FieldSchema, Kind, ObjectSchema};
use crate::violation::{Problem, Violations};

impl FieldSchema {
    /// Whether a text is among the values that this member lists, if it lists any.
    #[must_use]
    pub fn permits(&self, text: &str) -> bool {
        !matches!(self.kind, Kind::Enum(_)) || self.listed(text).is_some()
    }

    /// The value that this member lists and that a text stands for, as it is listed.
    #[must_use]
    pub fn listed(&self, text: &str) -> Option<&str> {
        let Kind::Enum(values) = &self.kind else { return None };
        // Mostly the case is right as well, and comparing without it is slower.
        let listed = values
            .iter()
            .find(|listed| listed.value == text)
            .or_else(|| values.iter().find(|listed| listed.value.eq_ignore_ascii_case(text)));
        listed.map(|listed| &*listed.value)
    }

    /// Holds a text against this member's length.
    #[inline]
    pub(crate) fn check_length(&self, text: &str, violations: &mut Violations) {
        if let Some(limit) = self.max_len
            && text.len() > limit
        {
            let actual = text.chars().count();
            if actual > limit {
                violations.push("", Problem::TooLong { actual, limit });
            }
        }
    }
}

impl ObjectSchema {
    /// Counts the members of each group that are present. A group with a member of which it is not
    /// known (`None`) is passed over.
    pub fn check_groups(
        &self,
        is_present: impl Fn(usize) -> Option<bool>,
        violations: &mut Violations,
    ) {
        for group in &*self.groups {
            let known: Option<usize> =
                group.members.iter().map(|index| is_present(*index).map(usize::from)).sum();
            let Some(present) = known else { continue };
            if !group.rule.permits(present) {
                let members = self.members(group).cloned().collect();
                violations.push("", Problem::Group { rule: group.rule, members, present });
            }
        }
    }
}

/// What a number literal of JSON is as an integer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Integer {
    /// This integer. `1.0` and `1e2` are integers as well.
    Whole(i128),
    /// An integer beyond what can be held.
    TooLarge,
    /// No integer.
    Fraction,
}

impl Integer {
    /// Reads a literal, exactly.
    #[must_use]
    pub fn of(literal: &str) -> Self {
        let (mantissa, exponent) = literal.split_once(['e', 'E']).unwrap_or((literal, "0"));
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let digits = format!("{whole}{fraction}");
        let significant = digits.trim_end_matches('0');
        if significant.trim_matches(['-', '0']).is_empty() {
            return Self::Whole(0);
        }
        // A literal of 2^63 digits does not fit into memory, so only the exponent itself can be out
        // of range.
        let length = |text: &str| i64::try_from(text.len()).unwrap_or(i64::MAX);
        let Ok(exponent) = exponent.parse::<i64>() else {
            return if exponent.starts_with('-') { Self::Fraction } else { Self::TooLarge };
        };
        let zeros =
            exponent.saturating_add(length(&digits) - length(significant) - length(fraction));
        let Ok(zeros) = u32::try_from(zeros) else {
            return if zeros < 0 { Self::Fraction } else { Self::TooLarge };
        };
        let value = 10_i128
            .checked_pow(zeros)
            .and_then(|power| significant.parse::<i128>().ok()?.checked_mul(power));
        value.map_or(Self::TooLarge, Self::Whole)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_are_read_exactly() {
        for (literal, value) in [
            ("0", 0),
            ("-0", 0),
            ("0.00e5", 0),
            ("0e-99999999999999999999", 0),
            ("1706327962739", 1_706_327_962_739),
            ("-12", -12),
            ("1.0", 1),
            ("120e-1", 12),
            ("1.5e1", 15),
            ("9007199254740993", 9_007_199_254_740_993),
        ] {
            assert_eq!(Integer::of(literal), Integer::Whole(value), "{literal}");
        }
        for literal in ["0.1", "1e-1", "-1.5", "15e-2", "1e-99999999999999999999"] {
            assert_eq!(Integer::of(literal), Integer::Fraction, "{literal}");
        }
        for literal in
            ["1e39", "-1e400", "1e99999999999999999999", "170141183460469231731687303715884105728"]
        {
            assert_eq!(Integer::of(literal), Integer::TooLarge, "{literal}");
        }
    }
}
