//! Two specifications side by side.

use std::borrow::Cow;

use super::{Change, Difference, Members, Shape};
use crate::write::Tree;
use alipay_notify_schema::{
    EnumValue, FieldSchema, Group, JsonText, Kind, MessageSchema, ObjectSchema,
};

/// The differences found so far.
#[derive(Default)]
pub(super) struct Comparison(Vec<Change>);

impl Comparison {
    pub(super) fn into_changes(self) -> Vec<Change> {
        self.0
    }

    pub(super) fn message(&mut self, old: &MessageSchema, new: &MessageSchema) {
        self.words("", (&old.title, &old.description), (&new.title, &new.description));
        self.object("", &old.content, &new.content);
        let key =
            |schema: &MessageSchema| schema.idempotency_field().map(|field| field.name.to_string());
        let (from, to) = (key(old), key(new));
        if from != to {
            self.found("", Difference::IdempotencyKey { from, to });
        }
        self.examples("", &old.examples, &new.examples);
    }

    fn object(&mut self, path: &str, old: &ObjectSchema, new: &ObjectSchema) {
        for field in &*new.fields {
            let path = join(path, &field.name);
            match old.field(&field.name) {
                Some((_, before)) => self.field(&path, before, field),
                None => self.found(&path, Difference::Added { presence: field.presence }),
            }
        }
        for field in old.fields.iter().filter(|field| new.field(&field.name).is_none()) {
            self.found(&join(path, &field.name), Difference::Removed);
        }
        let names =
            |schema: &ObjectSchema| schema.fields.iter().map(|field| field.name.clone()).collect();
        if is_reordered(names(old), names(new)) {
            self.found(path, Difference::Reordered);
        }
        self.groups(path, old, new);
    }

    fn field(&mut self, path: &str, old: &FieldSchema, new: &FieldSchema) {
        self.words(path, (&old.title, &old.description), (&new.title, &new.description));
        let (from, to) = (Shape::of(old), Shape::of(new));
        if from != to {
            self.found(path, Difference::Type { from, to });
        }
        self.kind(path, &old.kind, &new.kind);
        if old.presence != new.presence {
            self.found(path, Difference::Presence { from: old.presence, to: new.presence });
        }
        self.length(path, old.max_len, new.max_len);
        if old.type_name != new.type_name {
            let (from, to) = (old.type_name.to_string(), new.type_name.to_string());
            self.found(path, Difference::TypeName { from, to });
        }
        self.examples(path, &old.examples, &new.examples);
    }

    /// What is in two values, also where only one of them is a list.
    fn kind(&mut self, path: &str, old: &Kind, new: &Kind) {
        match (old, new) {
            (Kind::Enum(old), Kind::Enum(new)) => self.values(path, old, new),
            (Kind::Object(old), Kind::Object(new))
            | (
                Kind::Json(JsonText { content: Some(old), .. }),
                Kind::Json(JsonText { content: Some(new), .. }),
            ) => self.object(path, old, new),
            _ => {}
        }
    }

    fn values(&mut self, path: &str, old: &[EnumValue], new: &[EnumValue]) {
        let find = |values: &[EnumValue], value: &EnumValue| {
            values
                .iter()
                .find(|other| other.value == value.value)
                .map(|other| other.title.to_string())
        };
        for value in new {
            let (name, to) = (value.value.to_string(), value.title.to_string());
            match find(old, value) {
                None => self.found(path, Difference::ValueAdded { value: name }),
                Some(from) if from != to => {
                    self.found(path, Difference::ValueRelabelled { value: name, from, to });
                }
                Some(_) => {}
            }
        }
        for value in old.iter().filter(|value| find(new, value).is_none()) {
            self.found(path, Difference::ValueRemoved { value: value.value.to_string() });
        }
        let names = |values: &[EnumValue]| values.iter().map(|value| value.value.clone()).collect();
        if is_reordered(names(old), names(new)) {
            self.found(path, Difference::ValuesReordered);
        }
    }

    fn length(&mut self, path: &str, old: Option<usize>, new: Option<usize>) {
        let difference = match (old, new) {
            (Some(from), Some(to)) if to > from => Difference::Longer { from, to: Some(to) },
            (Some(from), None) => Difference::Longer { from, to: None },
            (Some(from), Some(to)) if to < from => Difference::Shorter { from: Some(from), to },
            (None, Some(to)) => Difference::Shorter { from: None, to },
            _ => return,
        };
        self.found(path, difference);
    }

    fn groups(&mut self, path: &str, old: &ObjectSchema, new: &ObjectSchema) {
        let (mut left, mut order) = (groups(old), Vec::new());
        for to in groups(new) {
            let same = left.iter().position(|from| *from == to);
            let meets = |from: &Members| from.names.iter().any(|name| to.names.contains(name));
            match same.or_else(|| left.iter().position(meets)).map(|index| left.remove(index)) {
                None => self.found(path, Difference::GroupAdded { group: to }),
                Some(from) if from == to => order.push(Cow::Owned(to.names.concat())),
                Some(from) => self.found(path, Difference::Group { from, to }),
            }
        }
        for group in left {
            self.found(path, Difference::GroupRemoved { group });
        }
        let before = groups(old).iter().map(|group| Cow::Owned(group.names.concat())).collect();
        if is_reordered(before, order) {
            self.found(path, Difference::GroupsReordered);
        }
    }

    /// A label and a description.
    fn words(&mut self, path: &str, old: (&str, &str), new: (&str, &str)) {
        if old.0 != new.0 {
            self.found(path, Difference::Label { from: old.0.to_owned(), to: new.0.to_owned() });
        }
        if old.1 != new.1 {
            self.found(path, Difference::Description);
        }
    }

    fn examples(&mut self, path: &str, old: &[Cow<'_, str>], new: &[Cow<'_, str>]) {
        let are_same = old.len() == new.len()
            && old.iter().zip(new).all(|(old, new)| is_same_example(old, new));
        if !are_same {
            self.found(path, Difference::Examples);
        }
    }

    fn found(&mut self, path: &str, difference: Difference) {
        self.0.push(Change { path: path.to_owned(), difference });
    }
}

/// Whether two texts are the same, or the same JSON in another layout.
fn is_same_example(old: &str, new: &str) -> bool {
    old == new || Tree::read(old).is_some_and(|tree| Some(tree) == Tree::read(new))
}

/// Whether the names that both have stand in another order.
fn is_reordered(mut old: Vec<Cow<'_, str>>, mut new: Vec<Cow<'_, str>>) -> bool {
    let (all_old, all_new) = (old.clone(), new.clone());
    old.retain(|name| all_new.contains(name));
    new.retain(|name| all_old.contains(name));
    old != new
}

fn groups(schema: &ObjectSchema) -> Vec<Members> {
    let members = |group: &Group| {
        let fields = group.members.iter().filter_map(|index| schema.fields.get(*index));
        Members {
            rule: group.rule,
            names: schema.members(group).map(ToString::to_string).collect(),
            are_texts: fields.map(Shape::of).all(Shape::is_text),
        }
    };
    schema.groups.iter().map(members).collect()
}

fn join(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}
