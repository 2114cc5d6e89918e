//! The parameters of a form, read as the members of an object.

use alipay_notify_schema::{Decoder, MessageSchema, Violations};

type TestResult = Result<(), Box<dyn std::error::Error>>;

/// A schema of a notification with these properties.
fn schema(properties: &str, required: &str) -> Result<MessageSchema, Box<dyn std::error::Error>> {
    Ok(MessageSchema::parse(&format!(
        r#"{{"$schema": "https://json-schema.org/draft/2020-12/schema",
            "$id": "urn:alipay:notify:my_sync", "type": "object",
            "required": [{required}], "properties": {{{properties}}}}}"#
    ))?)
}

fn shown(violations: &Violations) -> Vec<String> {
    violations.iter().map(ToString::to_string).collect()
}

#[test]
fn numbers_and_booleans_are_read_from_their_texts() -> TestResult {
    let schema = schema(
        r#""count": {"type": "integer"}, "rate": {"type": "number"}, "done": {"type": "boolean"}"#,
        "",
    )?;
    for good in [
        [("count", "1"), ("rate", "-1.5e3"), ("done", "true")],
        [("count", "-0"), ("rate", "0"), ("done", "false")],
        [("count", "1e2"), ("rate", "0.10"), ("done", "")],
    ] {
        assert_eq!(shown(&schema.check_parameters(&good)), Vec::<String>::new(), "{good:?}");
    }
    for (name, text, problem) in [
        ("count", "1.5", "count: an integer is required, found a fraction"),
        ("count", "one", "count: an integer is required, found a string"),
        ("count", " 1", "count: an integer is required, found a string"),
        ("count", "1 ", "count: an integer is required, found a string"),
        ("count", "+1", "count: an integer is required, found a string"),
        ("count", "01", "count: an integer is required, found a string"),
        ("count", "true", "count: an integer is required, found a string"),
        ("rate", "1,5", "rate: a number is required, found a string"),
        ("rate", "NaN", "rate: a number is required, found a string"),
        ("rate", "-", "rate: a number is required, found a string"),
        ("done", "TRUE", "done: a boolean is required, found a string"),
        ("done", "1", "done: a boolean is required, found a string"),
    ] {
        assert_eq!(shown(&schema.check_parameters(&[(name, text)])), [problem], "{text}");
    }
    Ok(())
}

#[test]
fn parameters_become_the_object_that_is_specified() -> TestResult {
    let schema = schema(
        r#""count": {"type": "integer"}, "rate": {"type": "number"}, "done": {"type": "boolean"},
            "text": {"type": "string"}"#,
        "",
    )?;
    for (parameters, json) in [
        (
            [("count", "1"), ("rate", "-1.50e3"), ("done", "true"), ("text", "7")],
            r#"{"count":1,"rate":-1.50e3,"done":true,"text":"7"}"#,
        ),
        // Not what is specified, and so as it came.
        (
            [("count", "+1"), ("rate", "NaN"), ("done", "1"), ("text", "a \"b\"")],
            r#"{"count":"+1","rate":"NaN","done":"1","text":"a \"b\""}"#,
        ),
        ([("count", ""), ("other", "1"), ("text", ""), ("none", "")], r#"{"other":"1","none":""}"#),
        ([("notify_type", "my_sync"), ("sign", "x"), ("app_id", "1"), ("done", "")], "{}"),
    ] {
        assert_eq!(schema.json_of_parameters(&parameters), json);
    }
    Ok(())
}

#[test]
fn an_empty_parameter_is_absent() -> TestResult {
    let schema = schema(r#""a": {"type": "string"}, "b": {"type": "string"}"#, r#""a""#)?;
    assert_eq!(shown(&schema.check_parameters(&[("b", ""), ("a", "x")])), Vec::<String>::new());
    for parameters in [&[("a", "")] as &[_], &[("b", "x")], &[]] {
        let violations = schema.check_parameters(parameters);
        assert_eq!(shown(&violations), ["a: required, but missing"], "{parameters:?}");
    }
    Ok(())
}

#[test]
fn names_are_taken_as_they_are() -> TestResult {
    let schema = schema(r#""ab": {"type": "string", "maxLength": 1}"#, "")?;
    let twice = [("ab", "x"), ("ab", "y")];
    assert_eq!(shown(&schema.check_parameters(&twice)), ["ab: given more than once"]);
    assert_eq!(shown(&schema.check_parameters(&[("a\\u0062", "xyz")])), Vec::<String>::new());
    assert_eq!(shown(&schema.check_parameters(&[("ab", "\\n")])), ["ab: 2 characters, at most 1"]);
    Ok(())
}

#[test]
fn a_parameter_may_hold_json() -> TestResult {
    let schema = schema(
        r#""bills": {"type": "string", "maxLength": 40, "contentMediaType": "application/json",
            "contentSchema": {"type": "array", "items": {"type": "object", "required": ["amount"],
            "properties": {"amount": {"type": "string", "maxLength": 4}}}}}"#,
        "",
    )?;
    for (text, problems) in [
        (r#"[{"amount":"0.10"}]"#, &[] as &[&str]),
        (r#"[{"amount":"10.00"}]"#, &["bills[0].amount: 5 characters, at most 4"]),
        ("[{}]", &["bills[0].amount: required, but missing"]),
        ("[{}", &["bills: a text that is JSON is required"]),
        (
            r#"[{"amount":"0.10"},{"amount":"0.10"},{}]"#,
            &["bills[2].amount: required, but missing"],
        ),
    ] {
        assert_eq!(shown(&schema.check_parameters(&[("bills", text)])), problems, "{text}");
    }
    Ok(())
}

#[test]
fn what_the_specification_does_not_have_is_kept_as_json() -> TestResult {
    let schema = schema(r#""a": {"type": "string"}"#, "")?;
    let parameters = [
        ("a", "x"),
        ("app_id", "1"),
        ("biz_content", "{}"),
        ("b\\n", "say \"hi\"\n"),
        ("notify_id", "2"),
        ("sign", "3"),
        ("z", "1"),
    ];
    let mut kept = Vec::new();
    let mut decoder = Decoder::of_parameters(&parameters);
    let mut cursor = decoder.enter()?.expect("parameters are an object");
    let mut keep = |name: String, json: &str| kept.push((name, json.to_owned()));
    while let Some(index) = decoder.next_field_keeping(&schema.content, &mut cursor, &mut keep)? {
        assert_eq!(decoder.text(&schema.content.fields[index])?, Some("x"));
    }
    decoder.leave(&schema.content, &cursor);
    assert_eq!(decoder.finish()?, Violations::default());
    let expected = [("biz_content", r#""{}""#), ("b\\n", r#""say \"hi\"\n""#), ("z", r#""1""#)];
    assert_eq!(kept, expected.map(|(name, json)| (name.to_owned(), json.to_owned())));
    Ok(())
}

#[test]
fn a_parameter_may_be_the_idempotency_key() -> TestResult {
    let schema = schema(
        r#""id": {"type": "string", "x-alipay-idempotency-key": true}, "n": {"type": "integer"}"#,
        r#""id""#,
    )?;
    let key = |parameters: &[(&str, &str)]| schema.idempotency_key_of(parameters);
    assert_eq!(key(&[("n", "x"), ("id", "a\\b")]).as_deref(), Some("a\\b"));
    assert_eq!(key(&[("id", "")]), None);
    assert_eq!(key(&[("n", "1")]), None);
    Ok(())
}
