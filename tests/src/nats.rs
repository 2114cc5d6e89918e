//! A server of NATS JetStream that is a test's alone: `nats-server`, where it is on the path.

#![allow(
    dead_code,
    unreachable_pub,
    clippy::missing_panics_doc,
    clippy::must_use_candidate,
    reason = "several tests and a benchmark use a part"
)]

use std::io::{ErrorKind, Read as _};
use std::net::TcpStream;
use std::path::Path;
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
        let (process, port) = run(&folder, None, settings)?;
        Some(Self { process, port, settings, folder })
    }

    /// The URL of the server itself.
    pub fn server_url(&self) -> String {
        format!("nats://127.0.0.1:{}", self.port)
    }

    /// The URL of the inbox of this name.
    pub fn url(&self, name: &str) -> String {
        format!("{}/{name}", self.server_url())
    }

    /// Kills it, and starts it again with what it had stored.
    pub fn restart(&mut self) {
        self.kill();
        self.run_again();
    }

    /// Starts it with what it had stored, after it was killed.
    pub fn run_again(&mut self) {
        let running = run(&self.folder, Some(self.port), self.settings);
        (self.process, self.port) = running.expect("it was started before");
    }

    /// Kills it.
    pub fn kill(&mut self) {
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

/// Starts it, and waits until it answers. It chooses its port itself the first time: one that is
/// free now may be somebody's by the time it is asked for.
fn run(folder: &TempDir, port: Option<u16>, settings: &str) -> Option<(Child, u16)> {
    let config = folder.path().join("nats.conf");
    let asked = port.map_or("-1".to_owned(), |port| port.to_string());
    let text = format!(
        "host: 127.0.0.1\nport: {asked}\nports_file_dir: \"{folder}\"\n\
         jetstream: {{ store_dir: \"{folder}/store\" }}\n{settings}\n",
        folder = folder.path().display()
    );
    fs::write(&config, text).expect("a new file");
    let command = Command::new("nats-server").arg("-c").arg(config).stderr(Stdio::null()).spawn();
    let process = match command {
        Err(error) if error.kind() == ErrorKind::NotFound => return None,
        process => process.expect("nats-server can be run"),
    };
    let ports = folder.path().join(format!("nats-server_{}.ports", process.id()));
    for _ in 0..600 {
        if let Some(port) = port_in(&ports).filter(|port| answers(*port)) {
            return Some((process, port));
        }
        thread::sleep(Duration::from_millis(50));
    }
    panic!("nats-server does not answer within 30 seconds");
}

/// The port in the file of ports that it writes, once it is there.
fn port_in(ports: &Path) -> Option<u16> {
    let text = fs::read_to_string(ports).ok()?;
    text.split("127.0.0.1:").nth(1)?.split('"').next()?.parse().ok()
}

fn answers(port: u16) -> bool {
    let Ok(mut stream) = TcpStream::connect(("127.0.0.1", port)) else { return false };
    let mut greeting = [0; 5];
    stream.read_exact(&mut greeting).is_ok() && greeting == *b"INFO "
}
