//! The examples at the end of a command's help, which are there to be copied.

mod support;

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::{env, fs};

use alipay_notify::messages::ShopSaveRejected;
use alipay_notify::testing::{TestKey, TestMessage};
use support::listening::Listening;
use support::{command, commands, folder, outcome, run};
use unicode_width::UnicodeWidthStr;

#[test]
fn no_example_is_broken_where_a_shell_would_not_read_on() {
    for name in ["keygen", "send", "listen", "replay"] {
        for (language, headline) in [("en", "\nExamples"), ("zh", "\n示例")] {
            let mut command = command(&["--lang", language, name, "--help"]);
            let (code, out, err) =
                outcome(&command.env("COLUMNS", "80").output().expect("the command runs"));
            assert_eq!((code, err.as_str()), (Some(0), ""));
            let (_, examples) = out.split_once(headline).expect("there are examples");
            let (_, examples) = examples.split_once('\n').expect("the headline is a line");
            let examples = examples.split("\n\n").next().unwrap_or_default();
            let (mut begins, mut commands) = (true, 0);
            for line in examples.lines() {
                assert_eq!(
                    line.starts_with("  alipay-notify "),
                    begins,
                    "{language} {name}: {line}"
                );
                assert!(line.width() < 80, "{line}");
                commands += usize::from(begins);
                begins = !line.ends_with('\\');
            }
            assert!(begins && (2..=4).contains(&commands), "{language} {name}: {examples}");
        }
    }
}

/// The examples in the help of a command, each on one line.
fn examples(language: &str, path: &[String]) -> Vec<String> {
    let path: Vec<&str> = path.iter().map(String::as_str).collect();
    let (_, help, _) = outcome(&run(&[&["--lang", language], &path[..], &["--help"]].concat()));
    let lines = help.replace("\\\n", " ");
    let lines = lines.lines().map(str::trim);
    lines.filter(|line| line.starts_with("alipay-notify ")).map(str::to_owned).collect()
}

/// Each example, without what a shell makes of it: with `--help` after it, only its arguments are
/// read.
#[test]
fn every_example_can_be_typed() {
    let mut count = 0;
    for (path, language) in commands().iter().flat_map(|path| [(path, "en"), (path, "zh")]) {
        for example in examples(language, path) {
            let end = [" | ", " < ", " > "].iter().filter_map(|mark| example.find(mark)).min();
            let example = &example[..end.unwrap_or(example.len())];
            let words = shlex::split(example).expect("a shell can read it");
            let words: Vec<&str> = words.iter().skip(1).map(String::as_str).collect();
            let (code, _, err) = outcome(&run(&[&words[..], &["--help"]].concat()));
            assert_eq!((code, err.as_str()), (Some(0), ""), "{language}: {words:?}");
            count += 1;
        }
    }
    assert!(count > 60, "only {count} examples");
}

/// Each example that ends by itself and needs no other server, as a shell runs it in a folder that
/// has the files that it names.
#[test]
fn every_example_works() {
    let folder = prepared();
    let listening = Listening::start_in(
        &folder,
        &["--key-file", "keys/alipay_public_key.txt", "--json", "--allow-unknown"],
    );
    let program = Path::new(env!("CARGO_BIN_EXE_alipay-notify")).parent().expect("a folder");
    let others = env::var_os("PATH").unwrap_or_default();
    let paths = [program.to_owned()].into_iter().chain(env::split_paths(&others));
    let paths = env::join_paths(paths).expect("folders");
    let mut count = 0;
    for (path, language) in commands().iter().flat_map(|path| [(path, "en"), (path, "zh")]) {
        for example in examples(language, path) {
            let stays = ["listen", "mock-channel", "inbox", "serve"];
            let stays = stays.map(|command| format!("alipay-notify {command}"));
            if stays.iter().any(|stays| example.starts_with(stays.as_str()))
                || example.contains("ws://")
            {
                continue;
            }
            // What is made a second time is there already.
            let example = example.split(" | ").next().unwrap_or_default();
            let example = example.replace("127.0.0.1:8080", &listening.address);
            let example = example.replace("keygen --out keys", "keygen --force --out made");
            let mut shell = Command::new("sh");
            shell.args(["-c", &example]).current_dir(&folder).env("PATH", &paths);
            shell.env("HOME", &folder).env("ALIPAY_NOTIFY_LANG", language).stdin(Stdio::null());
            let (code, _, err) = outcome(&shell.output().expect("the shell runs"));
            assert!(matches!(code, Some(0 | 1)), "{language}: {example}: {code:?} {err}");
            assert!(!err.contains("error: ") && !err.contains("错误："), "{example}: {err}");
            count += 1;
        }
    }
    assert!(count > 40, "only {count} examples");
}

/// A folder with what the examples name.
fn prepared() -> PathBuf {
    let folder = folder("examples");
    let at = |name: &str| folder.join(name);
    for name in [
        "captured",
        "my/schemas",
        "more",
        "pages",
        "schemas",
        ".local/share/bash-completion/completions",
        ".zfunc",
        ".config/fish/completions",
    ] {
        fs::create_dir_all(at(name)).expect("a folder");
    }
    let keys = at("keys").display().to_string();
    assert_eq!(outcome(&run(&["keygen", "--out", &keys])).0, Some(0));
    let private = fs::read(at("keys/private_key.pem")).expect("a key");
    let key = TestKey::from_bytes(&private).expect("a key");
    let body = TestMessage::example::<ShopSaveRejected>().sign(&key).body();
    let head = "POST / HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded\r\n\r\n";
    let request = [head.as_bytes(), &body].concat();
    let own = include_str!("messages/my.company.product.changed.json");
    let paid = own.replace("my.company.product.changed", "my.company.order.paid");
    let other = own.replace("my.company.product.changed", "my.company.x");
    let page = include_str!("../../docs/coupon-expired.txt");
    let public = key.public_key_base64();
    let of_app = TestKey::generate().public_key_base64();
    for (name, content) in [
        ("alipay_public_key.txt", public.as_bytes()),
        ("app_public_key.txt", of_app.as_bytes()),
        ("body.txt", &body),
        ("body.json", br#"{"a":"1"}"#),
        ("request.http", &request),
        ("delivery.http", &request),
        ("captured/1.http", &request),
        ("page.txt", page.as_bytes()),
        ("pages/page.txt", page.as_bytes()),
        ("schemas/my.company.order.paid.json", paid.as_bytes()),
        ("my/schemas/my.company.order.paid.json", paid.as_bytes()),
        ("more/x.json", other.as_bytes()),
    ] {
        fs::write(at(name), content).expect("a file");
    }
    folder
}
