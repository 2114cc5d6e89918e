//! A folder of messages as a smoke test.

use std::fs;

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
    let received: Vec<_> =
        requests.iter().map(|request| verified(&request.body).envelope().msg_method().to_owned()).collect();
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
        [[&file, SHOP, "1", "500", "no", "✗"], ["my.own.json", "my.own", "1", "200", "success", "✓"]]
    );
    let remarks: Vec<&str> = out.lines().skip_while(|line| !line.starts_with('└')).skip(1).collect();
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
    let answers = [("200 OK", "fail"), ("200 OK", "success"), ("200 OK", "success"), ("200 OK", "success")];
    let arguments = [SCHEMAS, "--retries", "--speed", "1000000", "--lang", "zh"];
    let ((code, out, err), requests) = sent("retried", &answers, &arguments);
    assert_eq!((code, requests.len()), (Some(0), 4));
    assert_eq!(err, "等待 2 分钟 (120µs) 后进行第 2/8 次投递\n");
    let outcomes: Vec<_> = rows(&out).iter().map(|row| row[2..].to_vec()).collect();
    let success = ["1", "200", "success", "✓"];
    assert_eq!(outcomes, [["1", "200", "fail", "✗"], ["2", "200", "success", "✓"], success, success]);
    assert!(out.ends_with("\n\n3 条消息中 3 条得到 success。\n"), "{out}");
}

#[test]
fn every_message_of_a_folder_can_be_printed() {
    let ((code, out, err), requests) = sent("printed", &[], &[SCHEMAS, "--dry-run"]);
    assert_eq!((code, err.as_str(), requests.len()), (Some(0), "", 0));
    let messages: Vec<_> = out.lines().map(|line| verified(line.as_bytes())).collect();
    assert_eq!(messages.last().map(|message| message.envelope().msg_method()), Some(SHOP));
    assert_eq!(messages.len(), 3);
}
