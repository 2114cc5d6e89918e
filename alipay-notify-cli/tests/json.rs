//! What commands print with `--json`, against the JSON Schemas in `docs/json`.

#[path = "support/kept.rs"]
mod kept;
mod support;

use std::path::Path;
use std::sync::LazyLock;

use alipay_notify::messages::ShopSaveRejected;
use alipay_notify::testing::{TestKey, TestMessage};
use kept::assert_keeps;
use support::listening::Listening;
use support::{command, file, folder, outcome, run};

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
    for arguments in [
        &["explain", "missing.txt", "--key-file", &key, "--json"][..],
        &["explain", "--key-file", "missing.txt", "--json"],
        &["explain", "--no-such", "--json"],
        &["replay", "--json"],
        &["schema", "list", "--json", "--schemas", "missing"],
        &["--lang", "zh", "schema", "list", "--json", "--schemas", "missing"],
    ] {
        let (code, out, err) = outcome(&run(arguments));
        assert_eq!((code, out.as_str()), (Some(2), ""), "{arguments:?}");
        assert_keeps("error", &err);
    }
}

#[test]
fn every_command_with_json_has_a_schema() {
    for path in [
        &["explain"][..],
        &["listen"],
        &["send"],
        &["replay"],
        &["keygen"],
        &["config"],
        &["schema", "check"],
        &["schema", "import"],
        &["schema", "list"],
        &["inbox", "list"],
        &["inbox", "show"],
        &["inbox", "retry"],
        &["inbox", "drop"],
        &["inbox", "export"],
        &["inbox", "purge"],
    ] {
        let output = command(&[path, &["--help"]].concat()).output().expect("the command runs");
        let (_, help, _) = outcome(&output);
        assert!(help.contains("--json"), "{path:?}");
        let file = format!("../docs/json/{}.json", path.join("-"));
        assert!(Path::new(env!("CARGO_MANIFEST_DIR")).join(&file).exists(), "{file}");
    }
}
