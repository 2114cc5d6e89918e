//! The fields of a page, one after another as they are listed.

mod collapsed;
mod table;

use super::columns::Columns;
use super::group::GroupHead;
use super::head::{self, DASHES, Head, is_plain_name};
use super::lines::{Line, SEPARATORS, cells};
use super::parts::explicit_heading;
use super::sample::is_balanced;
use super::section::{self, Section};
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
    /// In how many objects its table shows it; `None` where no table does.
    pub(super) depth: Option<usize>,
    /// What is doubtful about it, while its place is not known yet.
    pub(super) doubts: Vec<(usize, Doubt)>,
}

/// Reads the fields among these lines, and says where they end: where a sample begins without a
/// heading.
pub(super) fn fields<'p>(lines: &'p [Line], warnings: &mut Warnings) -> (Listing, &'p [Line]) {
    let mut reader = Reader {
        listing: Listing::default(),
        open: Open::Nothing,
        columns: Columns::default(),
        indents: Vec::new(),
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
    reader.give_depths();
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
    columns: Columns,
    /// The fields that are rows of the table, and how far they are indented.
    indents: Vec<(usize, usize)>,
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
        if is_rule(&line.text) || explicit_heading(&line.text).is_some() {
            return 1;
        }
        if let Some(columns) = self.column_heading(line) {
            self.begin_table(columns, line.cells().len() > 1);
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
        if let Some(row) = self.columns.read(line.number, &line.cells()) {
            self.row(line, row);
            return 1;
        }
        let (text, after) = section::divide(&line.text);
        let head = Head::parse(text, self.in_group).or_else(|| Self::indented(text));
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
    fn indented(text: &str) -> Option<Head> {
        let after = text.trim_start_matches(|ch: char| DASHES.contains(&ch) || ch.is_whitespace());
        let head = Head::parse(after, false).filter(|_| after.len() < text.len())?;
        (head.level.is_some() && is_plain_name(&head.name)).then_some(head)
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
            depth: None,
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
        let (open, has_columns) = (self.open, self.columns.end_in_example());
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

    /// Text that belongs to nothing. Where it begins like a field, what follows is not the last
    /// field's.
    fn stray(&mut self, line: usize, text: &str) {
        let cells = cells(text);
        let text = text.to_owned();
        let is_field = cells.len() > 1 && cells.first().is_some_and(|name| is_plain_name(name));
        let doubt = if is_field {
            self.open = Open::Unread;
            Doubt::FieldUnread { text }
        } else {
            Doubt::NotUnderstood { text }
        };
        self.warnings.message(line, doubt);
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
