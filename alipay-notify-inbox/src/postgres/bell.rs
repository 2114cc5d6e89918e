//! Tells the workers of all processes that something was put.
//!
//! Not in the transaction that puts it: PostgreSQL commits those that notify one after another. A
//! notification follows, one for all that was put in a short time.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock, Weak};
use std::time::Duration;

use sqlx::postgres::{PgListener, PgPool};
use tokio::task::JoinHandle;
use tokio::time::sleep;

use super::PostgresInbox;
use crate::sql::Inner;

/// What workers listen to.
const CHANNEL: &str = "alipay_notify_inbox";

/// How long what is put is gathered before a notification.
const GATHER: Duration = Duration::from_millis(50);

/// The pause after the connection to listen on was lost.
const PAUSE: Duration = Duration::from_secs(1);

/// Sends and receives notifications.
#[derive(Default)]
#[expect(
    unnameable_types,
    missing_debug_implementations,
    reason = "of a trait that nobody else implements"
)]
pub struct Bell {
    /// Whether a notification is about to be sent.
    is_ringing: Arc<AtomicBool>,
    listener: OnceLock<Listener>,
}

/// Listens for as long as there is an inbox.
struct Listener(JoinHandle<()>);

impl Bell {
    /// Has a notification sent soon.
    pub(super) fn ring(&self, pool: &PgPool) {
        if self.is_ringing.swap(true, Ordering::AcqRel) {
            return;
        }
        let (is_ringing, pool) = (Arc::clone(&self.is_ringing), pool.clone());
        tokio::spawn(async move {
            sleep(GATHER).await;
            is_ringing.store(false, Ordering::Release);
            let notify = sqlx::query("SELECT pg_notify($1, '')").bind(CHANNEL).execute(&pool).await;
            if let Err(error) = notify {
                tracing::debug!("no notification: {error}; workers look by themselves");
            }
        });
    }

    /// Wakes workers of this process by notifications, from now on.
    pub(super) fn listen(&self, inbox: &PostgresInbox) {
        self.listener.get_or_init(|| {
            let inbox = Arc::downgrade(&inbox.inner);
            Listener(tokio::spawn(listen(inbox)))
        });
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        self.0.abort();
    }
}

async fn listen(inbox: Weak<Inner<sqlx::Postgres>>) {
    while let Some(pool) = inbox.upgrade().map(|inbox| inbox.pool.clone()) {
        let error = match PgListener::connect_with(&pool).await {
            Ok(mut listener) => wake(&mut listener, &inbox).await,
            Err(error) => error,
        };
        tracing::debug!("no notifications for now: {error}; workers look by themselves");
        sleep(PAUSE).await;
    }
}

/// Wakes workers until the connection is lost.
async fn wake(listener: &mut PgListener, inbox: &Weak<Inner<sqlx::Postgres>>) -> sqlx::Error {
    if let Err(error) = listener.listen(CHANNEL).await {
        return error;
    }
    loop {
        match listener.recv().await {
            Ok(_) => {
                if let Some(inbox) = inbox.upgrade() {
                    inbox.wake.notify_one();
                }
            }
            Err(error) => return error,
        }
    }
}
