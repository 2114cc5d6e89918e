//! The process `alipay-notify serve`, which is killed and started on the same port.

use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use alipay_notify::testing::TestKey;
use alipay_notify_inbox::{AnyInbox, Health};
use alipay_notify_tests::process::{end, peak_memory, signal};
use alipay_notify_tests::victim::{effect, notify_id};
use tempfile::TempDir;
use tokio::net::TcpStream;
use tokio::time::sleep;

const APP: &str = "2014060600164699";

/// For how long nothing may be delivered although everything runs. After a kill, what was under way
/// is taken over within half a minute.
const STUCK: Duration = Duration::from_secs(120);

/// The files of one run, and the process.
pub(crate) struct Serving {
    folder: TempDir,
    key: TestKey,
    pub(crate) port: u16,
    process: Mutex<Option<Child>>,
}

/// What the event of a message has as its `id`.
pub(crate) fn key(number: usize) -> String {
    format!("{APP}:{}", notify_id(number))
}

impl Serving {
    /// With destinations in TOML.
    pub(crate) fn new(destinations: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder for temporary files");
        let key = TestKey::generate();
        let free = TcpListener::bind(("127.0.0.1", 0)).and_then(|free| free.local_addr());
        let port = free.expect("a free port").port();
        let config = format!(
            "[serve]\nlisten = \"127.0.0.1:{port}\"\nlog = \"error\"\n\n\
             [[serve.app]]\nid = \"{APP}\"\npath = \"/alipay\"\n\
             alipay_public_key_file = \"key.pem\"\n\n{destinations}"
        );
        fs::write(folder.path().join("key.pem"), key.public_key_pem()).expect("a new file");
        fs::write(folder.path().join("alipay-notify.toml"), config).expect("a new file");
        Self { folder, key, port, process: Mutex::default() }
    }

    /// A message of this number, as it is delivered.
    pub(crate) fn message(&self, number: usize) -> Vec<u8> {
        effect(&self.key, APP, number)
    }

    pub(crate) fn start(&self) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_command"));
        let process = command.arg("serve").current_dir(self.folder.path()).spawn();
        *self.process() = Some(process.expect("the binary of this package starts"));
    }

    /// SIGKILL.
    pub(crate) fn kill(&self) {
        let mut process = self.process().take().expect("it was started");
        process.kill().expect("it runs");
        process.wait().expect("it ends");
    }

    /// Stops it as an operator does.
    pub(crate) fn stop(&self) {
        let mut process = self.process().take().expect("it was started");
        signal(&process, "-TERM");
        assert!(end(&mut process).success());
    }

    /// Waits until it takes deliveries.
    pub(crate) async fn until_listening(&self) {
        while TcpStream::connect(("127.0.0.1", self.port)).await.is_err() {
            sleep(Duration::from_millis(20)).await;
        }
    }

    /// The most memory that the process ever had, in KiB.
    pub(crate) fn peak_memory(&self) -> usize {
        peak_memory(self.process().as_ref().expect("it was started"))
    }

    /// How many messages wait for a destination, those under way included.
    pub(crate) async fn waiting(&self, destination: &str) -> u64 {
        let health = health(&self.inbox(destination)).await;
        health.waiting + health.running
    }

    fn inbox(&self, destination: &str) -> PathBuf {
        self.folder.path().join("inbox").join(format!("{destination}.db"))
    }

    /// Waits until no inbox has anything left to deliver.
    pub(crate) async fn until_delivered(&self) {
        let files = fs::read_dir(self.folder.path().join("inbox")).expect("it is there");
        let files = files.map(|file| file.expect("it can be read").path());
        for file in files.filter(|file| file.extension().is_some_and(|end| end == "db")) {
            until_empty(&file).await;
        }
    }

    fn process(&self) -> MutexGuard<'_, Option<Child>> {
        self.process.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// How an inbox is.
async fn health(file: &Path) -> Health {
    let url = format!("sqlite:{}", file.display());
    let inbox = AnyInbox::open(&url).await.expect("it is there");
    inbox.health().await.expect("it answers")
}

async fn until_empty(file: &Path) {
    let (mut last, mut since) = (0, Instant::now());
    loop {
        let health = health(file).await;
        let Health { waiting, running, stuck, dead, .. } = health;
        let left = waiting + running + stuck + dead;
        if left == 0 {
            return;
        }
        if left != last {
            (last, since) = (left, Instant::now());
        }
        assert!(since.elapsed() < STUCK, "{}: {health}", file.display());
        sleep(Duration::from_millis(100)).await;
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        if let Some(mut process) = self.process().take() {
            let _ = process.kill();
            let _ = process.wait();
        }
    }
}
