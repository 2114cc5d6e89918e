//! A newer import over a file that was worked on by hand.

use alipay_notify_import::changes::changes;
use alipay_notify_import::update::{Descriptions, Existing, Update};
use alipay_notify_schema::MessageSchema;

/// What an import left, and what people made of it.
const WORKED_ON: &str = r#"{
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "$id": "urn:alipay:message:my.company.order.paid",
  "title": "订单",
  "x-owner": { "team": "payments", "since": [2024, 2025] },
  "description": "An order was paid.",
  "type": "object",
  "required": ["order_no", "status"],
  "properties": {
    "order_no": {
      "title": "订单号",
      "description": "The order.",
      "x-column": "orders.no",
      "type": "string",
      "maxLength": 32,
      "x-alipay-idempotency-key": true,
      "examples": ["a"]
    },
    "status": {
      "x-enum": 1,
      "description": "How it ended.",
      "type": "string",
      "oneOf": [{ "const": "PAID", "x-final": true, "title": "已支付" },
        { "const": "LOST", "x-final": false }],
      "x-alipay-type": "PayStatus"
    },
    "funds": {
      "type": "string",
      "contentMediaType": "application/json",
      "contentSchema": {
        "x-unit": "yuan",
        "type": "array",
        "items": {
          "title": "一笔",
          "type": "object",
          "properties": { "amount": { "x-decimal": true, "type": "string" } }
        }
      }
    },
    "shop": {
      "type": "object",
      "properties": {
        "level": { "type": "string", "oneOf": [{ "const": "A" }],
          "x-alipay-type": "ShopLevel", "x-note": "see wiki" },
        "name": { "type": "string", "x-note": "shown" },
        "extra": { "type": "string", "contentMediaType": "application/json", "x-note": "raw" }
      }
    },
    "user_id": { "type": "string" },
    "open_id": { "type": "string" },
    "mobile": { "type": "string" },
    "email": { "type": "string" }
  },
  "allOf": [
    { "oneOf": [{ "required": ["user_id"], "x-old": true }, { "required": ["open_id"] }],
      "x-why": "openid" },
    { "oneOf": [{ "required": ["mobile"] }, { "required": ["email"] }], "x-why": "contact" }
  ]
}
"#;

/// What a newer page says.
const NEWER: &str = r#"{
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "$id": "urn:alipay:message:my.company.order.paid",
  "title": "订单支付",
  "description": "",
  "type": "object",
  "required": ["order_no", "status"],
  "properties": {
    "order_no": { "title": "订单号", "description": "订单编号", "type": "string",
      "maxLength": 64, "examples": ["a"] },
    "status": {
      "description": "状态",
      "type": "string",
      "oneOf": [{ "const": "PAID", "title": "已支付" }, { "const": "CLOSED", "title": "关闭" }]
    },
    "funds": { "type": "string", "description": "资金", "examples": ["[{}]", "见文档"] },
    "shop": { "type": "object", "properties": { "name": { "type": "string" },
      "level": { "type": "string" } } },
    "user_id": { "type": "string" },
    "open_id": { "type": "string" },
    "mobile": { "type": "string" },
    "email": { "type": "string" }
  },
  "oneOf": [{ "required": ["user_id"] }, { "required": ["open_id"] }],
  "examples": [
    { "order_no": "a", "status": "PAID", "user_id": "1", "funds": "[]" },
    { "order_no": "a", "status": "PAID", "user_id": "1", "funds": "{}" }
  ]
}
"#;

