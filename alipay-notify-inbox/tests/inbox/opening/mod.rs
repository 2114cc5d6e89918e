//! How an inbox is opened, and what it refuses.

#[cfg(feature = "nats")]
mod nats;

use std::error::Error as _;

use alipay_notify_inbox::{AnyInbox, Filter, OpenError, State};

use crate::engines::on_each;

/// The sentence of an error.
async fn refused(url: &str) -> String {
    let error = AnyInbox::open(url).await.expect_err("it can't be opened");
    let sentence = error.to_string();
    assert_eq!(format!("{error:?}"), sentence);
    sentence
}

#[tokio::test]
async fn a_url_names_an_engine() {
    for url in ["", "inbox.db", "mysql://127.0.0.1/inbox", "/sqlite:inbox.db"] {
        let error = AnyInbox::open(url).await.expect_err("there is no such engine");
        assert!(matches!(error, OpenError::Engine), "{url}: {error}");
        assert!(error.source().is_none());
    }
    let sentence = refused("mysql://127.0.0.1/inbox").await;
    assert!(sentence.starts_with("no engine for this URL: an inbox's begins with "), "{sentence}");
}

#[tokio::test]
async fn what_is_to_be_there_already_is_not_made() {
    on_each(async |engine| {
        for _ in 0..2 {
            let error = AnyInbox::open_existing(&engine.url).await.expect_err("nobody made it");
            assert!(matches!(error, OpenError::Missing), "{error}");
            assert_eq!(
                error.to_string(),
                "there is no inbox at this URL; a program that puts into it makes it: check the URL"
            );
        }
        drop(engine.open().await);
        let inbox = AnyInbox::open_existing(&engine.url).await.expect("it is there now");
        assert_eq!(inbox.list(&Filter::default()).await.expect("it works"), []);
    })
    .await;
}

#[cfg(any(feature = "sqlite", feature = "postgres"))]
const NEWER: &str = "INSERT INTO alipay_notify_inbox_version (version) VALUES (7)";

#[cfg(any(feature = "sqlite", feature = "postgres"))]
const VERSIONS: &str = "SELECT version FROM alipay_notify_inbox_version";

/// Has an inbox look as if a newer version had written it.
async fn make_newer(url: &str) {
    match url.split(':').next() {
        #[cfg(feature = "sqlite")]
        Some("sqlite") => sqlite::make_newer(url).await,
        #[cfg(feature = "postgres")]
        Some("postgres" | "postgresql") => postgres::make_newer(url).await,
        #[cfg(feature = "nats")]
        Some("nats") => nats::make_newer(url).await,
        _ => panic!("another engine"),
    }
}

#[tokio::test]
async fn a_newer_version_is_refused() {
    on_each(async |engine| {
        drop(engine.open().await);
        make_newer(&engine.url).await;
        assert_eq!(
            refused(&engine.url).await,
            "the inbox was written by a newer version of alipay-notify-inbox (its layout is \
             version 7, this program knows 1); update this program"
        );
    })
    .await;
}

/// The versions that an inbox names.
async fn versions(url: &str) -> Vec<i64> {
    match url.split(':').next() {
        #[cfg(feature = "sqlite")]
        Some("sqlite") => sqlite::versions(url).await,
        #[cfg(feature = "postgres")]
        Some("postgres" | "postgresql") => postgres::versions(url).await,
        #[cfg(feature = "nats")]
        Some("nats") => nats::versions(url).await,
        _ => panic!("another engine"),
    }
}

/// Whoever comes first makes the inbox, and the others find it.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn processes_may_open_a_new_inbox_at_once() {
    on_each(async |engine| {
        let tasks: Vec<_> = (0..24)
            .map(|_| {
                let url = engine.url.clone();
                tokio::spawn(async move { AnyInbox::open(&url).await.map(drop) })
            })
            .collect();
        for task in tasks {
            task.await.expect("no panic").expect("the inbox opens");
        }
        let inbox = engine.open().await;
        crate::put(&inbox, [crate::message("one")]).await;
        assert_eq!(crate::states(&inbox).await, [State::Waiting]);
        assert_eq!(versions(&engine.url).await, [1]);
    })
    .await;
}

#[cfg(feature = "sqlite")]
mod sqlite {
    use std::fs;
    use std::os::unix::fs::PermissionsExt as _;

    use alipay_notify_inbox::SqliteInbox;
    use sqlx::SqlitePool;

