#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]
#![cfg_attr(
    not(any(feature = "sqlite", feature = "postgres")),
    allow(dead_code, clippy::unused_async, reason = "what engines make and read")
)]

mod any;
#[cfg(any(feature = "postgres", feature = "nats"))]
mod bell;
mod engine;
mod entry;
mod error;
mod health;
#[cfg(feature = "metrics")]
mod metrics;
#[cfg(feature = "nats")]
mod nats;
#[cfg(feature = "postgres")]
mod postgres;
mod retries;
#[cfg(any(feature = "sqlite", feature = "postgres"))]
mod sql;
#[cfg(feature = "sqlite")]
mod sqlite;
mod time;
#[cfg(any(feature = "sqlite", feature = "postgres"))]
mod transaction;
mod work;
mod worker;

pub use any::{AnyInbox, REPLAY_WINDOW};
pub use entry::{Cursor, Entry, Filter, Found, Mended, State};
pub use error::OpenError;
pub use health::Health;
#[cfg(feature = "nats")]
pub use nats::NatsInbox;
#[cfg(feature = "postgres")]
pub use postgres::{PostgresInbox, PostgresTx};
pub use retries::Retries;
#[cfg(any(feature = "sqlite", feature = "postgres"))]
pub use sql::{SqlDatabase, SqlInbox};
#[cfg(feature = "sqlite")]
pub use sqlite::{SqliteInbox, SqliteTx};
#[cfg(any(feature = "sqlite", feature = "postgres"))]
pub use transaction::{Tx, in_transaction};
pub use work::Work;
pub use worker::{Worker, WorkerBuilder};
