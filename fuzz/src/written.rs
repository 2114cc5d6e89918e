//! Schema files, written again.

use alipay_notify_import::changes::changes;
use alipay_notify_import::to_json;
use alipay_notify_import::update::{Descriptions, Existing};
use alipay_notify_schema::MessageSchema;

/// A schema is written as a file that says the same, in one way; and a file that is updated by what
/// it says itself is left as it is.
pub(crate) fn check_written(file: &str, schema: &MessageSchema) {
    let written = to_json(schema);
    let again =
        MessageSchema::parse(&written).unwrap_or_else(|errors| panic!("{errors}: {written}"));
    assert_eq!(changes(schema, &again), [], "{written}");
    assert_eq!((again.family, &again.name), (schema.family, &schema.name));
    assert_eq!(to_json(&again), written);

    let existing = Existing::parse(file).unwrap_or_else(|errors| panic!("{errors}: {file}"));
    let update = existing.update(&again, Descriptions::Newer);
    assert_eq!((update.text.as_str(), update.losses), (file, Vec::new()));
}
