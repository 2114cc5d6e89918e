//! All there is to say of one delivery.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use alipay_notify_explain::Capture;
use serde::Serialize;
use time::{OffsetDateTime, UtcOffset};

use super::entry::Entry;
use super::inspector::Inspector;
use super::ring::Ring;
use super::tree::{Node, Trees};
use crate::event::event;
use crate::explain::frame;
use crate::explain::inspected::{self, Inspected, Shown, Verdict};
use crate::listen::Listener;
use crate::listen::delivery::Came;
use crate::send::schedule::{DELIVERIES, wait_after};

#[derive(Debug, Serialize)]
pub(super) struct Detail<'d> {
    number: u64,
    at: String,
    family: Option<&'static str>,
    name: Option<String>,
    id: Option<&'d str>,
    outcome: &'static str,
    milliseconds: u64,
    /// What it came as: the request line, or nothing of a frame.
    request: Option<String>,
    content_type: Option<String>,
    bytes: usize,
    event: Option<String>,
    verdict: Option<Verdict>,
    parameters: Vec<Shown>,
    content: Option<Vec<Node>>,
    reply: Reply<'d>,
    again: Option<Again>,
    /// Whether there is something to deliver again.
    whole: bool,
}

#[derive(Debug, Serialize)]
struct Reply<'d> {
    success: bool,
    status: Option<u16>,
    text: Option<&'d str>,
    remarks: Vec<&'d str>,
}

/// Which of its deliveries this is, and when the next comes.
#[derive(Debug, Serialize)]
pub(super) struct Again {
    delivery: usize,
    of: usize,
    /// In milliseconds since 1970.
    next_at: Option<u64>,
    /// The delivery that came next.
    came_as: Option<u64>,
}

pub(super) fn of<'d>(
    entry: &'d Entry,
    listener: &Listener,
    inspector: &Inspector,
    hides: bool,
) -> Detail<'d> {
    let again = again(entry, &inspector.ring());
    let inspected =
        entry.came.as_ref().and_then(|came| inspect(came, entry, listener, inspector, hides));
    let (verdict, parameters, verified) = match inspected {
        Some(Inspected { verdict, parameters, verified }) => (Some(verdict), parameters, verified),
        None => (None, Vec::new(), None),
    };
    let schema = verified.as_ref().and_then(|verified| listener.decider.schemas.of(verified));
    let schema = schema.map(|schema| &schema.content);
    let head = match &entry.came {
        Some(Came::Request { head, .. }) if !hides => Some(head),
        _ => None,
    };
    let content_type = head.and_then(|head| head.content_type.as_ref());
    Detail {
        number: entry.number,
        at: beijing(entry.came_at),
        family: entry.family(),
        name: entry.shown_name(hides),
        id: entry.identity.id.as_deref().filter(|_| !hides),
        outcome: entry.ended.outcome,
        milliseconds: entry.ended.milliseconds,
        request: head.map(|head| format!("{} {}", head.method, head.target)),
        content_type: content_type
            .map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned()),
        bytes: entry.came.as_ref().map_or(0, |came| came.body().len()),
        event: verified.as_ref().filter(|_| !hides).and_then(event),
        content: verified
            .as_ref()
            .map(|verified| Trees::new(hides).of(&verified.content(), schema)),
        verdict,
        parameters,
        reply: Reply::new(entry, hides),
        again,
        whole: entry.came.is_some(),
    }
}

fn inspect(
    came: &Came,
    entry: &Entry,
    listener: &Listener,
    inspector: &Inspector,
    hides: bool,
) -> Option<Inspected> {
    let (keys, schemas) = (&inspector.keys, &listener.decider.schemas);
    match came {
        Came::Frame(signed) => Some(frame::inspect(&signed.frame, keys, schemas, hides)),
        Came::Request { .. } => {
            let capture = Capture::read(&came.text()).ok()?;
            // To some it is an answer of its own that Alipay asks for.
            let reply = Some(&*entry.ended.reply).filter(|_| entry.ended.outcome != "answered");
            Some(inspected::form(&capture, keys, schemas, reply, hides))
        }
    }
}

impl<'d> Reply<'d> {
    fn new(entry: &'d Entry, hides: bool) -> Self {
        let ended = &entry.ended;
        let remarks = ended.remarks.lines().map(str::trim).filter(|_| !hides);
        Self {
            success: ended.is_success,
            status: ended.status,
            text: Some(&*ended.reply).filter(|_| !hides && ended.status.is_some()),
            remarks: remarks.collect(),
        }
    }
}

/// None of what has no schedule: calls, frames, and what is no notification at all.
pub(super) fn again(entry: &Entry, ring: &Ring) -> Option<Again> {
    let (family, id) = (entry.identity.family?, entry.identity.id.as_deref());
    if !matches!(entry.came, Some(Came::Request { .. })) {
        return None;
    }
    let same = |other: &&std::sync::Arc<Entry>| id.is_some() && other.identity.id.as_deref() == id;
    let earlier = ring.newest_first().filter(same).filter(|other| other.number < entry.number);
    let later = ring.newest_first().rev().filter(same).find(|other| other.number > entry.number);
    let delivery = earlier.count() + 1;
    let wait = wait_after(family, delivery).filter(|_| !entry.ended.is_success);
    Some(Again {
        delivery,
        of: DELIVERIES,
        next_at: wait.map(|wait| since_1970(entry.came_at + wait)),
        came_as: later.map(|later| later.number),
    })
}

fn since_1970(time: SystemTime) -> u64 {
    let since = time.duration_since(UNIX_EPOCH).unwrap_or(Duration::ZERO);
    crate::output::milliseconds(since)
}

/// The time in Beijing, as in the messages themselves.
pub(super) fn beijing(time: SystemTime) -> String {
    let offset = UtcOffset::from_hms(8, 0, 0).unwrap_or(UtcOffset::UTC);
    let time = OffsetDateTime::from(time).to_offset(offset);
    let (year, month, day) = (time.year(), u8::from(time.month()), time.day());
    let (hour, minute, second) = time.to_hms();
    format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_those_of_beijing() {
        assert_eq!(beijing(UNIX_EPOCH + Duration::from_secs(1_514_210_452)), "2017-12-25 22:00:52");
    }
}
