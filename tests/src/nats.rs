//! A server of NATS JetStream that is a test's alone: `nats-server`, where it is on the path.

#![allow(
    dead_code,
    unreachable_pub,
    clippy::missing_panics_doc,
    clippy::must_use_candidate,
    reason = "several tests and a benchmark use a part"
)]

use std::io::{ErrorKind, Read as _};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::Duration;
use std::{fs, thread};

use tempfile::TempDir;

/// A running server with a folder of its own. It is killed when it is dropped.
#[derive(Debug)]
pub struct NatsServer {
    process: Child,
    port: u16,
    settings: &'static str,
    folder: TempDir,
}

/// What lets large bodies in.
const LARGE: &str = "max_payload: 8388608";

impl NatsServer {
    /// Starts one; none where there is no `nats-server`.
    pub fn start() -> Option<Self> {
        Self::with(LARGE)
    }

    /// Starts one with these settings.
    pub fn with(settings: &'static str) -> Option<Self> {
        let folder = tempfile::tempdir().expect("a folder for temporary files");
        let free = TcpListener::bind("127.0.0.1:0").expect("a port is free");
        let port = free.local_addr().expect("it is bound").port();
        drop(free);
        let process = run(&folder, port, settings)?;
        Some(Self { process, port, settings, folder })
    }

    /// The URL of the inbox of this name.
    pub fn url(&self, name: &str) -> String {
        format!("nats://127.0.0.1:{}/{name}", self.port)
    }

    /// Kills it, and starts it again with what it had stored.
    pub fn restart(&mut self) {
        self.kill();
        let process = run(&self.folder, self.port, self.settings);
        self.process = process.expect("it was started before");
    }

    fn kill(&mut self) {
        // It may have ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Drop for NatsServer {
    fn drop(&mut self) {
        self.kill();
    }
}

/// Starts it, and waits until it answers.
fn run(folder: &TempDir, port: u16, settings: &str) -> Option<Child> {
    let config = folder.path().join("nats.conf");
    let store = folder.path().join("store");
    let text = format!(
        "host: 127.0.0.1\nport: {port}\njetstream: {{ store_dir: \"{}\" }}\n{settings}\n",
        store.display()
    );
    fs::write(&config, text).expect("a new file");
    let command = Command::new("nats-server").arg("-c").arg(config).stderr(Stdio::null()).spawn();
    let process = match command {
        Err(error) if error.kind() == ErrorKind::NotFound => return None,
        process => process.expect("nats-server can be run"),
    };
    for _ in 0..600 {
        if answers(port) {
            return Some(process);
        }
        thread::sleep(Duration::from_millis(50));
    }
    panic!("nats-server does not answer within 30 seconds");
}

fn answers(port: u16) -> bool {
    let Ok(mut stream) = TcpStream::connect(("127.0.0.1", port)) else { return false };
    let mut greeting = [0; 5];
    stream.read_exact(&mut greeting).is_ok() && greeting == *b"INFO "
}
