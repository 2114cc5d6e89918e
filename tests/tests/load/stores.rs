//! The stores that need something: a file, or a server.

use alipay_notify::store::Token;
use alipay_notify_stores::{PostgresStore, RedisStore, SqliteStore};
use alipay_notify_tests::skipped;
use tempfile::TempDir;

/// A name that no other run has.
fn unique() -> String {
    let token = Token::random().expect("randomness").to_string();
    format!("load_{}", &token[..12])
}

/// A server's URL, or why there is none.
fn url(variable: &str) -> Option<String> {
    let url = std::env::var(variable).ok();
    if url.is_none() {
        skipped(
            "load on a store",
            &format!("{variable} is not set"),
            "set it to the URL of a server",
        );
    }
    url
}

/// A database in a folder that lasts as long as the run.
pub(crate) async fn sqlite() -> (SqliteStore, TempDir) {
    let folder = tempfile::tempdir().expect("a folder for temporary files");
    let url = format!("sqlite://{}", folder.path().join("done.db").display());
    let store = SqliteStore::connect(&url).await.expect("a new database");
    store.create_table().await.expect("a new table");
    (store, folder)
}

pub(crate) async fn redis() -> Option<RedisStore> {
    let url = url("ALIPAY_NOTIFY_TEST_REDIS_URL")?;
    Some(RedisStore::connect(&url).await.expect("Redis is there").prefix(unique()))
}

pub(crate) async fn postgres() -> Option<PostgresStore> {
    let url = url("ALIPAY_NOTIFY_TEST_POSTGRES_URL")?;
    let store = PostgresStore::connect(&url).await.expect("PostgreSQL is there");
    let store = store.table(&unique()).expect("a good name");
    store.create_table().await.expect("a new table");
    Some(store)
}
