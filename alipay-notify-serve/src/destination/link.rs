//! A connection that is made when there is something to deliver, and anew after a failure.

use std::time::Duration;

use tokio::sync::Mutex;
use tokio::time::timeout;

use super::DeliveryError;

/// The connection to a server, which many deliveries share.
pub(super) struct Link<C> {
    made: Mutex<Made<C>>,
    is_alive: fn(&C) -> bool,
}

struct Made<C> {
    connection: Option<C>,
    /// How many were made before, which tells one from another.
    number: u64,
}

impl<C: Clone + Send> Link<C> {
    pub(super) fn new(is_alive: fn(&C) -> bool) -> Self {
        Self { made: Mutex::new(Made { connection: None, number: 0 }), is_alive }
    }

    /// Does `work` with the connection, within a time limit. `connect` makes one where there is
    /// none that lives; otherwise it is dropped without having been started.
    pub(super) async fn run<F: Future<Output = Result<(), DeliveryError>> + Send>(
        &self,
        limit: Duration,
        connect: impl Future<Output = Result<C, DeliveryError>> + Send,
        work: impl FnOnce(C) -> F + Send,
    ) -> Result<(), DeliveryError> {
        let mut number = None;
        let run = async {
            let (connection, its) = self.connection(connect).await?;
            number = Some(its);
            work(connection).await
        };
        let result = timeout(limit, run).await.unwrap_or(Err(DeliveryError::TimedOut(limit)));
        if let (Some(number), Err(error)) = (number, &result)
            && is_over(error)
        {
            self.forget(number).await;
        }
        result
    }

    async fn connection(
        &self,
        connect: impl Future<Output = Result<C, DeliveryError>> + Send,
    ) -> Result<(C, u64), DeliveryError> {
        let mut made = self.made.lock().await;
        match &made.connection {
            Some(connection) if (self.is_alive)(connection) => {
                return Ok((connection.clone(), made.number));
            }
            _ => made.connection = None,
        }
        let connection = connect.await?;
        made.connection = Some(connection.clone());
        made.number += 1;
        Ok((connection, made.number))
    }

    /// Has the next delivery make a new connection, unless this one was replaced already.
    async fn forget(&self, number: u64) {
        let mut made = self.made.lock().await;
        if made.number == number {
            made.connection = None;
        }
    }
}

/// Whether nothing more is to be expected of a connection that had this error. Where a server was
/// silent, what it was sent may still be waiting in memory.
fn is_over(error: &DeliveryError) -> bool {
    matches!(
        error,
        DeliveryError::Unreachable(_) | DeliveryError::TimedOut(_) | DeliveryError::Denied(_)
    )
}
