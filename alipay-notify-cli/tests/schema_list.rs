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
    let expected = [
        [
            "alipay.open.mini.icp.faceauth.completed",
            "msg_method",
            "Outcome of the face verification that a mini program's ICP filing requires.",
            "小程序备案人脸核验完成结果消息通知",
            "4",
        ],
        [
            "alipay.user.opencard.result.notify",
            "msg_method",
            "Final outcome of a user's opening of a membership card.",
            "会员卡开卡链路,通知商家最终的开卡结果",
            "8",
        ],
        [
            "ant.merchant.expand.shop.save.rejected",
            "msg_method",
            "A shop submitted through `ant.merchant.expand.shop.create` was rejected.",
            "ant.merchant.expand.shop.create 中创建商户,创建拒绝后通过本接口返回结果",
            "6",
        ],
        [
            "dut_user_sign",
            "notify_type",
            "A user agreed to be charged by the merchant, such as for a subscription.",
            "用户签约通知",
            "17",
        ],
        [
            "dut_user_unsign",
            "notify_type",
            "An agreement to be charged by the merchant ended.",
            "用户解约通知",
            "17",
        ],
        [
            "fund_auth_freeze",
            "notify_type",
            "Money of a user, or credit, was frozen for the merchant: a pre-authorisation.",
            "资金授权冻结通知",
            "29",
        ],
        [
            "fund_auth_unfreeze",
            "notify_type",
            "Frozen money of a user, or credit, was released.",
            "资金授权解冻通知",
            "29",
        ],
        [
            "open_app_auth_notify",
            "notify_type",
            "A merchant authorised a third-party app to act for it; here is the token.",
            "第三方应用授权通知",
            "16",
        ],
        [
            "servicemarket_order_notify",
            "notify_type",
            "A merchant ordered a service on the market of services.",
            "服务市场订购通知",
            "23",
        ],
        [
            "trade_status_sync",
            "notify_type",
            "A payment was made, refunded in part or in whole, closed or finished.",
            "交易状态同步通知",
            "53",
        ],
        [
            "alipay.adatabus.risk.end.push",
            "service",
            "Alipay found a risk with a merchant or with payments to it.",
            "风险商户与交易推送",
            "10",
        ],
    ];
    let (english, chinese) = (listed(&[]), listed(&["--lang", "zh"]));
    let english = cells(&english);
    let chinese = cells(&chinese);
    assert_eq!(english[0], ["Message", "Parameter", "Says", "Fields", "From"]);
    assert_eq!(chinese[0], ["消息", "参数", "名称", "字段数", "来源"]);
    for (index, [name, parameter, says, title, fields]) in expected.into_iter().enumerate() {
        assert_eq!(english[index + 1], [name, parameter, says, fields, "built-in"]);
        assert_eq!(chinese[index + 1], [name, parameter, title, fields, "内置"]);
    }
    assert_eq!((english.len(), chinese.len()), (expected.len() + 1, expected.len() + 1));
}

#[test]
fn own_messages_are_listed_with_their_files() {
    let own = listed(&["--schemas", "tests/messages", "商品"]);
    assert_eq!(
        cells(&own)[1],
        [
            "my.company.product.changed",
            "msg_method",
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
        "name": "alipay.user.opencard.result.notify",
        "parameter": "msg_method",
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
        names.as_array().into_iter().flatten().map(|entry| &entry["name"]).collect();
    assert_eq!(
        names,
        [
            "alipay.open.mini.icp.faceauth.completed",
            "alipay.user.opencard.result.notify",
            "ant.merchant.expand.shop.save.rejected",
            "dut_user_sign",
            "dut_user_unsign",
            "fund_auth_freeze",
            "fund_auth_unfreeze",
            "open_app_auth_notify",
            "servicemarket_order_notify",
            "trade_status_sync",
            "alipay.adatabus.risk.end.push"
        ]
    );
}

#[test]
fn nothing_found_is_said() {
    assert_eq!(
        listed(&["zebra"]),
        "no known message has `zebra` in its name, label or description\n"
    );
    assert_eq!(listed(&["zebra", "--lang", "zh"]), "没有消息的消息名、名称或描述含有 `zebra`\n");
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
