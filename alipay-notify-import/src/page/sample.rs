//! The sample message: JSON on its own, or as `biz_content` of a request that `curl` sends.

use super::lines::Line;
use super::parts::request_begins;
use alipay_notify_schema::json::{self, Node, Syntax, Token, Value, tokens};

/// What there is of a sample message.
#[derive(Debug)]
pub(super) enum Found {
    Nothing,
    /// The page ends within it. What is there still shows what its objects hold.
    Cut(Option<Sample>),
    NotJson {
        line: usize,
        syntax: Syntax,
    },
    NotAnObject {
        line: usize,
    },
    Whole(Sample),
}

/// The JSON object of a sample message.
#[derive(Debug)]
pub(super) struct Sample {
    pub(super) root: Node,
    text: Traced,
}

impl Sample {
    /// The line of the page that a node begins on.
    pub(super) fn line(&self, node: &Node) -> usize {
        self.line_at(node.span.start)
    }

    /// The line of the page that this part of the text is from.
    pub(super) fn line_at(&self, at: usize) -> usize {
        self.text.line(at)
    }

    pub(super) fn text(&self) -> &str {
        &self.text.text
    }
}

/// Finds the sample among the lines of its part of the page. `is_last`: nothing follows that part.
pub(super) fn find(part: &[Line], is_last: bool) -> Found {
    let lines: Vec<&str> = part.iter().map(|line| &*line.text).collect();
    let (text, first_line) = (lines.join("\n"), part.first().map_or(1, |line| line.number));
    let (start, quote) = match content_begins(&text).or_else(|| object_begins(&text)) {
        Some(found) => found,
        None if is_last && request_begins(part).is_some() => return Found::Cut(None),
        None => return Found::Nothing,
    };
    let (before, raw) = text.split_at(start);
    let read = |text: &str| read(text, first_line + before.matches('\n').count());

    let quoted = quote.map(|quote| unquoted(raw, quote));
    let whole = first_value(raw);
    let is_closed = matches!(quoted, Some((_, true)));
    if is_last && whole.is_none() && !is_closed {
        let started = quoted.map_or_else(|| raw.to_owned(), |(text, _)| text);
        return Found::Cut(read(&closed(&started)).whole());
    }

    // Where quotes are not doubled as a shell wants it, the JSON itself says where it ends.
    let quoted = quoted.as_ref().map(|(text, _)| &**text);
    let mut results = [quoted, whole, Some(raw)].into_iter().flatten().map(read);
    match results.next() {
        Some(Found::Whole(sample)) => Found::Whole(sample),
        Some(failed) => results.find(|found| matches!(found, Found::Whole(_))).unwrap_or(failed),
        None => Found::Nothing,
    }
}

/// The lines of requests after the first one of this part, and in the parts after it.
pub(super) fn others(part: &[Line], parts: &[&[Line]]) -> Vec<usize> {
    let all = part.iter().chain(parts.iter().skip(1).copied().flatten());
    all.filter(|line| line.text.to_ascii_lowercase().contains(CONTENT))
        .skip(1)
        .map(|line| line.number)
        .collect()
}

/// Whether a text that begins with a bracket has its closing one.
pub(super) fn is_balanced(text: &str) -> bool {
    first_value(text).is_some()
}

impl Found {
    /// The sample, or its beginning.
    pub(super) fn of_any_length(&self) -> Option<&Sample> {
        match self {
            Self::Whole(sample) | Self::Cut(Some(sample)) => Some(sample),
            _ => None,
        }
    }

    pub(super) fn whole(self) -> Option<Sample> {
        match self {
            Self::Whole(sample) => Some(sample),
            _ => None,
        }
    }
}

/// What comes before the content of a sample request.
const CONTENT: &str = "biz_content=";

/// Where the value of `biz_content=` begins, and the quote that it is in.
fn content_begins(text: &str) -> Option<(usize, Option<char>)> {
    let (before, content) = text.split_at(text.to_ascii_lowercase().find(CONTENT)?);
    let (_, value) = content.split_at(CONTENT.len());
    let start = text.len() - value.len();

    let quote = |ch: Option<char>| ch.filter(|ch| ['\'', '"'].contains(ch));
    match (quote(before.chars().next_back()), quote(value.chars().next())) {
        (None, Some(inner)) => Some((start + 1, Some(inner))),
        (outer, _) => Some((start, outer)),
    }
}

