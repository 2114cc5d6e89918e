//! The inboxes of destinations on PostgreSQL and on NATS.

use std::env;
use std::io::{Write as _, stderr};

use alipay_notify::messages::ShopSaveRejected;
use alipay_notify::store::Token;
use alipay_notify::testing::TestMessage;
use alipay_notify_inbox::{AnyInbox, Filter, State};
use alipay_notify_serve::Server;
use sqlx::{AssertSqlSafe, PgPool};

use crate::kit::{Folder, HEAD, deliver, get, until};
use crate::nats_server::NatsServer;

const DESTINATIONS: &str = "[[serve.destination]]\nname = \"lines\"\nstdout = {}\n\
                            [[serve.destination]]\nname = \"trades\"\n\
                            take = [\"notify:trade_*\"]\nstdout = {}\n";

fn skipped(why: &str) {
    let test = std::thread::current().name().unwrap_or_default().to_owned();
    let _ = stderr().write_all(format!("skipped: {test}: {why}\n").as_bytes());
}

/// Delivers through a server with this inbox, where each destination has an inbox of its own.
async fn delivers(inbox: &str, url_of: impl Fn(&str) -> String) {
    let folder = Folder::new();
    folder.write("inbox-url", inbox);
    let text = HEAD.replacen("[serve]\n", "[serve]\ninbox = { file = \"inbox-url\" }\n", 1);
    let config = folder.config(&format!("{text}{DESTINATIONS}")).expect("a good one");
    let shown: Vec<_> = config.plan().destinations.into_iter().map(|own| own.inbox).collect();
    assert!(shown[0].ends_with("_lines") && shown[1].ends_with("_trades"), "{shown:?}");
    let server = Server::start(config).await.expect("it starts");
    let body = folder.body(TestMessage::example::<ShopSaveRejected>());
    assert_eq!(deliver(server.address(), &body).await, (200, "success".to_owned()));
    let lines = AnyInbox::open_existing(&url_of("lines")).await.expect("it is there");
    until(async || {
        let listed = lines.list(&Filter::default()).await.expect("it works");
        matches!(&*listed, [only] if only.state == State::Done)
    })
    .await;
    for name in ["trades", "unrouted"] {
        let inbox = AnyInbox::open_existing(&url_of(name)).await.expect("it is there");
        assert!(inbox.list(&Filter::default()).await.expect("it works").is_empty(), "{name}");
    }
    assert_eq!(get(server.operations(), "/readyz").await.0, 200);
    server.stop().await;
}

#[tokio::test]
async fn postgresql_has_a_schema_for_each_destination() {
    const URL: &str = "ALIPAY_NOTIFY_TEST_POSTGRES_URL";
    let Some(url) = env::var(URL).ok().filter(|url| !url.is_empty()) else {
        return skipped(&format!("{URL} is not set; set it to the URL of a server"));
    };
    let name = format!("serve_{}", Token::random().expect("randomness"));
    let (host, _) = url.rsplit_once('/').expect("it names a database");
    let pool = PgPool::connect(&url).await.expect("PostgreSQL can be reached");
    let run = async |statement: String| {
        sqlx::raw_sql(AssertSqlSafe(statement)).execute(&pool).await.expect("a superuser may");
    };
    run(format!("CREATE DATABASE {name}")).await;
    let own = format!("{host}/{name}");
    delivers(&own, |destination| format!("{own}?schema=alipay_notify_{destination}")).await;
    run(format!("DROP DATABASE {name} WITH (FORCE)")).await;
}

#[tokio::test]
async fn nats_has_streams_for_each_destination() {
    let Some(server) = NatsServer::start() else {
        return skipped("there is no nats-server on the path; install NATS");
    };
    delivers(&server.url("SHOP"), |destination| server.url(&format!("SHOP_{destination}"))).await;
}
