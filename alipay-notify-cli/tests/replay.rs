//! `alipay-notify replay` as its users run it.

mod support;

use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use alipay_notify::messages::ShopSaveRejected;
use alipay_notify::testing::{TestKey, TestMessage};
use serde_json::{Value, json};
use support::application::{Application, Request};
use support::listening::Listening;
use support::{file, folder, outcome, run};

static KEY: LazyLock<TestKey> = LazyLock::new(TestKey::generate);

const FORM: &str = "application/x-www-form-urlencoded; charset=utf-8";

fn shop(notify_id: &str) -> Vec<u8> {
    TestMessage::example::<ShopSaveRejected>().notify_id(notify_id).sign(&KEY).body()
}

/// A folder with these captures, and their paths.
fn captures(name: &str, files: &[(&str, &[u8])]) -> (String, Vec<String>) {
    let folder = folder(name);
    fs::create_dir_all(&folder).expect("a new folder");
    let write = |(name, content): &(&str, &[u8])| {
        fs::write(folder.join(name), content).expect("a new file");
        folder.join(name).display().to_string()
    };
    let paths = files.iter().map(write).collect();
    (folder.display().to_string(), paths)
}

/// An HTTP request with this body.
fn request(content_type: &str, body: &[u8]) -> Vec<u8> {
    let head = format!(
        "POST /elsewhere HTTP/1.1\r\nHost: pay.example\r\nContent-Type: \
         {content_type}\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    [head.as_bytes(), body, b"\n"].concat()
}

/// The cells of a table's rows.
fn rows(out: &str) -> Vec<Vec<&str>> {
    let rows = out.lines().filter(|line| line.starts_with('│'));
    rows.map(|line| line.trim_matches('│').split('┆').map(str::trim).collect()).collect()
}

#[test]
fn what_was_captured_is_delivered_as_it_was() {
    let application = Application::start();
    let (first, second) = (shop("n1"), b"a=%e4%b8%ad&b=+%2B".to_vec());
    let gbk = "application/x-www-form-urlencoded;charset=GBK";
    let (folder, paths) = captures(
        "as-it-was",
        &[
            ("2.http", &request(gbk, &first)),
            ("1.http", &request(FORM, &second)),
            ("notes.txt", b"no capture"),
        ],
    );
    let raw = file("raw", &first);
    for reply in ["success", "SUCCESS\n", "{\"code\":\n\"success\"}"] {
        application.answer("200 OK", reply);
    }
    let (code, out, err) = outcome(&run(&["replay", &folder, &raw, "--to", &application.url]));
    assert_eq!((code, err.as_str()), (Some(1), ""));
    let shop = "ant.merchant.expand.shop.save.rejected";
    assert_eq!(
        rows(&out),
        [
            ["File", "Message", "HTTP", "Reply", "Alipay"],
            [&paths[1], "-", "200", "success", "takes it as done"],
            [&paths[0], shop, "200", "SUCCESS\u{fffd}", "takes it as done"],
            [&raw, shop, "200", "{\"code\":\u{fffd}\"success\"}", "would deliver it again"],
        ]
    );
    assert!(out.ends_with("\n\n2 of 3 deliveries were answered success.\n"), "{out}");
    let line = || "POST /notify HTTP/1.1".to_owned();
    let requests = [
        Request { line: line(), content_type: FORM.to_owned(), body: second },
        Request { line: line(), content_type: gbk.to_owned(), body: first.clone() },
        Request { line: line(), content_type: FORM.to_owned(), body: first },
    ];
    assert_eq!(application.rest(), requests);
}

#[test]
fn what_listen_keeps_can_be_replayed() {
    let (folder, key) =
        (folder("listened"), file("replay-key", KEY.public_key_base64().as_bytes()));
    let path = folder.to_str().expect("a UTF-8 path");
    let listening = Listening::start(&["--key-file", &key, "--save", path]);
    assert_eq!(listening.post("/alipay", &shop("n1")), "200 success");
    assert_eq!(listening.post("/alipay", &shop("n2")), "200 success");
    assert_eq!(listening.post("/alipay", b"a=1"), "400 fail");

    let other = Listening::start(&["--key-file", &key, "--json"]);
    let url = format!("http://{}/", other.address);
    let (code, out, err) = outcome(&run(&["replay", path, "--to", &url]));
    assert_eq!((code, err.as_str()), (Some(0), ""), "{out}");
    assert!(out.ends_with("\n\n2 of 2 deliveries were answered success.\n"), "{out}");
    let seen = other.output();
    let seen =
        seen.lines().map(|line| serde_json::from_str::<Value>(line).expect("a JSON object a line"));
    assert_eq!(seen.map(|line| line["notify_id"].clone()).collect::<Vec<_>>(), ["n1", "n2"]);
}

#[test]
fn a_replay_can_stop_at_the_first_failure_and_be_read_by_programs() {
    let application = Application::start();
    let bodies = [shop("n1"), b"a=1".to_vec(), shop("n3"), shop("n4")];
    let [one, two, three, four] = bodies.each_ref().map(|body| request(FORM, body));
    let files = [("1.http", &one[..]), ("2.http", &two), ("3.http", &three), ("4.http", &four)];
    let (folder, paths) = captures("stop", &files);
    application.answer("200 OK", "success");
    application.answer("500 Oops", "fail");
    let (code, out, err) =
        outcome(&run(&["replay", &folder, "--to", &application.url, "--stop", "--json"]));
    assert_eq!((code, err.as_str()), (Some(1), ""));
    let expected = json!({
        "to": application.url,
        "deliveries": [
            {
                "file": paths[0],
                "parameter": "msg_method",
                "name": "ant.merchant.expand.shop.save.rejected",
                "status": 200,
                "reply": "success",
                "success": true
            },
            { "file": paths[1], "status": 500, "reply": "fail", "success": false }
        ],
        "not_sent": [paths[2], paths[3]]
    });
    assert_eq!(serde_json::from_str::<Value>(&out).expect("one JSON document"), expected);
    assert_eq!(application.rest().len(), 2);

    application.answer("200 OK", "fail");
    let (code, out, _) =
        outcome(&run(&["--lang", "zh", "replay", &folder, "--to", &application.url, "--stop"]));
    assert_eq!(code, Some(1));
    let shop = "ant.merchant.expand.shop.save.rejected";
    assert_eq!(
        rows(&out),
        [
            ["文件", "消息", "HTTP", "应答", "支付宝"],
            [&paths[0], shop, "200", "fail", "会重新投递"]
        ]
    );
    assert!(out.ends_with("\n\n共投递 1 次，其中 0 次应答 success。未投递：3。\n"), "{out}");
}

#[test]
fn a_gateway_that_is_not_there_answers_nothing() {
    // Nobody listens there.
    let url = "http://127.0.0.1:1/";
    let body = file("unanswered", &shop("n1"));
    let (code, out, err) = outcome(&run(&["replay", &body, "--to", url]));
    assert_eq!((code, err.as_str()), (Some(1), ""));
    let rows = rows(&out);
    assert_eq!((rows[1][2], rows[1][4]), ("-", "would deliver it again"));
    assert!(rows[1][3].starts_with(&format!("{url}: not delivered: ")), "{out}");
}

#[test]
fn nothing_is_delivered_where_something_is_wrong() {
    let application = Application::start();
    let good = file("good", &shop("n1"));
    let (none, _) = captures("no-captures", &[("a.txt", b"a=1")]);
    let broken = file("broken", b"neither this nor that");
    let forms = "a capture is a raw form-encoded body, the text of an HTTP request, a curl command \
                 line, or the parameters as JSON or as a program prints them";
    for (arguments, why) in [
        (
            vec!["replay", &good, &none, "--to", &application.url],
            format!(
                "{none}: there is no delivery (*.http, *.frame) in this folder; name captures of \
                 other kinds one by one"
            ),
        ),
        (
            vec!["replay", &good, &broken, "--to", &application.url],
            format!("{broken}: the capture is in no known form; {forms}"),
        ),
        (
            vec!["replay", &good, "--to", "http://203.0.113.1/"],
            "http://203.0.113.1/: 203.0.113.1 is neither this machine nor in a private network; if \
             you mean it, add --allow-remote"
                .to_owned(),
        ),
    ] {
        assert_eq!(outcome(&run(&arguments)), (Some(2), String::new(), format!("error: {why}\n")));
    }
    let missing = Path::new(&none).join("missing").display().to_string();
    let (code, out, err) = outcome(&run(&["replay", &good, &missing, "--to", &application.url]));
    assert_eq!((code, out.as_str()), (Some(2), ""));
    assert!(err.starts_with(&format!("error: {missing}: the capture can't be read: ")), "{err}");
    assert_eq!(application.rest(), []);
}
