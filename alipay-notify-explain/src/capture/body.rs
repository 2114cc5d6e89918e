//! A body, and where it stands in a line that holds other text as well.

use std::ops::Range;

use crate::parameters::{are_of_a_message, is_known, is_of_name};

/// Whether a text is a form with parameters of Alipay's.
pub(super) fn is_form(text: &[u8]) -> bool {
    let names = text.split(|byte| *byte == b'&').filter_map(|part| {
        let end = part.iter().position(|byte| *byte == b'=')?;
        part.get(..end)
    });
    are_of_a_message(names)
}

/// Where the form stands in a text, such as the line of a log: after what is not part of its first
/// name, up to a quote or white space in its last value. A text with nothing before the form is the
/// form, as a whole.
pub(super) fn within(text: &[u8]) -> Range<usize> {
    let whole = 0..text.len();
    let Some(start) = start(text).filter(|start| *start > 0) else { return whole };
    let Some(form) = text.get(start..).filter(|form| is_form(form)) else { return whole };
    let last = form.iter().rposition(|byte| *byte == b'&').map_or(0, |at| at + 1);
    let value = form.get(last..).unwrap_or_default();
    // A content may hold either.
    let may_end = !value.starts_with(b"biz_content=");
    let end = value
        .iter()
        .position(|byte| may_end && (byte.is_ascii_whitespace() || b"\"'`".contains(byte)));
    start..end.map_or(text.len(), |end| start + last + end)
}

/// Where the first name of Alipay's begins after something that no name and no escape holds; what
/// stands before it may have names and values of its own.
fn start(text: &[u8]) -> Option<usize> {
    let first = text.split(|byte| *byte == b'&').next()?;
    let mut ends = first.iter().enumerate().filter(|(_, byte)| **byte == b'=');
    ends.find_map(|(end, _)| {
        let before = first.get(..end)?;
        let start = before.iter().rposition(|byte| !is_of_name(*byte)).map_or(0, |at| at + 1);
        let neighbour = start.checked_sub(1).and_then(|at| before.get(at));
        let is_apart = !neighbour.is_some_and(|byte| b"%+-.[]".contains(byte));
        (is_apart && is_known(before.get(start..)?)).then_some(start)
    })
}
