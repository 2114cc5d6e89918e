//! The fields of a message as a table, those of nested objects beneath their parents.

use std::iter;

use alipay_notify_schema::{FieldSchema, Group, Kind, ObjectSchema, Presence};
use maud::{Markup, html};

use super::{names, text};
use crate::lang::say;
use crate::schema::rows::{self, Rows};
use crate::schema::wording;

/// A field, and the anchor of its row.
#[derive(Debug)]
pub(super) struct Row<'s> {
    row: rows::Row<'s>,
    /// What the anchors of its object's members begin with.
    above: String,
}

/// The fields of an object and of those in it, each before its own; their anchors begin with this.
pub(super) fn rows<'s>(object: &'s ObjectSchema, prefix: &str) -> Vec<Row<'s>> {
    Rows::of(object).members.into_iter().map(|row| Row::new(row, prefix)).collect()
}

pub(super) fn render(object: &ObjectSchema, prefix: &str) -> Markup {
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
                @for row in rows(object, prefix) { (row.render()) }
            }
        }
    }
}

impl<'s> Row<'s> {
    fn new(row: rows::Row<'s>, prefix: &str) -> Self {
        let objects = row.within.iter().map(|name| names::anchor(name) + ".");
        Self { above: iter::once(prefix.to_owned()).chain(objects).collect(), row }
    }

    pub(super) fn field(&self) -> &'s FieldSchema {
        self.row.field
    }

    /// The names of the objects that it is in and its own, such as `product_status_infos[].status`.
    pub(super) fn path(&self) -> &str {
        &self.row.path
    }

    fn presence(&self) -> String {
        wording::presence(self.row.field.presence, self.row.group)
    }

    /// What else it is found by: whether it must be there, its description and its values.
    pub(super) fn terms(&self) -> String {
        let field = self.row.field;
        let presence = wording::presence_terms(field.presence, self.row.group);
        let mut terms = vec![presence, text::line(&field.description)];
        if let Kind::Enum(values) = &field.kind {
            terms.extend(
                values
                    .iter()
                    .flat_map(|listed| [text::line(&listed.value), text::line(&listed.title)]),
            );
        }
        terms.retain(|term| !term.is_empty());
        terms.join(" ")
    }

    pub(super) fn anchor(&self) -> String {
        self.above.clone() + &names::anchor(&self.row.field.name)
    }

    fn render(&self) -> Markup {
        let field = self.row.field;
        let presence = self.presence();
        html! {
            tr id=(self.anchor()) role="row" class=[self.depth_class()] {
                th scope="row" role="rowheader" { (self.heading()) }
                td role="cell" class="presence" {
                    @if field.presence == Presence::Required {
                        strong { (presence) }
                    } @else {
                        (presence)
                    }
                }
                td role="cell" class="type" { (wording::type_of(field)) }
                td role="cell" class="limit" { (wording::limit(field).unwrap_or_default()) }
                td role="cell" class="meaning" { (self.meaning()) }
            }
        }
    }

    /// How far a row is indented; not further than there is room for.
    fn depth_class(&self) -> Option<String> {
        let depth = self.row.within.len();
        (depth > 0).then(|| format!("depth-{}", depth.min(4)))
    }

    fn heading(&self) -> Markup {
        let field = self.row.field;
        let parents = self.row.path.strip_suffix(&*field.name).unwrap_or_default();
        html! {
            a class="name" href={ "#" (self.anchor()) } {
                code {
                    @if !parents.is_empty() { span class="parents" { (text::name(parents)) } }
                    (text::name(&field.name))
                }
            }
            @if !field.title.is_empty() {
                span class="label" lang=[text::language(&field.title)] {
                    (text::line(&field.title))
                }
            }
        }
    }

    fn meaning(&self) -> Markup {
        let field = self.row.field;
        html! {
            (text::labelled("description", &field.description))
            @if let Some(group) = self.row.group { p { (self.group(group)) } }
            @if let Kind::Enum(values) = &field.kind {
                ul class="values" aria-label=(say!("Values", "取值")) {
                    @for listed in values.iter() {
                        li {
                            code { (text::name(&listed.value)) }
                            @if !listed.title.is_empty() {
                                " "
                                span lang=[text::language(&listed.title)] {
                                    (text::line(&listed.title))
                                }
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

    /// The rule of its group as a sentence: "Exactly one of `user_id` and `open_id`."
    fn group(&self, group: &Group) -> Markup {
        let names: Vec<_> = self.row.object.members(group).collect();
        html! {
            (wording::rule(group.rule))
            @for (index, name) in names.iter().enumerate() {
                (wording::separator(index, names.len()))
                a href={ "#" (self.above) (names::anchor(name)) } { code { (text::line(name)) } }
            }
            (say!(".", "。"))
        }
    }
}
