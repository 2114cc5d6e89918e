//! Whether an example can be what `example()` returns.

use alipay_notify_schema::{Decoder, FieldSchema, Integer, JsonText, Kind, Malformed, ObjectSchema, Problem};

/// How an example breaks the rules of an object or exceeds the types that are written for it, if it does.
pub(super) fn violations(schema: &ObjectSchema, json: &str) -> Option<String> {
    let mut decoder = Decoder::new(json);
    match object(&mut decoder, schema).and_then(|()| decoder.finish()) {
        Ok(violations) if violations.is_empty() => None,
        Ok(violations) => Some(violations.to_string()),
        Err(malformed) => Some(malformed.to_string()),
    }
}

fn object(decoder: &mut Decoder<'_>, schema: &ObjectSchema) -> Result<(), Malformed> {
    let Some(mut cursor) = decoder.enter()? else { return Ok(()) };
    while let Some(index) = decoder.next_field(schema, &mut cursor)? {
        let field = &schema.fields[index];
        decoder.within(&field.name, |decoder| {
            if field.repeated {
                decoder.array(|decoder| element(decoder, field)).map(|_| ())
            } else {
                element(decoder, field)
            }
        })?;
    }
    decoder.leave(schema, &cursor);
    Ok(())
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
        _ => drop(decoder.text(field)?),
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use alipay_notify_schema::MessageSchema;

    use super::*;

    fn schema(properties: &str) -> ObjectSchema {
        let text = format!(
            r#"{{"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": "urn:alipay:message:x",
                "type": "object", "properties": {properties}}}"#
        );
        MessageSchema::parse(&text).expect("it is in the dialect").content
    }

    #[test]
    fn what_the_types_can_hold() {
        let schema = schema(
            r#"{"count": {"type": "integer"}, "lists": {"type": "string", "contentMediaType": "application/json",
                "contentSchema": {"type": "array", "items": {"type": "object", "properties": {
                    "count": {"type": "integer"}, "amount": {"type": "number"}}}}}}"#,
        );
        assert_eq!(violations(&schema, &schema.example()), None);
        for (json, expected) in [
            (r#"{"count": 9223372036854775807}"#, None),
            (r#"{"count": 9223372036854775808}"#, Some("count: a number beyond what its field can hold")),
            (
                r#"{"lists": "[{\"amount\": 1e99}, {\"count\": 1e99}]"}"#,
                Some("lists[1].count: a number beyond what its field can hold"),
            ),
        ] {
            assert_eq!(violations(&schema, json).as_deref(), expected, "{json}");
        }
    }
}
