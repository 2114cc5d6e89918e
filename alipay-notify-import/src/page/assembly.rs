//! The schema of each object, from the fields that were placed in it.

use std::borrow::Cow;

use super::Warnings;
use super::fields::{Field, Listing, Note};
use super::head::{Division, is_plain_name};
use super::kind::{Decided, Shape, decide};
use super::nesting::{Member, Object, join};
use super::types::Length;
use super::warning::Doubt;
use super::{example, values};
use alipay_notify_schema::{FieldSchema, Group, JsonText, Kind, ObjectSchema, Presence, Problem};
use alipay_notify_schema::{MAX_TEXT_LEVELS, text_levels};

/// Makes the schema of the content.
pub(super) fn content(
    listing: &Listing,
    objects: &[Object<'_>],
    warnings: &mut Warnings,
) -> ObjectSchema {
    let placed = objects.iter().flat_map(|object| &object.members).map(|member| member.field);
    let mut firsts = vec![None; listing.groups.len()];
    for index in placed {
        let group = listing.fields.get(index).and_then(|field| firsts.get_mut(field.group_above?));
        if let Some(first) = group {
            *first = Some(first.map_or(index, |first: usize| first.min(index)));
        }
    }
    for (group, first) in listing.groups.iter().zip(&firsts) {
        if first.is_none() {
            warnings.push(group.line, Doubt::GroupTooSmall { members: Vec::new() });
        }
    }
    Assembly { listing, objects, firsts, warnings }.object(0)
}

struct Assembly<'a, 's, 'w> {
    listing: &'a Listing,
    objects: &'a [Object<'s>],
    /// The field that follows each group's heading, in whichever object that is.
    firsts: Vec<Option<usize>>,
    warnings: &'w mut Warnings,
}

