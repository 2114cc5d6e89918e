//! A folder of messages as a smoke test.

use std::fs;

use serde_json::{Value, json};

use super::support::folder;
use super::{SHOP, sent, verified};

const SCHEMAS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../schemas");

/// The cells of a table's rows, without the header.
fn rows(out: &str) -> Vec<Vec<&str>> {
    let rows = out.lines().filter_map(|line| line.strip_prefix('│')?.strip_suffix('│'));
    rows.skip(1).map(|row| row.split('┆').map(str::trim).collect()).collect()
}

#[test]
fn a_folder_of_schemas_is_sent_with_its_examples() {
    let ((code, out, err), requests) = sent("schemas", &[("200 OK", "success"); 3], &[SCHEMAS]);
    assert_eq!((code, err.as_str()), (Some(0), ""));
    let methods = [
        "alipay.open.mini.icp.faceauth.completed",
        "alipay.user.opencard.result.notify",
        "ant.merchant.expand.shop.save.rejected",
    ];
    let files = methods.map(|method| format!("{method}.json"));
    let expected: Vec<_> = methods
        .iter()
        .zip(&files)
        .map(|(method, file)| vec![file, *method, "1", "200", "success", "✓"])
        .collect();
    assert_eq!(rows(&out), expected);
    assert!(out.ends_with("┘\n\n3 of 3 messages were answered success.\n"), "{out}");
    let received: Vec<_> = requests
        .iter()
        .map(|request| verified(&request.body).envelope().msg_method().to_owned())
        .collect();
    assert_eq!(received, methods);
}

#[test]
fn contents_are_named_after_their_message() {
    let messages = folder("messages");
    fs::create_dir_all(&messages).expect("a folder");
    for (name, content) in [
        ("my.own.json", r#"{"a":1}"#),
        (&*format!("{SHOP}@no-reason.json"), r#"{"order_id":"1","shop_id":"2","shop_name":"3"}"#),
        ("notes.txt", "not sent"),
    ] {
        fs::write(messages.join(name), content).expect("a file");
    }
    let answers = [("500 Broken", "no"), ("200 OK", "success")];
    let ((code, out, err), requests) =
        sent("messages", &answers, &[messages.to_str().expect("a path in UTF-8")]);
    assert_eq!((code, err.as_str()), (Some(1), ""));
    let file = format!("{SHOP}@no-reason.json");
    assert_eq!(
        rows(&out),
        [
            [&file, SHOP, "1", "500", "no", "✗"],
            ["my.own.json", "my.own", "1", "200", "success", "✓"]
        ]
    );
    let remarks: Vec<&str> =
        out.lines().skip_while(|line| !line.starts_with('└')).skip(1).collect();
    assert_eq!(
        remarks,
        [
            &format!("{file}: the content breaks its specification: reason: required, but missing"),
            &format!("{file}: the status 500 says that the server failed; its log says why"),
            "",
            "1 of 2 messages were answered success.",
        ]
    );
    let contents: Vec<_> =
        requests.iter().map(|request| verified(&request.body).biz_content().to_owned()).collect();
    assert_eq!(contents, [r#"{"order_id":"1","shop_id":"2","shop_name":"3"}"#, r#"{"a":1}"#]);
}

#[test]
fn a_folder_may_be_retried_as_well() {
    let answers =
        [("200 OK", "fail"), ("200 OK", "success"), ("200 OK", "success"), ("200 OK", "success")];
    let arguments = [SCHEMAS, "--retries", "--speed", "1000000", "--lang", "zh"];
    let ((code, out, err), requests) = sent("retried", &answers, &arguments);
    assert_eq!((code, requests.len()), (Some(0), 4));
    assert_eq!(err, "等待 2 分钟 (120µs) 后进行第 2/8 次投递\n");
    let outcomes: Vec<_> = rows(&out).iter().map(|row| row[2..].to_vec()).collect();
    let success = ["1", "200", "success", "✓"];
    assert_eq!(
        outcomes,
        [["1", "200", "fail", "✗"], ["2", "200", "success", "✓"], success, success]
    );
    assert!(out.ends_with("\n\n3 条消息中 3 条得到 success。\n"), "{out}");
}

#[test]
fn every_message_of_a_folder_can_be_printed() {
    let ((code, out, err), requests) = sent("printed", &[], &[SCHEMAS, "--print", "body"]);
    assert_eq!((code, err.as_str(), requests.len()), (Some(0), "", 0));
    let messages: Vec<_> = out.lines().map(|line| verified(line.as_bytes())).collect();
    assert_eq!(messages.last().map(|message| message.envelope().msg_method()), Some(SHOP));
    assert_eq!(messages.len(), 3);
}

/// A delivery can't be taken back, and what was answered to it must not be lost.
#[test]
fn nothing_of_a_folder_is_sent_where_a_part_of_it_can_not_be() {
    let messages = folder("half-signed");
    fs::create_dir_all(&messages).expect("a folder");
    fs::write(messages.join("a.one.json"), "{}").expect("a file");
    fs::write(messages.join("b.two.json"), r#"{"a":"😀"}"#).expect("a file");
    let messages = messages.to_str().expect("a path in UTF-8");
    for (arguments, why) in [
        (
            ["--charset", "gbk"],
            "b.two.json: `biz_content` has the character U+1F600 at position 7, which GBK does not have; GB18030 and UTF-8 \
             have all",
        ),
        (
            ["--tamper", "no"],
            "a.one.json: --tamper no: there is no such parameter; there are charset, biz_content, utc_timestamp, sign, \
             app_id, version, sign_type, notify_id, msg_method",
        ),
    ] {
        let arguments = [&[messages][..], &arguments].concat();
        let (outcome, requests) = sent("half-signed", &[("200 OK", "success")], &arguments);
        assert_eq!(
            (outcome, requests.len()),
            ((Some(2), String::new(), format!("error: {why}\n")), 0)
        );
    }
}

#[test]
fn programs_are_told_which_file_it_was_and_what_is_odd_about_it() {
    let messages = folder("odd");
    fs::create_dir_all(&messages).expect("a folder");
    fs::write(messages.join("my.own@good.json"), "{}").expect("a file");
    fs::write(messages.join("my.own@odd.json"), "[]").expect("a file");
    let messages = messages.to_str().expect("a path in UTF-8");
    let warning = "the content is not a JSON object, as every biz_content is";
    let ((code, out, err), _) = sent("odd", &[("200 OK", "success"); 2], &[messages, "--json"]);
    assert_eq!((code, err.as_str()), (Some(0), ""));
    let told: Vec<_> = out
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).expect("JSON"))
        .map(|line| [line["file"].clone(), line["msg_method"].clone(), line["warnings"].clone()])
        .collect();
    assert_eq!(
        told,
        [
            [json!("my.own@good.json"), json!("my.own"), json!([])],
            [json!("my.own@odd.json"), json!("my.own"), json!([warning])]
        ]
    );
    let ((code, _, err), _) = sent("odd-printed", &[], &[messages, "--print", "body"]);
    let expected = format!("warning: my.own@odd.json: {warning}; it is sent all the same\n");
    assert_eq!((code, err), (Some(0), expected));
}
