//! What the search looks through.

use std::io;

use alipay_notify_schema::MessageSchema;
use serde::Serialize;

use super::field_table::rows;
use super::files::Page;
use super::groups::Groups;
use super::text::line;
use crate::pretty::pretty;

/// A message, for the script.
#[derive(Debug, Serialize)]
struct Message<'s> {
    page: &'s str,
    method: String,
    title: String,
    description: String,
    fields: Vec<Field>,
}

#[derive(Debug, Serialize)]
struct Field {
    name: String,
    title: String,
    /// What else it is found by, such as 二选一.
    terms: String,
    anchor: String,
}

/// A script that says what there is to be searched, in the order of the list. JSON is JavaScript,
/// too.
pub(super) fn script(groups: &Groups<'_>) -> io::Result<String> {
    let messages: Vec<_> = groups.pages().map(Message::new).collect();
    Ok(format!("const messages = {};\n", pretty(&serde_json::to_string(&messages)?)))
}

impl<'s> Message<'s> {
    fn new(page: &'s Page<'_>) -> Self {
        let MessageSchema { name, title, description, content, .. } = page.schema;
        let fields = rows(content, "field-")
            .into_iter()
            .map(|row| Field {
                name: line(row.path()),
                title: line(&row.field().title),
                terms: row.terms(),
                anchor: row.anchor(),
            })
            .collect();
        Self {
            page: &page.file,
            method: line(name),
            title: line(title),
            description: line(description),
            fields,
        }
    }
}
