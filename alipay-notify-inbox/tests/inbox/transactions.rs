//! Handlers whose effect and mark are one transaction.

use std::sync::{Arc, Mutex};

use alipay_notify::Gateway;
use alipay_notify::gateway::GatewayBuilder;

use super::message;

/// What a gateway without an inbox makes of a delivery.
async fn outcome(gateway: GatewayBuilder) -> String {
    let seen = Arc::new(Mutex::new(String::new()));
    let outcome = Arc::clone(&seen);
    let gateway: Gateway = gateway
        .observe(move |delivery| {
            *outcome.lock().expect("no panic") = delivery.outcome().to_string();
        })
        .build()
        .expect("a good gateway");
    let body = message("one").sign(&super::KEY).body();
    assert_eq!(gateway.deliver(&body).await.body(), "fail");
    seen.lock().expect("no panic").clone()
}

/// The same tests on each engine, whose connections have types of their own.
macro_rules! tests {
    ($engine:ident, $inbox:ident, $tx:ident, $run:path) => {
        mod $engine {
            use std::future::pending;
            use std::time::Duration;

            use alipay_notify::messages::ShopSaveRejected;
            use alipay_notify::{Notification, Reply};
            use alipay_notify_inbox::{AnyInbox, Filter, State, in_transaction, $inbox, $tx};
            use tokio::time::sleep;

            use super::super::engines::Engine;
            use super::super::{Counter, builder, message, put, soon, until_states, worker};

            /// An inbox next to a table of effects.
            async fn open(engine: &Engine) -> ($inbox, AnyInbox) {
                let inbox = $inbox::open(&engine.url).await.expect("the inbox opens");
                let effects = "CREATE TABLE effects (notify_id TEXT NOT NULL)";
                sqlx::query(effects).execute(inbox.pool()).await.expect("a new table");
                (inbox.clone(), inbox.into())
            }

            async fn effects(inbox: &$inbox) -> Vec<String> {
                let effects = "SELECT notify_id FROM effects ORDER BY notify_id";
                sqlx::query_scalar(effects).fetch_all(inbox.pool()).await.expect("a table")
            }

            async fn write(
                tx: &mut $tx,
                n: &Notification<ShopSaveRejected>,
            ) -> Result<(), sqlx::Error> {
                let effect = sqlx::query("INSERT INTO effects (notify_id) VALUES ($1)");
                effect.bind(n.envelope().notify_id()).execute(&mut **tx).await.map(drop)
            }

            #[tokio::test]
            async fn effect_and_mark_are_committed_together_or_not_at_all() {
                $run(&async |engine: &Engine| {
                    let (own, inbox) = open(engine).await;
                    put(&inbox, ["one"].map(message)).await;
                    let tried = Counter::default();
                    let handler = tried.clone();
                    let gateway = builder().on(in_transaction(
                        move |n: Notification<ShopSaveRejected>, mut tx: $tx| {
                            let attempt = handler.add();
                            async move {
                                write(&mut tx, &n).await.map_err(|error| error.to_string())?;
                                match attempt {
                                    1 => Err("no stock".to_owned()),
                                    2 => Ok(Reply::Later(Duration::from_millis(1))),
                                    3 => panic!("as it must"),
                                    4 => pending().await,
                                    5 => {
                                        // Beyond the end of the handler.
                                        tokio::spawn(async move {
                                            sleep(Duration::from_millis(100)).await;
                                            drop(tx);
                                        });
                                        Ok(Reply::Success)
                                    }
                                    6 => {
                                        // Somebody else has the message by now.
                                        let other =
                                            "UPDATE alipay_notify_inbox SET worker = 'other'";
                                        let other = sqlx::query(other).execute(&mut *tx).await;
                                        other.map_err(|error| error.to_string())?;
                                        Ok(Reply::Success)
                                    }
                                    _ => Ok(Reply::Success),
                                }
                            }
                        },
                    ));
                    let working = worker(&inbox, gateway).retries(soon(9));
                    let working = working.start().expect("randomness");
                    until_states(&inbox, &[State::Done]).await;
                    working.stop().await;
                    assert_eq!((tried.count(), effects(&own).await), (7, vec!["one".to_owned()]));
                    let entry = &inbox.list(&Filter::default()).await.expect("it works")[0];
                    // `Later` was none.
                    assert_eq!((entry.attempts, &entry.note), (6, &None));
                })
                .await;
            }

            #[tokio::test]
            async fn a_plain_handler_next_to_it_takes_no_transaction() {
                $run(&async |engine: &Engine| {
                    let (own, inbox) = open(engine).await;
                    put(&inbox, (0..20).map(|number| message(&number.to_string()))).await;
                    let gateway = builder().on(in_transaction(
                        async |n: Notification<ShopSaveRejected>, mut tx: $tx| {
                            write(&mut tx, &n).await
                        },
                    ));
                    let working = worker(&inbox, gateway).start().expect("randomness");
                    until_states(&inbox, &[State::Done; 20]).await;
                    working.stop().await;
                    assert_eq!(effects(&own).await.len(), 20);
                })
                .await;
            }

            #[tokio::test]
            async fn there_is_no_transaction_without_a_worker() {
                let handler = in_transaction(async |_: Notification<ShopSaveRejected>, _: $tx| {
                    Reply::Success
                });
                assert_eq!(
                    super::outcome(builder().on(handler)).await,
                    "the handler failed: a handler made with `in_transaction` is called by a \
                     worker of alipay-notify-inbox only; give this gateway an inbox"
                );
            }
        }
    };
}

#[cfg(feature = "sqlite")]
tests!(sqlite, SqliteInbox, SqliteTx, crate::engines::sqlite::on_sqlite);

#[cfg(feature = "postgres")]
tests!(postgres, PostgresInbox, PostgresTx, crate::engines::postgres::on_postgres);

/// NATS has no transactions: a handler that wants one says so, and is not run.
#[cfg(all(feature = "nats", feature = "sqlite"))]
#[tokio::test]
async fn there_is_no_transaction_on_nats() {
    use alipay_notify::messages::ShopSaveRejected;
    use alipay_notify::{Notification, Reply};
    use alipay_notify_inbox::{Filter, SqliteTx, State, in_transaction};

    use super::{builder, put, soon, until_states, worker};
    use crate::engines::{Engine, nats::on_nats};

    on_nats(&async |engine: &Engine| {
        let inbox = engine.open().await;
        put(&inbox, [message("one")]).await;
        let handler =
            in_transaction(async |_: Notification<ShopSaveRejected>, _: SqliteTx| Reply::Success);
        let working = worker(&inbox, builder().on(handler)).retries(soon(1));
        let working = working.start().expect("randomness");
        until_states(&inbox, &[State::Dead]).await;
        working.stop().await;
        assert_eq!(
            inbox.list(&Filter::default()).await.expect("it works")[0].note.as_deref(),
            Some(
                "failed: the handler failed: the inbox of this worker is on NATS, which has no \
                 transactions; take SQLite or PostgreSQL for it, or make this a plain handler \
                 whose effect a unique key keeps from being there twice"
            )
        );
    })
    .await;
}
