//! Time limits, and who notices that one is over.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use futures_timer::Delay;

/// A timer: a future that is ready after this time.
///
/// That of Tokio is `|time| Box::pin(tokio::time::sleep(time))`.
pub type Timer = fn(Duration) -> Ring;

type Ring = Pin<Box<dyn Future<Output = ()> + Send>>;

/// The timer of whoever has none: a thread of its own, whatever the runtime.
pub(crate) fn own_timer(time: Duration) -> Ring {
    Box::pin(Delay::new(time))
}

/// A time limit, and the timer that keeps it.
#[derive(Clone, Copy)]
pub(crate) struct Limit {
    pub(crate) time: Duration,
    pub(crate) timer: Timer,
}

/// Rings when a limit is over. It is set when it is asked for the first time: what never waits
/// needs none.
pub(crate) struct Alarm {
    limit: Limit,
    ring: Option<Ring>,
}

impl Alarm {
    pub(crate) fn new(limit: Limit) -> Self {
        Self { limit, ring: None }
    }

    pub(crate) fn poll(&mut self, context: &mut Context<'_>) -> Poll<()> {
        let Limit { time, timer } = self.limit;
        self.ring.get_or_insert_with(|| timer(time)).as_mut().poll(context)
    }
}
