//! Messages as the events that `alipay-notify serve` delivers: `CloudEvents` 1.0.

use std::io;

use alipay_notify_schema::MessageSchema;
use alipay_notify_serve::Event;
use serde::Serialize;
use serde_json::value::{RawValue, to_raw_value};
use serde_json::{Value, json};

use super::named::{Named, Pairs};
use crate::lang::say;
use crate::pretty::pretty;

/// The JSON Schema of any event of these messages.
pub(super) fn document(messages: &[Named<'_>]) -> io::Result<String> {
    let mut definitions = Pairs(Vec::new());
    for message in messages {
        let name = &message.name;
        let event = schema(message, &format!("#/$defs/{name}"));
        definitions.0.push((event_name(name), to_raw_value(&event)?));
        definitions.0.push((name.clone(), message.file()?));
    }
    let reference =
        |message: &Named<'_>| json!({ "$ref": format!("#/$defs/{}", event_name(&message.name)) });
    let document = Document {
        schema: "https://json-schema.org/draft/2020-12/schema",
        title: say!("Events of Alipay's messages", "支付宝消息的事件"),
        one_of: messages.iter().map(reference).collect(),
        definitions,
    };
    Ok(pretty(&serde_json::to_string(&document)?))
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Document {
    #[serde(rename = "$schema")]
    schema: &'static str,
    title: String,
    one_of: Vec<Value>,
    #[serde(rename = "$defs")]
    definitions: Pairs<Box<RawValue>>,
}

/// The JSON Schema of an event in one piece.
#[derive(Serialize)]
pub(super) struct Schema {
    #[serde(skip_serializing_if = "String::is_empty")]
    title: String,
    r#type: &'static str,
    required: Vec<&'static str>,
    properties: Pairs<Value>,
}

/// That of a message, whose file is at `reference`.
pub(super) fn schema(message: &Named<'_>, reference: &str) -> Schema {
    let attributes = attributes(message.schema());
    let required = attributes.iter().filter(|attribute| attribute.is_required);
    let required = required.map(|attribute| attribute.name).chain(["data"]).collect();
    let properties = attributes.into_iter().map(|Attribute { name, schema, .. }| (name, schema));
    let data = ("data", json!({ "$ref": reference }));
    let properties = properties.chain([data]).map(|(name, schema)| (name.to_owned(), schema));
    Schema {
        title: message.schema().title.to_string(),
        r#type: "object",
        required,
        properties: Pairs(properties.collect()),
    }
}

/// What the schema of a message's event is called.
pub(super) fn event_name(name: &str) -> String {
    format!("{name}Event")
}

/// An attribute of an event.
pub(super) struct Attribute {
    pub(super) name: &'static str,
    pub(super) schema: Value,
    pub(super) is_required: bool,
}

/// The attributes that the events of a message may have.
pub(super) fn attributes(schema: &MessageSchema) -> [Attribute; 11] {
    let id = say!(
        "The same whenever the message comes again.",
        "同一条消息每次投递都相同，可用于去重。"
    );
    let source = say!("`alipay:` and the app that received it.", "`alipay:` 加接收消息的应用 ID。");
    let time = say!("When Alipay sent it.", "支付宝发送消息的时间。");
    let app = say!(
        "The app of the merchant it is about, where another one receives it for them.",
        "由第三方应用代收时，消息所属商户的应用 ID。"
    );
    let violations = say!(
        "How it breaks its specification, where the destination takes such messages.",
        "消息与定义不符之处；仅当目的地接收此类消息时出现。"
    );
    let raw = say!(
        "The body as it was received, where the destination asks for it.",
        "收到的原始报文；仅当目的地要求时出现。"
    );
    let text = |description: String| json!({ "type": "string", "description": description });
    let fixed = |value: &str| json!({ "type": "string", "const": value });
    let with = |mut schema: Value, keyword: &str, value: &str| {
        schema[keyword] = value.into();
        schema
    };
    let always = |name, schema| Attribute { name, schema, is_required: true };
    let maybe = |name, schema| Attribute { name, schema, is_required: false };
    [
        always("specversion", fixed("1.0")),
        always("id", text(id)),
        always("source", with(text(source), "pattern", "^alipay:")),
        always("type", fixed(&Event::kind_of(schema))),
        maybe("time", with(text(time), "format", "date-time")),
        always("datacontenttype", fixed("application/json")),
        always("dataschema", json!({ "type": "string", "format": "uri" })),
        maybe("notifyid", text("notify_id".to_owned())),
        maybe("authappid", text(app)),
        maybe("violations", text(violations)),
        maybe("rawbody", with(text(raw), "contentEncoding", "base64")),
    ]
}
