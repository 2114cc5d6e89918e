//! The JSON Schemas of what commands print, in `docs/json`.

use std::fs;
use std::path::Path;

use serde_json::Value;

/// Holds a document against a schema of `docs/json`.
pub(crate) fn assert_keeps(schema: &str, document: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../docs/json/{schema}.json"));
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{schema}: {error}"));
    let schema_of: Value = serde_json::from_str(&text).expect("a schema is JSON");
    let validator = jsonschema::validator_for(&schema_of).expect("it is a JSON Schema");
    let document: Value = serde_json::from_str(document).expect("one JSON document");
    let errors: Vec<String> = validator
        .iter_errors(&document)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert!(errors.is_empty(), "{schema}: {errors:?}: {document}");
}
