//! Readiness, and stops.

use alipay_notify::messages::ShopSaveRejected;
use alipay_notify::testing::TestMessage;
use tokio::net::TcpStream;

use crate::kit::{Folder, HEAD, deliver, get, until};

const STDOUT: &str = "[[serve.destination]]\nname = \"lines\"\nstdout = {}\n";

#[tokio::test]
async fn it_says_that_it_lives_and_is_ready() {
    let folder = Folder::new();
    let server = folder.server(STDOUT).await;
    assert_eq!(get(server.operations(), "/healthz").await, (200, "ok\n".to_owned()));
    let ready = "{\"ready\":true,\"receiving\":true,\"inboxes\":[{\"name\":\"lines\"},\
                 {\"name\":\"unrouted\"}],\"destinations\":[{\"name\":\"lines\"}]}\n";
    assert_eq!(get(server.operations(), "/readyz").await, (200, ready.to_owned()));
    let (status, metrics) = get(server.operations(), "/metrics").await;
    assert_eq!(status, 200);
    let waiting = "alipay_notify_serve_messages{destination=\"lines\",state=\"waiting\"} 0\n";
    assert!(metrics.contains(waiting), "{metrics}");
    server.stop().await;
}

#[tokio::test]
async fn what_operators_ask_may_have_an_address_of_its_own() {
    let folder = Folder::new();
    let text = HEAD.replacen("[serve]\n", "[serve]\noperations = \"127.0.0.1:0\"\n", 1);
    let config = folder.config(&format!("{text}{STDOUT}")).expect("a good one");
    let server = alipay_notify_serve::Server::start(config).await.expect("it starts");
    assert_ne!(server.address(), server.operations());
    assert_eq!(get(server.operations(), "/healthz").await.0, 200);
    assert_eq!(get(server.address(), "/healthz").await.0, 404);
    assert_eq!(get(server.address(), "/metrics").await.0, 404);
    server.stop().await;
}

/// Readiness falls first, while deliveries are still taken; then nobody is let in any more.
#[tokio::test]
async fn a_stop_is_seen_before_it_refuses_anything() {
    let folder = Folder::new();
    let server = folder.server(STDOUT).await;
    let address = server.address();
    let body = folder.body(TestMessage::example::<ShopSaveRejected>());
    let stopping = tokio::spawn(server.stop());
    until(async || get(address, "/readyz").await.0 == 503).await;
    // It asks nobody any more: that may take longer than is left.
    let stops = "{\"ready\":false,\"receiving\":false,\"inboxes\":[],\"destinations\":[]}\n";
    assert_eq!(get(address, "/readyz").await.1, stops);
    assert_eq!(deliver(address, &body).await, (200, "success".to_owned()));
    assert_eq!(get(address, "/healthz").await.0, 200);
    stopping.await.expect("it stops");
    let refused = TcpStream::connect(address).await.map(drop).expect_err("nobody listens");
    assert_eq!(refused.kind(), std::io::ErrorKind::ConnectionRefused);
    // It was delivered before the end, or waits for the next start.
    let health = folder.health("lines").await;
    assert_eq!((health.running, health.stuck, health.dead), (0, 0, 0));
}
