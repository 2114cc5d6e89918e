//! Both languages say the same.

use crate::outline::outline;
use crate::pages::{pairs, read, root};

#[test]
fn every_text_exists_in_both_languages() {
    let pairs = pairs();
    let is_there = |name: &str| pairs.iter().any(|(english, _)| english.ends_with(name));
    assert!(
        is_there("README.md") && is_there("SUMMARY.md") && is_there("SECURITY.md"),
        "{pairs:?}"
    );

    for (english, chinese) in pairs {
        for page in [english, chinese] {
            assert!(root().join(&page).is_file(), "{} is missing", page.display());
        }
    }
}

#[test]
fn both_languages_have_the_same_headings_tables_code_and_links() {
    let differences: Vec<String> = pairs()
        .iter()
        .filter_map(|(english, chinese)| {
            let found = difference(&read(english), &read(chinese))?;
            Some(format!("{}: {found}", english.display()))
        })
        .collect();
    assert!(differences.is_empty(), "{}", differences.join("\n\n"));
}

/// The first block in which the outlines of two texts differ, and the one before it.
fn difference(english: &str, chinese: &str) -> Option<String> {
    let (english, chinese) = (outline(english), outline(chinese));
    let blocks = english.len().max(chinese.len());
    let at = (0..blocks).find(|&block| english.get(block) != chinese.get(block))?;

    let before = english[..at].last().map_or("the beginning", String::as_str);
    let shown = |outline: &[String]| outline.get(at).map_or("nothing", String::as_str).to_owned();
    Some(format!(
        "after {before}\nin English: {}\nin Chinese: {}",
        shown(&english),
        shown(&chinese)
    ))
}

#[test]
fn what_is_in_one_language_only_is_found() {
    let english =
        "# A\n\nOnly `json` and `idempotency_key`.\n\n| a | b |\n|---|---|\n| `x` | 26 h |\n";
    let differences = [
        (english, None),
        (
            "# A\n\nOnly `json`.",
            Some(("heading h1", "paragraph `idempotency_key` `json`", "paragraph `json`")),
        ),
        ("# A\n\n## B", Some(("heading h1", "paragraph `idempotency_key` `json`", "heading h2"))),
    ];
    for (chinese, found) in differences {
        let found = found.map(|(before, ours, theirs)| {
            format!("after {before}\nin English: {ours}\nin Chinese: {theirs}")
        });
        assert_eq!(difference(english, chinese), found, "{chinese}");
    }

    let fewer_cells = english.replace("26 h", "24 h");
    assert_eq!(
        difference(english, &fewer_cells).as_deref(),
        Some("after cell `x`\nin English: cell 26\nin Chinese: cell 24")
    );
    let other_code =
        difference("```rust\nlet a = 1; // one\n```", "```rust\nlet a = 2; // 一\n```");
    let (one, two) = ("```rust\nlet a = 1;\n```", "```rust\nlet a = 2;\n```");
    assert_eq!(
        other_code,
        Some(format!("after the beginning\nin English: {one}\nin Chinese: {two}"))
    );
}
