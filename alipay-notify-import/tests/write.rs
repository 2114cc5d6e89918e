//! Schema files written from what was read of them.

use std::fs;
use std::path::{Path, PathBuf};

use alipay_notify_import::changes::changes;
use alipay_notify_import::{read_page, to_json};
use alipay_notify_schema::MessageSchema;

/// The schema files of a folder of this workspace, but for those with mistakes.
fn schemas(folder: &str) -> Vec<(PathBuf, String, MessageSchema)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(folder);
    let entries = fs::read_dir(&folder).expect("the folder is there");
    let paths = entries.map(|entry| entry.expect("it can be read").path());
    let files = paths.filter(|path| path.extension().is_some_and(|extension| extension == "json"));
    let read = |path: PathBuf| {
        let text = fs::read_to_string(&path).expect("it can be read");
        let schema = MessageSchema::parse(&text).ok()?;
        Some((path, text, schema))
    };
    files.filter_map(read).collect()
}

#[test]
fn the_files_of_the_repository_are_written_as_they_are() {
    let files = schemas("schemas");
    for (path, text, schema) in &files {
        assert_eq!(&to_json(schema), text, "{}", path.display());
    }
    assert!(files.len() >= 3, "{} files", files.len());
}

#[test]
fn every_keyword_has_its_place() {
    let text = include_str!("schemas/my.company.layout.json");
    assert_eq!(MessageSchema::parse(text).map(|schema| to_json(&schema)), Ok(text.to_owned()));
}

#[test]
fn what_is_written_says_the_same() {
    let mut written = 0;
    for folder in ["tests/oracle/schemas", "tests/ui/schemas", "alipay-notify-import/tests/schemas"]
    {
        for (path, _, schema) in schemas(folder) {
            let again =
                MessageSchema::parse(&to_json(&schema)).unwrap_or_else(|errors| panic!("{errors}"));
            assert_eq!(changes(&schema, &again), [], "{}", path.display());
            assert_eq!(to_json(&again), to_json(&schema), "{}", path.display());
            assert_eq!((again.family, &again.name), (schema.family, &schema.name));
            written += 1;
        }
    }
    assert!(written >= 50, "{written} files");
}

#[test]
fn what_is_imported_is_written() {
    let pages = fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pages"))
        .expect("it is there");
    let texts = pages.map(|entry| entry.expect("it can be read").path());
    let texts = texts.filter(|path| path.extension().is_some_and(|extension| extension == "txt"));
    let mut written = 0;
    for path in texts {
        let schema = read_page(&fs::read_to_string(&path).expect("it can be read")).schema;
        if schema.name.is_empty() {
            continue;
        }
        let again =
            MessageSchema::parse(&to_json(&schema)).unwrap_or_else(|errors| panic!("{errors}"));
        assert_eq!(changes(&schema, &again), [], "{}", path.display());
        written += 1;
    }
    assert!(written >= 8, "{written} pages");
}

#[test]
fn groups_keep_their_order() {
    let schema = |groups: &str| {
        let text = format!(
            r#"{{"$schema": "https://json-schema.org/draft/2020-12/schema",
            "$id": "urn:alipay:message:g",
              "type": "object",
            "properties": {{"a": {{"type": "string"}}, "b": {{"type": "string"}},
              "c": {{"type": "string"}},
            "d": {{"type": "string"}}}}, {groups}}}"#
        );
        to_json(&MessageSchema::parse(&text).expect("it is in the dialect"))
    };
    let (one, any) = (
        r#""oneOf": [{ "required": ["a"] }, { "required": ["b"] }]"#,
        r#""anyOf": [{ "required": ["c"] }, { "required": ["d"] }]"#,
    );
    assert!(schema(&format!("{any}, {one}")).ends_with(&format!("\n  {one},\n  {any}\n}}\n")));
    let all = format!("\n  \"allOf\": [\n    {{ {any} }},\n    {{ {one} }}\n  ]\n}}\n");
    assert!(schema(&format!(r#""allOf": [{{{any}}}, {{{one}}}]"#)).ends_with(&all));
}

#[test]
fn examples_that_are_no_json_are_left_out() {
    let text = include_str!("schemas/my.company.layout.json");
    let schema = MessageSchema::parse(text).expect("it is in the dialect");
    let mut with = schema.clone();
    with.examples = vec!["{".into(), "{}".into()].into();
    let mut expected = schema;
    expected.examples = vec!["{}".into()].into();
    assert_eq!(to_json(&with), to_json(&expected));
    assert!(to_json(&with).ends_with("\n  \"examples\": [{}]\n}\n"));
}
