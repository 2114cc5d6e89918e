//! Which message is sent, and what is in it.

use std::fs;
use std::io::Write;
use std::process::Stdio;

use alipay_notify::messages::{PaymentEvent, TradeStatusSync};

use super::support::{command, file, folder, outcome};
use super::{KEY, SHOP, SHOP_CONTENT, missing, only, send, sent, verified};

/// What the gateway gets, and what the user reads on standard error.
fn content(name: &str, arguments: &[&str]) -> (String, String, String) {
    let ((code, _, err), requests) = sent(name, &[("200 OK", "success")], arguments);
    assert_eq!(code, Some(0), "{err}");
    let message = only(&requests);
    (message.envelope().name().unwrap_or_default().to_owned(), message.content().into_owned(), err)
}

fn own(method: &str) -> String {
    format!(
        r#"{{"$schema":"https://json-schema.org/draft/2020-12/schema","$id":"urn:alipay:message:{method}","type":"object",
        "required":["a"],"properties":{{"a":{{"type":"string","maxLength":3,"examples":["x"]}}}}}}"#
    )
}

#[test]
fn a_message_is_named_whole_in_part_or_by_its_file() {
    let file = file("own-schema.json", own("my.own").as_bytes());
    let schemas = folder("own-schemas");
    fs::create_dir_all(&schemas).expect("a folder");
    fs::write(schemas.join("a.json"), own("my.other")).expect("a file");
    let schemas = schemas.to_str().expect("a path in UTF-8");
    for (name, arguments, method, expected) in [
        ("whole", vec![SHOP], SHOP, SHOP_CONTENT),
        ("part", vec!["save.rej"], SHOP, SHOP_CONTENT),
        ("file", vec![&file], "my.own", r#"{"a":"x"}"#),
        ("schemas", vec!["other", "--schemas", schemas], "my.other", r#"{"a":"x"}"#),
    ] {
        let expected = (method.to_owned(), expected.to_owned(), String::new());
        assert_eq!(content(name, &arguments), expected);
    }
}

#[test]
fn whatever_is_built_in_is_sent() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../schemas");
    let mut built_in = 0;
    for entry in fs::read_dir(folder).expect("a folder") {
        let file = entry.expect("it can be listed").path();
        if file.extension().is_none_or(|extension| extension != "json") {
            continue;
        }
        let stem = file.file_stem().and_then(|stem| stem.to_str()).expect("a name in UTF-8");
        let (name, _, err) = content(stem, &[stem]);
        assert_eq!((name.as_str(), err.as_str()), (stem, ""));
        built_in += 1;
    }
    assert!(built_in >= 11, "{built_in}");
}

#[test]
fn a_notification_is_sent_as_parameters() {
    let arguments = ["trade", "--set", "refund_fee=1.50", "--set", "subject=门店 & co=1"];
    let gbk = [&arguments[..], &["--charset", "gbk", "--unset", "fund_bill_list"]].concat();
    for (name, arguments) in [("refund", &arguments[..]), ("refund-gbk", &gbk)] {
        let ((code, _, err), requests) = sent(name, &[("200 OK", "success")], arguments);
        assert_eq!((code, err.as_str()), (Some(0), ""));
        let refund = only(&requests).decode::<TradeStatusSync>().expect("as specified");
        assert_eq!(refund.event(), PaymentEvent::PartlyRefunded);
        assert_eq!(refund.subject.as_deref(), Some("门店 & co=1"));
        assert_eq!(refund.fund_bill_list.is_some(), name == "refund");
    }
    let body = file("refund.json", b"{");
    let arguments = ["trade_status_sync", "--content", &body];
    let (code, _, err) = send("no-json", "http://127.0.0.1:1/", &arguments);
    assert_eq!(code, Some(2));
    assert!(err.starts_with("error: trade_status_sync: not JSON"), "{err}");
}

#[test]
fn a_body_of_ones_own_is_sent_as_it_is() {
    let text = "{ \"order_id\" : 1.50,\t\"order_id\":\"支\" }";
    let body = file("body.json", format!("{text}\r\n").as_bytes());
    let (method, found, err) = content("body", &["my.own", "--content", &body]);
    assert_eq!((method.as_str(), found.as_str()), ("my.own", text));
    assert_eq!(
        err,
        "warning: no specification is known for this message; it is sent all the same\n"
    );

    let (method, _, err) = content("short", &["shop.save", "--content", &body]);
    assert_eq!(method, "shop.save", "a name of one's own is not completed");
    let expected = format!(
        "warning: no specification is known for this message; if it is {SHOP}, write the whole \
         name; it is sent all the same\n"
    );
    assert_eq!(err, expected);
}

#[test]
fn a_body_may_come_from_standard_input() {
    let key = file("stdin.pem", KEY.private_key_pem().as_bytes());
    let mut child =
        command(&["send", SHOP, "--content", "-", "--print", "body", "--key-file", &key])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the command runs");
    child.stdin.take().expect("piped").write_all(SHOP_CONTENT.as_bytes()).expect("it reads");
    let (code, out, err) = outcome(&child.wait_with_output().expect("it ends"));
    assert_eq!((code, err.as_str()), (Some(0), ""));
    assert_eq!(verified(out.trim_end().as_bytes()).content(), SHOP_CONTENT);
}

#[test]
fn fields_are_set_and_removed() {
    let arguments = [
        "shop.save",
        "--set",
        "shop_id=1",
        "--set",
        "list[0].n:=1.50",
        "--set",
        "reason=",
        "--unset",
        "store_id",
        "--unset",
        "out_biz_no",
    ];
    let (_, found, err) = content("edited", &arguments);
    let expected = "{\"order_id\":\"2018011900502000000005124744\",\"reason\":\"\",\"shop_id\":\"1\",\
                    \"shop_name\":\"支付宝(西溪路店)\",\"list\":[{\"n\":1.50}]}";
    assert_eq!((found.as_str(), err.as_str()), (expected, ""));
}

/// So that one's own `on_invalid` can be tried out.
#[test]
fn what_breaks_its_schema_is_sent_with_a_warning() {
    let long = "长".repeat(257);
    let arguments = ["shop.save", "--set", &format!("reason={long}"), "--set", "shop_id:=null"];
    let (_, found, err) = content("breaks", &arguments);
    assert!(found.contains(&long));
    assert_eq!(
        err,
        "warning: the content breaks its specification: reason: 257 characters, at most 256; it is \
         sent all the same\n\
         warning: the content breaks its specification: shop_id: required, but missing; it is sent \
         all the same\n"
    );
    let garbled = file("garbled.json", b"hello");
    let ((code, _, err), requests) =
        sent("garbled", &[("200 OK", "fail")], &[SHOP, "--content", &garbled, "--lang", "zh"]);
    assert_eq!((code, requests.len()), (Some(1), 1));
    assert_eq!(err, "警告：内容不是 JSON；仍会发送\n");
}

#[test]
fn what_can_be_no_content_is_sent_with_a_warning() {
    let unknown = "warning: no specification is known for this message; it is sent all the same\n";
    for (name, content, why) in [
        (
            "marked",
            "\u{feff}{}",
            "begins with a byte order mark, so that it is not JSON: save the file without it",
        ),
        ("list", " [1]", "is not a JSON object, as every biz_content is"),
        ("nothing", "", "is not a JSON object, as every biz_content is"),
    ] {
        let body = file(&format!("{name}.json"), content.as_bytes());
        let (_, requests) = sent(name, &[("200 OK", "success")], &["my.own", "--content", &body]);
        assert_eq!(requests.len(), 1, "{name}");
        let (code, _, err) =
            send(name, "http://127.0.0.1:1/", &["my.own", "--content", &body, "--print", "body"]);
        let expected = format!("warning: the content {why}; it is sent all the same\n{unknown}");
        assert_eq!((code, err), (Some(0), expected), "{name}");
    }
}

#[test]
fn what_is_no_message_is_told() {
    let schemas = concat!(env!("CARGO_MANIFEST_DIR"), "/../schemas");
    let latin = file("latin.json", b"{\"a\":\"\xe9\"}");
    let emoji = file("emoji.json", r#"{"a":"😀"}"#.as_bytes());
    let url = "http://127.0.0.1:1/";
    for (arguments, error) in [
        (
            vec!["alipay"],
            "several messages have `alipay` in their names: \
             alipay.adatabus.risk.end.push, alipay.open.mini.icp.faceauth.completed, \
             alipay.user.opencard.result.notify; give more of the one you mean"
                .to_owned(),
        ),
        (
            vec!["my.own"],
            "no message `my.own` is known; `alipay-notify schema list` shows all that are \
             known"
                .to_owned(),
        ),
        (vec!["no-such.json"], format!("no-such.json: the schema can't be read: {}", missing())),
        (
            vec!["my.own", "--content", "no-such"],
            format!("no-such: the content can't be read: {}", missing()),
        ),
        (
            vec!["my.own", "--content", &latin],
            format!("{latin}: the content is not UTF-8; save it so, and let --charset encode it"),
        ),
        (
            vec![schemas],
            format!(
                "no message `{schemas}` is known; `alipay-notify schema list` shows all that are \
                 known"
            ),
        ),
        (
            vec!["shop.save", "--set", "shop_id.a=1"],
            "--set shop_id.a=1: expected an object here, found a string".to_owned(),
        ),
    ] {
        let (code, out, err) = send("no-message", url, &arguments);
        assert_eq!(
            (code, out.as_str(), err),
            (Some(2), "", format!("error: {error}\n")),
            "{arguments:?}"
        );
    }
    let arguments = ["my.own", "--content", &emoji, "--charset", "gbk", "--print", "body"];
    let (code, out, err) = send("emoji", url, &arguments);
    let error = "error: my.own: `biz_content` has the character U+1F600 at position 7, which GBK \
                 does not have; GB18030 and UTF-8 have all\n";
    assert_eq!((code, out.as_str(), err.as_str()), (Some(2), "", error));
}
