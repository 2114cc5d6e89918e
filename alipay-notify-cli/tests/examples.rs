//! The examples at the end of a command's help, which are there to be copied.

mod support;

use support::{command, outcome, run};
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

/// Each example, without what a shell makes of it: with `--help` after it, only its arguments are
/// read.
#[test]
fn every_example_can_be_typed() {
    let mut count = 0;
    for path in COMMANDS {
        for language in ["en", "zh"] {
            let path: Vec<&str> = path.split(' ').collect();
            let (_, help, _) =
                outcome(&run(&[&["--lang", language], &path[..], &["--help"]].concat()));
            let joined = help.replace("\\\n", " ");
            for example in
                joined.lines().filter_map(|line| line.trim().strip_prefix("alipay-notify "))
            {
                let end = [" | ", " < ", " > "].iter().filter_map(|mark| example.find(mark)).min();
                let example = &example[..end.unwrap_or(example.len())];
                let words = shlex::split(example).expect("a shell can read it");
                let words: Vec<&str> = words.iter().map(String::as_str).collect();
                let (code, _, err) = outcome(&run(&[&words[..], &["--help"]].concat()));
                assert_eq!((code, err.as_str()), (Some(0), ""), "{language}: {words:?}");
                count += 1;
            }
        }
    }
    assert!(count > 40, "only {count} examples");
}

const COMMANDS: [&str; 12] = [
    "keygen",
    "send",
    "explain",
    "listen",
    "replay",
    "completions",
    "schema import",
    "schema check",
    "schema list",
    "schema show",
    "schema export",
    "schema docs",
];
