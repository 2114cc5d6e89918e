//! `mock-channel`: what it pushes, how it misbehaves, and what it says.

use alipay_notify::messages::ShopSaveRejected;
use alipay_notify::testing::{TestKey, TestMessage};

use super::{Channel, file};

/// A frame that any key signed.
const FRAME: &str = "\r\n\r\n{\"protocol\":{\"x-type\":\"message\",\"x-cmd\":\"CONSUME\"},\"data\":\
                     {\"header\":{\"appId\":\"1\",\"msgApi\":\"my.captured\"},\"content\":{\"a\":1}}}";

#[test]
fn examples_and_captured_messages_are_pushed_signed_by_the_mock() {
    let captured = TestMessage::example::<ShopSaveRejected>().sign(&TestKey::generate()).body();
    let (body, frame) =
        (file("captured-body", &captured), file("captured.frame", FRAME.as_bytes()));
    let mut channel = Channel::start("pushed", &["faceauth", &body, &frame]);
    let mut listening = channel.connect(&["--allow-unknown", "--json"]);
    let mut methods: Vec<_> = (0..3)
        .map(|_| {
            let line: serde_json::Value = serde_json::from_str(&listening.line()).expect("JSON");
            assert_eq!(line["acknowledged"], "SUCCESS", "{line}");
            line["name"].as_str().expect("a text").to_owned()
        })
        .collect();
    methods.sort();
    assert_eq!(
        methods,
        [
            "alipay.open.mini.icp.faceauth.completed",
            "ant.merchant.expand.shop.save.rejected",
            "my.captured"
        ]
    );
    let mut said: Vec<_> = (0..5).map(|_| channel.mock.line()).collect();
    said.sort();
    let mut expected = [
        "registration\n".to_owned(),
        "connected\n".to_owned(),
        "faceauth: SUCCESS\n".to_owned(),
        format!("{body}: SUCCESS\n"),
        format!("{frame}: SUCCESS\n"),
    ];
    expected.sort();
    assert_eq!(said, expected);
}

#[test]
fn it_misbehaves_on_request() {
    let faults = ["--fault", "register-html", "--fault", "upgrade-403", "--fault", "ping"];
    let mut channel = Channel::start("faults", &faults);
    let url = channel.url.clone();
    let mut listening = channel.connect(&[]);
    assert_eq!(
        listening.error_line(),
        "not connected: the registration was answered 200 with a web page in place of JSON; is \
         there a proxy or a login page on the way, or another server at this address?\n"
    );
    assert_eq!(
        listening.error_line(),
        "not connected: the server answered the WebSocket with status 403; its token is good for \
         one connection and a short time, so check the clock if this goes on\n"
    );
    assert_eq!(listening.error_line(), format!("connected to {url}\n"));
    let mut line = String::new();
    while line != "answered a ping\n" {
        line = channel.mock.line();
    }
    let answer = channel.mock.exchange("POST /fault?name=close-1001 HTTP/1.1\r\nhost: a\r\n", b"");
    assert!(answer.starts_with("HTTP/1.1 204 "), "{answer}");
    assert_eq!(
        listening.error_line(),
        "not connected: the server closed the connection with code 1001\n"
    );
    assert_eq!(listening.error_line(), format!("connected to {url}\n"));
    assert_eq!(channel.send(&["shop.save", "--fault", "no-empty-line", "--json"]).0, Some(1));
    assert_eq!(
        listening.error_line(),
        "passed over a frame that the protocol does not have; so far: 1\n"
    );
}

#[test]
fn what_keeps_it_from_connecting_is_told_in_chinese() {
    let faults = ["--lang", "zh", "--fault", "register-refused", "--fault", "register-unsigned"];
    let channel = Channel::start("faults-zh", &faults);
    let mut listening = channel.connect(&["--lang", "zh"]);
    assert_eq!(
        listening.error_line(),
        "未连接：服务器拒绝注册，代码 40002 isv.invalid-signature；控制台中的应用公钥与该私钥不是一对\n"
    );
    assert_eq!(
        listening.error_line(),
        "未连接：注册的应答没有签名，因此不是支付宝的；途中是什么？\n"
    );
    assert_eq!(listening.error_line(), format!("已连接 {}\n", channel.url));
}
