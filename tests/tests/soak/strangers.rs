//! Connections that bring no delivery, coming and going.

use std::array;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering};
use std::time::Duration;

use alipay_notify_tests::servers::post;
use tokio::io::{AsyncReadExt, AsyncWriteExt, copy, sink};
use tokio::net::TcpStream;
use tokio::runtime::{Builder, Runtime};
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

use crate::traffic::Traffic;

const MEBIBYTE: usize = 1024 * 1024;

/// After this, a stranger leaves by itself.
const PATIENCE: Duration = Duration::from_secs(15);

/// What a stranger does, besides waiting for the server to close the connection.
#[derive(Clone, Copy)]
enum Kind {
    Silent,
    HalfHead,
    /// Is answered, and sends nothing more.
    KeptAlive,
    /// Sends all but the last byte of the longest body.
    HeldBody,
    /// Sends a byte now and then.
    SlowBody,
    EndlessBody,
    HalfClosed,
    Reset,
}

impl Kind {
    const ALL: [(Self, &str); 8] = [
        (Self::Silent, "silent"),
        (Self::HalfHead, "half a head"),
        (Self::KeptAlive, "kept alive"),
        (Self::HeldBody, "held body"),
        (Self::SlowBody, "slow body"),
        (Self::EndlessBody, "endless body"),
        (Self::HalfClosed, "half-closed"),
        (Self::Reset, "reset"),
    ];

    async fn visit(self, port: u16, bodies: &Bodies) -> io::Result<()> {
        let mut stream = TcpStream::connect(("127.0.0.1", port)).await?;
        match self {
            Self::Silent => {}
            Self::HalfHead => stream.write_all(b"POST /alipay HTTP/1.1\r\nhost:").await?,
            Self::KeptAlive => stream.write_all(&bodies.no_form).await?,
            Self::HeldBody => stream.write_all(&bodies.unfinished).await?,
            Self::SlowBody => {
                stream.write_all(&bodies.unfinished[..300]).await?;
                loop {
                    sleep(Duration::from_millis(100)).await;
                    stream.write_all(b"a").await?;
                }
            }
            Self::EndlessBody => {
                stream.write_all(ENDLESS).await?;
                loop {
                    stream.write_all(&bodies.chunk).await?;
                    sleep(Duration::from_millis(10)).await;
                }
            }
            Self::HalfClosed => {
                stream.write_all(&bodies.no_form).await?;
                stream.shutdown().await?;
            }
            Self::Reset => {
                stream.write_all(&bodies.unfinished[..300]).await?;
                stream.set_zero_linger()?;
                return Ok(());
            }
        }
        copy(&mut stream, &mut sink()).await.map(drop)
    }
}

const ENDLESS: &[u8] = b"POST /alipay HTTP/1.1\r\nhost: a\r\n\
    content-type: application/x-www-form-urlencoded\r\ntransfer-encoding: chunked\r\n\r\n";

struct Bodies {
    no_form: Vec<u8>,
    unfinished: Vec<u8>,
    chunk: Vec<u8>,
}

impl Bodies {
    fn new() -> Self {
        let mut unfinished = post(&b"a".repeat(MEBIBYTE));
        unfinished.pop();
        Self {
            no_form: kept_alive(b"no form"),
            unfinished,
            chunk: [&b"10000\r\n"[..], &b"a".repeat(0x10000), b"\r\n"].concat(),
        }
    }
}

/// A request after which the connection may be used again.
fn kept_alive(body: &[u8]) -> Vec<u8> {
    let request = String::from_utf8(post(body)).expect("text");
    request.replace("connection: close\r\n", "").into_bytes()
}

pub(crate) struct Strangers {
    /// A thread of their own, so that what they do delays nobody whose times count. They end with
    /// it.
    thread: Option<Runtime>,
    visits: Arc<[AtomicUsize; Kind::ALL.len()]>,
}

impl Strangers {
    /// As many of each kind.
    pub(crate) fn gather(count: usize, traffic: &Arc<Traffic>) -> Self {
        let thread = Builder::new_multi_thread().worker_threads(1).enable_all().build();
        let (thread, bodies) = (thread.expect("a runtime"), Arc::new(Bodies::new()));
        let visits: Arc<[AtomicUsize; Kind::ALL.len()]> = Arc::new(array::from_fn(|_| 0.into()));
        for number in 0..count {
            let at = number % Kind::ALL.len();
            let (traffic, bodies) = (Arc::clone(traffic), Arc::clone(&bodies));
            let visits = Arc::clone(&visits);
            thread.spawn(async move {
                for visit in 0_usize.. {
                    // Not all at the same time.
                    let pause = 100 + (number * 37 + visit * 101) % 900;
                    sleep(Duration::from_millis(u64::try_from(pause).expect("small"))).await;
                    let visit = Kind::ALL[at].0.visit(traffic.port(), &bodies);
                    let _ = timeout(PATIENCE, visit).await;
                    visits[at].fetch_add(1, Ordering::Relaxed);
                }
            });
        }
        Self { thread: Some(thread), visits }
    }

    /// How often each kind came.
    pub(crate) fn visits(&self) -> Vec<(&'static str, usize)> {
        let visits = self.visits.iter().map(|visits| visits.load(Ordering::Relaxed));
        Kind::ALL.iter().map(|(_, name)| *name).zip(visits).collect()
    }
}

impl Drop for Strangers {
    fn drop(&mut self) {
        if let Some(thread) = self.thread.take() {
            thread.shutdown_background();
        }
    }
}

/// Clients who send a forged message as often as they are answered.
pub(crate) struct Forgers {
    /// They end when this is dropped.
    _tasks: JoinSet<()>,
    answered: Arc<AtomicU32>,
}

impl Forgers {
    pub(crate) fn gather(count: usize, traffic: &Arc<Traffic>, forged: &[u8]) -> Self {
        let (mut tasks, answered) = (JoinSet::new(), Arc::new(AtomicU32::new(0)));
        let request: Arc<[u8]> = kept_alive(forged).into();
        for _ in 0..count {
            let (traffic, request) = (Arc::clone(traffic), Arc::clone(&request));
            let answered = Arc::clone(&answered);
            tasks.spawn(async move {
                loop {
                    let _ = forge(traffic.port(), &request, &answered).await;
                    tokio::task::yield_now().await;
                }
            });
        }
        Self { _tasks: tasks, answered }
    }

    pub(crate) fn answered(&self) -> u32 {
        self.answered.load(Ordering::Relaxed)
    }
}

/// For as long as the server keeps the connection.
async fn forge(port: u16, request: &[u8], answered: &AtomicU32) -> io::Result<()> {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).await?;
    // An answer fits in one segment.
    let mut answer = [0; 1024];
    loop {
        stream.write_all(request).await?;
        let length = stream.read(&mut answer).await?;
        if length == 0 {
            return Ok(());
        }
        assert!(answer.starts_with(b"HTTP/1.1 403 "), "a forged message was not rejected");
        answered.fetch_add(1, Ordering::Relaxed);
    }
}
