//! What is kept of a delivery beside itself: messages, read and written.

use std::str::FromStr;

use alipay_notify::inbox::{Condition, InboxError, StoredDelivery};
use async_nats::HeaderMap;
use async_nats::jetstream::message::{PublishMessage, StreamMessage};

use super::layout;
use crate::engine::Next;
use crate::entry::{Cursor, Entry, Found, State, condition_name, condition_of};
use crate::time::{millis_of, time_of};

const RECORD: &str = "Inbox-Record";
const RECEIVED: &str = "Inbox-Received";

const STATE: &str = "Inbox-State";
const CONDITION: &str = "Inbox-Condition";
const ATTEMPTS: &str = "Inbox-Attempts";
const WORKER: &str = "Inbox-Worker";
const DELIVERY: &str = "Inbox-Delivery";
const CARRIER: &str = "Inbox-Carrier";
const ACK: &str = "Inbox-Ack";
const MARK: &str = "Inbox-Mark";
const DUE: &str = "Inbox-Due";
const FINISHED: &str = "Inbox-Finished";
const KEPT_UNTIL: &str = "Inbox-Kept-Until";
const REPLACES: &str = "Inbox-Replaces";

/// What became of a delivery, once a worker has had it or somebody has changed it. Its note is the
/// message's content.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::struct_field_names, reason = "`kept_until` is called so everywhere")]
pub(super) struct Kept {
    /// The sequence of this message; 0 where nothing is kept yet.
    pub(super) version: u64,
    pub(super) state: State,
    /// Where it is another one than the gateway found.
    pub(super) condition: Option<Condition>,
    pub(super) attempts: u32,
    /// Who has it, or had it last.
    pub(super) worker: String,
    /// The sequence of the delivery.
    pub(super) delivery: u64,
    /// The sequence of what has it worked: the delivery, or the last order to work it again.
    /// Whatever else is left of those is obsolete.
    pub(super) carrier: u64,
    /// Where to acknowledge the carrier; empty where it was not taken yet.
    pub(super) ack: String,
    /// The sequence of its mark, where it has one.
    pub(super) mark: Option<u64>,
    /// 0: at once.
    pub(super) due_at: i64,
    pub(super) finished_at: Option<i64>,
    pub(super) kept_until: Option<i64>,
    pub(super) note: Option<String>,
}

impl Kept {
    /// What counts for a delivery of which nothing is kept yet.
    pub(super) fn first(delivery: u64) -> Self {
        Self {
            version: 0,
            state: State::Waiting,
            condition: None,
            attempts: 0,
            worker: String::new(),
            delivery,
            carrier: delivery,
            ack: String::new(),
            mark: None,
            due_at: 0,
            finished_at: None,
            kept_until: None,
            note: None,
        }
    }

    /// The same, once this has become of it.
    pub(super) fn then(&self, next: &Next) -> Self {
        Self {
            state: next.state,
            condition: next.condition.or(self.condition),
            attempts: next.attempts,
            mark: None,
            due_at: next.due_at,
            finished_at: next.finished_at,
            kept_until: next.kept_until,
            note: next.note.clone(),
            ..self.clone()
        }
    }

    /// The carrier, where that is an order.
    pub(super) fn order(&self) -> Option<u64> {
        Some(self.carrier).filter(|carrier| *carrier != self.delivery)
    }

    /// Whether it ended by then, and no copy of it can come any more.
    pub(super) fn is_over(&self, until: i64, now: i64) -> bool {
        self.finished_at.is_some_and(|at| at <= until)
            && self.kept_until.is_some_and(|at| at <= now)
    }

    pub(super) fn of_message(message: &StreamMessage) -> Result<Self, InboxError> {
        let note = String::from_utf8_lossy(&message.payload);
        Self::read(message.sequence, &message.headers, &note)
    }

    pub(super) fn read(version: u64, headers: &HeaderMap, note: &str) -> Result<Self, InboxError> {
        let text = |name| headers.get(name).map_or("", async_nats::HeaderValue::as_str);
        let read = || {
            Some(Self {
                version,
                state: State::parse(text(STATE))?,
                condition: condition_of(text(CONDITION)),
                attempts: number(headers, ATTEMPTS)?,
                worker: text(WORKER).to_owned(),
                delivery: number(headers, DELIVERY)?,
                carrier: number(headers, CARRIER)?,
                ack: text(ACK).to_owned(),
                mark: number(headers, MARK),
                due_at: number(headers, DUE)?,
                finished_at: number(headers, FINISHED),
                kept_until: number(headers, KEPT_UNTIL),
                note: Some(note.to_owned()).filter(|note| !note.is_empty()),
            })
        };
        read().ok_or_else(|| InboxError::new("the message is none that alipay-notify wrote"))
    }

