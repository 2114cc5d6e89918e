//! The lines of a page, freed of what browsers leave in them.

use alipay_notify_schema::text::is_invisible;

/// A line of a page, without white space around it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Line {
    /// From 1.
    pub(super) number: usize,
    pub(super) text: String,
    /// How far its text, or its first cell, is indented by what is drawn before it.
    pub(super) indent: usize,
    /// Its cells, where the page's format says what they are. They may have lines of their own.
    pub(super) cells: Option<Vec<String>>,
}

/// Takes a page apart. Empty lines are kept, so that nothing is nearer than it was.
pub(super) fn lines(text: &str) -> Vec<Line> {
    let text = text.replace("\r\n", "\n");
    text.split(['\n', '\r']).zip(1..).map(|(line, number)| Line::of(number, line)).collect()
}

/// The branch of a tree that a text hangs on, or the space before it: how wide that is, and the
/// text. A text that is a button is empty.
pub(super) fn undrawn(line: &str) -> (usize, &str) {
    let text = line.trim_start_matches(|ch: char| BRANCHES.contains(&ch) || ch.is_whitespace());
    let drawn = line.get(..line.len() - text.len()).unwrap_or_default();
    let text = text.trim_end();
    let is_button = BUTTONS.split(' ').any(|button| button == text);
    (drawn.chars().count(), if is_button { "" } else { text })
}

const BRANCHES: [char; 8] = ['└', '├', '│', '─', '┗', '┣', '┃', '━'];

const BUTTONS: &str = "展开 收起 展开全部 收起全部 全部展开 全部收起 一键展开 一键收起 \
                       展开子参数 收起子参数 展开更多 查看更多 复制 复制代码 复制链接";

impl Line {
    /// A line as it is read from a text.
    pub(super) fn of(number: usize, line: &str) -> Self {
        let line = visible(line);
        let (indent, text) = undrawn(&line);
        Self { number, text: text.to_owned(), indent, cells: None }
    }

    /// A row of a table. What is drawn in front of its first cell is no part of it.
    pub(super) fn row(number: usize, cells: &[String]) -> Self {
        let mut cells: Vec<String> = cells.iter().map(|cell| visible(cell)).collect();
        let mut indent = 0;
        if let Some(first) = cells.first_mut() {
            let (drawn, text) = undrawn(first);
            (indent, *first) = (drawn, text.to_owned());
        }
        let mut cells: Vec<String> = cells.iter().map(|cell| cell.trim().to_owned()).collect();
        while cells.len() > 1 && cells.last().is_some_and(String::is_empty) {
            cells.pop();
        }
        let text = cells.join(" | ").replace('\n', " ");
        Self { number, text, indent, cells: Some(cells) }
    }

    /// The cells of a row; one where this is none.
    pub(super) fn cells(&self) -> Vec<&str> {
        match &self.cells {
            Some(cells) => cells.iter().map(|cell| &**cell).collect(),
            None => cells(&self.text),
        }
    }

    pub(super) fn is_blank(&self) -> bool {
        self.text.is_empty()
    }
}

/// A line without characters that nobody sees: byte order marks, zero-width spaces, marks of
/// direction.
fn visible(line: &str) -> String {
    let mut visible = String::with_capacity(line.len());
    for ch in line.chars() {
        let is_seen = match ch {
            // These hold the parts of an emoji together.
            '\u{200c}' | '\u{200d}' => {
                visible.ends_with(|before| before >= '\u{2600}' && !is_cjk(before))
            }
            // Control characters may separate cells.
            _ => ch.is_control() || !is_invisible(ch),
        };
        if is_seen {
            visible.push(ch);
        }
    }
    visible
}

fn is_cjk(ch: char) -> bool {
    matches!(
        ch,
        '\u{2e80}'..='\u{9fff}'
            | '\u{f900}'..='\u{faff}'
            | '\u{ff00}'..='\u{ffef}'
            | '\u{20000}'..='\u{3ffff}'
    )
}

/// The cells of a line that is a row of a table, without white space around them; one where it
/// is not a row.
pub(super) fn cells(line: &str) -> Vec<&str> {
    let mut cells: Vec<&str> = unframed(line).split(SEPARATORS).map(str::trim).collect();
    while cells.len() > 1 && cells.last().is_some_and(|cell| cell.is_empty()) {
        cells.pop();
    }
    cells
}

/// A row without the separator that it may begin with.
pub(super) fn unframed(line: &str) -> &str {
    line.trim().strip_prefix(['|', '\u{ff5c}']).unwrap_or(line).trim_start()
}

/// What stands between the cells of a row. The second one is the full-width form, as with those
/// below.
pub(super) const SEPARATORS: [char; 3] = ['|', '\u{ff5c}', '\t'];

pub(super) const COLONS: [char; 2] = [':', '\u{ff1a}'];
pub(super) const SEMICOLONS: [char; 2] = [';', '\u{ff1b}'];
pub(super) const COMMAS: [char; 3] = [',', '\u{ff0c}', '、'];
pub(super) const OPENING: [char; 2] = ['(', '\u{ff08}'];
pub(super) const CLOSING: [char; 2] = [')', '\u{ff09}'];

/// A line without any white space.
pub(super) fn dense(text: &str) -> String {
    text.chars().filter(|ch| !ch.is_whitespace()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_browsers_leave_is_gone() {
        let found: Vec<_> =
            lines("\u{feff}shop\u{200b}_id\u{a0} \r\n\r\n\t门店\u{200d}名称\r👨\u{200d}👩\n");
        let found: Vec<_> = found.iter().map(|line| (line.number, &*line.text)).collect();
        assert_eq!(found, [(1, "shop_id"), (2, ""), (3, "门店名称"), (4, "👨\u{200d}👩"), (5, "")]);
    }

    #[test]
    fn what_a_page_draws_is_gone() {
        let found = lines("展开\n  └─ shop_id\n│ ├ 门店\n收起全部 \n展开说明\n复制");
        let found: Vec<_> = found.iter().map(|line| (line.number, &*line.text)).collect();
        assert_eq!(
            found,
            [(1, ""), (2, "shop_id"), (3, "门店"), (4, ""), (5, "展开说明"), (6, "")]
        );
    }

    #[test]
    fn rows() {
        assert_eq!(cells("a | b || c | |"), ["a", "b", "", "c"]);
        assert_eq!(cells("a\tb|c"), ["a", "b", "c"]);
        assert_eq!(cells("| a | b |"), ["a", "b"]);
        assert_eq!(cells("|"), [""]);
    }
}
