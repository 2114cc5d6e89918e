//! Which lines of a page are what.

use super::head::Head;
use super::lines::{COLONS, Line, dense};
use super::parameters::is_parameter;

/// The parts of a page that an import reads.
#[derive(Debug, Default)]
pub(super) struct Parts<'p> {
    pub(super) title: &'p [Line],
    pub(super) parameters: &'p [Line],
    /// Whatever stands beneath 消息属性; `None` where there is no such heading.
    pub(super) fields: Option<&'p [Line]>,
    /// Whatever stands beneath 消息示例: the first one is the sample.
    pub(super) samples: Vec<&'p [Line]>,
    /// What is under no heading that is known, or under those above that have other text as well.
    pub(super) rest: Vec<&'p [Line]>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Heading {
    Title,
    Parameters,
    Fields,
    Sample,
    /// What follows the message on the page and says nothing of it.
    End,
}

/// Divides a page at its headings.
///
/// A heading counts where something follows it: menus and tables of contents repeat them one after
/// another.
pub(super) fn parts(page: &[Line]) -> Parts<'_> {
    let mut parts = Parts::default();
    let (mut heading, mut rest) = (None, page);
    loop {
        let end = rest.iter().position(|line| heading_of(line).is_some());
        let (part, after) = rest.split_at(end.unwrap_or(rest.len()));
        if part.iter().any(|line| !line.is_blank()) {
            parts.put(heading, part);
        }
        let Some((line, after)) = after.split_first() else { break };
        (heading, rest) = (heading_of(line), after);
        if heading == Some(Heading::Fields) && parts.fields.is_none() {
            parts.fields = Some(&[]);
        }
    }
    parts
}

impl<'p> Parts<'p> {
    fn put(&mut self, heading: Option<Heading>, part: &'p [Line]) {
        let place = match heading {
            Some(Heading::Title) => &mut self.title,
            Some(Heading::Parameters) => &mut self.parameters,
            Some(Heading::Fields) => self.fields.get_or_insert_default(),
            Some(Heading::Sample) => return self.samples.push(part),
            Some(Heading::End) => return,
            None => return self.rest.push(part),
        };
        if place.is_empty() {
            *place = part;
        }
    }
}

impl<'p> Parts<'p> {
    /// What is under the headings above the fields, or under none.
    pub(super) fn others(&self) -> impl Iterator<Item = &'p [Line]> {
        [self.parameters, self.title].into_iter().chain(self.rest.clone())
    }

    /// Fields whose heading is missing: from the first line that is a whole head, with a level, and
    /// no common parameter.
    pub(super) fn unheaded_fields(&self) -> Option<&'p [Line]> {
        self.others().find_map(|part| {
            let is_field = |line: &Line| {
                let head = Head::parse(&line.text, false);
                head.is_some_and(|head| {
                    head.level.is_some() && !is_parameter(&head.name.to_ascii_lowercase())
                })
            };
            part.get(part.iter().position(is_field)?..)
        })
    }
}

fn heading_of(line: &Line) -> Option<Heading> {
    // No heading is longer, and most lines are.
    if line.text.len() > 64 {
        return None;
    }
    let text = dense(&line.text).to_ascii_lowercase();
    Some(match text.trim_matches(|ch| ch == '#' || ch == '*' || COLONS.contains(&ch)) {
        "通用场景" => Heading::Title,
        "公共请求参数" => Heading::Parameters,
        "消息属性" => Heading::Fields,
        "消息示例" | "默认示例" => Heading::Sample,
        "通知应答" | "接口工具" | "消息服务文档" | "获取sdk" => Heading::End,
        _ => return None,
    })
}

/// The first line of a part that begins a request as `curl` sends it.
pub(super) fn request_begins(part: &[Line]) -> Option<usize> {
    part.iter().position(|line| {
        let text = line.text.to_ascii_lowercase();
        text.starts_with("curl ") || text.starts_with("--data") || text.starts_with("--header")
    })
}

/// The title: the text under 通用场景, on one line.
pub(super) fn title(part: &[Line]) -> String {
    let lines: Vec<&str> =
        part.iter().map(|line| &*line.text).filter(|text| !text.is_empty()).collect();
    lines.join(" ")
}
