//! Schema files, written anew.

use alipay_notify_schema::MessageSchema;
use alipay_notify_schema::changes::changes;
use alipay_notify_schema::rust;
use alipay_notify_schema::update::{Descriptions, Existing};

/// A schema is written as a file that says the same, in one way; and a file that is updated by what
/// it says itself is left as it is.
pub(crate) fn check_written(file: &str, schema: &MessageSchema) {
    let written = schema.to_json();
    let again =
        MessageSchema::parse(&written).unwrap_or_else(|errors| panic!("{errors}: {written}"));
    assert_eq!(changes(schema, &again), [], "{written}");
    assert_eq!(again.msg_method, schema.msg_method);
    assert_eq!(again.to_json(), written);

    let existing = Existing::parse(file).unwrap_or_else(|errors| panic!("{errors}: {file}"));
    let update = existing.update(&again, Descriptions::Newer);
    assert_eq!((update.text.as_str(), update.losses), (file, Vec::new()));

    let fields = rust::fields(schema);
    assert!(fields.starts_with("use alipay_notify::"), "{fields}");
}