/// Where a line begins with an object.
fn object_begins(text: &str) -> Option<(usize, Option<char>)> {
    let at = if text.starts_with('{') { 0 } else { text.find("\n{")? + 1 };
    Some((at, None))
}

/// What a shell makes of a quoted text that begins here, and whether it ends: `'\''` is a quote
/// within single quotes.
fn unquoted(mut rest: &str, quote: char) -> (String, bool) {
    let mut text = String::new();
    while let Some(first) = rest.chars().next() {
        let is_escape = |next: &str| next.starts_with(['"', '\\', '$', '`']);
        let (length, kept) = match rest.strip_prefix('\\') {
            Some(next) if quote == '"' && is_escape(next) => (2, next.get(..1)),
            _ if quote == '\'' && rest.starts_with("'\\''") => (4, rest.get(..1)),
            _ if first == quote => return (text, true),
            _ => (first.len_utf8(), rest.get(..first.len_utf8())),
        };
        text += kept.unwrap_or_default();
        rest = rest.get(length..).unwrap_or_default();
    }
    (text, false)
}

/// The beginning of JSON without the member that is cut, and with the brackets that are missing.
fn closed(text: &str) -> String {
    let (mut missing, mut at, mut end) = (Vec::new(), 0, 0);
    for token in tokens(text) {
        let start = at;
        at += token.text().len();
        end = match token {
            Token::Punctuation(",") => start,
            Token::Punctuation(":") => continue,
            Token::Punctuation(bracket) => {
                match bracket {
                    "{" => missing.push("}"),
                    "[" => missing.push("]"),
                    _ => drop(missing.pop()),
                }
                at
            }
            _ => continue,
        };
    }
    let missing: String = missing.into_iter().rev().collect();
    text.get(..end).unwrap_or_default().to_owned() + &missing
}

/// The first object or array, by its brackets.
fn first_value(text: &str) -> Option<&str> {
    let (mut depth, mut at) = (0_usize, 0);
    for token in tokens(text) {
        at += token.text().len();
        match token {
            Token::Punctuation("{" | "[") => depth += 1,
            Token::Punctuation("}" | "]") if depth <= 1 => return text.get(..at),
            Token::Punctuation("}" | "]") => depth -= 1,
            _ => {}
        }
    }
    None
}

fn read(text: &str, first_line: usize) -> Found {
    let text = Traced::of(text, first_line);
    match json::read_strict(&text.text) {
        Ok(root) if matches!(root.value, Value::Object(_)) => Found::Whole(Sample { root, text }),
        Ok(root) => Found::NotAnObject { line: text.line(root.span.start) },
        Err(malformed) => {
            let syntax = malformed.syntax().clone();
            Found::NotJson { line: text.line(malformed.at()), syntax }
        }
    }
}

/// A text that knows which line of the page each of its tokens is from.
#[derive(Debug, Default)]
struct Traced {
    text: String,
    /// Where in the text the tokens from another line begin, and the line.
    starts: Vec<(usize, usize)>,
}

impl Traced {
    /// Puts right what copying does to JSON: white space of other kinds between its values, and
    /// line breaks in its texts.
    fn of(text: &str, first_line: usize) -> Self {
        let (mut traced, mut line) = (Self::default(), first_line);
        for token in tokens(text) {
            if traced.starts.last().is_none_or(|(_, last)| *last != line) {
                traced.starts.push((traced.text.len(), line));
            }
            traced.text += &match token {
                Token::String(text) => text.replace('\n', "\\n").replace('\t', "\\t"),
                other => other.text().replace(char::is_whitespace, " "),
            };
            line += token.text().matches('\n').count();
        }
        traced
    }

    fn line(&self, at: usize) -> usize {
        let next = self.starts.partition_point(|(start, _)| *start <= at);
        self.starts.get(next.saturating_sub(1)).map_or(1, |(_, line)| *line)
    }
}
