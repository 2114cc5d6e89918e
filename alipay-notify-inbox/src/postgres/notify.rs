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

#[cfg(test)]
mod tests {
    use std::env;
    use std::io::{Write as _, stderr};

    use alipay_notify::Gateway;
    use alipay_notify::messages::ShopSaveRejected;
    use alipay_notify::store::Token;
    use alipay_notify::testing::{TestKey, TestMessage};
    use sqlx::postgres::PgConnectOptions;
    use sqlx::{AssertSqlSafe, Postgres};
    use tokio::time::timeout;

    use super::*;
    use crate::postgres::PostgresInbox;
    use crate::sql::sealed::Sealed as _;

    /// Workers look by themselves as well, so only what wakes them tells one from the other.
    #[tokio::test]
    async fn what_one_process_puts_wakes_the_worker_of_another() {
        const URL: &str = "ALIPAY_NOTIFY_TEST_POSTGRES_URL";
        let Some(url) = env::var(URL).ok().filter(|url| !url.is_empty()) else {
            let why = format!("{URL} is not set; set it to the URL of a server");
            let _ = writeln!(
                stderr(),
                "skipped: what_one_process_puts_wakes_the_worker_of_another: {why}"
            );
            return;
        };
        // Of its own, since notifications are those of a database.
        let database = format!("inbox_{}", Token::random().expect("randomness"));
        let server = PgPool::connect(&url).await.expect("PostgreSQL can be reached");
        run(&server, format!("CREATE DATABASE {database}")).await;
        let options: PgConnectOptions = url.parse().expect("it was good before");
        let options = options.database(&database);

        let [putting, working] =
            [&options, &options].map(|options| PgPool::connect_lazy_with(options.clone()));
        let putting = PostgresInbox::new(putting).await.expect("the inbox opens");
        let working = PostgresInbox::new(working).await.expect("the inbox opens");
        Postgres::woken(&working).await;
        let woken = timeout(Duration::from_secs(60), async {
            // What is put before it listens wakes nobody, so more is put until it does.
            let mut number = 0;
            while timeout(PAUSE, working.inner.wake.notified()).await.is_err() {
                put(&putting, number).await;
                number += 1;
            }
        });
        woken.await.expect("a notification");

        drop((putting, working));
        run(&server, format!("DROP DATABASE {database} WITH (FORCE)")).await;
    }

    async fn put(inbox: &PostgresInbox, number: usize) {
        let key = TestKey::generate();
        let gateway = Gateway::builder(alipay_notify::Verifier::new(key.public_key()));
        let gateway = gateway.inbox(inbox.clone()).build().expect("an inbox is enough");
        let message = TestMessage::example::<ShopSaveRejected>().notify_id(&number.to_string());
        assert_eq!(gateway.deliver(&message.sign(&key).body()).await.body(), "success");
    }

    async fn run(pool: &PgPool, statement: String) {
        sqlx::raw_sql(AssertSqlSafe(statement)).execute(pool).await.expect("a superuser may");
    }
}
