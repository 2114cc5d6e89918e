//! A document of `OpenAPI` 3.1, whose schemas are JSON Schema 2020-12, as the files of the messages
//! are.

use std::collections::BTreeMap;
use std::io;

use alipay_notify::Envelope;
use alipay_notify_schema::{FieldSchema, MessageSchema};
use serde::Serialize;
use serde_json::value::RawValue;
use serde_json::{Value, json};

use super::named::{Named, Pairs};
use crate::lang::say;
use crate::pretty::pretty;

/// The document that describes these messages.
pub(super) fn document(messages: &[Named<'_>]) -> io::Result<String> {
    let mut schemas = Pairs(Vec::new());
    let mut webhooks = Pairs(Vec::new());
    for message in messages {
        let (schema, name) = (message.schema(), &message.name);
        schemas.0.push((name.clone(), message.file()?));
        webhooks.0.push((schema.name.to_string(), Webhook { post: post(schema, name) }));
    }
    let document = Document {
        openapi: "3.1.0",
        info: Info {
            title: say!("Alipay message notifications", "支付宝消息通知"),
            description: say!(
                "What Alipay posts to the application gateway of an app, and what the gateway \
                 answers.",
                "支付宝向应用网关投递的消息，以及网关的应答。"
            ),
            version: env!("CARGO_PKG_VERSION"),
        },
        webhooks,
        components: Components { schemas },
    };
    Ok(pretty(&serde_json::to_string(&document)?))
}

#[derive(Serialize)]
struct Document {
    openapi: &'static str,
    info: Info,
    webhooks: Pairs<Webhook>,
    components: Components,
}

#[derive(Serialize)]
struct Info {
    title: String,
    description: String,
    version: &'static str,
}

#[derive(Serialize)]
struct Components {
    schemas: Pairs<Box<RawValue>>,
}

#[derive(Serialize)]
struct Webhook {
    post: Operation,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Operation {
    #[serde(rename = "operationId")]
    id: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    summary: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    description: String,
    request_body: RequestBody,
    responses: Value,
}

#[derive(Serialize)]
struct RequestBody {
    required: bool,
    content: Pairs<MediaType>,
}

#[derive(Serialize)]
struct MediaType {
    schema: Form,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Form {
    r#type: &'static str,
    required: Vec<&'static str>,
    properties: Pairs<Parameter>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    all_of: Vec<BTreeMap<&'static str, String>>,
}

/// A parameter that every form of a family has.
#[derive(Default, Serialize)]
#[serde(rename_all = "camelCase")]
struct Parameter {
    #[serde(skip_serializing_if = "str::is_empty")]
    title: &'static str,
    #[serde(skip_serializing_if = "str::is_empty")]
    description: &'static str,
    r#type: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_length: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    r#const: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    content_media_type: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    content_schema: Option<BTreeMap<&'static str, String>>,
}

fn post(schema: &MessageSchema, name: &str) -> Operation {
    let form = if schema.family.is_flat() { flat(schema, name) } else { nine(schema, name) };
    let content =
        Pairs(vec![("application/x-www-form-urlencoded".to_owned(), MediaType { schema: form })]);
    Operation {
        id: format!("on{name}"),
        summary: schema.title.to_string(),
        description: schema.description.to_string(),
        request_body: RequestBody { required: true, content },
        responses: responses(),
    }
}

/// The nine common parameters, `biz_content` among them.
fn nine(schema: &MessageSchema, name: &str) -> Form {
    let fields = &Envelope::SCHEMA.fields;
    let properties =
        fields.iter().map(|field| (field.name.to_string(), parameter(field, schema, name)));
    Form {
        r#type: "object",
        required: fields.iter().map(|field| &*field.name).collect(),
        properties: Pairs(properties.collect()),
        all_of: Vec::new(),
    }
}

/// The parameter that says what it is, the signature, and those of the schema.
fn flat(schema: &MessageSchema, name: &str) -> Form {
    let named = |name: &'static str| Envelope::SCHEMA.field(name).map(|(_, field)| field);
    let signature = ["sign", "sign_type"].into_iter().filter_map(named);
    let properties =
        signature.map(|field| (field.name.to_string(), parameter(field, schema, name)));
    let what = schema.family.parameter();
    let r#const = Some(schema.name.to_string());
    let says = Parameter { r#type: "string", r#const, ..Parameter::default() };
    Form {
        r#type: "object",
        required: vec![what, "sign", "sign_type"],
        properties: Pairs([(what.to_owned(), says)].into_iter().chain(properties).collect()),
        all_of: vec![reference(name)],
    }
}

fn parameter(field: &'static FieldSchema, schema: &MessageSchema, name: &str) -> Parameter {
    let is_content = field.name == "biz_content";
    Parameter {
        title: &field.title,
        description: &field.description,
        r#type: "string",
        max_length: field.max_len,
        r#const: (field.name == "msg_method").then(|| schema.name.to_string()),
        content_media_type: is_content.then_some("application/json"),
        content_schema: is_content.then(|| reference(name)),
    }
}

/// A reference to the schema of a message.
fn reference(name: &str) -> BTreeMap<&'static str, String> {
    BTreeMap::from([("$ref", format!("#/components/schemas/{name}"))])
}

/// What a gateway answers to an authentic message.
fn responses() -> Value {
    let description = say!(
        "success: the message is done. Anything else: Alipay delivers it again, eight times in \
         all.",
        "success 表示处理成功；收到其他应答时，支付宝会重新投递，共投递 8 次。"
    );
    json!({
        "200": {
            "description": description,
            "content": {
                "text/plain": { "schema": { "type": "string", "enum": ["success", "fail"] } }
            }
        }
    })
}
