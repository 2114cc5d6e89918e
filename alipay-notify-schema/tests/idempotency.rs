//! `x-alipay-idempotency-key`: what may be marked, and the value that is read by it.

use alipay_notify_schema::{FieldSchema, KeyFault, MessageSchema, SchemaProblem};

/// What `KEY` in a property stands for.
const KEY: &str = r#""x-alipay-idempotency-key": true"#;

/// A schema file with these properties, a line each. Those whose names begin with `r` or `order`
/// are required.
fn file(properties: &[&str]) -> String {
    let names = properties.iter().filter_map(|property| property.split('"').nth(1));
    let required: Vec<_> = names
        .filter(|name| name.starts_with('r') || name.starts_with("order"))
        .map(|name| format!("\"{name}\""))
        .collect();
    format!(
        "{{\"$schema\": \"https://json-schema.org/draft/2020-12/schema\", \"$id\": \"urn:alipay:message:x\",\n\
         \"type\": \"object\", \"required\": [{}], \"properties\": {{\n{}\n}}}}",
        required.join(", "),
        properties.join(",\n").replace("KEY", KEY)
    )
}

fn schema(properties: &[&str]) -> MessageSchema {
    MessageSchema::parse(&file(properties)).unwrap_or_else(|mistakes| panic!("{mistakes}"))
}

fn mistakes(properties: &[&str]) -> Vec<String> {
    let mistakes = MessageSchema::parse(&file(properties)).expect_err("there is a mistake");
    mistakes.iter().map(ToString::to_string).collect()
}

