//! The fields of a page, one after another as they are listed.

use std::borrow::Cow;

use super::group::GroupHead;
use super::head::{self, Head, is_name, is_plain_name};
use super::lines::{Line, SEPARATORS, cells};
use super::sample::is_balanced;
use super::section::{self, Section};
use super::types::{Type, level};
use super::warning::{Doubt, Warnings};

/// What a page lists, still without a place in the content.
#[derive(Debug, Default)]
pub(super) struct Listing {
    pub(super) fields: Vec<Field>,
    pub(super) groups: Vec<GroupHead>,
}

/// One field.
#[derive(Clone, Debug)]
pub(super) struct Field {
    pub(super) line: usize,
    pub(super) head: Head,
    pub(super) description: String,
    /// The lines of its enum.
    pub(super) values: Vec<(usize, String)>,
    pub(super) examples: Vec<(usize, String)>,
    /// The heading of a group that is nearest above, as an index.
    pub(super) group_above: Option<usize>,
    /// What is doubtful about it, while its place is not known yet.
    pub(super) doubts: Vec<(usize, Doubt)>,
}

/// Reads the fields among these lines, and says where they end: where a sample begins without a
/// heading.
pub(super) fn fields<'p>(lines: &'p [Line], warnings: &mut Warnings) -> (Listing, &'p [Line]) {
    let mut reader = Reader {
        listing: Listing::default(),
        open: Open::Nothing,
        columns: Vec::new(),
        in_group: false,
        warnings,
    };
    let mut rest = lines;
    while let Some(line) = rest.first() {
        if reader.is_bare_sample(line) {
            break;
        }
        let taken = if line.is_blank() { 1 } else { reader.read(line, rest) };
        rest = rest.get(taken..).unwrap_or_default();
    }
    (reader.listing, rest)
}

impl Field {
    /// The group that it is a member of, as an index.
    pub(super) fn group(&self) -> Option<usize> {
        self.group_above.filter(|_| self.head.level.is_none())
    }
}

struct Reader<'w> {
    listing: Listing,
    open: Open,
    /// The headings of the table's columns.
    columns: Vec<String>,
    /// Whether the last field was a group's member or its heading.
    in_group: bool,
    warnings: &'w mut Warnings,
}

/// Where text without a heading belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Open {
    Nothing,
    Description,
    Values,
    Example,
    /// After a head in cells: how many cells were there.
    Cells(usize),
    /// After something that begins like a field and could not be read: all of it is ignored.
    Unread,
}

