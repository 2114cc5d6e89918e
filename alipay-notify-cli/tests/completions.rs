//! The completion scripts, run by the shells that they are for.

mod support;

use std::process::Command;

use support::{command, file, outcome, run, skipped};

/// A shell that runs a script, and then completes these words.
struct Shell {
    name: &'static str,
    program: &'static str,
    /// The arguments that complete the words, given the file of the script.
    arguments: fn(&str, &[&str]) -> Vec<String>,
}

const SHELLS: [Shell; 5] = [
    Shell { name: "bash", program: "bash", arguments: bash },
    Shell { name: "zsh", program: "zsh", arguments: zsh },
    Shell { name: "fish", program: "fish", arguments: fish },
    Shell { name: "elvish", program: "elvish", arguments: elvish },
    Shell { name: "powershell", program: "pwsh", arguments: powershell },
];

/// Words, the last of which is to be completed, and some of what it may become.
const CASES: [(&[&str], &[&str]); 5] = [
    (&["sch"], &["schema"]),
    (&["send", "--dup"], &["--duplicate"]),
    (&["schema", "im"], &["import"]),
    (&["schema", "import", "--ru"], &["--rust"]),
    (&["explain", "--key"], &["--key-file"]),
];

fn bash(script: &str, words: &[&str]) -> Vec<String> {
    let last = words.last().copied().unwrap_or_default();
    let before = words.iter().rev().nth(1).copied().unwrap_or("alipay-notify");
    let code = format!(
        "source '{script}'; COMP_WORDS=(alipay-notify {}); COMP_CWORD={}; _alipay__notify \
         alipay-notify '{last}' '{before}'; printf '%s\\n' \"${{COMPREPLY[@]}}\"",
        words.join(" "),
        words.len()
    );
    vec!["--norc".to_owned(), "-c".to_owned(), code]
}

/// Completion of zsh works in a terminal only, and lists what it found there.
fn zsh(script: &str, words: &[&str]) -> Vec<String> {
    let typed = words.join(" ");
    let code = format!(
        "zmodload zsh/zpty; zpty shell zsh -f -i; \
         zpty -w shell \"autoload -U compinit && compinit -u -D && source '{script}' && \
         compdef _alipay-notify alipay-notify; PS1=; setopt no_beep; echo rea''dy\"; \
         zpty -r -m shell text '*ready*'; \
         zpty -w -n shell \"alipay-notify {typed}\"$'\\t'; sleep 1; zpty -w -n shell $'\\t'; \
         sleep 1; while zpty -r -t shell text; do print -r -- \"$text\"; done; zpty -d shell"
    );
    vec!["-f".to_owned(), "-c".to_owned(), code]
}

fn fish(script: &str, words: &[&str]) -> Vec<String> {
    let code =
        format!("source '{script}'; complete --do-complete 'alipay-notify {}'", words.join(" "));
    vec!["--no-config".to_owned(), "-c".to_owned(), code]
}

/// Without a terminal elvish has no editor: the completer is called by itself.
fn elvish(script: &str, words: &[&str]) -> Vec<String> {
    let code = format!(
        "use str; var code = (slurp < '{script}'); var kept = (str:replace \
         'set edit:completion:arg-completer[alipay-notify] =' 'var completer =' $code); \
         var stub = \"fn edit:complex-candidate {{|a &display=''| put $a }}\\n\"; \
         eval (str:replace 'edit:complex-candidate' 'candidate' \
         (str:join \"\\n\" ['fn candidate {{|a &display=''''| put $a }}' $kept \
         '$completer alipay-notify {} | each {{|found| echo $found }}']))",
        words.join(" ")
    );
    vec!["-norc".to_owned(), "-c".to_owned(), code]
}

fn powershell(script: &str, words: &[&str]) -> Vec<String> {
    let line = format!("alipay-notify {}", words.join(" "));
    let code = format!(
        ". '{script}'; (TabExpansion2 '{line}' {}).CompletionMatches.CompletionText",
        line.len()
    );
    vec!["-NoProfile".to_owned(), "-Command".to_owned(), code]
}

#[test]
fn every_shell_completes_after_every_subcommand() {
    for shell in SHELLS {
        let (code, script, err) = outcome(&run(&["completions", shell.name]));
        assert_eq!((code, err.as_str()), (Some(0), ""), "{}", shell.name);
        if Command::new(shell.program).arg("--version").output().is_err() {
            skipped(
                &format!("completion by {}", shell.name),
                &format!("{} is not installed", shell.program),
                "install it",
            );
            continue;
        }
        let extension = if shell.name == "powershell" { "ps1" } else { shell.name };
        let script = file(&format!("completions.{extension}"), script.as_bytes());
        for (words, wanted) in CASES {
            let arguments = (shell.arguments)(&script, words);
            let output = Command::new(shell.program)
                .args(&arguments)
                .env("TERM", "xterm")
                .output()
                .expect("the shell runs");
            let (_, out, err) = outcome(&output);
            for wanted in wanted {
                let is_there = out.split(|ch: char| ch.is_whitespace() || ch.is_control());
                assert!(
                    is_there.into_iter().any(|word| word == *wanted),
                    "{}, {words:?}: {wanted} is not in {out:?}, {err}",
                    shell.name
                );
            }
        }
    }
}

/// Every subcommand has a place in the script, so that bash finds its options.
#[test]
fn bash_knows_the_options_of_every_command() {
    let (_, script, _) = outcome(&run(&["completions", "bash"]));
    for path in [&["demo"][..], &["listen"], &["replay"], &["keygen"], &["schema", "docs"]] {
        let (_, help, _) =
            outcome(&command(&[path, &["--help"]].concat()).output().expect("it runs"));
        let place = format!("\n        alipay__notify__subcmd__{})\n", path.join("__subcmd__"));
        let (_, after) = script.split_once(&place).unwrap_or_else(|| panic!("{path:?}: {place}"));
        let options = after.lines().next().unwrap_or_default();
        let (_, options_of_help) = help.split_once("\nOptions:\n").expect("there are options");
        let own = options_of_help.split("\n\n").next().unwrap_or_default();
        let documented = own.lines().filter(|line| line.trim_start().starts_with('-'));
        // A wrapped line may begin with an alias, in brackets.
        let is_option = |word: &&str| word.starts_with("--") && !word.ends_with(']');
        let documented = documented.filter_map(|line| line.split_whitespace().find(is_option));
        for option in documented {
            assert!(options.contains(option), "{path:?}: {option} is not in {options}");
        }
    }
}