    fn headers(&self) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(STATE, self.state.as_str());
        headers.insert(ATTEMPTS, self.attempts.to_string());
        headers.insert(DELIVERY, self.delivery.to_string());
        headers.insert(CARRIER, self.carrier.to_string());
        headers.insert(DUE, self.due_at.to_string());
        if let Some(condition) = self.condition {
            headers.insert(CONDITION, condition_name(condition));
        }
        for (name, text) in [(WORKER, &self.worker), (ACK, &self.ack)] {
            if !text.is_empty() {
                headers.insert(name, text.as_str());
            }
        }
        if let Some(mark) = self.mark {
            headers.insert(MARK, mark.to_string());
        }
        for (name, time) in [(FINISHED, self.finished_at), (KEPT_UNTIL, self.kept_until)] {
            if let Some(time) = time {
                headers.insert(name, time.to_string());
            }
        }
        headers
    }

    /// The message that replaces the one of this version.
    pub(super) fn replacing(&self, version: u64) -> PublishMessage {
        PublishMessage::build()
            .headers(self.headers())
            .payload(self.note.clone().unwrap_or_default().into())
            .expected_last_subject_sequence(version)
    }

    /// The mark that goes before it.
    pub(super) fn mark(&self, version: u64, record: String) -> PublishMessage {
        PublishMessage::build()
            .headers(self.headers())
            .header(REPLACES, version.to_string())
            .payload(record.into())
    }
}

/// A delivery as it is put.
pub(super) fn delivery(delivery: &StoredDelivery) -> PublishMessage {
    PublishMessage::build()
        .header(RECORD, delivery.record())
        .header(RECEIVED, millis_of(delivery.received_at()).to_string())
        .payload(delivery.body().to_vec().into())
        .expected_last_subject_sequence(0)
}

/// What is kept beside the body of a delivery.
pub(super) fn record(headers: Option<&HeaderMap>) -> &str {
    let record = headers.and_then(|headers| headers.get(RECORD));
    record.map_or("", async_nats::HeaderValue::as_str)
}

/// When a delivery was received.
pub(super) fn received_at(headers: &HeaderMap) -> Option<i64> {
    number(headers, RECEIVED)
}

/// An order to work a delivery again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Order {
    /// The version of the state in which it was given.
    pub(super) of: u64,
    /// How many attempts are behind it.
    pub(super) attempts: u32,
}

impl Order {
    /// The order with this subject's last token.
    pub(super) fn read(version: &str, headers: Option<&HeaderMap>) -> Option<Self> {
        Some(Self { of: version.parse().ok()?, attempts: number(headers?, ATTEMPTS)? })
    }

    pub(super) fn message(self) -> PublishMessage {
        PublishMessage::build()
            .header(ATTEMPTS, self.attempts.to_string())
            .expected_last_subject_sequence(0)
    }
}

/// The version that the state of a mark replaces, which may have come to nothing.
pub(super) fn replaced(headers: &HeaderMap) -> u64 {
    number(headers, REPLACES).unwrap_or_default()
}

/// A delivery as those see it who look after an inbox.
pub(super) fn entry(
    token: &str,
    sequence: u64,
    headers: Option<&HeaderMap>,
    kept: Option<&Kept>,
) -> Entry {
    let delivery = StoredDelivery::from_trusted_storage(record(headers), Vec::new()).ok();
    let delivery = delivery.as_ref();
    let found = delivery.map_or(Condition::Unreadable, StoredDelivery::condition);
    let received_at = headers.and_then(received_at).unwrap_or_default();
    let first = Kept::first(sequence);
    let kept = kept.unwrap_or(&first);
    Entry {
        key: layout::key(token),
        app_id: delivery.and_then(StoredDelivery::app_id).map(str::to_owned),
        family: delivery.and_then(StoredDelivery::family),
        name: delivery.and_then(StoredDelivery::name).map(str::to_owned),
        state: kept.state,
        condition: kept.condition.unwrap_or(found),
        attempts: kept.attempts,
        received_at: time_of(received_at),
        due_at: Some(kept.due_at)
            .filter(|due_at| *due_at > 0 && kept.state == State::Waiting)
            .map(time_of),
        finished_at: kept.finished_at.map(time_of),
        note: kept.note.clone(),
        cursor: Cursor(i64::try_from(sequence).unwrap_or(i64::MAX)),
    }
}

/// The same with its content.
pub(super) fn found(token: &str, message: &StreamMessage, kept: Option<&Kept>) -> Found {
    let headers = Some(&message.headers);
    let entry = entry(token, message.sequence, headers, kept);
    Found::new(entry, record(headers).to_owned(), message.payload.to_vec())
}

fn number<N: FromStr>(headers: &HeaderMap, name: &str) -> Option<N> {
    headers.get(name)?.as_str().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_is_read_as_it_was_written() {
        let first = Kept::first(7);
        let full = Kept {
            version: 9,
            state: State::Dead,
            condition: Some(Condition::Invalid),
            attempts: 3,
            worker: "worker".to_owned(),
            carrier: 8,
            ack: "$JS.ACK.NAME.workers.1.8.1.1.0".to_owned(),
            mark: Some(2),
            due_at: 5,
            finished_at: Some(-1),
            kept_until: Some(1),
            note: Some("失败\r\nInbox-State: done".to_owned()),
            ..first.clone()
        };
        for kept in [first, full] {
            let note = kept.note.as_deref().unwrap_or_default();
            let read = Kept::read(kept.version, &kept.headers(), note).expect("it was written");
            assert_eq!(read, kept);
        }
        let none = Kept::read(1, &HeaderMap::new(), "").expect_err("nothing is there");
        let why = "the inbox failed: the message is none that alipay-notify wrote";
        assert_eq!(format!("{none:?}"), why);
    }
}
