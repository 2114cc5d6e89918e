//! Registering and connecting, and what goes wrong with it.

use alipay_notify::testing::TestKey;
use alipay_notify_ws::reply::{Found, RegisterError};
use alipay_notify_ws::testing::{Acknowledged, Push, RegisterFault, UpgradeFault};
use alipay_notify_ws::{CertificateSerials, ConnectionError, Endpoint, State, Step};
use rcgen::{CertificateParams, CertifiedKey, KeyPair};
use rustls::pki_types::PrivateKeyDer;
use rustls::{ClientConfig, RootCertStore, ServerConfig};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

use super::*;

/// Why a connection was not there before it was.
async fn failure(fixture: &Fixture, builder: LongConnectionBuilder) -> Arc<ConnectionError> {
    let connection = builder.start();
    connection.until(|health| health.last_failure.is_some()).await;
    let failure = connection.health().last_failure.unwrap().error;
    connection.until(alipay_notify_ws::Health::is_connected).await;
    assert!(fixture.channel.counts().registrations > 1, "each attempt registers anew");
    connection.stop().await;
    failure
}

#[tokio::test]
async fn a_wrong_registration_is_named_and_tried_again() {
    let other_json = |found| RegisterError::NotJson { status: 200, found };
    for (fault, expected) in [
        (
            RegisterFault::Refused,
            RegisterError::Refused { code: "40002 isv.invalid-signature".to_owned() },
        ),
        (RegisterFault::Html, other_json(Found::Html)),
        (RegisterFault::Empty, other_json(Found::Nothing)),
        (RegisterFault::Unsigned, RegisterError::Unsigned),
        (RegisterFault::OtherCertificate, RegisterError::Certificate),
    ] {
        let fixture = Fixture::new().await;
        fixture.channel.fail_registration(fault);
        let serials = CertificateSerials {
            app: "a".to_owned(),
            root: "r".to_owned(),
            alipay: "s".to_owned(),
        };
        let builder = fixture.connection(fixture.gateway()).certificates(serials);
        let failure = failure(&fixture, builder).await;
        let ConnectionError::Register(error) = &*failure else { panic!("{fault:?}: {failure}") };
        assert_eq!(*error, expected, "{fault:?}");
    }
}

#[tokio::test]
async fn a_forged_or_endless_registration_opens_nothing() {
    let fixture = Fixture::new().await;
    fixture.channel.fail_registration(RegisterFault::Forged);
    let forged = failure(&fixture, fixture.connection(fixture.gateway())).await;
    assert_eq!(
        forged.to_string(),
        "the registration is not signed by Alipay's key: no configured key made this signature; \
         check that the key is Alipay's public key (支付宝公钥) of this app, not the app's own"
    );
    let fixture = Fixture::new().await;
    fixture.channel.fail_registration(RegisterFault::Endless);
    let endless = failure(&fixture, fixture.connection(fixture.gateway())).await;
    assert_eq!(
        endless.to_string(),
        "the answer to the registration breaks off, or is longer than 65536 bytes"
    );
}

#[tokio::test]
async fn a_private_key_that_is_not_the_one_of_the_console_is_named() {
    let fixture = Fixture::new().await;
    let other = AppPrivateKey::parse(&TestKey::generate().private_key_pem()).unwrap();
    let gateway = fixture.gateway().build().unwrap();
    let connection = LongConnection::builder(fixture.channel.endpoint(), APP, other, gateway)
        .timing(quick())
        .start();
    connection.until(|health| health.last_failure.is_some()).await;
    assert_eq!(
        connection.health().to_string(),
        "not connected: the server refused the registration with code 40002 isv.invalid-signature; \
         the public key in the console (应用公钥) is not the one of this private key"
    );
    assert_eq!(fixture.channel.counts().connections, 0);
}

#[tokio::test]
async fn a_refused_websocket_is_named_and_tried_again_with_another_token() {
    for (fault, expected) in [
        (UpgradeFault::Status(401), 401),
        (UpgradeFault::Status(403), 403),
        (UpgradeFault::Status(302), 302),
        (UpgradeFault::Expired, 401),
    ] {
        let fixture = Fixture::new().await;
        fixture.channel.fail_upgrade(fault);
        let failure = failure(&fixture, fixture.connection(fixture.gateway())).await;
        let ConnectionError::Upgrade { status } = *failure else { panic!("{failure}") };
        assert_eq!(status, expected, "{fault:?}");
    }
}

