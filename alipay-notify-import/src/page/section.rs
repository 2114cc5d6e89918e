//! The sections of a field: 【描述】, 【枚举值】, 【示例值】 and others.

use super::lines::COLONS;

/// What a section is, by its heading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Section {
    Description,
    Values,
    Example,
    /// Part of the description under its own heading, such as 【注意事项】.
    Notice(String),
    Unknown(String),
}

/// The section that begins at the beginning of a line, and the rest of the line.
pub(super) fn begins(line: &str) -> Option<(Section, &str)> {
    bracketed(line).or_else(|| with_colon(line))
}

/// Divides a text at the next section that begins in the midst of it. Only sections that are known
/// do.
pub(super) fn divide(text: &str) -> (&str, Option<&str>) {
    let next = text.match_indices('【').map(|(at, _)| at).find(|at| {
        let section = text.get(*at..).and_then(bracketed);
        section.is_some_and(|(section, _)| !matches!(section, Section::Unknown(_)))
    });
    match next.and_then(|at| text.split_at_checked(at)) {
        Some((before, after)) => (before.trim_end(), Some(after)),
        None => (text, None),
    }
}

fn bracketed(line: &str) -> Option<(Section, &str)> {
    let (heading, rest) = match line.strip_prefix('【') {
        Some(after) => after.split_once('】')?,
        None => line.strip_prefix('[')?.split_once(']').filter(|(heading, _)| is_known(heading))?,
    };
    let heading = heading.trim();
    if heading.is_empty() || heading.chars().count() > 16 {
        return None;
    }
    let rest = if is_known(heading) { rest.trim_start_matches(COLONS) } else { rest };
    Some((Section::of(heading), rest.trim()))
}

/// `示例值:success`, for the headings that no sentence begins with.
fn with_colon(line: &str) -> Option<(Section, &str)> {
    let (heading, rest) = line.split_once(COLONS)?;
    let heading = heading.trim();
    ["描述", "枚举值", "示例值"].contains(&heading).then(|| (Section::of(heading), rest.trim()))
}

fn is_known(heading: &str) -> bool {
    !matches!(Section::of(heading.trim()), Section::Unknown(_))
}

impl Section {
    fn of(heading: &str) -> Self {
        match heading {
            "描述" | "参数描述" | "字段描述" => Self::Description,
            "枚举值" | "枚举" | "可选值" => Self::Values,
            "示例值" | "示例" | "样例" => Self::Example,
            "注意事项" | "注意" | "特殊说明" | "说明" | "备注" | "提示" | "必选条件"
            | "可选条件" | "特殊可选条件" | "必填条件" | "返回条件" | "使用条件" | "条件" => {
                Self::Notice(heading.to_owned())
            }
            _ => Self::Unknown(heading.to_owned()),
        }
    }
}
