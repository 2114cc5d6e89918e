//! TLS, with a certificate that is replaced while it runs.

use std::net::SocketAddr;
use std::sync::Arc;

use alipay_notify::messages::ShopSaveRejected;
use alipay_notify::testing::TestMessage;
use alipay_notify_serve::{Reload, Server};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_rustls::rustls::crypto::aws_lc_rs;
use tokio_rustls::rustls::pki_types::CertificateDer;
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

use crate::kit::{Folder, HEAD, deliver_over};

const TLS: &str = "[serve.tls]\ncert_file = \"cert.pem\"\nkey_file = \"key.pem\"\n";

const STDOUT: &str = "[[serve.destination]]\nname = \"lines\"\nstdout = {}\n";

/// Writes a new certificate and its key, and returns it.
pub(crate) fn renew(folder: &Folder) -> CertificateDer<'static> {
    let own = rcgen::generate_simple_self_signed(["localhost".to_owned()]).expect("one");
    let pem = |tag, der: &[u8]| pem::encode(&pem::Pem::new(tag, der));
    folder.write("cert.pem", &pem("CERTIFICATE", own.cert.der()));
    folder.write("key.pem", &pem("PRIVATE KEY", &own.signing_key.serialize_der()));
    own.cert.der().clone()
}

/// A connection that trusts this certificate and no other.
async fn connect(
    address: SocketAddr,
    trusted: &CertificateDer<'static>,
) -> std::io::Result<TlsStream<TcpStream>> {
    let mut roots = RootCertStore::empty();
    roots.add(trusted.clone()).expect("a root");
    let config = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .expect("versions")
        .with_root_certificates(roots)
        .with_no_client_auth();
    let stream = TcpStream::connect(address).await.expect("it listens");
    let name = "localhost".try_into().expect("a name");
    TlsConnector::from(Arc::new(config)).connect(name, stream).await
}

#[tokio::test]
async fn a_certificate_is_replaced_and_a_broken_one_is_not() {
    let folder = Folder::new();
    let first = renew(&folder);
    let config = folder.config(&format!("{HEAD}{TLS}{STDOUT}")).expect("a good one");
    assert!(config.plan().tls);
    let server = Server::start(config).await.expect("it starts");
    let body = folder.body(TestMessage::example::<ShopSaveRejected>());
    let stream = connect(server.address(), &first).await.expect("it is trusted");
    assert_eq!(deliver_over(stream, &body).await, (200, "success".to_owned()));

    folder.write("cert.pem", "");
    let Reload::Refused(errors) = server.reload().await else { panic!("it has a mistake") };
    assert_eq!(errors.iter().count(), 1, "{errors}");
    connect(server.address(), &first).await.expect("it is as it was");

    let second = renew(&folder);
    assert_eq!(server.reload().await, Reload::Done);
    connect(server.address(), &second).await.expect("it is the new one");
    let error = connect(server.address(), &first).await.map(drop).expect_err("it is another");
    assert_eq!(error.kind(), std::io::ErrorKind::InvalidData);

    // Without a restart it goes on with TLS, for which it has a certificate still.
    folder.write("serve.toml", &format!("{HEAD}{STDOUT}"));
    assert_eq!(server.reload().await, Reload::NeedsRestart);
    connect(server.address(), &second).await.expect("it has its certificate still");
    server.stop().await;
}
