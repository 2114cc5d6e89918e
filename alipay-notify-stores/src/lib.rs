#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]

#[cfg(any(feature = "redis", feature = "sqlite", feature = "postgres"))]
mod background;
#[cfg(any(feature = "redis", feature = "sqlite", feature = "postgres"))]
mod duration;
#[cfg(feature = "postgres")]
mod postgres;
#[cfg(any(feature = "sqlite", feature = "postgres"))]
mod purge;
#[cfg(feature = "redis")]
mod redis;
#[cfg(feature = "sqlite")]
mod sqlite;
#[cfg(any(feature = "sqlite", feature = "postgres"))]
mod table;
#[cfg(any(feature = "sqlite", feature = "postgres"))]
mod table_store;

#[cfg(feature = "redis")]
pub use crate::redis::RedisStore;
#[cfg(feature = "postgres")]
pub use postgres::PostgresStore;
#[cfg(feature = "sqlite")]
pub use sqlite::SqliteStore;
#[cfg(any(feature = "sqlite", feature = "postgres"))]
pub use table::TableNameError;
#[cfg(any(feature = "sqlite", feature = "postgres"))]
pub use table_store::{TableDatabase, TableStore};
