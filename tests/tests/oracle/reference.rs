//! The independent verdict: that of the `jsonschema` crate on the same schema file.
//!
//! It is asked about a document in which [`normalised`] has undone what Alipay's senders are
//! permitted beyond JSON Schema, and about the JSON in texts, of which JSON Schema only says what
//! it ought to be.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use jsonschema::Validator;
use serde_json::{Map, Value};

use crate::json::{Json, Style};

/// A schema, ready to judge.
pub(crate) struct Reference {
    schema: Value,
    validator: Validator,
    /// What is in texts, by the place of its schema.
    contents: BTreeMap<String, Reference>,
}

impl Reference {
    /// A schema file.
    pub(crate) fn new(schema: Value) -> Self {
        let mut formatted = schema.clone();
        add_formats(&mut formatted);
        let validator =
            jsonschema::draft202012::new(&formatted).expect("the schema is a JSON Schema");
        let mut contents = BTreeMap::new();
        find_contents(&schema, "", &mut contents);
        Self { schema, validator, contents }
    }

    /// Whether a document keeps the schema.
    pub(crate) fn permits(&self, document: &Json) -> bool {
        let (value, texts) = normalised(document, &self.schema);
        self.validator.is_valid(&value)
            && texts.iter().all(|(place, text)| self.permits_text(place, text))
    }

    /// Whether a text is JSON, and JSON that keeps its own schema where it has one.
    fn permits_text(&self, place: &str, text: &str) -> bool {
        let content = Json::parse(text);
        content.is_some_and(|json| {
            self.contents.get(place).is_none_or(|content| content.permits(&json))
        })
    }
}

fn find_contents(schema: &Value, place: &str, contents: &mut BTreeMap<String, Reference>) {
    if let Some(content) = schema.get("contentSchema") {
        contents.insert(place.to_owned(), Reference::new(content.clone()));
    }
    if let Some(items) = schema.get("items") {
        find_contents(items, &format!("{place}/items"), contents);
    }
    for (name, property) in
        schema.get("properties").and_then(Value::as_object).into_iter().flatten()
    {
        find_contents(property, &format!("{place}/{name}"), contents);
    }
}

/// Says in keywords of JSON Schema what the dialect's own say of texts.
fn add_formats(schema: &mut Value) {
    // Amounts are held in 64 bits of fen.
    const MOST: &str = "^(?:0*[0-9]{1,17}(?:[.][0-9]{1,2})?|184467440737095516[.]15)$";

    let Value::Object(keywords) = schema else { return };
    match keywords.get("x-alipay-format").and_then(Value::as_str) {
        Some("yuan") => drop(keywords.insert("pattern".to_owned(), MOST.into())),
        Some(_) => drop(keywords.insert("const".to_owned(), "a time".into())),
        None => {}
    }
    if let Some(Value::Object(properties)) = keywords.get_mut("properties") {
        properties.values_mut().for_each(add_formats);
    }
    keywords.get_mut("items").into_iter().for_each(add_formats);
}

/// Whether a text is a time of the dialect: that of RFC 3339, by a validator's word, written with a
/// space, no more than milliseconds, and without an offset.
pub(crate) fn is_time(text: &str) -> bool {
    static TIME: LazyLock<Validator> = LazyLock::new(|| {
        let schema = serde_json::json!({
            "format": "date-time",
            "pattern": "^[0-9-]{10}T[0-9]{2}:[0-9]{2}:[0-5][0-9]([.][0-9]{1,3})?[+]08:00$",
        });
        let options = jsonschema::draft202012::options().should_validate_formats(true);
        options.build(&schema).expect("the schema is a JSON Schema")
    });
    !text.contains(['T', '+'])
        && TIME.is_valid(&Value::String(format!("{}+08:00", text.replacen(' ', "T", 1))))
}

/// A document as JSON Schema has to see it, and the texts in it that must be JSON, each with the
/// place of its schema.
///
/// This is the one place where the documented differences are undone:
///
/// - `null` members count as absent: they are left out;
/// - a number or a boolean where a text is documented is its literal text;
/// - the ASCII letter case of listed values does not count: they are put into the schema's case;
/// - a text that is a time of the dialect is put into the words "a time", since JSON Schema has no
///   such format;
/// - a text of JSON must be JSON and keep its `contentSchema`, which JSON Schema makes an
///   annotation: the texts are returned, to be judged on their own.
///
/// A member that comes twice is a violation, while the tree here could only keep one of them: no
/// document has any.
fn normalised(document: &Json, schema: &Value) -> (Value, Vec<(String, String)>) {
    let mut texts = Vec::new();
    let value = normalise(document, schema, "", &mut texts);
    (value, texts)
}

fn normalise(
    document: &Json,
    schema: &Value,
    place: &str,
    texts: &mut Vec<(String, String)>,
) -> Value {
    match (schema["type"].as_str(), document) {
        (Some("object"), Json::Object(members)) => {
            let present = members.iter().filter(|(_, value)| *value != Json::Null);
            let member = |(name, value): &(String, Json)| {
                let schema = &schema["properties"][name.as_str()];
                (name.clone(), normalise(value, schema, &format!("{place}/{name}"), texts))
            };
            Value::Object(present.map(member).collect())
        }
        (Some("array"), Json::Array(elements)) => {
            let place = format!("{place}/items");
            elements
                .iter()
                .map(|element| normalise(element, &schema["items"], &place, texts))
                .collect()
        }
        (Some("string"), Json::Text(text)) => normalise_text(text, schema, place, texts),
        (Some("string"), Json::Number(_) | Json::Boolean(_)) => {
            normalise_text(&document.write(Style::Compact), schema, place, texts)
        }
        _ => plain(document),
    }
}

fn normalise_text(
    text: &str,
    schema: &Value,
    place: &str,
    texts: &mut Vec<(String, String)>,
) -> Value {
    if schema.get("contentMediaType").is_some() {
        texts.push((place.to_owned(), text.to_owned()));
    }
    if schema["x-alipay-format"] == "beijing-time" {
        return Value::from(if is_time(text) { "a time" } else { "no time" });
    }
    let mut listed = schema["oneOf"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|value| value["const"].as_str());
    let value = listed.find(|listed| listed.eq_ignore_ascii_case(text));
    Value::String(value.unwrap_or(text).to_owned())
}

/// What is no place of a text, or not in the schema at all.
fn plain(document: &Json) -> Value {
    match document {
        Json::Array(elements) => elements.iter().map(plain).collect(),
        Json::Object(members) => Value::Object(
            members.iter().map(|(name, value)| (name.clone(), plain(value))).collect::<Map<_, _>>(),
        ),
        scalar => serde_json::from_str(&scalar.write(Style::Compact)).expect("the tree is JSON"),
    }
}
