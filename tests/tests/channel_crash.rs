//! A program with a long connection and an inbox that is killed at work, again and again: whatever
//! it acknowledged `SUCCESS` is not pushed again, and has its effect all the same.

use std::collections::HashSet;
use std::fs;
use std::io::{Write, stdout};
use std::path::Path;
use std::process::{Child, Command};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use alipay_notify::testing::TestKey;
use alipay_notify_inbox::{AnyInbox, Health};
use alipay_notify_ws::testing::{Acknowledged, MockChannel, Push};

const MESSAGES: usize = 400;

/// After how many acknowledgements the process is killed, in each of its lives.
const LIVES: [u64; 8] = [5, 20, 3, 50, 1, 80, 31, 60];

/// A running process, killed when it is dropped.
struct Connected(Child);

impl Connected {
    fn start(channel: &MockChannel, folder: &Path) -> Self {
        let program = Command::new(env!("CARGO_BIN_EXE_connected"))
            .arg(channel.endpoint().to_string())
            .arg(folder)
            .spawn();
        Self(program.expect("the binary of this package starts"))
    }
}

impl Drop for Connected {
    fn drop(&mut self) {
        // SIGKILL.
        self.0.kill().expect("it runs");
        self.0.wait().expect("it ends");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_acknowledged_survives_a_kill() {
    let folder = tempfile::tempdir().expect("a folder for temporary files");
    let (app_key, alipay_key) = (TestKey::generate(), TestKey::generate());
    let put = |name: &str, content: String| fs::write(folder.path().join(name), content);
    put("alipay.pem", alipay_key.public_key_pem()).expect("a new file");
    put("app.pem", app_key.private_key_pem()).expect("a new file");
    let app_id = "2014060600164699";
    let channel = MockChannel::start(app_id, app_key.public_key(), alipay_key).await;
    let channel = channel.expect("a free port");
    channel.patience(Duration::from_secs(2));

    let acknowledged = Arc::new(Mutex::new(HashSet::new()));
    for number in 0..MESSAGES {
        let push = Push::new("my.message", format!(r#"{{"number":{number}}}"#));
        let id = format!("m{number}");
        let mut receipt = channel.push(push.msg_id(&id));
        let acknowledged = Arc::clone(&acknowledged);
        tokio::spawn(async move {
            while receipt.next().await != Acknowledged::Success {}
            acknowledged.lock().expect("no panic").insert(id);
        });
    }

    for acknowledgements in LIVES {
        let enough = channel.counts().done + acknowledgements;
        let connected = Connected::start(&channel, folder.path());
        channel.until(|counts| counts.done >= enough).await;
        drop(connected);
    }
    let killed_at = channel.counts().done;
    assert!(killed_at < MESSAGES as u64, "it was killed at work: {killed_at}");

    let last = Connected::start(&channel, folder.path());
    channel.until(|counts| counts.done >= MESSAGES as u64).await;
    while acknowledged.lock().expect("no panic").len() < MESSAGES {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    // Until the inbox has nothing left to do: what has no effect then has been lost.
    let inbox = format!("sqlite:{}", folder.path().join("inbox.db").display());
    let inbox = AnyInbox::open(&inbox).await.expect("it is there");
    loop {
        let Health { waiting, running, stuck, .. } = inbox.health().await.expect("it answers");
        if waiting + running + stuck == 0 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    drop(last);

    let effects = fs::read_to_string(folder.path().join("effects")).expect("there are some");
    let done: HashSet<String> = effects.lines().map(str::to_owned).collect();
    let acknowledged = acknowledged.lock().expect("no panic");
    assert_eq!(acknowledged.len(), MESSAGES, "each was acknowledged");
    let lost: Vec<_> = acknowledged.difference(&done).collect();
    assert!(lost.is_empty(), "acknowledged, and without an effect: {lost:?}");
    let (lives, again) = (LIVES.len(), effects.lines().count() - MESSAGES);
    let counts = channel.counts();
    let _ = writeln!(
        stdout(),
        "killed {lives} times; {MESSAGES} messages acknowledged once, pushed {} times, all with \
         their effect, {again} of them twice",
        counts.pushed
    );
}
