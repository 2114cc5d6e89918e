//! What an inbox is on a server: its streams, their subjects, and the consumer of its workers.
//!
//! | Stream | Subject | Message |
//! |---|---|---|
//! | `NAME` | `NAME.new.KEY` | a delivery |
//! | | `NAME.again.KEY.N` | an order to work it again that is in the state of version N |
//! | `NAME_STATES` | `NAME.state.KEY` | what became of it, once a worker has had it |
//! | `NAME_LATER`, `NAME_STUCK`, `NAME_DEAD` | `NAME.later.KEY` and so on | that it is put off, stuck, dead |
//!
//! The state is what counts, and its sequence is its version: whoever changes it names the one that
//! it replaces. The marks in the last three streams are there to be counted and found; they are set
//! before the state is, so that none is missing.

use std::error::Error as _;
use std::time::Duration;

use async_nats::jetstream::consumer::{AckPolicy, Consumer, pull};
use async_nats::jetstream::context::{
    GetStreamError, GetStreamErrorKind, RequestError, RequestErrorKind,
};
use async_nats::jetstream::stream::{Config, DiscardPolicy, RetentionPolicy, StorageType};
use async_nats::jetstream::{Context, ErrorCode};

use crate::any::Absent;
use crate::entry::State;
use crate::error::OpenError;

/// What an inbox is called unless its URL says otherwise.
pub(super) const DEFAULT_NAME: &str = "ALIPAY_NOTIFY_INBOX";

/// The newest version of all this.
const VERSION: i64 = 1;

/// What the description of the stream of deliveries begins with; the version follows.
const DESCRIPTION: &str = "alipay-notify-inbox, layout ";

/// The consumer that all workers share.
const WORKERS: &str = "workers";

/// The lease until a worker says otherwise.
const LEASE: Duration = Duration::from_secs(30);

/// Names of an inbox, its streams and its subjects.
#[derive(Clone, Debug)]
pub(super) struct Layout(String);

/// Where those are marked that are not to be handled now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shelf {
    Later,
    Stuck,
    Dead,
}

impl Shelf {
    pub(super) const ALL: [Self; 3] = [Self::Later, Self::Stuck, Self::Dead];

    /// Where a delivery of this state is marked.
    pub(super) fn of(state: State) -> Option<Self> {
        match state {
            State::Waiting => Some(Self::Later),
            State::Stuck => Some(Self::Stuck),
            State::Dead => Some(Self::Dead),
            State::Running | State::Done => None,
        }
    }

    /// The state of what is marked here.
    pub(super) fn state(self) -> State {
        match self {
            Self::Later => State::Waiting,
            Self::Stuck => State::Stuck,
            Self::Dead => State::Dead,
        }
    }

    const fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::Later => ("LATER", "later"),
            Self::Stuck => ("STUCK", "stuck"),
            Self::Dead => ("DEAD", "dead"),
        }
    }
}

impl Layout {
    pub(super) fn new(name: String) -> Self {
        Self(name)
    }

    /// The stream of deliveries.
    pub(super) fn deliveries(&self) -> &str {
        &self.0
    }

    pub(super) fn states(&self) -> String {
        format!("{}_STATES", self.0)
    }

    pub(super) fn shelf(&self, shelf: Shelf) -> String {
        format!("{}_{}", self.0, shelf.names().0)
    }

    /// The subject of a delivery; of all, where the token is `*`.
    pub(super) fn new_subject(&self, token: &str) -> String {
        format!("{}.new.{token}", self.0)
    }

    /// The subject of an order to work it again, in the state of this version.
    pub(super) fn again_subject(&self, token: &str, version: impl std::fmt::Display) -> String {
        format!("{}.again.{token}.{version}", self.0)
    }

    pub(super) fn state_subject(&self, token: &str) -> String {
        format!("{}.state.{token}", self.0)
    }