#[test]
fn what_can_be_the_key() {
    for (properties, key) in [
        (&[r#""order_no": {"type": "string"}"#][..], None),
        (&[r#""order_no": {"type": "string", KEY}"#], Some(0)),
        (&[r#""note": {"type": "string"}"#, r#""order_no": {KEY, "type": "integer"}"#], Some(1)),
        (&[r#""r": {"type": "string", "oneOf": [{"const": "A"}], KEY}"#], Some(0)),
        (
            &[
                r#""r": {"type": "string"}"#,
                r#""note": {"type": "string"}"#,
                r#""r~/": {"type": "string", KEY}"#,
            ],
            Some(2),
        ),
    ] {
        assert_eq!(schema(properties).idempotency_key, key, "{properties:?}");
    }
}

#[test]
fn what_cannot_be_the_key() {
    const KIND: &str = "can't be the idempotency key: a key is a single string (not JSON) or \
                        integer; mark another member";
    const ABSENT: &str = "may be absent, and a message without it would have no idempotency key: \
                          add it to `required`, or mark another member";
    const ELSEWHERE: &str = "the idempotency key is a member of the content itself: \
                             mark one of the file's own `properties`";
    let at = |line: usize, column: usize, pointer: &str| {
        format!("line {line}, column {column}, at {pointer}/x-alipay-idempotency-key: ")
    };
    let kind = |column, name: &str| {
        vec![format!("{}`{name}` {KIND}", at(3, column, &format!("/properties/{name}")))]
    };
    for (properties, expected) in [
        (&[r#""ra": {"type": "number", KEY}"#][..], kind(54, "ra")),
        (&[r#""ra": {"type": "boolean", KEY}"#], kind(55, "ra")),
        (&[r#""ra": {"type": "object", "properties": {}, KEY}"#], kind(72, "ra")),
        (&[r#""ra": {"type": "array", "items": {"type": "string"}, KEY}"#], kind(82, "ra")),
        (
            &[r#""ra": {"type": "string", "contentMediaType": "application/json", KEY}"#],
            kind(94, "ra"),
        ),
        (
            &[r#""note": {"type": "string", KEY}"#],
            vec![format!("{}`note` {ABSENT}", at(3, 56, "/properties/note"))],
        ),
        (
            &[r#""note": {"type": "string", "x-alipay-presence": "conditional", KEY}"#],
            vec![format!("{}`note` {ABSENT}", at(3, 92, "/properties/note"))],
        ),
        (
            &[r#""order_no": {"type": "string", "x-alipay-idempotency-key": false}"#],
            vec![format!(
                "{}this must be true: remove the keyword from a member that is not the key",
                at(3, 60, "/properties/order_no")
            )],
        ),
        (
            &[r#""order_no": {"type": "string", "x-alipay-idempotency-key": "true"}"#],
            vec![format!(
                "{}this must be true: remove the keyword from a member that is not the key",
                at(3, 60, "/properties/order_no")
            )],
        ),
        (
            &[r#""ra": {"type": "string", KEY}"#, r#""rb": {"type": "string", KEY}"#],
            vec![format!(
                "{}`ra` is already the idempotency key, and a message has only one: unmark one of \
                 them",
                at(4, 54, "/properties/rb")
            )],
        ),
        (
            &[r#""ra": {"type": "object", "properties": {"b": {"type": "string", KEY}}}"#],
            vec![format!("{}{ELSEWHERE}", at(3, 93, "/properties/ra/properties/b"))],
        ),
        (
            &[
                r#""ra": {"type": "array", "items": {"type": "object", "properties": {"b": {"type": "string", KEY}}}}"#,
            ],
            vec![format!("{}{ELSEWHERE}", at(3, 120, "/properties/ra/items/properties/b"))],
        ),
        (
            &[r#""ra": {"type": "array", "items": {"type": "string", KEY}}"#],
            vec![format!("{}{ELSEWHERE}", at(3, 81, "/properties/ra/items"))],
        ),
    ] {
        assert_eq!(mistakes(properties), expected, "{properties:?}");
    }
}

#[test]
fn a_file_is_not_marked_as_a_whole() {
    let text = file(&[r#""order_no": {"type": "string"}"#]).replace(
        "\"type\": \"object\"",
        "\"x-alipay-idempotency-key\": \"order_no\", \"type\": \"object\"",
    );
    let mistakes = MessageSchema::parse(&text).expect_err("there is a mistake");
    let found: Vec<_> =
        mistakes.iter().map(|mistake| (&*mistake.pointer, &mistake.problem)).collect();
    assert_eq!(found, [("/x-alipay-idempotency-key", &SchemaProblem::KeyElsewhere)]);
}

#[test]
fn a_misspelt_keyword_is_told() {
    assert_eq!(
        mistakes(&[r#""ra": {"type": "string", "x-alipay-idempotency_key": true}"#]),
        ["line 3, column 54, at /properties/ra/x-alipay-idempotency_key: the keyword \
             `x-alipay-idempotency_key` is not part of the dialect; did you mean \
             `x-alipay-idempotency-key`?"]
    );
}

#[test]
fn the_value_that_is_read() {
    let text = schema(&[
        r#""note": {"type": "string"}"#,
        r#""order_no": {"type": "string", "maxLength": 3, KEY}"#,
    ]);
    let integer = schema(&[r#""order_no": {"type": "integer", KEY}"#]);
    let listed = schema(&[
        r#""order_no": {"type": "string", "oneOf": [{"const": "PAID"}, {"const": "closed"}], KEY}"#,
    ]);
    for (schema, content, key) in [
        (&text, r#"{"order_no": "a1"}"#, Some("a1")),
        (&text, r#"{"order\u005fno": "\u5355\n\"", "note": "\ud83d\ude00"}"#, Some("单\n\"")),
        (
            &text,
            r#" {"note": 1, "x": [{"order_no": "b"}], "order_no": "a", "order_no2": "c"} "#,
            Some("a"),
        ),
        (&text, r#"{"order_no": "longer than it may be"}"#, Some("longer than it may be")),
        (&text, r#"{"order_no": " "}"#, Some(" ")),
        // In the place of a text, the literal counts.
        (&text, r#"{"order_no": 1.50e2}"#, Some("1.50e2")),
        (
            &text,
            r#"{"order_no": 123456789012345678901234567890}"#,
            Some("123456789012345678901234567890"),
        ),
        (&text, r#"{"order_no": true}"#, Some("true")),
        // The first counts, and null is none.
        (&text, r#"{"order_no": "a", "order_no": "b"}"#, Some("a")),
        (&text, r#"{"order_no": null, "order_no": "b", "order_no": null}"#, Some("b")),
        (&text, r#"{"order_no": {}, "order_no": "b"}"#, None),
        (&text, r#"{"order_no": "", "order_no": "b"}"#, None),
        (&text, "{}", None),
        (&text, r#"{"order_no": null}"#, None),
        (&text, r#"{"order_no": ""}"#, None),
        (&text, r#"{"order_no": ["a"]}"#, None),
        (&text, r#"{"order_no": {"order_no": "a"}}"#, None),
        (&text, r#"["order_no", "a"]"#, None),
        (&text, r#""order_no""#, None),
        (&text, "", None),
        (&text, r#"{"order_no": "a""#, None),
        (&text, r#"{"order_no": "a"} x"#, None),
        (&text, r#"{"order_no": "a", "note": nul}"#, None),
        (&text, r#"{"order_no": "\ud800"}"#, None),
        (&integer, r#"{"order_no": 12}"#, Some("12")),
        (&integer, r#"{"order_no": -0}"#, Some("0")),
        (&integer, r#"{"order_no": 1.2e1}"#, Some("12")),
        (&integer, r#"{"order_no": 9223372036854775808}"#, Some("9223372036854775808")),
        (&integer, r#"{"order_no": 1e99, "x": 1}"#, Some("1e99")),
        (&integer, r#"{"order_no": 1.5}"#, None),
        (&integer, r#"{"order_no": "12"}"#, None),
        (&integer, r#"{"order_no": true}"#, None),
        (&listed, r#"{"order_no": "paid"}"#, Some("PAID")),
        (&listed, r#"{"order_no": "CLOSED"}"#, Some("closed")),
        (&listed, r#"{"order_no": "new"}"#, Some("new")),
    ] {
        assert_eq!(schema.idempotency_key(content).as_deref(), key, "{content}");
    }
}

#[test]
fn nesting_and_size_are_no_reason_to_panic() {
    let text = schema(&[r#""order_no": {"type": "string", KEY}"#]);
    let deep = format!(r#"{{"x": {}{}, "order_no": "a"}}"#, "[".repeat(40), "]".repeat(40));
    assert_eq!(text.idempotency_key(&deep).as_deref(), Some("a"));
    let too_deep =
        format!(r#"{{"x": {}{}, "order_no": "a"}}"#, "[".repeat(100_000), "]".repeat(100_000));
    assert_eq!(text.idempotency_key(&too_deep), None);
}

/// A schema can be made without a file, and then anything can stand in it.
#[test]
fn a_key_that_a_file_could_not_name_is_none() {
    let schema = schema(&[
        r#""order_no": {"type": "string"}"#,
        r#""tags": {"type": "array", "items": {"type": "string"}}"#,
        r#""amount": {"type": "number"}"#,
    ]);
    for index in [1, 2, 3, usize::MAX] {
        let schema = schema.clone().with_key(index);
        assert_eq!(schema.idempotency_key(r#"{"tags": ["a"], "amount": 1}"#), None, "{index}");
    }
    assert_eq!(schema.idempotency_key(r#"{"order_no": "a"}"#), None);
    let faults: Vec<_> = schema.content.fields.iter().map(FieldSchema::key_fault).collect();
    assert_eq!(faults, [None, Some(KeyFault::Kind), Some(KeyFault::Kind)]);
}
