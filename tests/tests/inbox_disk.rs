//! An inbox and its disk: what is acknowledged is synchronised, and a full disk loses nothing.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use alipay_notify_inbox::{AnyInbox, Filter, SqliteInbox};
use alipay_notify_tests::inbox::{Clerk, Desk};
use alipay_notify_tests::skipped;
use tokio::time::sleep;

const PROGRAM: &str = env!("CARGO_BIN_EXE_inbox_victim");

async fn with_table(desk: &Desk) {
    let inbox = SqliteInbox::open(&desk.url).await.expect("the inbox opens");
    let table = "CREATE TABLE exact (number TEXT NOT NULL)";
    sqlx::query(table).execute(inbox.pool()).await.expect("a new table");
    inbox.pool().close().await;
}

/// Delivers one message, and waits for the answer.
fn answer(clerk: &mut Clerk, message: &str) -> String {
    clerk.deliver(message);
    clerk.line().expect("it answers")
}

/// Each answer comes after a sync that came after the message.
#[tokio::test]
async fn what_is_acknowledged_is_synchronised_first() {
    if Command::new("strace").arg("-V").output().is_err() {
        return skipped("syncs of an inbox", "there is no strace", "install it");
    }
    let desk = Desk::new(None);
    with_table(&desk).await;
    let trace = desk.file("trace");
    let trace_name = trace.to_str().expect("a UTF-8 path");
    let calls = "trace=fsync,fdatasync,write";
    // -D: the process is this test's child, and strace ends with it.
    let strace = ["strace", "-D", "-f", "-s", "64", "-e", calls, "-o", trace_name];
    let mut clerk = desk.start(PROGRAM, &strace, "no_worker", 0);
    for number in 0..10 {
        let message = desk.message("my.effect", number);
        assert_eq!(answer(&mut clerk, &message), format!("success {number}"));
    }
    clerk.kill();
    let traced = || fs::read_to_string(&trace).expect("strace has written it");
    while !traced().contains("+++ killed by SIGKILL +++") {
        sleep(Duration::from_millis(20)).await;
    }

    let mut synchronised = false;
    let mut answers = 0;
    for line in traced().lines() {
        // A call that another thread interrupts is written in two lines: the end counts.
        let is_sync =
            ["fsync(", "fdatasync(", "sync resumed"].iter().any(|call| line.contains(call));
        if is_sync && line.ends_with("= 0") {
            synchronised = true;
        } else if line.contains("write(1, \"success ") {
            assert!(synchronised, "answer {answers} came without a sync before it");
            (synchronised, answers) = (false, answers + 1);
        }
    }
    assert_eq!(answers, 10);
}

/// A file system that is this test's alone.
struct Mount(PathBuf);

impl Mount {
    /// Of so many KiB; none where mounting is not allowed.
    fn new(folder: &Path, size: usize) -> Option<Self> {
        fs::create_dir(folder).expect("a new folder");
        let size = format!("size={size}k");
        let mut mount = Command::new("mount");
        let mounted = mount.args(["-t", "tmpfs", "-o", &size, "tmpfs"]).arg(folder).output();
        mounted.is_ok_and(|output| output.status.success()).then(|| Self(folder.to_owned()))
    }
}

impl Drop for Mount {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(&self.0).status();
    }
}

#[tokio::test]
async fn a_full_disk_is_answered_fail_and_spoils_nothing() {
    let folder = tempfile::tempdir().expect("a folder for temporary files");
    let Some(mount) = Mount::new(&folder.path().join("small"), 2048) else {
        return skipped("a full disk", "mounting is not allowed", "run it as root");
    };
    let ballast = mount.0.join("ballast");
    fs::write(&ballast, vec![0; 1 << 20]).expect("there is room");
    let desk = Desk::new(Some(format!("sqlite:{}", mount.0.join("inbox.db").display())));
    with_table(&desk).await;

    let mut clerk = desk.start(PROGRAM, &[], "no_worker", 0);
    let text = "x".repeat(20_000);
    let mut stored = Vec::new();
    let mut failures = 0;
    let mut number = 0;
    while failures < 3 {
        let message = desk.message_with("my.effect", number, &text);
        match answer(&mut clerk, &message) {
            answer if answer == format!("success {number}") => stored.push(number),
            answer => {
                assert_eq!(answer, format!("fail {number}"));
                failures += 1;
            }
        }
        number += 1;
        assert!(number < 200, "the disk is never full");
    }
    assert!(stored.len() > 5, "{stored:?}");

    // With room again, it goes on by itself.
    fs::remove_file(ballast).expect("it is there");
    let message = desk.message_with("my.effect", number, &text);
    assert_eq!(answer(&mut clerk, &message), format!("success {number}"));
    stored.push(number);
    clerk.kill();

    let inbox = SqliteInbox::open(&desk.url).await.expect("the inbox opens");
    let check = "PRAGMA integrity_check";
    let check: String = sqlx::query_scalar(check).fetch_one(inbox.pool()).await.expect("a check");
    assert_eq!(check, "ok");
    let inbox = AnyInbox::from(inbox);
    let entries = inbox.list(&Filter::default().limit(1000)).await.expect("it works");
    let keys: Vec<_> = entries.into_iter().map(|entry| entry.key).collect();
    let expected: Vec<_> =
        stored.iter().map(|number| format!("2014060600164699:my.effect{number}")).collect();
    assert_eq!(keys, expected);
    drop(inbox);
}

/// A file that cannot be written to is found out at the start, and said in one line.
#[tokio::test]
async fn a_file_that_can_only_be_read_ends_a_program_with_one_line() {
    let folder = tempfile::tempdir().expect("a folder for temporary files");
    let Some(mount) = Mount::new(&folder.path().join("small"), 2048) else {
        return skipped("a disk to read only", "mounting is not allowed", "run it as root");
    };
    let desk = Desk::new(Some(format!("sqlite:{}", mount.0.join("inbox.db").display())));
    with_table(&desk).await;
    let remount = Command::new("mount").args(["-o", "remount,ro"]).arg(&mount.0).status();
    assert!(remount.expect("mount runs").success());
    let output = Command::new(PROGRAM)
        .arg(&desk.url)
        .args([desk.file("key.pem"), desk.file("effects")])
        .args(["none", "0"])
        .output()
        .expect("the binary of this package starts");
    assert_eq!(
        String::from_utf8_lossy(&output.stderr),
        "Error: the inbox can only be read; it has to be written to: check whose the file is\n"
    );
    assert_eq!(output.status.code(), Some(1));
}
