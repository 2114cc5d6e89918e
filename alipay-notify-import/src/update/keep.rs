//! What the dialect knows and pages do not say.

use std::borrow::Cow;

use super::{Descriptions, Loss, Reason};
use alipay_notify_schema::path::join;
use alipay_notify_schema::{FieldSchema, JsonText, Kind, MessageSchema, ObjectSchema};

const TYPE: &str = "x-alipay-type";
const KEY: &str = "x-alipay-idempotency-key";
const CONTENT: &str = "contentMediaType";
const FORMAT: &str = "x-alipay-format";
const EXAMPLES: &str = "examples";

/// The newer specification with what was made by hand in the existing one, and what could not be
/// kept of that.
pub(super) fn keep(
    existing: &MessageSchema,
    newer: &MessageSchema,
    descriptions: Descriptions,
) -> (MessageSchema, Vec<Loss>) {
    let mut keeper = Keeper { descriptions, losses: Vec::new() };
    let mut schema = newer.clone();
    keeper.words(
        (&existing.title, &existing.description),
        &mut schema.title,
        &mut schema.description,
    );
    schema.content = keeper.object("", &existing.content, &newer.content);
    if schema.idempotency_key.is_none() {
        schema.idempotency_key = keeper.key(existing, &schema.content);
    }
    schema.examples = keeper.samples(&schema);
    (schema, keeper.losses)
}

struct Keeper {
    descriptions: Descriptions,
    losses: Vec<Loss>,
}

impl Keeper {
    fn object(
        &mut self,
        path: &str,
        existing: &ObjectSchema,
        newer: &ObjectSchema,
    ) -> ObjectSchema {
        for field in existing.fields.iter().filter(|field| newer.field(&field.name).is_none()) {
            self.gone(&join(path, &field.name), field);
        }
        let fields = newer.fields.iter().map(|field| match existing.field(&field.name) {
            Some((_, before)) => self.field(&join(path, &field.name), before, field),
            None => field.clone(),
        });
        ObjectSchema::new(fields.collect(), newer.groups.clone())
    }

    fn field(&mut self, path: &str, existing: &FieldSchema, newer: &FieldSchema) -> FieldSchema {
        let mut field = newer.clone();
        self.words(
            (&existing.title, &existing.description),
            &mut field.title,
            &mut field.description,
        );
        field.kind = self.kind(path, existing, newer);
        if !existing.type_name.is_empty() && newer.type_name.is_empty() {
            if has_type(&field.kind) {
                field.type_name.clone_from(&existing.type_name);
            } else {
                self.lost(path, TYPE, Reason::NotPermitted);
            }
        }
        field.examples = self.examples(path, &field);
        field
    }

    fn kind(&mut self, path: &str, existing: &FieldSchema, newer: &FieldSchema) -> Kind {
        let nested =
            |keeper: &mut Self, existing, newer| Cow::Owned(keeper.object(path, existing, newer));
        match (&existing.kind, &newer.kind) {
            (Kind::Object(existing), Kind::Object(newer)) => {
                Kind::Object(nested(self, existing, newer))
            }
            (
                Kind::Json(JsonText { content: Some(existing), .. }),
                Kind::Json(JsonText { repeated, content: Some(newer), .. }),
            ) => Kind::Json(JsonText::new(*repeated, Some(nested(self, existing, newer)))),
            (Kind::Json(_), Kind::String | Kind::Json(JsonText { content: None, .. }))
                if existing.repeated == newer.repeated =>
            {
                existing.kind.clone()
            }
            // The page says itself what is in it.
            (Kind::Json(_), Kind::Json(_)) => newer.kind.clone(),
            (Kind::Json(_), _) => {
                self.lost(path, CONTENT, Reason::NotPermitted);
                newer.kind.clone()
            }
            // No page says how a text is written.
            (Kind::Format(_), Kind::String) => existing.kind.clone(),
            (Kind::Format(_), _) => {
                self.lost(path, FORMAT, Reason::NotPermitted);
                newer.kind.clone()
            }
            (Kind::Object(existing), _) => {
                self.all_gone(path, existing);
                newer.kind.clone()
            }
            _ => newer.kind.clone(),
        }
    }

    /// The examples that keep the rules of their field.
    fn examples(&mut self, path: &str, field: &FieldSchema) -> Cow<'static, [Cow<'static, str>]> {
        let keeps = |example: &Cow<'_, str>| {
            let mut alone = field.clone();
            alone.examples = vec![Cow::Owned(example.to_string())].into();
            field.check(&alone.example()).is_ok_and(|violations| violations.is_empty())
        };
        let kept: Vec<_> =
            field.examples.iter().filter(|example| keeps(example)).cloned().collect();
        if kept.len() < field.examples.len() {
            self.lost(path, EXAMPLES, Reason::NotPermitted);
        }
        kept.into()
    }

    /// The sample messages that keep the specification.
    fn samples(&mut self, schema: &MessageSchema) -> Cow<'static, [Cow<'static, str>]> {
        let keeps = |sample: &&Cow<'_, str>| {
            schema.check(sample).is_ok_and(|violations| violations.is_empty())
        };
        let kept: Vec<_> = schema.examples.iter().filter(keeps).cloned().collect();
        if kept.len() < schema.examples.len() {
            self.lost("", EXAMPLES, Reason::NotPermitted);
        }
        kept.into()
    }

    fn key(&mut self, existing: &MessageSchema, newer: &ObjectSchema) -> Option<usize> {
        let name = &existing.idempotency_field()?.name;
        let reason = match newer.field(name) {
            None => Reason::Gone,
            Some((index, field)) => match field.key_fault() {
                None => return Some(index),
                Some(_) => Reason::NotPermitted,
            },
        };
        self.lost(name, KEY, reason);
        None
    }

    /// A label and a description: what is not said in the new one stays.
    fn words(
        &self,
        existing: (&str, &str),
        title: &mut Cow<'static, str>,
        description: &mut Cow<'static, str>,
    ) {
        if title.is_empty() {
            *title = Cow::Owned(existing.0.to_owned());
        }
        let is_kept = self.descriptions == Descriptions::Existing && !existing.1.is_empty();
        if is_kept || description.is_empty() {
            *description = Cow::Owned(existing.1.to_owned());
        }
    }

    /// What was made by hand at a member that is no longer there, and in it.
    fn gone(&mut self, path: &str, field: &FieldSchema) {
        if !field.type_name.is_empty() {
            self.lost(path, TYPE, Reason::Gone);
        }
        match &field.kind {
            Kind::Json(_) => self.lost(path, CONTENT, Reason::Gone),
            Kind::Format(_) => self.lost(path, FORMAT, Reason::Gone),
            Kind::Object(schema) => self.all_gone(path, schema),
            _ => {}
        }
    }

    fn all_gone(&mut self, path: &str, schema: &ObjectSchema) {
        for field in &*schema.fields {
            self.gone(&join(path, &field.name), field);
        }
    }

    fn lost(&mut self, path: &str, keyword: &str, reason: Reason) {
        self.losses.push(Loss { path: path.to_owned(), keyword: keyword.to_owned(), reason });
    }
}

/// Whether the derive writes a type for what is there.
fn has_type(kind: &Kind) -> bool {
    matches!(kind, Kind::Enum(_) | Kind::Object(_) | Kind::Json(JsonText { content: Some(_), .. }))
}
