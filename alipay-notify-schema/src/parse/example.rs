//! Examples keep the schema they stand in, and one can always be made. An example that its own
//! schema rejects teaches readers the wrong thing.

use super::error::{Report, SchemaProblem};
use super::expected::Expected;
use super::keywords::expected;
use crate::decoder::Decoder;
use crate::json::{Malformed, Node, Value, join};
use crate::model::{FieldSchema, JsonText, Kind, ObjectSchema};
use crate::rules::Integer;
use crate::violation::{Problem, Violations};

/// A whole content.
pub(super) fn check_content(
    content: &ObjectSchema,
    node: &Node,
    pointer: &str,
    report: &mut Report<'_>,
) {
    let found = read(report.source(node), |decoder| object(decoder, content));
    tell(found, node, pointer, report);
}

/// The examples of one member.
pub(super) fn check_values(
    field: &FieldSchema,
    nodes: &[Node],
    pointer: &str,
    report: &mut Report<'_>,
) {
    for (index, node) in nodes.iter().enumerate() {
        let pointer = join(pointer, &index.to_string());
        // Alipay's numbers in the place of texts are tolerated, but they are no examples.
        if matches!(node.value, Value::Number(_) | Value::Boolean(_)) && is_text(field) {
            expected(node, &pointer, Expected::Type(field.kind.json_type()), report);
            continue;
        }
        let found = read(report.source(node), |decoder| value(decoder, field));
        tell(found, node, &pointer, report);
    }
}

fn tell(found: Result<Violations, Malformed>, node: &Node, pointer: &str, report: &mut Report<'_>) {
    match found {
        Ok(violations) => {
            for violation in &violations {
                report.push(
                    node.span.start,
                    pointer,
                    SchemaProblem::Example { violation: violation.clone() },
                );
            }
        }
        Err(malformed) => {
            report.push(node.span.start, pointer, SchemaProblem::UnreadableExample { malformed });
        }
    }
}

/// The example that is put together from those of an object's members, unless mistakes were found
/// in the object since there were `before`.
pub(super) fn check_made(
    schema: &ObjectSchema,
    at: usize,
    pointer: &str,
    before: usize,
    report: &mut Report<'_>,
) {
    if report.count() > before {
        return;
    }
    match read(&schema.example(), |decoder| object(decoder, schema)) {
        Ok(violations) if violations.is_empty() => {}
        Ok(violations) => report.push(at, pointer, SchemaProblem::NoExample { violations }),
        Err(malformed) => report.push(at, pointer, SchemaProblem::UnreadableExample { malformed }),
    }
}

fn read(
    json: &str,
    check: impl FnOnce(&mut Decoder<'_>) -> Result<(), Malformed>,
) -> Result<Violations, Malformed> {
    let mut decoder = Decoder::new(json);
    check(&mut decoder)?;
    decoder.finish()
}

fn is_text(field: &FieldSchema) -> bool {
    field.kind.is_text()
}

/// As [`Decoder::check_object`], but integers must fit the type that the derive writes for them: an
/// example becomes a value of that type.
fn object(decoder: &mut Decoder<'_>, schema: &ObjectSchema) -> Result<(), Malformed> {
    let Some(mut cursor) = decoder.enter()? else { return Ok(()) };
    while let Some(index) = decoder.next_field(schema, &mut cursor)? {
        let field = &schema.fields[index];
        decoder.within(&field.name, |decoder| value(decoder, field))?;
    }
    decoder.leave(schema, &cursor);
    Ok(())
}

fn value(decoder: &mut Decoder<'_>, field: &FieldSchema) -> Result<(), Malformed> {
    if field.repeated {
        decoder.array(|decoder| element(decoder, field)).map(|_| ())
    } else {
        element(decoder, field)
    }
}

fn element(decoder: &mut Decoder<'_>, field: &FieldSchema) -> Result<(), Malformed> {
    match &field.kind {
        Kind::Integer => {
            if let Some(value) = decoder.integer()?
                && !matches!(value, Integer::Whole(value) if i64::try_from(value).is_ok())
            {
                decoder.refuse(Problem::OutOfRange);
            }
        }
        Kind::Number => drop(decoder.number()?),
        Kind::Boolean => drop(decoder.boolean()?),
        Kind::Object(schema) => object(decoder, schema)?,
        Kind::Json(JsonText { repeated, content: Some(schema) }) => {
            decoder.json_text(field, |decoder| match repeated {
                true => decoder.array(|decoder| object(decoder, schema)).map(|_| ()),
                false => object(decoder, schema),
            })?;
        }
        Kind::String | Kind::Enum(_) | Kind::Format(_) | Kind::Json(_) => {
            decoder.text(field)?;
        }
    }
    Ok(())
}
