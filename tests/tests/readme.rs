//! The programs that the READMEs show are the examples that are compiled.

use std::fs;
use std::path::Path;

const EXAMPLES: [&str; 3] = [
    "alipay-notify-axum/examples/axum.rs",
    "alipay-notify-actix/examples/actix.rs",
    "alipay-notify-axum/examples/axum_extractor.rs",
];

fn read(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

#[test]
fn programs_are_the_compiled_examples() {
    for readme in ["README.md", "README.zh-CN.md"] {
        let text = read(readme);
        for example in EXAMPLES {
            let fence = format!("<!-- {example} -->\n```rust,ignore\n");
            let (_, rest) =
                text.split_once(&fence).unwrap_or_else(|| panic!("{readme} shows {example}"));
            let (program, _) = rest.split_once("```").expect("the fence ends");
            assert_eq!(program, read(example), "{readme}: {example}");
        }
    }
}

#[test]
fn both_languages_name_the_same_two_commands() {
    for readme in ["README.md", "README.zh-CN.md"] {
        assert!(
            read(readme).contains("```sh\ncargo run -- demo\ncargo test --workspace\n```"),
            "{readme}"
        );
    }
}

#[test]
fn both_languages_show_the_same_code() {
    let code = |readme: &str| -> Vec<String> {
        let text = read(readme);
        let blocks = text.split("\n```").collect::<Vec<_>>();
        let code = blocks.iter().skip(1).step_by(2).filter(|block| !block.starts_with("text\n"));
        code.map(|block| without_comments(block)).collect()
    };
    assert_eq!(code("README.md"), code("README.zh-CN.md"));
}

/// Comments, and texts that programs print, may be in the reader's language.
fn without_comments(block: &str) -> String {
    let lines = block.lines().map(|line| line.split("//").next().unwrap_or_default().trim_end());
    lines
        .map(|line| line.split('#').next().unwrap_or_default().trim_end())
        .collect::<Vec<_>>()
        .join("\n")
}