    use super::refused;
    use crate::engines::sqlite::engine;

    #[tokio::test]
    async fn files_are_their_users_alone() {
        let engine = engine();
        let inbox = engine.open().await;
        super::super::put(&inbox, [super::super::message("one")]).await;
        let file = engine.url.trim_start_matches("sqlite:");
        for more in ["", "-wal", "-shm"] {
            let metadata = fs::metadata(format!("{file}{more}")).expect("the file is there");
            assert_eq!(metadata.permissions().mode() & 0o777, 0o600, "{more}");
        }
    }

    #[tokio::test]
    async fn a_database_in_memory_is_refused() {
        for url in ["sqlite::memory:", "sqlite:", "sqlite:inbox?mode=memory"] {
            assert_eq!(
                refused(url).await,
                "an inbox in memory loses what it has acknowledged; give it a file: sqlite:inbox.db"
            );
        }
    }

    #[tokio::test]
    async fn a_file_that_can_only_be_read_is_refused() {
        let engine = engine();
        let sentence =
            "the inbox can only be read; it has to be written to: check whose the file is";
        drop(engine.open().await);
        assert_eq!(refused(&format!("{}?mode=ro", engine.url)).await, sentence);
    }

    pub(crate) async fn make_newer(url: &str) {
        let inbox = SqliteInbox::open(url).await.expect("the inbox opens");
        sqlx::query(super::NEWER).execute(inbox.pool()).await.expect("the table is there");
    }

    pub(crate) async fn versions(url: &str) -> Vec<i64> {
        let inbox = SqliteInbox::open(url).await.expect("the inbox opens");
        sqlx::query_scalar(super::VERSIONS).fetch_all(inbox.pool()).await.expect("a table")
    }

    #[tokio::test]
    async fn a_file_that_is_none_is_refused() {
        let folder = tempfile::tempdir().expect("a folder for temporary files");
        let file = folder.path().join("inbox.db");
        fs::write(&file, "this is no database, however long it is").expect("a new file");
        let sentence = refused(&format!("sqlite:{}", file.display())).await;
        assert!(sentence.ends_with("file is not a database"), "{sentence}");
        let nowhere = refused("sqlite:/nowhere/inbox.db").await;
        assert!(nowhere.ends_with("unable to open database file"), "{nowhere}");
    }

    #[tokio::test]
    async fn a_new_file_is_in_wal_mode() {
        let engine = engine();
        drop(engine.open().await);
        let pool = SqlitePool::connect(&engine.url).await.expect("the file is there");
        let mode: String =
            sqlx::query_scalar("PRAGMA journal_mode").fetch_one(&pool).await.expect("a mode");
        assert_eq!(mode, "wal");
    }
}

#[cfg(feature = "postgres")]
mod postgres {
    use alipay_notify_inbox::PostgresInbox;

    use super::refused;
    use crate::engines::postgres::on_postgres;

    pub(crate) async fn make_newer(url: &str) {
        let inbox = PostgresInbox::open(url).await.expect("the inbox opens");
        sqlx::query(super::NEWER).execute(inbox.pool()).await.expect("the table is there");
    }

    pub(crate) async fn versions(url: &str) -> Vec<i64> {
        let inbox = PostgresInbox::open(url).await.expect("the inbox opens");
        sqlx::query_scalar(super::VERSIONS).fetch_all(inbox.pool()).await.expect("a table")
    }

    #[tokio::test]
    async fn a_server_that_may_lose_what_it_acknowledges_is_refused() {
        on_postgres(&async |engine: &crate::engines::Engine| {
            let with = |setting: &str| format!("{}&options=-c%20{setting}", engine.url);
            assert_eq!(
                refused(&with("synchronous_commit%3Doff")).await,
                "with synchronous_commit=off, the server may lose what it has acknowledged; set \
                 it to on for this user: ALTER ROLE … SET synchronous_commit = on"
            );
            assert_eq!(
                refused(&with("default_transaction_read_only%3Don")).await,
                "the inbox can only be read; it has to be written to: check whose the file is"
            );
        })
        .await;
    }
}

#[tokio::test]
async fn nothing_shows_a_password() {
    for scheme in ["postgres", "nats"] {
        for place in ["127.0.0.1:1/shop", "h:x/shop", "127.0.0.1:1/a.b"] {
            let sentence = refused(&format!("{scheme}://shop:hunter2@{place}")).await;
            assert!(!sentence.contains("hunter2"), "{sentence}");
        }
    }
}
