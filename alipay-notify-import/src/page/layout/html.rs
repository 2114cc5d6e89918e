//! HTML, to lines and the rows of its tables.

use std::cell::RefCell;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{
    BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};

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
    let writer = Writer { keeps_breaks, is_closed: true, ..Writer::default() };
    let tokenizer = Tokenizer::new(Sink(RefCell::new(writer)), TokenizerOpts::default());
    let input = BufferQueue::default();
    input.push_back(StrTendril::from_slice(text));
    let _ = tokenizer.feed(&input);
    tokenizer.end();
    let mut writer = tokenizer.sink.0.into_inner();
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

struct Sink(RefCell<Writer>);

impl TokenSink for Sink {
    type Handle = ();

    fn process_token(&self, token: Token, line: u64) -> TokenSinkResult<()> {
        let mut writer = self.0.borrow_mut();
        writer.number = usize::try_from(line).unwrap_or(usize::MAX).max(1);
        match token {
            Token::CharacterTokens(text) => writer.text(&text),
            Token::TagToken(tag) => return writer.tag(&tag),
            _ => {}
        }
        TokenSinkResult::Continue
    }
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
    fn tag(&mut self, tag: &Tag) -> TokenSinkResult<()> {
        let (name, is_start) = (&*tag.name, tag.kind == TagKind::StartTag);
        if let Some(hidden) = &self.hidden {
            if !is_start && hidden == name {
                self.hidden = None;
            }
        } else if HIDDEN.contains(&name) && is_start && !tag.self_closing {
            self.hidden = Some(name.to_owned());
        } else {
            self.element(name, tag, is_start);
        }
        match name {
            "script" if is_start => TokenSinkResult::RawData(RawKind::ScriptData),
            "style" if is_start => TokenSinkResult::RawData(RawKind::Rawtext),
            "title" | "textarea" if is_start => TokenSinkResult::RawData(RawKind::Rcdata),
            _ => TokenSinkResult::Continue,
        }
    }

    fn element(&mut self, name: &str, tag: &Tag, is_start: bool) {
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
                if is_start {
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
        if self.verbatim == 0 && !(self.keeps_breaks && self.tables.is_empty()) {
            return self.words(text);
        }
        let first = self.number.saturating_sub(text.matches('\n').count()).max(1);
        let last = self.number;
        for (index, line) in text.split('\n').enumerate() {
            if index > 0 {
                self.number = first + index - 1;
                self.end_line();
            }
            self.number = (first + index).min(last);
            self.push(line);
        }
        self.number = last;
    }

    /// Text whose white space only divides words.
    fn words(&mut self, text: &str) {
        let is_space = |ch: char| ch.is_ascii_whitespace();
        for (index, word) in text.split(is_space).enumerate() {
            if index > 0 && !self.is_at_start() && !self.ends_in_space() {
                self.push(" ");
            }
            self.push(word);
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

    fn ends_in_space(&self) -> bool {
        self.current().ends_with(' ')
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
fn indentation(tag: &Tag) -> usize {
    let attribute =
        |name: &str| tag.attrs.iter().find(|it| &*it.name.local == name).map(|it| &*it.value);
    let style = attribute("style").unwrap_or_default();
    let padding = ["padding-left:", "text-indent:", "margin-left:"].iter().find_map(|property| {
        let (_, value) = style.split_once(property)?;
        let digits: String = value.trim_start().chars().take_while(char::is_ascii_digit).collect();
        digits.parse::<usize>().ok()
    });
    padding.map_or(0, |pixels| pixels.min(MOST_PIXELS))
}

/// No page indents further.
const MOST_PIXELS: usize = 512;
