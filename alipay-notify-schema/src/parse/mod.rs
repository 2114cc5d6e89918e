//! From a schema file to a [`MessageSchema`], every mistake in it reported at once.

mod enums;
mod error;
mod example;
mod expected;
mod field;
mod flat;
mod idempotency;
mod keywords;
mod object;

use std::borrow::Cow;

pub use error::{SchemaError, SchemaErrors, SchemaProblem};
pub use expected::Expected;

pub use field::{MAX_TEXT_LEVELS, text_levels};

use crate::family::Family;
use crate::json::{self, Node, Value};
use crate::model::MessageSchema;
use crate::names::META_SCHEMA;
use error::Report;
use keywords::{Keywords, expected};

impl MessageSchema {
    /// Reads a schema file of the dialect that `schemas/README.md` describes.
    ///
    /// # Errors
    ///
    /// [`SchemaErrors`]: every mistake in the file, each with its line, column and JSON pointer. A
    /// file that is not JSON has one.
    pub fn parse(text: &str) -> Result<Self, SchemaErrors> {
        let mut report = Report::new(text);
        let schema = match json::read_strict(text) {
            Ok(root) => message(&root, &mut report),
            Err(malformed) => {
                let syntax = malformed.syntax().clone();
                report.push(malformed.at(), "", SchemaProblem::Syntax { syntax });
                None
            }
        };
        report.finish(schema)
    }
}

fn message(root: &Node, report: &mut Report<'_>) -> Option<MessageSchema> {
    let mut keywords = Keywords::of(root, "", report)?;
    check_meta_schema(&mut keywords, report);
    let id = id(&mut keywords, report);
    let (title, description) =
        (keywords.text("title", report), keywords.text("description", report));
    keywords.expect_type("object", report);
    let before = report.count();
    let object::Object { schema: content, marks } = object::object(&mut keywords, report);
    let idempotency_key = idempotency::key(&marks, &content, report);
    let samples = keywords.array("examples", report);
    if samples.is_empty() {
        example::check_made(&content, keywords.start(), "", before, report);
    }
    keywords.finish(report);

    let examples = samples.iter().map(|node| Cow::Owned(report.source(node).to_owned())).collect();
    let (family, name) = id?;
    if family.is_flat() {
        flat::check(&content, root, report);
    }
    for (index, node) in samples.iter().enumerate() {
        example::check_content(&content, node, &format!("/examples/{index}"), report);
    }
    Some(MessageSchema { family, name, title, description, content, idempotency_key, examples })
}

fn check_meta_schema(keywords: &mut Keywords<'_>, report: &mut Report<'_>) {
    let Some(node) = keywords.require("$schema", report) else { return };
    if !matches!(&node.value, Value::String(uri) if uri == META_SCHEMA) {
        expected(node, "/$schema", Expected::MetaSchema, report);
    }
}

fn id(keywords: &mut Keywords<'_>, report: &mut Report<'_>) -> Option<(Family, Cow<'static, str>)> {
    let node = keywords.require("$id", report)?;
    let id = match &node.value {
        Value::String(id) => Family::of_id(id),
        _ => None,
    };
    if id.is_none() {
        expected(node, "/$id", Expected::SchemaId, report);
    }
    id.map(|(family, name)| (family, Cow::Owned(name.to_owned())))
}
