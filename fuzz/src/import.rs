//! Document pages, which users copy from a browser.

use alipay_notify_import::{Import, page_text, read_page, to_json};
use alipay_notify_schema::{FieldSchema, Kind, ObjectSchema, Presence};

use crate::schema::{check_model, inner};
use crate::written::check_written;

/// Takes the bytes of a page.
pub fn import(data: &[u8]) {
    let page = page_text(data).unwrap_or_else(|_| String::from_utf8_lossy(data).into_owned());
    let Import { schema, warnings, .. } = read_page(&page);
    let lines = page.replace("\r\n", "\n").split(['\n', '\r']).count();
    for warning in &warnings {
        assert!((1..=lines).contains(&warning.line), "no such line: {warning}");
    }
    assert!(warnings.is_sorted_by_key(|warning| warning.line), "not in the page's order");
    check_model(&schema.content);
    check_object(&schema.content);
    for example in &*schema.examples {
        let violations =
            schema.check(example).unwrap_or_else(|malformed| panic!("{malformed}: {example}"));
        assert!(violations.is_empty(), "{violations}: {example}");
    }
    if !schema.name.is_empty() {
        check_written(&to_json(&schema), &schema);
    }
}

/// Groups are of optional members, of which each is in one alone.
fn check_object(object: &ObjectSchema) {
    let mut grouped = vec![false; object.fields.len()];
    for group in &*object.groups {
        assert!(group.members.len() > 1, "a group of {}", group.members.len());
        for member in &*group.members {
            assert!(!std::mem::replace(&mut grouped[*member], true), "a member of two groups");
            assert_ne!(object.fields[*member].presence, Presence::Required);
        }
    }
    for field in &*object.fields {
        assert!(field.max_len != Some(0) && !field.name.is_empty());
        check_examples(field);
        inner(field).inspect(|inner| check_object(inner));
    }
}

fn check_examples(field: &FieldSchema) {
    let is_text =
        !field.repeated && matches!(field.kind, Kind::String | Kind::Enum(_) | Kind::Json(_));
    for example in &*field.examples {
        let json = if is_text {
            serde_json::Value::from(&**example).to_string()
        } else {
            example.to_string()
        };
        let violations =
            field.check(&json).unwrap_or_else(|malformed| panic!("{malformed}: {json}"));
        assert!(violations.is_empty(), "{violations}: {json}");
    }
}
