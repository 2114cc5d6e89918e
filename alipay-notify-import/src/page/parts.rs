//! Which lines of a page are what.

use super::columns::Columns;
use super::head::Head;
use super::lines::{COLONS, Line, dense};
use super::parameters::{is_method, is_parameter};

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
    // How deep the heading is, where the page's format says so.
    let mut depth = 0;
    loop {
        let ends = |line: &Line| {
            heading_of(line).is_some()
                || explicit_heading(&line.text).is_some_and(|own| own <= depth)
        };
        let (part, after) = rest.split_at(rest.iter().position(ends).unwrap_or(rest.len()));
        if part.iter().any(|line| !line.is_blank()) {
            parts.put(heading, part);
        }
        let Some((line, after)) = after.split_first() else { break };
        (heading, rest) = (heading_of(line), after);
        depth = explicit_heading(&line.text).unwrap_or(0);
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
        let is_no_parameter = |name: &str| !is_parameter(&name.to_ascii_lowercase());
        self.others().find_map(|part| {
            let is_field = |line: &Line| {
                let head = Head::parse(&line.text, false);
                head.is_some_and(|head| head.level.is_some() && is_no_parameter(&head.name))
            };
            let is_table = |(line, next): (&Line, &Line)| {
                let columns = Columns::of(&line.cells()).filter(|_| line.cells().len() > 2);
                let row = columns.and_then(|columns| columns.read(next.number, &next.cells()));
                row.is_some_and(|row| is_no_parameter(&row.head.name))
            };
            let table = part.iter().zip(part.iter().skip(1)).position(is_table);
            part.get(table.or_else(|| part.iter().position(is_field))?..)
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
        "公共请求参数" | "公共参数" | "公共消息参数" => Heading::Parameters,
        "消息属性" | "消息参数" | "消息内容" | "业务参数" => Heading::Fields,
        "消息示例" | "默认示例" | "报文示例" => Heading::Sample,
        "通知应答" | "接口工具" | "消息服务文档" | "获取sdk" => Heading::End,
        _ => return None,
    })
}

/// How deep a heading is that the page's format marks as one: 2 of `## 消息属性`.
pub(super) fn explicit_heading(text: &str) -> Option<usize> {
    let after = text.trim_start_matches('#');
    let depth = text.len() - after.len();
    ((1..=6).contains(&depth) && after.starts_with(' ')).then_some(depth)
}

/// The first line of a part that begins a request as `curl` sends it.
pub(super) fn request_begins(part: &[Line]) -> Option<usize> {
    part.iter().position(|line| {
        let text = line.text.to_ascii_lowercase();
        text.starts_with("curl ") || text.starts_with("--data") || text.starts_with("--header")
    })
}

/// The title: the text under 通用场景, on one line; without that, the page's own heading, or the
/// line after the name of the message.
pub(super) fn title(part: &[Line], page: &[Line]) -> String {
    let texts = |lines: &[Line]| -> Vec<String> {
        lines.iter().map(|line| line.text.clone()).filter(|text| !text.is_empty()).collect()
    };
    if !part.is_empty() {
        return texts(part).join(" ");
    }
    let heading = page.iter().find(|line| explicit_heading(&line.text) == Some(1));
    let after_name = || {
        let mut lines = texts(page).into_iter();
        lines.next().filter(|first| is_method(first)).and_then(|_| lines.next())
    };
    let title = heading.map(|line| line.text.trim_start_matches('#').trim().to_owned());
    title.or_else(after_name).unwrap_or_default()
}
