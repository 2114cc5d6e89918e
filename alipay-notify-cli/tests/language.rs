//! English or Chinese, by `--lang` or the locale.

mod support;

use std::fs;
use std::path::Path;

use support::{command, commands, file, folder, outcome, run};
use unicode_width::UnicodeWidthStr;

fn is_chinese(line: &str) -> bool {
    line.chars().any(is_han)
}

fn is_han(ch: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&ch)
}

/// Whether there is punctuation after a Chinese character that is as wide as a letter.
fn is_narrow(line: &str) -> bool {
    let pairs = line.chars().zip(line.chars().skip(1));
    pairs.into_iter().any(|(ch, next)| is_han(ch) && matches!(next, ',' | ';' | '?' | '(' | ')'))
}

#[test]
fn every_command_has_help_in_chinese() {
    let commands = commands();
    assert!(commands.len() >= 15, "all commands are found: {commands:?}");
    for path in commands {
        let arguments: Vec<&str> =
            path.iter().map(String::as_str).chain(["--help", "--lang=zh"]).collect();
        let (code, help, err) = outcome(&run(&arguments));
        assert_eq!((code, err.as_str()), (Some(0), ""), "{path:?}");
        // Examples are the same in every language.
        let explained = help.split("\n示例").next().unwrap_or_default();
        let options = explained.lines().filter(|line| line.trim_start().starts_with('-'));
        let headings = help.lines().filter(|line| line.ends_with(':'));
        for line in options.chain(headings) {
            assert!(
                is_chinese(line) && !line.contains("alias"),
                "{path:?}: this is left in English: {line}"
            );
        }
        assert_eq!(help.lines().next().map(is_chinese), Some(true), "{path:?}");
        assert_eq!(help.lines().find(|line| is_narrow(line)), None, "{path:?}");
    }
}

#[test]
fn help_fits_into_the_terminal_and_ends_with_what_all_commands_have() {
    for (path, language) in commands().iter().flat_map(|path| [(path, "en"), (path, "zh")]) {
        let arguments: Vec<&str> =
            path.iter().map(String::as_str).chain(["--help", "--lang", language]).collect();
        let output = command(&arguments).env("COLUMNS", "80").output().expect("the command runs");
        let (code, help, err) = outcome(&output);
        assert_eq!((code, err.as_str()), (Some(0), ""), "{path:?}");
        let (lang, rest) =
            help.split_once("\n      --lang <LANGUAGE>").expect("every command has it");
        let (last, own) = rest.split_once("\n\n").unwrap_or((rest, ""));
        let others = last.lines().filter(|line| line.starts_with("  -"));
        let others: Vec<_> = others.filter_map(|line| line.split_whitespace().nth(1)).collect();
        let expected = if path.is_empty() { &["--help", "--version"][..] } else { &["--help"] };
        assert_eq!(others, expected, "{path:?}");
        // Examples stay whole, so that they can be copied.
        let prose = own.lines().filter(|line| !line.starts_with(' '));
        for line in lang.lines().chain(last.lines()).chain(prose) {
            assert!(line.width() <= 80, "{path:?} in {language}: {line}");
        }
    }
}

#[test]
fn the_locale_decides_unless_the_option_does() {
    let missing = file("no-such-key.txt", b"");
    let arguments = ["explain", "-", "--key-file", &missing];
    let chinese = "错误：".to_owned()
        + &missing
        + ": 内容为空；需要的是支付宝公钥：base64、PEM、DER 或其证书。请从开放平台控制台复制\n";
    let english = format!(
        "error: {missing}: found nothing; expected Alipay's public key (支付宝公钥) as base64, PEM, \
         DER, or a certificate. Copy it from the open platform's console\n"
    );
    let with = |locale: &str, more: &[&str]| {
        let output =
            command(&arguments).args(more).env("LANG", locale).output().expect("the command runs");
        outcome(&output)
    };
    assert_eq!(with("zh_CN.UTF-8", &[]), (Some(2), String::new(), chinese.clone()));
    assert_eq!(with("C", &["--lang", "zh"]), (Some(2), String::new(), chinese));
    assert_eq!(with("zh_CN.UTF-8", &["--lang", "en"]), (Some(2), String::new(), english.clone()));
    assert_eq!(with("fr_FR.UTF-8", &[]), (Some(2), String::new(), english));
}

#[test]
fn mistakes_in_the_arguments_are_worded_in_chinese_too() {
    for (arguments, said) in [
        (&["listen"][..], "缺少参数：--key-file <FILE>、--port <PORT>"),
        (&["lsten"], "没有这个命令：lsten；是否想用 listen？"),
        (&["demo", "--jason"], "没有这个参数：--jason"),
        (&["keygen", "--out", "a", "--out", "b"], "--out <DIR> 只能使用一次"),
        (
            &["completions", "cmd"],
            "<SHELL> 的值 cmd 无效；可选值：bash、elvish、fish、powershell、zsh",
        ),
        (&["listen", "--port", "x", "--key-file", "k"], "--port <PORT> 的值 x 无效"),
    ] {
        let arguments: Vec<&str> =
            ["--lang=zh"].into_iter().chain(arguments.iter().copied()).collect();
        let expected = format!("错误：{said}\n\n使用 --help 查看用法。\n");
        assert_eq!(outcome(&run(&arguments)), (Some(2), String::new(), expected));
    }
}

