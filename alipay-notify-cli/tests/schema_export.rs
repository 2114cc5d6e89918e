//! `alipay-notify schema export`, and what others make of it: Python's `openapi-spec-validator` of
//! the document, the crate `jsonschema` of the schemas in it.

mod support;

use std::fs;
use std::process::{Command, Stdio};

use alipay_notify_schema::MessageSchema;
use serde_json::{Value, json};
use support::{outcome, run, skipped};

/// The validator's command line.
const VALIDATOR: &str = "openapi-spec-validator";

/// The folder of the message that has everything, next to the built-in ones.
const MESSAGES: [&str; 2] = ["--schemas", "tests/messages"];

fn exported(arguments: &[&str]) -> String {
    let (code, out, err) = outcome(&run(&[&["schema", "export", "--openapi"], arguments].concat()));
    assert_eq!((code, err.as_str()), (Some(0), ""), "{arguments:?}");
    out
}

fn document(arguments: &[&str]) -> Value {
    serde_json::from_str(&exported(arguments)).expect("one JSON document")
}

#[test]
fn a_message_is_a_webhook() {
    let parameter = |title: &str, description: &str, limit: Option<u64>| {
        let mut parameter = json!({ "title": title, "description": description, "type": "string" });
        if let Some(limit) = limit {
            parameter["maxLength"] = limit.into();
        }
        parameter
    };
    let mut method = parameter("消息接口名称", "Which message this is.", Some(100));
    method["const"] = "alipay.user.opencard.result.notify".into();
    let mut content = parameter("消息报文", "The content.", None);
    content["contentMediaType"] = "application/json".into();
    content["contentSchema"] =
        json!({ "$ref": "#/components/schemas/AlipayUserOpencardResultNotify" });
    let file = fs::read_to_string("../schemas/alipay.user.opencard.result.notify.json")
        .expect("it is there");
    let schema: Value = serde_json::from_str(&file).expect("it is JSON");
    assert_eq!(
        document(&["opencard"]),
        json!({
            "openapi": "3.1.0",
            "info": {
                "title": "Alipay message notifications",
                "description":
                    "What Alipay posts to the application gateway of an app, and what the gateway \
                     answers.",
                "version": env!("CARGO_PKG_VERSION")
            },
            "webhooks": { "alipay.user.opencard.result.notify": { "post": {
                "operationId": "onAlipayUserOpencardResultNotify",
                "summary": "会员卡开卡链路,通知商家最终的开卡结果",
                "description": "Final outcome of a user's opening of a membership card.",
                "requestBody": { "required": true, "content": {
                "application/x-www-form-urlencoded": { "schema": {
                    "type": "object",
                    "required": [
                        "notify_id", "utc_timestamp", "msg_method", "app_id", "version",
                        "biz_content", "sign", "sign_type", "charset"
                    ],
                    "properties": {
                        "notify_id": parameter(
                            "通知id", "Identifies the message, the same over its \
                                     redeliveries.", Some(50)
                        ),
                        "utc_timestamp": parameter(
                            "消息发送时的服务端时间", "When it was sent, in milliseconds since the \
                                            epoch.", Some(13)
                        ),
                        "msg_method": method,
                        "app_id": parameter("消息接受方的应用id", "The app that receives the \
                                                           message.", Some(20)),
                        "version": parameter(
                            "版本号", "The version of the message format; 1.1 is the standard \
                                    message.", Some(5)
                        ),
                        "biz_content": content,
                        "sign": parameter("签名", "The signature.", None),
                        "sign_type": parameter("签名类型", "The algorithm of the signature.", Some(10)),
                        "charset": parameter("编码集", "The charset in which the message was \
                                                     signed.", Some(10))
                    }
                } } } },
                "responses": { "200": {
                    "description": "success: the message is done. Anything else: Alipay delivers \
                                    it again, eight times in all.",
                    "content": {
                        "text/plain": {
                            "schema": { "type": "string", "enum": ["success", "fail"] }
                        }
                    }
                } }
            } } },
            "components": { "schemas": { "AlipayUserOpencardResultNotify": schema } }
        })
    );
}

