//! The name of the message, from the table of common parameters and from the sample request.

use super::lines::{Line, cells};
use alipay_notify_schema::COMMON_PARAMETERS;

/// Whether a name is one of a parameter. Those are no fields of the content where a page lacks its
/// headings.
pub(super) fn is_parameter(name: &str) -> bool {
    COMMON_PARAMETERS.contains(&name) || name == "encrypt_type"
}

/// A name that was found, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) line: usize,
    pub(super) name: String,
    /// Whether something follows it, so that it is whole.
    pub(super) is_closed: bool,
}

/// The example in the row `msg_method` of the table, whose cells may stand on a line each.
pub(super) fn in_table(part: &[Line]) -> Option<Found> {
    let start = part.iter().position(|line| is_row_of(line, |name| name == "msg_method"))?;
    let row = &part[start..];
    let next = row.iter().skip(1).position(|line| is_row_of(line, is_parameter));
    let row = &row[..next.map_or(row.len(), |next| next + 1)];
    row.iter().rev().find_map(|line| {
        let cells = cells(&line.text);
        let name = cells.iter().rev().find(|cell| is_method(cell))?;
        Some(Found {
            line: line.number,
            name: (*name).to_owned(),
            is_closed: !line.text.ends_with(name) || next.is_some(),
        })
    })
}

fn is_row_of(line: &Line, is_wanted: impl Fn(&str) -> bool) -> bool {
    cells(&line.text).first().is_some_and(|name| is_wanted(&name.to_ascii_lowercase()))
}

/// A line that is a name and nothing else.
pub(super) fn alone(part: &[Line]) -> Option<Found> {
    part.iter().find(|line| is_method(&line.text)).map(|line| Found {
        line: line.number,
        name: line.text.clone(),
        is_closed: true,
    })
}

/// The value of `msg_method=` in the sample request.
pub(super) fn in_sample(part: &[Line]) -> Option<Found> {
    part.iter().find_map(|line| {
        let start = line.text.to_ascii_lowercase().find("msg_method=")? + "msg_method=".len();
        let value = line.text.get(start..)?;
        let end = value.find(['\'', '"', '&', '\\', ' ']);
        let name = value.get(..end.unwrap_or(value.len()))?;
        is_method(name).then(|| Found {
            line: line.number,
            name: name.to_owned(),
            is_closed: end.is_some(),
        })
    })
}

/// `alipay.user.opencard.result.notify`, and not `${msg_method}`.
pub(super) fn is_method(text: &str) -> bool {
    let is_word = |word: &str| {
        !word.is_empty() && word.chars().all(|ch| ch.is_ascii_alphanumeric() || "_-".contains(ch))
    };
    text.starts_with(|first: char| first.is_ascii_alphabetic())
        && text.contains('.')
        && text.split('.').all(is_word)
}
