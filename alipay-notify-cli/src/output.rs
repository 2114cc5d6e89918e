//! How messages are shown, to people and to programs.

use std::fmt::Write as _;

use alipay_notify::schema::MessageSchema;
use alipay_notify::{Envelope, Verified, Violations};
use comfy_table::presets::UTF8_FULL_CONDENSED;
use comfy_table::{ContentArrangement, Table};
use serde_json::{Map, Value, json};

/// A table as wide as its content, or the terminal.
pub(crate) fn table(header: &[&str]) -> Table {
    let mut table = Table::new();
    table
        .load_style(UTF8_FULL_CONDENSED)
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_header(header);
    table
}

/// A message for people: what identifies it, then its fields with their labels.
pub(crate) fn readable(
    verified: &Verified,
    schema: Option<&MessageSchema>,
    violations: &Violations,
) -> String {
    let envelope = verified.envelope();
    let mut text = format!("{}\n", envelope.msg_method());
    for (name, value) in identity(envelope) {
        let _ = writeln!(text, "  {name:<14} {value}");
    }
    let _ = writeln!(text, "  {:<14} {}", "signed", signed(verified));
    let _ = writeln!(text, "{}", content_table(verified.biz_content(), schema));
    for violation in violations {
        let _ = writeln!(text, "  breaks its specification: {violation}");
    }
    if schema.is_none() {
        let _ = writeln!(
            text,
            "  no specification is known for this message, so nothing but its signature was checked"
        );
    }
    text
}

/// A message for programs.
pub(crate) fn fields(verified: &Verified, violations: &Violations) -> Map<String, Value> {
    let mut fields = Map::new();
    for (name, value) in identity(verified.envelope()) {
        fields.insert(name.to_owned(), Value::from(value));
    }
    fields.insert("msg_method".to_owned(), Value::from(verified.envelope().msg_method()));
    fields.insert("sign_mode".to_owned(), json!(verified.sign_mode().to_string()));
    fields.insert("biz_content".to_owned(), parsed(verified.biz_content()));
    fields.insert("violations".to_owned(), violations.iter().map(ToString::to_string).collect());
    fields
}

fn identity(envelope: &Envelope) -> [(&'static str, &str); 5] {
    [
        ("notify_id", envelope.notify_id()),
        ("app_id", envelope.app_id()),
        ("utc_timestamp", envelope.utc_timestamp()),
        ("version", envelope.parameter("version").unwrap_or_default()),
        ("charset", envelope.charset()),
    ]
}

fn signed(verified: &Verified) -> String {
    let mode = verified.sign_mode();
    format!("{}, mode {mode}", verified.envelope().sign_type())
}

fn content_table(content: &str, schema: Option<&MessageSchema>) -> Table {
    let mut table = table(&["Field", "Label", "Value"]);
    if let Value::Object(members) = parsed(content) {
        for (name, value) in members {
            let label =
                schema.and_then(|schema| schema.content.field(&name)).map(|(_, field)| field.title.clone());
            let value = value.as_str().map_or_else(|| value.to_string(), printable);
            table.add_row([printable(&name), label.unwrap_or_default().into_owned(), value]);
        }
    }
    table
}

/// Verified content is JSON; one with escapes that stand for no character is shown as it is.
fn parsed(content: &str) -> Value {
    serde_json::from_str(content).unwrap_or_else(|_| Value::from(content))
}

/// A text without control characters, which could steer the terminal.
fn printable(text: &str) -> String {
    text.chars().map(|ch| if ch.is_control() { '\u{fffd}' } else { ch }).collect()
}
