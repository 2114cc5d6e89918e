//! HTTPS, to a receiver whose certificate no authority of the platform has made.

use std::env;
use std::process::{Command, Stdio};
use std::sync::Arc;

use alipay_notify_serve::{DeliveryError, Destination, Http};
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpListener;
use tokio::task::spawn_blocking;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::aws_lc_rs;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};

use crate::http::{OK, Receiver, read_request};
use crate::sample;

/// Where the test that runs as a process of its own delivers to.
const RECEIVER: &str = "ALIPAY_NOTIFY_TEST_RECEIVER";

/// A variable holds for a process, and so the delivery is made in one of its own: by this test.
#[tokio::test]
async fn authorities_are_those_that_a_variable_names() {
    if let Ok(url) = env::var(RECEIVER) {
        return deliver(&url).await;
    }
    let own = rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()]).expect("one");
    let other = rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()]).expect("one");
    let key = PrivateKeyDer::try_from(own.signing_key.serialize_der()).expect("a key");
    let url = receiver(own.cert.der().clone(), key).await;
    for (authority, said) in [(&own.cert, "delivered"), (&other.cert, "refused")] {
        let authority = pem::encode(&pem::Pem::new("CERTIFICATE", authority.der().as_ref()));
        assert_eq!(delivery(&url, &authority).await, said);
    }
}

/// A container with nothing else in it has none.
#[tokio::test]
async fn authorities_are_needed_for_https_alone() {
    if let Ok(url) = env::var(RECEIVER) {
        return deliver(&url).await;
    }
    let receiver = Receiver::answering(OK).await;
    assert_eq!(delivery(&receiver.url, "").await, "delivered");
    let said = "there are no certificates of authorities to check https by; install \
                ca-certificates, or set SSL_CERT_FILE";
    assert_eq!(delivery("https://127.0.0.1/hook", "").await, said);
}

/// Delivers, and says what became of it on standard error.
async fn deliver(url: &str) {
    let http = match Http::new(url) {
        Ok(http) => http,
        Err(error) => return eprintln!("{error}"),
    };
    match http.deliver(&sample::event("n1").await).await {
        Ok(()) => eprintln!("it was delivered"),
        Err(DeliveryError::Unreachable(why)) if why.contains("certificate") => {
            eprintln!("it was refused");
        }
        Err(error) => eprintln!("{error}"),
    }
}

/// What becomes of a delivery in a process that trusts these authorities, in PEM, and no others.
async fn delivery(url: &str, authorities: &str) -> String {
    let file = tempfile::NamedTempFile::new().expect("a file for a while");
    std::fs::write(file.path(), authorities).expect("it can be written");
    let test = std::thread::current().name().expect("tests have names").to_owned();
    let mut process = Command::new(env::current_exe().expect("there is one"));
    process.args(["--exact", &test, "--nocapture"]);
    process.env(RECEIVER, url).env("SSL_CERT_FILE", file.path()).env_remove("SSL_CERT_DIR");
    process.stdout(Stdio::null());
    let output = spawn_blocking(move || process.output()).await.expect("no panic");
    let said = String::from_utf8(output.expect("it runs").stderr).expect("UTF-8");
    said.trim().trim_start_matches("it was ").to_owned()
}

/// Answers each request over TLS; its URL.
async fn receiver(certificate: CertificateDer<'static>, key: PrivateKeyDer<'static>) -> String {
    let config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .expect("versions")
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key)
        .expect("a pair");
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let url = format!("https://{}/hook", listener.local_addr().expect("it is bound"));
    tokio::spawn(async move {
        loop {
            let (stream, _) = listener.accept().await.expect("it listens");
            // Who does not trust it hangs up.
            let Ok(mut stream) = acceptor.accept(stream).await else { continue };
            if read_request(&mut stream).await.is_some() {
                let _ = stream.write_all(OK.as_bytes()).await;
            }
        }
    });
    url
}
