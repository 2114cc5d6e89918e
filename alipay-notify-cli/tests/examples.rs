//! The examples at the end of a command's help, which are there to be copied.

mod support;

use support::{command, outcome};
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
