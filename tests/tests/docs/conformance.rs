//! Each statement about the long connection names tests that hold it, and they exist.

use std::path::Path;

use pulldown_cmark::{Event, Tag, TagEnd};

use crate::outline::parse;
use crate::pages::{read, root};
use crate::promises::has_test;

const LISTS: [&str; 2] =
    ["alipay-notify-ws/CONFORMANCE.md", "alipay-notify-ws/CONFORMANCE.zh-CN.md"];

/// Where the test of a name is.
const FOLDERS: [&str; 4] = [
    "alipay-notify-ws/tests/channel",
    "alipay-notify-ws/tests",
    "alipay-notify-ws/src",
    "alipay-notify-ws/src/testing",
];

const OTHERS: &str = "alipay-notify/tests/long_connection.rs";

#[test]
fn every_statement_is_held_by_tests_that_exist() {
    for list in LISTS {
        let statements = statements(&read(Path::new(list)));
        assert!(statements.len() > 50, "{list} has tables");
        for (statement, tests) in statements {
            assert!(!tests.is_empty(), "{list}: {statement}: no test holds it");
            for test in tests {
                assert!(exists(&test), "{list}: {statement}: there is no {test}");
            }
        }
    }
}

/// The first cell of each row, and the names in the second.
fn statements(markdown: &str) -> Vec<(String, Vec<String>)> {
    let mut statements: Vec<(String, Vec<String>)> = Vec::new();
    let (mut cell, mut in_table) = (0, false);
    for event in parse(markdown) {
        match event {
            Event::Start(Tag::TableRow) => {
                cell = 0;
                statements.push(Default::default());
            }
            Event::Start(Tag::Table(_)) => in_table = true,
            Event::End(TagEnd::Table) => in_table = false,
            Event::End(TagEnd::TableCell) => cell += 1,
            _ if !in_table => {}
            Event::Text(text) | Event::Code(text) if cell == 0 => {
                let Some((statement, _)) = statements.last_mut() else { continue };
                *statement += &text;
            }
            Event::Code(text) => {
                let Some((_, tests)) = statements.last_mut() else { continue };
                tests.push(text.to_string());
            }
            _ => {}
        }
    }
    statements
}

fn exists(test: &str) -> bool {
    let Some((module, name)) = test.split_once("::") else {
        return has_test(&read(Path::new(OTHERS)), test);
    };
    let files = FOLDERS.map(|folder| Path::new(folder).join(format!("{module}.rs")));
    files.iter().any(|file| root().join(file).is_file() && has_test(&read(file), name))
}

#[test]
fn what_is_no_test_is_found() {
    for (test, is_there) in [
        ("chaos::every_message_has_its_effect_once_and_none_is_done_without", true),
        ("a_message_is_known_by_its_msg_id_and_has_no_age", true),
        ("backoff::a_message_is_known_by_its_msg_id_and_has_no_age", false),
        ("none::none", false),
        ("none", false),
    ] {
        assert_eq!(exists(test), is_there, "{test}");
    }
    assert_eq!(
        statements("| a | b |\n|---|---|\n| x `y` | `z`, w |\n"),
        [("x y".to_owned(), vec!["z".to_owned()])]
    );
}
