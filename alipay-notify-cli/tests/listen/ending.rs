//! Ctrl-C and SIGTERM: what was started is seen through, and nobody else decides how long that
//! takes.
#![cfg(unix)]

use std::io::{Read, Write};
use std::net::TcpStream;

use super::support::application::Application;
use super::support::listening::Listening;
use super::{FORM, KEY, SHOP, head, key_file, shop};

const SIGNALS: [&str; 2] = ["-INT", "-TERM"];

#[test]
fn what_was_begun_is_seen_through() {
    for signal in SIGNALS {
        let application = Application::start();
        let key = key_file("seen-through-key");
        let mut listening = Listening::start(&["--key-file", &key, "--forward", &application.url]);
        let mut sender = listening.send(&head("/"), &shop().sign(&KEY).body());
        assert_eq!(application.request().content_type, FORM);
        listening.signal(signal);
        application.answer("200 OK", "success");
        let mut answer = String::new();
        sender.read_to_string(&mut answer).expect("an answer");
        assert!(answer.ends_with("\r\n\r\nsuccess"), "{signal}: {answer}");
        assert_eq!(listening.end().code(), Some(0), "{signal}");
    }
}

#[test]
fn what_was_begun_is_seen_through_though_its_sender_has_gone() {
    for signal in SIGNALS {
        let application = Application::start();
        let key = key_file("gone-key");
        let mut listening = Listening::start(&["--key-file", &key, "--forward", &application.url]);
        let sender = listening.send(&head("/"), &shop().sign(&KEY).body());
        assert_eq!(application.request().content_type, FORM);
        drop(sender);
        listening.signal(signal);
        assert_eq!(
            listening.error_line(),
            "waiting for what has started; Ctrl-C once more ends it now\n"
        );
        application.answer("200 OK", "success");
        assert_eq!(listening.end().code(), Some(0), "{signal}");
        let url = &application.url;
        assert_eq!(
            listening.output(),
            format!("{SHOP}  passed on to {url}\n  answered 200 success\n\n")
        );
    }
}

/// An application that does not answer.
#[test]
fn a_second_signal_waits_for_nobody() {
    for (first, second) in [("-INT", "-INT"), ("-TERM", "-TERM"), ("-TERM", "-INT")] {
        let application = Application::start();
        let key = key_file("second-signal-key");
        let url = application.url.as_str();
        let arguments = ["--key-file", &key, "--forward", url, "--forward-limit", "600"];
        let mut listening = Listening::start(&arguments);
        let _sender = listening.send(&head("/"), &shop().sign(&KEY).body());
        assert_eq!(application.request().content_type, FORM);
        listening.signal(first);
        assert_eq!(
            listening.error_line(),
            "waiting for what has started; Ctrl-C once more ends it now\n"
        );
        listening.signal(second);
        assert_eq!(listening.end().code(), Some(0), "{first} {second}");
    }
}

/// Nothing was started for who has sent half a head, half a body or nothing.
#[test]
fn who_never_says_all_is_not_waited_for() {
    let post = "POST / HTTP/1.1\r\nhost: a\r\n";
    let half_a_body = format!("{post}content-type: {FORM}\r\ncontent-length: 100\r\n\r\na=");
    for half in ["", post, &half_a_body] {
        let mut listening = Listening::start(&["--key-file", &key_file("half-key")]);
        let mut sender = TcpStream::connect(&listening.address).expect("it listens");
        sender.write_all(half.as_bytes()).expect("it reads");
        // So that what was sent before has arrived.
        assert_eq!(listening.post("/", &shop().sign(&KEY).body()), "200 success");
        listening.signal("-TERM");
        assert_eq!(listening.end().code(), Some(0), "{half}");
    }
}
