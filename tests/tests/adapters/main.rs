//! Both adapters over real sockets: the same deliveries, the same answers, the same handlers.

mod bodies;
mod real;
mod table;

use alipay_notify::AlipayNotify;
use alipay_notify::messages::{MiniIcpFaceauthCompleted, ShopSaveRejected, UserOpencardResult};
use alipay_notify::testing::{SignedMessage, TestKey, TestMessage};
use alipay_notify_tests::servers::{Answer, KEY, Server, post, request};
use alipay_notify_tests::wire::NINE;

fn shop() -> TestMessage {
    TestMessage::example::<ShopSaveRejected>()
}

fn deliver(server: &Server, message: &SignedMessage) -> Answer {
    server.exchange(&post(&message.body()))
}

#[test]
fn the_three_messages_reach_their_handlers() {
    for server in Server::start_each() {
        for (message, seen) in [
            (TestMessage::example::<UserOpencardResult>(), "card ext0001"),
            (shop(), "shop 2020081400077000000001112602"),
            (TestMessage::example::<MiniIcpFaceauthCompleted>(), "filing 2021098756789043"),
        ] {
            assert_eq!(
                deliver(&server, &message.sign(&KEY)),
                Answer::new(200, "success"),
                "{}",
                server.name()
            );
            assert_eq!(server.seen(), [seen], "{}", server.name());
        }
    }
}

#[test]
fn what_is_not_authentic_reaches_no_handler() {
    for server in Server::start_each() {
        let genuine = shop().sign(&KEY);
        let mut refused = Vec::new();
        for name in NINE {
            let changed = if name == "sign" {
                genuine
                    .clone()
                    .with("sign", [b"AAAA", &genuine.value("sign").expect("signed")[4..]].concat())
            } else {
                genuine.clone().with_flipped_byte(name, 0)
            };
            refused.push((format!("{name} changed"), changed, 403));
            // Without `msg_method` it is no message that lacks something, but another form.
            let status = if name == "msg_method" { 403 } else { 400 };
            refused.push((format!("{name} dropped"), genuine.clone().without(name), status));
            refused.push((format!("{name} doubled"), genuine.clone().doubled(name), 400));
        }
        refused.push(("one added".to_owned(), genuine.clone().with("added", "1"), 403));
        refused.push(("an empty one added".to_owned(), genuine.clone().with("added", ""), 403));
        refused.push(("another key".to_owned(), shop().sign(&TestKey::generate()), 403));
        for (what, message, status) in refused {
            assert_eq!(
                deliver(&server, &message),
                Answer::new(status, "fail"),
                "{}: {what}",
                server.name()
            );
            assert_eq!(server.seen(), [""; 0], "{}: {what}", server.name());
        }
        assert_eq!(deliver(&server, &genuine), Answer::new(200, "success"), "{}", server.name());
    }
}

#[test]
fn authentic_messages_are_answered_by_who_takes_them() {
    for server in Server::start_each() {
        for (message, reply, seen) in [
            (TestMessage::new("my.unknown"), "success", Some("fallback my.unknown")),
            (shop().content("{}"), "fail", Some("invalid ant.merchant.expand.shop.save.rejected")),
            (
                shop().notify_id("the handler fails"),
                "fail",
                Some("shop 2020081400077000000001112602"),
            ),
            (shop().content("[]"), "fail", None),
            (shop().parameter("encrypt_type", "AES"), "fail", None),
        ] {
            assert_eq!(
                deliver(&server, &message.sign(&KEY)),
                Answer::new(200, reply),
                "{}",
                server.name()
            );
            assert_eq!(server.seen(), Vec::from_iter(seen), "{}", server.name());
        }
    }
}

#[test]
fn requests_that_are_no_deliveries_are_refused() {
    const FORM: &str = "application/x-www-form-urlencoded";
    for server in Server::start_each() {
        let body = shop().sign(&KEY).body();
        let text = String::from_utf8(body.clone()).expect("a form is ASCII");
        let query = |method: &str| {
            format!("{method} /alipay?{text} HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n")
        };
        for (what, request, status, answer) in [
            ("GET", query("GET").into_bytes(), 405, "fail"),
            ("PUT", request("PUT", FORM, &[], &body), 405, "fail"),
            ("HEAD", query("HEAD").into_bytes(), 405, ""),
            ("JSON", request("POST", "application/json", &[], br#"{"a":1}"#), 415, "fail"),
            ("text", request("POST", "text/plain", &[], &body), 415, "fail"),
            (
                "multipart",
                request("POST", "multipart/form-data; boundary=b", &[], &body),
                415,
                "fail",
            ),
            ("gzip", request("POST", FORM, &["content-encoding: gzip"], &body), 415, "fail"),
            ("too large", request("POST", FORM, &[], &vec![b'a'; 1024 * 1024 + 1]), 413, "fail"),
            ("no body", request("POST", FORM, &[], b""), 400, "fail"),
            ("no form", request("POST", FORM, &[], b"hello"), 400, "fail"),
            ("broken encoding", request("POST", FORM, &[], b"a=%"), 400, "fail"),
            (
                "parameters in the query",
                request("POST /alipay?a=1", FORM, &[], b"a=1"),
                400,
                "fail",
            ),
        ] {
            let found = server.exchange(&request);
            assert_eq!(found, Answer::new(status, answer), "{}: {what}", server.name());
            let allow = (status == 405).then_some("POST");
            assert_eq!(found.header("allow"), allow, "{}: {what}", server.name());
            assert_eq!(
                found.header("content-type"),
                Some("text/plain"),
                "{}: {what}",
                server.name()
            );
            assert_eq!(server.seen(), [""; 0], "{}: {what}", server.name());
        }
    }
}

#[test]
fn nothing_that_was_sent_comes_back() {
    for server in Server::start_each() {
        let secret = shop().content(r#"{"reason":"S3CR3T"}"#).notify_id("S3CR3T");
        for body in [
            secret.clone().sign(&KEY).body(),
            secret.sign(&TestKey::generate()).body(),
            b"S3CR3T=1&S3CR3T=2".to_vec(),
            b"S3CR3T".to_vec(),
        ] {
            let answer = server.exchange(&post(&body));
            assert_eq!(answer.body(), "fail", "{}", server.name());
            assert!(!answer.head().contains("S3CR3T"), "{}", server.name());
        }
    }
}

#[test]
fn the_messages_of_this_table_are_the_built_in_ones() {
    let methods =
        [UserOpencardResult::NAME, ShopSaveRejected::NAME, MiniIcpFaceauthCompleted::NAME];
    assert_eq!(
        methods,
        [
            "alipay.user.opencard.result.notify",
            "ant.merchant.expand.shop.save.rejected",
            "alipay.open.mini.icp.faceauth.completed",
        ]
    );
}
