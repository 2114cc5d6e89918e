//! Messages of the long connection.

use alipay_notify::messages::ShopSaveRejected;
use alipay_notify::testing::{TestKey, TestMessage};
use alipay_notify_inbox::Health;
use alipay_notify_serve::Server;
use alipay_notify_ws::testing::{Acknowledged, MockChannel, Push};
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::net::TcpListener;

use crate::kit::{APP_ID, Folder, HEAD, deliver, until};

const STDOUT: &str = "[[serve.destination]]\nname = \"lines\"\nstdout = {}\n";

#[tokio::test]
async fn an_app_without_a_public_address_is_received_all_the_same() {
    let (folder, app_key) = (Folder::new(), TestKey::generate());
    folder.write("app.pem", &app_key.private_key_pem());
    let channel = MockChannel::start(APP_ID, app_key.public_key(), folder.key.clone());
    let channel = channel.await.expect("a port");
    let own = format!(
        "app_private_key_file = \"app.pem\"\n[serve.app.channel]\nendpoint = \"{}\"\n",
        channel.endpoint()
    );
    let text = HEAD.replace("path = \"/alipay\"\n", "");
    let config = folder.config(&format!("{text}{own}{STDOUT}")).expect("a good one");
    assert_eq!(config.plan().apps[0].path, None);
    let server = Server::start(config).await.expect("it starts");
    let message = TestMessage::example::<ShopSaveRejected>();
    let body = folder.body(message.clone());
    let content = message.biz_content().expect("a content").to_owned();
    let mut receipt = channel.push(Push::new("ant.merchant.expand.shop.save.rejected", &content));
    assert_eq!(receipt.next().await, Acknowledged::Success);
    until(async || folder.health("lines").await == Health::default()).await;
    // There is no path where it could be delivered to.
    assert_eq!(deliver(server.address(), &body).await.0, 404);
    server.stop().await;
}

/// In certificate mode, it registers with serial numbers.
#[tokio::test]
async fn the_serial_numbers_of_certificates_are_sent() {
    let folder = Folder::new();
    folder.write("app.pem", &folder.key.private_key_pem());
    let leaf = include_str!("../../../alipay-notify/tests/keys/leaf.pem");
    let issuer = include_str!("../../../alipay-notify/tests/keys/intermediate.pem");
    folder.write("leaf.pem", &format!("{leaf}{issuer}"));
    folder.write("root.pem", include_str!("../../../alipay-notify/tests/keys/root.pem"));
    let alipay = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let own = format!(
        "root_cert_file = \"root.pem\"\napp_private_key_file = \"app.pem\"\n\
         [serve.app.channel]\nendpoint = \"ws://{}\"\napp_cert_file = \"leaf.pem\"\n",
        alipay.local_addr().expect("it is bound")
    );
    let text = HEAD.replace("\"alipay.pem\"", "\"leaf.pem\"");
    let config = folder.config(&format!("{text}{own}{STDOUT}")).expect("a good one");
    let server = Server::start(config).await.expect("it starts");
    let (stream, _) = alipay.accept().await.expect("it connects");
    let line = BufReader::new(stream).lines().next_line().await.expect("it sends");
    let line = line.expect("a request");
    for parameter in [
        "app_cert_sn=6511bb43641f65e8ca4f6551dc15a014",
        "alipay_root_cert_sn=ef4995e6924e219021fdd69faa95e15d",
    ] {
        assert!(line.contains(parameter), "{parameter} is missing: {line}");
    }
    server.stop().await;
}

#[tokio::test]
async fn a_long_connection_needs_the_key_of_the_app() {
    let folder = Folder::new();
    let channel = "[serve.app.channel]\nendpoint = \"nowhere\"\napp_cert_file = \"alipay.pem\"\n";
    let errors = folder.config(&format!("{HEAD}{channel}{STDOUT}")).expect_err("mistakes");
    let errors: Vec<_> = errors.to_string().lines().map(str::to_owned).collect();
    let place = folder.path("serve.toml").display().to_string();
    let at = |what: &str| format!("{place}:{what}");
    let expected = [
        at("5:1: [serve.app] needs `app_private_key_file`"),
        at("5:1: [serve.app] needs `root_cert_file`"),
        at("10:12: `nowhere` is not production, sandbox, or the URL of a server: \
            wss://host[:port]"),
    ];
    assert_eq!(errors[..3], expected);
    let certificate = at(&format!("11:17: {}: ", folder.path("alipay.pem").display()));
    assert!(errors[3].starts_with(&certificate), "{errors:?}");
    assert_eq!(errors.len(), 4, "{errors:?}");
}
