//! What an application gets of a frame, and how it verifies that.

use std::fs;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::thread::{self, JoinHandle};

use alipay_notify::Verifier;

use super::support::{folder, outcome, run};
use super::{ALIPAY, APP_ID, Channel, assert_shows, shop};

/// A server that takes one request and answers it so; the request's head and body.
fn application(answer: &'static str) -> (String, JoinHandle<(String, Vec<u8>)>) {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
    let url = format!("http://{}/notify", listener.local_addr().expect("bound"));
    let taken = thread::spawn(move || {
        let (mut stream, _) = listener.accept().expect("a connection");
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            let mut byte = [0];
            stream.read_exact(&mut byte).expect("a head");
            head.extend(byte);
        }
        let head = String::from_utf8(head).expect("ASCII");
        let length = header(&head, "content-length").parse().expect("a number");
        let mut body = vec![0; length];
        stream.read_exact(&mut body).expect("a body");
        stream.write_all(answer.as_bytes()).expect("it reads");
        (head, body)
    });
    (url, taken)
}

fn header(head: &str, name: &str) -> String {
    let lines = head.lines().filter_map(|line| line.split_once(": "));
    let found = lines.into_iter().find(|(found, _)| found.eq_ignore_ascii_case(name));
    found.unwrap_or_else(|| panic!("{name}: {head}")).1.to_owned()
}

/// Makes sure that a request is what the help says.
fn check(head: &str, body: &[u8]) {
    assert!(head.starts_with("POST /notify HTTP/1.1\r\n"), "{head}");
    assert_eq!(header(head, "content-type"), "application/json; charset=utf-8");
    assert_eq!(header(head, "x-signType"), "RSA2");
    assert_eq!(header(head, "x-msgId"), "mock000000000001");
    let text = std::str::from_utf8(body).expect("UTF-8");
    // As an application in any language does: the signature is of the bytes of the body.
    let verifier = Verifier::new(ALIPAY.public_key());
    verifier.verify_text(APP_ID, text, &header(head, "x-sign")).expect("genuine");
    let data: serde_json::Value = serde_json::from_str(text).expect("JSON");
    assert_eq!(data["header"]["msgApi"], "ant.merchant.expand.shop.save.rejected");
    assert_eq!(data["content"]["shop_name"], "支付宝(西溪路店)");
}

#[test]
fn the_application_gets_the_signed_text_and_decides() {
    for (answer, reply, status) in [
        ("HTTP/1.1 200 OK\r\ncontent-length: 7\r\n\r\nsuccess", "200 success", "SUCCESS"),
        ("HTTP/1.1 503 Busy\r\ncontent-length: 5\r\n\r\nlater", "503 later", "FAIL"),
    ] {
        let channel = Channel::start(&format!("forward-{status}"), &[]);
        let (url, taken) = application(answer);
        let mut listening = channel.listen(&["--forward", &url]);
        let (code, _, _) = channel.send(&["shop.save"]);
        assert_eq!(code, Some(i32::from(status == "FAIL")));
        let (head, body) = taken.join().expect("it is asked");
        check(&head, &body);
        let expected = format!(
            "{}  passed on to {url}\n  answered {reply}\n  acknowledged {status}\n\n",
            shop("mock000000000001")
        );
        assert_shows(&mut listening, &expected);
    }
}

#[test]
fn what_is_kept_is_explained_and_delivered_again() {
    let channel = Channel::start("kept", &[]);
    let kept = folder("channel-kept");
    let path = kept.to_str().expect("a UTF-8 path");
    let mut listening = channel.listen(&["--save", path]);
    assert_eq!(channel.send(&["shop.save"]).0, Some(0));
    assert_eq!(channel.send(&["shop.save", "--fault", "changed-data"]).0, Some(1));
    let mut line = String::new();
    while !line.starts_with("  explained by: ") {
        line = listening.line();
    }
    drop(listening);

    let names = |folder: &Path| {
        let entries = fs::read_dir(folder).expect("a folder").map(|it| it.expect("it").path());
        let is_frame = |path: &PathBuf| path.extension().is_some_and(|it| it == "frame");
        let mut names: Vec<_> = entries.filter(is_frame).collect();
        names.sort();
        names
    };
    let files = names(&kept);
    let [file] = files.as_slice() else { panic!("{files:?}") };
    let name = file.to_str().expect("a UTF-8 path");
    assert!(name.ends_with("-0001-ant.merchant.expand.shop.save.rejected.frame"), "{name}");
    let (code, out, err) = outcome(&run(&["explain", name, "--key-file", &channel.key]));
    assert_eq!((code, err.as_str()), (Some(0), ""), "{out}");
    let rejected = names(&kept.join("rejected"));
    let refused = rejected[0].to_str().expect("a UTF-8 path");
    let told = format!("alipay-notify explain {refused} --key-file {}", channel.key);
    assert_eq!(line, format!("  explained by: {told}\n"));
    let (code, out, _) = outcome(&run(&["explain", refused, "--key-file", &channel.key]));
    assert_eq!(code, Some(1), "{out}");

    let (url, taken) = application("HTTP/1.1 200 OK\r\ncontent-length: 7\r\n\r\nsuccess");
    let (code, out, err) = outcome(&run(&["replay", path, "--to", &url]));
    assert_eq!((code, err.as_str()), (Some(0), ""), "{out}");
    let (head, body) = taken.join().expect("it is asked");
    check(&head, &body);
    assert!(out.contains("ant.merchant.expand.shop.save.rejected"), "{out}");
    assert!(out.ends_with("1 of 1 deliveries were answered success.\n"), "{out}");
}
