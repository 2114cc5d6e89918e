//! Heads whose cells stand on a line each, as in a table that collapsed to one column.

use super::{Open, Reader};
use crate::page::head::{Head, is_name, is_plain_name};
use crate::page::lines::{Line, cells};
use crate::page::section;
use crate::page::types::{Type, level};

impl Reader<'_> {
    /// A head whose cells stand on a line each, and how many lines they take.
    pub(super) fn collapsed(&self, line: &Line, rest: &[Line]) -> Option<(Head, usize)> {
        let own = cells(&line.text);
        let (name, label) = own.split_first()?;
        if self.awaits_example() || !is_plain_name(name) || label.len() > 1 {
            return None;
        }
        let following: Vec<(usize, &str)> = (1..)
            .zip(rest.iter().skip(1))
            .filter(|(_, line)| !line.is_blank())
            .take(5)
            .map(|(at, line)| (at, &*line.text))
            .take_while(|(_, text)| section::begins(text).is_none() && !self.is_whole_head(text))
            .collect();
        (1..=following.len().min(4)).find_map(|count| {
            let (after, next) = following.split_at_checked(count)?;
            let next = next.first().map_or("", |(_, text)| *text);
            let head = self.of_lines(name, label, after, next)?;
            let (last, _) = after.last()?;
            let with_length = head.written.with_length(next).zip(following.get(count));
            Some(match with_length {
                Some((written, (at, _))) => (Head { written, ..head }, at + 1),
                None => (head, last + 1),
            })
        })
    }

    /// Whether the next line is an example, as there is none after 【示例值】.
    fn awaits_example(&self) -> bool {
        let last = self.listing.fields.last().and_then(|field| field.examples.last());
        self.open == Open::Example && last.is_some_and(|(_, text)| text.is_empty())
    }

    fn is_whole_head(&self, text: &str) -> bool {
        Head::parse(section::divide(text).0, self.in_group)
            .is_some_and(|head| is_plain_name(&head.name))
    }

    /// A head made of a name and these lines after it, unless the line that follows them belongs
    /// to it as well.
    fn of_lines(
        &self,
        name: &str,
        label: &[&str],
        after: &[(usize, &str)],
        next: &str,
    ) -> Option<Head> {
        let others: Vec<&str> =
            label.iter().copied().chain(after.iter().map(|(_, text)| *text)).collect();
        let is_cells =
            others.iter().any(|cell| level(cell).is_some() || Type::parse(cell).is_some());
        let head = match Head::of_cells(name, &others) {
            Some(head) if is_cells => head,
            _ => Head::parse(&format!("{name}|{}", others.concat()), self.in_group)?,
        };
        let is_whole = head.level.is_some() || self.in_group && level(next).is_none();
        // A word before the level may be the label, and the type is yet to come. Columns with
        // headings have the type first.
        let is_last = others.last() == Some(&&*head.written.written);
        let wants_type = !head.written.is_evident()
            && !is_last
            && self.columns.is_empty()
            && Type::parse(next).is_some();
        let is_field = head.more.iter().flatten().all(String::is_empty)
            && is_name(&head.name)
            && label_fits(&head.label, &others, self.open);
        (is_whole && !wants_type && is_field).then_some(head)
    }
}

/// A label is one cell, or the beginning of one. After a list of values it is not the name of a
/// field that has none.
fn label_fits(label: &str, cells: &[&str], open: Open) -> bool {
    let is_one =
        cells.contains(&label) || cells.first().is_some_and(|cell| cell.starts_with(label));
    is_one && (!is_plain_name(label) || matches!(open, Open::Nothing | Open::Cells(_)))
}
