//! Which engines there are to test on.

use alipay_notify_inbox::AnyInbox;

/// An engine that is this test's alone.
pub(crate) struct Engine {
    pub(crate) url: String,
    /// What has to be there for as long as the engine is.
    _keeps: Box<dyn std::any::Any>,
}

impl Engine {
    fn new(url: String, keeps: impl std::any::Any) -> Self {
        Self { url, _keeps: Box::new(keeps) }
    }

    pub(crate) async fn open(&self) -> AnyInbox {
        AnyInbox::open(&self.url).await.expect("the inbox opens")
    }
}

/// Runs a test on each engine: a file; PostgreSQL where `ALIPAY_NOTIFY_TEST_POSTGRES_URL` says
/// where it is; and NATS where `nats-server` is on the path.
pub(crate) async fn on_each(test: impl AsyncFn(&Engine)) {
    #[cfg(feature = "sqlite")]
    sqlite::on_sqlite(&test).await;
    #[cfg(feature = "postgres")]
    postgres::on_postgres(&test).await;
    #[cfg(feature = "nats")]
    nats::on_nats(&test).await;
}

/// Says, past the capture of the test harness, that the running test did not run somewhere.
#[cfg(any(feature = "postgres", feature = "nats"))]
pub(crate) fn skipped(why: &str) {
    use std::io::{Write as _, stderr};

    let test = std::thread::current().name().unwrap_or_default().to_owned();
    let _ = stderr().write_all(format!("skipped: {test}: {why}\n").as_bytes());
}

#[cfg(feature = "sqlite")]
pub(crate) mod sqlite {
    use super::Engine;

    pub(crate) fn engine() -> Engine {
        let folder = tempfile::tempdir().expect("a folder for temporary files");
        let url = format!("sqlite:{}", folder.path().join("inbox.db").display());
        Engine::new(url, folder)
    }

    pub(crate) async fn on_sqlite(test: &impl AsyncFn(&Engine)) {
        test(&engine()).await;
    }
}

#[cfg(feature = "postgres")]
pub(crate) mod postgres {
    use std::env;

    use alipay_notify::store::Token;
    use sqlx::{AssertSqlSafe, PgPool};

    use super::{Engine, skipped};

    /// Runs a test in a schema of its own, and removes that.
    pub(crate) async fn on_postgres(test: &impl AsyncFn(&Engine)) {
        const URL: &str = "ALIPAY_NOTIFY_TEST_POSTGRES_URL";
        let Some(url) = env::var(URL).ok().filter(|url| !url.is_empty()) else {
            return skipped(&format!("{URL} is not set; set it to the URL of a server"));
        };
        let schema = format!("inbox_{}", Token::random().expect("randomness"));
        let url_of_schema = format!("{url}?schema={schema}");
        test(&Engine::new(url_of_schema, ())).await;
        run(&url, format!("DROP SCHEMA IF EXISTS {schema} CASCADE")).await;
    }

    async fn run(url: &str, statement: String) {
        let pool = PgPool::connect(url).await.expect("PostgreSQL can be reached");
        sqlx::raw_sql(AssertSqlSafe(statement)).execute(&pool).await.expect("a superuser may");
    }
}

#[cfg(feature = "nats")]
pub(crate) mod nats {
    use super::{Engine, skipped};
    use crate::nats_server::NatsServer;

    /// Runs a test on a server of its own.
    pub(crate) async fn on_nats(test: &impl AsyncFn(&Engine)) {
        let Some(server) = NatsServer::start() else {
            return skipped("there is no nats-server on the path; install NATS");
        };
        test(&Engine::new(server.url("SHOP"), server)).await;
    }
}
