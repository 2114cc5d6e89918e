//! The streams on the server, one step at a time.

use std::error::Error as _;
use std::time::Duration;

use alipay_notify::inbox::InboxError;
use async_nats::jetstream::consumer::{AckPolicy, Consumer, DeliverPolicy, pull};
use async_nats::jetstream::context::{PublishError, PublishErrorKind};
use async_nats::jetstream::message::{PublishMessage, StreamMessage};
use async_nats::jetstream::stream::{DirectGetError, DirectGetErrorKind, Stream};
use async_nats::jetstream::{self, AckKind, Context, ErrorCode, Message};
use async_nats::{Client, Subject};
use futures_util::StreamExt as _;
use tokio::time::{sleep, timeout};

use super::kept::Kept;
use super::layout::{self, Layout, Shelf};
use crate::any::Absent;
use crate::error::OpenError;

/// How long the server is waited for. Less than a gateway waits for the inbox.
pub(super) const PATIENCE: Duration = Duration::from_secs(4);

/// How often a step is tried where others change the same delivery at the same time.
pub(super) const TRIES: usize = 8;

/// How long a replica is given to catch up.
const BEHIND: Duration = Duration::from_millis(25);

/// How many messages of a stream are looked at together.
const PAGE: usize = 256;

/// How long the server remembers a look at a stream that was broken off.
const FORGOTTEN: Duration = Duration::from_secs(30);

/// An inbox on a server.
#[derive(Clone)]
pub(super) struct Server {
    pub(super) client: Client,
    context: Context,
    pub(super) layout: Layout,
    pub(super) workers: Consumer<pull::Config>,
    pub(super) deliveries: Stream<()>,
    pub(super) states: Stream<()>,
    shelves: [Stream<()>; 3],
}

impl Server {
    pub(super) async fn open(
        mut context: Context,
        name: &str,
        replicas: usize,
        absent: Absent,
    ) -> Result<Self, OpenError> {
        context.set_timeout(PATIENCE);
        let client = context.client();
        if !client.is_server_compatible(2, 9, 0) {
            return Err(OpenError::failed("the server is older than NATS 2.9; update it"));
        }
        let layout = Layout::new(name.to_owned());
        let workers = layout::open(&context, &layout, replicas, absent).await?;
        let stream =
            async |name: String| context.get_stream_no_info(name).await.map_err(OpenError::failed);
        let [later, stuck, dead] = Shelf::ALL.map(|shelf| layout.shelf(shelf));
        Ok(Self {
            deliveries: stream(layout.deliveries().to_owned()).await?,
            states: stream(layout.states()).await?,
            shelves: [stream(later).await?, stream(stuck).await?, stream(dead).await?],
            client,
            layout,
            workers,
            context: context.clone(),
        })
    }

    pub(super) fn shelf(&self, shelf: Shelf) -> &Stream<()> {
        let [later, stuck, dead] = &self.shelves;
        match shelf {
            Shelf::Later => later,
            Shelf::Stuck => stuck,
            Shelf::Dead => dead,
        }
    }

    /// Has the workers' consumer take this lease.
    pub(super) async fn set_lease(&self, lease: Duration) -> Result<(), InboxError> {
        let config = layout::workers(lease);
        self.deliveries.create_consumer(config).await.map_err(InboxError::new).map(drop)
    }

    /// Publishes a message, and returns its sequence; none where its subject has another last
    /// sequence than it expects.
    pub(super) async fn publish(
        &self,
        subject: String,
        message: PublishMessage,
    ) -> Result<Option<u64>, InboxError> {
        let publish = async { self.context.send_publish(subject, message).await?.await };
        match publish.await {
            Ok(ack) => Ok(Some(ack.sequence)),
            Err(error) if is_conflict(&error) => Ok(None),
            Err(error) => Err(refused(error)),
        }
    }

