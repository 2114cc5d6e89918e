//! Pages in, schemas and warnings out.
//!
//! `tests/pages` holds pages, and next to each what is read from it. `UPDATE_PAGES=1` writes the
//! latter again after a change that is meant.

use std::borrow::Cow;
use std::io::{Write, stderr};
use std::path::{Path, PathBuf};
use std::{env, fs};

use alipay_notify_import::changes::changes;
use alipay_notify_import::{Import, read_page, to_json};
use alipay_notify_schema::{FieldSchema, JsonText, Kind, MessageSchema, ObjectSchema};

const TOO_LARGE: &str =
    "more members or levels than a schema file may have: left out or simplified";

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
    let paths = files
        .map(|file| file.path())
        .filter(|path| path.extension().is_some_and(|kind| kind == "txt"));
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
        let found = rendered(&read_page(&page));
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
    format!("{}\n{complete}\n{}\n", to_json(&found.schema), warnings(found).join("\n"))
}

fn warnings(found: &Import) -> Vec<String> {
    found.warnings.iter().map(ToString::to_string).collect()
}

#[test]
fn the_specified_messages_are_imported_as_they_were_written() {
    for name in SPECIFIED {
        let path = folder(&format!("../../shared/specs/{name}.txt"));
        let Ok(page) = fs::read_to_string(&path) else {
            let _ = writeln!(
                stderr(),
                "skipped: {name}: there is no {}; it is not part of the repository",
                path.display()
            );
            continue;
        };
        let file = fs::read_to_string(folder(&format!("../schemas/{name}.json")))
            .expect("it is specified");
        let schema = MessageSchema::parse(&file).unwrap_or_else(|mistakes| panic!("{mistakes}"));
        let found = read_page(&page);
        let expected: &[&str] = match name {
            "alipay.user.opencard.result.notify" => {
                &["line 50: `user_id`: removed from this example, which has `open_id` as well: \
                 only one may be present"]
            }
            _ => &[],
        };
        assert_eq!(warnings(&found), expected, "{name}");
        assert!(found.is_complete, "{name}");
        assert_eq!(undescribed(found.schema), undescribed(schema), "{name}");
    }
}

/// A schema without what a page and a file word differently: its descriptions and the white space
/// of its examples.
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
    let mut cut = 0;
    for (path, page) in all_pages() {
        for end in ends(&page) {
            let part = page.get(..end).expect("a boundary");
            assert_satisfies_dialect(&read_page(part), &format!("{}, {end} bytes", path.display()));
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
    if schema.name.is_empty() {
        schema.name = Cow::Borrowed("x");
    }
    match MessageSchema::parse(&to_json(&schema)) {
        Ok(parsed) => assert_eq!(changes(&schema, &parsed), [], "{page}"),
        Err(mistakes) => panic!("{page}: {mistakes}"),
    }
    for warning in &found.warnings {
        assert!(warning.line > 0, "{page}: {warning}");
    }
}

/// The pages that lie in the repository, and those that may lie next to it.
fn all_pages() -> Vec<(PathBuf, String)> {
    pages("tests/pages").into_iter().chain(pages("../../shared/specs")).collect()
}

#[test]
fn what_browsers_add_changes_nothing() {
    for (path, page) in all_pages() {
        let page = page.replace("\r\n", "\n");
        let expected = read_page(&page);
        for (added, changed) in [
            ("line breaks", page.replace('\n', "\r\n")),
            ("carriage returns", page.replace('\n', "\r")),
            ("a byte order mark", format!("\u{feff}{page}")),
            ("trailing spaces", page.replace('\n', " \u{a0}\n")),
            ("zero-width spaces", page.replace('|', "\u{200b}|")),
            ("full-width bars", page.replace('|', "\u{ff5c}")),
        ] {
            assert_eq!(read_page(&changed).schema, expected.schema, "{}: {added}", path.display());
        }
    }
}

/// The head of a field, taken apart by the simplest rule that does for the pages of these tests.
struct Head<'p> {
    name: &'p str,
    label: &'p str,
    level: &'p str,
    written: &'p str,
}

impl<'p> Head<'p> {
    fn of(line: &'p str) -> Option<Self> {
        let (name, rest) = line.split_once('|')?;
        let level = ["特殊可选", "必选", "可选"]
            .into_iter()
            .find_map(|level| Some((level, rest.rfind(level)?)));
        let (label, level, written) = match level {
            Some((level, at)) => (&rest[..at], level, &rest[at + level.len()..]),
            None => (rest.split_once("string(")?.0, "", &rest[rest.find("string(")?..]),
        };
        (!name.contains(' ')).then_some(Self { name, label, level, written })
    }

