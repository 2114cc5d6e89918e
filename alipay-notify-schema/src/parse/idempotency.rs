//! `x-alipay-idempotency-key`: the member by which deliveries are recognised as the same message.

use super::error::{Report, SchemaProblem};
use super::expected::Expected;
use crate::json::Node;
use crate::model::ObjectSchema;

/// The keyword.
pub(super) const KEYWORD: &str = "x-alipay-idempotency-key";

/// Where a member is marked.
pub(super) struct Mark<'n> {
    /// The member, as an index into the fields of its object.
    pub(super) field: usize,
    pub(super) node: &'n Node,
    pub(super) pointer: String,
}

/// The one member of the content that is marked, and that can be the key.
pub(super) fn key(
    marks: &[Mark<'_>],
    content: &ObjectSchema,
    report: &mut Report<'_>,
) -> Option<usize> {
    let mut first = None;
    for mark in marks {
        let field = &content.fields[mark.field];
        let problem = match (report.source(mark.node), field.key_fault(), first) {
            ("true", None, None) => {
                first = Some(mark.field);
                continue;
            }
            ("true", Some(fault), _) => {
                SchemaProblem::NotAKey { name: field.name.to_string(), fault }
            }
            ("true", None, Some(first)) => {
                SchemaProblem::SecondKey { first: content.fields[first].name.to_string() }
            }
            _ => SchemaProblem::Expected { expected: Expected::True, found: None },
        };
        report.push(mark.node.span.start, &mark.pointer, problem);
    }
    first
}

/// The members of an object inside the content are none by which the message is recognised.
pub(super) fn refuse(marks: &[Mark<'_>], report: &mut Report<'_>) {
    for mark in marks {
        report.push(mark.node.span.start, &mark.pointer, SchemaProblem::KeyElsewhere);
    }
}
