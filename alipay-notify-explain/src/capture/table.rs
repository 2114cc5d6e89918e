//! Tables whose first row has the names: comma-separated values, what spreadsheets copy, what
//! databases and documents print.

use super::found::{Deliveries, Found, Pairs, Reading};
use super::pairs::doubled;
use super::{CaptureKind, Carrier};
use crate::parameters::{are_of_a_delivery, is_of_name};

/// The deliveries of the rows.
pub(super) fn deliveries(text: &[u8]) -> Deliveries {
    let tables = b"\t|,;".iter().map(|separator| rows(text, *separator));
    tables.max_by_key(Deliveries::names).unwrap_or_default()
}

fn rows(text: &[u8], separator: u8) -> Deliveries {
    let mut found = Deliveries::default();
    let mut header: Option<Vec<Vec<u8>>> = None;
    let mut at = 0;
    while at < text.len() {
        let row = row(text, at, separator);
        let start = std::mem::replace(&mut at, row.end);
        match &header {
            Some(names) if row.cells.len() == names.len() && !is_rule(&row.cells) => {
                let pairs: Pairs = names.iter().cloned().zip(row.cells).collect();
                found.add(Found {
                    kind: CaptureKind::Printed,
                    carrier: Carrier::Form,
                    readings: vec![Reading::Pairs(without_outer(pairs))],
                    place: start..row.end,
                    is_open: row.is_open,
                });
            }
            None if is_header(&row.cells) => header = Some(row.cells),
            _ => {}
        }
    }
    found
}

/// Without what stands outside of a table's frame.
fn without_outer(mut pairs: Pairs) -> Pairs {
    pairs.retain(|(name, _)| !name.is_empty());
    pairs
}

/// Whether all cells are names, and enough of them Alipay's.
fn is_header(cells: &[Vec<u8>]) -> bool {
    let are_names = cells.iter().all(|cell| cell.iter().all(|byte| is_of_name(*byte)));
    are_names && are_of_a_delivery(cells.iter().map(Vec::as_slice))
}

/// `|---|---|`, or `----+----`.
fn is_rule(cells: &[Vec<u8>]) -> bool {
    cells.iter().all(|cell| cell.iter().all(|byte| b"-+:=".contains(byte)))
}

struct Row {
    cells: Vec<Vec<u8>>,
    end: usize,
    /// Whether the text ends within quotes.
    is_open: bool,
}

/// The row that begins here. Cells in quotes may go on in the next line.
fn row(text: &[u8], start: usize, separator: u8) -> Row {
    let mut row = Row { cells: Vec::new(), end: start, is_open: false };
    loop {
        let rest = text.get(row.end..).unwrap_or_default();
        let quoted = rest.strip_prefix(b"\"").map(|inner| (inner, doubled(inner, b'"')));
        match quoted {
            Some((_, Some((cell, length)))) => {
                row.cells.push(cell);
                row.end += 1 + length;
            }
            Some((inner, None)) if row.cells.len() > 1 => {
                row.cells.push(inner.to_vec());
                row.end = text.len();
                row.is_open = true;
            }
            _ => {
                let is_end = |byte: &u8| *byte == separator || *byte == b'\n';
                let length = rest.iter().position(is_end).unwrap_or(rest.len());
                row.cells.push(rest.get(..length).unwrap_or_default().trim_ascii().to_vec());
                row.end += length;
            }
        }
        let after = text.get(row.end..).unwrap_or_default();
        let rest = after.strip_prefix(b"\r").unwrap_or(after);
        match rest.first() {
            Some(byte) if *byte == separator => row.end = text.len() - rest.len() + 1,
            Some(b'\n') => {
                row.end = text.len() - rest.len() + 1;
                return row;
            }
            None => {
                row.end = text.len();
                return row;
            }
            // Text behind a quote.
            Some(_) => row.end += 1,
        }
    }
}