    /// What is there of it, between separators.
    fn joined(&self, separator: &str) -> String {
        let cells = [self.name, self.label, self.level, self.written];
        cells.into_iter().filter(|cell| !cell.is_empty()).collect::<Vec<_>>().join(separator)
    }
}

/// What a layout is called, and how it writes a head.
type Layout = (&'static str, fn(&Head<'_>) -> String);

/// A page whose fields begin otherwise.
fn with_heads(page: &str, head: impl Fn(&Head<'_>) -> String) -> String {
    let lines = page
        .lines()
        .map(|line| Head::of(line).map_or_else(|| line.to_owned(), |found| head(&found)));
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn all_layouts_say_the_same() {
    let mut heads = 0;
    for (path, page) in all_pages() {
        // These have layouts of their own, or heads that are broken on purpose.
        if ["rows", "one-column", "doubts", "bare", "unmarked", "heads"]
            .iter()
            .any(|name| path.file_stem().is_some_and(|stem| stem == *name))
        {
            continue;
        }
        heads += page.lines().filter_map(Head::of).count();
        let expected = read_page(&page).schema;
        let layouts: [Layout; 6] = [
            ("bars", |head| head.joined(" | ")),
            ("a frame", |head| format!("| {} |", head.joined(" | "))),
            ("tabs", |head| head.joined("\t")),
            ("one column", |head| head.joined("\n")),
            ("upper case", |head| {
                format!(
                    "{}|{}{}{}",
                    head.name,
                    head.label,
                    head.level,
                    head.written.replace("string", "String")
                )
            }),
            ("full-width brackets", |head| {
                let written = head.written.replace('(', "\u{ff08}").replace(')', "\u{ff09}");
                format!("{}\u{ff5c}{}{}{written}", head.name, head.label, head.level)
            }),
        ];
        for (layout, head) in layouts {
            assert_eq!(
                read_page(&with_heads(&page, head)).schema,
                expected,
                "{}: {layout}",
                path.display()
            );
        }
    }
    assert!(heads > 100, "{heads} heads were laid out anew");
}

/// A page with these fields and this sample.
fn page(fields: &str, sample: &str) -> String {
    format!(
        "通用场景\n标题\n公共请求参数\nmsg_method | string | 必选 | 100 | 消息 | my.page |\n\
         消息属性\n{fields}\n消息示例\n{sample}\n通知应答\n"
    )
}

#[test]
fn an_object_has_no_more_members_than_the_dialect_permits() {
    let fields: Vec<_> = (0..258).map(|index| format!("f{index}|域可选string(8)")).collect();
    let found = read_page(&page(&fields.join("\n"), "{}"));
    assert_eq!(found.schema.content.fields.len(), ObjectSchema::MAX_FIELDS);
    assert_eq!(
        warnings(&found),
        [format!("line 262: `f256`: {TOO_LARGE}"), format!("line 263: `f257`: {TOO_LARGE}"),]
    );
    assert_satisfies_dialect(&found, "258 fields");
}

#[test]
fn objects_are_nested_to_a_limit() {
    let fields: Vec<_> =
        (0..9).map(|depth| format!("o{depth}|层必选o{depth}vo[]\nx{depth}|值可选string")).collect();
    let sample = (0..9).rev().fold("{}".to_owned(), |inner, depth| {
        format!(
            "{{\"o{depth}\":[{}]}}",
            inner.replacen('{', &format!("{{\"x{depth}\":\"v\","), 1).replace(",}", "}")
        )
    });
    let found = read_page(&page(&fields.join("\n"), &sample));
    let path = "o0.o1.o2.o3.o4.o5.o6.o7";
    assert_eq!(
        warnings(&found),
        [
            format!("line 22: `{path}.o8`: {TOO_LARGE}"),
            format!("line 22: `{path}.o8`: an object without any documented member"),
            format!("line 23: `{path}.x8`: does it belong here? The sample does not have it"),
        ]
    );
    assert_satisfies_dialect(&found, "9 levels");
}

/// As deep as a schema file can become: lists of texts that are lists of objects.
#[test]
fn the_deepest_schema_is_one_of_the_dialect() {
    let mut fields: Vec<_> = (0..8).map(|depth| format!("o{depth}|层必选string[]")).collect();
    let deep = |levels: usize| format!("{{\"u\":{}{}}}", "[".repeat(levels), "]".repeat(levels));
    fields.push(format!("o8|层必选object\n【示例值】{}\n【示例值】{}", deep(15), deep(16)));
    let sample = (0..8).rev().fold(format!("{{\"o8\":{}}}", deep(15)), |inner, depth| {
        format!("{{\"o{depth}\":[{}]}}", serde_json::Value::from(format!("[{inner}]")))
    });
    let found = read_page(&page(&fields.join("\n"), &format!("{sample}\n")));
    let path = "o0.o1.o2.o3.o4.o5.o6.o7.o8";
    assert_eq!(
        warnings(&found),
        [
            format!("line 9: `o0.o1.o2.o3`: {TOO_LARGE}"),
            format!("line 14: `{path}`: {TOO_LARGE}"),
            format!("line 14: `{path}`: an object without any documented member"),
            format!(
                "line 16: `{path}`: this example is not the JSON that it should be, and was left \
                 out"
            ),
        ]
    );
    assert_eq!(found.schema.examples.len(), 1);
    assert_satisfies_dialect(&found, "8 levels of texts");
}

#[test]
fn a_sample_may_be_too_deep() {
    let found = read_page(&page(
        "a|甲必选string",
        &format!("{{\"a\":\"1\",\"u\":{}{}}}", "[".repeat(24), "]".repeat(24)),
    ));
    assert_eq!(
        warnings(&found),
        [
            "line 8: `u`: in the sample message, but no field documents it".to_owned(),
            format!("line 8: {TOO_LARGE}"),
        ]
    );
    assert_eq!(found.schema.examples.len(), 0);
}

#[test]
fn the_sample_is_read_in_any_quotes() {
    let fields = "a|甲必选string\nb|乙可选string";
    for (sample, example) in [
        (r#"--data-urlencode 'biz_content={"a":"it'\''s"}' \"#, r#"{"a":"it's"}"#),
        (r#"--data-urlencode 'biz_content={"a":"it's"}' \"#, r#"{"a":"it's"}"#),
        (r#"--data-urlencode "biz_content={\"a\":\"\\\"\"}" \"#, r#"{"a":"\""}"#),
        (r#"-d biz_content='{"a":"1"}'"#, r#"{"a":"1"}"#),
        (r#"-d biz_content={"a":"}"} -d x=1"#, r#"{"a":"}"}"#),
        ("BIZ_CONTENT={\u{a0}\"a\" :\t\"1\u{a0}2\"}", "{\"a\":\"1\u{a0}2\"}"),
        ("{\n\"a\":\"first\nsecond\",\n\"b\":null}", r#"{"a":"first\nsecond","b":null}"#),
    ] {
        let found = read_page(&page(fields, sample));
        assert_eq!(warnings(&found), [""; 0], "{sample}");
        assert_eq!(*found.schema.examples, [example], "{sample}");
    }
}

#[test]
fn the_name_of_the_message() {
    let of = |table: &str, sample: &str| {
        let text = page("a|甲可选string", &format!("{{}}\n{sample}")).replace("my.page", table);
        let found = read_page(&text);
        (found.schema.name.to_string(), warnings(&found))
    };
    let quoted = "--data-urlencode 'msg_method=my.sample'";
    let differs = "line 9: the sample is of the message `my.sample`, which was used; the common \
                   parameters name `my.table`";
    let missing =
        "line 10: neither the common parameters nor the sample say which `msg_method` this is";
    assert_eq!(of("my.table", ""), ("my.table".to_owned(), vec![]));
    assert_eq!(of("my.sample", quoted), ("my.sample".to_owned(), vec![]));
    assert_eq!(of("", quoted), ("my.sample".to_owned(), vec![]));
    assert_eq!(of("my.table", quoted), ("my.sample".to_owned(), vec![differs.to_owned()]));
    assert_eq!(of("my.table", "'msg_method=${msg_method}'"), ("my.table".to_owned(), vec![]));
    assert_eq!(of("${msg_method}", ""), (String::new(), vec![missing.to_owned()]));
}

#[test]
fn nothing_is_read_from_nothing() {
    for text in ["", "\n\n", "\u{feff}", "{", "【", "|", "消息属性"] {
        let found = read_page(text);
        assert!(!found.is_complete, "{text}");
        assert_satisfies_dialect(&found, text);
    }
    assert_eq!(
        warnings(&read_page("")),
        [
            "line 1: no text between 通用场景 and 公共请求参数, so the message has no title",
            "line 1: there is no field on this page",
            "line 1: neither the common parameters nor the sample say which `msg_method` this is",
            "line 1: the page ends without a sample message; if it was cut off, its last line \
             may be incomplete as well",
        ]
    );
}
