//! `--forward`: what is passed on, and what comes back.

use std::fs;
use std::net::TcpListener;

use alipay_notify::testing::TestKey;
use serde_json::{Value, json};

use super::support::application::{Application, Request};
use super::support::listening::Listening;
use super::support::{folder, outcome, run};
use super::{FORM, KEY, SHOP, head, json_lines, key_file, shop, unknown};

#[test]
fn authentic_messages_are_passed_on_as_they_came_and_so_is_the_answer() {
    let application = Application::start();
    let key = key_file("forward-key");
    let listening = Listening::start(&["--key-file", &key, "--forward", &application.url]);
    let body = shop().sign(&KEY).body();
    application
        .answer("503 Busy\r\nContent-Type: text/html; charset=gbk\r\nServer: mine", "<p>later</p>");
    let answer = listening.exchange(&head("/alipay?a=1"), &body);
    let (answered, rest) = answer.split_once("\r\n\r\n").expect("a head");
    let date = answered.lines().position(|line| line.starts_with("date: ")).expect("a date");
    let lines: Vec<&str> =
        answered.lines().enumerate().filter(|(at, _)| *at != date).map(|(_, line)| line).collect();
    assert_eq!(
        lines,
        [
            "HTTP/1.1 503 Service Unavailable",
            "content-type: text/html; charset=gbk",
            "content-length: 12",
            "connection: close"
        ]
    );
    assert_eq!(rest, "<p>later</p>");
    let line = "POST /notify HTTP/1.1".to_owned();
    assert_eq!(application.request(), Request { line, content_type: FORM.to_owned(), body });

    let url = &application.url;
    let expected = format!("{SHOP}  passed on to {url}\n  answered 503 <p>later</p>\n\n");
    assert_eq!(listening.output(), expected);
}

#[test]
fn what_became_of_a_delivery_is_told_in_chinese() {
    let application = Application::start();
    let (folder, key) = (folder("zh-kept"), key_file("zh-forward-key"));
    let path = folder.to_str().expect("a UTF-8 path");
    let arguments =
        ["--lang", "zh", "--key-file", &key, "--forward", &application.url, "--save", path];
    let listening = Listening::start(&arguments);
    application.answer("200 OK", &format!("<p>{}", "长".repeat(98)));
    listening.post("/", &shop().sign(&KEY).body());
    fs::remove_dir_all(&folder).expect("it was made");
    listening.post("/", &shop().sign(&KEY).body());
    let out = listening.output();
    let told: Vec<&str> =
        out.lines().filter(|line| line.starts_with("  ") && !line.is_ascii()).collect();
    assert_eq!(told.len(), 7, "{out}");
    assert_eq!(told[0], "  签名方式       RSA2，V1 模式");
    assert!(told[1].starts_with(&format!("  已保存为 {path}/")), "{out}");
    assert_eq!(told[2], format!("  已转发至 {}", application.url));
    assert_eq!(told[3], format!("  应答 200 <p>{}…", "长".repeat(97)));
    assert!(told[5].starts_with(&format!("  未能保存：{path}/")), "{out}");
    assert_eq!(told[6], "  应答 200 fail");

    let listening =
        Listening::start(&["--lang", "zh", "--key-file", &key, "--forward", "http://127.0.0.1:1/"]);
    listening.post("/", &shop().sign(&KEY).body());
    let out = listening.output();
    assert!(out.contains("\n  未能转发：http://127.0.0.1:1/: 投递失败："), "{out}");
}

