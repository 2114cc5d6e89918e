//! A capture is explained in a few times its own size.

use alipay_notify::testing::{TestKey, TestMessage};
use alipay_notify_explain::{Capture, Keys, Options, explain};
use allocation_counter::measure;

/// Longer than what any gateway takes, and what anything is undone of.
const LENGTH: usize = 2_200_000;

/// How many times its size a capture takes at the most, itself included.
const MOST_TIMES: usize = 4;

/// The most memory that is in use at once while a text is explained, the text included.
fn memory(text: Vec<u8>, keys: &Keys) -> usize {
    let length = text.len();
    let used = measure(|| {
        let capture = Capture::read(&text).expect("a capture");
        // As those do who read it from a file.
        drop(text);
        let options = Options::new();
        let explanation = explain(&capture, keys, &options);
        assert!(!explanation.cause.is_fine(), "{:?}", explanation.cause);
    });
    length + usize::try_from(used.bytes_max).expect("it fits")
}

#[test]
fn what_is_long_is_explained_in_a_few_times_its_size() {
    let key = TestKey::generate();
    let (right, wrong) = (
        Keys::new("key.txt", key.public_key()),
        Keys::new("key.txt", TestKey::generate().public_key()),
    );
    let reason = "The papers have a problem and are rejected".repeat(LENGTH / 42);
    let signed = TestMessage::new("my.own").content(format!(r#"{{"reason":"{reason}"}}"#));
    let signed = signed.sign(&key);
    let values: Vec<(&str, String)> = signed
        .names()
        .map(|name| {
            let value = signed.value(name).expect("it is there");
            (name, String::from_utf8(value.to_vec()).expect("a text"))
        })
        .collect();
    let body = String::from_utf8(signed.body()).expect("a text");
    let joined = |parts: Vec<String>, between: &str| parts.join(between);
    let printed = values.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let members = values.iter().map(|(name, value)| format!("{name:?}:{value:?}")).collect();
    let short = TestMessage::new("my.own").sign(&key).body();
    let short = format!("INFO body {}\n", String::from_utf8(short).expect("a text"));
    for (name, text) in [
        ("a body", body.clone()),
        ("a request", format!("POST / HTTP/1.1\r\nContent-Length: {}\r\n\r\n{body}", body.len())),
        ("a line of a log", format!("INFO body {body}\n")),
        ("an object", format!("{{{}}}", joined(members, ","))),
        ("a map", format!("{{{}}}", joined(printed, ", "))),
        ("a log", short.repeat(LENGTH / short.len())),
    ] {
        let (length, keys) = (text.len(), if name == "a request" { &wrong } else { &right });
        let used = memory(text.into_bytes(), keys);
        println!("{name}: {} % of its size", used * 100 / length);
        assert!(used <= MOST_TIMES * length, "{name}: {used} bytes of {length}");
    }
}
