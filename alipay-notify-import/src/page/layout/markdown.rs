//! What Markdown writes around the text of a line.

use crate::page::lines::{Line, cells, undrawn};

/// The lines of a text, without the marks of Markdown: rows that begin with a bar are those of a
/// table, and may have escaped bars and line breaks in their cells.
pub(super) fn rows(lines: Vec<Line>) -> Vec<Line> {
    let mut is_code = false;
    lines.into_iter().map(|line| read(line, &mut is_code)).collect()
}

fn read(mut line: Line, is_code: &mut bool) -> Line {
    if line.cells.is_some() {
        return line;
    }
    if line.text.starts_with("```") || line.text.starts_with("~~~") {
        *is_code = !*is_code;
        line.text.clear();
        return line;
    }
    if *is_code {
        return line;
    }
    if line.text.starts_with('|') {
        let row = Line::row(line.number, &framed(&line.text));
        return Line { indent: row.indent.max(line.indent), ..row };
    }
    let is_row = || {
        let cells = cells(&line.text);
        cells.len() > 2 && cells.first().is_some_and(|name| is_marked(name))
    };
    if is_row() {
        return Line { indent: line.indent, ..Line::row(line.number, &framed(&line.text)) };
    }
    line
}

/// Whether a cell is in back quotes or asterisks, or has escapes.
fn is_marked(cell: &str) -> bool {
    cell.starts_with(['`', '*']) || cell.contains("\\_")
}

/// The cells of a row, between bars that are not escaped.
fn framed(text: &str) -> Vec<String> {
    let mut cells = vec![String::new()];
    let mut chars = text.trim().trim_start_matches('|').chars();
    while let Some(ch) = chars.next() {
        match ch {
            '|' => cells.push(String::new()),
            '\\' => {
                let next = chars.next();
                let is_escape = next.is_some_and(|next| next.is_ascii_punctuation() && next != '"');
                push(&mut cells, (!is_escape).then_some(ch).into_iter().chain(next));
            }
            _ => push(&mut cells, [ch]),
        }
    }
    cells.iter().map(|cell| unmarked(cell)).collect()
}

fn push(cells: &mut [String], text: impl IntoIterator<Item = char>) {
    if let Some(cell) = cells.last_mut() {
        cell.extend(text);
    }
}

/// A cell without the quotes or asterisks that all of it is in, its line breaks and entities
/// resolved.
fn unmarked(cell: &str) -> String {
    let cell = BREAKS
        .iter()
        .fold(htmlize::unescape(cell.trim()).into_owned(), |cell, tag| cell.replace(tag, "\n"));
    let text = undrawn(&cell).1;
    let drawn = cell.strip_suffix(text).unwrap_or_default();
    let inner = ["**", "__", "`"].iter().find_map(|mark| {
        let inner = text.strip_prefix(mark)?.strip_suffix(mark)?;
        (!inner.is_empty() && !inner.contains(mark)).then_some(inner)
    });
    format!("{drawn}{}", inner.unwrap_or(text))
}

const BREAKS: [&str; 4] = ["<br>", "<br/>", "<br />", "<BR>"];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::lines::lines;

    #[test]
    fn rows_of_tables() {
        let found = rows(lines(
            "| `a\\_b` | x \\| y | **必选** |\n| &nbsp;└ `c` | A<br>B | {\"k\":\"\\\"\"} |\n\
             `d` | String | 必选",
        ));
        let found: Vec<_> = found.iter().map(|line| (line.indent, line.cells())).collect();
        assert_eq!(
            found,
            [
                (0, vec!["a_b", "x | y", "必选"]),
                (3, vec!["c", "A\nB", "{\"k\":\"\\\"\"}"]),
                (0, vec!["d", "String", "必选"]),
            ]
        );
    }

    #[test]
    fn code_is_no_table() {
        let found = rows(lines("```json\n| {\n```\n| x |"));
        let found: Vec<_> = found.iter().map(|line| (&*line.text, line.cells.is_some())).collect();
        assert_eq!(found, [("", false), ("| {", false), ("", false), ("x", true)]);
    }
}
