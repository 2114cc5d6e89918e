//! Options that are set by environment variables and `alipay-notify.toml`.

mod support;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::LazyLock;

use alipay_notify::messages::ShopSaveRejected;
use alipay_notify::testing::{TestKey, TestMessage};
use serde_json::{Value, json};
use support::listening::Listening;
use support::{command, file, folder, outcome};

static KEY: LazyLock<TestKey> = LazyLock::new(TestKey::generate);

/// A folder with a file of settings, and one in it to run in.
fn project(name: &str, settings: &str) -> (PathBuf, PathBuf) {
    let outer = folder(name);
    let inner = outer.join("service/src");
    fs::create_dir_all(&inner).expect("the folder can be made");
    fs::create_dir_all(outer.join("keys")).expect("the folder can be made");
    fs::write(outer.join("keys/alipay.txt"), KEY.public_key_base64()).expect("it can be written");
    fs::write(outer.join("alipay-notify.toml"), settings).expect("it can be written");
    (outer, inner)
}

fn body(name: &str) -> String {
    file(name, &TestMessage::example::<ShopSaveRejected>().sign(&KEY).body())
}

fn within(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = command(arguments);
    command.current_dir(folder);
    command
}

fn ended(mut command: Command) -> (Option<i32>, String, String) {
    outcome(&command.output().expect("the command runs"))
}

#[test]
fn a_file_is_found_upwards_and_names_files_as_seen_from_it() {
    let (_, inner) = project("settings-upwards", "key-file = \"keys/alipay.txt\"\n");
    let body = body("settings-body");
    let (code, out, err) = ended(within(&inner, &["explain", &body, "--json"]));
    assert_eq!((code, err.as_str()), (Some(0), ""), "{out}");
    let found: Value = serde_json::from_str(&out).expect("JSON");
    assert_eq!(found["genuine"], true);
}

#[test]
fn what_is_typed_comes_first_then_variables_then_files() {
    let settings = "to = \"http://file/\"\n[send]\nto = \"http://table/\"\n";
    let (outer, inner) = project("settings-order", settings);
    let shown = |variables: &[(&str, &str)]| {
        let mut command = within(&inner, &["config", "--json"]);
        command.envs(variables.iter().copied());
        let (code, out, err) = ended(command);
        assert_eq!((code, err.as_str()), (Some(0), ""));
        let found: Value = serde_json::from_str(&out).expect("JSON");
        let rows = found["settings"].as_array().expect("a list").clone();
        rows.iter()
            .map(|row| {
                let commands: Vec<&str> = row["commands"]
                    .as_array()
                    .into_iter()
                    .flatten()
                    .filter_map(Value::as_str)
                    .collect();
                let value = row["values"][0].as_str().unwrap_or_default().to_owned();
                (commands.join(" "), value, row["source"].as_str().unwrap_or_default().to_owned())
            })
            .collect::<Vec<_>>()
    };
    let place = outer.join("alipay-notify.toml").canonicalize().expect("it is there");
    let place = place.display().to_string();
    let row = |commands: &str, value: &str, source: &str| {
        (commands.to_owned(), value.to_owned(), source.to_owned())
    };
    assert_eq!(
        shown(&[]),
        [row("replay", "http://file/", &place), row("send", "http://table/", &place)]
    );
    assert_eq!(
        shown(&[("ALIPAY_NOTIFY_TO", "http://all/")]),
        [row("send replay", "http://all/", "ALIPAY_NOTIFY_TO")]
    );
    assert_eq!(
        shown(&[("ALIPAY_NOTIFY_TO", "http://all/"), ("ALIPAY_NOTIFY_SEND_TO", "http://one/")]),
        [
            row("replay", "http://all/", "ALIPAY_NOTIFY_TO"),
            row("send", "http://one/", "ALIPAY_NOTIFY_SEND_TO"),
        ]
    );

    let (code, out, err) = ended(within(&inner, &["--lang", "zh", "config"]));
    assert_eq!((code, err.as_str()), (Some(0), ""));
    assert!(out.contains("http://table/") && out.contains("选项"), "{out}");
}

