//! The programs that are shown are the examples that are compiled, and the front door stays small.

use std::path::Path;

use crate::pages::{all, read};

/// Each example, and the chapter that shows it.
const EXAMPLES: [(&str, &str); 5] = [
    ("alipay-notify-axum/examples/axum.rs", "receive.md"),
    ("alipay-notify-actix/examples/actix.rs", "receive.md"),
    ("alipay-notify-axum/examples/axum_extractor.rs", "receive.md"),
    ("alipay-notify-axum/examples/axum_payments.rs", "payments.md"),
    ("alipay-notify-axum/examples/axum_inbox.rs", "inbox.md"),
];

const READMES: [&str; 2] = ["README.md", "README.zh-CN.md"];

#[test]
fn programs_are_the_compiled_examples() {
    for (example, chapter) in EXAMPLES {
        for language in ["en", "zh"] {
            let chapter = format!("docs/guide/{language}/{chapter}");
            let text = read(Path::new(&chapter));
            let fence = format!("<!-- {example} -->\n```rust,ignore\n");
            let (_, rest) =
                text.split_once(&fence).unwrap_or_else(|| panic!("{chapter} shows {example}"));
            let (program, _) = rest.split_once("```").expect("the fence ends");
            assert_eq!(program, read(Path::new(example)), "{chapter}: {example}");
        }
    }
}

#[test]
fn every_other_program_is_compiled() {
    let compiled = read(Path::new("tests/src/guide.rs"));
    for page in all() {
        let text = read(&page);
        if text.contains("```rust\n") || text.contains("```rust,no_run\n") {
            let name = page.to_str().expect("a UTF-8 path");
            assert!(compiled.contains(&format!(": \"{name}\",")), "{name} is in guide.rs");
        }
    }
}

#[test]
fn both_readmes_name_the_same_two_commands() {
    for readme in READMES {
        let text = read(Path::new(readme));
        assert!(text.contains("```sh\ncargo run -- demo\ncargo test --workspace\n```"), "{readme}");
    }
}

#[test]
fn both_readmes_are_small_and_so_is_their_program() {
    for readme in READMES {
        let text = read(Path::new(readme));
        assert!(text.len() <= 9_000, "{readme} has {} bytes", text.len());

        let (_, rest) = text.split_once("```rust,no_run\n").expect("it shows a program");
        let (program, _) = rest.split_once("```").expect("the fence ends");
        let lines = program.lines().filter(|line| !line.is_empty()).count();
        assert!(lines < 20, "{readme}: a program of {lines} lines");
    }
}
