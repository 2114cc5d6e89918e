//! HTML, to lines and the rows of its tables.

use html5gum::emitters::default::{DefaultEmitter, StartTag, Token};
use html5gum::{HtmlString, Tokenizer};

use super::Page;
use crate::page::lines::Line;

/// Whether a text is HTML, or has a table in it.
pub(super) fn is_html(text: &str) -> bool {
    let start = text.trim_start_matches(|ch: char| ch.is_whitespace() || ch == '\u{feff}');
    let is_document = start.starts_with('<') && text.contains("</");
    is_document || ["<table", "<TABLE"].iter().any(|tag| text.contains(tag))
}

/// Reads a document, or a piece of one. In a text that begins with no tag, line breaks count.
pub(super) fn read(text: &str) -> Page {
    let keeps_breaks = !text.trim_start_matches('\u{feff}').trim_start().starts_with('<');
    let mut writer = Writer { number: 1, keeps_breaks, is_closed: true, ..Writer::default() };
    let mut emitter = DefaultEmitter::new_with_span();
    emitter.naively_switch_states(true);
    let mut read = 0;
    let mut lines_to = |end: usize| {
        let passed = text.get(read..end).unwrap_or_default();
        read = read.max(end);
        passed.matches('\n').count()
    };
    for token in Tokenizer::new_with_emitter(text, emitter).flatten() {
        match token {
            Token::String(found) => {
                writer.number += lines_to(found.span.end);
                writer.text(&String::from_utf8_lossy(&found.value));
            }
            Token::StartTag(tag) => {
                writer.number += lines_to(tag.span.end);
                writer.tag(utf8(&tag.name), Some(&tag));
            }
            Token::EndTag(tag) => {
                writer.number += lines_to(tag.span.end);
                writer.tag(utf8(&tag.name), None);
            }
            _ => {}
        }
    }
    let is_closed = writer.is_closed && writer.tables.is_empty() && !keeps_breaks;
    writer.end_line();
    Page { lines: writer.lines, is_closed }
}

/// The text of a piece of HTML, a line for each that it has.
pub(super) fn text(html: &str) -> String {
    let lines = read(&format!("<p>{html}")).lines;
    let texts = lines.iter().map(|line| line.text.as_str()).filter(|text| !text.is_empty());
    texts.collect::<Vec<_>>().join("\n")
}

/// What came from a text, and is one.
fn utf8(string: &HtmlString) -> &str {
    str::from_utf8(string).unwrap_or_default()
}

/// Writes the lines that a browser shows.
#[derive(Default)]
struct Writer {
    lines: Vec<Line>,
    /// The line of the source.
    number: usize,
    /// What is not yet a line, and where it began.
    open: String,
    began: usize,
    tables: Vec<Table>,
    /// The element whose content nobody sees.
    hidden: Option<String>,
    /// In how many `pre` the text is.
    verbatim: usize,
    keeps_breaks: bool,
    /// Whether each document that began has ended.
    is_closed: bool,
}

/// A table, and the cells of its row.
#[derive(Default)]
struct Table {
    began: usize,
    cells: Vec<String>,
    is_in_cell: bool,
}

/// Elements that begin and end lines.
const BLOCKS: &str = "address article aside blockquote body caption dd details div dl dt fieldset \
                      footer form header hr li main nav ol p pre section summary ul";

const HIDDEN: [&str; 6] = ["head", "script", "style", "svg", "template", "noscript"];

impl Writer {
    /// Takes a tag: one that begins an element, or ends it.
    fn tag(&mut self, name: &str, start: Option<&StartTag<usize>>) {
        if let Some(hidden) = &self.hidden {
            if start.is_none() && hidden == name {
                self.hidden = None;
            }
        } else if HIDDEN.contains(&name) && start.is_some_and(|tag| !tag.self_closing) {
            self.hidden = Some(name.to_owned());
        } else {
            self.element(name, start);
        }
    }

