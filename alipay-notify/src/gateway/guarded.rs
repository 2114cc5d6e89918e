//! Running what users wrote: it may panic, and it may never end.

use std::any::Any;
use std::fmt;
use std::future::poll_fn;
use std::mem;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::task::Poll;

use crate::alarm::{Alarm, Limit};

/// How a future did not end.
#[derive(Debug)]
pub(super) enum Cut {
    /// It panicked.
    Panicked(Panic),
    /// It took longer than it may.
    TimedOut,
}

/// A panic of a handler. It is answered `fail`, and the process goes on.
///
/// `Display` and `Debug` leave its message out, since that may hold a value of the message.
#[derive(Clone, PartialEq, Eq)]
pub struct Panic {
    message: Option<String>,
}

impl Panic {
    /// What the handler said as it panicked.
    #[must_use]
    pub fn message(&self) -> Option<&str> {
        self.message.as_deref()
    }

    fn of(payload: Box<dyn Any + Send>) -> Self {
        let text = payload.downcast_ref::<&str>().copied();
        let text = text.or_else(|| payload.downcast_ref::<String>().map(String::as_str));
        let message = text.map(str::to_owned);
        // The payload is the user's, and may panic as it is dropped: that panic's payload as well,
        // and so on.
        if let Err(next) = catch_unwind(AssertUnwindSafe(|| drop(payload))) {
            mem::forget(next);
        }
        Self { message }
    }
}

impl fmt::Display for Panic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the handler panicked")
    }
}

impl fmt::Debug for Panic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Panic").finish_non_exhaustive()
    }
}

/// Calls a function that may panic.
pub(super) fn call<T>(function: impl FnOnce() -> T) -> Result<T, Panic> {
    // Whatever the handler left half done is its own: no part of the gateway is looked at again.
    catch_unwind(AssertUnwindSafe(function)).map_err(Panic::of)
}

/// Runs a future to its end, but no longer than `limit`. Time counts from where it waits for the
/// first time.
pub(super) async fn run<T>(
    mut future: Pin<Box<dyn Future<Output = T> + Send + '_>>,
    limit: Limit,
) -> Result<T, Cut> {
    let mut alarm = Alarm::new(limit);
    let result = poll_fn(|context| {
        match call(|| future.as_mut().poll(context)) {
            Ok(Poll::Ready(value)) => return Poll::Ready(Ok(value)),
            Ok(Poll::Pending) => {}
            Err(panic) => return Poll::Ready(Err(Cut::Panicked(panic))),
        }
        alarm.poll(context).map(|()| Err(Cut::TimedOut))
    })
    .await;
    // What it holds is the user's as well, and may panic as it is dropped.
    if call(|| drop(future)).is_err() {
        tracing::error!("a handler panicked as it was dropped");
    }
    result
}
