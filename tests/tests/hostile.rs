//! Servers under attack from all sides at once: genuine messages keep being answered, and memory
//! stays within a bound.
//!
//! Forged messages are 4,000 for each adapter at full size, or as many as `ALIPAY_NOTIFY_FORGED`
//! says:
//! `ALIPAY_NOTIFY_FORGED=100000 cargo test --release -p alipay-notify-tests --test hostile --
//! --nocapture`

#![cfg(target_os = "linux")]

use std::env;
use std::io::{BufReader, Read, Write, stderr};
use std::net::{SocketAddr, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use alipay_notify::messages::ShopSaveRejected;
use alipay_notify::testing::{TestKey, TestMessage};
use alipay_notify_tests::is_full;
use alipay_notify_tests::process::{next_line, peak_memory};
use alipay_notify_tests::servers::{KEY, post};

/// Bodies that are sent at once and as large as they may be, or larger.
const LARGE: usize = 8;

/// Connections at once whose bodies trickle.
const SLOW: usize = 200;

/// What bodies may take together until they are verified, in KiB: the default of `Limits::bodies`.
const BODIES: usize = 64 * 1024;

/// What all of this may cost a server, in KiB. A body of 1 MiB is held while it grows (twice its
/// size, and as long as it is moved, half of that once more) and decoded on top of that: 4 MiB. A
/// slow connection has the buffers of its framework: 64 KiB. What the allocator keeps to itself is
/// 16 MiB.
const BOUND: usize = LARGE * 4 * 1024 + SLOW * 64 + 16 * 1024;

const MEBIBYTE: usize = 1024 * 1024;

#[test]
fn genuine_messages_are_answered_under_attack_within_a_bound_of_memory() {
    let usual = if is_full() { 4000 } else { 800 };
    let forged =
        env::var("ALIPAY_NOTIFY_FORGED").map_or(usual, |count| count.parse().expect("a number"));
    for framework in ["axum", "actix-web"] {
        let server = Besieged::start(framework);
        let genuine = post(&shop().sign(&KEY).body());
        for _ in 0..50 {
            assert_eq!(server.exchange(&genuine), "200 success", "{framework}");
        }
        let quiet = server.peak();
        let accepted = server.attack(forged);
        let peak = server.peak();
        let _ = writeln!(
            stderr(),
            "{framework}: {forged} forged and {accepted} genuine messages, {SLOW} slow \
             connections, {LARGE} large bodies at a time: peak {} KiB above {quiet} KiB, bound \
             {BOUND} KiB",
            peak - quiet
        );
        assert!(accepted > 0, "{framework}");
        assert!(peak - quiet <= BOUND, "{framework}: {} KiB, bound {BOUND}", peak - quiet);
    }
}

/// Bodies that lack their last byte, many more than there is room for: most of them are rejected,
/// the others are held until their time is over, and an ordinary message is answered all the while.
#[test]
fn held_bodies_take_no_more_than_they_may_together() {
    let held = if is_full() { 400 } else { 120 };
    // What the framework buffers for a connection on which a large body comes, in KiB.
    for (framework, buffers) in [("axum", 32), ("actix-web", 256)] {
        let server = Besieged::start(framework);
        let genuine = post(&shop().sign(&KEY).body());
        assert_eq!(server.exchange(&genuine), "200 success", "{framework}");
        let quiet = server.peak();
        let body = post(&b"a".repeat(MEBIBYTE));
        let mut connections: Vec<_> = (0..held).map(|_| server.connect()).collect();
        for stream in &mut connections {
            // It may be rejected before it is complete.
            let _ = stream.write_all(&body[..body.len() - 1]);
        }
        for _ in 0..20 {
            assert_eq!(server.exchange(&genuine), "200 success", "{framework}");
        }
        let answers: Vec<_> = connections.iter_mut().map(answer).collect();
        let slow = answers.iter().filter(|answer| *answer == "408 fail").count();
        // Whoever is closed upon while still sending may lose the answer.
        let rejected = answers.iter().filter(|answer| ["503 fail", ""].contains(&answer.as_str()));
        assert_eq!(rejected.count() + slow, held, "{framework}: {answers:?}");
        assert!((1..=BODIES * 3 / 4 / 1024).contains(&slow), "{framework}: {slow} were held");
        let (peak, bound) = (server.peak(), BODIES + held * buffers + 16 * 1024);
        let _ = writeln!(
            stderr(),
            "{framework}: {held} bodies of 1 MiB, {slow} of them held: peak {} KiB above {quiet} \
             KiB, bound {bound} KiB",
            peak - quiet
        );
        assert!(peak - quiet <= bound, "{framework}: {} KiB, bound {bound}", peak - quiet);
    }
}

fn shop() -> TestMessage {
    TestMessage::example::<ShopSaveRejected>()
}

struct Besieged {
    process: Child,
    address: SocketAddr,
}

impl Drop for Besieged {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Besieged {
    fn start(framework: &str) -> Self {
        let mut process = Command::new(env!("CARGO_BIN_EXE_besieged"))
            .args([framework, &KEY.public_key_base64(), "10000"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("it starts");
        let mut output = BufReader::new(process.stdout.take().expect("piped"));
        Self { process, address: next_line(&mut output).parse().expect("an address") }
    }

    /// The most memory that the server ever had, in KiB.
    fn peak(&self) -> usize {
        peak_memory(&self.process)
    }

    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.address).expect("it listens");
        stream.set_read_timeout(Some(Duration::from_mins(1))).expect("a timeout can be set");
        stream
    }

    /// Status and body, on a connection of its own.
    fn exchange(&self, request: &[u8]) -> String {
        let mut stream = self.connect();
        // It may answer and close before it has read everything.
        let _ = stream.write_all(request);
        answer(&mut stream)
    }

    /// Everything at once; how many genuine messages were answered meanwhile.
    fn attack(&self, forged: usize) -> usize {
        let (over, accepted) = (AtomicBool::new(false), AtomicUsize::new(0));
        thread::scope(|scope| {
            let attacks = [
                scope.spawn(|| self.slow()),
                scope.spawn(|| self.large()),
                scope.spawn(|| self.endless()),
                scope.spawn(|| self.authentic_nonsense()),
                scope.spawn(|| self.forged(forged)),
            ];
            let genuine = scope.spawn(|| {
                let message = post(&shop().sign(&KEY).body());
                while !over.load(Ordering::Relaxed) {
                    assert_eq!(self.exchange(&message), "200 success");
                    accepted.fetch_add(1, Ordering::Relaxed);
                }
            });
            let ended: Vec<_> = attacks.into_iter().map(thread::ScopedJoinHandle::join).collect();
            over.store(true, Ordering::Relaxed);
            genuine.join().expect("genuine messages are answered");
            assert!(ended.iter().all(Result::is_ok), "each attack ended as it should");
        });
        accepted.into_inner()
    }

    /// Bodies that trickle, a byte at a time, and are cut short.
    fn slow(&self) {
        let head = b"POST /alipay HTTP/1.1\r\nhost: a\r\ncontent-type: \
                     application/x-www-form-urlencoded\r\n\
                     content-length: 1000\r\n\r\n";
        let mut connections: Vec<_> = (0..SLOW).map(|_| self.connect()).collect();
        for stream in &mut connections {
            stream.write_all(head).expect("connected");
        }
        for _ in 0..10 {
            for stream in &mut connections {
                let _ = stream.write_all(b"a");
            }
            thread::sleep(Duration::from_millis(50));
        }
        for mut stream in connections {
            assert_eq!(answer(&mut stream), "408 fail");
        }
    }

    /// Bodies as large as they may be, half of the large ones at a time.
    fn large(&self) {
        let bodies = [
            (b"&".repeat(MEBIBYTE), "400 fail"),
            (b"a&".repeat(MEBIBYTE / 2), "400 fail"),
            (b"a=&".repeat(MEBIBYTE / 3), "400 fail"),
            (b"a=&".repeat(1_000_000), "413 fail"),
            (b"%41".repeat(MEBIBYTE / 3), "400 fail"),
            ([&b"biz_content="[..], &b"[".repeat(MEBIBYTE - 12)].concat(), "400 fail"),
        ];
        for _ in 0..3 {
            thread::scope(|scope| {
                let senders = bodies[..LARGE / 2].iter().chain(&bodies[LARGE / 2..]);
                for (body, expected) in senders {
                    scope.spawn(|| {
                        let found = self.exchange(&post(body));
                        // Whoever is closed upon while still sending may lose the answer.
                        assert!(
                            found == *expected || *expected == "413 fail" && found.is_empty(),
                            "{found}"
                        );
                    });
                }
            });
        }
    }

    /// Bodies without end, the other part of the large ones.
    fn endless(&self) {
        let head = b"POST /alipay HTTP/1.1\r\nhost: a\r\ncontent-type: \
                     application/x-www-form-urlencoded\r\n\
                     transfer-encoding: chunked\r\n\r\n";
        let chunk = [&b"10000\r\n"[..], &b"a".repeat(0x10000), b"\r\n"].concat();
        for _ in 0..4 {
            let mut stream = self.connect();
            stream.write_all(head).expect("connected");
            // actix-web listens for a second more, so that its answer is not lost.
            let begun = Instant::now();
            while stream.write_all(&chunk).is_ok() {
                assert!(begun.elapsed() < Duration::from_mins(1), "the server never hung up");
            }
        }
    }

    /// Authentic messages whose content is nested beyond measure.
    fn authentic_nonsense(&self) {
        let deep = format!("{{\"a\":{}{}}}", "[".repeat(100_000), "]".repeat(100_000));
        let open = format!("{{\"a\":{}", "{\"a\":".repeat(50_000));
        for content in [deep, open] {
            let request = post(&shop().content(content).sign(&KEY).body());
            for _ in 0..5 {
                assert_eq!(self.exchange(&request), "200 fail");
            }
        }
    }

    /// Forged messages, and a genuine one after every hundred of them, on connections that are kept
    /// alive.
    fn forged(&self, count: usize) {
        let stranger = shop().sign(&TestKey::generate()).body();
        let tampered = shop().sign(&KEY).with_flipped_byte("biz_content", 20).body();
        let unknown = shop().sign(&KEY).with("sign_type", "RSA").body();
        let forged = [stranger, tampered, unknown].map(|body| keep_alive(&body));
        let genuine = keep_alive(&shop().sign(&KEY).body());
        let mut stream = self.connect();
        for number in 0..count {
            stream.write_all(&forged[number % forged.len()]).expect("connected");
            assert_eq!(next_answer(&mut stream), "403 fail");
            if number % 100 == 0 {
                stream.write_all(&genuine).expect("connected");
                assert_eq!(next_answer(&mut stream), "200 success");
            }
        }
    }
}

fn keep_alive(body: &[u8]) -> Vec<u8> {
    let head = format!(
        "POST /alipay HTTP/1.1\r\nhost: a\r\ncontent-type: application/x-www-form-urlencoded\r\n\
         content-length: {}\r\n\r\n",
        body.len()
    );
    [head.as_bytes(), body].concat()
}

/// Status and body of the answer, once the server has closed.
fn answer(stream: &mut TcpStream) -> String {
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    status_and_body(&answer)
}

/// Status and body of the next answer. All of them fit in one segment.
fn next_answer(stream: &mut TcpStream) -> String {
    let mut buffer = [0; 1024];
    let length = stream.read(&mut buffer).expect("an answer");
    status_and_body(&buffer[..length])
}

fn status_and_body(answer: &[u8]) -> String {
    let answer = String::from_utf8_lossy(answer);
    let status = answer.split(' ').nth(1).unwrap_or_default();
    let body = answer.split_once("\r\n\r\n").map_or("", |(_, body)| body);
    format!("{status} {body}").trim().to_owned()
}
