//! `alipay-notify schema export --asyncapi` and `--events`, and what others make of it: the parser
//! of the `AsyncAPI` project of the document, the crate `jsonschema` of the schemas in it.

mod support;

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::sync::{Arc, Mutex};

use alipay_notify::inbox::{Inbox, InboxError, Put, StoredDelivery};
use alipay_notify::testing::{TestKey, TestMessage};
use alipay_notify::{Gateway, Verifier};
use alipay_notify_schema::MessageSchema;
use alipay_notify_serve::{Event, Wanted};
use serde_json::{Value, json};
use support::{MODULES, outcome, run, skipped};

/// The folder of the message that has everything, next to the built-in ones.
const MESSAGES: [&str; 2] = ["--schemas", "tests/messages"];

fn exported(arguments: &[&str]) -> String {
    let (code, out, err) = outcome(&run(&[&["schema", "export"], arguments].concat()));
    assert_eq!((code, err.as_str()), (Some(0), ""), "{arguments:?}");
    out
}

fn document(arguments: &[&str]) -> Value {
    serde_json::from_str(&exported(arguments)).expect("one JSON document")
}

fn file(name: &str) -> Value {
    let file = fs::read_to_string(format!("../schemas/{name}.json")).expect("it is there");
    serde_json::from_str(&file).expect("it is JSON")
}

/// The attributes of an event that are the same of each message.
fn attributes() -> Value {
    json!({
        "specversion": { "type": "string", "const": "1.0" },
        "id": {
            "type": "string",
            "description": "The same whenever the message comes again."
        },
        "source": {
            "type": "string",
            "description": "`alipay:` and the app that received it.",
            "pattern": "^alipay:"
        },
        "time": {
            "type": "string",
            "description": "When Alipay sent it.",
            "format": "date-time"
        },
        "datacontenttype": { "type": "string", "const": "application/json" },
        "dataschema": { "type": "string", "format": "uri" },
        "notifyid": { "type": "string", "description": "notify_id" },
        "authappid": {
            "type": "string",
            "description":
                "The app of the merchant it is about, where another one receives it for them."
        },
        "violations": {
            "type": "string",
            "description":
                "How it breaks its specification, where the destination takes such messages."
        },
        "rawbody": {
            "type": "string",
            "description": "The body as it was received, where the destination asks for it.",
            "contentEncoding": "base64"
        }
    })
}

#[test]
fn an_event_is_attributes_and_the_content() {
    let mut properties = attributes();
    properties["type"] =
        json!({ "type": "string", "const": "alipay.message.alipay.user.opencard.result.notify" });
    properties["data"] = json!({ "$ref": "#/$defs/AlipayUserOpencardResultNotify" });
    assert_eq!(
        document(&["--events", "opencard"]),
        json!({
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "title": "Events of Alipay's messages",
            "oneOf": [{ "$ref": "#/$defs/AlipayUserOpencardResultNotifyEvent" }],
            "$defs": {
                "AlipayUserOpencardResultNotifyEvent": {
                    "title": "会员卡开卡链路,通知商家最终的开卡结果",
                    "type": "object",
                    "required": [
                        "specversion", "id", "source", "type", "datacontenttype", "dataschema",
                        "data"
                    ],
                    "properties": properties
                },
                "AlipayUserOpencardResultNotify": file("alipay.user.opencard.result.notify")
            }
        })
    );
}

