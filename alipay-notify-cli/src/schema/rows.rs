//! A specification as a list: every member, those of nested objects after the one that holds them.

use alipay_notify_schema::{FieldSchema, Group, JsonText, Kind, ObjectSchema};

/// The members of a content, and the groups among them.
#[derive(Debug, Default)]
pub(super) struct Rows<'s> {
    pub(super) members: Vec<Row<'s>>,
    pub(super) groups: Vec<Among<'s>>,
}

/// One member.
#[derive(Debug)]
pub(super) struct Row<'s> {
    /// Where it is: names joined by `.`, those of lists followed by `[]`.
    pub(super) path: String,
    /// The names of the members that lead to it, outermost first.
    pub(super) within: Vec<&'s str>,
    /// The object that it is a member of.
    pub(super) object: &'s ObjectSchema,
    pub(super) field: &'s FieldSchema,
    /// The group that it belongs to.
    pub(super) group: Option<&'s Group>,
}

/// A group, its members by their paths.
#[derive(Debug)]
pub(super) struct Among<'s> {
    pub(super) group: &'s Group,
    pub(super) members: Vec<String>,
}

/// How many members there are, nested ones included.
pub(super) fn count(content: &ObjectSchema) -> usize {
    Rows::of(content).members.len()
}

impl<'s> Rows<'s> {
    pub(super) fn of(content: &'s ObjectSchema) -> Self {
        let mut rows = Self::default();
        rows.add(content, "", &[]);
        rows
    }

    fn add(&mut self, object: &'s ObjectSchema, path: &str, within: &[&'s str]) {
        for (index, field) in object.fields.iter().enumerate() {
            let group = object.groups.iter().find(|group| group.members.contains(&index));
            let own = format!("{path}{}", field.name);
            let mut inside = own.clone() + list(field.repeated);
            self.members.push(Row { path: own, within: within.to_vec(), object, field, group });
            let within = &[within, &[&*field.name]].concat();
            match &field.kind {
                Kind::Object(inner) => self.add(inner, &(inside + "."), within),
                Kind::Json(JsonText { repeated, content: Some(inner), .. }) => {
                    inside += list(*repeated);
                    self.add(inner, &(inside + "."), within);
                }
                _ => {}
            }
        }
        for group in &*object.groups {
            let members = object.members(group).map(|name| format!("{path}{name}")).collect();
            self.groups.push(Among { group, members });
        }
    }
}

fn list(repeated: bool) -> &'static str {
    if repeated { "[]" } else { "" }
}
