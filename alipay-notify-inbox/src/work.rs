//! What a worker does with a delivery.

use std::panic::AssertUnwindSafe;
use std::pin::Pin;
use std::time::Duration;

use alipay_notify::Gateway;
use alipay_notify::inbox::{StoredDelivery, Worked};
use alipay_notify::schema::Family;
use futures_util::FutureExt as _;

/// Works on what an inbox holds. A [`Gateway`] does so with its handlers; a program that passes
/// messages on implements it itself.
pub trait Work: Send + Sync + 'static {
    /// Works on a delivery, and says what became of it.
    ///
    /// It may be worked on again, by this or another process, for as long as this has not returned
    /// [`Worked::Done`]. A panic counts as a failure.
    fn work(&self, stored: &StoredDelivery) -> impl Future<Output = Worked> + Send;

    /// Whether a message of this name is taken here. What was [`Worked::Stuck`] with
    /// [`Condition::Unhandled`](alipay_notify::inbox::Condition::Unhandled) is worked on again once
    /// it is; for what has no name, a message without one is asked for.
    fn takes(&self, family: Family, name: &str) -> bool;

    /// For how long a copy of a delivery could be accepted after the first:
    /// [`Gateway::retention`] of the gateway that stores them.
    fn retention(&self) -> Duration;
}

impl Work for Gateway {
    async fn work(&self, stored: &StoredDelivery) -> Worked {
        let gateway = self.clone().timed_by(|time| Box::pin(tokio::time::sleep(time)));
        gateway.work(stored).await
    }

    fn takes(&self, family: Family, name: &str) -> bool {
        Gateway::takes(self, family, name)
    }

    fn retention(&self) -> Duration {
        Gateway::retention(self)
    }
}

/// A [`Work`] whose type is no longer visible.
pub(crate) trait AnyWork: Send + Sync {
    fn work<'a>(
        &'a self,
        stored: &'a StoredDelivery,
    ) -> Pin<Box<dyn Future<Output = Worked> + Send + 'a>>;
    fn takes(&self, family: Family, name: &str) -> bool;
}

impl<W: Work> AnyWork for W {
    fn work<'a>(
        &'a self,
        stored: &'a StoredDelivery,
    ) -> Pin<Box<dyn Future<Output = Worked> + Send + 'a>> {
        let work = AssertUnwindSafe(Work::work(self, stored)).catch_unwind();
        let panicked = |_| Worked::Failed("panicked", "what works on it panicked".to_owned());
        Box::pin(async move { work.await.unwrap_or_else(panicked) })
    }

    fn takes(&self, family: Family, name: &str) -> bool {
        Work::takes(self, family, name)
    }
}
