//! Texts from specifications, as text of a page. Escaping is the templates' job; what is done here
//! is for readers.

use maud::{Markup, html};

use crate::lang::{self, Language};
use crate::printable::printable;

/// A text without line breaks and without characters that change the order in which it is read.
pub(super) fn line(text: &str) -> String {
    printable(&text.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// A text in which names stand between backticks.
pub(super) fn prose(text: &str) -> Markup {
    let text = line(text);
    let last = text.matches('`').count();
    html! {
        @for (index, part) in text.split('`').enumerate() {
            // Every other part is a name, unless its second backtick is missing.
            @if index % 2 == 0 {
                (part)
            } @else if index < last {
                code { (part) }
            } @else {
                "`" (part)
            }
        }
    }
}

/// A label or a description, line by line, marked with its language where that is not the page's.
pub(super) fn labelled(class: &str, text: &str) -> Markup {
    html! {
        @if !text.is_empty() {
            p class=(class) lang=[language(text)] {
                @for (index, line) in text.lines().enumerate() {
                    @if index > 0 { br; }
                    (prose(line))
                }
            }
        }
    }
}

/// A name of several parts, which may be broken between any of them.
pub(super) fn name(name: &str) -> Markup {
    let name = line(name);
    html! {
        @for (index, part) in name.split_inclusive(['.', '_']).enumerate() {
            @if index > 0 { wbr; }
            (part)
        }
    }
}

/// The language of a text, where it is not the page's: so it is read aloud as what it is, and set
/// in the right shapes.
pub(super) fn language(text: &str) -> Option<&'static str> {
    let letters = text.chars().filter(char::is_ascii_alphabetic).count();
    let characters = text.chars().filter(|ch| matches!(ch, '\u{4e00}'..='\u{9fff}')).count();
    // A Chinese character is worth two letters at least; the labels have names of interfaces in
    // them.
    let language = match (characters * 2 > letters, letters > 0) {
        (true, _) => Language::Chinese,
        (false, true) => Language::English,
        (false, false) => return None,
    };
    (language != lang::current()).then(|| language.tag())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_between_backticks_are_code() {
        for (text, expected) in [
            ("plain", "plain"),
            ("`a` or `b`", "<code>a</code> or <code>b</code>"),
            ("one ` only", "one ` only"),
            ("`a` and ` only", "<code>a</code> and ` only"),
            ("<b> & `<i>`", "&lt;b&gt; &amp; <code>&lt;i&gt;</code>"),
            ("two\n  lines \u{202e}", "two lines \u{fffd}"),
        ] {
            assert_eq!(prose(text).into_string(), expected, "{text}");
        }
    }
}
