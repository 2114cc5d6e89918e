//! From a signed request to a destination.

use alipay_notify::messages::{ShopSaveRejected, TradeStatusSync};
use alipay_notify::testing::{TestKey, TestMessage};
use tokio::net::TcpListener;

use crate::kit::{Folder, deliver, get, until};

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
    until(async || folder.health("trades").await == Default::default()).await;
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
    until(async || folder.health("unrouted").await == Default::default()).await;
    until(async || folder.health("lines").await == Default::default()).await;
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
    until(async || folder.health("all").await == Default::default()).await;
    server.stop().await;
}