    /// The delivery of this key.
    pub(super) async fn delivery(&self, token: &str) -> Result<Option<StreamMessage>, InboxError> {
        let subject = self.layout.new_subject(token);
        there(self.deliveries.direct_get_last_for_subject(subject).await)
    }

    /// The sequence of the last message of a subject.
    pub(super) async fn last_sequence(&self, subject: String) -> Result<Option<u64>, InboxError> {
        let message = there(self.deliveries.direct_get_last_for_subject(subject).await)?;
        Ok(message.map(|message| message.sequence))
    }

    /// The first delivery or order from this sequence on.
    pub(super) async fn next(&self, sequence: u64) -> Result<Option<StreamMessage>, InboxError> {
        there(self.deliveries.direct_get_next_for_subject(">", Some(sequence)).await)
    }

    /// What is kept of it.
    pub(super) async fn kept(&self, token: &str) -> Result<Option<Kept>, InboxError> {
        let subject = self.layout.state_subject(token);
        let message = there(self.states.direct_get_last_for_subject(subject).await)?;
        message.as_ref().map(Kept::of_message).transpose()
    }

    /// What is kept by now, after another version than this one was found to be. A replica may be
    /// behind for a moment.
    pub(super) async fn kept_since(
        &self,
        token: &str,
        version: u64,
    ) -> Result<Option<Kept>, InboxError> {
        for _ in 0..TRIES {
            let now = self.kept(token).await?;
            if now.as_ref().is_some_and(|now| now.version > version) {
                return Ok(now);
            }
            sleep(BEHIND).await;
        }
        self.kept(token).await
    }

    /// Keeps this instead of that version, and returns its own; none where another one is kept.
    pub(super) async fn keep(
        &self,
        token: &str,
        version: u64,
        kept: &Kept,
    ) -> Result<Option<u64>, InboxError> {
        self.publish(self.layout.state_subject(token), kept.replacing(version)).await
    }

    /// Marks what is about to be kept instead of that version, and returns the mark's sequence.
    pub(super) async fn mark(
        &self,
        shelf: Shelf,
        token: &str,
        version: u64,
        kept: &Kept,
        record: String,
    ) -> Result<Option<u64>, InboxError> {
        let subject = self.layout.shelf_subject(shelf, token);
        self.publish(subject, kept.mark(version, record)).await
    }

    /// Removes the mark of what is kept no more. Where that fails, it is one too many for those who
    /// count.
    pub(super) async fn unmark(&self, kept: &Kept) {
        if let (Some(shelf), Some(mark)) = (Shelf::of(kept.state), kept.mark) {
            self.remove_mark(shelf, mark).await;
        }
    }

    pub(super) async fn remove_mark(&self, shelf: Shelf, mark: u64) {
        if let Err(error) = delete(self.shelf(shelf), mark).await {
            tracing::debug!("a mark could not be removed: {error:?}");
        }
    }

    /// Removes the marks of a key that nobody knows of, such as that of a worker which ended before
    /// it could keep what it had marked.
    pub(super) async fn remove_marks(&self, token: &str, but: Option<Shelf>) {
        for shelf in Shelf::ALL.into_iter().filter(|shelf| Some(*shelf) != but) {
            let subject = self.layout.shelf_subject(shelf, token);
            if let Err(error) = self.shelf(shelf).purge().filter(subject).await {
                tracing::debug!("marks could not be removed: {error}");
            }
        }
    }

    /// Tells the server what became of a message. Where it does not hear, it sends that message
    /// again, and the worker sees from what is kept that nothing is to be done.
    pub(super) async fn acknowledge(&self, ack: impl Into<Subject>, kind: AckKind) {
        let request = timeout(PATIENCE, self.client.request(ack.into(), kind.into()));
        if let Ok(Err(error)) = request.await {
            tracing::debug!("an acknowledgement was not heard: {error}");
        }
    }

