//! A page of the list.

use std::sync::Arc;

use axum::http::request::Parts;
use serde::Serialize;

use super::detail::beijing;
use super::entry::Entry;
use super::ring::Ring;
use super::server::query;
use crate::listen::only::Pattern;

/// How many deliveries are in a page.
const PAGE: usize = 100;

/// Which deliveries are wanted.
#[derive(Debug, Default)]
pub(super) struct Wanted {
    family: Option<String>,
    outcome: Option<String>,
    name: Option<Pattern>,
    /// Those that came before this one.
    before: Option<u64>,
}

/// Deliveries, the newest first.
#[derive(Debug, Serialize)]
pub(super) struct Page {
    /// How many there were, are kept, and are wanted.
    all: u64,
    kept: usize,
    wanted: usize,
    /// Whether there are older ones that are wanted.
    older: bool,
    deliveries: Vec<Row>,
}

#[derive(Debug, Serialize)]
struct Row {
    number: u64,
    at: String,
    family: Option<&'static str>,
    name: Option<String>,
    id: Option<String>,
    outcome: &'static str,
    success: bool,
    milliseconds: u64,
}

impl Wanted {
    pub(super) fn of(head: &Parts) -> Self {
        let chosen = |name| query(head, name).filter(|value| !value.is_empty());
        let name = chosen("name").map(|name| Pattern::from(format!("*{}*", name.to_lowercase())));
        let before = chosen("before").and_then(|number| number.parse().ok());
        Self { family: chosen("family"), outcome: chosen("outcome"), name, before }
    }

    fn includes(&self, entry: &Entry) -> bool {
        let is = |wanted: &Option<String>, found| wanted.is_none() || wanted.as_deref() == found;
        let has_name = |pattern: &Pattern| {
            let name = entry.identity.name.as_deref().unwrap_or_default();
            pattern.matches(&name.to_lowercase())
        };
        is(&self.family, entry.family())
            && is(&self.outcome, Some(entry.ended.outcome))
            && self.name.as_ref().is_none_or(has_name)
    }
}

pub(super) fn deliveries(ring: &Ring, wanted: &Wanted, hides: bool) -> Page {
    let all_wanted: Vec<_> =
        ring.newest_first().filter(|entry| wanted.includes(entry)).map(Arc::clone).collect();
    let is_before = |entry: &&Arc<Entry>| wanted.before.is_none_or(|before| entry.number < before);
    let mut from_here = all_wanted.iter().filter(is_before);
    let deliveries = from_here.by_ref().take(PAGE).map(|entry| Row::new(entry, hides)).collect();
    Page {
        all: ring.all,
        kept: ring.len(),
        wanted: all_wanted.len(),
        older: from_here.next().is_some(),
        deliveries,
    }
}

impl Row {
    fn new(entry: &Entry, hides: bool) -> Self {
        let Entry { number, came_at, identity, ended, .. } = entry;
        Self {
            number: *number,
            at: beijing(*came_at),
            family: entry.family(),
            name: entry.shown_name(hides),
            id: identity.id.clone().filter(|_| !hides),
            outcome: ended.outcome,
            success: ended.is_success,
            milliseconds: ended.milliseconds,
        }
    }
}
