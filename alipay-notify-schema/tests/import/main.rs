//! Pages in, schemas and warnings out.
//!
//! `tests/pages` holds pages, and beside each what is read from it. `UPDATE_PAGES=1` writes the latter anew after a change
//! that is meant.

mod file;

use std::borrow::Cow;
use std::io::{Write, stderr};
use std::path::{Path, PathBuf};
use std::{env, fs};

use alipay_notify_schema::import::{Import, import};
use alipay_notify_schema::{FieldSchema, JsonText, Kind, MessageSchema, ObjectSchema};

const SPECIFIED: [&str; 3] = [
    "alipay.open.mini.icp.faceauth.completed",
    "alipay.user.opencard.result.notify",
    "ant.merchant.expand.shop.save.rejected",
];

fn folder(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// The pages in a folder, by their names.
fn pages(path: &str) -> Vec<(PathBuf, String)> {
    let files = fs::read_dir(folder(path)).into_iter().flatten().filter_map(Result::ok);
    let paths =
        files.map(|file| file.path()).filter(|path| path.extension().is_some_and(|kind| kind == "txt"));
    let mut pages: Vec<_> =
        paths.map(|path| (path.clone(), fs::read_to_string(path).expect("UTF-8"))).collect();
    pages.sort();
    pages
}

#[test]
fn pages_are_read_as_expected() {
    let pages = pages("tests/pages");
    assert!(pages.len() >= 8, "only {} pages", pages.len());
    for (path, page) in pages {
        let found = rendered(&import(&page));
        let path = path.with_extension("expected");
        if env::var_os("UPDATE_PAGES").is_some() {
            fs::write(&path, &found).expect("the file can be written");
        }
        let expected = fs::read_to_string(&path).unwrap_or_default();
        assert_eq!(found, expected, "{}: see the comment at the top of this file", path.display());
    }
}

/// The schema as a file of the dialect, then the warnings.
fn rendered(found: &Import) -> String {
    let complete = if found.is_complete { "complete" } else { "not complete" };
    format!("{}\n\n{complete}\n{}\n", file::file(&found.schema), warnings(found).join("\n"))
}

fn warnings(found: &Import) -> Vec<String> {
    found.warnings.iter().map(ToString::to_string).collect()
}

#[test]
fn the_specified_messages_are_imported_as_they_were_written() {
    for name in SPECIFIED {
        let path = folder(&format!("../../shared/specs/{name}.txt"));
        let Ok(page) = fs::read_to_string(&path) else {
            let _ =
                writeln!(stderr(), "skipped: {name} is not imported, there is no page {}", path.display());
            continue;
        };
        let file = fs::read_to_string(folder(&format!("../schemas/{name}.json"))).expect("it is specified");
        let schema = MessageSchema::parse(&file).unwrap_or_else(|mistakes| panic!("{mistakes}"));
        let found = import(&page);
        let expected: &[&str] = match name {
            "alipay.user.opencard.result.notify" => &[
                "line 50: this example has `user_id` beside `open_id`, of which only one may be there: `user_id` was dropped",
            ],
            _ => &[],
        };
        assert_eq!(warnings(&found), expected, "{name}");
        assert!(found.is_complete, "{name}");
        assert_eq!(undescribed(found.schema), undescribed(schema), "{name}");
    }
}

/// A schema without what a page and a file word differently: its descriptions and the white space of its examples.
fn undescribed(mut schema: MessageSchema) -> MessageSchema {
    schema.description = Cow::Borrowed("");
    undescribe(&mut schema.content);
    schema.examples = schema.examples.iter().map(|example| Cow::Owned(dense(example))).collect();
    schema
}

fn undescribe(object: &mut ObjectSchema) {
    for field in object.fields.to_mut() {
        let FieldSchema { description, kind, .. } = field;
        *description = Cow::Borrowed("");
        match kind {
            Kind::Object(inner) | Kind::Json(JsonText { content: Some(inner), .. }) => {
                undescribe(inner.to_mut());
            }
            _ => {}
        }
    }
}

/// JSON without white space between its values.
fn dense(json: &str) -> String {
    let (mut in_string, mut is_escaped) = (false, false);
    let keep = |ch: &char| {
        let is_kept = in_string || !ch.is_ascii_whitespace();
        in_string ^= *ch == '"' && !is_escaped;
        is_escaped = *ch == '\\' && !is_escaped;
        is_kept
    };
    json.chars().filter(keep).collect()
}

#[test]
fn a_page_may_end_anywhere() {
    let pages: Vec<_> = pages("tests/pages").into_iter().chain(pages("../../shared/specs")).collect();
    let mut cut = 0;
    for (path, page) in pages {
        for end in ends(&page) {
            let part = page.get(..end).expect("a boundary");
            assert_satisfies_dialect(&import(part), &format!("{}, {end} bytes", path.display()));
            cut += 1;
        }
    }
    let _ = writeln!(stderr(), "{cut} pages were cut short");
}

/// The ends of all lines, and of each character of every seventh line.
fn ends(page: &str) -> Vec<usize> {
    let mut line = 0;
    let mut ends = Vec::new();
    for (at, ch) in page.char_indices() {
        line += usize::from(ch == '\n');
        if ch == '\n' || line % 7 == 0 {
            ends.push(at);
        }
    }
    ends
}

/// What an import returns is a schema of the dialect, given the name of a message.
fn assert_satisfies_dialect(found: &Import, page: &str) {
    let mut schema = found.schema.clone();
    if schema.msg_method.is_empty() {
        schema.msg_method = Cow::Borrowed("x");
    }
    match MessageSchema::parse(&file::file(&schema)) {
        Ok(parsed) => assert_eq!(parsed, schema, "{page}"),
        Err(mistakes) => panic!("{page}: {mistakes}"),
    }
    for warning in &found.warnings {
        assert!(warning.line > 0, "{page}: {warning}");
    }
}
