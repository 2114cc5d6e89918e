//! The sample message: JSON on its own, or as `biz_content` of a request that `curl` sends.

use super::lines::Line;
use alipay_notify_schema::json::{self, Node, Syntax, Value};

/// What there is of a sample message.
#[derive(Debug)]
pub(super) enum Found {
    Nothing,
    /// The page ends within it. What there is of it still shows what its objects hold.
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
    let letters = letters(part);
    let (start, quote) = match content_begins(part) {
        Some(found) => found,
        None => match part.iter().position(|line| line.text.starts_with('{')) {
            Some(line) => (offset(part, line), None),
            None if is_last && super::parts::request_begins(part).is_some() => {
                return Found::Cut(None);
            }
            None => return Found::Nothing,
        },
    };
    let raw = letters.get(start..).unwrap_or_default();
    let quoted = quote.map(|quote| unquoted(raw, quote));
    let whole = first_value(raw);
    let is_cut =
        is_last && whole.is_none() && quoted.as_ref().is_none_or(|quoted| !quoted.is_closed);
    if is_cut {
        let begun = quoted.map_or_else(|| raw.to_vec(), |quoted| quoted.letters);
        return Found::Cut(read(&closed(begun)).whole());
    }
    // Where quotes are not doubled as a shell wants it, the JSON itself says where it ends.
    let candidates =
        [quoted.map(|quoted| quoted.letters), whole.map(<[Letter]>::to_vec), Some(raw.to_vec())];
    let mut results = candidates.into_iter().flatten().map(|letters| read(&letters));
    match results.next() {
        Some(Found::Whole(sample)) => Found::Whole(sample),
        Some(failed) => results.find(|found| matches!(found, Found::Whole(_))).unwrap_or(failed),
        None => Found::Nothing,
    }
}