    pub(super) fn shelf_subject(&self, shelf: Shelf, token: &str) -> String {
        format!("{}.{}.{token}", self.0, shelf.names().1)
    }

    /// What is published, and kept nowhere, to wake workers.
    pub(super) fn wake_subject(&self) -> String {
        format!("{}.wake", self.0)
    }

    /// Subjects of the stream of deliveries.
    fn subjects(&self) -> Vec<String> {
        vec![self.new_subject("*"), self.again_subject("*", '*')]
    }

    /// The configuration of a stream.
    fn config(&self, name: String, subjects: Vec<String>, replicas: usize) -> Config {
        Config {
            // Of deliveries there is one per subject anyway: a second one is refused.
            max_messages_per_subject: if name == self.0 { -1 } else { 1 },
            name,
            subjects,
            description: Some(format!("{DESCRIPTION}{VERSION}")),
            retention: RetentionPolicy::Limits,
            // A stream without room refuses what comes, and keeps what it has.
            discard: DiscardPolicy::New,
            storage: StorageType::File,
            max_messages: -1,
            max_bytes: -1,
            max_consumers: -1,
            num_replicas: replicas,
            allow_direct: true,
            ..Config::default()
        }
    }

    /// All streams. That of deliveries is the last one: where it is, the others are.
    fn streams(&self, replicas: usize) -> Vec<Config> {
        let states = self.config(self.states(), vec![self.state_subject("*")], replicas);
        let shelf =
            |shelf| self.config(self.shelf(shelf), vec![self.shelf_subject(shelf, "*")], replicas);
        let deliveries = self.config(self.0.clone(), self.subjects(), replicas);
        let shelves = Shelf::ALL.map(shelf);
        [states].into_iter().chain(shelves).chain([deliveries]).collect()
    }
}

/// Whether this may be the name of an inbox.
pub(super) fn is_name(name: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    (1..=64).contains(&name.len()) && name.bytes().all(is_plain)
}

/// A key as one token of a subject; none where no message has such a key.
pub(super) fn token(key: &str) -> Option<String> {
    let is_plain =
        |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b':');
    let is_key = (1..=256).contains(&key.len()) && key.bytes().all(is_plain);
    // A dot would end the token.
    is_key.then(|| key.replace('.', "/"))
}

/// The key of a token.
pub(super) fn key(token: &str) -> String {
    token.replace('/', ".")
}

/// Opens an inbox, or makes it.
pub(super) async fn open(
    context: &Context,
    layout: &Layout,
    replicas: usize,
    absent: Absent,
) -> Result<Consumer<pull::Config>, OpenError> {
    let stream = match context.get_stream(layout.deliveries()).await {
        Ok(stream) => stream,
        Err(error) if !is_missing(&error) => return Err(unreachable(error)),
        Err(_) if absent == Absent::Refused => return Err(OpenError::Missing),
        Err(_) => {
            for config in layout.streams(replicas) {
                make(context, config).await?;
            }
            context.get_stream(layout.deliveries()).await.map_err(OpenError::failed)?
        }
    };
    check(&stream.cached_info().config, &layout.subjects())?;
    stream.get_or_create_consumer(WORKERS, workers(LEASE)).await.map_err(OpenError::failed)
}

/// Makes a stream, unless it is there.
async fn make(context: &Context, config: Config) -> Result<(), OpenError> {
    let (name, subjects) = (config.name.clone(), config.subjects.clone());
    let stream = match context.get_or_create_stream(config).await {
        Ok(stream) => stream,
        // Another process may have made it just now. How the server says so depends on which of its
        // checks comes first: the name is taken, or the subjects are.
        Err(error) => context.get_stream(name).await.map_err(|_| OpenError::failed(error))?,
    };
    check(&stream.cached_info().config, &subjects)
}

