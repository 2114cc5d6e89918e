//! A document of `AsyncAPI` 3.0: what `alipay-notify serve` sends to its destinations. The files of
//! messages use only what JSON Schema 2020-12 and its draft 7 mean alike, which is the one that
//! `AsyncAPI` builds on.

use std::io;

use alipay_notify_serve::Event;
use serde::Serialize;
use serde_json::value::{RawValue, to_raw_value};
use serde_json::{Value, json};

use super::event;
use super::named::{Named, Pairs};
use crate::lang::say;
use crate::pretty::pretty;

/// The document that describes the events of these messages.
pub(super) fn document(messages: &[Named<'_>]) -> io::Result<String> {
    let mut document = Document {
        asyncapi: "3.0.0",
        info: info(),
        channels: Pairs(Vec::new()),
        operations: Pairs(Vec::new()),
        components: Components { messages: Pairs(Vec::new()), schemas: Pairs(Vec::new()) },
    };
    for message in messages {
        document.add(message)?;
    }
    Ok(pretty(&serde_json::to_string(&document)?))
}

#[derive(Serialize)]
struct Document {
    asyncapi: &'static str,
    info: Value,
    channels: Pairs<Value>,
    operations: Pairs<Value>,
    components: Components,
}

#[derive(Serialize)]
struct Components {
    messages: Pairs<Value>,
    schemas: Pairs<Box<RawValue>>,
}

impl Document {
    /// A channel of the message, with its event in both forms.
    fn add(&mut self, message: &Named<'_>) -> io::Result<()> {
        let (schema, name) = (message.schema(), &message.name);
        let event = event::event_name(name);
        let of = |name: &str| json!({ "$ref": format!("#/components/messages/{name}") });
        let channel = json!({
            "address": Event::kind_of(schema),
            "title": schema.title,
            "description": schema.description,
            "messages": { name: of(name), &event: of(&event) }
        });
        let operation = json!({
            "action": "send",
            "channel": { "$ref": format!("#/channels/{name}") },
            "summary": schema.title
        });
        self.channels.0.push((name.clone(), channel));
        self.operations.0.push((format!("send{name}"), operation));
        let Components { messages, schemas } = &mut self.components;
        messages.0.push((name.clone(), binary(message)));
        messages.0.push((event.clone(), structured(message, &event)));
        let reference = format!("#/components/schemas/{name}");
        schemas.0.push((event, to_raw_value(&event::schema(message, &reference))?));
        schemas.0.push((name.clone(), message.file()?));
        Ok(())
    }
}

fn info() -> Value {
    json!({
        "title": say!("Events of Alipay's messages", "支付宝消息的事件"),
        "description": say!(
            "What `alipay-notify serve` sends to its destinations: CloudEvents 1.0. A channel's \
             address is the event's type; where events go is in the settings of a destination.",
            "`alipay-notify serve` 发往各目的地的事件，遵循 CloudEvents 1.0。channel 的 address \
             是事件类型；实际发往何处由目的地的配置决定。"
        ),
        "version": env!("CARGO_PKG_VERSION")
    })
}

/// The event whose attributes are headers.
fn binary(message: &Named<'_>) -> Value {
    let (mut required, mut properties) = (Vec::new(), serde_json::Map::new());
    let attributes = event::attributes(message.schema());
    // In this form, `datacontenttype` is the content type of the message.
    for attribute in attributes.into_iter().filter(|found| found.name != "datacontenttype") {
        let header = format!("ce-{}", attribute.name);
        if attribute.is_required {
            required.push(header.clone());
        }
        properties.insert(header, attribute.schema);
    }
    let headers = say!(
        "On HTTP and NATS. On RabbitMQ, the names begin with `cloudEvents:` instead of `ce-`.",
        "适用于 HTTP 和 NATS。在 RabbitMQ 上，名称以 `cloudEvents:` 而非 `ce-` 开头。"
    );
    json!({
        "name": Event::kind_of(message.schema()),
        "title": message.schema().title,
        "summary": say!(
            "Binary mode: HTTP, NATS, RabbitMQ.",
            "二进制模式（binary mode）：HTTP、NATS、RabbitMQ。"
        ),
        "contentType": "application/json",
        "headers": {
            "type": "object",
            "description": headers,
            "required": required,
            "properties": properties
        },
        "payload": { "$ref": format!("#/components/schemas/{}", message.name) }
    })
}

/// The event in one piece.
fn structured(message: &Named<'_>, event: &str) -> Value {
    json!({
        "name": Event::kind_of(message.schema()),
        "title": message.schema().title,
        "summary": say!(
            "Structured mode: Redis Streams, standard output, signed HTTP, \
             and whatever has the body as received.",
            "结构化模式（structured mode）：Redis Streams、标准输出、带签名的 HTTP，以及附带原始报文的事件。"
        ),
        "contentType": "application/cloudevents+json",
        "payload": { "$ref": format!("#/components/schemas/{event}") }
    })
}