/// The lines of requests behind the first one of this part, and in the parts behind it.
pub(super) fn others(part: &[Line], parts: &[&[Line]]) -> Vec<usize> {
    let all = part.iter().chain(parts.iter().skip(1).copied().flatten());
    all.filter(|line| line.text.to_ascii_lowercase().contains(CONTENT))
        .skip(1)
        .map(|line| line.number)
        .collect()
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

/// A character and the line that it is on.
type Letter = (char, usize);

fn letters(part: &[Line]) -> Vec<Letter> {
    part.iter()
        .flat_map(|line| line.text.chars().chain(['\n']).map(|ch| (ch, line.number)))
        .collect()
}

/// How many characters stand before a line.
fn offset(part: &[Line], line: usize) -> usize {
    part.iter().take(line).map(|line| line.text.chars().count() + 1).sum()
}

/// What the content of a sample request follows.
const CONTENT: &str = "biz_content=";

/// Where the value of `biz_content=` begins, in characters, and the quote that it is in.
fn content_begins(part: &[Line]) -> Option<(usize, Option<char>)> {
    let found = part.iter().enumerate().find_map(|(at, line)| {
        let start = line.text.to_ascii_lowercase().find(CONTENT)?;
        Some((at, line.text.split_at_checked(start)?))
    });
    let (at, (before, behind)) = found?;
    let quote = |ch: Option<char>| ch.filter(|ch| ['\'', '"'].contains(ch));
    let outer = quote(before.chars().next_back());
    let inner = quote(behind.get(CONTENT.len()..).and_then(|value| value.chars().next()));
    let start = offset(part, at) + before.chars().count() + CONTENT.len();
    match (outer, inner) {
        (None, Some(inner)) => Some((start + 1, Some(inner))),
        (outer, _) => Some((start, outer)),
    }
}

struct Unquoted {
    letters: Vec<Letter>,
    is_closed: bool,
}

/// What a shell makes of a quoted text that begins here: `'\''` is a quote within single quotes.
fn unquoted(mut rest: &[Letter], quote: char) -> Unquoted {
    let mut letters = Vec::new();
    while let Some((letter, behind)) = rest.split_first() {
        let next = |count: usize| {
            behind.get(..count).map(|next| next.iter().map(|(ch, _)| *ch).collect::<String>())
        };
        rest = behind;
        match letter.0 {
            '\'' if quote == '\'' && next(3).as_deref() == Some("\\''") => {
                letters.push(*letter);
                rest = behind.get(3..).unwrap_or_default();
            }
            '\\' if quote == '"'
                && next(1).is_some_and(|next| ["\"", "\\", "$", "`"].contains(&&*next)) =>
            {
                letters.extend(behind.first());
                rest = behind.get(1..).unwrap_or_default();
            }
            ch if ch == quote => return Unquoted { letters, is_closed: true },
            _ => letters.push(*letter),
        }
    }
    Unquoted { letters, is_closed: false }
}

/// The beginning of JSON without the member that is cut, and with the brackets that are missing.
fn closed(mut letters: Vec<Letter>) -> Vec<Letter> {
    let mut brackets = Brackets::default();
    let (mut missing, mut end) = (Vec::new(), 0);
    for (at, (ch, line)) in letters.iter().enumerate() {
        match ch {
            _ if brackets.in_string => {}
            '{' => missing.push(('}', *line)),
            '[' => missing.push((']', *line)),
            '}' | ']' => drop(missing.pop()),
            _ => {}
        }
        match ch {
            '{' | '[' | '}' | ']' if !brackets.in_string => end = at + 1,
            ',' if !brackets.in_string => end = at,
            _ => {}
        }
        brackets.close_with(*ch);
    }
    letters.truncate(end);
    letters.extend(missing.into_iter().rev());
    letters
}

/// The first object or array, by its brackets.
fn first_value(letters: &[Letter]) -> Option<&[Letter]> {
    let mut brackets = Brackets::default();
    let end = letters.iter().position(|(ch, _)| brackets.close_with(*ch))?;
    letters.get(..=end)
}

/// Whether a text that begins with a bracket has its closing one.
pub(super) fn is_balanced(text: &str) -> bool {
    let mut brackets = Brackets::default();
    text.chars().any(|ch| brackets.close_with(ch))
}

/// How far one is within JSON.
#[derive(Default)]
struct Brackets {
    depth: usize,
    in_string: bool,
    is_escaped: bool,
}

impl Brackets {
    /// Whether this character closes the first bracket.
    fn close_with(&mut self, ch: char) -> bool {
        if self.in_string {
            let is_end = ch == '"' && !self.is_escaped;
            self.is_escaped = ch == '\\' && !self.is_escaped;
            self.in_string = !is_end;
            return false;
        }
        match ch {
            '"' => self.in_string = true,
            '{' | '[' => self.depth += 1,
            '}' | ']' => {
                self.depth = self.depth.saturating_sub(1);
                return self.depth == 0;
            }
            _ => {}
        }
        false
    }
}

fn read(letters: &[Letter]) -> Found {
    let text = Traced::of(letters);
    match json::read_strict(&text.text) {
        Ok(root) if matches!(root.value, Value::Object(_)) => Found::Whole(Sample { root, text }),
        Ok(root) => Found::NotAnObject { line: text.line(root.span.start) },
        Err(malformed) => {
            let syntax = malformed.syntax().clone();
            Found::NotJson { line: text.line(malformed.at()), syntax }
        }
    }
}

/// A text that knows which line of the page each of its parts is from.
#[derive(Debug, Default)]
struct Traced {
    text: String,
    /// Where in the text the parts from another line begin, and the line.
    starts: Vec<(usize, usize)>,
}

impl Traced {
    /// Puts right what copying does to JSON: white space of other kinds between its values, and
    /// line breaks in its texts.
    fn of(letters: &[Letter]) -> Self {
        let mut traced = Self::default();
        let mut brackets = Brackets::default();
        for (ch, line) in letters {
            if traced.starts.last().is_none_or(|(_, last)| last != line) {
                traced.starts.push((traced.text.len(), *line));
            }
            match ch {
                '\n' if brackets.in_string => traced.text.push_str("\\n"),
                '\t' if brackets.in_string => traced.text.push_str("\\t"),
                ch if ch.is_whitespace() && !brackets.in_string && *ch != '\n' => {
                    traced.text.push(' ')
                }
                ch => traced.text.push(*ch),
            }
            brackets.close_with(*ch);
        }
        traced
    }

    fn line(&self, at: usize) -> usize {
        let behind = self.starts.partition_point(|(start, _)| *start <= at);
        self.starts.get(behind.saturating_sub(1)).map_or(1, |(_, line)| *line)
    }
}
