//! `alipay-notify schema list`.

mod support;

use serde_json::{Value, json};
use support::{command, outcome, run};
use unicode_width::UnicodeWidthStr as _;

/// Standard output of a run that is fine.
fn listed(arguments: &[&str]) -> String {
    let (code, out, err) = outcome(&run(&[&["schema", "list"], arguments].concat()));
    assert_eq!((code, err.as_str()), (Some(0), ""), "{arguments:?}");
    out
}

/// The cells of a table, and that all its lines are as wide.
fn cells(table: &str) -> Vec<Vec<&str>> {
    let width = table.lines().next().map_or(0, str::width);
    assert!(table.lines().all(|line| line.width() == width), "{table}");
    let rows = table.lines().filter(|line| line.starts_with('│'));
    rows.map(|row| row.trim_matches('│').split('┆').map(str::trim).collect()).collect()
}

#[test]
fn built_in_messages_are_listed() {
    assert_eq!(
        listed(&[]),
        "\
┌─────────────────────────────────────────┬─────────────────────────────────────────────────────────────────────────────┬────────┬──────────┐
│ Message                                 ┆ Says                                                                        ┆ Fields ┆ From     │
╞═════════════════════════════════════════╪═════════════════════════════════════════════════════════════════════════════╪════════╪══════════╡
│ alipay.open.mini.icp.faceauth.completed ┆ Outcome of the face verification that a mini program's ICP filing requires. ┆ 4      ┆ built-in │
│ alipay.user.opencard.result.notify      ┆ Final outcome of a user's opening of a membership card.                     ┆ 8      ┆ built-in │
│ ant.merchant.expand.shop.save.rejected  ┆ A shop submitted through `ant.merchant.expand.shop.create` was rejected.    ┆ 6      ┆ built-in │
└─────────────────────────────────────────┴─────────────────────────────────────────────────────────────────────────────┴────────┴──────────┘
"
    );
    assert_eq!(
        cells(&listed(&["--lang", "zh"])),
        [
            ["消息", "名称", "字段数", "来源"],
            [
                "alipay.open.mini.icp.faceauth.completed",
                "小程序备案人脸核验完成结果消息通知",
                "4",
                "内置"
            ],
            [
                "alipay.user.opencard.result.notify",
                "会员卡开卡链路,通知商家最终的开卡结果",
                "8",
                "内置"
            ],
            [
                "ant.merchant.expand.shop.save.rejected",
                "ant.merchant.expand.shop.create 中创建商户,创建拒绝后通过本接口返回结果",
                "6",
                "内置"
            ],
        ]
    );
}

#[test]
fn own_messages_are_listed_with_their_files() {
    let own = listed(&["--schemas", "tests/messages", "商品"]);
    assert_eq!(
        cells(&own)[1],
        [
            "my.company.product.changed",
            "A product changed; see `product_id`. Second line | with *stars*, <i>tags</i> & \
             [links](x).",
            "14",
            "tests/messages/my.company.product.changed.json"
        ]
    );
    // The files of the folder take the place of the built-in ones.
    let replaced = cells(&listed(&["--schemas", "../schemas", "SHOP"])).concat().join(" ");
    assert!(
        replaced.ends_with("6 ../schemas/ant.merchant.expand.shop.save.rejected.json"),
        "{replaced}"
    );
}

#[test]
fn a_narrow_terminal_gets_a_narrow_table() {
    let output = command(&["schema", "list", "--lang", "zh"]).env("COLUMNS", "80").output();
    let (_, out, _) = outcome(&output.expect("the command runs"));
    assert_eq!(out.lines().map(str::width).max(), Some(80), "{out}");
    let cells = cells(&out).concat();
    assert!(cells.contains(&"alipay.open.mini.icp.faceauth.completed"), "names stay whole: {out}");
}

#[test]
fn messages_are_listed_as_json() {
    let expected = json!([{
        "msg_method": "alipay.user.opencard.result.notify",
        "title": "会员卡开卡链路,通知商家最终的开卡结果",
        "description": "Final outcome of a user's opening of a membership card.",
        "fields": 8,
        "source": "built-in"
    }]);
    for language in ["en", "zh"] {
        let found = listed(&["--json", "membership CARD", "--lang", language]);
        assert_eq!(serde_json::from_str::<Value>(&found).ok().as_ref(), Some(&expected));
    }
    let names: Value = serde_json::from_str(&listed(&["--json"])).expect("a JSON document");
    let names: Vec<_> =
        names.as_array().into_iter().flatten().map(|entry| &entry["msg_method"]).collect();
    assert_eq!(
        names,
        [
            "alipay.open.mini.icp.faceauth.completed",
            "alipay.user.opencard.result.notify",
            "ant.merchant.expand.shop.save.rejected"
        ]
    );
}

#[test]
fn nothing_found_is_said() {
    assert_eq!(
        listed(&["zebra"]),
        "no known message has `zebra` in its msg_method, label or description\n"
    );
    assert_eq!(
        listed(&["zebra", "--lang", "zh"]),
        "没有消息的 msg_method、名称或描述含有 `zebra`\n"
    );
    assert_eq!(listed(&["zebra", "--json"]), "[]\n");
}

#[test]
fn a_folder_that_cannot_be_read_is_told() {
    let (code, out, err) = outcome(&run(&["schema", "list", "--schemas", "tests/missing"]));
    assert_eq!((code, out.as_str()), (Some(2), ""));
    assert_eq!(
        err,
        "error: tests/missing: the folder can't be read: No such file or directory (os error 2)\n"
    );
    let (code, _, err) = outcome(&run(&["schema", "list", "--schemas", "src", "--lang", "zh"]));
    assert_eq!((code, err.as_str()), (Some(2), "错误：src: 该目录中没有 schema 文件（*.json）\n"));
}

#[test]
fn folders_in_a_folder_are_passed_over() {
    let folder = support::folder("schema-list-folders");
    std::fs::create_dir_all(folder.join("old.json"))
        .expect("the folder for tests can be written to");
    let folder = folder.to_str().expect("a UTF-8 path");
    let (code, out, err) = outcome(&run(&["schema", "list", "--schemas", folder]));
    let told = format!("error: {folder}: there is no schema file (*.json) in this folder\n");
    assert_eq!((code, out.as_str(), err), (Some(2), "", told));
}
