//! `#[alipay(schema = "…")] struct X;`: the derive writes the content and every type in it.

use std::collections::HashMap;

use alipay_notify_schema::{
    EnumValue, FieldSchema, JsonText, Kind, MessageSchema, ObjectSchema, Presence, json, rust_name,
};
use proc_macro2::{Ident, Span};
use quote::format_ident;
use syn::LitStr;

use super::types::{Claim, Definition, Types};
use super::{enums, groups, names, spec_of};
use crate::ast::Struct;
use crate::error::Errors;
use crate::model::{
    Choice, ChoiceType, Content, Field, FieldSpec, FieldType, Label, Object, ObjectSpec, Said,
    Spec, Value, Written, WrittenType,
};

/// The content, unless a mistake in the schema keeps it from being written.
pub(super) fn check(
    input: &Struct<'_>,
    schema: &MessageSchema,
    errors: &mut Errors,
) -> Option<(Spec, Content)> {
    let file = input.attrs.schema.value()?;
    let ident = format_ident!("{}Content", input.ident, span = Span::call_site());
    let types = Types::reserving([input.ident, &ident]);
    let mut writer =
        Writer { place: Place { file, errors, writable: true }, types, written: Vec::new() };
    let (content, mut object) = writer.object(ident, &schema.content, "");
    if input.attrs.extra.is_given() {
        object.extra = Some(writer.extra(&object));
    }
    let spec = Spec { content, ..spec_of(schema) };
    writer.place.writable.then_some((spec, Content::Written { object, types: writer.written }))
}

/// Where mistakes are reported: at the name of the file, with the place in it.
pub(super) struct Place<'a> {
    file: &'a LitStr,
    errors: &'a mut Errors,
    /// Whether what was found so far leaves types that can be written.
    writable: bool,
}

impl Place<'_> {
    pub(super) fn report(&mut self, pointer: &str, problem: &str) {
        self.writable = false;
        let file = self.file.value();
        let place = if pointer.is_empty() { file } else { format!("{file} ({pointer})") };
        self.errors.on(self.file, format_args!("{place}: {problem}"));
    }
}

/// Turns the objects of a schema into structs, and collects the types that these need.
struct Writer<'a> {
    place: Place<'a>,
    types: Types,
    written: Vec<Written>,
}

