//! What a connection is doing.

use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};

use axum::body::Bytes;
use hyper::body::{Body, Frame, Incoming, SizeHint};
use tokio::sync::Notify;
use tokio::time::Instant;

/// One connection, as far as it matters to others.
#[derive(Debug)]
pub(super) struct Visit {
    state: Mutex<State>,
    /// Tells that a connection has begun to wait.
    waits: Arc<Notify>,
}

#[derive(Debug)]
struct State {
    phase: Phase,
    /// Since when it has not been answered: bytes that trickle in make nobody younger.
    since: Instant,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    /// It has not sent a whole head yet.
    New,
    /// It was answered, and may send another head.
    Answered,
    /// Somebody waits for the rest of its request.
    Sending,
    /// Its request is being answered.
    AtWork,
}

impl Visit {
    pub(super) fn new(waits: Arc<Notify>) -> Self {
        let state = State { phase: Phase::New, since: Instant::now() };
        Self { state: Mutex::new(state), waits }
    }

    /// Its head is complete, or a piece of its body has come.
    pub(super) fn works(&self) {
        self.state().phase = Phase::AtWork;
    }

    /// It has to send more of its body.
    pub(super) fn sends(&self) {
        self.state().phase = Phase::Sending;
        self.waits.notify_one();
    }

    pub(super) fn is_answered(&self) {
        *self.state() = State { phase: Phase::Answered, since: Instant::now() };
        self.waits.notify_one();
    }

    /// Since when it waits for bytes, if it does.
    pub(super) fn waits_since(&self) -> Option<Instant> {
        let state = self.state();
        (state.phase != Phase::AtWork).then_some(state.since)
    }

    pub(super) fn is_new(&self) -> bool {
        self.state().phase == Phase::New
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The body of a request, which notes when it is waited for.
pub(super) struct Watched {
    pub(super) body: Incoming,
    pub(super) visit: Arc<Visit>,
}

impl Body for Watched {
    type Data = Bytes;
    type Error = hyper::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, hyper::Error>>> {
        let frame = Pin::new(&mut self.body).poll_frame(context);
        if frame.is_pending() {
            self.visit.sends();
        } else {
            self.visit.works();
        }
        frame
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
