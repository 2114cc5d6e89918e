//! One open connection of the server.

use std::collections::HashMap;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::PoisonError;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use futures_util::{SinkExt as _, StreamExt as _};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::Instant;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::protocol::frame::Utf8Bytes;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;
use tokio_tungstenite::tungstenite::protocol::{CloseFrame, Role};
use tokio_tungstenite::tungstenite::{Bytes, Error as WebSocketError, Message};

use super::Shared;
use super::state::{Acknowledged, Disturbance, Waiting};
use crate::connect::Transport;
use crate::frame::{Command, Frame};

/// How many messages are on their way over one connection, at most.
const ON_THEIR_WAY: usize = 200;

/// What the server's own pings carry.
const PING: &[u8] = b"mock";

/// A message on its way.
struct Sent {
    message: Waiting,
    until: Instant,
}

/// Pushes messages and takes acknowledgements until the connection ends.
pub(super) async fn serve(stream: Box<dyn Transport>, shared: Arc<Shared>) {
    shared.count(|counts| counts.connections += 1);
    let mut session = Session { sent: HashMap::new(), shared, serial: 0 };
    session.run(stream).await;
    session.give_up(|_| true);
}

struct Session {
    /// By `stream-id`.
    sent: HashMap<String, Sent>,
    shared: Arc<Shared>,
    serial: u64,
}

enum Next {
    Message(Waiting),
    Disturbance(Disturbance),
    Over,
}

impl Session {
    async fn run(&mut self, stream: Box<dyn Transport>) {
        let left = Arc::new(AtomicUsize::new(usize::MAX));
        let stream = Cut { stream, left: Arc::clone(&left) };
        let mut socket = WebSocketStream::from_raw_socket(stream, Role::Server, None).await;
        let mut is_deaf = false;
        loop {
            let (shared, room) = (Arc::clone(&self.shared), self.sent.len() < ON_THEIR_WAY);
            let overdue = self.overdue();
            tokio::select! {
                next = next(&shared, room) => match next {
                    Next::Over | Next::Disturbance(Disturbance::Abort) => return,
                    Next::Message(message) => {
                        if self.push_all(&mut socket, message).await.is_err() {
                            return;
                        }
                    }
                    Next::Disturbance(Disturbance::AbortAfter(bytes)) => {
                        left.store(bytes, Ordering::Relaxed);
                    }
                    Next::Disturbance(Disturbance::Deaf) => is_deaf = true,
                    Next::Disturbance(Disturbance::Ping) => {
                        let ping = Message::Ping(Bytes::from_static(PING));
                        if socket.send(ping).await.is_err() {
                            return;
                        }
                    }
                    Next::Disturbance(Disturbance::HalfOpen) => {
                        self.give_up(|_| true);
                        return half_open(&shared).await;
                    }
                    Next::Disturbance(Disturbance::Close(code)) => {
                        let reason = Utf8Bytes::default();
                        let close = CloseFrame { code: CloseCode::from(code), reason };
                        let _ = socket.send(Message::Close(Some(close))).await;
                        return;
                    }
                },
                message = socket.next(), if !is_deaf => match message {
                    Some(Ok(Message::Text(text))) => {
                        if let Some(answer) = self.take(&text)
                            && socket.send(Message::text(answer)).await.is_err()
                        {
                            return;
                        }
                    }
                    Some(Ok(Message::Pong(payload))) if payload == PING => {
                        self.shared.count(|counts| counts.pongs += 1);
                    }
                    Some(Ok(Message::Close(close))) => {
                        if close.is_some_and(|close| close.code == CloseCode::Normal) {
                            self.shared.count(|counts| counts.closed += 1);
                        }
                        let _ = socket.flush().await;
                        return;
                    }
                    Some(Ok(_)) => {}
                    Some(Err(_)) | None => return,
                },
                () = tokio::time::sleep_until(overdue) => {
                    let now = Instant::now();
                    self.give_up(|sent| sent.until <= now);
                }
            }
        }
    }

    /// Pushes a message, and in one go with it those that wait and have room.
    async fn push_all(
        &mut self,
        socket: &mut WebSocketStream<Cut>,
        first: Waiting,
    ) -> Result<(), WebSocketError> {
        let mut next = Some(first);
        while let Some(message) = next {
            self.push(socket, message).await?;
            let mut state = self.shared.state();
            let goes_on = self.sent.len() < ON_THEIR_WAY && state.disturbances.is_empty();
            next = if goes_on { state.next_message() } else { None };
        }
        socket.flush().await
    }

