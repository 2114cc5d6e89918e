//! The deliveries that are being handled: how many there may be, and when the last one is done.

use std::future::poll_fn;
use std::num::NonZeroUsize;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::task::{Poll, Waker};

/// Counts the deliveries that are being handled.
pub(super) struct Running {
    state: Mutex<State>,
    limit: usize,
}

#[derive(Default)]
struct State {
    count: usize,
    closed: bool,
    /// Who waits for the last one.
    waiting: Vec<Waker>,
}

/// The right to handle one delivery. Dropping it gives it back.
pub(super) struct Permit<'r>(&'r Running);

/// Why there is no permit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NoPermit {
    /// As many as there may be are being handled.
    Busy,
    /// The gateway is shutting down.
    Closed,
}

impl Running {
    pub(super) fn new(limit: Option<NonZeroUsize>) -> Self {
        Self { state: Mutex::default(), limit: limit.map_or(usize::MAX, NonZeroUsize::get) }
    }

    pub(super) fn enter(&self) -> Result<Permit<'_>, NoPermit> {
        let mut state = self.state();
        if state.closed {
            return Err(NoPermit::Closed);
        }
        if state.count >= self.limit {
            return Err(NoPermit::Busy);
        }
        state.count += 1;
        Ok(Permit(self))
    }

    /// Gives no more permits.
    pub(super) fn close(&self) {
        self.state().closed = true;
    }

    /// Whether it gives no more permits.
    pub(super) fn is_closed(&self) -> bool {
        self.state().closed
    }

    /// Waits until all permits are back.
    pub(super) async fn ended(&self) {
        poll_fn(|context| {
            let mut state = self.state();
            if state.count == 0 {
                return Poll::Ready(());
            }
            if !state.waiting.iter().any(|waker| waker.will_wake(context.waker())) {
                state.waiting.push(context.waker().clone());
            }
            Poll::Pending
        })
        .await;
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Nothing in here panics while it holds the lock.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Permit<'_> {
    fn drop(&mut self) {
        let mut state = self.0.state();
        state.count -= 1;
        let waiting =
            if state.count == 0 { std::mem::take(&mut state.waiting) } else { Vec::new() };
        drop(state);
        waiting.into_iter().for_each(Waker::wake);
    }
}
