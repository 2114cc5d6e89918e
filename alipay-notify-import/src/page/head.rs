//! The line, or the cells, that a field begins with.

use super::lines::{COLONS, COMMAS, SEPARATORS, cells, unframed};
use super::types::{Base, Joined, Length, Type, joined, level, trailing_level};
use alipay_notify_schema::Presence;

/// What is said of a field before its sections.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Head {
    pub(super) name: String,
    pub(super) label: String,
    pub(super) level: Option<Presence>,
    pub(super) written: Type,
    /// What had to be decided to read it.
    pub(super) division: Division,
    /// Cells after name, label, level and type, where there are cells.
    pub(super) more: Option<Vec<String>>,
}

/// How sure it is where the parts of a head begin and end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Division {
    Certain,
    /// Nothing separates the label from the name, or from the type.
    LabelUnclear,
    /// There is no type.
    NoType,
}

impl Head {
    /// Reads a line that holds a whole head: `shop_id|门店id必选string(32)`, `shop_id | 门店id |
    /// 必选 | string(32)`. Between members of a group, heads have no level.
    pub(super) fn parse(line: &str, in_group: bool) -> Option<Self> {
        let cells = cells(line);
        let (first, others) = cells.split_first()?;
        if others.is_empty() {
            return Self::unlabelled(first, in_group);
        }
        if !is_name(first) {
            // `scene必选string(32) | 描述`
            let head = Self::unlabelled(first, in_group)?;
            return Some(Self { more: Some(owned(others)), ..head });
        }
        if others.iter().any(|cell| level(cell).is_some() || is_known_type(cell)) {
            return Self::of_cells(first, others);
        }
        let (_, rest) = unframed(line).split_once(SEPARATORS)?;
        let Joined { before, level, written } = joined(rest.trim().trim_end_matches(SEPARATORS))?;
        let label = before.trim_matches(|ch: char| ch.is_whitespace() || SEPARATORS.contains(&ch));
        let is_typed = written.is_evident() || written.is_object_of(first);
        if level.is_none() && !(in_group || is_typed) {
            return None;
        }
        let is_certain = level.is_some() || written.base != Base::Own;
        let division = if is_certain { Division::Certain } else { Division::LabelUnclear };
        Some(Self {
            name: (*first).to_owned(),
            label: label.to_owned(),
            level,
            written,
            division,
            more: None,
        })
    }

    /// Reads a head from cells: level and type in either order, the label before both or after the
    /// name.
    pub(super) fn of_cells(name: &str, others: &[&str]) -> Option<Self> {
        let level_at = others.iter().position(|cell| level(cell).is_some());
        let type_at = type_at(others, level_at)?;
        let mut written = Type::parse(others.get(type_at)?)?;
        let first = level_at.map_or(type_at, |at| at.min(type_at));
        let last = level_at.map_or(type_at, |at| at.max(type_at));
        let between = others.get(first + 1..last).unwrap_or_default().iter();
        let mut label: Vec<&str> = others
            .get(..first)?
            .iter()
            .chain(between)
            .copied()
            .filter(|cell| !cell.is_empty())
            .collect();
        let mut more = others.get(last + 1..)?;
        // The column of lengths, where lengths have one.
        if let Some((length, after)) = more.split_first()
            && written.length == Length::None
        {
            let with_length = written.with_length(length);
            if with_length.is_some() || length.is_empty() {
                more = after;
            }
            written = with_length.unwrap_or(written);
        }
        let own_level = level_at.and_then(|at| level(others.get(at)?));
        // `门店id 必选 | string(32)`
        let in_label = label
            .last()
            .copied()
            .and_then(trailing_level)
            .filter(|(before, _)| own_level.is_none() && before.ends_with(char::is_whitespace));
        if let (Some((before, _)), Some(last)) = (in_label, label.last_mut()) {
            *last = before.trim_end();
        }
        Some(Self {
            name: name.to_owned(),
            label: label.join(" "),
            level: own_level.or(in_label.map(|(_, level)| level)),
            written,
            division: Division::Certain,
            more: Some(owned(more)),
        })
    }

