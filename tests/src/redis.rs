//! A Redis of this run, which can be stopped and started without forgetting anything.

use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use tempfile::TempDir;

use crate::process::{end, signal};

/// A running server with a folder of its own. It is killed when it is dropped.
#[derive(Debug)]
pub struct Redis {
    process: Child,
    port: u16,
    folder: TempDir,
}

impl Redis {
    /// None where Redis is not installed.
    pub fn start() -> Option<Self> {
        let folder = tempfile::tempdir().expect("a folder for temporary files");
        let port = TcpListener::bind(("127.0.0.1", 0)).and_then(|free| free.local_addr());
        let port = port.expect("a free port").port();
        let process = begin(port, &folder)?;
        Some(Self { process, port, folder })
    }

    /// Where it is.
    pub fn url(&self) -> String {
        format!("redis://127.0.0.1:{}", self.port)
    }

    /// Stops it, and starts it again.
    pub fn restart(&mut self) {
        self.stop();
        self.run_again();
    }

    /// Stops it.
    pub fn stop(&mut self) {
        signal(&self.process, "-TERM");
        assert!(end(&mut self.process).success());
    }

    /// Starts it with what it had stored.
    pub fn run_again(&mut self) {
        self.process = begin(self.port, &self.folder).expect("it started before");
    }
}

impl Drop for Redis {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Starts a server that writes down what it knows, and waits until it listens.
fn begin(port: u16, folder: &TempDir) -> Option<Child> {
    let process = Command::new("redis-server")
        .args(["--port", &port.to_string(), "--bind", "127.0.0.1"])
        .args(["--save", "", "--appendonly", "yes", "--dir"])
        .arg(folder.path())
        .stdout(Stdio::null())
        .spawn()
        .ok()?;
    let listens = (0..3000).any(|_| {
        thread::sleep(Duration::from_millis(10));
        TcpStream::connect(("127.0.0.1", port)).is_ok()
    });
    assert!(listens, "redis-server does not listen");
    Some(process)
}
