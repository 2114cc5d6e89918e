//! Values of an enum that a description lists in a sentence.

use super::lines::{CLOSING, COLONS, COMMAS, OPENING, SEMICOLONS};

/// Words that a list of all values begins with, before a colon.
const INTRODUCTIONS: [&str; 6] = ["枚举值", "枚举值如下", "枚举值为", "取值如下", "可选值", "取值"];

/// Words before a list that say that it is not of all values.
const NOT_ALL: [&str; 4] = ["例如", "比如", "常见", "包括但不限于"];

/// The values that a description lists: after 枚举值 and a colon, or as code with a label each,
/// `PASS`（通过）、`REJECT`（驳回）.
pub(super) fn listed(description: &str) -> Option<String> {
    description.lines().find_map(|line| introduced(line).or_else(|| as_code(line)))
}

fn introduced(line: &str) -> Option<String> {
    let mut colons = line.match_indices(COLONS);
    let list = colons.find_map(|(at, colon)| {
        let before = line.get(..at)?.trim_end();
        let is_introduced = INTRODUCTIONS.iter().any(|words| before.ends_with(words));
        line.get(at + colon.len()..).filter(|_| is_introduced)
    })?;
    let list = list.split('。').next().unwrap_or(list).trim();
    is_of_all(line, list).then(|| list.replace('`', ""))
}

fn as_code(line: &str) -> Option<String> {
    let (before, _) = line.split_once('`')?;
    let mut rest = line.get(before.len()..)?;
    let mut entries = Vec::new();
    while let Some((value, after)) = rest.strip_prefix('`').and_then(|rest| rest.split_once('`')) {
        let (label, after) = in_parentheses(after.trim_start())?;
        entries.push(format!("{value}({label})"));
        rest = after.trim_start_matches(|ch: char| {
            ch == ' ' || COMMAS.contains(&ch) || SEMICOLONS.contains(&ch)
        });
    }
    let is_list = entries.len() > 1 && rest.trim_matches(['。', ' ']).is_empty();
    (is_list && is_of_all(before, "")).then(|| entries.join(";"))
}

/// What stands in the parentheses that a text begins with, and what follows them.
fn in_parentheses(text: &str) -> Option<(&str, &str)> {
    let mut depth = 0_usize;
    let end = text.char_indices().find(|(_, ch)| {
        depth += usize::from(OPENING.contains(ch));
        depth -= usize::from(CLOSING.contains(ch) && depth > 0);
        depth == 0
    });
    let (inner, after) = text.strip_prefix(OPENING).zip(text.get(end?.0..))?;
    let inner = inner.strip_suffix(after)?;
    Some((inner, after.strip_prefix(CLOSING)?))
}

fn is_of_all(text: &str, list: &str) -> bool {
    !NOT_ALL.iter().any(|word| text.contains(word)) && !list.ends_with(['等', '…', '.'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_in_sentences() {
        for (text, found) in [
            ("状态，枚举值：A-甲；B-乙", Some("A-甲；B-乙")),
            ("状态。可选值: `A`、`B`。其他", Some("A、B")),
            ("认证状态：`PASS`（通过）、`REJECT`（驳回）", Some("PASS(通过);REJECT(驳回)")),
            ("常见的如：`a`（甲）、`b`（乙）", None),
            ("`a`（甲（乙））；`b`（丙）", Some("a(甲（乙）);b(丙)")),
            ("见 `a`（甲）", None),
            ("枚举值：a、b等", None),
            ("客户端: a:甲; b:乙", None),
            ("", None),
        ] {
            assert_eq!(listed(text).as_deref(), found, "{text}");
        }
    }
}
