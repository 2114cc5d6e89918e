use std::future::Future;
use std::time::Duration;

use alipay_notify::store::{Claim, Store as _};
use alipay_notify::testing::store_contract;
use alipay_notify_stores::RedisStore;
use redis::aio::MultiplexedConnection;
use redis::{AsyncConnectionConfig, Client};
use tokio::time::sleep;

use super::replay::no_copy_is_handled_again;
use super::{LONG, message, service, token};

/// A server, and a prefix that is this test's alone.
struct Server {
    url: String,
    prefix: String,
}

impl Server {
    async fn store(&self) -> RedisStore {
        RedisStore::connect(&self.url).await.expect("Redis can be reached").prefix(&self.prefix)
    }

    async fn connection(&self) -> MultiplexedConnection {
        let patience = Some(Duration::from_secs(30));
        let config = AsyncConnectionConfig::new().set_response_timeout(patience);
        let client = Client::open(&*self.url).expect("the variable holds a URL");
        client
            .get_multiplexed_async_connection_with_config(&config)
            .await
            .expect("Redis can be reached")
    }

    async fn keys(&self) -> Vec<String> {
        let mut keys = redis::cmd("KEYS");
        keys.arg(format!("{}*", self.prefix));
        keys.query_async(&mut self.connection().await).await.expect("Redis lists keys")
    }
}

/// Runs a test where there is a server, and removes what it leaves.
async fn on_redis<T: Future<Output = ()>>(test: impl FnOnce(std::sync::Arc<Server>) -> T) {
    let Some(url) = service::url("ALIPAY_NOTIFY_TEST_REDIS_URL") else { return };
    let server =
        std::sync::Arc::new(Server { url, prefix: format!("alipay-notify-test:{}:", token()) });
    test(std::sync::Arc::clone(&server)).await;
    for key in server.keys().await {
        let mut delete = redis::cmd("DEL");
        delete.arg(key);
        let _: i64 =
            delete.query_async(&mut server.connection().await).await.expect("Redis deletes keys");
    }
}

#[tokio::test]
async fn keeps_the_contract() {
    on_redis(async |server| store_contract(&server.store().await, sleep).await).await;
}

#[tokio::test]
async fn keeps_the_contract_on_a_connection_of_ones_own() {
    on_redis(async |server| {
        let store = RedisStore::new(server.connection().await).prefix(&server.prefix);
        store_contract(&store, sleep).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_connections_have_one_winner() {
    on_redis(async |server| {
        super::one_winner_per_message([server.store().await, server.store().await]).await;
    })
    .await;
}

#[tokio::test]
async fn abandons_and_takes_any_duration() {
    on_redis(async |server| {
        let store = server.store().await;
        super::abandons(&store).await;
        super::abandons_amid_a_claim(&store).await;
        super::settles(&store).await;
        super::takes_any_duration(&store).await;
        super::abandons_without_a_runtime(store);
    })
    .await;
}

#[tokio::test]
async fn every_key_begins_with_the_prefix_and_expires() {
    on_redis(async |server| {
        let (store, message, holder) = (server.store().await, message(), token());
        assert_eq!(store.claim(&message, holder, LONG).await.expect("it works"), Claim::Granted);
        assert_eq!(server.keys().await, [format!("{}{message}", server.prefix)]);
        let mut connection = server.connection().await;
        for retention in [LONG, LONG * 2] {
            let left: i64 = redis::cmd("PTTL")
                .arg(&server.keys().await[0])
                .query_async(&mut connection)
                .await
                .expect("Redis tells how long a key is kept");
            let most = i64::try_from(retention.as_millis()).expect("it is hours");
            assert!((most / 2 + 1..=most).contains(&left), "{left} of {most}");
            store.complete(&message, holder, LONG * 2).await.expect("it works");
        }
        let other = server.store().await.prefix(format!("{}other:", server.prefix));
        assert_eq!(other.claim(&message, token(), LONG).await.expect("it works"), Claim::Granted);
    })
    .await;
}

#[tokio::test]
async fn no_copy_of_a_delivery_is_handled_again() {
    on_redis(async |server| {
        let connection = server.connection().await;
        let pass = async |time: Duration| {
            let mut connection = connection.clone();
            for key in server.keys().await {
                let mut left = redis::cmd("PTTL");
                let left: i64 =
                    left.arg(&key).query_async(&mut connection).await.expect("Redis tells");
                let left = left - i64::try_from(time.as_millis()).expect("it is hours");
                let mut expire = redis::cmd("PEXPIRE");
                let expire = expire.arg(&key).arg(left);
                let _: i64 = expire.query_async(&mut connection).await.expect("Redis forgets");
            }
        };
        no_copy_is_handled_again(&server.store().await, pass).await;
    })
    .await;
}

#[tokio::test]
async fn nothing_shows_a_password() {
    for url in [
        "redis://shop:hunter2@127.0.0.1:1/",
        "redis://shop:hunter2@127.0.0.1:x/",
        "redi://shop:hunter2@h/",
    ] {
        let error = RedisStore::connect(url).await.expect_err("nobody listens there");
        assert!(!service::cause(&error).contains("hunter2"), "{}", service::cause(&error));
    }
    on_redis(async |server| {
        let (_, host) = server.url.split_once("://").expect("the variable holds a URL");
        let error = RedisStore::connect(&format!("redis://shop:hunter2@{host}"))
            .await
            .expect_err("no such user");
        assert!(!service::cause(&error).contains("hunter2"), "{}", service::cause(&error));
        let store = server.store().await.prefix("shop:");
        assert_eq!(format!("{store:?}"), "RedisStore { prefix: \"shop:\", .. }");
    })
    .await;
}