/// The mock is as strict as the protocol, so that the client is held to it: it connects to it, and
/// these do not.
#[tokio::test]
async fn requests_without_what_the_protocol_wants_are_refused() {
    const FORM: &str = "Content-Type: application/x-www-form-urlencoded;charset=UTF-8\r\n";
    let fixture = Fixture::new().await;
    let register = "/websocket/register.do?app_id=1";
    let json = |name: &str| {
        format!(r#"200 {{"response":{{"code":"40001","sub_code":"isv.missing-{name}"}}}}"#)
    };
    assert_eq!(get(&fixture, register, "").await, json("content-type"));
    assert_eq!(get(&fixture, register, FORM).await, json("app_id"));

    let upgrade = format!("{FORM}Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n");
    let version = "Sec-WebSocket-Version: 13\r\n";
    for (headers, status) in [
        (format!("{upgrade}{version}"), "401 "),
        (upgrade.clone(), "400 "),
        (format!("{upgrade}{version}Sec-WebSocket-Protocol: a\r\n"), "400 "),
        (format!("{upgrade}{version}Sec-WebSocket-Extensions: a\r\n"), "400 "),
        (format!("{upgrade}{version}").replace(FORM, ""), "400 "),
    ] {
        assert_eq!(get(&fixture, "/websocket?link_token=1", &headers).await, status, "{headers}");
    }
}

#[tokio::test]
async fn a_registration_says_what_it_reads_and_who_asks() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let endpoint = format!("ws://{}", listener.local_addr().unwrap()).parse().unwrap();
    let fixture = Fixture::new().await;
    let key = AppPrivateKey::parse(&fixture.app_key.private_key_pem()).unwrap();
    let gateway = fixture.gateway().build().unwrap();
    let _connection = LongConnection::builder(endpoint, APP, key, gateway).start();

    let mut stream = listener.accept().await.unwrap().0;
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.unwrap());
    }
    let head = String::from_utf8(head).unwrap().to_ascii_lowercase();
    for header in [
        "accept: text/plain,text/xml,text/javascript,text/html",
        concat!("user-agent: alipay-notify-ws/", env!("CARGO_PKG_VERSION")),
    ] {
        assert!(head.lines().any(|line| line == header), "{header}");
    }
}

/// Sends a request, and returns the status and the body of the answer.
async fn get(fixture: &Fixture, target: &str, headers: &str) -> String {
    let address = fixture.channel.endpoint().to_string().replace("ws://", "");
    let mut stream = TcpStream::connect(address).await.unwrap();
    let request = format!("GET {target} HTTP/1.1\r\nHost: a\r\n{headers}\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    format!("{} {body}", head.split(' ').nth(1).unwrap())
}

#[tokio::test]
async fn each_step_has_its_time() {
    let limit = Duration::from_millis(700);
    let brief = Timing { step: limit, ..quick() };
    for (step, sentence) in [
        (Step::Registering, "the registration took longer than 700ms"),
        (Step::Upgrading, "opening the WebSocket took longer than 700ms"),
    ] {
        let fixture = Fixture::new().await;
        match step {
            Step::Registering => fixture.channel.fail_registration(RegisterFault::Hangs),
            _ => fixture.channel.fail_upgrade(UpgradeFault::Hangs),
        }
        let builder = fixture.connection(fixture.gateway()).timing(brief);
        let failure = failure(&fixture, builder).await.to_string();
        assert_eq!(failure, format!("{sentence}; check the network and the firewall"));
    }
}

#[tokio::test]
async fn starting_without_a_network_takes_no_time_and_is_explained() {
    let fixture = Fixture::new().await;
    let gateway = fixture.gateway();
    let nobody: Endpoint = {
        // A port that was free a moment ago.
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        format!("ws://{}", listener.local_addr().unwrap()).parse().unwrap()
    };
    let key = AppPrivateKey::parse(&fixture.app_key.private_key_pem()).unwrap();
    let connection = LongConnection::builder(nobody.clone(), APP, key, gateway.build().unwrap())
        .timing(quick())
        .start();
    assert_eq!(connection.health().state, State::Connecting);
    assert_eq!(connection.health().to_string(), "connecting");
    connection.until(|health| health.last_failure.is_some()).await;
    let sentence = connection.health().to_string();
    assert!(sentence.starts_with(&format!("not connected: can't reach {nobody}: ")), "{sentence}");
    assert!(sentence.ends_with("; check the network, DNS and the firewall"), "{sentence}");
    connection.stop().await;
}

#[tokio::test]
async fn the_name_in_the_certificate_has_to_be_the_one_of_the_host() {
    for (name, is_trusted) in [("127.0.0.1", true), ("other.example", false)] {
        let (app_key, alipay_key) = (TestKey::generate(), TestKey::generate());
        let CertifiedKey { cert, signing_key } = certificate(name);
        let server = ServerConfig::builder_with_provider(provider())
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(
                vec![cert.der().clone()],
                PrivateKeyDer::try_from(signing_key.serialize_der()).unwrap(),
            )
            .unwrap();
        let address = "127.0.0.1:0".parse().unwrap();
        let server = Some(Arc::new(server));
        let (app, alipay) = (app_key.public_key(), alipay_key.clone());
        let channel = MockChannel::listen(APP, app, alipay, address, server).await.unwrap();
        let fixture = Fixture { channel, app_key, alipay_key, handled: Arc::default() };

        let mut roots = RootCertStore::empty();
        roots.add(cert.der().clone()).unwrap();
        let client = ClientConfig::builder_with_provider(provider())
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(roots)
            .with_no_client_auth();
        let connection = fixture.connection(fixture.gateway()).tls(Arc::new(client)).start();
        if is_trusted {
            let mut receipt = fixture.channel.push(Push::new("my.message", "{}"));
            assert_eq!(receipt.next().await, Acknowledged::Success);
        } else {
            connection.until(|health| health.last_failure.is_some()).await;
            let failure = connection.health().last_failure.unwrap().error;
            assert!(matches!(*failure, ConnectionError::Tls { .. }), "{failure}");
            assert_eq!(fixture.channel.counts().registrations, 0);
        }
    }
}

fn provider() -> Arc<rustls::crypto::CryptoProvider> {
    Arc::new(rustls::crypto::aws_lc_rs::default_provider())
}

fn certificate(name: &str) -> CertifiedKey<KeyPair> {
    let signing_key = KeyPair::generate().unwrap();
    let params = CertificateParams::new([name.to_owned()]).unwrap();
    CertifiedKey { cert: params.self_signed(&signing_key).unwrap(), signing_key }
}
