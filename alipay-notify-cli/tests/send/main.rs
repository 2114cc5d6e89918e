//! `alipay-notify send`, seen from the gateway and from its user.

mod contents;
mod deliveries;
mod refusals;
mod signing;
#[path = "../support/mod.rs"]
mod support;

use std::fs;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::LazyLock;

use alipay_notify::key::AppKeys;
use alipay_notify::testing::TestKey;
use alipay_notify::{ContentKey, Verified, Verifier};

use support::application::{Application, Request};
use support::{file, outcome, run};

static KEY: LazyLock<TestKey> = LazyLock::new(TestKey::generate);

const CONTENT_KEY: &str = "MDEyMzQ1Njc4OWFiY2RlZg==";
const SHOP: &str = "ant.merchant.expand.shop.save.rejected";

/// The example of [`SHOP`], as Alipay sends it.
const SHOP_CONTENT: &str = "{\"order_id\":\"2018011900502000000005124744\",\"reason\":\"资料有问题,拒绝\",\
                            \"shop_id\":\"2020081400077000000001112602\",\"shop_name\":\"支\
                            付宝(西溪路店)\",\
                            \"out_biz_no\":\"0001119901210328000565010000\",\"store_id\":\"no0001\"}";

/// Exit code, standard output and standard error.
type Outcome = (Option<i32>, String, String);

/// Sends to an application, with a key of its own file.
fn send(name: &str, to: &str, arguments: &[&str]) -> Outcome {
    let key = file(&format!("{name}.pem"), KEY.private_key_pem().as_bytes());
    let output = run(&[&["send", "--to", to, "--key-file", &key], arguments].concat());
    let (code, out, err) = outcome(&output);
    (code, untimed(&out), err)
}

/// An output without how long anything took.
fn untimed(out: &str) -> String {
    let marks = [(" in ", " ms"), ("，耗时 ", " ms"), ("\"milliseconds\":", ",")];
    let lines = out.split_inclusive('\n').map(|line| {
        marks.iter().fold(line.to_owned(), |line, (before, after)| {
            let Some(((head, rest), digits)) = line.split_once(before).map(|parts| {
                let (_, rest) = parts;
                (parts, rest.find(|ch: char| !ch.is_ascii_digit()).unwrap_or(rest.len()))
            }) else {
                return line;
            };
            match rest.get(digits..).and_then(|rest| rest.strip_prefix(after)) {
                Some(rest) if digits > 0 => format!("{head}{rest}"),
                _ => line,
            }
        })
    });
    lines.collect()
}

/// Sends to an application that gives these answers, and returns what it was sent as well.
fn sent(name: &str, answers: &[(&str, &str)], arguments: &[&str]) -> (Outcome, Vec<Request>) {
    let application = Application::start();
    for (head, body) in answers {
        application.answer(head, body);
    }
    let outcome = send(name, &application.url, arguments);
    (outcome, application.rest())
}

/// What a verifier with the public key and the content key makes of a body.
fn verified(body: &[u8]) -> Verified {
    let content_key = ContentKey::parse(CONTENT_KEY).expect("16 bytes");
    let key = KEY.public_key().accept_rsa();
    let verifier =
        Verifier::new(AppKeys::new(key.clone()).content_key(content_key)).common_key(key);
    verifier.verify(body).unwrap_or_else(|error| panic!("{error}"))
}

/// The message of the only request.
fn only(requests: &[Request]) -> Verified {
    let [request] = requests else { panic!("one request, not {}", requests.len()) };
    assert_eq!(request.line, "POST /notify HTTP/1.1");
    verified(&request.body)
}

/// What the system says of a file that is not there.
fn missing() -> String {
    fs::read("no-such").expect_err("there is none").to_string()
}

/// An address at which nobody listens, and what the system says of it.
fn nobody() -> (SocketAddr, String) {
    let free = TcpListener::bind(("127.0.0.1", 0))
        .and_then(|bound| bound.local_addr())
        .expect("a free port");
    (free, TcpStream::connect(free).expect_err("nobody listens").to_string())
}