const UPDATED: &str = r#"{
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "$id": "urn:alipay:message:my.company.order.paid",
  "title": "订单支付",
  "x-owner": { "team": "payments", "since": [2024, 2025] },
  "description": "An order was paid.",
  "type": "object",
  "required": ["order_no", "status"],
  "properties": {
    "order_no": {
      "title": "订单号",
      "description": "订单编号",
      "x-column": "orders.no",
      "type": "string",
      "maxLength": 64,
      "x-alipay-idempotency-key": true,
      "examples": ["a"]
    },
    "status": {
      "x-enum": 1,
      "description": "状态",
      "type": "string",
      "oneOf": [
        { "const": "PAID", "x-final": true, "title": "已支付" },
        { "const": "CLOSED", "title": "关闭" }
      ],
      "x-alipay-type": "PayStatus"
    },
    "funds": {
      "description": "资金",
      "type": "string",
      "contentMediaType": "application/json",
      "contentSchema": {
        "x-unit": "yuan",
        "type": "array",
        "items": {
          "title": "一笔",
          "type": "object",
          "properties": {
            "amount": {
              "x-decimal": true,
              "type": "string"
            }
          }
        }
      },
      "examples": ["[{}]"]
    },
    "shop": {
      "type": "object",
      "properties": {
        "name": {
          "type": "string",
          "x-note": "shown"
        },
        "level": {
          "type": "string",
          "x-note": "see wiki"
        }
      }
    },
    "user_id": {
      "type": "string"
    },
    "open_id": {
      "type": "string"
    },
    "mobile": {
      "type": "string"
    },
    "email": {
      "type": "string"
    }
  },
  "oneOf": [{ "required": ["user_id"], "x-old": true }, { "required": ["open_id"] }],
  "examples": [
    {
      "order_no": "a",
      "status": "PAID",
      "user_id": "1",
      "funds": "[]"
    }
  ]
}
"#;

fn schema(text: &str) -> MessageSchema {
    MessageSchema::parse(text).unwrap_or_else(|errors| panic!("{errors}\n{text}"))
}

fn update(existing: &str, newer: &str, descriptions: Descriptions) -> Update {
    Existing::parse(existing).expect("it is a schema file").update(&schema(newer), descriptions)
}

/// The changes and the losses in words.
fn told(update: &Update) -> (Vec<String>, Vec<String>) {
    let changes = update.changes.iter().map(ToString::to_string).collect();
    (changes, update.losses.iter().map(ToString::to_string).collect())
}

#[test]
fn what_was_made_by_hand_stays() {
    let update = update(WORKED_ON, NEWER, Descriptions::Newer);
    assert_eq!(update.text, UPDATED);
    assert_eq!(changes(&schema(&update.text), &update.schema), []);
    let (changes, losses) = told(&update);
    assert_eq!(
        changes,
        [
            "another label",
            "`order_no`: another description",
            "`order_no`: at most 64 characters, previously 32",
            "`status`: another description",
            "`status`: the value `CLOSED` was added",
            "`status`: the value `LOST` was removed",
            "`funds`: another description",
            "`funds`: other examples",
            "`shop.level`: another type",
            "`shop.level`: another name of its Rust type",
            "`shop.extra`: removed",
            "`shop`: another order",
            "a group was removed: exactly one of `mobile`, `email`",
            "other examples",
        ]
    );
    assert_eq!(
        losses,
        [
            "`funds`: `examples` could not be kept: not permitted there any more",
            "`shop.extra`: `contentMediaType` could not be kept: its place is gone",
            "`shop.level`: `x-alipay-type` could not be kept: not permitted there any more",
            "`examples` could not be kept: not permitted there any more",
            "`status`: `x-final` could not be kept: its place is gone",
            "`shop.extra`: `x-note` could not be kept: its place is gone",
            "`x-why` could not be kept: its place is gone",
            "`x-why` could not be kept: its place is gone",
        ]
    );
}

#[test]
fn an_update_that_is_repeated_changes_nothing() {
    let updated = update(UPDATED, NEWER, Descriptions::Newer);
    assert_eq!(told(&updated), (vec![], vec![]));
    assert_eq!(updated.text, UPDATED);
    let other_layout = UPDATED.replace("\n  ", "\n\t");
    let again = update(&other_layout, NEWER, Descriptions::Newer);
    assert_eq!((again.text, again.changes), (other_layout, vec![]));
}

