//! JSON that describes fields, as the documentation's own service returns it: objects with a name,
//! a type and their members.

use super::html;
use crate::page::lines::Line;
use crate::page::parameters::{is_method, is_parameter};
use alipay_notify_schema::json::{self, Node, Value};

/// The headings of the rows that fields become.
const HEADINGS: [&str; 8] =
    ["参数", "中文名", "类型", "是否必选", "最大长度", "描述", "枚举值", "示例值"];

/// How fields call what they say, in lower case. Of several, the first that is there counts.
const NAME: &str = "fieldname enname paramname parametername name";
const LABEL: &str = "title chinesename cnname label fieldtitle displayname name";
const TYPE: &str = "fieldtype basetype type datatype paramtype";
const LEVEL: &str = "musttype ismust required isrequired must";
const LENGTH: &str = "maxlength maxlen length";
const DESCRIPTION: &str = "description desc fielddesc remark";
const VALUES: &str = "enumvalues enumvalue enums enumlist enum";
const EXAMPLE: &str = "example demovalue demo samplevalue sample examplevalue";
const CHILDREN: &str = "children childs childlist fields params subfields";
const IS_LIST: &str = "islist islisttype isarray";

/// The lines of a page that says what this JSON says; `None` where it describes no fields.
pub(super) fn lines(text: &str) -> Option<Vec<Line>> {
    if !text
        .trim_start_matches(|ch: char| ch.is_whitespace() || ch == '\u{feff}')
        .starts_with(['{', '['])
    {
        return None;
    }
    let text_of = text.trim_start_matches('\u{feff}');
    let root = json::read(text_of).ok()?;
    let mut reader = Reader { source: text_of, breaks: breaks(text_of), lines: Vec::new() };
    let mut found = Found::default();
    found.look(&root);
    let (mut parameters, mut fields) = (None, None);
    for list in found.lists {
        let names = || list.elements().iter().filter_map(|node| text_at(node, NAME));
        let content = list
            .elements()
            .iter()
            .find(|node| text_at(node, NAME).is_some_and(|name| name == "biz_content"));
        if names().filter(|name| is_parameter(name)).count() * 2 > names().count() {
            parameters = parameters.or(Some(list));
            fields = fields.or(content.and_then(|node| at(node, CHILDREN)));
        } else {
            fields = fields.or(Some(list));
        }
    }
    let fields = fields.filter(|fields| !fields.elements().is_empty())?;

    if let Some(node) = found.method {
        reader.text(node, "");
    }
    if let Some(node) = found.title {
        reader.text(node, "通用场景");
    }
    if let Some(parameters) = parameters {
        reader.table(parameters, "公共请求参数");
    }
    reader.table(fields, "消息属性");
    if let Some(sample) = found.sample {
        reader.text(sample, "消息示例");
    }
    Some(reader.lines)
}

/// What a document has of what a page is made of.
#[derive(Default)]
struct Found<'n> {
    lists: Vec<&'n Node>,
    method: Option<&'n Node>,
    title: Option<&'n Node>,
    sample: Option<&'n Node>,
}

impl<'n> Found<'n> {
    fn look(&mut self, node: &'n Node) {
        let elements = node.elements();
        if !elements.is_empty() && elements.iter().all(is_field) {
            self.lists.push(node);
            return;
        }
        for element in elements {
            self.look(element);
        }
        for member in node.members() {
            let name = member.name.to_ascii_lowercase();
            let own = match &member.node.value {
                Value::String(text) => Some(text.trim()),
                _ => None,
            };
            let is_sample = ["example", "sample", "demo"].iter().any(|word| name.contains(word));
            if own.is_some_and(is_method) {
                self.method.get_or_insert(&member.node);
            } else if is_sample && (own.is_some() || !member.node.members().is_empty()) {
                self.sample.get_or_insert(&member.node);
            } else if own.is_some() && (name.ends_with("title") || name == "chinesename") {
                self.title.get_or_insert(&member.node);
            } else {
                self.look(&member.node);
            }
        }
    }
}

/// Whether an object describes a field, or a group of such.
fn is_field(node: &Node) -> bool {
    let says = |names| at(node, names).is_some();
    (text_at(node, NAME).is_some() && (says(TYPE) || says(LEVEL) || has_members(node)))
        || (says(NAME) || says(LABEL) || says(DESCRIPTION)) && has_members(node)
}

fn has_members(node: &Node) -> bool {
    at(node, CHILDREN).is_some_and(|children| !children.elements().is_empty())
}

struct Reader<'t> {
    source: &'t str,
    /// Where lines end.
    breaks: Vec<usize>,
    lines: Vec<Line>,
}

