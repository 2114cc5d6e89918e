//! What is printed other than schemas: Rust, JSON, Chinese, help.

use serde_json::{Value, json};

use super::kit::{FIELDS, FILE, Folder, SAMPLE, SCHEMA, ended, newer, page, worked_on};

#[test]
fn the_rust_for_a_message() {
    let folder = Folder::new();
    let (page, newer) = (page(FIELDS, SAMPLE), newer());
    let rust = |path: &str| {
        format!(
            "#[derive(AlipayNotify)]\n#[alipay(schema = \"{path}\")]\npub struct DepotParcelSent;\n"
        )
    };
    assert_eq!(folder.fed(&["--rust"], &page), ended(0, &rust(FILE), ""));
    let absolute = folder.path("schemas");
    for (out, path) in [
        ("./specs/alipay/", "specs/alipay/alipay.depot.parcel.sent.json"),
        (".", "alipay.depot.parcel.sent.json"),
        (absolute.to_str().expect("UTF-8"), FILE),
    ] {
        let (code, found, _) = folder.fed(&["--rust", "--out", out], &page);
        assert_eq!((code, found), (Some(0), rust(path)));
        assert_eq!(folder.read(path), SCHEMA);
    }
    // Along with Rust, what is new is told apart.
    let (code, out, err) = folder.fed(&["--rust", "--out", "schemas"], &newer);
    assert_eq!((code, out), (Some(0), rust(FILE)));
    let expected =
        format!("{FILE}: 8 changes\n  `parcel_no`: at most 64 characters, previously 32\n");
    assert_eq!(err.lines().take(2).collect::<Vec<_>>(), expected.lines().collect::<Vec<_>>());
}

#[test]
fn for_programs() {
    let folder = Folder::new();
    folder.write("page.txt", page(FIELDS, SAMPLE));
    folder.write("empty.txt", "");
    let document = |arguments: &[&str]| {
        let (code, out, err) = folder.import(&[arguments, &["--json"]].concat());
        assert_eq!(err, "");
        (code, serde_json::from_str::<Value>(&out).expect("one JSON document"))
    };
    let schema: Value = serde_json::from_str(SCHEMA).expect("JSON");
    let imported = |file: &str, outcome: &str| {
        json!({
            "page": "page.txt", "parameter": "msg_method", "name": "alipay.depot.parcel.sent",
            "complete": true, "file": file, "outcome": outcome,
            "warnings": [], "changes": [], "losses": []
        })
    };
    let printed = json!({ "pages": [{
        "page": "page.txt", "parameter": "msg_method", "name": "alipay.depot.parcel.sent",
        "complete": true, "warnings": [], "changes": [],
        "losses": [], "schema": schema
    }] });
    assert_eq!(document(&["page.txt"]), (Some(0), printed));
    let written = ["page.txt", "--out", "schemas"];
    assert_eq!(document(&written), (Some(0), json!({ "pages": [imported(FILE, "new")] })));
    assert_eq!(document(&written), (Some(0), json!({ "pages": [imported(FILE, "unchanged")] })));

    folder.write(FILE, worked_on().replace("\"note\"", "\"remark\"").replace("64", "8"));
    let (code, found) = document(&["page.txt", "empty.txt", "--out", "schemas"]);
    let mut changed = imported(FILE, "changed");
    changed["changes"] = json!([
        { "path": "parcel_no", "effect": "compatible", "text": "another description" },
        { "path": "note", "effect": "compatible", "text": "added, optional" },
        { "path": "remark", "effect": "breaking", "text": "removed" },
        { "path": "", "effect": "compatible", "text": "other examples" }
    ]);
    changed["losses"] = json!([{
        "path": "remark", "keyword": "x-shown",
        "text": "`remark`: `x-shown` could not be kept: its place is gone"
    }]);
    let empty = json!({
        "page": "empty.txt", "error": "there is no field on this page: copy it from its first line \
                                       to its last",
        "warnings": found["pages"][1]["warnings"], "changes": [], "losses": []
    });
    assert_eq!((code, &found), (Some(1), &json!({ "pages": [changed, empty] })));
    assert_eq!(found["pages"][1]["warnings"][0]["line"], 1);
}

#[test]
fn in_chinese() {
    let folder = Folder::new();
    folder.write(FILE, worked_on());
    let (code, out, err) = folder.fed(&["--lang", "zh", "--out", "schemas"], &newer());
    let expected = format!(
        "{FILE}：9 处变化\n\
         \x20 `parcel_no`：描述有变\n\
         \x20 `parcel_no`：长度上限为 64 个字符，原为 32 个字符\n\
         \x20 `state`：新增枚举值 `LOST`\n\
         \x20 `state`：删除枚举值 `CANCELLED` [不兼容]\n\
         \x20 `state`：长度上限为 8 个字符，原为 16 个字符 [更严格]\n\
         \x20 `carrier`：新增，必选 [更严格]\n\
         \x20 `weight`：新增，可选\n\
         \x20 `note`：已删除 [不兼容]\n\
         \x20 示例有变\n\
         \x20 （描述取自页面；使用 --keep-descriptions 可保留文件中的描述）\n"
    );
    let warning = format!("{FILE}: 警告：`note`：无法保留 `x-shown`：它所在的位置已不存在\n");
    assert_eq!((code, out, err), ended(0, &expected, &warning));

    let odd = page(&FIELDS.replace("可选string(64)", "可选widget"), SAMPLE);
    let (code, _, err) = folder.fed(&["--lang", "zh"], &odd);
    assert_eq!(
        (code, err.as_str()),
        (Some(0), "<stdin>:16: 警告：`note`：类型 `widget` 不足以确定，按字符串处理\n")
    );
    let (code, _, err) = folder.fed(&["--lang", "zh"], "");
    assert_eq!(code, Some(1));
    assert!(err.ends_with("错误：<stdin>: 页面上没有任何字段：请复制页面全文\n"), "{err}");
}

#[test]
fn what_can_not_be_asked_for() {
    let folder = Folder::new();
    let refused = |arguments: &[&str]| {
        let (code, out, err) = folder.import(arguments);
        assert_eq!((code, out.as_str()), (Some(2), ""));
        err.lines().next().unwrap_or_default().to_owned()
    };
    assert_eq!(
        refused(&["--rust", "--json"]),
        r#"{"error":"the argument '--rust' cannot be used with '--json'"}"#
    );
    assert_eq!(
        refused(&["--keep-descriptions"]),
        "error: the following required arguments were not provided:"
    );
    let (code, help, _) = folder.import(&["--help"]);
    assert_eq!(code, Some(0));
    for option in ["--out <DIR>", "--rust", "--keep-descriptions", "--msg-method <NAME>", "--json"]
    {
        assert!(help.contains(&format!("\n      {option} ")), "{option} is not in {help}");
    }
    assert!(
        help.contains("\nExamples:\n  alipay-notify schema import page.txt --out schemas\n"),
        "{help}"
    );
    assert!(help.contains("\nExit codes:\n  0  imported, also with warnings\n"), "{help}");
}
