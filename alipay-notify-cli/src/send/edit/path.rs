//! Where in a content something is: `product_status_infos[0].status`.

use crate::lang::say;

/// From the content to a value inside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Path(pub(super) Vec<Step>);

/// One step further inside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// To the member of that name.
    Member(String),
    /// To the element at that index; where there is no index, to a new one at the end.
    Element(Option<usize>),
}

/// How far a path leads inside. Messages are nested at most 32 levels deep; contents that break
/// this are sent as well.
const LONGEST: usize = 100;

impl Path {
    /// Reads a path off the front of a text, and returns what is after it: nothing, or something
    /// that begins with `=` or `:=`. A backslash takes the meaning from the character that
    /// follows it.
    pub(super) fn parse(text: &str) -> Result<(Self, &str), String> {
        let mut steps = Vec::new();
        let mut rest = text;
        loop {
            rest = member(rest, &mut steps)?;
            while let Some(inside) = rest.strip_prefix('[') {
                rest = element(inside, &mut steps)?;
            }
            if steps.len() > LONGEST {
                return Err(say!(
                    "a field has {LONGEST} steps at the most: write what is deeper as JSON, by :=",
                    "字段最多 {LONGEST} 级：更深的内容请用 := 写成 JSON"
                ));
            }
            match rest.strip_prefix('.') {
                Some(more) => rest = more,
                None if rest.is_empty() || rest.starts_with('=') || rest.starts_with(":=") => {
                    return Ok((Self(steps), rest));
                }
                None => {
                    return Err(say!(
                        "after ] expect a dot, another [ or the end",
                        "] 之后只能是点号、另一个 [ 或结尾"
                    ));
                }
            }
        }
    }
}

fn member<'t>(text: &'t str, steps: &mut Vec<Step>) -> Result<&'t str, String> {
    let mut name = String::new();
    let mut chars = text.char_indices();
    let rest = loop {
        let Some((at, ch)) = chars.next() else { break "" };
        let here = text.get(at..).unwrap_or_default();
        match ch {
            '\\' => name.extend(chars.next().map(|(_, ch)| ch)),
            '.' | '[' | '=' => break here,
            ':' if here.starts_with(":=") => break here,
            _ => name.push(ch),
        }
    };
    if name.is_empty() {
        return Err(say!("a name is missing", "缺少字段名"));
    }
    steps.push(Step::Member(name));
    Ok(rest)
}

fn element<'t>(text: &'t str, steps: &mut Vec<Step>) -> Result<&'t str, String> {
    let bracket = text.split_once(']').and_then(|(index, rest)| match index {
        "" => Some((None, rest)),
        _ => Some((Some(index.parse().ok()?), rest)),
    });
    let (index, rest) = bracket.ok_or_else(|| {
        say!("between [ and ] expect an index or nothing", "[ 和 ] 之间只能是下标，或者留空")
    })?;
    steps.push(Step::Element(index));
    Ok(rest)
}
