//! What is new in a specification, word for word, and what it means to a program.

use alipay_notify_import::changes::{Change, changes};
use alipay_notify_import::to_json;
use alipay_notify_schema::MessageSchema;

const OLD: &str = r#"{
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "$id": "urn:alipay:message:my.company.order.paid",
  "title": "订单",
  "description": "An order.",
  "type": "object",
  "required": ["order_no", "status"],
  "properties": {
    "order_no": { "title": "订单号", "description": "The order.",
      "type": "string", "maxLength": 64, "examples": ["a"] },
    "status": { "type": "string",
      "oneOf": [{ "const": "PAID", "title": "已支付" }, { "const": "CLOSED" }] },
    "note": { "type": "string" },
    "hint": { "type": "string", "x-alipay-presence": "conditional" },
    "user_id": { "type": "string" },
    "open_id": { "type": "string" },
    "mobile": { "type": "string" },
    "email": { "type": "string" },
    "flags": { "type": "array", "items": { "type": "boolean" } },
    "shop": { "type": "object", "properties": {
      "name": { "type": "string", "maxLength": 8 }, "no": { "type": "integer" } } },
    "items": { "type": "array", "items": { "type": "object", "properties": {
      "amount": { "type": "string" } } } },
    "funds": {
      "type": "string",
      "contentMediaType": "application/json",
      "contentSchema": { "type": "array", "items": { "type": "object", "properties": {
        "amount": { "type": "string" } } } }
    }
  },
  "oneOf": [{ "required": ["user_id"] }, { "required": ["open_id"] }],
  "anyOf": [{ "required": ["mobile"] }, { "required": ["email"] }],
  "examples": [{ "order_no": "a", "status": "PAID", "user_id": "", "email": "", "note": "" }]
}"#;

fn schema(text: &str) -> MessageSchema {
    MessageSchema::parse(text).unwrap_or_else(|errors| panic!("{errors}\n{text}"))
}

fn shown(changes: &[Change]) -> Vec<String> {
    changes.iter().map(|change| format!("{}: {change}", change.effect())).collect()
}

/// What replacements in the text of the schema change.
fn assert_found(replacements: &[(&str, &str)], expected: &[&str]) {
    let (old, mut text) = (schema(OLD), OLD.to_owned());
    for (from, to) in replacements {
        assert_eq!(text.matches(from).count(), 1, "{from}");
        text = text.replace(from, to);
    }
    let new = schema(&text);
    assert_eq!(shown(&changes(&old, &new)), expected, "{replacements:?}");
    assert_eq!(changes(&new, &old).len(), expected.len(), "and back: {replacements:?}");
    assert_eq!(changes(&new, &new), []);
}

