//! The schema of each object, from the fields that were placed in it.

use std::borrow::Cow;

use super::fields::{Field, Listing};
use super::head::{Division, Head, is_plain_name};
use super::kind::{Decided, Shape, decide};
use super::nesting::{Member, Object};
use super::types::Length;
use super::warning::{Doubt, Warnings};
use super::{example, values};
use alipay_notify_schema::path::join;
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
            let wanted = group.size.unwrap_or(2);
            warnings.message(group.line, Doubt::GroupSize { wanted, found: 0 });
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
        ObjectSchema::new(Cow::Owned(fields), Cow::Owned(groups))
    }

    fn field(&mut self, object: &Object<'_>, member: &Member) -> Option<FieldSchema> {
        let field = self.listing.fields.get(member.field)?;
        let path = join(&object.path, &field.head.name);
        self.warn_of_head(&path, field);
        let shown = object.shown.and_then(|shown| shown.member(&field.head.name));
        let members = member
            .object
            .and_then(|at| self.objects.get(at))
            .map(|object| !object.members.is_empty());
        let decided = decide(&field.head.written, shown, members);
        let is_text = matches!(decided.shape, Shape::Text | Shape::AnyJson | Shape::Json { .. });
        let description = self.description(&path, field, &decided);
        let kind = self.kind(&path, field, member, &decided);
        let max_len = self.max_len(&path, field, &kind, is_text);
        let presence = field.head.level.unwrap_or(Presence::Optional);
        let mut schema = FieldSchema::new(Cow::Owned(field.head.name.clone()), presence, kind)
            .with_words(Cow::Owned(field.head.label.clone()), Cow::Owned(description))
            .with_repeated(decided.is_list)
            .with_max_len(max_len);
        for doubt in decided.doubts {
            self.warnings.push(field.line, &path, doubt);
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
            self.warnings.push(field.line, path, Doubt::LimitTooShort { length, limit });
            schema.max_len = Some(length);
        }
    }

    /// What was doubtful in reading the field itself.
    fn warn_of_head(&mut self, path: &str, field: &Field) {
        let Head { name, label, division, .. } = &field.head;
        let is_usual = is_plain_name(name);
        let division = match division {
            Division::Certain => None,
            Division::NoType => Some(Doubt::TypeMissing),
            Division::LabelUnclear => Some(Doubt::LabelUnclear { label: label.clone() }),
        };

        let of_head = (!is_usual).then_some(Doubt::NameUnusual).into_iter().chain(division);
        let of_head = of_head.map(|doubt| (field.line, doubt));
        for (line, doubt) in of_head.chain(field.doubts.iter().cloned()) {
            self.warnings.push(line, path, doubt);
        }
    }

    /// The description as it was found; values that the dialect has no place for go with it.
    fn description(&mut self, path: &str, field: &Field, decided: &Decided) -> String {
        let mut lines = vec![&*field.description];
        if decided.shape != Shape::Text
            && let Some((line, _)) = field.values.first()
        {
            self.warnings.push(*line, path, Doubt::EnumIgnored);
            lines.push("【枚举值】");
            lines.extend(field.values.iter().map(|(_, text)| &**text));
        }
        lines.retain(|line| !line.is_empty());
        lines.join("\n")
    }

    fn kind(&mut self, path: &str, field: &Field, member: &Member, decided: &Decided) -> Kind {
        match decided.shape {
            Shape::Text => {
                let values = if field.values.is_empty() {
                    let description = (field.line, &*field.description);
                    values::in_description(path, description, self.warnings)
                } else {
                    values::values(path, &field.values, &field.examples, self.warnings)
                };
                if values.is_empty() { Kind::String } else { Kind::Enum(Cow::Owned(values)) }
            }
            Shape::AnyJson => Kind::Json(JsonText::ANY),
            Shape::Json { is_list } => {
                let is_list =
                    is_list || field.examples.iter().any(|(_, text)| text.starts_with('['));
                Kind::Json(self.json(path, field, member, is_list))
            }
            Shape::Integer => Kind::Integer,
            Shape::Number => Kind::Number,
            Shape::Boolean => Kind::Boolean,
            Shape::Object => Kind::Object(Cow::Owned(self.inner(member))),
        }
    }

    fn json(&mut self, path: &str, field: &Field, member: &Member, is_list: bool) -> JsonText {
        let content = self.inner(member);
        if text_levels(&content) >= MAX_TEXT_LEVELS {
            self.warnings.push(field.line, path, Doubt::TooLarge);
            return JsonText::ANY;
        }
        JsonText::new(is_list, Some(Cow::Owned(content)))
    }

    fn inner(&mut self, member: &Member) -> ObjectSchema {
        member.object.map(|at| self.object(at)).unwrap_or_default()
    }

    fn max_len(&mut self, path: &str, field: &Field, kind: &Kind, is_text: bool) -> Option<usize> {
        let longest = match kind {
            Kind::Enum(values) => values.iter().map(|listed| listed.value.chars().count()).max(),
            _ => None,
        };
        let (max_len, doubt) = match &field.head.written.length {
            Length::None => return None,
            Length::Of(limit) if is_text => {
                let Some(length) = longest.filter(|longest| longest > limit) else {
                    return Some(*limit);
                };
                (Some(length), Doubt::LimitTooShort { length, limit: *limit })
            }
            Length::Of(length) => (None, Doubt::LengthIgnored { length: length.to_string() }),
            Length::Unreadable(written) => (None, Doubt::LengthIgnored { length: written.clone() }),
        };
        self.warnings.push(field.line, path, doubt);
        max_len
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
                field.is_some_and(|field| field.group() == Some(index))
            };
            let count = object.members.iter().skip(start).take_while(is_member).count();
            grouped.iter_mut().skip(start).take(count).for_each(|grouped| *grouped = true);
            groups.extend(self.group(index, start..start + count));
        }
        for (member, _) in object.members.iter().zip(grouped).filter(|(_, grouped)| !grouped) {
            let Some(field) = self.listing.fields.get(member.field) else { continue };
            if field.head.level.is_none() {
                let path = join(&object.path, &field.head.name);
                self.warnings.push(field.line, &path, Doubt::LevelMissing);
            }
        }
        groups
    }

    fn group(&mut self, index: usize, members: std::ops::Range<usize>) -> Option<Group> {
        let head = self.listing.groups.get(index)?;
        let Some(rule) = head.rule else {
            let text = head.text.clone();
            self.warnings.message(head.line, Doubt::GroupUnknown { text });
            return None;
        };

        let (wanted, found) = (head.size.unwrap_or(members.len().max(2)), members.len());
        if found != wanted {
            self.warnings.message(head.line, Doubt::GroupSize { wanted, found });
        }
        if found < 2 {
            return None;
        }
        Some(Group::new(rule, Cow::Owned(members.collect())))
    }
}