#[test]
fn descriptions_stay_where_there_are_any() {
    let update = update(WORKED_ON, NEWER, Descriptions::Existing);
    let expected =
        UPDATED.replace("订单编号", "The order.").replace("\"状态\"", "\"How it ended.\"");
    assert_eq!(update.text, expected);
}

/// Each: what becomes of a member that was marked or described by hand, by what the page says of
/// it.
#[test]
fn what_can_not_stay_is_reported() {
    let file = |property: &str, required: &str| {
        format!(
            r#"{{"$schema": "https://json-schema.org/draft/2020-12/schema",
              "$id": "urn:alipay:message:a", "type": "object",
            "required": [{required}], "properties": {{{property}}}}}"#
        )
    };
    let keyed = r#""a": { "type": "string", "x-alipay-idempotency-key": true }"#;
    let json = r#""a": { "type": "string", "contentMediaType": "application/json",
        "contentSchema": { "type": "object", "properties": { "b": { "type": "string", "x-c": 1 } },
          "x-d": 1 } }"#;
    let text = r#""a": { "type": "string", "contentMediaType": "application/json" }"#;
    let listed = r#""a": { "type": "array", "items": { "type": "string", "x-c": 1 } }"#;
    let nested = r#""a": { "type": "object",
      "properties": { "b": { "type": "object", "properties": {}, "x-alipay-type": "B" } } }"#;
    let amount = r#""a": { "type": "string", "x-alipay-format": "yuan", "examples": ["1.00"] }"#;
    let cases = [
        (
            amount,
            r#""a": { "type": "string", "maxLength": 11, "examples": ["88.88", "见文档"] }"#,
            vec!["`a`: `examples` could not be kept: not permitted there any more"],
        ),
        (
            amount,
            r#""a": { "type": "number" }"#,
            vec!["`a`: `x-alipay-format` could not be kept: not permitted there any more"],
        ),
        (
            amount,
            r#""b": { "type": "string" }"#,
            vec!["`a`: `x-alipay-format` could not be kept: its place is gone"],
        ),
        (
            keyed,
            r#""b": { "type": "string" }"#,
            vec!["`a`: `x-alipay-idempotency-key` could not be kept: its place is gone"],
        ),
        (
            keyed,
            r#""a": { "type": "number" }"#,
            vec!["`a`: `x-alipay-idempotency-key` could not be kept: not permitted there any more"],
        ),
        (
            keyed,
            r#""a": { "type": "string" }, "b": { "type": "string" }"#,
            vec!["`a`: `x-alipay-idempotency-key` could not be kept: not permitted there any more"],
        ),
        (
            json,
            r#""a": { "type": "string", "oneOf": [{ "const": "A" }] }"#,
            vec![
                "`a`: `contentMediaType` could not be kept: not permitted there any more",
                "`a`: `x-d` could not be kept: its place is gone",
                "`a.b`: `x-c` could not be kept: its place is gone",
            ],
        ),
        (
            text,
            r#""a": { "type": "array", "items": { "type": "string" } }"#,
            vec!["`a`: `contentMediaType` could not be kept: not permitted there any more"],
        ),
        (
            listed,
            r#""a": { "type": "string" }"#,
            vec!["`a`: `x-c` could not be kept: its place is gone"],
        ),
        (
            nested,
            r#""a": { "type": "string" }"#,
            vec!["`a.b`: `x-alipay-type` could not be kept: its place is gone"],
        ),
    ];
    for (existing, newer, expected) in cases {
        let is_required = existing == keyed;
        let may_be_absent = newer.contains("\"b\"");
        let existing = file(existing, if is_required { "\"a\"" } else { "" });
        let newer = file(newer, if may_be_absent { "\"b\"" } else { "\"a\"" });
        let update = update(&existing, &newer, Descriptions::Newer);
        assert_eq!(told(&update).1, expected, "{newer}");
        assert_eq!(changes(&schema(&update.text), &update.schema), []);
    }
}

