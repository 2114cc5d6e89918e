//! From the text of a page, in whichever format, to its lines and rows.

mod html;
mod markdown;
mod tree;

use super::lines::{self, Line};

/// The lines of a page.
#[derive(Debug)]
pub(super) struct Page {
    pub(super) lines: Vec<Line>,
    /// Whether the format itself shows that nothing is missing at the end.
    pub(super) is_closed: bool,
}

/// Reads a text as what it is: the JSON of a tree of fields, HTML, or else lines, which may be
/// those of Markdown.
pub(super) fn read(text: &str) -> Page {
    if let Some(lines) = tree::lines(text) {
        return Page { lines, is_closed: true };
    }
    let page = if html::is_html(text) {
        html::read(text)
    } else {
        Page { lines: lines::lines(text), is_closed: false }
    };
    Page { lines: markdown::rows(page.lines), ..page }
}
