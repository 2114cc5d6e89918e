//! Documentation comments, attributes and literals, as text.

/// Wider attributes get a line each, as `rustfmt` has it.
const WIDEST: usize = 70;

/// What stands in `#[alipay(…)]`.
#[derive(Default)]
pub(super) struct Attributes(Vec<String>);

impl Attributes {
    pub(super) fn push(&mut self, attribute: String) {
        self.0.push(attribute);
    }

    /// `key = "text"`, unless there is no text.
    pub(super) fn value(&mut self, key: &str, text: &str) {
        if !text.is_empty() {
            self.0.push(format!("{key} = {}", literal(text)));
        }
    }

    /// All of them on one line, or on one each.
    pub(super) fn lines(&self, indent: &str) -> String {
        let line = |content: &str| format!("{indent}#[alipay({content})]\n");
        let all = self.0.join(", ");
        match &*self.0 {
            [] => String::new(),
            // A character of a Chinese label is two columns wide.
            _ if all.chars().map(|ch| if ch.is_ascii() { 1 } else { 2 }).sum::<usize>() <= WIDEST => {
                line(&all)
            }
            each => each.iter().map(|attribute| line(attribute)).collect(),
        }
    }
}

/// A text as a literal. What can't be seen is escaped.
pub(super) fn literal(text: &str) -> String {
    format!("{text:?}")
}

/// A text as a documentation comment: a `///` for each of its lines.
pub(super) fn docs(text: &str, indent: &str) -> String {
    let visible: String =
        text.trim().replace("\r\n", "\n").chars().filter(|ch| *ch == '\n' || !steers(*ch)).collect();
    let line = |line: &str| match line.trim_end() {
        "" => format!("{indent}///\n"),
        line => format!("{indent}/// {line}\n"),
    };
    visible.lines().map(line).collect()
}

/// Whether a character is a control character or overrides the direction of a text: the compiler refuses it in comments.
fn steers(ch: char) -> bool {
    ch.is_control() || matches!(ch, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}