/// The parameters of a notification are those of the form.
#[test]
fn a_notification_is_a_webhook() {
    let found = document(&["dut_user_unsign"]);
    let post = &found["webhooks"]["dut_user_unsign"]["post"];
    assert_eq!(post["operationId"], "onDutUserUnsign");
    let form = &post["requestBody"]["content"]["application/x-www-form-urlencoded"]["schema"];
    let parameter = |title: &str, description: &str| {
        let text = "string";
        json!({ "title": title, "description": description, "type": text })
    };
    let mut sign_type = parameter("签名类型", "The algorithm of the signature.");
    sign_type["maxLength"] = 10.into();
    assert_eq!(
        *form,
        json!({
            "type": "object",
            "required": ["notify_type", "sign", "sign_type"],
            "properties": {
                "notify_type": { "type": "string", "const": "dut_user_unsign" },
                "sign": parameter("签名", "The signature."),
                "sign_type": sign_type
            },
            "allOf": [{ "$ref": "#/components/schemas/DutUserUnsign" }]
        })
    );
}

/// Annotations of one's own stay, and numbers keep their digits.
#[test]
fn schemas_are_the_files() {
    let exported = exported(&[&MESSAGES[..], &["product"]].concat());
    for kept in [
        "\"x-owner\": \"catalogue\"",
        "\"x-since\": 2",
        "12.50",
        "\"x-alipay-presence\": \"conditional\"",
    ] {
        assert!(exported.contains(kept), "{kept}: {exported}");
    }
    let found: Value = serde_json::from_str(&exported).expect("one JSON document");
    let file =
        fs::read_to_string("tests/messages/my.company.product.changed.json").expect("it is there");
    let file: Value = serde_json::from_str(&file).expect("it is JSON");
    assert_eq!(found["components"]["schemas"], json!({ "MyCompanyProductChanged": file }));
}

#[test]
fn messages_are_chosen_and_in_order() {
    let names = |document: &Value| -> Vec<String> {
        document["webhooks"]
            .as_object()
            .into_iter()
            .flatten()
            .map(|(name, _)| name.clone())
            .collect()
    };
    let all = [
        "alipay.open.mini.icp.faceauth.completed",
        "alipay.user.opencard.result.notify",
        "ant.merchant.expand.shop.save.rejected",
        "dut_user_sign",
        "dut_user_unsign",
        "fund_auth_freeze",
        "fund_auth_unfreeze",
        "open_app_auth_notify",
        "servicemarket_order_notify",
        "trade_status_sync",
        "alipay.adatabus.risk.end.push",
    ];
    let mut sorted = all;
    sorted.sort_unstable();
    assert_eq!(names(&document(&[])), sorted);
    let document_as_text = exported(&[]);
    let places = all.map(|name| document_as_text.find(&format!("{name:?}: {{")));
    assert!(places.is_sorted() && places[0].is_some(), "{places:?}");
    let chosen = exported(&["shop", "faceauth", "shop.save"]);
    assert_eq!(names(&serde_json::from_str(&chosen).expect("one JSON document")), [all[0], all[2]]);
    assert!(chosen.find(all[0]) < chosen.find(all[2]), "{chosen}");
    let (code, out, err) = outcome(&run(&["schema", "export", "--openapi", "shp"]));
    assert_eq!((code, out.as_str()), (Some(2), ""));
    assert_eq!(
        err,
        "error: no message `shp` is known; did you mean ant.merchant.expand.shop.save.rejected? \
         `alipay-notify schema list` shows all that are known\n"
    );
}

/// Names that would be the same in a program are told apart, and those of other scripts are names
/// all the same.
#[test]
fn names_of_schemas_are_unique() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    for method in ["a.b_c", "a.b.c", "消息", "通知"] {
        let schema = json!({
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "$id": format!("urn:alipay:message:{method}"),
            "type": "object",
            "properties": {}
        });
        fs::write(folder.path().join(format!("{method}.json")), schema.to_string())
            .expect("it can be written");
    }
    let path = folder.path().to_str().expect("a UTF-8 path");
    let found = document(&["--schemas", path]);
    let reference = |method: &str| {
        let content = &found["webhooks"][method]["post"]["requestBody"]["content"];
        let form = &content["application/x-www-form-urlencoded"]["schema"];
        form["properties"]["biz_content"]["contentSchema"]["$ref"]
            .as_str()
            .unwrap_or_default()
            .to_owned()
    };
    let methods = ["a.b.c", "a.b_c", "消息", "通知"];
    assert_eq!(
        methods.map(reference),
        ["ABC", "ABC2", "Message", "Message2"].map(|name| format!("#/components/schemas/{name}"))
    );
    // The validator does not follow these references.
    for method in methods {
        let schema = found.pointer(reference(method).trim_start_matches('#'));
        let id = format!("urn:alipay:message:{method}");
        assert_eq!(schema.map(|schema| &schema["$id"]), Some(&Value::from(id)));
    }
}

