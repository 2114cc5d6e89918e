//! Schema files that contradict themselves are rejected, and so are examples of theirs.

use alipay_notify_schema::{
    Expected, JsonType, MessageSchema, Problem, SchemaError, SchemaProblem, Violation, Violations,
    locate,
};

/// A file with these properties, each on a line of its own from line 2, and more keywords on the
/// last line.
fn file(properties: &[&str], more: &str) -> String {
    format!(
        "{{\"$schema\": \"https://json-schema.org/draft/2020-12/schema\", \"$id\": \"urn:alipay:message:a.b\", \
         \"type\": \"object\", \"properties\": {{\n{}}}{more}}}",
        properties.join(",\n")
    )
}

/// The mistakes: line, column, pointer and problem.
fn mistakes(text: &str) -> Vec<(usize, usize, String, SchemaProblem)> {
    let errors = MessageSchema::parse(text).expect_err("the file has mistakes");
    let parts = |SchemaError { line, column, pointer, problem, .. }: &SchemaError| {
        (*line, *column, pointer.clone(), problem.clone())
    };
    errors.iter().map(parts).collect()
}

/// The one mistake: its place and its words, of which the place is found again by its pointer.
fn only_mistake(text: &str) -> (String, String) {
    let found = mistakes(text);
    let [(line, column, pointer, problem)] = &found[..] else { panic!("{found:#?}") };
    assert_eq!(locate(text, pointer), Some((*line, *column)));
    (pointer.clone(), problem.to_string())
}

/// `main` prints the `Debug` of the error that it returns.
#[test]
fn a_main_that_returns_the_mistakes_shows_them_as_sentences() {
    fn main(file: &str) -> Result<(), Box<dyn std::error::Error>> {
        MessageSchema::parse(file)?;
        Ok(())
    }

    let text = file(&[], ", \"required\": [\"a\"]");
    let error = main(&text).expect_err("the file has mistakes");
    assert_eq!(
        format!("{error:?}"),
        "line 2, column 17, at /required/0: `a` is not one of the properties"
    );
}

#[test]
fn values_stand_for_themselves() {
    let text = file(
        &[
            r#""a": {"type": "string", "oneOf": [{"const": "aBc"}, {"const": "x"}, {"const": "abc"}, {"const": "x"}]}"#,
            r#""b": {"type": "string", "oneOf": [{"const": "ä"}, {"const": "Ä"}, {"const": ""}, {"const": 1}]}"#,
        ],
        "",
    );
    let twice = |value: &str, first: &str| SchemaProblem::ValueTwice {
        value: value.into(),
        first: first.into(),
    };
    let expected = |found| SchemaProblem::Expected { expected: Expected::NonEmptyString, found };
    assert_eq!(
        mistakes(&text),
        [
            (2, 79, "/properties/a/oneOf/2/const".to_owned(), twice("abc", "aBc")),
            (2, 97, "/properties/a/oneOf/3/const".to_owned(), twice("x", "x")),
            (3, 77, "/properties/b/oneOf/2/const".to_owned(), expected(None)),
            (3, 92, "/properties/b/oneOf/3/const".to_owned(), expected(Some(JsonType::Number))),
        ]
    );
    assert_eq!(
        twice("abc", "aBc").to_string(),
        "the values `aBc` and `abc` differ in letter case only, which does not count"
    );
    assert_eq!(twice("x", "x").to_string(), "the value `x` is already listed");
    assert_eq!(
        expected(Some(JsonType::Number)).to_string(),
        "this must be a string of at least one character, not a number"
    );
}

#[test]
fn values_keep_the_length() {
    let list = r#""a": {"type": "array", "items": {"maxLength": 2, "type": "string", "oneOf": [{"const": "成功"},
        {"const": "已支付"}]}}"#;
    assert_eq!(
        only_mistake(&file(&[list], "")),
        (
            "/properties/a/items/oneOf/1/const".to_owned(),
            "this value has 3 characters, and `maxLength` permits 2".to_owned()
        )
    );
}