    /// Looks at a stream, from this sequence on.
    pub(super) async fn scan(
        &self,
        stream: &Stream<()>,
        start: u64,
        subject: String,
        headers_only: bool,
    ) -> Result<Scan, InboxError> {
        let config = pull::Config {
            deliver_policy: DeliverPolicy::ByStartSequence { start_sequence: start.max(1) },
            filter_subject: subject,
            ack_policy: AckPolicy::None,
            memory_storage: true,
            num_replicas: 1,
            inactive_threshold: FORGOTTEN,
            headers_only,
            ..pull::Config::default()
        };
        let consumer = stream.create_consumer(config).await.map_err(InboxError::new)?;
        Ok(Scan { consumer, stream: stream.clone(), has_more: true })
    }
}

/// A look at a stream, page by page.
pub(super) struct Scan {
    consumer: Consumer<pull::Config>,
    stream: Stream<()>,
    has_more: bool,
}

impl Scan {
    /// The next messages; none at the end.
    pub(super) async fn next(&mut self) -> Result<Vec<Message>, InboxError> {
        if !self.has_more {
            return Ok(Vec::new());
        }
        let page = fetch(&self.consumer, PAGE).await?;
        let pending = page.last().and_then(|message| message.info().ok()).map(|info| info.pending);
        self.has_more = pending.is_some_and(|pending| pending > 0);
        Ok(page)
    }

    /// Has the server forget it at once.
    pub(super) async fn end(self) {
        let name = &self.consumer.cached_info().name;
        if let Err(error) = self.stream.delete_consumer(name).await {
            tracing::debug!("the server will forget a consumer in a while: {error}");
        }
    }
}

/// Fetches what is there, without waiting for more.
pub(super) async fn fetch(
    consumer: &Consumer<pull::Config>,
    limit: usize,
) -> Result<Vec<Message>, InboxError> {
    let mut fetched = Vec::new();
    let fetch = async {
        let mut batch =
            consumer.fetch().max_messages(limit).messages().await.map_err(InboxError::new)?;
        while let Some(message) = batch.next().await {
            fetched.push(message.map_err(InboxError::new)?);
        }
        Ok(())
    };
    let outcome = timeout(PATIENCE, fetch).await;
    match outcome.unwrap_or_else(|_| Err(InboxError::new("the server does not answer"))) {
        // What came before is as good as any.
        Err(error) if fetched.is_empty() => Err(error),
        _ => Ok(fetched),
    }
}

/// Removes a message, unless it is gone.
pub(super) async fn delete(stream: &Stream<()>, sequence: u64) -> Result<(), InboxError> {
    let Err(error) = stream.delete_message(sequence).await else { return Ok(()) };
    // What the server says of one that is gone, it says of much else.
    match there(stream.direct_get(sequence).await)? {
        Some(_) => Err(InboxError::new(error)),
        None => Ok(()),
    }
}

fn there(
    answer: Result<StreamMessage, DirectGetError>,
) -> Result<Option<StreamMessage>, InboxError> {
    match answer {
        Ok(message) => Ok(Some(message)),
        Err(error) if error.kind() == DirectGetErrorKind::NotFound => Ok(None),
        Err(error) => Err(InboxError::new(error)),
    }
}

fn is_conflict(error: &PublishError) -> bool {
    let why = error.source().and_then(|source| source.downcast_ref::<jetstream::Error>());
    // What a cluster says of a message that is on its way.
    let is_on_its_way =
        why.is_some_and(|why| why.error_code() == ErrorCode::STREAM_WRONG_LAST_SEQUENCE_CONSTANT);
    error.kind() == PublishErrorKind::WrongLastSequence || is_on_its_way
}

fn refused(error: PublishError) -> InboxError {
    match error.kind() {
        PublishErrorKind::MaxPayloadExceeded => InboxError::new(
            "the delivery is larger than the server takes; raise its max_payload to the gateway's \
             limit for bodies and 64 KiB more",
        ),
        _ => InboxError::new(error),
    }
}
