//! Each promise of the guide names tests that hold it, and they exist.

use std::path::{Path, PathBuf};

use pulldown_cmark::{Event, Tag, TagEnd};

use crate::links::REPOSITORY;
use crate::outline::parse;
use crate::pages::read;

const CHAPTERS: [&str; 2] = ["docs/guide/en/promises.md", "docs/guide/zh/promises.md"];

/// A test that a row names, and the file that it links to.
type Named = (String, PathBuf);

#[test]
fn every_promise_is_held_by_tests_that_exist() {
    for chapter in CHAPTERS {
        let promises = promises(&read(Path::new(chapter)));
        assert!(promises.len() > 20, "{chapter} has tables");
        for (promise, tests) in promises {
            assert!(!tests.is_empty(), "{chapter}: {promise}: no test holds it");
            for (name, file) in tests {
                let (file, source) = (file.display(), read(&file));
                assert!(has_test(&source, &name), "{chapter}: {promise}: {file} has no {name}");
            }
        }
    }
}

/// The first cell of each row below a head, and the links to tests in the row.
fn promises(markdown: &str) -> Vec<(String, Vec<Named>)> {
    let mut promises: Vec<(String, Vec<Named>)> = Vec::new();
    let (mut cell, mut link) = (0, None);
    for event in parse(markdown) {
        match event {
            Event::Start(Tag::TableRow) => {
                cell = 0;
                promises.push(Default::default());
            }
            Event::End(TagEnd::TableCell) => cell += 1,
            Event::Start(Tag::Link { dest_url, .. }) => link = Some(dest_url),
            Event::End(TagEnd::Link) => link = None,
            Event::Text(text) | Event::Code(text) => {
                let Some((promise, tests)) = promises.last_mut() else { continue };
                match (cell, link.as_deref().and_then(|url| url.strip_prefix(REPOSITORY))) {
                    (0, _) => *promise += &text,
                    (_, Some(file)) => tests.push((text.to_string(), file.into())),
                    _ => {}
                }
            }
            _ => {}
        }
    }
    promises
}

/// Whether a function of this name has an attribute by which it is a test.
pub(crate) fn has_test(source: &str, name: &str) -> bool {
    let lines: Vec<_> = source.lines().map(str::trim_start).collect();
    let is_it = |line: &str| {
        let line = line.strip_prefix("async ").unwrap_or(line);
        line.strip_prefix("fn ").and_then(|line| line.strip_prefix(name)) == Some("() {")
    };
    let is_attribute = |line: &&&str| line.starts_with("#[");
    lines.iter().position(|line| is_it(line)).is_some_and(|at| {
        let mut attributes = lines[..at].iter().rev().take_while(is_attribute);
        attributes.any(|line| line.contains("test]") || line.contains("::test("))
    })
}

#[test]
fn what_is_no_test_is_found() {
    let source = "#[test]\nfn one() {\n#[tokio::test(flavor = \"a\")]\n#[ignore]\nasync fn two() \
                  {\nfn three() {\n#[cfg(test)]\nfn four(number: u8) {";
    for (name, is_test) in
        [("one", true), ("two", true), ("three", false), ("four", false), ("on", false)]
    {
        assert_eq!(has_test(source, name), is_test, "{name}");
    }

    let table = "| a | b |\n|---|---|\n| It `works` | [`one`](REPOSITORYa.rs) [x](y) |\n| No | |";
    let named = ("one".to_owned(), PathBuf::from("a.rs"));
    assert_eq!(
        promises(&table.replace("REPOSITORY", REPOSITORY)),
        [("It works".to_owned(), vec![named]), ("No".to_owned(), vec![])]
    );
}