#[test]
fn required_names_a_member_once() {
    let text = file(&[r#""a": {"type": "string"}"#], r#", "required": ["a", "a"]"#);
    assert_eq!(only_mistake(&text), ("/required/1".to_owned(), "`a` is already listed".to_owned()));
}

#[test]
fn only_types_have_names() {
    let fits = file(
        &[
            r#""a": {"type": "string", "oneOf": [{"const": "x"}], "x-alipay-type": "A"}"#,
            r#""b": {"type": "array", "items": {"type": "object", "properties": {}}, "x-alipay-type": "B"}"#,
            r#""c": {"type": "string", "contentMediaType": "application/json", "x-alipay-type": "C",
                     "contentSchema": {"type": "object", "properties": {}}}"#,
        ],
        "",
    );
    assert_eq!(MessageSchema::parse(&fits).map(|schema| schema.content.fields.len()), Ok(3));
    for kind in
        [r#""string""#, r#""integer""#, r#""string", "contentMediaType": "application/json""#]
    {
        let text = file(&[&format!(r#""a": {{"x-alipay-type": "A", "type": {kind}}}"#)], "");
        assert_eq!(
            only_mistake(&text),
            (
                "/properties/a/x-alipay-type".to_owned(),
                "`x-alipay-type` names the type that is written for an object or an enum; this is \
                 neither"
                    .to_owned()
            )
        );
    }
}

#[test]
fn an_example_can_be_made() {
    let short = r#""a": {"type": "object", "properties": {"b": {"type": "string", "maxLength": 4,
        "contentMediaType": "application/json", "contentSchema": {"type": "array",
        "items": {"type": "object", "properties": {"c": {"type": "string"}}}}}}}"#;
    let mut violations = Violations::default();
    violations.push("b", Problem::TooLong { actual: 10, limit: 4 });
    let text = file(&[short], "");
    // Once, at the innermost object: those around it have no example either.
    assert_eq!(
        mistakes(&text),
        [(
            2,
            6,
            "/properties/a".to_owned(),
            SchemaProblem::NoExample { violations: violations.clone() }
        )]
    );
    assert_eq!(
        SchemaProblem::NoExample { violations }.to_string(),
        "no valid example of this object can be made; give its members `examples` that follow \
         their rules: b: 10 characters, at most 4"
    );
    let mended = short.replace("\"maxLength\": 4", "\"maxLength\": 4, \"examples\": [\"[{}]\"]");
    assert_eq!(MessageSchema::parse(&file(&[&mended], "")).map(|schema| schema.example()), {
        Ok(r#"{"a":{"b":"[{}]"}}"#.to_owned())
    });
}

#[test]
fn a_whole_example_takes_the_place_of_one_made() {
    let property =
        r#""a": {"type": "string", "maxLength": 1, "contentMediaType": "application/json"}"#;
    assert_eq!(
        only_mistake(&file(&[property], "")),
        (
            String::new(),
            "no valid example of this object can be made; give its members `examples` that follow \
             their rules: a: 2 characters, at most 1"
                .to_owned()
        )
    );
    let whole = file(&[property], r#", "examples": [{"a": "1"}]"#);
    assert_eq!(
        MessageSchema::parse(&whole).map(|schema| schema.example()),
        Ok(r#"{"a": "1"}"#.to_owned())
    );
}

#[test]
fn examples_keep_their_schema() {
    let text = file(
        &[
            r#""a": {"type": "integer", "examples": [9223372036854775807, 9223372036854775808]}"#,
            r#""b": {"type": "array", "items": {"type": "object", "properties": {"c": {"type": "boolean"}}},
                "examples": [[{"c": true}, {"c": 1}], {}]}"#,
            r#""d": {"type": "string"}"#,
        ],
        r#", "anyOf": [{"required": ["a"]}, {"required": ["d"]}], "examples": [{"b": [{"c": 1}]}, 1]"#,
    );
    let found: Vec<_> = mistakes(&text)
        .into_iter()
        .map(|(_, _, pointer, problem)| (pointer, problem.to_string()))
        .collect();
    let breaks = |pointer: &str, how: &str| {
        (pointer.to_owned(), format!("this example breaks its own schema: {how}"))
    };
    assert_eq!(
        found,
        [
            breaks("/properties/a/examples/1", "a number beyond what its field can hold"),
            breaks("/properties/b/examples/0", "[1].c: a boolean is required, found a number"),
            breaks("/properties/b/examples/1", "an array is required, found an object"),
            breaks("/examples/0", "b[0].c: a boolean is required, found a number"),
            breaks("/examples/0", "a, d: at least one of these must be present, none is"),
            breaks("/examples/1", "an object is required, found a number"),
        ]
    );
    let violation = Violation::new("", Problem::OutOfRange);
    assert_eq!(mistakes(&text)[0].3, SchemaProblem::Example { violation });
}

#[test]
fn json_in_texts_has_a_bottom() {
    let text = |levels| {
        let content =
            (0..levels).fold(r#"{"type": "object", "properties": {}}"#.to_owned(), |content, _| {
                format!(
                    r#"{{"type": "object", "properties": {{"a": {{"type": "string",
                     "contentMediaType": "application/json", "contentSchema": {content}}}}}}}"#
                )
            });
        file(&[&format!(r#""top": {content}"#)], "")
    };
    assert_eq!(MessageSchema::parse(&text(4)).map(|schema| schema.content.fields.len()), Ok(1));
    assert_eq!(
        only_mistake(&text(5)),
        (
            "/properties/top/properties/a/contentSchema".to_owned(),
            "JSON is nested in texts more than 4 levels deep".to_owned()
        )
    );
}

#[test]
fn a_value_is_located_by_its_pointer() {
    let text = "{\"a/b\": [1,\n  {\"~\": \"é\", \"c\": 2}]}";
    for (pointer, place) in [
        ("", Some((1, 1))),
        ("/a~1b/0", Some((1, 10))),
        ("/a~1b/1/~0", Some((2, 9))),
        ("/a~1b/1/c", Some((2, 19))),
        ("/a~1b/2", None),
        ("/a~1b/0/c", None),
        ("a~1b", None),
    ] {
        assert_eq!(locate(text, pointer), place, "{pointer}");
    }
    assert_eq!(locate("{", ""), None);
}
