//! Captures that may lie beside the repository.

use std::fs;
use std::io::{Write as _, stderr};
use std::path::{Path, PathBuf};

use alipay_notify::{AlipayPublicKey, ContentKey};
use alipay_notify_explain::Keys;

use crate::outcome;
use crate::table::Table;

/// Which causes the words stand for that say what a capture is.
const TRUTHS: [(&str, &[&str]); 16] = [
    ("two swapped", &["keys_swapped"]),
    ("sign lower-cased", &["sign_case"]),
    ("values not printed", &["not_printed"]),
    ("genuine", &["genuine"]),
    ("loop print", &["genuine"]),
    ("truncated", &["truncated"]),
    ("multipart", &["multipart"]),
    ("two deliveries", &["several"]),
    ("names", &["tampered:renamed"]),
    ("gateway/proxy converted to JSON", &["json_body"]),
    ("decrypted before verification", &["decrypted_before"]),
    ("slashes escaped", &["tampered:rewritten"]),
    ("other key", &["other_key"]),
    ("GET with query", &["in_query"]),
    ("this is a request of the app", &["app_request"]),
    ("html", &["tampered:html_entities"]),
];

#[test]
fn captures_beside_the_repository_are_explained() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/cases/explain");
    let Ok(expected) = fs::read_to_string(folder.join("expected.tsv")) else {
        let _ = writeln!(
            stderr(),
            "skipped: captures: there is no {}; it is not part of the repository",
            folder.display()
        );
        return;
    };
    let mut table = Table::default();
    for line in expected.lines() {
        let mut cells = line.split('\t');
        let [Some(file), Some(arguments), Some(what)] = [(); 3].map(|()| cells.next()) else {
            panic!("not three cells: {line}");
        };
        let text = fs::read(folder.join(file)).expect("the capture can be read");
        let truth = TRUTHS.iter().find(|(words, _)| what.starts_with(words));
        let (_, truth) = truth.unwrap_or_else(|| panic!("{file}: {what} has no truth here"));
        table.add("beside the repository", file, &outcome(&text, &keys(&folder, arguments), truth));
    }
    table.print("captures of the folder");
    table.assert_bar();
}

/// The keys that the arguments of the command name.
fn keys(folder: &Path, arguments: &str) -> Keys {
    let words: Vec<&str> = arguments.split(' ').collect();
    let file = |option: &str| {
        let at = words.iter().position(|word| *word == option)?;
        let path: PathBuf = folder.join(words.get(at + 1)?);
        fs::read(path).ok()
    };
    let public =
        |option| file(option).map(|text| AlipayPublicKey::from_bytes(&text).expect("a key"));
    let mut keys = Keys::new("key.txt", public("--key-file").expect("a key"));
    if let Some(own) = public("--app-key-file") {
        keys = keys.own_key("app_key.txt", own);
    }
    if let Some(content) = file("--content-key-file") {
        let text = String::from_utf8(content).expect("a text");
        keys = keys.content_key(ContentKey::parse(&text).expect("a content key"));
    }
    keys
}
