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
            _ if all.chars().map(|ch| if ch.is_ascii() { 1 } else { 2 }).sum::<usize>()
                <= WIDEST =>
            {
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
    let visible: String = text
        .trim()
        .replace("\r\n", "\n")
        .chars()
        .filter(|ch| *ch == '\n' || !steers(*ch))
        .collect();
    let line = |line: &str| match line.trim_end() {
        "" => format!("{indent}///\n"),
        line => format!("{indent}/// {line}\n"),
    };
    visible.lines().map(line).collect()
}

/// Whether a character is a control character or overrides the direction of a text: the compiler
/// refuses it in comments.
fn steers(ch: char) -> bool {
    ch.is_control() || matches!(ch, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documentation_has_a_comment_a_line() {
        assert_eq!(
            docs(" 第一行  \r\n\r\n第二行\n", "    "),
            "    /// 第一行\n    ///\n    /// 第二行\n"
        );
        assert_eq!(docs(" \n ", ""), "");
        assert_eq!(docs("a\u{202e}b\rc\u{7}d", ""), "/// abcd\n");
    }

    #[test]
    fn literals_hide_nothing() {
        assert_eq!(literal("名\"\\\n\u{202e}"), r#""名\"\\\n\u{202e}""#);
    }

    #[test]
    fn attributes_share_a_line_as_long_as_it_is_short() {
        let mut attributes = Attributes::default();
        assert_eq!(attributes.lines(""), "");
        attributes.value("title", "");
        attributes.value("title", &"名".repeat(20));
        attributes.push("max_len = 64".to_owned());
        let title = "名".repeat(20);
        assert_eq!(
            attributes.lines("  "),
            format!("  #[alipay(title = \"{title}\", max_len = 64)]\n")
        );
        attributes.push("conditional".to_owned());
        let lines = format!(
            "#[alipay(title = \"{title}\")]\n#[alipay(max_len = 64)]\n#[alipay(conditional)]\n"
        );
        assert_eq!(attributes.lines(""), lines);
    }
}
