//! The members of a flat family are parameters, each of which is a text.

use super::error::{Report, SchemaProblem};
use crate::json::{Node, join};
use crate::model::{Kind, ObjectSchema};

/// Reports members that no parameter can be.
pub(super) fn check(content: &ObjectSchema, root: &Node, report: &mut Report<'_>) {
    let properties = root.member("properties");
    for field in &*content.fields {
        if !field.repeated && !matches!(field.kind, Kind::Object(_)) {
            continue;
        }
        let pointer = join(&join("/properties", &field.name), "type");
        let node = properties.and_then(|all| all.member(&field.name)?.member("type"));
        let at = node.map_or(root.span.start, |node| node.span.start);
        report.push(at, &pointer, SchemaProblem::NotAParameter);
    }
}
