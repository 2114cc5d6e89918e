use std::env;
#[cfg(unix)]
use std::ffi::OsStr;
use std::ffi::OsString;
#[cfg(unix)]
use std::fs::Permissions;
use std::path::{Path, PathBuf};
use std::time::Duration;

use alipay_notify::store::{Claim, Store as _};
use alipay_notify::testing::store_contract;
use alipay_notify_stores::SqliteStore;
use sqlx::sqlite::{SqliteConnectOptions, SqlitePoolOptions};
use tokio::time::sleep;

use super::replay::no_copy_is_handled_again;
use super::{LONG, message, token};

/// A file that is this test's alone, and goes with it.
struct File(PathBuf);

impl File {
    fn new() -> Self {
        Self(env::temp_dir().join(format!("alipay-notify-test-{}.db", token())))
    }

    fn url(&self) -> String {
        format!("sqlite:{}", self.0.display())
    }

    /// The file, and those that SQLite puts next to it.
    fn paths(&self) -> [OsString; 3] {
        ["", "-wal", "-shm"].map(|more| {
            let mut path = self.0.clone().into_os_string();
            path.push(more);
            path
        })
    }

    async fn store(&self) -> SqliteStore {
        let store = SqliteStore::connect(&self.url()).await.expect("the file can be made");
        store.create_table().await.expect("the table can be made");
        store
    }
}

impl Drop for File {
    fn drop(&mut self) {
        for path in self.paths() {
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
    super::abandons_amid_a_claim(&store).await;
    super::settles(&store).await;
    super::takes_any_duration(&store).await;
    super::abandons_without_a_runtime(store);
}

/// A completion that finds the file locked is tried again until it is not, for as long as that
/// takes.
#[tokio::test]
async fn settles_once_the_file_is_unlocked() {
    let file = File::new();
    // It stays open: the last connection that closes locks the file, too.
    let _open = file.store().await;
    let options: SqliteConnectOptions = file.url().parse().expect("that is a URL");
    let connect = |patience| {
        let options = options.clone().busy_timeout(patience);
        SqlitePoolOptions::new().max_connections(1).connect_lazy_with(options)
    };
    let store = SqliteStore::new(connect(Duration::from_millis(20)));
    let other = connect(Duration::from_secs(5));
    let (message, holder) = (message(), token());
    assert_eq!(store.claim(&message, holder, LONG).await.expect("the store works"), Claim::Granted);

    let lock = other.begin_with("BEGIN IMMEDIATE").await.expect("a transaction begins");
    let error = store.complete(&message, holder, LONG).await.expect_err("the file is locked");
    assert!(format!("{error:?}").contains("database is locked"), "{error:?}");
    store.settle(&message, holder, LONG);
    // With one connection, this is after the first try.
    sleep(Duration::from_millis(20)).await;
    store.release(&message, token()).await.expect_err("the file is locked");
    lock.rollback().await.expect("the file is unlocked");
    super::is_at_last(&store, &message, Claim::Done).await;
}

#[cfg(unix)]
#[tokio::test]
async fn files_are_for_their_user_alone() {
    use std::os::unix::fs::PermissionsExt as _;

    let mode = |path: &OsStr| {
        let metadata = std::fs::metadata(path).expect("the file is there");
        format!("{:o}", metadata.permissions().mode() & 0o777)
    };
    let file = File::new();
    let store = file.store().await;
    super::settles(&store).await;
    for path in file.paths() {
        assert_eq!(mode(&path), "600", "{}", path.display());
    }

    // A file that is there already keeps what its owner gave it.
    let shared = File::new();
    std::fs::write(&shared.0, "").expect("the file can be made");
    std::fs::set_permissions(&shared.0, Permissions::from_mode(0o660)).expect("it is ours");
    let store = shared.store().await;
    super::settles(&store).await;
    for path in shared.paths() {
        assert_eq!(mode(&path), "660", "{}", path.display());
    }
}

#[tokio::test]
async fn a_database_in_memory_leaves_no_file() {
    for url in ["sqlite::memory:", "sqlite://alipay-notify-test-nowhere.db?mode=memory"] {
        let store = SqliteStore::connect(url).await.expect("there is memory");
        store.create_table().await.expect("the table can be made");
        super::settles(&store).await;
    }
    assert!(!Path::new("alipay-notify-test-nowhere.db").exists());
    let found = std::fs::read_dir(".").expect("the folder can be read").flatten();
    let found = found.map(|file| file.file_name().to_string_lossy().into_owned());
    assert_eq!(found.filter(|name| name.starts_with("file:")).collect::<Vec<_>>(), [""; 0]);
}

#[tokio::test]
async fn purges_what_has_expired() {
    let file = File::new();
    let store = file.store().await;
    super::purges(&store, |limit| store.purge(limit)).await;
}

#[tokio::test]
async fn no_copy_of_a_delivery_is_handled_again() {
    let pool = SqlitePoolOptions::new().max_connections(1).connect("sqlite::memory:").await;
    let pool = pool.expect("there is memory");
    let store = SqliteStore::new(pool.clone());
    store.create_table().await.expect("the table can be made");
    let pass = async |time: Duration| {
        let pass = sqlx::query("UPDATE alipay_notify_messages SET ends_at = ends_at - $1");
        let pass = pass.bind(i64::try_from(time.as_millis()).expect("it is hours"));
        pass.execute(&pool).await.expect("the table is there");
    };
    no_copy_is_handled_again(&store, pass).await;
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