impl Reader<'_> {
    /// A text under a heading; that of JSON is its source.
    fn text(&mut self, node: &Node, heading: &str) {
        let number = self.line(node);
        self.lines.push(Line::of(number, heading));
        let text = match &node.value {
            Value::String(text) => text.clone(),
            _ => node.text(self.source).to_owned(),
        };
        self.lines.extend(text.lines().map(|line| Line::of(number, line)));
    }

    fn table(&mut self, list: &Node, heading: &str) {
        let number = self.line(list);
        self.lines.push(Line::of(number, heading));
        self.lines.push(Line::row(number, &HEADINGS.map(str::to_owned)));
        self.rows(list, 0);
    }

    fn rows(&mut self, list: &Node, depth: usize) {
        for node in list.elements() {
            let number = self.line(node);
            let has_members = has_members(node);
            let Some(name) = text_at(node, NAME).filter(|name| !name.is_empty() && name.is_ascii())
            else {
                // A group: its members are those of the object that it is in.
                let texts = [NAME, LABEL, DESCRIPTION].into_iter();
                let mut texts = texts.filter_map(|names| text_at(node, names));
                let heading = texts.find(|text| !text.is_empty());
                self.lines.push(Line::of(number, &heading.unwrap_or_default()));
                self.members(node, depth);
                continue;
            };
            let label = text_at(node, LABEL).filter(|label| *label != name).unwrap_or_default();
            let mut row = Line::row(
                number,
                &[
                    name,
                    label,
                    written(node, has_members),
                    level(node),
                    text_at(node, LENGTH).unwrap_or_default(),
                    text_at(node, DESCRIPTION).map(|it| shown(&it)).unwrap_or_default(),
                    at(node, VALUES).map(values).unwrap_or_default(),
                    text_at(node, EXAMPLE).unwrap_or_default(),
                ],
            );
            row.indent = 2 * depth;
            self.lines.push(row);
            self.members(node, depth + 1);
        }
    }

    fn members(&mut self, node: &Node, depth: usize) {
        if let Some(children) = at(node, CHILDREN) {
            self.rows(children, depth);
        }
    }

    fn line(&self, node: &Node) -> usize {
        self.breaks.partition_point(|at| *at < node.span.start) + 1
    }
}

fn breaks(text: &str) -> Vec<usize> {
    text.match_indices('\n').map(|(at, _)| at).collect()
}

/// A description as it is shown, which may be written in HTML.
fn shown(text: &str) -> String {
    if text.contains("</") || text.contains("<br") { html::text(text) } else { text.to_owned() }
}

/// The type, as pages write it.
fn written(node: &Node, has_children: bool) -> String {
    let mut written = text_at(node, TYPE).unwrap_or_default();
    if written.is_empty() && has_children {
        "object".clone_into(&mut written);
    }
    let is_list = at(node, IS_LIST).is_some_and(|node| node.value == Value::Boolean(true));
    if is_list && !written.ends_with("[]") {
        written += "[]";
    }
    written
}

/// The level in the words of pages. Numbers are those of Alipay's own service.
fn level(node: &Node) -> String {
    let Some(written) = at(node, LEVEL).and_then(text) else { return String::new() };
    match written.to_ascii_lowercase().as_str() {
        "1" | "must" | "required" | "true" | "y" => "必选",
        "2" | "special" | "special_optional" | "conditional" => "特殊可选",
        "0" | "3" | "optional" | "not_must" | "false" | "n" => "可选",
        _ => return written,
    }
    .to_owned()
}

/// The values of an enum, one on a line, each after its label.
fn values(node: &Node) -> String {
    let of_pair = |value: &Node| -> Option<String> {
        let named = text_at(value, "value enumvalue code key name")?;
        let label = text_at(value, "label desc description title text name").unwrap_or_default();
        Some(if label.is_empty() || label == named { named } else { format!("{label}: {named}") })
    };
    let lines: Vec<String> = match &node.value {
        Value::Array(elements) => elements
            .iter()
            .filter_map(|element| text(element).or_else(|| of_pair(element)))
            .collect(),
        Value::Object(members) => members
            .iter()
            .filter_map(|member| Some(format!("{}: {}", text(&member.node)?, member.name)))
            .collect(),
        _ => text(node).into_iter().collect(),
    };
    lines.join("\n")
}

/// The member that has one of these names, whatever its letter case.
fn at<'n>(node: &'n Node, names: &str) -> Option<&'n Node> {
    names.split(' ').find_map(|name| {
        let member = node.members().iter().find(|member| member.name.eq_ignore_ascii_case(name))?;
        (member.node.value != Value::Null).then_some(&member.node)
    })
}

fn text_at(node: &Node, names: &str) -> Option<String> {
    at(node, names).and_then(text)
}

/// The text of a value that is no list and no object.
fn text(node: &Node) -> Option<String> {
    match &node.value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.clone()),
        Value::Boolean(boolean) => Some(boolean.to_string()),
        _ => None,
    }
}