#[test]
fn a_format_stays_where_the_page_knows_none() {
    let file = |property: &str| {
        format!(
            r#"{{"$schema": "https://json-schema.org/draft/2020-12/schema",
            "$id": "urn:alipay:notify:a", "type": "object",
            "properties": {{"a": {{{property}}}}}}}"#
        )
    };
    let existing = file(r#""type": "string", "x-alipay-format": "beijing-time""#);
    let newer = file(r#""type": "string", "examples": ["2023-12-21 16:26:45"]"#);
    let update = update(&existing, &newer, Descriptions::Newer);
    assert_eq!(told(&update), (vec!["`a`: other examples".to_owned()], vec![]));
    let expected = file(
        r#""type": "string", "x-alipay-format": "beijing-time", "examples": ["2023-12-21 16:26:45"]"#,
    );
    assert_eq!(schema(&update.text), schema(&expected));
}

/// A message with one shop, or with a list of shops.
fn shops(is_list: bool, level: &str, annotations: [&str; 2]) -> String {
    let [shop, level_note] = annotations;
    let object = format!(
        r#""type": "object", "properties": {{ "level": {{ "type": "string",
          "oneOf": [{level}]{level_note} }} }}"#
    );
    let shops =
        if is_list { format!(r#""type": "array", "items": {{ {object} }}"#) } else { object };
    format!(
        r#"{{ "$schema": "https://json-schema.org/draft/2020-12/schema",
          "$id": "urn:alipay:message:my.shops",
            "type": "object", "properties": {{ "shops": {{ {shops}{shop} }} }} }}"#
    )
}

#[test]
fn what_is_in_an_object_stays_where_it_becomes_a_list_and_the_reverse() {
    let (both, one) = (r#"{ "const": "A" }, { "const": "B" }"#, r#"{ "const": "A" }"#);
    let notes = [r#", "x-table": "shops""#, r#", "x-note": 1"#];
    for is_list in [true, false] {
        let worked_on = shops(!is_list, &both.replacen('}', r#", "x-best": true }"#, 1), notes);
        let updated = update(&worked_on, &shops(is_list, one, ["", ""]), Descriptions::Newer);
        let (changes, losses) = told(&updated);
        assert_eq!(changes, ["`shops`: another type", "`shops.level`: the value `B` was removed"]);
        assert_eq!(losses, Vec::<String>::new());
        let kept = shops(is_list, r#"{ "const": "A", "x-best": true }"#, notes);
        let [found, kept] = [&updated.text, &kept]
            .map(|text| serde_json::from_str::<serde_json::Value>(text).expect("JSON"));
        assert_eq!(found, kept);
    }
}

#[test]
fn what_the_page_says_of_a_text_comes_before_what_the_file_says() {
    let file = |schema: &str| {
        format!(
            r#"{{"$schema": "https://json-schema.org/draft/2020-12/schema",
              "$id": "urn:alipay:message:a", "type": "object",
            "properties": {{"a": {{"type": "string",
              "contentMediaType": "application/json"{schema}}}}}}}"#
        )
    };
    let described = file(
        r#", "contentSchema": { "type": "object",
          "properties": { "b": { "type": "string", "x-c": 1 } } }"#,
    );
    let newer = file(
        r#", "contentSchema": { "type": "array", "items": { "type": "object",
          "properties": { "b": { "type": "integer" } } } }"#,
    );
    let replaced = update(&described, &newer, Descriptions::Newer);
    assert_eq!(replaced.schema, schema(&newer));
    assert_eq!(update(&described, &file(""), Descriptions::Newer).text, described);
}

#[test]
fn a_file_with_mistakes_is_none_to_write_over() {
    let errors = Existing::parse("{").map(|existing| existing.schema().clone());
    assert_eq!(errors, MessageSchema::parse("{"));
    assert_eq!(
        errors.map_err(|errors| errors.to_string()),
        Err("line 1, column 2: this is not JSON: the text ends within an object".to_owned())
    );
}
