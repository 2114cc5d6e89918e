//! What commands print with `--json`, against the JSON Schemas in `docs/json`.

#[path = "support/kept.rs"]
mod kept;
mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use alipay_notify::messages::ShopSaveRejected;
use alipay_notify::testing::{TestKey, TestMessage};
use kept::assert_keeps;
use serde_json::{Value, json};
use support::listening::Listening;
use support::{commands, file, folder, outcome, run};

static KEY: LazyLock<TestKey> = LazyLock::new(TestKey::generate);

fn key_file(name: &str) -> String {
    file(name, KEY.public_key_base64().as_bytes())
}

fn private_key_file(name: &str) -> String {
    let folder = folder(name);
    let path = folder.to_str().expect("a UTF-8 path");
    assert_eq!(outcome(&run(&["keygen", "--out", path])).0, Some(0));
    folder.join("private_key.pem").to_str().expect("a UTF-8 path").to_owned()
}

/// Runs a command that prints one document, with this exit code.
fn assert_document(schema: &str, arguments: &[&str], code: i32) {
    let (found, out, err) = outcome(&run(arguments));
    assert_eq!(found, Some(code), "{arguments:?}: {out}{err}");
    assert_keeps(schema, &out);
}

#[test]
fn each_document_keeps_its_schema() {
    let key = key_file("json-key");
    let genuine = TestMessage::example::<ShopSaveRejected>().sign(&KEY).body();
    let genuine = file("json-genuine", &genuine);
    let forged = TestMessage::example::<ShopSaveRejected>().sign(&TestKey::generate()).body();
    let forged = file("json-forged", &forged);
    let cut = file("json-cut", b"notify_id=1&app_id=2014060600164699&sign=abc");
    assert_document("explain", &["explain", &genuine, "--key-file", &key, "--json"], 0);
    assert_document(
        "explain",
        &["explain", &forged, "--key-file", &key, "--reply", "ok", "--redact", "--json"],
        1,
    );
    assert_document("explain", &["explain", &cut, "--key-file", &key, "--json"], 1);

    assert_document("config", &["config", "--json"], 0);
    assert_document("schema-list", &["schema", "list", "--json"], 0);
    for message in ["opencard", "trade", "risk", "tests/messages/my.company.product.changed.json"] {
        assert_document("schema-show", &["schema", "show", message, "--json"], 0);
    }
    let site = folder("json-site");
    let site = site.to_str().expect("a UTF-8 path");
    for _ in 0..2 {
        assert_document("schema-docs", &["schema", "docs", "--out", site, "--json"], 0);
    }
    let schemas = concat!(env!("CARGO_MANIFEST_DIR"), "/../schemas");
    assert_document("schema-check", &["schema", "check", schemas, "--json"], 0);
    let broken = file("json-broken.json", b"{}");
    assert_document("schema-check", &["schema", "check", &broken, "--json"], 1);
    let page = file(
        "json-page.txt",
        "消息属性\na|甲必选string(8)\n消息示例\n{\"a\":\"1\"}\n'msg_method=my.own'\n".as_bytes(),
    );
    let out = folder("json-out");
    let out = out.to_str().expect("a UTF-8 path");
    assert_document("schema-import", &["schema", "import", &page, "--json"], 0);
    assert_document("schema-import", &["schema", "import", &page, "--out", out, "--json"], 0);
    assert_document("schema-import", &["schema", "import", &broken, "--json"], 1);
    assert_document("schema-import", &["schema", "import", "missing.txt", "--json"], 2);
    let keys = folder("json-keys");
    let keys = keys.to_str().expect("a UTF-8 path");
    assert_document("keygen", &["keygen", "--out", keys, "--json"], 0);
}

#[test]
fn each_line_keeps_its_schema() {
    let key = key_file("json-listen-key");
    let sender = private_key_file("json-sender");
    let listening = Listening::start(&["--key-file", &key, "--json"]);
    let url = format!("http://{}/", listening.address);
    let genuine = TestMessage::example::<ShopSaveRejected>().sign(&KEY).body();
    assert_eq!(listening.post("/", &genuine), "200 success");
    let captured = file("json-captured", &genuine);
    assert_document("replay", &["replay", &captured, "--to", &url, "--json"], 0);
    let (code, out, _) = outcome(&run(&[
        "send",
        "shop.save",
        "--to",
        &url,
        "--key-file",
        &sender,
        "--duplicate",
        "2",
        "--json",
    ]));
    assert_eq!(code, Some(1));
    assert_eq!(out.lines().count(), 2);
    out.lines().for_each(|line| assert_keeps("send", line));
    let (code, out, _) = outcome(&run(&[
        "send",
        "shop.save",
        "--to",
        "http://127.0.0.1:1/",
        "--key-file",
        &sender,
        "--json",
    ]));
    assert_eq!(code, Some(2));
    out.lines().for_each(|line| assert_keeps("send", line));

    assert_eq!(listening.post("/", b"hello"), "400 fail");
    listening.exchange("GET / HTTP/1.1\r\nhost: a\r\n", b"");
    let lines = listening.output();
    assert_eq!(lines.lines().count(), 6, "{lines}");
    lines.lines().for_each(|line| assert_keeps("listen", line));
}