#[test]
fn words_and_examples() {
    assert_found(&[(r#""title": "订单","#, "")], &["compatible: another label"]);
    assert_found(&[("An order.", "One order.")], &["compatible: another description"]);
    assert_found(&[(r#""订单号""#, r#""单号""#)], &["compatible: `order_no`: another label"]);
    assert_found(
        &[("The order.", "Its number.")],
        &["compatible: `order_no`: another description"],
    );
    assert_found(&[(r#"["a"]"#, r#"["b"]"#)], &["compatible: `order_no`: other examples"]);
    assert_found(&[(r#", "note": "" }]"#, r#", "note": "1" }]"#)], &["compatible: other examples"]);
}

#[test]
fn limits_presence_and_types() {
    assert_found(
        &[(r#""maxLength": 64"#, r#""maxLength": 65"#)],
        &["compatible: `order_no`: at most 65 characters, previously 64"],
    );
    assert_found(
        &[(r#""maxLength": 64, "#, "")],
        &["compatible: `order_no`: any length, previously at most 64"],
    );
    assert_found(
        &[(r#""maxLength": 8"#, r#""maxLength": 7"#)],
        &["stricter: `shop.name`: at most 7 characters, previously 8"],
    );
    assert_found(
        &[(r#""note": { "type": "string""#, r#""note": { "type": "string", "maxLength": 2"#)],
        &["stricter: `note`: at most 2 characters, previously any length"],
    );
    assert_found(
        &[(
            r#""required": ["order_no", "status"]"#,
            r#""required": ["order_no", "status", "note"]"#,
        )],
        &["breaking: `note`: required, previously optional"],
    );
    assert_found(
        &[(r#""required": ["order_no", "status"]"#, r#""required": ["status"]"#)],
        &["breaking: `order_no`: optional, previously required"],
    );
    assert_found(
        &[(r#", "x-alipay-presence": "conditional""#, "")],
        &["compatible: `hint`: optional, previously conditional"],
    );
    assert_found(
        &[(r#""amount": { "type": "string" } } } },"#, r#""amount": { "type": "number" } } } },"#)],
        &["breaking: `items.amount`: another type"],
    );
    assert_found(
        &[(r#""type": "array", "items": { "type": "boolean" }"#, r#""type": "boolean""#)],
        &["breaking: `flags`: another type"],
    );
}

#[test]
fn members_and_values() {
    assert_found(
        &[(
            r#""no": { "type": "integer" }"#,
            r#""no": { "type": "integer" }, "id": { "type": "integer" }"#,
        )],
        &["compatible: `shop.id`: added, optional"],
    );
    assert_found(
        &[
            (
                r#""required": ["order_no", "status"]"#,
                r#""required": ["order_no", "status", "new"]"#,
            ),
            (r#""note": {"#, r#""new": { "type": "string" }, "note": {"#),
            (r#""note": "" }]"#, r#""new": "" }]"#),
        ],
        &["stricter: `new`: added, required", "compatible: other examples"],
    );
    assert_found(&[(r#", "no": { "type": "integer" }"#, "")], &["breaking: `shop.no`: removed"]);
    assert_found(
        &[(
            r#""name": { "type": "string", "maxLength": 8 }, "no": { "type": "integer" }"#,
            r#""no": { "type": "integer" }, "name": { "type": "string", "maxLength": 8 }"#,
        )],
        &["compatible: `shop`: another order"],
    );
    assert_found(
        &[(r#"{ "const": "CLOSED" }"#, r#"{ "const": "CLOSED" }, { "const": "REFUND" }"#)],
        &["compatible: `status`: the value `REFUND` was added"],
    );
    assert_found(
        &[(r#", { "const": "CLOSED" }"#, "")],
        &["breaking: `status`: the value `CLOSED` was removed"],
    );
    assert_found(
        &[(r#"{ "const": "CLOSED" }"#, r#"{ "const": "CLOSED", "title": "关闭" }"#)],
        &["compatible: `status`: another label"],
    );
    assert_found(
        &[(
            r#"{ "const": "PAID", "title": "已支付" }, { "const": "CLOSED" }"#,
            r#"{ "const": "CLOSED" }, { "const": "PAID", "title": "已支付" }"#,
        )],
        &["compatible: `status`: another order"],
    );
    assert_found(
        &[(
            r#""oneOf": [{ "const": "PAID", "title": "已支付" }, { "const": "CLOSED" }]"#,
            r#""maxLength": 4"#,
        )],
        &[
            "breaking: `status`: another type",
            "stricter: `status`: at most 4 characters, previously any length",
        ],
    );
}

#[test]
fn what_is_in_a_text() {
    assert_found(
        &[(
            r#""contentSchema": { "type": "array", "items": { "type": "object", "properties": {
        "amount": { "type": "string" } } } }
    }"#,
            r#""contentSchema": { "type": "object", "properties": {} }
    }"#,
        )],
        &["breaking: `funds`: another type", "breaking: `funds.amount`: removed"],
    );
    assert_found(
        &[(
            r#""amount": { "type": "string" } } } }
    }"#,
            r#""amount": { "type": "string", "maxLength": 9 } } } }
    }"#,
        )],
        &["stricter: `funds.amount`: at most 9 characters, previously any length"],
    );
}

#[test]
fn groups_and_names() {
    assert_found(
        &[(r#""oneOf": [{ "required": ["user_id"] }, { "required": ["open_id"] }],"#, "")],
        &["breaking: a group was removed: exactly one of `user_id`, `open_id`"],
    );
    assert_found(
        &[(r#""anyOf": [{ "required": ["mobile"] }, { "required": ["email"] }],"#, "")],
        &["compatible: a group was removed: at least one of `mobile`, `email`"],
    );
    assert_found(
        &[(
            r#"{ "required": ["open_id"] }]"#,
            r#"{ "required": ["open_id"] }, { "required": ["hint"] }]"#,
        )],
        &[
            "stricter: a group was added: exactly one of `user_id`, `open_id`, `hint`",
            "breaking: a group was removed: exactly one of `user_id`, `open_id`",
        ],
    );
    assert_found(
        &[(
            r#""anyOf": [{ "required": ["mobile"] }, { "required": ["email"] }]"#,
            r#""allOf": [{ "oneOf": [{ "required": ["mobile"] }, { "required": ["email"] }] }]"#,
        )],
        &[
            "stricter: a group was added: exactly one of `mobile`, `email`",
            "compatible: a group was removed: at least one of `mobile`, `email`",
        ],
    );
    assert_found(
        &[(
            r#""anyOf": [{ "required": ["mobile"] }, { "required": ["email"] }]"#,
            r#""anyOf": [{ "required": ["mobile"] }, { "required": ["email"] }], "allOf": [
                    { "anyOf": [{ "required": ["note"] }, { "required": ["hint"] }] }]"#,
        )],
        &["stricter: a group was added: at least one of `note`, `hint`"],
    );
    assert_found(
        &[(
            r#""oneOf": [{ "required": ["user_id"] }, { "required": ["open_id"] }],
  "anyOf": [{ "required": ["mobile"] }, { "required": ["email"] }]"#,
            r#""allOf": [{ "anyOf": [{ "required": ["mobile"] }, { "required": ["email"] }] },
                 { "oneOf": [{ "required": ["user_id"] }, { "required": ["open_id"] }] }]"#,
        )],
        &["compatible: another order"],
    );
    assert_found(
        &[(r#""maxLength": 64"#, r#""maxLength": 64, "x-alipay-idempotency-key": true"#)],
        &["compatible: the idempotency key is `order_no`, previously `notify_id`: \
               messages received before count as new"],
    );
    assert_found(
        &[(
            r#""status": { "type": "string""#,
            r#""status": { "x-alipay-type": "PayStatus", "type": "string""#,
        )],
        &["breaking: `status`: another name of its Rust type"],
    );
}

#[test]
fn layout_and_spelling_are_no_changes() {
    let text = OLD
        .replace("}, ", "},\n\n ")
        .replace(r#""note": "" }"#, r#" "note":""}"#)
        .replace("An order.", "An\\u0020order.");
    assert_eq!(changes(&schema(OLD), &schema(&text)), []);
    assert_eq!(changes(&schema(OLD), &schema(&to_json(&schema(OLD)))), []);
}
