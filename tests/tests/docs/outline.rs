//! What a text has in any language: its headings, blocks and tables, its code, and its links.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::mem;

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};

/// The outline of a text, a line or several for each of its blocks.
pub(crate) fn outline(markdown: &str) -> Vec<String> {
    let mut outline = Outline::default();
    for event in parse(markdown) {
        outline.take(event);
    }
    outline.blocks
}

pub(crate) fn parse(markdown: &str) -> Parser<'_> {
    Parser::new_ext(markdown, Options::ENABLE_TABLES)
}

#[derive(Default)]
struct Outline {
    blocks: Vec<String>,
    /// Code and targets of links in the block or cell at hand, without order: that is the
    /// language's.
    marks: BTreeSet<String>,
    /// The fence and the text of a block of code.
    code: Option<(String, String)>,
    in_table: bool,
}

impl Outline {
    fn take(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),

            Event::Text(text) => match &mut self.code {
                Some((_, code)) => *code += &text,
                None if self.in_table => self.marks.extend(numbers(&text)),
                None => {}
            },
            Event::Code(code) => self.mark(format!("`{code}`")),
            Event::Html(html) | Event::InlineHtml(html) => {
                self.blocks.push(format!("html {}", html.trim()));
            }
            _ => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::CodeBlock(kind) => {
                let fence = match kind {
                    CodeBlockKind::Fenced(fence) => fence.to_string(),
                    CodeBlockKind::Indented => String::new(),
                };
                self.code = Some((fence, String::new()));
            }
            Tag::Link { dest_url, .. } => self.mark(format!("({})", target(&dest_url))),
            Tag::Image { dest_url, .. } => self.mark(format!("!({})", target(&dest_url))),
            // A list in an item: the item's own text ends here.
            Tag::List(_) => self.block("text"),
            Tag::Table(_) => self.in_table = true,
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Heading(level) => self.block(&format!("heading {level}")),
            TagEnd::Paragraph => self.block("paragraph"),
            TagEnd::Item => self.block("item"),
            TagEnd::TableCell => self.block("cell"),
            TagEnd::TableHead | TagEnd::TableRow => self.block("row ends"),
            TagEnd::Table => self.in_table = false,
            TagEnd::CodeBlock => self.code_block(),
            _ => {}
        }
    }

    fn mark(&mut self, mark: String) {
        self.marks.insert(mark);
    }

    fn block(&mut self, kind: &str) {
        let mut line = kind.to_owned();
        for mark in mem::take(&mut self.marks) {
            let _ = write!(line, " {mark}");
        }
        self.blocks.push(line);
    }

    /// Code without its comments; of what a program prints, the number of its lines.
    fn code_block(&mut self) {
        let Some((fence, code)) = self.code.take() else { return };
        let text = match fence.as_str() {
            "text" => format!("{} lines", code.lines().count()),
            _ => code.lines().map(without_comment).collect::<Vec<_>>().join("\n"),
        };
        self.blocks.push(format!("```{fence}\n{text}\n```"));
    }
}

/// A comment may be in the reader's language, and so may its length.
fn without_comment(line: &str) -> &str {
    let end = ["// ", "# "].iter().filter_map(|mark| line.find(mark)).min();
    line[..end.unwrap_or(line.len())].trim_end()
}

/// Where a link leads, by its name in English.
fn target(url: &str) -> String {
    let path = url.split('#').next().unwrap_or_default();
    path.replace(".zh-CN.", ".").replace("guide/zh/", "guide/en/").replace("../zh/", "../en/")
}

fn numbers(text: &str) -> impl Iterator<Item = String> {
    text.split(|ch: char| !ch.is_ascii_digit())
        .filter(|digits| !digits.is_empty())
        .map(str::to_owned)
}