    fn element(&mut self, name: &str, start: Option<&StartTag<usize>>) {
        let is_start = start.is_some();
        match name {
            "html" => self.is_closed = !is_start,
            "br" => self.end_line(),
            "table" if is_start => {
                // The row that it is in comes first.
                self.end_row();
                self.end_line();
                self.tables.push(Table::default());
            }
            "table" | "tr" => {
                self.end_row();
                if name == "table" {
                    self.tables.pop();
                }
            }
            "td" | "th" => {
                self.end_cell();
                if let Some(tag) = start {
                    self.begin_cell(indentation(tag));
                }
            }
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                self.end_line();
                let depth = name.trim_start_matches('h').parse().unwrap_or(1);
                if is_start && !self.is_in_cell() {
                    self.began = self.number;
                    self.open = "#".repeat(depth) + " ";
                }
            }
            _ if BLOCKS.split(' ').any(|block| block == name) => {
                self.end_line();
                if name == "pre" && is_start {
                    self.verbatim += 1;
                } else if name == "pre" {
                    self.verbatim = self.verbatim.saturating_sub(1);
                }
            }
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        if self.hidden.is_some() {
            return;
        }
        let shows_breaks = self.verbatim > 0 || self.keeps_breaks && self.tables.is_empty();
        let last = self.number;
        let first = last.saturating_sub(text.matches('\n').count()).max(1);
        for (index, line) in text.split('\n').enumerate() {
            if index > 0 && shows_breaks {
                self.end_line();
            } else if index > 0 {
                self.space();
            }
            self.number = (first + index).min(last);
            if shows_breaks { self.push(line) } else { self.words(line) }
        }
        self.number = last;
    }

    /// Text whose white space only divides words.
    fn words(&mut self, text: &str) {
        for (index, word) in text.split(|ch: char| ch.is_ascii_whitespace()).enumerate() {
            if index > 0 {
                self.space();
            }
            self.push(word);
        }
    }

    fn space(&mut self) {
        if !self.is_at_start() && !self.current().ends_with(' ') {
            self.push(" ");
        }
    }

    fn push(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        if let Some(cell) = self.cell() {
            return cell.push_str(text);
        }
        if self.open.is_empty() {
            self.began = self.number;
        }
        self.open += text;
    }

    fn current(&self) -> &str {
        match self.tables.last() {
            Some(table) if table.is_in_cell => table.cells.last().map_or("", String::as_str),
            _ => &self.open,
        }
    }

    fn is_at_start(&self) -> bool {
        self.current().is_empty() || self.current().ends_with('\n')
    }

    fn is_in_cell(&self) -> bool {
        self.tables.last().is_some_and(|table| table.is_in_cell)
    }

    fn cell(&mut self) -> Option<&mut String> {
        let table = self.tables.last_mut().filter(|table| table.is_in_cell)?;
        table.cells.last_mut()
    }

    /// Ends a line, of a cell or by itself.
    fn end_line(&mut self) {
        if let Some(cell) = self.cell() {
            if !cell.trim().is_empty() && !cell.ends_with('\n') {
                cell.push('\n');
            }
            return;
        }
        if !self.open.trim().is_empty() {
            let line = std::mem::take(&mut self.open);
            self.lines.push(Line::of(self.began, &line));
        }
        self.open.clear();
    }

    fn begin_cell(&mut self, indent: usize) {
        if self.tables.is_empty() {
            self.tables.push(Table::default());
        }
        let (depth, number) = (self.tables.len(), self.number);
        if let Some(table) = self.tables.last_mut() {
            if table.cells.is_empty() {
                table.began = number;
            }
            // The first cell shows how deep a row is, also by the tables that it is in.
            let is_first = table.cells.is_empty();
            let indent = if is_first { indent + depth - 1 } else { 0 };
            table.cells.push("\u{a0}".repeat(indent));
            table.is_in_cell = true;
        }
    }

    fn end_cell(&mut self) {
        if let Some(table) = self.tables.last_mut() {
            table.is_in_cell = false;
        }
    }

    fn end_row(&mut self) {
        self.end_cell();
        let Some(table) = self.tables.last_mut() else { return };
        let cells = std::mem::take(&mut table.cells);
        let began = table.began;
        if cells.iter().any(|cell| !cell.trim().is_empty()) {
            self.lines.push(Line::row(began, &cells));
        }
    }
}

/// How far an element is indented, in pixels.
fn indentation(tag: &StartTag<usize>) -> usize {
    let style = tag.attributes.get(&b"style"[..]).map_or("", |style| utf8(&style.value));
    let padding = ["padding-left:", "text-indent:", "margin-left:"].iter().find_map(|property| {
        let (_, value) = style.split_once(property)?;
        let digits: String = value.trim_start().chars().take_while(char::is_ascii_digit).collect();
        digits.parse::<usize>().ok()
    });
    padding.map_or(0, |pixels| pixels.min(MOST_PIXELS))
}

/// No page indents further.
const MOST_PIXELS: usize = 512;
