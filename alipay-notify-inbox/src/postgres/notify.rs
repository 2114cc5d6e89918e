//! Notifications between processes.
//!
//! Not in the transaction that puts something: PostgreSQL commits those that notify one after
//! another.

use std::sync::Weak;
use std::time::Duration;

use sqlx::postgres::{PgListener, PgPool};
use tokio::time::sleep;

use crate::sql::Inner;

/// What workers listen to.
const CHANNEL: &str = "alipay_notify_inbox";

/// The pause after the connection to listen on was lost.
const PAUSE: Duration = Duration::from_secs(1);

/// Tells the workers of all processes.
pub(super) async fn notify(pool: PgPool) {
    let notify = sqlx::query("SELECT pg_notify($1, '')").bind(CHANNEL).execute(&pool).await;
    if let Err(error) = notify {
        tracing::debug!("no notification: {error}; workers look by themselves");
    }
}

/// Wakes the workers of this process, for as long as there is an inbox.
pub(super) async fn listen(inbox: Weak<Inner<sqlx::Postgres>>) {
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