#[test]
fn a_file_is_written() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let file = folder.path().join("openapi.json");
    let name = file.to_str().expect("a UTF-8 path");
    let out = exported(&["--out", name, "shop"]);
    assert_eq!(out, format!("1 message written to {name}\n"));
    assert_eq!(fs::read_to_string(&file).ok(), Some(exported(&["shop"])));
    assert_eq!(exported(&["--out", name, "--lang", "zh"]), format!("已将 11 条消息写入 {name}\n"));
    assert_eq!(fs::read_to_string(&file).ok(), Some(exported(&["--lang", "zh"])));

    let nowhere = folder.path().join("missing").join("openapi.json");
    let nowhere = nowhere.to_str().expect("a UTF-8 path");
    let (code, out, err) = outcome(&run(&["schema", "export", "--openapi", "--out", nowhere]));
    assert_eq!((code, out.as_str()), (Some(2), ""));
    assert_eq!(
        err,
        format!(
            "error: {nowhere}: the file can't be written: No such file or directory (os error 2)\n"
        )
    );
}

#[test]
fn a_form_of_export_has_to_be_named() {
    let (code, out, err) = outcome(&run(&["schema", "export", "--lang", "zh"]));
    assert_eq!((code, out.as_str()), (Some(2), ""));
    assert_eq!(err, "错误：缺少参数：<--openapi|--asyncapi|--events>\n\n使用 --help 查看用法。\n");
}

/// Each schema in the document permits the examples of its message, and not what breaks it.
#[test]
fn schemas_permit_their_examples() {
    let document = document(&MESSAGES);
    let schemas = document["components"]["schemas"].as_object().expect("an object");
    assert_eq!(schemas.len(), 12);
    let mut permitted = 0;
    for (name, schema) in schemas {
        let validator = jsonschema::draft202012::new(schema).expect("it is a JSON Schema");
        let message = MessageSchema::parse(&schema.to_string()).expect("it is of the dialect");
        let made = message.content.example();
        for example in message.examples.iter().map(|example| &**example).chain([&*made]) {
            let example: Value = serde_json::from_str(example).expect("an example is JSON");
            assert!(validator.is_valid(&example), "{name}: {example}");
            permitted += 1;
        }
        assert!(!validator.is_valid(&json!({})), "{name}: each of them requires something");
    }
    assert_eq!(permitted, 23, "eleven in files, and one made of each");
}

#[test]
fn an_independent_validator_accepts_the_document() {
    if !accepts(&["--version"]) {
        return skipped(
            "the OpenAPI document",
            "there is no openapi-spec-validator",
            "install it (pip install openapi-spec-validator)",
        );
    }
    let folder = tempfile::tempdir().expect("a folder can be made");
    let write = |name: &str, document: &str| {
        let file = folder.path().join(name);
        fs::write(&file, document).expect("it can be written");
        file.to_str().expect("a UTF-8 path").to_owned()
    };
    for arguments in [&[][..], &["--lang", "zh"], &MESSAGES] {
        let file = write("openapi.json", &exported(arguments));
        assert!(accepts(&["--schema", "3.1", &file]), "{arguments:?}");
    }
    // It is one that can reject: a status that is none, a schema with an unknown type, paths that
    // are a list.
    let good = exported(&[]);
    for (what, with) in [
        ("\"200\"", "\"2000\""),
        ("\"type\": \"object\"", "\"type\": \"thing\""),
        ("\"openapi\": \"3.1.0\"", "\"openapi\": \"3.1.0\", \"paths\": []"),
    ] {
        let spoilt = good.replace(what, with);
        assert_ne!(spoilt, good, "{what}");
        assert!(!accepts(&["--schema", "3.1", &write("spoilt.json", &spoilt)]), "{what} → {with}");
    }
}

/// Whether the validator ends well.
fn accepts(arguments: &[&str]) -> bool {
    let mut command = Command::new(VALIDATOR);
    command.args(arguments).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}
