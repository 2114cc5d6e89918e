//! `#[alipay(schema = "…")] struct X;`: the derive writes the content and its enums.

use std::collections::HashMap;

use alipay_notify_schema::{FieldSchema, Kind, MessageSchema, Presence};
use proc_macro2::Ident;
use quote::format_ident;
use syn::LitStr;

use super::{enums, groups, names, spec_of, unsupported};
use crate::ast::Struct;
use crate::error::Errors;
use crate::model::{Choice, ChoiceType, Content, Enum, Field, FieldType, Object, Spec, Value};

pub(super) fn check(
    input: &Struct<'_>,
    schema: &MessageSchema,
    errors: &mut Errors,
) -> Option<(Spec, Content)> {
    let mut place = Place { file: input.attrs.schema.value()?, errors };
    let (fields, enums) = place.fields(&schema.content.fields);
    let choices = groups::choices(&schema.content.groups, |index| {
        let field = fields.iter().find(|field| field.index == index)?;
        let is_text = matches!(field.ty, FieldType::Written { value: Value::Text, .. });
        is_text.then(|| (schema.content.fields[index].name.to_string(), field.ident.clone()))
    });
    let ident = format_ident!("{}Content", input.ident, span = proc_macro2::Span::call_site());
    place.distinct_types(&schema.content.fields, [input.ident, &ident], &enums, &choices);
    let object = Object { ident, fields, choices };
    Some((spec_of(schema), Content::Written { object, enums }))
}

/// Where mistakes are reported: at the name of the file, with the place in it.
pub(super) struct Place<'a> {
    file: &'a LitStr,
    errors: &'a mut Errors,
}

impl Place<'_> {
    pub(super) fn report(&mut self, field: &str, problem: &str) {
        let message = format!("{} (/properties/{field}): {problem}", self.file.value());
        self.errors.on(self.file, message);
    }

    /// The fields, and the enums among their types, each with the index of its field.
    fn fields(&mut self, schemas: &[FieldSchema]) -> (Vec<Field>, Vec<(usize, Enum)>) {
        let (mut fields, mut enums) = (Vec::new(), Vec::new());
        let mut seen = HashMap::new();
        for (index, schema) in schemas.iter().enumerate() {
            let Some((ident, value)) = self.field(schema, index, &mut enums) else { continue };
            if let Some(first) = seen.insert(ident.to_string(), &schema.name) {
                self.report(&schema.name, &format!("in Rust this field would be named as `{first}` is"));
            }
            let ty = FieldType::Written { value, optional: schema.presence != Presence::Required };
            fields.push(Field { index, ident, ty });
        }
        (fields, enums)
    }

    fn field(
        &mut self,
        schema: &FieldSchema,
        index: usize,
        enums: &mut Vec<(usize, Enum)>,
    ) -> Option<(Ident, Value)> {
        if let Some(kind) = unsupported(schema) {
            self.report(&schema.name, &format!("`{}` is {kind}, which is not supported yet", schema.name));
            return None;
        }
        let ident = names::field(&schema.name);
        if ident.is_none() {
            let problem = format!("`{}` can't be the name of a field in Rust", schema.name);
            self.report(&schema.name, &problem);
        }
        let value = match &schema.kind {
            Kind::Enum(values) => {
                let list = enums::written(&schema.name, values, self)?;
                let value = Value::Enum(list.ident.clone());
                enums.push((index, list));
                value
            }
            _ => Value::Text,
        };
        Some((ident?, value))
    }

    /// All types that the derive writes stand side by side, next to the struct itself.
    fn distinct_types(
        &mut self,
        schemas: &[FieldSchema],
        taken: [&Ident; 2],
        enums: &[(usize, Enum)],
        choices: &[Choice],
    ) {
        let mut seen: Vec<String> = taken.into_iter().map(Ident::to_string).collect();
        seen.extend(choices.iter().filter_map(|choice| match &choice.ty {
            ChoiceType::User => None,
            ChoiceType::Written(ident) => Some(ident.to_string()),
        }));
        for (index, list) in enums {
            let name = list.ident.to_string();
            if seen.contains(&name) {
                let problem = format!("the enum of this field would be named `{name}`, as another type is");
                self.report(&schemas[*index].name, &problem);
            }
            seen.push(name);
        }
    }
}
