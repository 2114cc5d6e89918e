//! Ctrl-C: what was started is seen through, and nobody else decides how long that takes.
#![cfg(unix)]

use std::io::{Read, Write};
use std::net::TcpStream;

use super::support::application::Application;
use super::support::listening::Listening;
use super::{FORM, KEY, SHOP, head, key_file, shop};

#[test]
fn what_was_begun_is_seen_through() {
    let application = Application::start();
    let key = key_file("seen-through-key");
    let mut listening = Listening::start(&["--key-file", &key, "--forward", &application.url]);
    let mut sender = listening.send(&head("/"), &shop().sign(&KEY).body());
    assert_eq!(application.request().content_type, FORM);
    listening.interrupt();
    application.answer("200 OK", "success");
    let mut answer = String::new();
    sender.read_to_string(&mut answer).expect("an answer");
    assert!(answer.ends_with("\r\n\r\nsuccess"), "{answer}");
    assert_eq!(listening.end().code(), Some(0));
}

#[test]
fn what_was_begun_is_seen_through_though_its_sender_has_gone() {
    let application = Application::start();
    let key = key_file("gone-key");
    let mut listening = Listening::start(&["--key-file", &key, "--forward", &application.url]);
    let sender = listening.send(&head("/"), &shop().sign(&KEY).body());
    assert_eq!(application.request().content_type, FORM);
    drop(sender);
    listening.interrupt();
    assert_eq!(
        listening.error_line(),
        "waiting for what has started; Ctrl-C once more ends it now\n"
    );
    application.answer("200 OK", "success");
    assert_eq!(listening.end().code(), Some(0));
    let url = &application.url;
    assert_eq!(
        listening.output(),
        format!("{SHOP}  passed on to {url}\n  answered 200 success\n\n")
    );
}

/// An application that does not answer, and a sender who never says all.
#[test]
fn a_second_interrupt_waits_for_nobody() {
    let application = Application::start();
    let key = key_file("second-interrupt-key");
    let arguments = ["--key-file", &key, "--forward", &application.url, "--forward-limit", "600"];
    let mut listening = Listening::start(&arguments);
    let mut half = TcpStream::connect(&listening.address).expect("it listens");
    half.write_all(b"POST / HTTP/1.1\r\nhost:").expect("it reads");
    let _sender = listening.send(&head("/"), &shop().sign(&KEY).body());
    assert_eq!(application.request().content_type, FORM);
    listening.interrupt();
    assert_eq!(
        listening.error_line(),
        "waiting for what has started; Ctrl-C once more ends it now\n"
    );
    listening.interrupt();
    assert_eq!(listening.end().code(), Some(0));
}
