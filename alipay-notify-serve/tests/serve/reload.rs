//! Keys, schemas and certificates that are replaced while it runs.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use alipay_notify::messages::ShopSaveRejected;
use alipay_notify::testing::{TestKey, TestMessage};
use alipay_notify_inbox::Health;
use alipay_notify_serve::{Reload, Server};

use crate::kit::{APP_ID, Folder, HEAD, deliver, until};

const STDOUT: &str = "[[serve.destination]]\nname = \"lines\"\nstdout = {}\n";

fn signed(key: &TestKey) -> Vec<u8> {
    TestMessage::example::<ShopSaveRejected>().app_id(APP_ID).sign(key).body()
}

#[tokio::test]
async fn a_key_is_replaced_and_a_broken_file_replaces_none() {
    let folder = Folder::new();
    let server = folder.server(STDOUT).await;
    let next = TestKey::generate();
    assert_eq!(server.reload().await, Reload::Unchanged);
    assert_eq!(deliver(server.address(), &signed(&next)).await.0, 403);

    folder.write("alipay.pem", "-----BEGIN PUBLIC KEY-----\n");
    let Reload::Refused(errors) = server.reload().await else { panic!("it has a mistake") };
    assert_eq!(errors.iter().count(), 1, "{errors}");
    assert_eq!(deliver(server.address(), &signed(&folder.key)).await.0, 200);

    folder.write("alipay.pem", &next.public_key_pem());
    assert_eq!(server.reload().await, Reload::Done);
    assert_eq!(deliver(server.address(), &signed(&next)).await.0, 200);
    assert_eq!(deliver(server.address(), &signed(&folder.key)).await.0, 403);
    server.stop().await;
}

#[tokio::test]
async fn what_is_fixed_takes_a_restart() {
    let folder = Folder::new();
    let server = folder.server(STDOUT).await;
    let text = std::fs::read_to_string(folder.path("serve.toml")).expect("it is there");
    folder.write("serve.toml", &text.replace("/alipay\"", "/other\""));
    assert_eq!(server.reload().await, Reload::NeedsRestart);
    assert_eq!(deliver(server.address(), &signed(&folder.key)).await.0, 200);
    server.stop().await;
}

/// Each of these is read once, as it starts.
#[tokio::test]
async fn keys_of_the_app_itself_and_whether_there_is_tls_take_a_restart() {
    let folder = Folder::new();
    let own = |key: &TestKey| folder.write("app.pem", &key.private_key_pem());
    own(&folder.key);
    let with_own = HEAD.replace("path =", "app_private_key_file = \"app.pem\"\npath =");
    let text = format!("{with_own}{STDOUT}");
    let server = Server::start(folder.config(&text).expect("a good one")).await;
    let server = server.expect("it starts");
    let next = TestKey::generate();
    assert_eq!(server.reload().await, Reload::Unchanged);
    own(&next);
    assert_eq!(server.reload().await, Reload::NeedsRestart);

    own(&folder.key);
    let common = "[serve]\ncommon_key_file = \"alipay.pem\"\n";
    let channel = "path = \"/alipay\"\nchannel = { endpoint = \"sandbox\" }\n";
    crate::tls::renew(&folder);
    for changed in [
        text.replace("[serve]\n", common),
        text.replace("path = \"/alipay\"\n", channel),
        format!("{text}[serve.tls]\ncert_file = \"cert.pem\"\nkey_file = \"key.pem\"\n"),
    ] {
        folder.write("serve.toml", &changed);
        assert_eq!(server.reload().await, Reload::NeedsRestart, "{changed}");
    }
    assert_eq!(deliver(server.address(), &signed(&folder.key)).await.0, 200);
    folder.write("serve.toml", &text);
    assert_eq!(server.reload().await, Reload::Done);
    server.stop().await;
}

#[tokio::test]
async fn what_broke_its_specification_is_delivered_once_that_has_changed() {
    let folder = Folder::new();
    std::fs::create_dir(folder.path("schemas")).expect("a folder");
    let built_in = include_str!("../../../schemas/ant.merchant.expand.shop.save.rejected.json");
    let strict = built_in.replacen("\"maxLength\": 256", "\"maxLength\": 8", 1);
    assert_ne!(strict, built_in);
    folder.write("schemas/shop.json", &strict);
    let config = crate::kit::HEAD.replacen("[serve]\n", "[serve]\nschemas = \"schemas\"\n", 1);
    let config = folder.config(&format!("{config}{STDOUT}")).expect("a good one");
    let server = alipay_notify_serve::Server::start(config).await.expect("it starts");

    let message = TestMessage::example::<ShopSaveRejected>();
    let content = message.biz_content().expect("a content").replace("拒绝", "拒绝。");
    let body = folder.body(message.content(content));
    assert_eq!(deliver(server.address(), &body).await.0, 200);
    until(async || folder.health("lines").await.stuck == 1).await;
    folder.write("schemas/shop.json", built_in);
    // Nobody asks for it: the change is noticed.
    until(async || folder.health("lines").await == Health::default()).await;
    server.stop().await;
}

/// Deliveries keep coming while keys are replaced again and again: none is refused.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_delivery_is_lost_while_keys_are_replaced() {
    let folder = Folder::new();
    let other = TestKey::generate();
    let text = crate::kit::HEAD.replace("\"alipay.pem\"", "[\"alipay.pem\", \"other.pem\"]");
    folder.write("other.pem", &other.public_key_pem());
    let config = folder.config(&format!("{text}{STDOUT}")).expect("a good one");
    let server = alipay_notify_serve::Server::start(config).await.expect("it starts");
    let (is_over, delivered) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU64::new(0)));
    let sending = {
        let (is_over, delivered) = (Arc::clone(&is_over), Arc::clone(&delivered));
        let (address, key) = (server.address(), folder.key.clone());
        tokio::spawn(async move {
            while !is_over.load(Ordering::Relaxed) {
                assert_eq!(deliver(address, &signed(&key)).await.0, 200);
                delivered.fetch_add(1, Ordering::Relaxed);
            }
        })
    };
    for _ in 0..20 {
        folder.write("other.pem", &TestKey::generate().public_key_pem());
        assert_eq!(server.reload().await, Reload::Done);
    }
    let so_far = delivered.load(Ordering::Relaxed);
    until(async || delivered.load(Ordering::Relaxed) > so_far).await;
    is_over.store(true, Ordering::Relaxed);
    sending.await.expect("each was taken");
    server.stop().await;
}
