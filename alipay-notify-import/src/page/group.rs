//! The headings of groups: `以下参数 二选一 传入`.

use super::lines::{CLOSING, COLONS, Line, OPENING, dense};
use alipay_notify_schema::GroupRule;

/// A heading whose members follow it: the fields without a level.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct GroupHead {
    pub(super) line: usize,
    pub(super) text: String,
    /// `None` where it is not understood.
    pub(super) rule: Option<GroupRule>,
    /// How many members it says there are.
    pub(super) size: Option<usize>,
}

/// The longest heading, in characters. What is longer is a sentence that mentions one.
const LONGEST: usize = 32;

impl GroupHead {
    /// Reads the heading that begins with the first of these lines, and how many lines it takes: in
    /// a table that collapsed to one column each of its words has its own.
    pub(super) fn parse(lines: &[Line]) -> Option<(Self, usize)> {
        let first = lines.first()?;
        if !OPENINGS.contains(&&*dense(&first.text)) {
            return Self::of(first.number, &first.text).map(|head| (head, 1));
        }
        (1..=lines.len().min(3)).rev().find_map(|count| {
            let words: Vec<&str> = lines.get(..count)?.iter().map(|line| &*line.text).collect();
            let is_whole = count == 1 || words.last().is_some_and(|word| word.chars().count() <= 8);
            let head = Self::of(first.number, &words.join(" ")).filter(|_| is_whole)?;
            Some((head, count))
        })
    }

    /// Reads a heading that is all of a text.
    pub(super) fn of(line: usize, text: &str) -> Option<Self> {
        let plain = dense(text);
        if plain.chars().count() > LONGEST {
            return None;
        }
        let is_opened = OPENINGS.iter().any(|opening| plain.starts_with(opening));
        let head = |rule, size| Self { line, text: text.to_owned(), rule, size };
        match rule(&plain) {
            Some(found) if is_opened || found.is_alone(&plain) => {
                Some(head(Some(found.wanted), found.size))
            }
            None if is_opened && plain.ends_with("传入") => Some(head(None, None)),
            _ => None,
        }
    }
}

const OPENINGS: [&str; 4] = ["以下参数", "以下字段", "以下属性", "以下"];

/// A rule, and the words that it stands in.
struct Rule<'t> {
    words: &'t str,
    wanted: GroupRule,
    size: Option<usize>,
}

impl Rule<'_> {
    /// Whether a line says this and nothing else.
    fn is_alone(&self, plain: &str) -> bool {
        let rest = plain.replace(self.words, "");
        let rest = ["参数", "字段", "属性", "传入", "必传", "必填", "即可"]
            .iter()
            .fold(rest, |rest, word| rest.replace(word, ""));
        rest.chars().all(|ch| ch == '*' || [COLONS, OPENING, CLOSING].as_flattened().contains(&ch))
    }
}

const AT_LEAST_ONE: &str = "至少选填一个 至少选填一项 至少传入一个 至少传一个 至少一个 \
                            至少一项 至少选一 至少填一个 不能同时为空 不可同时为空";

const EXACTLY_ONE: &str = "任选其一 选择其一 选其一 任选一个";

fn rule(plain: &str) -> Option<Rule<'_>> {
    let is_there = |words: &&str| plain.contains(*words);
    if let Some(words) = AT_LEAST_ONE.split(' ').find(is_there) {
        return Some(Rule { words, wanted: GroupRule::AtLeastOne, size: None });
    }
    let exactly = |words, size| Some(Rule { words, wanted: GroupRule::ExactlyOne, size });
    if let Some(words) = EXACTLY_ONE.split(' ').find(is_there) {
        return exactly(words, None);
    }

    // `二选一`, `4选1`
    let choices = ["选一", "选1"].into_iter();
    let (at, choice) = choices.filter_map(|choice| Some((plain.find(choice)?, choice))).min()?;
    let number = plain.get(..at)?;
    let start = number.trim_end_matches(|ch: char| ch.is_ascii_alphanumeric()).len();
    let start = if start < at { start } else { number.char_indices().next_back()?.0 };
    let words = plain.get(start..at + choice.len())?;
    match number.get(start..)? {
        "多" | "任" | "N" | "n" => exactly(words, None),
        "两" => exactly(words, Some(2)),
        digits => exactly(words, Some(size(digits)?)),
    }
}

/// How many members `二` or `2` says there are.
fn size(digits: &str) -> Option<usize> {
    let chinese = "一二三四五六七八九十".chars().position(|digit| digits.chars().eq([digit]));
    chinese.map(|position| position + 1).or_else(|| digits.parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::lines;

    fn parsed(text: &str) -> Option<(Option<GroupRule>, Option<usize>, usize)> {
        GroupHead::parse(&lines::lines(text)).map(|(head, count)| (head.rule, head.size, count))
    }

    #[test]
    fn headings() {
        let one = Some(GroupRule::ExactlyOne);
        let any = Some(GroupRule::AtLeastOne);
        for (text, found) in [
            ("以下参数 二选一 传入", Some((one, Some(2), 1))),
            ("以下参数\n三选一\n传入\nuser_id", Some((one, Some(3), 3))),
            ("以下参数\n多选一\nuser_id|用户string(8)", Some((one, None, 2))),
            ("以下字段 4选1 传入", Some((one, Some(4), 1))),
            ("以下参数 N选一 传入", Some((one, None, 1))),
            ("以下参数至少传一个", Some((any, None, 1))),
            ("以下参数 不能同时为空", Some((any, None, 1))),
            ("两选一传入", Some((one, Some(2), 1))),
            ("以下参数 按需 传入", Some((None, None, 1))),
            ("以下是与门店有关的说明", None),
            ("user_id和open_id二选一", None),
            ("选一", None),
            ("", None),
        ] {
            assert_eq!(parsed(text), found, "{text}");
        }
    }
}
