//! Servers as processes: their descriptors and their signals.

use std::io::BufReader;
use std::net::SocketAddr;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use alipay_notify_tests::process::{end, next_line, signal};
use alipay_notify_tests::servers::KEY;

use super::{HALF, answer, connect, delivery, is_closed, kept_alive};

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
    for name in ["-TERM", "-INT"] {
        for framework in ["axum", "actix-web"] {
            let mut server = Server::start(framework, "3600000");
            let half = connect(server.address, HALF);
            let mut idle = connect(server.address, &kept_alive("1"));
            assert_eq!(answer(&mut idle), "success", "{framework}");

            signal(&server.process, name);
            assert_eq!(end(&mut server.process).code(), Some(0), "{framework} {name}");
            assert!(is_closed(half) && is_closed(idle), "{framework} {name}");
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

    signal(&server.process, "-TERM");
    assert!(is_closed(idle));
    signal(&server.process, "-INT");
    assert_eq!(end(&mut server.process).code(), Some(0));
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
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
