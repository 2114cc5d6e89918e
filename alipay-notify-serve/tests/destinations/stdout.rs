//! The standard output, of a process of its own.

use std::env;
use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};

use alipay_notify_serve::{DeliveryError, Destination as _, Stdout};

use crate::sample;

/// Set where this is that process.
const ROLE: &str = "ALIPAY_NOTIFY_SERVE_TEST_STDOUT";

/// This program again, for one test, in this role.
fn again(test: &str, role: &str) -> Command {
    let mut command = Command::new(env::current_exe().expect("there is one"));
    command.args(["--exact", test, "--nocapture"]).env(ROLE, role);
    command
}

#[tokio::test]
async fn each_event_is_a_line() {
    let events = [sample::event("n1").await, sample::event("n2").await];
    if env::var_os(ROLE).is_some() {
        for event in &events {
            assert_eq!(Stdout.deliver(event).await, Ok(()));
        }
        return assert_eq!(Stdout.reach().await, Ok(()));
    }
    let output = again("stdout::each_event_is_a_line", "lines").output().expect("it runs");
    assert!(output.status.success(), "{output:?}");
    let output = String::from_utf8(output.stdout).expect("UTF-8");
    // The first line may stand behind what the test harness says.
    let lines: Vec<_> =
        output.lines().filter_map(|line| line.find('{').map(|start| &line[start..])).collect();
    assert_eq!(lines, events.map(|event| event.to_json()));
}

#[tokio::test]
async fn a_pipe_that_nobody_reads_any_more_is_an_error() {
    if env::var_os(ROLE).is_some() {
        let event = sample::event("n1").await;
        let mut lines = std::io::stdin().lines();
        assert_eq!(Stdout.deliver(&event).await, Ok(()));
        // Until the reader is gone.
        assert!(lines.next().is_none());
        let error = Stdout.deliver(&event).await.expect_err("nobody reads");
        assert!(matches!(error, DeliveryError::Unreachable(_)), "{error}");
        assert!(error.to_string().contains("Broken pipe"), "{error}");
        // The harness is about to write to it as well.
        eprintln!("as expected");
        std::process::exit(0);
    }
    let test = "stdout::a_pipe_that_nobody_reads_any_more_is_an_error";
    let mut command = again(test, "broken");
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut process = command.spawn().expect("it runs");
    let mut output = BufReader::new(process.stdout.take().expect("it is a pipe"));
    let mut line = String::new();
    while !line.contains('{') {
        line.clear();
        assert_ne!(output.read_line(&mut line).expect("a pipe"), 0, "it ended early");
    }
    drop(output);
    drop(process.stdin.take());
    let output = process.wait_with_output().expect("it ends");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && said.contains("as expected"), "{said}");
}