    async fn push(
        &mut self,
        socket: &mut WebSocketStream<Cut>,
        message: Waiting,
    ) -> Result<(), WebSocketError> {
        self.serial += 1;
        let stream_id = format!("mock{:010}", self.serial);
        let shared = &self.shared;
        let sign = |data: &str| shared.sign(data);
        let text = message.push.frame(&shared.app_id, &stream_id, &message.msg_id, sign);
        let frames = message.push.messages(text);
        let patience = *self.shared.patience.lock().unwrap_or_else(PoisonError::into_inner);
        self.sent.insert(stream_id, Sent { message, until: Instant::now() + patience });
        self.shared.count(|counts| counts.pushed += 1);
        for frame in frames {
            socket.feed(frame).await?;
        }
        Ok(())
    }

    /// Takes what the client sent, and answers what has an answer.
    fn take(&mut self, text: &str) -> Option<String> {
        let Ok(frame) = Frame::parse(text) else {
            self.shared.count(|counts| counts.strange += 1);
            return None;
        };
        match frame.command() {
            Command::ConsumeAck => self.acknowledge(&frame),
            Command::Produce => return Some(self.produce(&frame)),
            Command::Consume | Command::Other => self.shared.count(|counts| counts.strange += 1),
        }
        None
    }

    /// Answers a message to Alipay: whether it is genuine.
    fn produce(&mut self, frame: &Frame<'_>) -> String {
        let is_genuine = self.shared.app.verify_data(&frame.signed_data()).is_ok();
        if is_genuine {
            self.shared.count(|counts| counts.produced += 1);
        }
        frame.produce_acknowledgement(is_genuine)
    }

    fn acknowledge(&mut self, frame: &Frame<'_>) {
        let Some(sent) = frame.stream_id().and_then(|id| self.sent.remove(id)) else { return };
        if frame.is_success() {
            *self.shared.state().done.entry(sent.message.msg_id.clone()).or_default() += 1;
            let _ = sent.message.receipt.send(Acknowledged::Success);
            self.shared.count(|counts| counts.done += 1);
        } else {
            let _ = sent.message.receipt.send(Acknowledged::Fail);
            self.shared.push_again([sent.message]);
            self.shared.count(|counts| counts.failed += 1);
        }
    }

    /// When the next acknowledgement is overdue.
    fn overdue(&self) -> Instant {
        let far = Instant::now() + Duration::from_secs(3600);
        self.sent.values().map(|sent| sent.until).min().unwrap_or(far)
    }

    /// Has messages pushed again whose acknowledgement will not come.
    fn give_up(&mut self, is_lost: impl Fn(&Sent) -> bool) {
        let lost = self.sent.extract_if(|_, sent| is_lost(sent));
        let lost: Vec<_> = lost.map(|(_, sent)| sent.message).collect();
        for message in &lost {
            let _ = message.receipt.send(Acknowledged::Nothing);
        }
        self.shared.push_again(lost);
    }
}

/// Waits for something to do. It can be dropped at any time: it takes something only as it returns.
async fn next(shared: &Shared, has_room: bool) -> Next {
    loop {
        let changed = shared.changed.notified();
        {
            let mut state = shared.state();
            if state.is_over {
                return Next::Over;
            }
            if let Some(disturbance) = state.disturbances.pop_front() {
                return Next::Disturbance(disturbance);
            }
            if has_room && let Some(message) = state.next_message() {
                return Next::Message(message);
            }
        }
        changed.await;
    }
}

/// Keeps a connection open that nobody reads or writes, until the server ends.
async fn half_open(shared: &Shared) {
    loop {
        let changed = shared.changed.notified();
        if shared.state().is_over {
            return;
        }
        changed.await;
    }
}

/// A stream that breaks once it has sent so many bytes.
struct Cut {
    stream: Box<dyn Transport>,
    left: Arc<AtomicUsize>,
}

impl AsyncRead for Cut {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for Cut {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let left = self.left.load(Ordering::Relaxed);
        if left == 0 {
            return Poll::Ready(Err(io::ErrorKind::BrokenPipe.into()));
        }
        let bytes = &bytes[..bytes.len().min(left)];
        let written = Pin::new(&mut self.stream).poll_write(context, bytes);
        if let Poll::Ready(Ok(count)) = &written
            && left != usize::MAX
        {
            self.left.store(left - count, Ordering::Relaxed);
        }
        written
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