#[test]
fn a_message_is_a_channel() {
    let (title, kind) = ("用户解约通知", "alipay.notify.dut_user_unsign");
    let schema = file("dut_user_unsign");
    assert_eq!(schema["title"], title);
    let mut properties = attributes();
    properties["type"] = json!({ "type": "string", "const": kind });
    let mut headers = serde_json::Map::new();
    for (name, attribute) in properties.as_object().expect("an object") {
        if name != "datacontenttype" {
            headers.insert(format!("ce-{name}"), attribute.clone());
        }
    }
    properties["data"] = json!({ "$ref": "#/components/schemas/DutUserUnsign" });
    let always = ["specversion", "id", "source", "type"];
    let required = [&always[..], &["datacontenttype", "dataschema", "data"]].concat();
    let headers_always = [&always[..], &["dataschema"]].concat();
    let required_headers: Vec<_> = headers_always.iter().map(|name| format!("ce-{name}")).collect();
    let found = document(&["--asyncapi", "dut_user_unsign"]);
    assert_eq!(
        found["channels"],
        json!({ "DutUserUnsign": {
            "address": kind,
            "title": title,
            "description": schema["description"],
            "messages": {
                "DutUserUnsign": { "$ref": "#/components/messages/DutUserUnsign" },
                "DutUserUnsignEvent": { "$ref": "#/components/messages/DutUserUnsignEvent" }
            }
        } })
    );
    assert_eq!(
        found["operations"],
        json!({ "sendDutUserUnsign": {
            "action": "send",
            "channel": { "$ref": "#/channels/DutUserUnsign" },
            "summary": title
        } })
    );
    assert_eq!(
        found["components"],
        json!({
            "messages": {
                "DutUserUnsign": {
                    "name": kind,
                    "title": title,
                    "summary": "Binary mode: HTTP, NATS, RabbitMQ.",
                    "contentType": "application/json",
                    "headers": {
                        "type": "object",
                        "description":
                            "On HTTP and NATS. On RabbitMQ, the names begin with `cloudEvents:` \
                             instead of `ce-`.",
                        "required": required_headers,
                        "properties": headers
                    },
                    "payload": { "$ref": "#/components/schemas/DutUserUnsign" }
                },
                "DutUserUnsignEvent": {
                    "name": kind,
                    "title": title,
                    "summary": "Structured mode: Redis Streams, standard output, signed HTTP, \
                                 and whatever has the body as received.",
                    "contentType": "application/cloudevents+json",
                    "payload": { "$ref": "#/components/schemas/DutUserUnsignEvent" }
                }
            },
            "schemas": {
                "DutUserUnsignEvent": {
                    "title": title,
                    "type": "object",
                    "required": required,
                    "properties": properties
                },
                "DutUserUnsign": schema
            }
        })
    );
    assert_eq!(found["asyncapi"], "3.0.0");
    assert_eq!(found["info"]["title"], "Events of Alipay's messages");
}

/// Each message has a channel, those of one's own as well, and their order is that of the list.
#[test]
fn every_message_has_a_channel() {
    let document = document(&[&["--asyncapi"], &MESSAGES[..]].concat());
    let addresses = document["channels"].as_object().expect("an object");
    let mut addresses: Vec<_> =
        addresses.values().map(|channel| channel["address"].as_str().unwrap_or_default()).collect();
    addresses.sort_unstable();
    assert_eq!(
        addresses,
        [
            "alipay.message.alipay.open.mini.icp.faceauth.completed",
            "alipay.message.alipay.user.opencard.result.notify",
            "alipay.message.ant.merchant.expand.shop.save.rejected",
            "alipay.message.my.company.product.changed",
            "alipay.notify.dut_user_sign",
            "alipay.notify.dut_user_unsign",
            "alipay.notify.fund_auth_freeze",
            "alipay.notify.fund_auth_unfreeze",
            "alipay.notify.open_app_auth_notify",
            "alipay.notify.servicemarket_order_notify",
            "alipay.notify.trade_status_sync",
            "alipay.service.alipay.adatabus.risk.end.push",
        ]
    );
}

/// Annotations of one's own stay, and numbers keep their digits.
#[test]
fn contents_are_the_files() {
    for form in ["--asyncapi", "--events"] {
        let exported = exported(&[&[form], &MESSAGES[..], &["product"]].concat());
        for kept in ["\"x-owner\": \"catalogue\"", "12.50"] {
            assert!(exported.contains(kept), "{form} {kept}: {exported}");
        }
    }
}

/// The schema permits the events that `serve` makes of each message's examples, and not what breaks
/// it.
#[test]
fn events_of_examples_are_permitted() {
    let document = document(&[&["--events"], &MESSAGES[..]].concat());
    let validator = jsonschema::draft202012::new(&document).expect("it is a JSON Schema");
    let definitions = document["$defs"].as_object().expect("an object");
    let desk = Desk::default();
    let mut permitted = 0;
    for (name, schema) in definitions.iter().filter(|(name, _)| !name.ends_with("Event")) {
        let schema = MessageSchema::parse(&schema.to_string()).expect("it is of the dialect");
        let made = schema.content.example();
        for example in schema.examples.iter().map(|example| &**example).chain([&*made]) {
            let event = desk.event(&schema, example);
            assert!(validator.is_valid(&event), "{name}: {event}");
            permitted += 1;
            for (attribute, value) in [
                ("specversion", json!("0.3")),
                ("id", json!(1)),
                ("source", json!("2014060600164699")),
                ("type", json!("alipay.message.other")),
                ("datacontenttype", json!("text/plain")),
                ("data", json!({})),
            ] {
                let mut spoilt = event.clone();
                spoilt[attribute] = value;
                assert!(!validator.is_valid(&spoilt), "{name}: {spoilt}");
                spoilt.as_object_mut().expect("an object").remove(attribute);
                assert!(!validator.is_valid(&spoilt), "{name}: without {attribute}");
            }
        }
    }
    assert_eq!(permitted, 23, "eleven in files, and one made of each");
}