#[test]
fn a_missing_command_is_told_in_chinese() {
    let told =
        "错误：缺少命令；可选：import、check、list、show、export、docs\n\n使用 --help 查看用法。\n"
            .to_owned();
    assert_eq!(outcome(&run(&["schema", "--lang", "zh"])), (Some(2), String::new(), told));
    let (_, help, _) = outcome(&run(&["--lang", "zh", "schema", "--help"]));
    assert_eq!(outcome(&run(&["--lang", "zh", "schema"])), (Some(2), String::new(), help));
}

#[test]
fn what_a_parser_of_json_says_is_told_in_chinese() {
    let folder = folder("language-keys");
    let folder = folder.to_str().expect("a UTF-8 path");
    assert_eq!(outcome(&run(&["keygen", "--out", folder])).0, Some(0));
    let key = format!("{folder}/private_key.pem");
    let set = |change: &str| {
        let arguments =
            ["send", "shop.save", "--print", "body", "--key-file", &key, "--set", change];
        let (code, out, err) =
            outcome(&command(&arguments).env("LANG", "zh_CN").output().expect("it runs"));
        assert_eq!((code, out.as_str()), (Some(2), ""));
        err
    };
    assert_eq!(set("a:={"), "错误：--set a:={: 第 2 字节处不是有效的 JSON：对象尚未结束\n");
    assert_eq!(set("a:=x"), "错误：--set a:=x: 第 1 字节处不是有效的 JSON：此处应为一个值\n");

    let page = include_str!("../../docs/coupon-expired.txt");
    let broken =
        file("broken-sample.txt", page.replacen("\"C20260001\",", "\"C20260001\",,", 1).as_bytes());
    let (code, _, err) = outcome(&run(&["schema", "import", &broken, "--lang", "zh"]));
    let told = "警告：消息示例不是有效的 JSON，已忽略：此处应为双引号中的字段名";
    assert_eq!((code, err.lines().nth(1)), (Some(1), Some(&*format!("{broken}:41: {told}"))));
}

#[test]
fn the_demo_is_told_in_chinese() {
    let (code, out, err) = outcome(&run(&["demo", "--lang", "zh"]));
    assert_eq!((code, err.as_str()), (Some(0), ""));
    assert!(out.contains("┆ UserOpencardResult: 会员卡 ext0001 "), "{out}");
    assert_eq!(out.lines().last(), Some("共 9 个结果，9 个符合预期。"));
    assert!(out.contains("on_invalid: reason：257 个字符，最多 256 个"), "{out}");
}

#[test]
fn completions_know_every_command() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let (code, script, err) = outcome(&run(&["completions", shell]));
        assert_eq!((code, err.as_str()), (Some(0), ""));
        for path in commands().iter().skip(1) {
            let name = path.last().expect("it has a name");
            assert!(script.contains(name.as_str()), "{shell} does not know {path:?}");
        }
    }
}

/// The Chinese of what the libraries say is a `match` over their types: a variant without it does
/// not compile. What is written for one is Chinese: not English, nor in its punctuation.
#[test]
fn what_the_libraries_say_is_in_chinese() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/chinese");
    let mut texts = 0;
    for file in fs::read_dir(folder).expect("the folder is there") {
        let source = fs::read_to_string(file.expect("an entry").path()).expect("it is UTF-8");
        let (source, _) = source.split_once("#[cfg(test)]").unwrap_or((&source, ""));
        // A text over several lines is one.
        let source = source.replace("\\\n", "");
        for text in literals(&source).filter(|text| text.contains(|ch: char| ch.is_alphabetic())) {
            let plain = without_placeholders(text);
            let words = plain.split(|ch: char| !ch.is_ascii_alphabetic() && ch != ' ');
            let longest = words.map(|run| run.split_whitespace().count()).max();
            assert!(longest < Some(4), "English is left in: {text}");

            assert!(!is_narrow(&plain), "punctuation of half the width: {text}");
            texts += usize::from(plain.contains(is_han));
        }
    }
    assert!(texts > 150, "only {texts} texts were found");
}

/// The string literals of a source, comments aside.
fn literals(source: &str) -> impl Iterator<Item = &str> {
    let lines = source.lines().filter(|line| !line.trim_start().starts_with("//"));
    lines.flat_map(|line| line.split('"').skip(1).step_by(2))
}

/// A text without what is put in between `{` and `}`.
fn without_placeholders(text: &str) -> String {
    text.split('{').map(|part| part.split_once('}').map_or(part, |(_, rest)| rest)).collect()
}
