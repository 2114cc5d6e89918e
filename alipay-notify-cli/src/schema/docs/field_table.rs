//! The fields of a message as a table, those of nested objects beneath their parents.

use alipay_notify::schema::{FieldSchema, Group, Kind, ObjectSchema, Presence};
use maud::{Markup, html};

use super::{names, text, words};
use crate::lang::say;
use crate::schema::wording;

/// A field, and where it stands.
#[derive(Debug)]
pub(super) struct Row<'s> {
    pub(super) field: &'s FieldSchema,
    /// The names of the objects that it is in, such as `product_status_infos[].`.
    parents: String,
    /// All of them and its own, such as `product_status_infos[].status`.
    pub(super) path: String,
    pub(super) anchor: String,
    depth: usize,
    group: Option<GroupOf<'s>>,
}

/// The group that a field is a member of.
#[derive(Clone, Debug)]
struct GroupOf<'s> {
    group: &'s Group,
    object: &'s ObjectSchema,
    /// What the anchors of its members begin with.
    anchor: String,
}

/// The fields of an object and of those in it, each before its own.
pub(super) fn rows(object: &ObjectSchema) -> Vec<Row<'_>> {
    let mut rows = Vec::new();
    add_rows(&mut rows, object, "", "field-", 0);
    rows
}

fn add_rows<'s>(rows: &mut Vec<Row<'s>>, object: &'s ObjectSchema, parents: &str, above: &str, depth: usize) {
    for (index, field) in object.fields.iter().enumerate() {
        let (path, anchor) =
            (format!("{parents}{}", field.name), above.to_owned() + &names::anchor(&field.name));
        let group = object.groups.iter().find(|group| group.members.contains(&index));
        let group = group.map(|group| GroupOf { group, object, anchor: above.to_owned() });
        let (inner_parents, inner_above) = (format!("{path}{}.", brackets(field)), format!("{anchor}."));
        rows.push(Row { field, parents: parents.to_owned(), path, anchor, depth, group });
        if let Some(inner) = inside(&field.kind) {
            add_rows(rows, inner, &inner_parents, &inner_above, depth + 1);
        }
    }
}

/// The object that a value is, or holds as its text.
fn inside(kind: &Kind) -> Option<&ObjectSchema> {
    match kind {
        Kind::Object(object) => Some(object),
        Kind::Json(json) => json.content.as_deref(),
        _ => None,
    }
}

/// What a list, or the text of a list, has behind its name.
fn brackets(field: &FieldSchema) -> &'static str {
    let holds_list = matches!(&field.kind, Kind::Json(json) if json.repeated);
    if field.repeated || holds_list { "[]" } else { "" }
}

pub(super) fn render(object: &ObjectSchema) -> Markup {
    // A phone shows each row as a card, by `display`, which would take the table's roles away.
    html! {
        table role="table" {
            thead role="rowgroup" {
                tr role="row" {
                    th scope="col" role="columnheader" { (say!("Field", "字段")) }
                    th scope="col" role="columnheader" { (say!("Presence", "是否必选")) }
                    th scope="col" role="columnheader" { (say!("Type", "类型")) }
                    th scope="col" role="columnheader" { (say!("Limit", "长度限制")) }
                    th scope="col" role="columnheader" { (say!("Meaning", "含义")) }
                }
            }
            tbody role="rowgroup" {
                @for row in rows(object) { (row.render()) }
            }
        }
    }
}

impl Row<'_> {
    fn render(&self) -> Markup {
        let presence = wording::presence(self.field.presence, self.group.as_ref().map(|of| of.group));
        html! {
            tr id=(self.anchor) role="row" class=[self.depth_class()] {
                th scope="row" role="rowheader" { (self.heading()) }
                td role="cell" class="presence" {
                    @if self.field.presence == Presence::Required { strong { (presence) } } @else { (presence) }
                }
                td role="cell" class="type" { (words::type_of(self.field)) }
                td role="cell" class="limit" { (words::limit(self.field).unwrap_or_default()) }
                td role="cell" class="meaning" { (self.meaning()) }
            }
        }
    }

    /// How far a row is indented; not further than there is room for.
    fn depth_class(&self) -> Option<String> {
        (self.depth > 0).then(|| format!("depth-{}", self.depth.min(4)))
    }

    fn heading(&self) -> Markup {
        let Self { field, parents, anchor, .. } = self;
        html! {
            a class="name" href={ "#" (anchor) } {
                code {
                    @if !parents.is_empty() { span class="parents" { (text::name(parents)) } }
                    (text::name(&field.name))
                }
            }
            @if !field.title.is_empty() {
                span class="label" lang=[text::language(&field.title)] { (text::line(&field.title)) }
            }
        }
    }

    fn meaning(&self) -> Markup {
        let field = self.field;
        html! {
            (text::labelled("description", &field.description))
            @if let Some(of) = &self.group { p { (of.render()) } }
            @if let Kind::Enum(values) = &field.kind {
                ul class="values" aria-label=(say!("Values", "取值")) {
                    @for listed in values.iter() {
                        li {
                            code { (text::name(&listed.value)) }
                            @if !listed.title.is_empty() {
                                " " span lang=[text::language(&listed.title)] { (text::line(&listed.title)) }
                            }
                        }
                    }
                }
            }
            @if let Some(example) = field.examples.first() {
                p class="example" { (say!("Example: ", "示例：")) code { (text::line(example)) } }
            }
        }
    }
}

impl GroupOf<'_> {
    /// The rule as a sentence: "Exactly one of `user_id` and `open_id`."
    fn render(&self) -> Markup {
        let names: Vec<_> = self.object.members(self.group).collect();
        html! {
            (words::rule(self.group.rule))
            @for (index, name) in names.iter().enumerate() {
                (words::separator(index, names.len()))
                a href={ "#" (self.anchor) (names::anchor(name)) } { code { (text::line(name)) } }
            }
            (say!(".", "。"))
        }
    }
}