/// Whether a stream is the one of these subjects, and this program understands it. One of the same
/// name may be anybody's: of an inbox `SHOP_DEAD` as well.
fn check(stream: &Config, subjects: &[String]) -> Result<(), OpenError> {
    let description = stream.description.as_deref();
    let version = description.and_then(|text| text.strip_prefix(DESCRIPTION));
    match version.and_then(|version| version.parse().ok()) {
        Some(found) if found > VERSION => Err(OpenError::Newer { found, known: VERSION }),
        Some(_) if stream.subjects == subjects => Ok(()),
        _ => Err(OpenError::failed(format!(
            "there is a stream {} which is not of this inbox; give the inbox another name",
            stream.name
        ))),
    }
}

/// The consumer of the workers, with this lease.
pub(super) fn workers(lease: Duration) -> pull::Config {
    pull::Config {
        durable_name: Some(WORKERS.to_owned()),
        ack_policy: AckPolicy::Explicit,
        ack_wait: lease,
        max_deliver: -1,
        // What is put off counts as well.
        max_ack_pending: -1,
        ..pull::Config::default()
    }
}

fn is_missing(error: &GetStreamError) -> bool {
    matches!(
        error.kind(),
        GetStreamErrorKind::JetStream(why) if why.error_code() == ErrorCode::STREAM_NOT_FOUND
    )
}

/// Why nothing can be said of a stream.
fn unreachable(error: GetStreamError) -> OpenError {
    let code = match error.kind() {
        GetStreamErrorKind::JetStream(why) => Some(why.error_code()),
        _ => None,
    };
    let request = error.source().and_then(|source| source.downcast_ref::<RequestError>());
    match (code, request.map(RequestError::kind)) {
        (
            Some(ErrorCode::JETSTREAM_NOT_ENABLED | ErrorCode::JETSTREAM_NOT_ENABLED_FOR_ACCOUNT),
            _,
        )
        | (_, Some(RequestErrorKind::NoResponders)) => OpenError::failed(
            "the server has no JetStream for this user; enable it: nats-server -js",
        ),
        // The server says nothing of a right that is missing to whoever asked.
        (_, Some(RequestErrorKind::TimedOut)) => OpenError::failed(
            "the server does not answer; if it is well, let this user publish to $JS.API.> and \
             subscribe to _INBOX.>",
        ),
        _ => OpenError::failed(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_tokens_and_come_back() {
        for name in ["2014060600164699:one", "2014060600164699:my.message::00ff", "a.b-c_d"] {
            let token = token(name).expect("a key");
            assert!(!token.contains(['.', ' ', '*', '>']), "{token}");
            assert_eq!(key(&token), name);
        }
        for text in ["", "a b", "*", ">", "a\r\nb", "单号", "a/b"] {
            assert_eq!(token(text), None, "{text}");
        }
    }

    #[test]
    fn a_stream_says_whose_it_is_and_its_version() {
        let layout = Layout::new("SHOP".to_owned());
        let sentence = |description: Option<&str>, subjects| {
            let description = description.map(str::to_owned);
            let stream = Config { description, ..layout.config("SHOP".to_owned(), subjects, 1) };
            check(&stream, &layout.subjects()).map_err(|error| error.to_string())
        };
        let ours = Some("alipay-notify-inbox, layout 1");
        assert_eq!(sentence(ours, layout.subjects()), Ok(()));
        assert_eq!(
            sentence(Some("alipay-notify-inbox, layout 7"), Vec::new()).expect_err("newer"),
            "the inbox was written by a newer version of alipay-notify-inbox (its layout is \
             version 7, this program knows 1); update this program"
        );
        for (description, subjects) in [
            (None, layout.subjects()),
            (Some(""), layout.subjects()),
            (Some("orders"), layout.subjects()),
            (ours, vec!["SHOP.state.*".to_owned()]),
        ] {
            assert_eq!(
                sentence(description, subjects).expect_err("none of ours"),
                "the inbox can't be opened: there is a stream SHOP which is not of this inbox; \
                 give the inbox another name"
            );
        }
    }
}
