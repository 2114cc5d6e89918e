//! An open connection: frames in, acknowledgements out.

use std::sync::Arc;
use std::time::SystemTime;

use futures_util::{SinkExt as _, StreamExt as _, stream::SplitSink};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::task::{JoinError, JoinSet};
use tokio::time::{Instant, MissedTickBehavior, interval, timeout};
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;
use tokio_tungstenite::tungstenite::{Bytes, Error as WebSocketError, Message, Utf8Bytes};

use crate::connect::Socket;
use crate::connection::{Timing, stopped};
use crate::error::{ConnectionError, Step};
use crate::frame::{Command, Frame, FrameError};
use crate::health::Health;
use crate::taker::Taker;

/// What serves one connection after another.
pub(crate) struct Server {
    pub(crate) taker: Taker,
    /// Room for messages at work, over all connections: those of a lost one are finished as well.
    pub(crate) room: Arc<Semaphore>,
    /// How much room there is in all.
    pub(crate) at_work: u32,
    pub(crate) timing: Timing,
    pub(crate) health: Arc<watch::Sender<Health>>,
}

/// Why a connection ended.
pub(crate) enum Ended {
    /// Its user stopped it.
    Stopped,
    /// It was lost.
    Lost(ConnectionError),
}

/// The acknowledgements of one connection that are still to come, `None` where there is none; each
/// with the room that its message takes until it is written.
type Answers = JoinSet<Answer>;
type Answer = (Option<String>, Option<OwnedSemaphorePermit>);

impl Server {
    /// Serves a connection until it is lost or stopped.
    pub(crate) async fn serve(
        &self,
        socket: Socket,
        stopping: &mut watch::Receiver<bool>,
    ) -> Ended {
        let mut answers = Answers::new();
        let (mut sink, mut stream) = socket.split();
        let mut pings = interval(self.timing.ping);
        pings.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut heard = Instant::now();
        // Only with room for a message is one read: without, the peer has to wait.
        let mut permit: Option<OwnedSemaphorePermit> = None;

        let error = loop {
            let step = tokio::select! {
                biased;
                () = stopped(stopping) => break None,
                Some(answer) = answers.join_next() => {
                    self.acknowledge(answer, &mut answers, &mut sink).await
                }
                _ = pings.tick() => {
                    if permit.is_some() && heard.elapsed() > self.timing.silence {
                        Err(ConnectionError::Silent { limit: self.timing.silence })
                    } else {
                        self.write(&mut sink, Message::Ping(Bytes::new())).await
                    }
                },
                got = Arc::clone(&self.room).acquire_owned(), if permit.is_none() => {
                    permit = got.ok();
                    // While nothing was read, nothing could be heard.
                    heard = Instant::now();
                    Ok(())
                },
                message = stream.next(), if permit.is_some() => {
                    heard = Instant::now();
                    self.take(message, &mut permit, &mut answers)
                },
            };
            if let Err(error) = step {
                break Some(error);
            }
        };

        drop(permit);
        match error {
            None => {
                self.acknowledge_rest(&mut answers, &mut sink).await;
                let close = CloseFrame { code: CloseCode::Normal, reason: Utf8Bytes::default() };
                let _ = self.write(&mut sink, Message::Close(Some(close))).await;
                let drained = async { while let Some(Ok(_)) = stream.next().await {} };
                let _ = timeout(self.timing.step, drained).await;
                answers.detach_all();
                Ended::Stopped
            }
            Some(error) => {
                // What is at work is finished. Its acknowledgement has nowhere to go: it belongs to
                // this connection, and the message comes again.
                answers.detach_all();
                if matches!(error, ConnectionError::Closed { .. }) {
                    let _ = timeout(self.timing.step, sink.close()).await;
                }
                Ended::Lost(error)
            }
        }
    }

    /// Waits for messages that came over connections that were lost.
    pub(crate) async fn finish(&self) {
        let all = self.room.acquire_many(self.at_work);
        let _ = timeout(self.timing.stop, all).await;
    }

    async fn acknowledge_rest(&self, answers: &mut Answers, sink: &mut SplitSink<Socket, Message>) {
        let rest = async {
            while let Some(answer) = answers.join_next().await {
                if self.acknowledge(answer, answers, sink).await.is_err() {
                    return;
                }
            }
        };
        if timeout(self.timing.stop, rest).await.is_err() {
            tracing::warn!("messages at work took too long to stop for; they will come again");
        }
    }

    /// Takes what was read.
    fn take(
        &self,
        message: Option<Result<Message, WebSocketError>>,
        permit: &mut Option<OwnedSemaphorePermit>,
        answers: &mut Answers,
    ) -> Result<(), ConnectionError> {
        let message = message.ok_or(ConnectionError::Closed { code: None })??;
        self.health.send_modify(|health| health.last_heard = Some(SystemTime::now()));
        match message {
            Message::Text(text) => {
                let (taker, health) = (self.taker.clone(), Arc::clone(&self.health));
                let permit = permit.take();
                answers.spawn(async move { (answer(&taker, &health, &text).await, permit) });
                Ok(())
            }
            Message::Close(close) => {
                Err(ConnectionError::Closed { code: close.map(|close| close.code.into()) })
            }
            Message::Binary(_) => {
                broken(&self.health, FrameError::Binary);
                Ok(())
            }
            // The library answers pings.
            Message::Ping(_) | Message::Pong(_) | Message::Frame(_) => Ok(()),
        }
    }

    /// Writes an acknowledgement, and in one go with it those that are there by now.
    async fn acknowledge(
        &self,
        first: Result<Answer, JoinError>,
        answers: &mut Answers,
        sink: &mut SplitSink<Socket, Message>,
    ) -> Result<(), ConnectionError> {
        let mut permits = Vec::new();
        let all = async {
            let mut next = Some(first);
            while let Some(answer) = next {
                if let Ok((Some(text), permit)) = answer {
                    permits.push(permit);
                    sink.feed(Message::text(text)).await?;
                }
                next = answers.try_join_next();
            }
            sink.flush().await
        };
        self.in_time(all).await
    }

    async fn write(
        &self,
        sink: &mut SplitSink<Socket, Message>,
        message: Message,
    ) -> Result<(), ConnectionError> {
        self.in_time(sink.send(message)).await
    }

    async fn in_time(
        &self,
        writing: impl Future<Output = Result<(), WebSocketError>>,
    ) -> Result<(), ConnectionError> {
        let limit = self.timing.step;
        match timeout(limit, writing).await {
            Ok(written) => Ok(written?),
            Err(_) => Err(ConnectionError::TimedOut { step: Step::Writing, limit }),
        }
    }
}

/// Has a frame handled, and says how it is to be acknowledged.
async fn answer(taker: &Taker, health: &watch::Sender<Health>, text: &str) -> Option<String> {
    let frame = match Frame::parse(text) {
        Ok(frame) => frame,
        Err(error) => {
            broken(health, error);
            return None;
        }
    };
    if frame.command() != Command::Consume {
        tracing::debug!("passed over a frame with another x-cmd than CONSUME");
        return None;
    }
    health.send_modify(|health| health.messages += 1);
    let is_done = taker.take(&frame, text).await;
    Some(frame.acknowledgement(is_done))
}

fn broken(health: &watch::Sender<Health>, error: FrameError) {
    tracing::warn!("passed over a frame: {error}");
    health.send_modify(|health| health.broken_frames += 1);
}
