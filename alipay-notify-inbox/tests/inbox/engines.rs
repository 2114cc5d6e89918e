//! Which engines there are to test on.

use alipay_notify_inbox::AnyInbox;

/// An engine that is this test's alone.
pub(crate) struct Engine {
    pub(crate) url: String,
    #[cfg(feature = "sqlite")]
    _folder: Option<tempfile::TempDir>,
}

impl Engine {
    pub(crate) async fn open(&self) -> AnyInbox {
        AnyInbox::open(&self.url).await.expect("the inbox opens")
    }
}

/// Runs a test on each engine: a file, and PostgreSQL where `ALIPAY_NOTIFY_TEST_POSTGRES_URL` says
/// where it is.
pub(crate) async fn on_each(test: impl AsyncFn(&Engine)) {
    #[cfg(feature = "sqlite")]
    sqlite::on_sqlite(&test).await;
    #[cfg(feature = "postgres")]
    postgres::on_postgres(&test).await;
}

#[cfg(feature = "sqlite")]
pub(crate) mod sqlite {
    use super::Engine;

    pub(crate) fn engine() -> Engine {
        let folder = tempfile::tempdir().expect("a folder for temporary files");
        let url = format!("sqlite:{}", folder.path().join("inbox.db").display());
        Engine { url, _folder: Some(folder) }
    }

    pub(crate) async fn on_sqlite(test: &impl AsyncFn(&Engine)) {
        test(&engine()).await;
    }
}

#[cfg(feature = "postgres")]
pub(crate) mod postgres {
    use std::env;
    use std::io::{Write as _, stderr};

    use alipay_notify::store::Token;
    use sqlx::{AssertSqlSafe, PgPool};

    use super::Engine;

    /// Runs a test in a schema of its own, and removes that.
    pub(crate) async fn on_postgres(test: &impl AsyncFn(&Engine)) {
        const URL: &str = "ALIPAY_NOTIFY_TEST_POSTGRES_URL";
        let Some(url) = env::var(URL).ok().filter(|url| !url.is_empty()) else {
            let test = std::thread::current().name().unwrap_or_default().to_owned();
            let line =
                format!("skipped: {test}: {URL} is not set; set it to the URL of a server\n");
            let _ = stderr().write_all(line.as_bytes());
            return;
        };
        let schema = format!("inbox_{}", Token::random().expect("randomness"));
        run(&url, format!("CREATE SCHEMA {schema}")).await;
        let url_of_schema = format!("{url}?options=-c%20search_path%3D{schema}");
        test(&Engine {
            url: url_of_schema,
            #[cfg(feature = "sqlite")]
            _folder: None,
        })
        .await;
        run(&url, format!("DROP SCHEMA {schema} CASCADE")).await;
    }

    async fn run(url: &str, statement: String) {
        let pool = PgPool::connect(url).await.expect("PostgreSQL can be reached");
        sqlx::raw_sql(AssertSqlSafe(statement)).execute(&pool).await.expect("a superuser may");
    }
}
