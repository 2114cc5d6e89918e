//! A reader of the output that stalls, and connections that bring nothing: deliveries go on.

use std::io::Read as _;
use std::net::TcpStream;
use std::time::Duration;
use std::{fs, iter};

use serde_json::{Value, json};

use super::support::folder;
use super::support::listening::Listening;
use super::{KEY, key_file, unknown};

/// More than fits in a pipe and in the queue before it, which is 1 MiB.
const MANY: usize = 40;

fn large(number: usize) -> Vec<u8> {
    let content = format!(r#"{{"text":"{}"}}"#, "a".repeat(64 * 1024));
    unknown().notify_id(&number.to_string()).content(content).sign(&KEY).body()
}

#[test]
fn a_reader_that_stalls_blocks_no_delivery() {
    let key = key_file("stalled-key");
    let mut listening = Listening::start(&["--key-file", &key, "--json", "--allow-unknown"]);
    let answers: Vec<_> = (0..MANY).map(|number| listening.post("/", &large(number))).collect();
    let accepted = answers.iter().take_while(|answer| *answer == "200 success").count();
    assert!((16..MANY).contains(&accepted), "{accepted}");
    assert!(answers[accepted..].iter().all(|answer| answer == "200 fail"));

    // The reader is back: what was accepted is there, and so is how much is missing.
    let mut line = || serde_json::from_str::<Value>(&listening.line()).expect("JSON");
    let printed: Vec<_> =
        iter::repeat_with(|| line()["notify_id"].clone()).take(accepted).collect();
    let expected: Vec<_> = (0..accepted).map(|number| json!(number.to_string())).collect();
    assert_eq!(printed, expected);
    assert_eq!(line(), json!({ "outcome": "not_printed", "count": MANY - accepted }));

    assert_eq!(listening.post("/", &large(MANY)), "200 success");
    let next: Value = serde_json::from_str(&listening.line()).expect("JSON");
    assert_eq!(next["notify_id"], MANY.to_string());
}

#[test]
fn what_is_missing_is_said_to_people() {
    let key = key_file("stalled-people-key");
    let mut listening = Listening::start(&["--key-file", &key, "--allow-unknown"]);
    let answers = (0..MANY).map(|number| listening.post("/", &large(number)));
    let missing = answers.filter(|answer| answer == "200 fail").count();
    let said =
        format!("deliveries that are not shown, as this output was not read in time: {missing}\n");
    assert!(iter::repeat_with(|| listening.line()).take(MANY * 1000).any(|line| line == said));
}

#[test]
fn what_is_kept_need_not_be_printed() {
    let (key, folder) = (key_file("stalled-kept-key"), folder("stalled"));
    let path = folder.to_str().expect("a UTF-8 path");
    let listening =
        Listening::start(&["--key-file", &key, "--json", "--allow-unknown", "--save", path]);
    for number in 0..MANY {
        assert_eq!(listening.post("/", &large(number)), "200 success");
    }
    let kept = fs::read_dir(&folder).expect("it was made");
    let kept = kept.filter(|entry| entry.as_ref().is_ok_and(|entry| entry.path().is_file()));
    assert_eq!(kept.count(), MANY);
}

/// The reader is waited for, but not forever.
#[cfg(unix)]
#[test]
fn a_reader_that_stalls_does_not_keep_the_command_from_ending() {
    let key = key_file("stalled-end-key");
    let mut listening = Listening::start(&["--key-file", &key, "--json", "--allow-unknown"]);
    for number in 0..4 {
        assert_eq!(listening.post("/", &large(number)), "200 success");
    }
    listening.signal("-TERM");
    assert_eq!(
        listening.error_line(),
        "waiting for what has started; Ctrl-C once more ends it now\n"
    );
    assert_eq!(
        listening.error_line(),
        "{\"error\":\"the last deliveries are not printed: nothing reads the output\"}\n"
    );
    assert_eq!(listening.end().code(), Some(2));
}

/// 512 connections are the bound.
#[test]
fn silent_connections_make_room_for_deliveries() {
    let listening = Listening::start(&["--key-file", &key_file("silent-key"), "--allow-unknown"]);
    let mut silent: Vec<_> =
        (0..512).map(|_| TcpStream::connect(&listening.address).expect("it listens")).collect();
    assert_eq!(listening.post("/", &unknown().sign(&KEY).body()), "200 success");
    silent[0].set_read_timeout(Some(Duration::from_mins(1))).expect("a timeout can be set");
    assert_eq!(silent[0].read(&mut [0]).expect("it is closed"), 0);
}