#[test]
fn a_key_may_be_set_by_its_text() {
    let (_, inner) = project("settings-text", "key-file = \"keys/missing.txt\"\n");
    let body = body("settings-text-body");
    let mut command = within(&inner, &["explain", &body, "--json"]);
    command.env("ALIPAY_NOTIFY_KEY", format!("\"{}\"", KEY.public_key_base64()));
    let (code, out, err) = ended(command);
    assert_eq!((code, err.as_str()), (Some(0), ""), "{out}");
    let mut command = within(&inner, &["config", "--json"]);
    command.env("ALIPAY_NOTIFY_KEY", KEY.public_key_base64());
    let (_, out, _) = ended(command);
    assert!(!out.contains(&KEY.public_key_base64()), "the key is not shown: {out}");
    let found: Value = serde_json::from_str(&out).expect("JSON");
    assert_eq!(found["settings"][0]["source"], "ALIPAY_NOTIFY_KEY");

    let mut command = within(&inner, &["explain", &body]);
    command.env("ALIPAY_NOTIFY_KEY", "71d5f5ab5fa06fcad86b56c0c5888217");
    let (code, _, err) = ended(command);
    assert_eq!(code, Some(2));
    assert!(err.starts_with("error: ALIPAY_NOTIFY_KEY: found 32 hexadecimal digits"), "{err}");
}

#[test]
fn the_language_may_be_set() {
    let (_, inner) = project("settings-language", "lang = \"zh\"\n");
    assert!(ended(within(&inner, &["--help"])).1.contains("用法："));
    assert!(ended(within(&inner, &["--help", "--lang", "en"])).1.contains("Usage: "));
    let mut command = within(&inner, &["--help"]);
    command.env("ALIPAY_NOTIFY_LANG", "en");
    assert!(ended(command).1.contains("Usage: "));
}

#[test]
fn mistakes_in_a_file_are_told() {
    for (settings, why) in [
        ("kee-file = \"a\"\n", "`kee-file` can't be set here; what can is: app-id, app-key-file, "),
        ("[send]\nportt = 1\n", "[send] `portt` can't be set here; what can is: "),
        ("[send]\nto = true\n", "[send] `to` has to be a text, a number, or a list of such"),
        ("to = \n", "alipay-notify.toml:1: "),
    ] {
        let (_, inner) = project("settings-mistakes", settings);
        let (code, out, err) = ended(within(&inner, &["schema", "list"]));
        assert_eq!((code, out.as_str()), (Some(2), ""), "{settings}");
        assert!(err.starts_with("error: ") && err.contains(why), "{settings}: {err}");
    }
    let (_, inner) = project("settings-number", "[listen]\nport = 8080\n");
    let (_, out, _) = ended(within(&inner, &["config", "--json"]));
    let found: Value = serde_json::from_str(&out).expect("JSON");
    assert_eq!(found["settings"][0]["values"], json!(["8080"]));
}

/// `--to` is required unless there is `--print`, `--port` unless there is `--channel`, and so on.
#[test]
fn what_is_set_need_not_be_typed() {
    let settings = "key-file = \"keys/alipay.txt\"\n[listen]\nport = 0\nui = 0\n\
                    [send]\nkey-file = \"keys/own.pem\"\n";
    let (outer, inner) = project("settings-required", settings);
    fs::write(outer.join("keys/own.pem"), KEY.private_key_pem()).expect("it can be written");
    let mut listening = Listening::start_as(Stdio::null(), &inner, &["listen"]);
    let inspector = listening.error_line();
    assert!(inspector.starts_with("to look at them, open http://127.0.0.1:"), "{inspector}");
    let mut send = within(&inner, &["send", "shop.save", "--json"]);
    send.env("ALIPAY_NOTIFY_TO", format!("http://{}/", listening.address));
    let (code, out, err) = ended(send);
    assert_eq!((code, err.as_str()), (Some(0), ""), "{out}");
    // What stands for it is still there to be typed.
    let mut print = within(&inner, &["send", "shop.save", "--print", "body"]);
    print.env("ALIPAY_NOTIFY_TO", "http://127.0.0.1:1/");
    assert_eq!(ended(print).0, Some(0));
}

#[test]
fn a_file_that_cannot_be_read_is_told_in_any_language() {
    let (outer, inner) = project("settings-bytes", "");
    let place = outer.join("alipay-notify.toml");
    fs::write(&place, [0xff; 300]).expect("it can be written");
    let place = place.canonicalize().expect("it is there");
    let why = "stream did not contain valid UTF-8";
    let english = format!("error: {}: it can't be read: {why}\n", place.display());
    let chinese = format!("错误：{}: 无法读取：{why}\n", place.display());
    for (language, told) in
        [(&[][..], &english), (&["--lang", "en"], &english), (&["--lang", "zh"], &chinese)]
    {
        let arguments = [language, &["schema", "list"]].concat();
        let expected = (Some(2), String::new(), told.clone());
        assert_eq!(ended(within(&inner, &arguments)), expected, "{arguments:?}");
    }
}
