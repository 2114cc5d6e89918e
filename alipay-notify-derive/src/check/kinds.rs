//! The types of fields held against a schema, as far as the way they are written tells what they
//! hold.

use alipay_notify_schema::{FieldSchema, Format, JsonText, Kind};
use syn::Type;

use crate::ast::Field;
use crate::error::Errors;
use crate::types::Known;

/// Reports a type that can't hold what the schema says.
pub(super) fn check(field: &Field<'_>, specified: &FieldSchema, errors: &mut Errors) {
    let name = &specified.name;
    if let Some(key) = field.attrs.json.key() {
        if specified.repeated || !matches!(specified.kind, Kind::Json(_)) {
            let is = described(specified);
            errors.on(
                key,
                format_args!("`json` is for a text that holds JSON; `{name}` is {is}: remove it"),
            );
        }
        return;
    }
    let Some(known) = Known::of(field.ty) else { return };
    let fits = match (specified.repeated, known) {
        (true, Known::List(element)) => element_fits(element, &specified.kind),
        (true, _) => false,
        (false, known) => fits(known, &specified.kind),
    };
    if !fits {
        let (is, ty) = (described(specified), fitting(specified));
        errors.on(field.ty, format_args!("`{name}` is {is} in the schema: use {ty}"));
    }
}

fn element_fits(element: &Type, kind: &Kind) -> bool {
    Known::of(element).is_none_or(|known| fits(known, kind))
}

fn fits(known: Known<'_>, kind: &Kind) -> bool {
    match kind {
        Kind::String | Kind::Enum(_) | Kind::Format(_) => known == Known::Text,
        Kind::Integer => matches!(known, Known::Integer | Known::Number),
        Kind::Number => known == Known::Number,
        Kind::Boolean => known == Known::Boolean,
        Kind::Json(json) => match known {
            Known::Json(inner) => json_fits(inner, json),
            known => known == Known::Text,
        },
        // An object is a struct, and what else may come is not known here.
        Kind::Object(_) => false,
        _ => true,
    }
}

fn json_fits(inner: &Type, json: &JsonText) -> bool {
    match (Known::of(inner), &json.content) {
        (None, _) | (_, None) => true,
        (Some(Known::List(element)), Some(_)) => json.repeated && Known::of(element).is_none(),
        (Some(_), Some(_)) => false,
    }
}

fn described(specified: &FieldSchema) -> &'static str {
    match (&specified.kind, specified.repeated) {
        (kind, false) => kind.json_type().described(),
        (kind, true) if kind.is_text() => "an array of strings",
        (Kind::Integer, true) => "an array of integers",
        (Kind::Number, true) => "an array of numbers",
        (Kind::Boolean, true) => "an array of booleans",
        (_, true) => "an array of objects",
    }
}

/// The type that holds what the schema says.
fn fitting(specified: &FieldSchema) -> &'static str {
    match (&specified.kind, specified.repeated) {
        (Kind::String, false) => "`String`",
        (Kind::String, true) => "`Vec<String>`",
        (Kind::Format(Format::Yuan), false) => "`Yuan`",
        (Kind::Format(Format::Yuan), true) => "`Vec<Yuan>`",
        (Kind::Format(Format::BeijingTime), false) => "`BeijingTime`",
        (Kind::Format(Format::BeijingTime), true) => "`Vec<BeijingTime>`",
        (Kind::Enum(_), false) => "`String`, or an enum with `#[derive(AlipayEnum)]`",
        (Kind::Enum(_), true) => {
            "`Vec<String>`, or a `Vec` of an enum with `#[derive(AlipayEnum)]`"
        }
        (Kind::Json(JsonText { repeated: true, .. }), false) => {
            "`String`, or `Json<Vec<…>>` of a struct with `#[derive(AlipayObject)]`"
        }
        (Kind::Json(_), false) => {
            "`String`, or `Json<…>` of a struct with `#[derive(AlipayObject)]`"
        }
        (Kind::Json(_), true) => "`Vec<String>`, or `Vec<Json<…>>`",
        (Kind::Integer, false) => "`i64`",
        (Kind::Integer, true) => "`Vec<i64>`",
        (Kind::Number, false) => "`Number`",
        (Kind::Number, true) => "`Vec<Number>`",
        (Kind::Boolean, false) => "`bool`",
        (Kind::Boolean, true) => "`Vec<bool>`",
        (_, false) => "a struct with `#[derive(AlipayObject)]`",
        (_, true) => "a `Vec` of a struct with `#[derive(AlipayObject)]`",
    }
}