/// Where deliveries become events.
struct Desk {
    key: TestKey,
    gateway: Gateway,
    stored: Kept,
}

/// What the gateway stored last.
#[derive(Clone, Default)]
struct Kept(Arc<Mutex<Option<StoredDelivery>>>);

impl Inbox for Kept {
    async fn put(&self, delivery: StoredDelivery) -> Result<Put, InboxError> {
        *self.0.lock().expect("no panic") = Some(delivery);
        Ok(Put::Stored)
    }
}

impl Default for Desk {
    fn default() -> Self {
        let (key, stored) = (TestKey::generate(), Kept::default());
        // What a service pushes names no app.
        let verifier = Verifier::new(key.public_key()).common_key(key.public_key());
        let gateway = Gateway::builder(verifier).inbox(stored.clone());
        Self { gateway: gateway.build().expect("an inbox is enough"), key, stored }
    }
}

impl Desk {
    /// The event of a message with this content.
    fn event(&self, schema: &MessageSchema, content: &str) -> Value {
        let message = TestMessage::of(schema.family, &schema.name).content(content);
        let body = message.sign(&self.key).body();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let reply = runtime.expect("a runtime").block_on(self.gateway.deliver(&body));
        assert_eq!(reply.body(), "success", "{}", schema.name);
        let stored = self.stored.0.lock().expect("no panic").take().expect("it is stored");
        let verified = stored.open(None).expect("it is what was stored");
        let event = Event::new(&stored, &verified, Some(schema), Wanted::default());
        let event = event.unwrap_or_else(|violations| panic!("{}: {violations}", schema.name));
        serde_json::from_str(&event.to_json()).expect("one JSON object")
    }
}

#[test]
fn the_parser_of_asyncapi_accepts_the_document() {
    if !Path::new(MODULES).join("@asyncapi/parser").is_dir() {
        return skipped(
            "the AsyncAPI document",
            "there is no @asyncapi/parser in target/npm",
            "install it (npm install --prefix target/npm @asyncapi/parser@3.6.6)",
        );
    }
    for arguments in [&[][..], &["--lang", "zh"], &MESSAGES] {
        let document = exported(&[&["--asyncapi"], arguments].concat());
        assert_eq!(faults(&document), "", "{arguments:?}");
    }
    // It is one that can reject: a message that is nowhere, an action that is none, a schema with
    // an unknown type.
    let good = exported(&["--asyncapi"]);
    for (what, with, fault) in [
        ("\"$ref\": \"#/channels/DutUserSign\"", "\"$ref\": \"#/channels/Nowhere\"", "Nowhere"),
        ("\"action\": \"send\"", "\"action\": \"shout\"", "action"),
        ("\"type\": \"object\"", "\"type\": \"thing\"", "type"),
    ] {
        let spoilt = good.replace(what, with);
        assert_ne!(spoilt, good, "{what}");
        assert!(faults(&spoilt).contains(fault), "{what} → {with}: {}", faults(&spoilt));
    }
}

/// The errors that the parser finds, each on a line.
fn faults(document: &str) -> String {
    const SCRIPT: &str = "
        const { Parser } = require(process.argv[1] + '/@asyncapi/parser');
        const text = require('fs').readFileSync(0, 'utf8');
        new Parser().parse(text).then(({ diagnostics }) => {
            const errors = diagnostics.filter(found => found.severity === 0);
            for (const { path, message } of errors) console.log(path.join('.'), message);
        });";
    let folder = tempfile::tempdir().expect("a folder for temporary files");
    let path = folder.path().join("asyncapi.json");
    fs::write(&path, document).expect("a new file");
    let mut node = Command::new("node");
    node.args(["-e", SCRIPT, MODULES]).stderr(Stdio::inherit());
    let Output { status, stdout, .. } =
        node.stdin(fs::File::open(path).expect("it is there")).output().expect("node runs");
    assert!(status.success(), "the parser ends well");
    String::from_utf8(stdout).expect("UTF-8")
}

#[test]
fn one_form_is_named() {
    let (code, out, err) = outcome(&run(&["schema", "export", "--asyncapi", "--openapi"]));
    assert_eq!((code, out.as_str()), (Some(2), ""));
    assert!(
        err.starts_with("error: the argument '--asyncapi' cannot be used with '--openapi'\n"),
        "{err}"
    );
}