impl Reader<'_> {
    /// Reads what begins here, and returns how many lines it took.
    fn read(&mut self, line: &Line, rest: &[Line]) -> usize {
        if is_rule(&line.text) {
            return 1;
        }
        if self.is_column_heading(&line.text) {
            self.columns.extend(cells(&line.text).into_iter().map(str::to_owned));
            return 1;
        }
        if let Some((section, text)) = section::begins(&line.text) {
            self.sections(line.number, section, text);
            return 1;
        }
        if let Some((group, taken)) = GroupHead::parse(rest) {
            self.listing.groups.push(group);
            (self.open, self.in_group) = (Open::Nothing, true);
            return taken;
        }
        let (text, after) = section::divide(&line.text);
        let head =
            Head::parse(&self.with_level(text), self.in_group).or_else(|| self.indented(text));
        if let Some(head) = head {
            self.begin(line.number, head, false);
            // Where the sections are a cell of the row, its end is not theirs.
            let end: &[char] = if text.ends_with(SEPARATORS) { &SEPARATORS } else { &[] };
            if let Some((section, text)) = after.and_then(section::begins) {
                self.sections(line.number, section, text.trim_end_matches(end).trim_end());
            }
            return 1;
        }
        if let Some((head, taken)) = self.collapsed(line, rest) {
            self.begin(line.number, head, true);
            return taken;
        }
        if let Some(head) = Head::untyped(&line.text) {
            self.begin(line.number, head, false);
            return 1;
        }
        self.text(line.number, &line.text);
        1
    }

    /// A head after dashes or dots that stand for its depth.
    fn indented(&self, text: &str) -> Option<Head> {
        let after = text.trim_start_matches(|ch: char| DASHES.contains(&ch) || ch.is_whitespace());
        let head =
            Head::parse(&self.with_level(after), false).filter(|_| after.len() < text.len())?;
        (head.level.is_some() && is_plain_name(&head.name)).then_some(head)
    }

    /// A row with the level for the `是` or `否` in the column of levels.
    fn with_level<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let column = self.columns.iter().position(|column| LEVEL_COLUMNS.contains(&&**column));
        let mut cells = cells(text);
        let level = match column.and_then(|at| cells.get_mut(at)) {
            Some(cell) if ["是", "Y", "y"].contains(cell) => (cell, "必选"),
            Some(cell) if ["否", "N", "n"].contains(cell) => (cell, "可选"),
            _ => return Cow::Borrowed(text),
        };
        *level.0 = level.1;
        Cow::Owned(cells.join("|"))
    }

    fn begin(&mut self, line: usize, mut head: Head, is_collapsed: bool) {
        self.in_group &= head.level.is_none();
        let more = head.more.take();
        self.listing.fields.push(Field {
            line,
            head,
            description: String::new(),
            values: Vec::new(),
            examples: Vec::new(),
            group_above: self.listing.groups.len().checked_sub(1),
            doubts: Vec::new(),
        });
        self.open = Open::Cells(0);
        for cell in more.iter().flatten() {
            match (section::begins(cell), self.open) {
                (Some((section, text)), _) => self.sections(line, section, text),
                (None, Open::Cells(count)) if cell.is_empty() => self.open = Open::Cells(count + 1),
                (None, _) => self.text(line, cell),
            }
        }
        // The cells of a row end with its line.
        if !is_collapsed && matches!(self.open, Open::Cells(_)) {
            self.open = Open::Nothing;
        }
    }

    /// Reads a section, and those that follow it on its line.
    fn sections(&mut self, line: usize, section: Section, text: &str) {
        let mut next = Some((section, text));
        while let Some((section, text)) = next {
            let (text, after) = section::divide(text);
            self.section(line, &section, text);
            next = after.and_then(section::begins);
        }
    }

    fn section(&mut self, line: usize, section: &Section, text: &str) {
        if self.open == Open::Unread {
            return;
        }
        self.open = match section {
            Section::Values => Open::Values,
            Section::Example => Open::Example,
            _ => Open::Description,
        };
        let Some(field) = self.listing.fields.last_mut() else {
            self.open = Open::Nothing;
            self.warnings.message(line, Doubt::NotUnderstood { text: text.to_owned() });
            return;
        };
        match section {
            Section::Description => append(&mut field.description, text),
            Section::Values if text.is_empty() => {}
            Section::Values => field.values.push((line, text.to_owned())),
            Section::Example => field.examples.push((line, text.to_owned())),
            Section::Notice(heading) => {
                append(&mut field.description, &format!("【{heading}】{text}"));
            }
            Section::Unknown(heading) => {
                append(&mut field.description, &format!("【{heading}】{text}"));
                field.doubts.push((line, Doubt::SectionUnknown { section: heading.clone() }));
            }
        }
    }

    /// Text without a heading: it goes on with what is open.
    fn text(&mut self, line: usize, text: &str) {
        let (open, has_columns) = (self.open, self.has_columns());
        if head::resembles(text) {
            return self.stray(line, text);
        }
        let Some(field) = self.listing.fields.last_mut() else { return self.stray(line, text) };
        match open {
            Open::Description => append(&mut field.description, text),
            Open::Values => field.values.push((line, text.to_owned())),
            Open::Example => match field.examples.last_mut() {
                Some((at, example)) if example.is_empty() => {
                    (*at, *example) = (line, text.to_owned());
                }
                Some((_, example)) if is_unfinished(example) => append(example, text),
                _ => self.stray(line, text),
            },
            Open::Cells(0) => {
                append(&mut field.description, text);
                field.doubts.extend((!has_columns).then_some((line, Doubt::DescriptionUnmarked)));
                self.open = Open::Cells(1);
            }
            Open::Cells(1) => {
                field.examples.push((line, text.to_owned()));
                field.doubts.extend((!has_columns).then_some((line, Doubt::ExampleUnmarked)));
                self.open = Open::Cells(2);
            }
            Open::Cells(_) | Open::Nothing => self.stray(line, text),
            Open::Unread => {}
        }
    }

    /// Whether the table's headings say that an example follows the description.
    fn has_columns(&self) -> bool {
        let column =
            |names: &[&str]| self.columns.iter().position(|column| names.contains(&&**column));
        let description = column(&["描述", "参数描述", "说明"]);
        description.is_some() && description < column(&["示例值", "示例"])
    }

    /// Text that belongs to nothing. Where it begins like a field, what follows is not the last
    /// field's.
    fn stray(&mut self, line: usize, text: &str) {
        let cells = cells(text);
        if cells.len() > 1 && cells.first().is_some_and(|name| is_plain_name(name)) {
            self.open = Open::Unread;
        }
        self.warnings.message(line, Doubt::NotUnderstood { text: text.to_owned() });
    }

    /// Whether an object stands here that is nobody's example.
    fn is_bare_sample(&self, line: &Line) -> bool {
        line.text.starts_with('{')
            && match (self.open, self.listing.fields.last()) {
                (Open::Example, Some(field)) => field
                    .examples
                    .last()
                    .is_some_and(|(_, example)| !example.is_empty() && !is_unfinished(example)),
                (Open::Nothing | Open::Unread, Some(_)) => true,
                _ => false,
            }
    }

    /// A head whose cells stand on a line each, and how many lines they take.
    fn collapsed(&self, line: &Line, rest: &[Line]) -> Option<(Head, usize)> {
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

    /// A row of column headings, or one of them where each has its own line.
    fn is_column_heading(&self, text: &str) -> bool {
        let cells = cells(text);
        let all = cells.iter().all(|cell| COLUMNS.split(' ').any(|heading| heading == *cell));
        all && (cells.len() > 1 || self.listing.fields.is_empty())
    }
}

