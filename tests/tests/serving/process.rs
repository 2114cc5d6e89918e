//! Servers as processes: their descriptors and their signals.

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::process::{Child, ChildStdin, ChildStdout, Command, ExitStatus, Stdio};
use std::thread;
use std::time::Duration;

use alipay_notify_tests::servers::KEY;

use super::{HALF, HANGS, answer, connect, delivery, is_closed, kept_alive};

/// With 256 descriptors, axum's server makes room, however long a connection may be idle;
/// actix-web's has room once idle connections are closed.
#[test]
fn idle_connections_leave_descriptors_to_deliveries() {
    for (framework, head_time) in [("axum", "3600000"), ("actix-web", "2000")] {
        let server = Server::start(framework, head_time);
        let mut idle: Vec<_> = (0..100).map(|_| connect(server.address, b"")).collect();
        for number in 0..100 {
            let mut stream = connect(server.address, &kept_alive(&number.to_string()));
            assert_eq!(answer(&mut stream), "success", "{framework}");
            idle.push(stream);
        }
        idle.extend((0..100).map(|_| connect(server.address, HALF)));
        for number in 0..20 {
            let mut genuine = connect(server.address, &delivery(&number.to_string()));
            assert_eq!(answer(&mut genuine), "success", "{framework}");
        }
    }
}

#[test]
fn sigterm_and_ctrl_c_end_a_server() {
    for signal in ["-TERM", "-INT"] {
        for framework in ["axum", "actix-web"] {
            let mut server = Server::start(framework, "3600000");
            let half = connect(server.address, HALF);
            let mut idle = connect(server.address, &kept_alive("1"));
            assert_eq!(answer(&mut idle), "success", "{framework}");

            server.send(signal);
            assert_eq!(server.end().code(), Some(0), "{framework} {signal}");
            assert!(is_closed(half) && is_closed(idle), "{framework} {signal}");
        }
    }
}

#[test]
fn a_second_signal_ends_what_is_at_work() {
    let mut server = Server::start("axum", "3600000");
    let sender = connect(server.address, &delivery("hangs"));
    assert_eq!(server.line(), "it hangs");
    let mut idle = connect(server.address, &kept_alive("1"));
    assert_eq!(answer(&mut idle), "success");

    server.send("-TERM");
    assert!(is_closed(idle));
    server.send("-INT");
    assert_eq!(server.end().code(), Some(0));
    assert!(is_closed(sender));
}

/// A server that may open 256 files.
struct Server {
    process: Child,
    /// Without it, the server ends.
    _input: ChildStdin,
    out: BufReader<ChildStdout>,
    address: SocketAddr,
}

impl Server {
    fn start(framework: &str, head_time: &str) -> Self {
        let server = env!("CARGO_BIN_EXE_besieged");
        let mut process = Command::new("sh")
            .args(["-c", "ulimit -n 256; exec \"$@\"", "sh"])
            .args([server, framework, &KEY.public_key_base64(), head_time])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("it starts");
        let input = process.stdin.take().expect("piped");
        let mut out = BufReader::new(process.stdout.take().expect("piped"));
        let address = next_line(&mut out).parse().expect("an address");
        Self { process, _input: input, out, address }
    }

    fn line(&mut self) -> String {
        next_line(&mut self.out)
    }

    fn send(&self, signal: &str) {
        let process = self.process.id().to_string();
        let kill = Command::new("kill").args([signal, &process]).status();
        assert!(kill.expect("kill runs").success());
    }

    /// Waits until it has ended by itself.
    fn end(&mut self) -> ExitStatus {
        for _ in 0..HANGS.as_millis() / 10 {
            if let Some(status) = self.process.try_wait().expect("it was started") {
                return status;
            }
            thread::sleep(Duration::from_millis(10));
        }
        panic!("it does not end");
    }
}

fn next_line(out: &mut impl BufRead) -> String {
    let mut line = String::new();
    out.read_line(&mut line).expect("it writes text");
    line.trim().to_owned()
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