    /// Reads what is a head but for its type: `shop_id|门店id必选`.
    pub(super) fn untyped(line: &str) -> Option<Self> {
        let cells = cells(line);
        let (name, others) = cells.split_first()?;
        let (label, level) = trailing_level(others.last()?)?;
        let labels: Vec<&str> = others.iter().rev().skip(1).rev().copied().chain([label]).collect();
        is_plain_name(name).then(|| Self {
            name: (*name).to_owned(),
            label: labels.join(" ").trim().to_owned(),
            level: Some(level),
            written: Type::missing(),
            division: Division::NoType,
            more: None,
        })
    }

    /// `scene必选string(32)`, `open_idstring(128)`.
    fn unlabelled(line: &str, in_group: bool) -> Option<Self> {
        let Joined { before, level, written } = joined(line)?;
        let is_typed = || written.is_evident() || written.is_object_of(before);
        if level.is_none() && written.length == Length::None && !(in_group && is_typed()) {
            return None;
        }
        let end = before.find(|ch: char| !is_ascii_name(ch)).unwrap_or(before.len());
        if end == 0 && level.is_none() {
            return None;
        }
        let (name, label) = if end == 0 { (before, "") } else { before.split_at_checked(end)? };
        let label = label.trim();
        let is_divided = label.is_empty() || before.contains(char::is_whitespace);
        if name.is_empty()
            || name.contains(char::is_whitespace)
            || (level.is_none() && !label.is_empty())
        {
            return None;
        }
        let division = if is_divided { Division::Certain } else { Division::LabelUnclear };
        Some(Self {
            name: name.to_owned(),
            label: label.to_owned(),
            level,
            written,
            division,
            more: None,
        })
    }
}

fn owned(cells: &[&str]) -> Vec<String> {
    cells.iter().map(|cell| (*cell).to_owned()).collect()
}

/// The cell that is the type: what is one beyond doubt, preferably next to the level; or else any
/// word next to the level.
fn type_at(cells: &[&str], level_at: Option<usize>) -> Option<usize> {
    let next_to = || {
        [level_at.map(|at| at + 1), level_at.and_then(|at| at.checked_sub(1))].into_iter().flatten()
    };
    let is = |at: &usize, test: fn(&str) -> bool| cells.get(*at).is_some_and(|cell| test(cell));
    next_to()
        .find(|at| is(at, is_known_type))
        .or_else(|| cells.iter().position(|cell| is_known_type(cell)))
        .or_else(|| next_to().find(|at| is(at, |cell| Type::parse(cell).is_some())))
}

fn is_known_type(cell: &str) -> bool {
    Type::parse(cell).is_some_and(|written| written.is_evident())
}

fn is_ascii_name(ch: char) -> bool {
    ch.is_ascii_alphanumeric() || "_-.".contains(ch)
}

/// Whether a cell may be a field's name: one word. The dashes of a table's rule are none.
pub(super) fn is_name(cell: &str) -> bool {
    let is_word = !cell.contains(|ch: char| {
        ch.is_whitespace() || "【】。;".contains(ch) || COLONS.contains(&ch) || COMMAS.contains(&ch)
    });
    is_word
        && cell.chars().count() <= 64
        && cell.contains(char::is_alphanumeric)
        && level(cell).is_none()
}

/// Whether a line has a name and a level as fields have, however the rest of it reads.
pub(super) fn resembles(line: &str) -> bool {
    let cells = cells(line);
    let has_level = |cell: &str| ["必选", "可选", "必填"].iter().any(|level| cell.contains(level));
    cells.first().is_some_and(|name| is_plain_name(name))
        && cells.iter().skip(1).any(|cell| has_level(cell))
}

/// What may stand before a name for its depth.
pub(super) const DASHES: [char; 8] = ['-', '–', '—', '>', '·', '•', '.', '+'];

/// Whether a cell is a name as nearly all fields have one.
pub(super) fn is_plain_name(cell: &str) -> bool {
    !cell.is_empty() && cell.chars().all(|ch| ch.is_ascii_alphanumeric() || ch == '_')
}