/// The headings of columns.
const COLUMNS: &str = "参数 参数名 参数名称 字段 字段名 名称 类型 参数类型 是否必选 是否必填 必选 \
                       必填 最大长度 长度 描述 参数描述 说明 示例值 示例 枚举值";

const DASHES: [char; 8] = ['-', '–', '—', '>', '·', '•', '.', '+'];

const LEVEL_COLUMNS: [&str; 4] = ["是否必选", "是否必填", "必选", "必填"];

/// A label is one cell, or the beginning of one. After a list of values it is not the name of a
/// field that has none.
fn label_fits(label: &str, cells: &[&str], open: Open) -> bool {
    let is_one =
        cells.contains(&label) || cells.first().is_some_and(|cell| cell.starts_with(label));
    is_one && (!is_plain_name(label) || matches!(open, Open::Nothing | Open::Cells(_)))
}

/// `---|---|---`.
fn is_rule(text: &str) -> bool {
    text.contains("--") && text.chars().all(|ch| "-|:| \t".contains(ch))
}

/// Whether a text is the beginning of JSON that ends further down.
fn is_unfinished(text: &str) -> bool {
    text.starts_with(['{', '[']) && text.len() < LONGEST_EXAMPLE && !is_balanced(text)
}

/// In bytes. What is longer was never meant to be one.
const LONGEST_EXAMPLE: usize = 1 << 13;

fn append(text: &mut String, more: &str) {
    if !text.is_empty() && !more.is_empty() {
        text.push('\n');
    }
    text.push_str(more);
}
