//! `alipay-notify schema show`.
//!
//! What it prints of the message in `tests/messages` stands in `tests/shown`; `UPDATE_SHOWN=1`
//! writes it again.

mod support;

use std::path::Path;
use std::{env, fs};

use support::{command, outcome, run};
use unicode_width::UnicodeWidthStr as _;

const FILE: &str = "tests/messages/my.company.product.changed.json";

/// Standard output of a run that is fine.
fn shown(arguments: &[&str]) -> String {
    let (code, out, err) = outcome(&run(arguments));
    assert_eq!((code, err.as_str()), (Some(0), ""), "{arguments:?}");
    out
}

/// Compares with a file of `tests/shown`.
fn assert_shown(name: &str, arguments: &[&str]) {
    let found = shown(&[&["schema", "show", FILE], arguments].concat());
    let file = Path::new("tests/shown").join(name);
    if env::var_os("UPDATE_SHOWN").is_some() {
        fs::write(&file, &found).expect("the file can be written");
    }
    let expected = fs::read_to_string(&file).unwrap_or_default();
    assert_eq!(found, expected, "{name}");
}

#[test]
fn a_message_is_shown_in_both_languages() {
    assert_shown("terminal.en.txt", &["--lang", "en"]);
    assert_shown("terminal.zh.txt", &["--lang", "zh"]);
}

#[test]
fn a_notification_is_shown_by_its_parameter() {
    for (language, head, time, amount) in [
        ("en", "Parameter: notify_type\nFrom: built-in\n", "string(beijing-time)", "string(yuan)"),
        ("zh", "参数：notify_type\n来源：内置\n", "string(beijing-time)", "string(yuan)"),
    ] {
        let found = shown(&["schema", "show", "trade_status", "--lang", language]);
        for expected in [head, time, amount, "notify_id"] {
            assert!(found.contains(expected), "{expected}: {found}");
        }
    }
    let found = shown(&["schema", "show", "risk"]);
    let sentence =
        "Nothing tells its deliveries apart: there is no notify_id, and no field is marked.";
    assert!(found.contains(sentence), "{found}");
}

#[test]
fn each_line_of_a_table_is_as_wide() {
    for language in ["en", "zh"] {
        for columns in ["", "100", "72"] {
            let arguments = ["schema", "show", FILE, "--lang", language];
            let output =
                command(&arguments).env("COLUMNS", columns).output().expect("the command runs");
            let (code, out, _) = outcome(&output);
            assert_eq!(code, Some(0));
            let table = out.lines().filter(|line| line.starts_with(['┌', '│', '╞', '└']));
            let widths: Vec<_> = table.map(str::width).collect();
            assert!(widths.len() > 15, "{out}");
            assert!(widths.iter().all(|width| *width == widths[0]), "{widths:?}\n{out}");
            if let Ok(columns) = columns.parse::<usize>() {
                assert!(widths[0] <= columns, "{columns}: {out}");
            }
        }
    }
}

#[test]
fn the_file_itself_is_shown() {
    let expected = fs::read_to_string(FILE).expect("the file is there");
    assert_eq!(shown(&["schema", "show", FILE, "--json"]), expected);
    let built_in = "../schemas/alipay.user.opencard.result.notify.json";
    let expected = fs::read_to_string(built_in).expect("the file is there");
    assert_eq!(shown(&["schema", "show", "opencard", "--json"]), expected);
}

#[test]
fn a_message_is_found_by_its_name() {
    let shop = shown(&["schema", "show", "ant.merchant.expand.shop.save.rejected"]);
    assert!(shop.starts_with("ant.merchant.expand.shop.save.rejected\nA shop submitted"), "{shop}");
    assert_eq!(shown(&["schema", "show", "Shop.Save"]), shop);
    let own = shown(&["schema", "show", "product", "--schemas", "tests/messages"]);
    assert_eq!(own, shown(&["schema", "show", FILE]));
}

#[test]
fn what_is_not_found_is_told() {
    for (arguments, expected) in [
        (
            &["alipay.user.opencard.result.notfy"][..],
            "error: no message `alipay.user.opencard.result.notfy` is known; did you mean \
             alipay.user.opencard.result.notify? `alipay-notify schema list` shows all that are \
             known\n",
        ),
        (
            &["opencrad"],
            "error: no message `opencrad` is known; did you mean \
             alipay.user.opencard.result.notify? `alipay-notify schema list` shows all that are \
             known\n",
        ),
        (
            &["zebra\u{1b}", "--lang", "zh"],
            "错误：没有名为 `zebra\u{fffd}` 的消息；`alipay-notify schema list` 可列出所有已知的消息\n",
        ),
        (
            &["alipay"],
            "error: several messages have `alipay` in their names: \
             alipay.adatabus.risk.end.push, alipay.open.mini.icp.faceauth.completed, \
             alipay.user.opencard.result.notify; give more of the one you mean\n",
        ),
        (
            &["alipay", "--lang", "zh"],
            "错误：有多条消息含有 `alipay`：alipay.adatabus.risk.end.push、alipay.open.mini.icp.faceauth.completed、\
             alipay.user.opencard.result.notify；请写得更完整\n",
        ),
        (
            &["missing.json"],
            "error: missing.json: the schema can't be read: No such file or directory (os error \
             2)\n",
        ),
        (
            &["Cargo.toml/x"],
            "error: Cargo.toml/x: the schema can't be read: Not a directory (os error 20)\n",
        ),
    ] {
        let (code, out, err) = outcome(&run(&[&["schema", "show"], arguments].concat()));
        assert_eq!((code, out.as_str(), err.as_str()), (Some(2), "", expected), "{arguments:?}");
    }
}

#[test]
fn a_file_with_mistakes_is_not_shown() {
    let file = support::file("faulty.json", b"{\"$schema\": 1}");
    let (code, out, err) = outcome(&run(&["schema", "show", &file, "--lang", "zh"]));
    assert_eq!((code, out.as_str()), (Some(2), ""));
    assert_eq!(
        err,
        format!(
            "错误：{file}: 第 1 行第 13 列，/$schema：此处应为固定的 meta-schema \
             \"https://json-schema.org/draft/2020-12/schema\"，实为数字（另有 3 处）\n"
        )
    );
}
