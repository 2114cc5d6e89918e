//! Markdown as GitHub shows it.

use crate::printable::printable;

/// A table of cells that are Markdown already.
pub(super) fn table(header: &[&str], rows: &[Vec<String>]) -> String {
    let header = header.iter().map(|cell| (*cell).to_owned()).collect();
    let rule = vec!["---".to_owned(); rows.first().map_or(1, Vec::len)];
    let lines: Vec<_> = [header, rule].iter().chain(rows).map(|cells| row(cells)).collect();
    lines.join("\n")
}

fn row(cells: &[String]) -> String {
    // A bar ends a cell, even in code.
    let cells: Vec<_> = cells.iter().map(|cell| cell.replace('|', "\\|")).collect();
    format!("| {} |", cells.join(" | "))
}

/// A text, in which what stands between backticks is code, and nothing else means anything.
pub(super) fn prose(text: &str) -> String {
    text.lines().map(prose_line).collect::<Vec<_>>().join("<br>")
}

fn prose_line(line: &str) -> String {
    let parts: Vec<_> = line.split('`').collect();
    if parts.len().is_multiple_of(2) {
        return plain(line);
    }
    let part =
        |(index, part): (usize, &&str)| if index % 2 == 0 { plain(part) } else { code(part) };
    parts.iter().enumerate().map(part).collect()
}

/// A text in which nothing means anything.
pub(super) fn plain(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for ch in printable(text).chars() {
        // The bar is for the table to escape.
        if ch.is_ascii_punctuation()
            && !matches!(ch, '|' | ',' | '.' | ';' | ':' | '(' | ')' | '\'' | '"' | '/')
        {
            escaped.push('\\');
        }
        escaped.push(ch);
    }
    escaped
}

/// A text as code, fenced by more backticks than it holds in a row.
pub(super) fn code(text: &str) -> String {
    let text = printable(text);
    if text.is_empty() {
        return text;
    }
    let longest_run = text.split(|other| other != '`').map(str::len).max().unwrap_or_default();
    let fence = "`".repeat(longest_run + 1);
    let space = if text.starts_with(['`', ' ']) || text.ends_with(['`', ' ']) { " " } else { "" };
    format!("{fence}{space}{text}{space}{fence}")
}