impl Writer<'_> {
    /// An object: its specification, and the struct. What has a mistake is reported and left out.
    fn object(
        &mut self,
        ident: Ident,
        schema: &ObjectSchema,
        pointer: &str,
    ) -> (ObjectSpec, Object) {
        let (mut fields, mut specs, mut seen) = (Vec::new(), Vec::new(), HashMap::new());
        for (index, field) in schema.fields.iter().enumerate() {
            let pointer = json::join(&format!("{pointer}/properties"), &field.name);
            let name = names::field(&field.name);
            match &name {
                None => {
                    let problem = format!("`{}` can't be the name of a field in Rust", field.name);
                    self.place.report(&pointer, &problem);
                }
                Some(name) => {
                    if let Some(first) = seen.insert(name.to_string(), &field.name) {
                        let problem = format!("in Rust this field would be named as `{first}` is");
                        self.place.report(&pointer, &problem);
                    }
                }
            }
            let value = self.value(field, &pointer);
            let (Some(ident), Some(value)) = (name, value) else { continue };
            specs.push(spec(field, &value));
            let (repeated, optional) = (field.repeated, field.presence != Presence::Required);
            let ty = FieldType::Written { value, repeated, optional };
            fields.push(Field { index, wire: field.name.to_string(), ident, ty });
        }
        let choices = self.choices(schema, &fields, pointer);
        let spec = ObjectSpec { fields: specs, groups: schema.groups.to_vec() };
        (spec, Object { ident, fields, extra: None, choices })
    }

    /// What a field, or an element of it, holds.
    fn value(&mut self, field: &FieldSchema, pointer: &str) -> Option<Value> {
        let element = if field.repeated { format!("{pointer}/items") } else { pointer.to_owned() };
        let value = match &field.kind {
            Kind::Enum(values) => return self.enumeration(field, values, pointer),
            Kind::Object(schema) => {
                return self
                    .nested(field, field.repeated, schema, pointer, &element)
                    .map(Value::Object);
            }
            Kind::Json(JsonText { repeated, content: Some(schema), .. }) => {
                let items = if *repeated { "/items" } else { "" };
                let element = format!("{element}/contentSchema{items}");
                let ident =
                    self.nested(field, field.repeated || *repeated, schema, pointer, &element)?;
                return Some(Value::Json { ident, repeated: *repeated });
            }
            Kind::String | Kind::Json(_) => Value::Text,
            Kind::Integer => Value::Integer,
            Kind::Number => Value::Number,
            Kind::Boolean => Value::Boolean,
            Kind::Format(format) => Value::Format(*format),
            other => {
                let problem =
                    format!("{} of this kind can't be the type of a field yet", other.json_type());
                self.place.report(pointer, &problem);
                return None;
            }
        };
        Some(value)
    }

    fn enumeration(
        &mut self,
        field: &FieldSchema,
        values: &[EnumValue],
        pointer: &str,
    ) -> Option<Value> {
        let ident = self.type_name(field, field.repeated, "an enum", pointer);
        let list = enums::written(values, pointer, &mut self.place);
        let ident = ident?;
        if self.claim(&ident, Definition::Enum(values.to_vec()), "the enum of this field", pointer)
        {
            let ty = WrittenType::Enum(list.named(ident.clone()));
            self.written.push(Written { label: Label::of(field), ty });
        }
        Some(Value::Enum(ident))
    }

    fn nested(
        &mut self,
        field: &FieldSchema,
        repeated: bool,
        schema: &ObjectSchema,
        pointer: &str,
        element: &str,
    ) -> Option<Ident> {
        let ident = self.type_name(field, repeated, "a struct", pointer)?;
        if self.claim(
            &ident,
            Definition::Object(schema.clone()),
            "the struct of this field",
            pointer,
        ) {
            let at = self.written.len();
            let (spec, object) = self.object(ident.clone(), schema, element);
            let ty = WrittenType::Object(spec, object);
            // Before the types of its own fields, in the order in which one reads the schema.
            self.written.insert(at, Written { label: Label::of(field), ty });
        }
        Some(ident)
    }

    /// The name of the type of a field: the one that the schema gives it, or the field's own.
    fn type_name(
        &mut self,
        field: &FieldSchema,
        repeated: bool,
        what: &str,
        pointer: &str,
    ) -> Option<Ident> {
        if !field.type_name.is_empty() {
            let ident = names::given_type(&field.type_name);
            if ident.is_none() {
                let pointer = format!("{pointer}/x-alipay-type");
                let problem = format!("`{}` can't be the name of a type in Rust", field.type_name);
                self.place.report(&pointer, &problem);
            }
            return ident;
        }
        let name = if repeated { rust_name::singular(&field.name) } else { field.name.to_string() };
        let ident = names::type_name(&name);
        if ident.is_none() {
            let problem = format!(
                "`{}` can't be the name of {what} in Rust: give it one with `x-alipay-type`",
                field.name
            );
            self.place.report(pointer, &problem);
        }
        ident
    }

    /// Whether a type is to be written: not where the same type is there already, and not where
    /// another one is, which is a mistake.
    fn claim(&mut self, ident: &Ident, definition: Definition, what: &str, pointer: &str) -> bool {
        if let Some(whose) = rust_name::hides(&ident.to_string()) {
            let problem = format!(
                "{what} would be named `{ident}`, which hides {whose}: \
                 give it another name with `x-alipay-type`"
            );
            self.place.report(pointer, &problem);
        }
        match self.types.claim(ident, definition) {
            Claim::Fresh => true,
            Claim::Shared => false,
            Claim::Taken => {
                let problem = format!(
                    "{what} would be named `{ident}`, as another type is: \
                     give one of them another name with `x-alipay-type`"
                );
                self.place.report(pointer, &problem);
                false
            }
        }
    }

    fn choices(&mut self, schema: &ObjectSchema, fields: &[Field], pointer: &str) -> Vec<Choice> {
        let mut choices = groups::choices(&schema.groups, |index| {
            let field = fields.iter().find(|field| field.index == index)?;
            let is_text =
                matches!(field.ty, FieldType::Written { value: Value::Text, repeated: false, .. });
            is_text.then(|| (schema.fields[index].name.to_string(), field.ident.clone()))
        });
        for choice in &mut choices {
            let ChoiceType::Written(ident) = &choice.ty else { continue };
            let ident = ident.clone();
            let definition = Definition::Choice(choice.members.clone());
            if !self.claim(&ident, definition, "the enum of a group", pointer) {
                choice.ty = ChoiceType::Shared(ident);
            }
        }
        choices
    }

    /// The field that keeps what the schema does not have.
    fn extra(&mut self, object: &Object) -> Ident {
        let extra = format_ident!("extra", span = Span::call_site());
        if object.fields.iter().any(|field| field.ident == extra) {
            let problem = "the schema has a field of that name, so extra members can't be kept in \
                           `extra`: remove `extra` from the attribute, or declare the fields that \
                           you want";
            self.place.report("/properties/extra", problem);
        }
        extra
    }
}

/// The specification of a field, which refers to that of a written type instead of repeating it.
fn spec(field: &FieldSchema, value: &Value) -> FieldSpec {
    let kind = match value {
        Value::Enum(_) | Value::Object(_) | Value::Json { .. } => {
            let value = value.clone();
            Said::ByType(FieldType::Written { value, repeated: false, optional: false })
        }
        Value::Text | Value::Integer | Value::Number | Value::Boolean | Value::Format(_) => {
            Said::Here(field.kind.clone())
        }
    };
    FieldSpec { kind, ..FieldSpec::of(field) }
}