impl Assembly<'_, '_, '_> {
    fn object(&mut self, at: usize) -> ObjectSchema {
        let Some(object) = self.objects.get(at) else { return ObjectSchema::default() };
        let fields =
            object.members.iter().filter_map(|member| self.field(object, member)).collect();
        let groups = self.groups(object);
        ObjectSchema { fields: Cow::Owned(fields), groups: Cow::Owned(groups) }
    }

    fn field(&mut self, object: &Object<'_>, member: &Member) -> Option<FieldSchema> {
        let field = self.listing.fields.get(member.field)?;
        let path = join(&object.path, &field.head.name);
        self.tell_head(&path, field);
        let shown = object.shown.and_then(|shown| shown.member(&field.head.name));
        let members = member
            .object
            .and_then(|at| self.objects.get(at))
            .map(|object| !object.members.is_empty());
        let decided = decide(&path, &field.head.written, shown, members);
        let is_text = matches!(decided.shape, Shape::Text | Shape::AnyJson | Shape::Json { .. });
        let description = self.description(&path, field, &decided);
        let kind = self.kind(&path, field, member, &decided);
        let mut schema = FieldSchema {
            name: Cow::Owned(field.head.name.clone()),
            title: Cow::Owned(field.head.label.clone()),
            description: Cow::Owned(description),
            presence: field.head.level.unwrap_or(Presence::Optional),
            repeated: decided.is_list,
            max_len: self.max_len(&path, field, &kind, is_text),
            kind,
            examples: Cow::Borrowed(&[]),
            type_name: Cow::Borrowed(""),
        };
        for doubt in decided.doubts {
            self.warnings.push(field.line, doubt);
        }
        let examples = field.examples.iter().filter(|(_, text)| !text.is_empty());
        let examples: Vec<_> = examples
            .filter_map(|(line, text)| {
                example::of_field(&schema, &path, (*line, text), self.warnings)
            })
            .collect();
        schema.examples = Cow::Owned(examples);
        self.make_room(&mut schema, &path, field);
        Some(schema)
    }

    /// JSON in a text has room for its members: without that, no message could keep the schema.
    fn make_room(&mut self, schema: &mut FieldSchema, path: &str, field: &Field) {
        if !matches!(schema.kind, Kind::Json(_)) {
            return;
        }
        let made = schema.check(&schema.example()).unwrap_or_default();
        let too_long = made.iter().find_map(|violation| match violation.problem {
            Problem::TooLong { actual, limit } if schema.max_len == Some(limit) => {
                Some((actual, limit))
            }
            _ => None,
        });
        if let Some((length, limit)) = too_long {
            self.warnings
                .push(field.line, Doubt::LimitTooShort { field: path.to_owned(), length, limit });
            schema.max_len = Some(length);
        }
    }

    /// What was doubtful in reading the field itself.
    fn tell_head(&mut self, path: &str, field: &Field) {
        let name = || path.to_owned();
        let label = || field.head.label.clone();
        if !is_plain_name(&field.head.name) {
            self.warnings.push(field.line, Doubt::NameUnusual { field: name() });
        }
        match field.head.division {
            Division::Certain => {}
            Division::NoType => {
                self.warnings.push(field.line, Doubt::TypeMissing { field: name() })
            }
            Division::NameFromLabel => {
                self.warnings
                    .push(field.line, Doubt::LabelUnseparated { field: name(), label: label() });
            }
            Division::LabelFromType => {
                let written = field.head.written.written.clone();
                self.warnings.push(
                    field.line,
                    Doubt::LabelOrType { field: name(), label: label(), written },
                );
            }
        }
        for (line, note) in &field.notes {
            let doubt = match note {
                Note::DescriptionUnmarked => Doubt::DescriptionUnmarked { field: name() },
                Note::ExampleUnmarked => Doubt::ExampleUnmarked { field: name() },
                Note::SectionUnknown(section) => {
                    Doubt::SectionUnknown { field: name(), section: section.clone() }
                }
            };
            self.warnings.push(*line, doubt);
        }
    }

    /// The description as it was found; values that the dialect has no place for go with it.
    fn description(&mut self, path: &str, field: &Field, decided: &Decided) -> String {
        let mut lines = vec![&*field.description];
        if decided.shape != Shape::Text
            && let Some((line, _)) = field.values.first()
        {
            self.warnings.push(*line, Doubt::EnumIgnored { field: path.to_owned() });
            lines.push("【枚举值】");
            lines.extend(field.values.iter().map(|(_, text)| &**text));
        }
        lines.retain(|line| !line.is_empty());
        lines.join("\n")
    }

    fn kind(&mut self, path: &str, field: &Field, member: &Member, decided: &Decided) -> Kind {
        match decided.shape {
            Shape::Text => {
                let values = values::values(path, &field.values, &field.examples, self.warnings);
                if values.is_empty() { Kind::String } else { Kind::Enum(Cow::Owned(values)) }
            }
            Shape::AnyJson => Kind::Json(JsonText { repeated: false, content: None }),
            Shape::Json { is_list } => Kind::Json(self.json(path, field, member, is_list)),
            Shape::Integer => Kind::Integer,
            Shape::Number => Kind::Number,
            Shape::Boolean => Kind::Boolean,
            Shape::Object => Kind::Object(Cow::Owned(self.inner(member))),
        }
    }

    fn json(&mut self, path: &str, field: &Field, member: &Member, is_list: bool) -> JsonText {
        let content = self.inner(member);
        if text_levels(&content) >= MAX_TEXT_LEVELS {
            self.warnings.push(field.line, Doubt::TextsTooDeep { field: path.to_owned() });
            return JsonText { repeated: false, content: None };
        }
        JsonText { repeated: is_list, content: Some(Cow::Owned(content)) }
    }

    fn inner(&mut self, member: &Member) -> ObjectSchema {
        member.object.map(|at| self.object(at)).unwrap_or_default()
    }

    fn max_len(&mut self, path: &str, field: &Field, kind: &Kind, is_text: bool) -> Option<usize> {
        let name = path.to_owned();
        let longest = match kind {
            Kind::Enum(values) => values.iter().map(|listed| listed.value.chars().count()).max(),
            _ => None,
        };
        let doubt = match &field.head.written.length {
            Length::None => return None,
            Length::Of(limit) if is_text => {
                let Some(length) = longest.filter(|longest| longest > limit) else {
                    return Some(*limit);
                };
                self.warnings
                    .push(field.line, Doubt::LimitTooShort { field: name, length, limit: *limit });
                return Some(length);
            }
            Length::Of(length) => Doubt::LengthIgnored { field: name, length: *length },
            Length::Unreadable(written) => {
                Doubt::LengthUnreadable { field: name, written: written.clone() }
            }
        };
        self.warnings.push(field.line, doubt);
        None
    }

    /// The groups whose headings stand among an object's members.
    fn groups(&mut self, object: &Object<'_>) -> Vec<Group> {
        let mut groups = Vec::new();
        let mut grouped = vec![false; object.members.len()];
        for (index, first) in self.firsts.clone().into_iter().enumerate() {
            let start = object.members.iter().position(|member| Some(member.field) == first);
            let Some(start) = start else { continue };
            let is_member = |member: &&Member| {
                let field = self.listing.fields.get(member.field);
                field.is_some_and(|field| {
                    field.head.level.is_none() && field.group_above == Some(index)
                })
            };
            let count = object.members.iter().skip(start).take_while(is_member).count();
            grouped.iter_mut().skip(start).take(count).for_each(|grouped| *grouped = true);
            groups.extend(self.group(index, object, start..start + count));
        }
        for (member, _) in object.members.iter().zip(grouped).filter(|(_, grouped)| !grouped) {
            let Some(field) = self.listing.fields.get(member.field) else { continue };
            if field.head.level.is_none() {
                let path = join(&object.path, &field.head.name);
                self.warnings.push(field.line, Doubt::LevelMissing { field: path });
            }
        }
        groups
    }

    fn group(
        &mut self,
        index: usize,
        object: &Object<'_>,
        members: std::ops::Range<usize>,
    ) -> Option<Group> {
        let head = self.listing.groups.get(index)?;
        let fields = object.members.get(members.clone())?.iter();
        let names: Vec<String> = fields
            .filter_map(|member| Some(self.listing.fields.get(member.field)?.head.name.clone()))
            .collect();
        let Some(rule) = head.rule else {
            self.warnings.push(head.line, Doubt::GroupUnknown { text: head.text.clone() });
            return None;
        };
        if names.len() < 2 {
            self.warnings.push(head.line, Doubt::GroupTooSmall { members: names });
            return None;
        }
        if let Some(wanted) = head.size.filter(|wanted| *wanted != names.len()) {
            self.warnings.push(head.line, Doubt::GroupSize { wanted, members: names });
        }
        Some(Group { rule, members: Cow::Owned(members.collect()) })
    }
}
