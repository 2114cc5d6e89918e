//! Two specifications side by side.

use std::borrow::Cow;

use super::{Change, Difference};
use crate::write::Tree;
use alipay_notify_schema::path::join;
use alipay_notify_schema::{EnumValue, FieldSchema, JsonText, Kind, MessageSchema, ObjectSchema};

/// The differences found so far.
#[derive(Default)]
pub(super) struct Comparison(Vec<Change>);

impl Comparison {
    pub(super) fn into_changes(self) -> Vec<Change> {
        self.0
    }

    pub(super) fn message(&mut self, old: &MessageSchema, new: &MessageSchema) {
        self.check("", old.title != new.title, Difference::Label);
        self.check("", old.description != new.description, Difference::Description);
        self.object("", &old.content, &new.content);

        let key =
            |schema: &MessageSchema| schema.idempotency_field().map(|field| field.name.to_string());
        let (from, to) = (key(old), key(new));
        self.check("", from != to, Difference::IdempotencyKey { from, to });
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
        self.groups(path, old, new);
    }

    fn field(&mut self, path: &str, old: &FieldSchema, new: &FieldSchema) {
        let (old_values, new_values) = (values(old), values(new));
        let is_relabelled = old.title != new.title || are_relabelled(old_values, new_values);
        self.check(path, is_relabelled, Difference::Label);
        self.check(path, old.description != new.description, Difference::Description);
        self.check(path, shape(old) != shape(new), Difference::Type);
        if let (Some(old), Some(new)) = (inner(old), inner(new)) {
            self.object(path, old, new);
        }
        self.values(path, old_values, new_values);

        let (from, to) = (old.presence, new.presence);
        self.check(path, from != to, Difference::Presence { from, to });
        let (from, to) = (old.max_len, new.max_len);
        self.check(path, from != to, Difference::Length { from, to });
        self.check(path, old.type_name != new.type_name, Difference::TypeName);
        self.examples(path, &old.examples, &new.examples);
    }

    /// Where only one of them lists values, the type says so.
    fn values(&mut self, path: &str, old: &[EnumValue], new: &[EnumValue]) {
        if old.is_empty() || new.is_empty() {
            return;
        }
        let (old, new) = (names(old), names(new));
        for value in new.iter().filter(|value| !old.contains(value)) {
            self.found(path, Difference::ValueAdded { value: (*value).to_owned() });
        }
        for value in old.iter().filter(|value| !new.contains(value)) {
            self.found(path, Difference::ValueRemoved { value: (*value).to_owned() });
        }
        self.check(path, are_reordered(&old, &new), Difference::Order);
    }

    fn groups(&mut self, path: &str, old: &ObjectSchema, new: &ObjectSchema) {
        let members = |schema: &ObjectSchema| -> Vec<_> {
            let groups = schema.groups.iter();
            let names = |group| schema.members(group).map(ToString::to_string).collect();
            groups.map(|group| (group.rule, names(group))).collect::<Vec<(_, Vec<String>)>>()
        };
        let (before, now) = (members(old), members(new));
        for (rule, members) in now.iter().filter(|group| !before.contains(group)).cloned() {
            self.found(path, Difference::GroupAdded { rule, members });
        }
        for (rule, members) in before.iter().filter(|group| !now.contains(group)).cloned() {
            self.found(path, Difference::GroupRemoved { rule, members });
        }

        let fields = |schema: &ObjectSchema| -> Vec<_> {
            schema.fields.iter().map(|field| field.name.clone()).collect()
        };
        let are_fields_reordered = are_reordered(&fields(old), &fields(new));
        let is_reordered = are_fields_reordered || are_reordered(&before, &now);
        self.check(path, is_reordered, Difference::Order);
    }

    fn examples(&mut self, path: &str, old: &[Cow<'_, str>], new: &[Cow<'_, str>]) {
        let are_same = old.len() == new.len()
            && old.iter().zip(new).all(|(old, new)| is_same_example(old, new));
        self.check(path, !are_same, Difference::Examples);
    }

    fn check(&mut self, path: &str, is_different: bool, difference: Difference) {
        if is_different {
            self.found(path, difference);
        }
    }

    fn found(&mut self, path: &str, difference: Difference) {
        self.0.push(Change { path: path.to_owned(), difference });
    }
}

/// The type of a member, without what is in it.
fn shape(field: &FieldSchema) -> (bool, Kind) {
    let kind = match &field.kind {
        Kind::Enum(_) => Kind::Enum(Cow::Borrowed(&[])),
        Kind::Object(_) => Kind::Object(Cow::default()),
        Kind::Json(JsonText { repeated, content, .. }) => {
            Kind::Json(JsonText::new(*repeated, content.as_ref().map(|_| Cow::default())))
        }
        other => other.clone(),
    };
    (field.repeated, kind)
}

/// What is in a member, also where only one of two is a list.
fn inner(field: &FieldSchema) -> Option<&ObjectSchema> {
    match &field.kind {
        Kind::Object(inner) | Kind::Json(JsonText { content: Some(inner), .. }) => Some(inner),
        _ => None,
    }
}

fn values(field: &FieldSchema) -> &[EnumValue] {
    match &field.kind {
        Kind::Enum(values) => values,
        _ => &[],
    }
}

fn names(values: &[EnumValue]) -> Vec<&str> {
    values.iter().map(|listed| &*listed.value).collect()
}

fn are_relabelled(old: &[EnumValue], new: &[EnumValue]) -> bool {
    new.iter().any(|new| old.iter().any(|old| old.value == new.value && old.title != new.title))
}

/// Whether two texts are the same, or the same JSON in another layout.
fn is_same_example(old: &str, new: &str) -> bool {
    old == new || Tree::read(old).is_some_and(|tree| Some(tree) == Tree::read(new))
}

/// Whether what both have stands in another order.
fn are_reordered<T: PartialEq>(old: &[T], new: &[T]) -> bool {
    let kept = old.iter().filter(|one| new.contains(one));
    kept.ne(new.iter().filter(|one| old.contains(one)))
}
