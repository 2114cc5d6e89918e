//! The closed list of texts that a string may be: `oneOf`.

use std::borrow::Cow;

use super::error::{Report, SchemaProblem};
use super::expected::Expected;
use super::keywords::{Keywords, expected};
use crate::json::{Node, Value, join};
use crate::model::{EnumValue, Kind};

/// The values that `oneOf` lists, each of which can come and stands for itself alone.
pub(super) fn listed(
    node: &Node,
    max_len: Option<usize>,
    pointer: &str,
    report: &mut Report<'_>,
) -> Kind {
    let Value::Array(alternatives) = &node.value else {
        expected(node, pointer, Expected::Values, report);
        return Kind::String;
    };
    if alternatives.is_empty() {
        expected(node, pointer, Expected::Values, report);
    }
    let mut values: Vec<EnumValue> = Vec::new();
    for (index, alternative) in alternatives.iter().enumerate() {
        let pointer = join(pointer, &index.to_string());
        let Some((value, text)) = value(alternative, &pointer, report) else { continue };
        let pointer = join(&pointer, "const");
        for problem in [repeated(&value, &values), too_long(&value, max_len)].into_iter().flatten()
        {
            report.push(text.span.start, &pointer, problem);
        }
        values.push(value);
    }
    Kind::Enum(Cow::Owned(values))
}

/// One value, `{"const": "success", "title": "认证成功"}`, and where its text stands.
fn value<'n>(
    node: &'n Node,
    pointer: &str,
    report: &mut Report<'_>,
) -> Option<(EnumValue, &'n Node)> {
    let mut keywords = Keywords::of(node, pointer, report)?;
    let text = keywords.require("const", report);
    let title = keywords.text("title", report);
    let pointer = keywords.at("const");
    keywords.finish(report);
    let text = text?;
    match &text.value {
        Value::String(value) if !value.is_empty() => {
            Some((EnumValue { value: Cow::Owned(value.clone()), title }, text))
        }
        _ => {
            expected(text, &pointer, Expected::NonEmptyString, report);
            None
        }
    }
}

/// Letter case does not count, so values must differ in more than that.
fn repeated(value: &EnumValue, before: &[EnumValue]) -> Option<SchemaProblem> {
    let first = before.iter().find(|listed| listed.value.eq_ignore_ascii_case(&value.value))?;
    Some(SchemaProblem::ValueTwice {
        value: value.value.to_string(),
        first: first.value.to_string(),
    })
}

fn too_long(value: &EnumValue, max_len: Option<usize>) -> Option<SchemaProblem> {
    let (actual, limit) = (value.value.chars().count(), max_len?);
    (actual > limit).then_some(SchemaProblem::ValueTooLong { actual, limit })
}
