use std::env;
use std::path::PathBuf;

use alipay_notify::testing::store_contract;
use alipay_notify_stores::SqliteStore;
use sqlx::sqlite::SqlitePoolOptions;
use tokio::time::sleep;

use super::token;

/// A file that is this test's alone, and goes with it.
struct File(PathBuf);

impl File {
    fn new() -> Self {
        Self(env::temp_dir().join(format!("alipay-notify-test-{}.db", token())))
    }

    fn url(&self) -> String {
        format!("sqlite:{}", self.0.display())
    }

    async fn store(&self) -> SqliteStore {
        let store = SqliteStore::connect(&self.url()).await.expect("the file can be made");
        store.create_table().await.expect("the table can be made");
        store
    }
}

impl Drop for File {
    fn drop(&mut self) {
        for more in ["", "-wal", "-shm"] {
            let mut path = self.0.clone().into_os_string();
            path.push(more);
            let _ = std::fs::remove_file(path);
        }
    }
}

#[tokio::test]
async fn keeps_the_contract() {
    let file = File::new();
    store_contract(&file.store().await, sleep).await;
}

#[tokio::test]
async fn keeps_the_contract_in_memory() {
    let pool = SqlitePoolOptions::new().max_connections(1).connect("sqlite::memory:").await;
    let store =
        SqliteStore::new(pool.expect("there is memory")).table("done").expect("that is a name");
    store.create_table().await.expect("the table can be made");
    store_contract(&store, sleep).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_pools_have_one_winner() {
    let file = File::new();
    let stores = [file.store().await, file.store().await];
    super::one_winner_per_message(stores).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn processes_may_open_the_file_at_once() {
    let file = std::sync::Arc::new(File::new());
    let tasks: Vec<_> = (0..8)
        .map(|_| {
            let file = std::sync::Arc::clone(&file);
            tokio::spawn(async move { file.store().await })
        })
        .collect();
    for task in tasks {
        super::takes_any_duration(&task.await.expect("the table can be made")).await;
    }
}

#[tokio::test]
async fn abandons_and_takes_any_duration() {
    let file = File::new();
    let store = file.store().await;
    super::abandons(&store).await;
    super::settles(&store).await;
    super::takes_any_duration(&store).await;
    super::abandons_without_a_runtime(store);
}

#[tokio::test]
async fn purges_what_has_expired() {
    let file = File::new();
    let store = file.store().await;
    super::purges(&store, |limit| store.purge(limit)).await;
}

#[tokio::test]
async fn tables_are_told_apart_and_shown() {
    let file = File::new();
    let store = file.store().await.table("shop").expect("that is a name");
    assert_eq!(format!("{store:?}"), "SqliteStore { table: \"shop\", .. }");
    let refused = store.clone().table("shop; DROP TABLE shop").expect_err("that is no name");
    assert_eq!(
        refused.to_string(),
        "a table's name is 1 to 40 of a-z, 0-9 and _, and starts with a letter or _"
    );
    store.create_table().await.expect("the table can be made");
    super::abandons(&store).await;
    super::settles(&store).await;
}
