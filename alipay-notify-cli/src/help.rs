//! Help as wide as the terminal.
//!
//! clap breaks lines at spaces alone: running Chinese has none, and examples, which are to be
//! copied, have many.

use std::iter;

use textwrap::core::{Word, display_width};
use textwrap::{Options, WordSeparator, WordSplitter};

/// Stands between what clap says of the arguments and a command's own words.
pub(crate) const SEAM: char = '\u{c}';

/// How far a meaning is indented that begins on a line of its own.
const OWN_LINE: usize = 10;

/// Lays out help in which each text is one line.
pub(crate) fn laid_out(help: &str, width: usize) -> String {
    let (arguments, own) = help.split_once(SEAM).unwrap_or((help, ""));
    let arguments = arguments.lines().map(|line| match line.strip_suffix(':') {
        // clap ends headings by the colon of English.
        Some(heading) if heading.ends_with(is_wide) => format!("{heading}："),
        _ => argument(line, width),
    });
    let own = own.lines().skip(1).map(|line| prose(line, width));
    arguments.chain(own).flat_map(|text| [text, "\n".to_owned()]).collect()
}

/// A line on an argument: its name, a gap, and what it means.
fn argument(line: &str, width: usize) -> String {
    let indent = line.len() - line.trim_start().len();
    let gap = line.get(indent..).and_then(|text| text.find("  ")).filter(|_| indent > 0);
    let Some((name, meaning)) = gap.and_then(|gap| line.split_at_checked(indent + gap)) else {
        return prose(line, width);
    };
    let (taken, text) = (display_width(name), meaning.trim_start());
    let column = taken + meaning.len() - text.len();
    if column * 5 > width * 2 {
        return format!("{name}\n{}", filled(text, width, OWN_LINE));
    }
    let text = filled(text, width, column);
    format!("{name}{}", text.get(taken..).unwrap_or_default())
}

/// A paragraph. What is indented is laid out already.
fn prose(line: &str, width: usize) -> String {
    if line.starts_with(' ') { line.to_owned() } else { filled(line, width, 0) }
}

/// A text in lines of that width, all of them indented.
fn filled(text: &str, width: usize, indent: usize) -> String {
    let indent = " ".repeat(indent);
    let options = Options::new(width)
        .initial_indent(&indent)
        .subsequent_indent(&indent)
        .word_separator(WordSeparator::Custom(words))
        .word_splitter(WordSplitter::NoHyphenation)
        .break_words(false);
    textwrap::fill(text, options)
}

/// The parts of a text between which a line may end: after spaces, and next to a Chinese character.
fn words(text: &str) -> Box<dyn Iterator<Item = Word<'_>> + '_> {
    let mut rest = text;
    Box::new(iter::from_fn(move || {
        let followed = rest.char_indices().zip(rest.chars().skip(1));
        let end = followed.into_iter().find(|((_, ch), next)| may_part(*ch, *next));
        let (word, behind) =
            rest.split_at_checked(end.map_or(rest.len(), |((at, ch), _)| at + ch.len_utf8()))?;
        rest = behind;
        (!word.is_empty()).then(|| Word::from(word))
    }))
}

/// Whether a character is one of Chinese, or of its punctuation.
fn is_wide(ch: char) -> bool {
    matches!(ch, '\u{2e80}'..='\u{ffef}')
}

/// Whether a line may end between these two.
fn may_part(ch: char, next: char) -> bool {
    const OPENING: &str = "([（“《";
    const CLOSING: &str = ")],.:;?!）”》，。：；？！、 ";
    let is_bound = OPENING.contains(ch) || CLOSING.contains(next);
    !is_bound && (ch == ' ' || is_wide(ch) || is_wide(next))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_where_the_terminal_does() {
        let help = "一二三四,五六七八（九）\n\n选项:\n      --lang <L>  一二三四五六七八九十 [可选值: en, zh]\n  -h          \
                    五\n\u{c}\n\n\
                    一二三四,五六七八：九\n  alipay-notify send --to http://127.0.0.1/";
        let (arguments, own) = help.split_once("\u{c}\n").expect("a seam");
        let wide = format!("{arguments}{own}\n").replace("选项:", "选项：");
        assert_eq!(laid_out(help, 80), wide);
        assert_eq!(laid_out(help, 46), wide.replace("[可选值", "[可选\n                  值"));
        let narrow = "一二三四,五六七八\n（九）\n\n选项：\n      --lang <L>\n          一二三四\n          \
                      五六七八\n          九十 [可\n          \
                      选值:\n          en, zh]\n  -h\n          五\n\n一二三四,五六七\n八：九\n  alipay-notify \
                      send --to http://127.0.0.1/\n";
        assert_eq!(laid_out(help, 18), narrow);
    }
}
