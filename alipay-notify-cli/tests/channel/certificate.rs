//! Certificate mode: what `listen --channel` registers with.

use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::path::Path;
use std::process::Stdio;

use super::support::listening::Listening;
use super::support::{file, outcome, run};
use super::{APP, APP_ID};

fn certificate(name: &str) -> String {
    format!("{}/../alipay-notify/tests/keys/{name}.pem", env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn the_serial_numbers_of_the_certificates_are_sent() {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
    let url = format!("ws://{}", listener.local_addr().expect("bound"));
    let own = file("certified-app.pem", APP.private_key_pem().as_bytes());
    let (leaf, root) = (certificate("leaf"), certificate("root"));
    let listening = Listening::start_as(
        Stdio::piped(),
        Path::new("."),
        &[
            "listen",
            "--channel",
            &url,
            "--app-id",
            APP_ID,
            "--app-private-key-file",
            &own,
            "--key-file",
            &leaf,
            "--app-cert-file",
            &leaf,
            "--root-cert-file",
            &root,
        ],
    );
    let (stream, _) = listener.accept().expect("a connection");
    let mut line = String::new();
    BufReader::new(stream).read_line(&mut line).expect("a request");
    assert!(line.starts_with("GET /websocket/register.do?"), "{line}");
    for parameter in [
        "app_cert_sn=6511bb43641f65e8ca4f6551dc15a014",
        "alipay_root_cert_sn=ef4995e6924e219021fdd69faa95e15d",
    ] {
        assert!(line.contains(parameter), "{line}");
    }
    drop(listening);
}

#[test]
fn a_certificate_has_to_be_one() {
    let own = file("uncertified-app.pem", APP.private_key_pem().as_bytes());
    let key = file("uncertified-key.txt", APP.public_key_base64().as_bytes());
    let (leaf, root) = (certificate("leaf"), certificate("root"));
    let given = ["listen", "--channel", "sandbox", "--app-id", APP_ID, "--root-cert-file", &root];
    let with = |more: &[&str]| {
        let own = ["--app-private-key-file", own.as_str()];
        outcome(&run(&[&given[..], &own, more].concat()))
    };
    assert_eq!(
        with(&["--app-cert-file", &key, "--key-file", &leaf]),
        (
            Some(2),
            String::new(),
            format!(
                "error: {key}: found a public key; expected an X.509 certificate, such as \
                 alipayCertPublicKey_RSA2.crt\n"
            )
        )
    );
    assert_eq!(
        with(&["--app-cert-file", &key, "--key-file", &leaf, "--lang", "zh"]).2,
        format!("错误：{key}: 这是公钥；需要的是 X.509 证书，如 alipayCertPublicKey_RSA2.crt\n")
    );
    assert_eq!(
        with(&["--app-cert-file", &leaf, "--key-file", &leaf, "--key-file", &leaf]).2,
        "error: in certificate mode, --key-file is Alipay's certificate, given once\n"
    );
    assert_eq!(
        with(&["--app-cert-file", &leaf, "--key-file", &leaf, "--key-file", &leaf, "--lang", "zh"])
            .2,
        "错误：证书模式下，--key-file 应为支付宝公钥证书，只给一次\n"
    );
}
