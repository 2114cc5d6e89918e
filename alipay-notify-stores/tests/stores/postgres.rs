use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use alipay_notify::store::{Claim, Store as _};
use alipay_notify::testing::store_contract;
use alipay_notify_stores::PostgresStore;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{AssertSqlSafe, PgPool};
use tokio::time::sleep;

use super::replay::no_copy_is_handled_again;
use super::{LONG, message, service, token};

/// A database, and a table that is this test's alone.
struct Database {
    url: String,
    table: String,
}

impl Database {
    async fn store(&self) -> PostgresStore {
        let store = PostgresStore::connect(&self.url).await.expect("PostgreSQL can be reached");
        store.table(&self.table).expect("that is a name")
    }

    async fn pool(&self) -> PgPool {
        PgPoolOptions::new()
            .max_connections(2)
            .connect(&self.url)
            .await
            .expect("PostgreSQL can be reached")
    }

    /// Returns as soon as a statement on the table waits for a lock.
    async fn someone_waits(&self, pool: &PgPool) {
        let waiting = "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' \
                       AND query LIKE '%' || $1 || '%')";
        let waits = || sqlx::query_scalar::<_, bool>(waiting).bind(&self.table).fetch_one(pool);
        while !waits().await.expect("statistics can be read") {
            sleep(Duration::from_millis(10)).await;
        }
    }
}

/// Runs a test where there is a database, and removes its table.
async fn on_postgres<T: Future<Output = ()>>(test: impl FnOnce(Arc<Database>) -> T) {
    let Some(url) = service::url("ALIPAY_NOTIFY_TEST_POSTGRES_URL") else { return };
    let database = Arc::new(Database { url, table: format!("test_{}", token()) });
    test(Arc::clone(&database)).await;
    let drop = AssertSqlSafe(format!("DROP TABLE IF EXISTS \"{}\"", database.table));
    sqlx::query(drop).execute(&database.pool().await).await.expect("the table can be dropped");
}

async fn table(database: &Database) -> PostgresStore {
    let store = database.store().await;
    store.create_table().await.expect("the table can be made");
    store
}

#[tokio::test]
async fn keeps_the_contract() {
    on_postgres(async |database| store_contract(&table(&database).await, sleep).await).await;
}

#[tokio::test]
async fn keeps_the_contract_on_a_pool_of_ones_own() {
    on_postgres(async |database| {
        let store = PostgresStore::new(database.pool().await)
            .table(&database.table)
            .expect("that is a name");
        store.create_table().await.expect("the table can be made");
        store_contract(&store, sleep).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_pools_have_one_winner() {
    on_postgres(async |database| {
        super::one_winner_per_message([table(&database).await, table(&database).await]).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn processes_may_create_the_table_at_once() {
    on_postgres(async |database| {
        let tasks: Vec<_> = (0..8)
            .map(|_| {
                let database = Arc::clone(&database);
                tokio::spawn(async move { table(&database).await })
            })
            .collect();
        for task in tasks {
            task.await.expect("the table can be made");
        }
    })
    .await;
}

#[tokio::test]
async fn abandons_and_takes_any_duration() {
    on_postgres(async |database| {
        let store = table(&database).await;
        super::abandons(&store).await;
        super::abandons_amid_a_claim(&store).await;
        super::settles(&store).await;
        super::takes_any_duration(&store).await;
        super::abandons_without_a_runtime(store);
    })
    .await;
}

/// A claim that the database is slow to make, since another transaction holds its row, is released
/// nevertheless.
#[tokio::test]
async fn an_abandoned_claim_is_not_overtaken() {
    on_postgres(async |database| {
        let store = table(&database).await;
        let (message, holder) = (message(), token());
        let pool = database.pool().await;
        let mut other = pool.begin().await.expect("a transaction begins");
        let row = format!("INSERT INTO \"{}\" VALUES ($1, 'other', now())", database.table);
        let row = sqlx::query(AssertSqlSafe(row)).bind(message.to_string());
        row.execute(&mut *other).await.expect("the row can be written");

        let claim = store.claim(&message, holder, LONG);
        tokio::select! {
            _ = claim => panic!("the row is held"),
            () = database.someone_waits(&pool) => {}
        }
        store.abandon(&message, holder);
        store.release(&message, holder).await.expect("the store works");
        other.rollback().await.expect("the row is let go");
        super::is_at_last(&store, &message, Claim::Granted).await;
    })
    .await;
}

#[tokio::test]
async fn a_role_that_may_not_create_finds_the_table() {
    on_postgres(async |database| {
        let pool = database.pool().await;
        let name = &database.table;
        let run = async |sql: String| {
            sqlx::raw_sql(AssertSqlSafe(sql)).execute(&pool).await.expect("a superuser may")
        };
        run(format!(
            "CREATE SCHEMA {name}; CREATE ROLE {name}; GRANT USAGE ON SCHEMA {name} TO {name}"
        ))
        .await;

        let as_role = |role: &str| {
            let options: PgConnectOptions = database.url.parse().expect("that is a URL");
            let options = options.options([("role", role), ("search_path", name)]);
            PostgresStore::new(PgPoolOptions::new().connect_lazy_with(options))
        };
        let restricted = as_role(name);
        let error = restricted.create_table().await.expect_err("the role may not create it");
        let denied = format!(
            "the store of done messages failed: error returned from database: permission denied \
             for schema {name}"
        );
        assert!(format!("{error:?}").starts_with(&denied), "{error:?}");

        as_role("none").create_table().await.expect("the table can be made");
        let tables = format!("ALL TABLES IN SCHEMA {name}");
        run(format!("GRANT SELECT, INSERT, UPDATE, DELETE ON {tables} TO {name}")).await;
        restricted.create_table().await.expect("there is one");
        store_contract(&restricted, sleep).await;
        run(format!("DROP SCHEMA {name} CASCADE; DROP ROLE {name}")).await;
    })
    .await;
}

#[tokio::test]
async fn purges_what_has_expired() {
    on_postgres(async |database| {
        let store = table(&database).await;
        super::purges(&store, |limit| store.purge(limit)).await;
    })
    .await;
}

#[tokio::test]
async fn no_copy_of_a_delivery_is_handled_again() {
    on_postgres(async |database| {
        let pool = database.pool().await;
        let statement = format!(
            "UPDATE \"{}\" SET ends_at = ends_at - $1 * interval '1 millisecond'",
            database.table
        );
        let pass = async |time: std::time::Duration| {
            let pass = sqlx::query(AssertSqlSafe(statement.clone()));
            let pass = pass.bind(i64::try_from(time.as_millis()).expect("it is hours"));
            pass.execute(&pool).await.expect("the table is there");
        };
        no_copy_is_handled_again(&table(&database).await, pass).await;
    })
    .await;
}

#[tokio::test]
async fn nothing_shows_a_password() {
    let urls = [
        "postgres://shop:hunter2@127.0.0.1:1/shop",
        "postgres://shop:hunter2@127.0.0.1:x/shop",
        "postgre:hunter2",
    ];
    for url in urls {
        let error = PostgresStore::connect(url).await.expect_err("nobody listens there");
        assert!(!service::cause(&error).contains("hunter2"), "{}", service::cause(&error));
    }
    on_postgres(async |database| {
        let store = database.store().await.table("shop").expect("that is a name");
        assert_eq!(format!("{store:?}"), "PostgresStore { table: \"shop\", .. }");
    })
    .await;
}
