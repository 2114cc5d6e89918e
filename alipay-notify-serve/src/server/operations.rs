//! What operators ask: whether it lives, whether it is ready, and its numbers.

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use futures_util::future::join_all;
use serde::Serialize;
use tokio::sync::{Mutex, watch};
use tokio::time::timeout;

use super::inboxes::Inboxes;
use crate::metrics;

/// How long an inbox or a destination has to answer.
const LIMIT: Duration = Duration::from_secs(2);

/// For how long a look is good enough for others: whoever asks does not decide how often
/// destinations are.
const FRESH: Duration = Duration::from_secs(1);

/// What there is to know.
pub(super) struct Operations {
    inboxes: Inboxes,
    stops: watch::Receiver<bool>,
    last: Mutex<Option<(Instant, Looked)>>,
}

/// What `/readyz` says: `ok`, or what is not.
#[derive(Clone, Default, Serialize)]
struct Looked {
    #[serde(rename = "ready")]
    is_ready: bool,
    /// Whether deliveries are taken: all but the destinations.
    #[serde(rename = "receiving")]
    is_receiving: bool,
    inboxes: Vec<Part>,
    destinations: Vec<Part>,
}

#[derive(Clone, Serialize)]
struct Part {
    name: String,
    /// Absent where all is well.
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
}

impl Operations {
    pub(super) fn new(inboxes: Inboxes, stops: watch::Receiver<bool>) -> Self {
        Self { inboxes, stops, last: Mutex::default() }
    }

    pub(super) fn router(self) -> Router {
        let all = Arc::new(self);
        let (receiving, numbers) = (Arc::clone(&all), Arc::clone(&all));
        Router::new()
            .route("/healthz", get(|| async { "ok\n" }))
            .route("/readyz", get(async move || answer(&all.ready().await, |ready| ready.is_ready)))
            .route(
                "/readyz/receiving",
                get(async move || answer(&receiving.ready().await, |ready| ready.is_receiving)),
            )
            .route("/metrics", get(async move || numbers.metrics().await))
    }

    /// How it is now, or was a moment ago.
    async fn ready(&self) -> Looked {
        if *self.stops.borrow() {
            // Whoever asks has to know it before it is over, however long a destination is silent.
            return Looked::default();
        }
        let mut last = self.last.lock().await;
        match &*last {
            Some((at, ready)) if at.elapsed() < FRESH => ready.clone(),
            _ => {
                let ready = self.look().await;
                *last = Some((Instant::now(), ready.clone()));
                ready
            }
        }
    }

    async fn look(&self) -> Looked {
        let inboxes = join_all(self.inboxes.named().map(|(name, inbox)| async move {
            let error = match timeout(LIMIT, inbox.health()).await {
                Ok(Ok(_)) => None,
                Ok(Err(error)) => Some(format!("{error:?}")),
                Err(_) => Some(too_slow()),
            };
            Part { name: name.to_owned(), error }
        }));
        let destinations = join_all(self.inboxes.routes.iter().map(|(route, _)| async move {
            let error = match timeout(LIMIT, route.destination.reach()).await {
                Ok(Ok(())) => None,
                Ok(Err(error)) => Some(error.to_string()),
                Err(_) => Some(too_slow()),
            };
            Part { name: route.name.clone(), error }
        }));
        let (inboxes, destinations) = tokio::join!(inboxes, destinations);
        let is_well = |parts: &[Part]| parts.iter().all(|part| part.error.is_none());
        let is_receiving = is_well(&inboxes);
        let is_ready = is_receiving && is_well(&destinations);
        Looked { is_ready, is_receiving, inboxes, destinations }
    }

    /// The numbers, those of the inboxes as they are now.
    async fn metrics(&self) -> Response {
        let Some(recorded) = metrics::recorded() else {
            let why = "this process has a recorder of its own\n";
            return (StatusCode::NOT_FOUND, why).into_response();
        };
        join_all(self.inboxes.named().map(|(name, inbox)| async move {
            if let Ok(Ok(health)) = timeout(LIMIT, inbox.health()).await {
                metrics::health(name, &health);
            }
        }))
        .await;
        recorded.run_upkeep();
        let content_type = [(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")];
        (content_type, recorded.render()).into_response()
    }
}

fn too_slow() -> String {
    format!("no answer within {} s", LIMIT.as_secs())
}

fn answer(ready: &Looked, is_well: impl FnOnce(&Looked) -> bool) -> Response {
    let status = if is_well(ready) { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    let body = serde_json::to_string(ready).unwrap_or_default() + "\n";
    (status, [(header::CONTENT_TYPE, "application/json")], body).into_response()
}