#[test]
fn mistakes_are_json_too() {
    let key = key_file("json-mistaken-key");
    let mistakes = [
        &["explain", "missing.txt", "--key-file", &key, "--json"][..],
        &["explain", "--key-file", "missing.txt", "--json"],
        &["replay", "--json"],
        &["schema", "list", "--json", "--schemas", "missing"],
        &["schema", "show", "nobody", "--json"],
        &["schema", "docs", "--out", &key, "--json"],
        &["inbox", "list", "--url", "sqlite:missing.db", "--json"],
        &["send", "shop.save", "--key-file", &key, "--to", "http://127.0.0.1:1/", "--json"],
        &["keygen", "--out", &key, "--json"],
    ];
    for (language, arguments) in
        mistakes.iter().flat_map(|arguments| [("en", arguments), ("zh", arguments)])
    {
        let (code, out, err) = outcome(&run(&[arguments, &["--lang", language][..]].concat()));
        assert_eq!((code, out.as_str()), (Some(2), ""), "{arguments:?}");
        assert_keeps("error", &err);
        assert_eq!(err.lines().count(), 1, "{err}");
    }
}

/// The commands that have `--json`, as their arguments.
fn commands_with_json() -> Vec<Vec<String>> {
    let help = |path: &[String]| {
        let words: Vec<&str> = path.iter().map(String::as_str).collect();
        outcome(&run(&[&words, &["--help"][..]].concat())).1
    };
    let mut found = commands();
    found.retain(|path| help(path).lines().any(|line| line.trim_start().starts_with("--json")));
    found
}

#[test]
fn a_misspelt_option_is_json_in_every_command() {
    let (meant, told) = (
        "unexpected argument '--jsno' found; did you mean --json?",
        "没有这个参数：--jsno；是否想用 --json？",
    );
    for path in commands_with_json() {
        for (language, told) in [("en", meant), ("zh", told)] {
            let words: Vec<&str> = path.iter().map(String::as_str).collect();
            let output = run(&[&words, &["--json", "--lang", language, "--jsno"][..]].concat());
            let (code, out, err) = outcome(&output);
            assert_eq!((code, out.as_str()), (Some(2), ""), "{path:?}");
            let error: Value = serde_json::from_str(&err).expect("JSON");
            assert_eq!(error, json!({ "error": told }), "{path:?}");
        }
    }
}

/// What is odd about a message is said once: in the object.
#[test]
fn warnings_are_json_too() {
    let sender = private_key_file("json-warned");
    let arguments = ["send", "shop.save", "--to", "http://127.0.0.1:1/", "--key-file", &sender];
    let output = run(&[&arguments[..], &["--set", "reasn=1", "--json"]].concat());
    let (code, out, err) = outcome(&output);
    assert_eq!((code, err.as_str()), (Some(2), ""));
    let line: Value = serde_json::from_str(&out).expect("JSON");
    let warning = "`reasn` is in no specification of this message; did you mean `reason`?";
    assert_eq!(line["warnings"], json!([warning]));
}

#[test]
fn every_command_with_json_has_a_schema() {
    let mut schemas: BTreeSet<String> = schemas().into_keys().collect();
    for path in commands_with_json() {
        assert!(schemas.remove(&path.join("-")), "there is no docs/json for {path:?}");
    }
    let rest: Vec<&str> = schemas.iter().map(String::as_str).collect();
    assert_eq!(rest, ["error", "explain-frame"]);
}

/// Whoever reads one command's output can read the other's.
#[test]
fn a_key_is_of_one_type_in_all_commands() {
    let mut types: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    // The keywords of JSON Schema are not this project's.
    for (_, schema) in schemas().iter().filter(|(name, _)| *name != "schema-show") {
        note_types(schema, &mut types);
    }
    let several: Vec<_> = types.iter().filter(|(_, types)| types.len() > 1).collect();
    assert!(several.is_empty(), "{several:?}");
    assert!(types.len() > 80, "{types:?}");
}

fn note_types(schema: &Value, types: &mut BTreeMap<String, BTreeSet<String>>) {
    for (key, value) in schema["properties"].as_object().into_iter().flatten() {
        let of = types_of(value);
        types.entry(key.clone()).or_default().extend((!of.is_empty()).then_some(of));
        note_types(value, types);
    }
    note_types_of_each(&schema["anyOf"], types);
    if schema["items"].is_object() {
        note_types(&schema["items"], types);
    }
}

fn note_types_of_each(schemas: &Value, types: &mut BTreeMap<String, BTreeSet<String>>) {
    schemas.as_array().into_iter().flatten().for_each(|schema| note_types(schema, types));
}

/// The types of a value but null; nothing where it may be any.
fn types_of(schema: &Value) -> String {
    let mut types: BTreeSet<String> = BTreeSet::new();
    match &schema["type"] {
        Value::String(of) => types.extend([of.clone()]),
        Value::Array(all) => types.extend(all.iter().filter_map(Value::as_str).map(str::to_owned)),
        _ if schema["enum"].is_array() || schema["const"].is_string() => {
            types.insert("string".to_owned());
        }
        _ => types.extend(schema["anyOf"].as_array().into_iter().flatten().map(types_of)),
    }
    types.retain(|of| !of.is_empty() && of != "null");
    types.into_iter().collect::<Vec<_>>().join(" ")
}

/// The schemas of `docs/json`, by name.
fn schemas() -> BTreeMap<String, Value> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/json");
    let files =
        fs::read_dir(folder).expect("the folder").map(|entry| entry.expect("a file").path());
    let name = |path: &Path| path.file_stem().expect("a name").to_string_lossy().into_owned();
    files
        .map(|path| {
            let text = fs::read_to_string(&path).expect("a text");
            (name(&path), serde_json::from_str(&text).expect("JSON"))
        })
        .collect()
}