#[test]
fn the_application_decides_about_what_is_authentic_and_sees_nothing_else() {
    let application = Application::start();
    let key = key_file("decides-key");
    let listening =
        Listening::start(&["--key-file", &key, "--forward", &application.url, "--json"]);
    let accepted = [
        shop().content(r#"{"order_id":"1","shop_id":"1","shop_name":"n"}"#).sign(&KEY).body(),
        unknown().sign(&KEY).body(),
    ];
    for body in &accepted {
        application.answer("200 OK", "success");
        assert_eq!(listening.post("/", body), "200 success");
        assert_eq!(application.request().body, *body);
    }
    assert_eq!(listening.post("/", &shop().sign(&TestKey::generate()).body()), "403 fail");
    assert_eq!(
        listening.post("/", &shop().parameter("encrypt_type", "AES").sign(&KEY).body()),
        "200 fail"
    );
    assert_eq!(listening.post("/", b"hello"), "400 fail");
    assert_eq!(application.rest(), []);

    let lines = json_lines(&listening.output());
    let column = |name: &str| lines.iter().map(|line| line[name].clone()).collect::<Vec<_>>();
    assert_eq!(column("outcome"), ["forwarded", "forwarded", "rejected", "unreadable", "rejected"]);
    assert_eq!(column("reply"), ["success", "success", "fail", "fail", "fail"]);
    let (url, none) = (Value::from(application.url.as_str()), Value::Null);
    assert_eq!(column("forwarded_to"), [url.clone(), url, none.clone(), none.clone(), none]);
    assert_eq!(lines[0]["violations"], json!(["reason: required, but missing"]));
}

#[test]
fn an_application_that_does_not_answer_is_answered_for() {
    let application = Application::start();
    let key = key_file("silent-key");
    let arguments = ["--key-file", &key, "--forward", &application.url, "--forward-limit", "1"];
    let listening = Listening::start(&arguments);
    assert_eq!(listening.post("/", &shop().sign(&KEY).body()), "200 fail");
    let why = format!("{}: no answer in time: 1 s to connect, 1 s in all", application.url);
    assert_eq!(
        listening.output(),
        format!("{SHOP}  not passed on: {why}\n  answered 200 fail\n\n")
    );

    // Nobody listens there.
    let url = "http://127.0.0.1:1/";
    let listening = Listening::start(&["--key-file", &key, "--forward", url, "--json"]);
    assert_eq!(listening.post("/", &shop().sign(&KEY).body()), "200 fail");
    let lines = json_lines(&listening.output());
    assert_eq!(
        (&lines[0]["outcome"], &lines[0]["status"], &lines[0]["reply"]),
        (&Value::from("failed"), &Value::from(200), &Value::from("fail"))
    );
    let error = lines[0]["error"].as_str().expect("a text");
    assert!(error.starts_with(&format!("{url}: not delivered: ")), "{error}");
    assert_eq!(lines[0]["notify_id"], "n1");
}

#[test]
fn a_sender_who_hangs_up_does_not_keep_the_answer_from_being_shown() {
    let application = Application::start();
    let key = key_file("hang-up-key");
    let mut listening =
        Listening::start(&["--key-file", &key, "--forward", &application.url, "--json"]);
    let stream = listening.send(&head("/"), &shop().sign(&KEY).body());
    application.request();
    drop(stream);
    application.answer("200 OK", "success");
    let line: Value = serde_json::from_str(&listening.line()).expect("one JSON object");
    assert_eq!(
        (&line["outcome"], &line["reply"]),
        (&Value::from("forwarded"), &Value::from("success"))
    );
}

#[test]
fn nothing_is_passed_on_to_strangers() {
    let key = key_file("strangers-key");
    let arguments =
        ["listen", "--port", "0", "--key-file", &key, "--forward", "http://203.0.113.1/"];
    let why = "error: http://203.0.113.1/: 203.0.113.1 is neither this machine nor in a private \
               network; if you mean it, add --allow-remote\n";
    assert_eq!(outcome(&run(&arguments)), (Some(2), String::new(), why.to_owned()));
}

/// Each message would be passed on until no port is left.
#[test]
fn it_does_not_forward_to_itself() {
    let key = key_file("itself-key");
    let free = TcpListener::bind(("127.0.0.1", 0))
        .and_then(|bound| bound.local_addr())
        .expect("a free port");
    let (port, url) = (free.port().to_string(), format!("http://localhost:{}/alipay", free.port()));
    for (bind, listening) in
        [("127.0.0.1", free.to_string()), ("0.0.0.0", format!("0.0.0.0:{port}"))]
    {
        let output = run(&[
            "listen",
            "--port",
            &port,
            "--bind",
            bind,
            "--key-file",
            &key,
            "--forward",
            &url,
        ]);
        let error = format!(
            "error: {listening}: --forward leads here, to this very command: each message would go \
             round and round\n"
        );
        assert_eq!(outcome(&output), (Some(2), String::new(), error));
    }
}

#[test]
fn a_limit_for_nothing_is_refused() {
    let key = key_file("limit-key");
    let (code, out, err) =
        outcome(&run(&["listen", "--port", "0", "--key-file", &key, "--forward-limit", "5"]));
    let lines: Vec<&str> = err.lines().take(2).collect();
    let expected =
        ["error: the following required arguments were not provided:", "  --forward <URL>"];
    assert_eq!((code, out.as_str(), lines), (Some(2), "", expected.to_vec()));
}
