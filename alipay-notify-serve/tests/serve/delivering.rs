//! From a signed request to a destination.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use alipay_notify::messages::{ShopSaveRejected, TradeStatusSync};
use alipay_notify::testing::{TestKey, TestMessage};
use alipay_notify_inbox::Health;
use alipay_notify_serve::{DeliveryError, Destination, Event, Mistake, Server, Wanted};
use tokio::net::TcpListener;

use crate::kit::{APP_ID, Folder, HEAD, deliver, get, until};

const STDOUT: &str = "[[serve.destination]]\nname = \"lines\"\nstdout = {}\n";

#[tokio::test]
async fn what_is_genuine_is_delivered_once_and_what_is_not_is_refused() {
    let folder = Folder::new();
    let server = folder.server(STDOUT).await;
    let body = folder.body(TestMessage::example::<ShopSaveRejected>());
    let success = (200, "success".to_owned());
    assert_eq!(deliver(server.address(), &body).await, success);
    assert_eq!(deliver(server.address(), &body).await, success);
    let forged = TestMessage::example::<ShopSaveRejected>().sign(&TestKey::generate()).body();
    assert_eq!(deliver(server.address(), &forged).await, (403, "fail".to_owned()));
    let delivered = "alipay_notify_serve_attempts_total{destination=\"lines\",\
                     outcome=\"delivered\"}";
    until(async || get(server.operations(), "/metrics").await.1.contains(delivered)).await;
    let health = folder.health("lines").await;
    assert_eq!((health.waiting, health.stuck, health.dead), (0, 0, 0));
    server.stop().await;
}

#[tokio::test]
async fn each_destination_has_what_it_takes_and_the_rest_is_kept() {
    let folder = Folder::new();
    let closed = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let away = closed.local_addr().expect("an address");
    drop(closed);
    let destinations = format!(
        "[[serve.destination]]\nname = \"trades\"\ntake = [\"notify:trade_*\"]\nstdout = {{}}\n\
         [[serve.destination]]\nname = \"away\"\ntake = [\"notify:*\"]\nhttp = {{ url = \
         \"http://{away}\" }}\n"
    );
    let server = folder.server(&destinations).await;
    for body in [
        folder.body(TestMessage::example::<TradeStatusSync>()),
        folder.body(TestMessage::example::<ShopSaveRejected>()),
    ] {
        assert_eq!(deliver(server.address(), &body).await, (200, "success".to_owned()));
    }
    until(async || folder.health("trades").await == Health::default()).await;
    until(async || folder.health("unrouted").await.stuck == 1).await;
    let away = folder.health("away").await;
    assert_eq!((away.waiting + away.running, away.stuck, away.dead), (1, 0, 0));
    let (status, ready) = get(server.operations(), "/readyz").await;
    assert_eq!(status, 503, "{ready}");
    assert!(ready.starts_with("{\"ready\":false,\"receiving\":true,"), "{ready}");
    assert_eq!(get(server.operations(), "/readyz/receiving").await.0, 200);
    server.stop().await;

    // Once somebody takes it, it is handed on.
    let server = folder.server(STDOUT).await;
    until(async || folder.health("unrouted").await == Health::default()).await;
    until(async || folder.health("lines").await == Health::default()).await;
    server.stop().await;
}

#[tokio::test]
async fn what_breaks_its_specification_waits_unless_it_is_wanted() {
    let folder = Folder::new();
    let wanted = "[[serve.destination]]\nname = \"all\"\nviolations = true\nstdout = {}\n";
    let server = folder.server(&format!("{STDOUT}{wanted}")).await;
    let message = TestMessage::example::<ShopSaveRejected>().content("{\"shop_id\":1}");
    assert_eq!(deliver(server.address(), &folder.body(message)).await.0, 200);
    until(async || folder.health("lines").await.stuck == 1).await;
    until(async || folder.health("all").await == Health::default()).await;
    server.stop().await;
}

/// A destination of the program's own, which fails at first.
#[derive(Clone, Default)]
struct Own(Arc<Mutex<(u32, Vec<String>)>>);

impl Own {
    /// How often it was tried, and the ids of what it has.
    fn lock(&self) -> MutexGuard<'_, (u32, Vec<String>)> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Destination for Own {
    async fn deliver(&self, event: &Event) -> Result<(), DeliveryError> {
        let mut state = self.lock();
        state.0 += 1;
        if state.0 == 1 {
            return Err(DeliveryError::Status(500));
        }
        assert_ne!(state.0, 2, "clients may panic");
        state.1.push(event.id().to_owned());
        Ok(())
    }

    async fn reach(&self) -> Result<(), DeliveryError> {
        Ok(())
    }
}

#[tokio::test]
async fn a_program_has_destinations_of_its_own_and_failures_are_tried_again() {
    let folder = Folder::new();
    let config = folder.config(&format!("{HEAD}{STDOUT}")).expect("a good one");
    let twice = config.destination("lines", &["*"], Wanted::default(), Own::default());
    assert_eq!(twice.map(drop), Err(Mistake::Repeated("lines".to_owned())));
    let config = folder.config(&format!("{HEAD}{STDOUT}")).expect("a good one");
    let own = Own::default();
    let config = config.destination("own", &["message:*"], Wanted::default(), own.clone());
    let server = Server::start(config.expect("a good one")).await.expect("it starts");
    let message = TestMessage::example::<ShopSaveRejected>().notify_id("n1");
    assert_eq!(deliver(server.address(), &folder.body(message)).await.0, 200);
    until(async || !own.lock().1.is_empty()).await;
    assert_eq!(*own.lock(), (3, vec![format!("{APP_ID}:n1")]));
    server.stop().await;
}

/// A destination that nobody reaches is taken out of the configuration, with a message for it.
#[tokio::test]
async fn messages_of_a_destination_that_is_gone_are_shown() {
    let folder = Folder::new();
    let away = "[[serve.destination]]\nname = \"away\"\nhttp = { url = \"http://127.0.0.1:1\" }\n";
    let server = folder.server(away).await;
    let body = folder.body(TestMessage::example::<ShopSaveRejected>());
    assert_eq!(deliver(server.address(), &body).await, (200, "success".to_owned()));
    server.stop().await;
    folder.write("inbox/other.db", "");

    let config = folder.config(&format!("{HEAD}{away}")).expect("a good one");
    assert_eq!(config.left_behind().await, []);
    let config = folder.config(&format!("{HEAD}{STDOUT}")).expect("a good one");
    let [left] = config.left_behind().await.try_into().expect("one");
    assert_eq!(left.name, "away");
    assert_eq!(left.inbox, format!("sqlite:{}", folder.path("inbox").join("away.db").display()));
    assert_eq!((left.health.waiting, left.health.dead), (1, 0));
    let config = config.destination("away", &["*"], Wanted::default(), Own::default());
    assert_eq!(config.expect("a good one").left_behind().await, []);
}
