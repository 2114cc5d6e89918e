//! Delivers bodies as Alipay does: by POST, form-encoded.

mod pinned;
mod reach;

use std::io::{self, Read};
use std::net::SocketAddr;
use std::time::Duration;

use alipay_notify_explain::Redelivery;
use ureq::http::header::CONTENT_TYPE;
use ureq::http::{HeaderValue, StatusCode};
use ureq::unversioned::transport::DefaultConnector;
use ureq::{Agent, Body};

use crate::failure::Failure;
use crate::lang::say;
use crate::printable::printable;

use pinned::Pinned;
pub(crate) use reach::{Reach, ReachOptions};

/// How Alipay declares its bodies.
pub(crate) const FORM: &str = "application/x-www-form-urlencoded; charset=utf-8";

/// How long a connection may take.
const CONNECT: Duration = Duration::from_secs(5);
/// How long a delivery may take, answer and all. Alipay's own limit is not documented; gateways
/// should stay well below 15 s.
pub(crate) const WHOLE: Duration = Duration::from_secs(30);
/// As much of an answer as is read: it should be `success`, and no more than its beginning is ever
/// shown.
const ANSWER: u64 = 64 * 1024;

/// A gateway to deliver to: connections go to the addresses that were found, and found permitted,
/// when it was made.
///
/// Redirects are not followed, and proxies of the environment are not used.
#[derive(Debug)]
pub(crate) struct Client {
    agent: Agent,
    url: String,
    addresses: Vec<SocketAddr>,
}

/// What a gateway answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: String,
}

/// An answer as it came, but for what is beyond [`ANSWER`] bytes of its body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Passed {
    pub(crate) status: StatusCode,
    pub(crate) content_type: Option<HeaderValue>,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    /// Whether Alipay takes the message as done.
    pub(crate) fn is_success(&self) -> bool {
        Redelivery::after(&self.body).is_none()
    }
}

impl From<Passed> for Answer {
    fn from(passed: Passed) -> Self {
        let body = String::from_utf8_lossy(&passed.body).into_owned();
        Self { status: passed.status.as_u16(), body }
    }
}

impl Client {
    /// Looks up where `url` leads. An address out of `reach` is rejected before anything is sent.
    pub(crate) fn new(url: &str, reach: Reach) -> Result<Self, Failure> {
        Ok(Self::at(url, reach::addresses(url, reach)?))
    }

    /// Whatever the host of the URL is, connections go to these addresses: were it looked up again,
    /// it could have moved.
    fn at(url: &str, addresses: Vec<SocketAddr>) -> Self {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .proxy(None)
            // A connection for each delivery: one that was kept could be closed just when the next
            // is written to it, and a message that was perhaps delivered is not to be
            // sent again without anyone's knowledge.
            .max_idle_connections(0)
            .user_agent(concat!("alipay-notify/", env!("CARGO_PKG_VERSION")))
            .timeout_connect(Some(CONNECT))
            .timeout_global(Some(WHOLE));
        #[cfg(feature = "full")]
        let config = config.tls_config(tls());

        let config = config.build();
        let agent =
            Agent::with_parts(config, DefaultConnector::default(), Pinned(addresses.clone()));
        Self { agent, url: url.to_owned(), addresses }
    }

    /// Whether whoever listens at this address is the one to whom is delivered.
    pub(crate) fn leads_to(&self, listening: SocketAddr) -> bool {
        let is_there = |address: &SocketAddr| {
            let (here, there) = (listening.ip().to_canonical(), address.ip().to_canonical());
            address.port() == listening.port()
                && (here == there || here.is_unspecified() && there.is_loopback())
        };
        self.addresses.iter().any(is_there)
    }

    /// Posts a body and returns what came back, whatever its status.
    pub(crate) fn deliver(&self, content_type: &str, body: &[u8]) -> Result<Answer, Failure> {
        let headers = [(CONTENT_TYPE.as_str(), content_type.as_bytes())];
        self.pass_on(&headers, body, WHOLE).map(Answer::from).map_err(Failure::new)
    }

    /// Posts a body and returns what came back, to be passed back. The whole may take as long as
    /// `limit`.
    pub(crate) fn pass_on(
        &self,
        headers: &[(&str, &[u8])],
        body: &[u8],
        limit: Duration,
    ) -> Result<Passed, String> {
        self.exchange(headers, body, limit)
            .map_err(|error| format!("{}: {}", printable(&self.url), why(error, limit)))
    }

    fn exchange(
        &self,
        headers: &[(&str, &[u8])],
        body: &[u8],
        limit: Duration,
    ) -> Result<Passed, ureq::Error> {
        let request = self.agent.post(&self.url).config().timeout_global(Some(limit)).build();
        let request = headers.iter().fold(request, |all, (name, value)| all.header(*name, *value));
        let mut response = request.send(body)?;
        let body = beginning(response.body_mut())?;
        let content_type = response.headers().get(CONTENT_TYPE).cloned();
        Ok(Passed { status: response.status(), content_type, body })
    }
}

#[cfg(feature = "full")]
fn tls() -> ureq::tls::TlsConfig {
    let provider = rustls::crypto::aws_lc_rs::default_provider();
    ureq::tls::TlsConfig::builder()
        .unversioned_rustls_crypto_provider(std::sync::Arc::new(provider))
        .build()
}

/// The beginning of an answer.
fn beginning(body: &mut Body) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    body.as_reader().take(ANSWER).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Why a delivery was not answered.
fn why(error: ureq::Error, limit: Duration) -> String {
    match error {
        ureq::Error::Timeout(_) => {
            let (connect, whole) = (CONNECT.min(limit).as_secs(), limit.as_secs());
            say!(
                "no answer in time: {connect} s to connect, {whole} s in all",
                "超时未应答：连接限 {connect} 秒，总计限 {whole} 秒"
            )
        }
        ureq::Error::Io(error) => say!("not delivered: {error}", "投递失败：{error}"),
        error => say!("not delivered: {error}", "投递失败：{error}"),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;
    use std::net::{TcpListener, TcpStream};
    use std::thread;

    use super::*;

    /// A server that answers the first connection with these bytes, and reports nothing.
    fn server(answer: Vec<u8>) -> SocketAddr {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
        let address = listener.local_addr().expect("bound");
        thread::spawn(move || {
            let (mut stream, _) = listener.accept().expect("a connection");
            request(&mut stream);
            // A client that has read enough hangs up.
            let _ = stream.write_all(&answer);
        });
        address
    }

    /// Reads a request with the body `a=1`.
    fn request(stream: &mut TcpStream) {
        let mut request = Vec::new();
        while !request.ends_with(b"a=1") {
            let mut byte = [0];
            stream.read_exact(&mut byte).expect("a request");
            request.extend(byte);
        }
    }

    fn delivered(client: &Client) -> Result<Answer, String> {
        client.deliver(FORM, b"a=1").map_err(|failure| match failure {
            Failure::Because(why) => why,
            Failure::OutputClosed => unreachable!("nothing is written"),
        })
    }

    fn answered(head: &str, body: &[u8]) -> Result<Answer, String> {
        let head = format!("HTTP/1.1 {head}\r\nconnection: close\r\n\r\n");
        let address = server([head.as_bytes(), body].concat());
        let client = Client::new(&format!("http://{address}/"), Reach::Private);
        delivered(&client.unwrap_or_else(|why| panic!("{why:?}")))
    }

    #[test]
    fn answers_are_taken_as_they_are() {
        let answer = |status, body: &str| Ok(Answer { status, body: body.to_owned() });
        assert_eq!(answered("200 OK", b"success"), answer(200, "success"));
        assert_eq!(answered("500 Broken", b"\xff!"), answer(500, "\u{fffd}!"));
        let moved = "http://127.0.0.1:1/";
        for status in ["302 Found", "307 Temporary Redirect"] {
            let expected = answer(status[..3].parse().expect("a number"), "elsewhere");
            assert_eq!(answered(&format!("{status}\r\nlocation: {moved}"), b"elsewhere"), expected);
        }
    }

    #[test]
    fn of_a_long_answer_the_beginning_is_read() {
        let answer = answered("200 OK", &vec![b'a'; 1024 * 1024]).expect("an answer");
        assert_eq!((answer.status, answer.body.len()), (200, 64 * 1024));
    }

    #[test]
    fn success_is_told_by_the_body_alone() {
        for (body, is_success) in [
            ("success", true),
            (" SUCCESS\n", true),
            ("\"success\"", false),
            ("fail", false),
            ("", false),
        ] {
            assert_eq!(
                Answer { status: 500, body: body.to_owned() }.is_success(),
                is_success,
                "{body}"
            );
        }
    }

    /// A gateway may close a connection that it kept open at any time, also when the next delivery
    /// is on its way.
    #[test]
    fn each_delivery_has_a_connection_of_its_own() {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
        let url = format!("http://{}/", listener.local_addr().expect("bound"));
        let server = thread::spawn(move || {
            for _ in 0..3 {
                let (mut stream, _) = listener.accept().expect("a connection");
                request(&mut stream);
                stream
                    .write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 7\r\n\r\nsuccess")
                    .expect("it reads");
                // The next request on this connection, if there were one, is not answered.
                let mut rest = Vec::new();
                stream.read_to_end(&mut rest).expect("it hangs up");
                assert_eq!(rest, b"");
            }
        });
        let client = Client::new(&url, Reach::Private).unwrap_or_else(|why| panic!("{why:?}"));
        for _ in 0..3 {
            assert_eq!(delivered(&client), Ok(Answer { status: 200, body: "success".to_owned() }));
        }
        server.join().expect("it ends");
    }

    #[test]
    fn a_listener_knows_itself() {
        for (to, listening, is_itself) in [
            ("127.0.0.1:80", "127.0.0.1:80", true),
            ("127.0.0.1:80", "0.0.0.0:80", true),
            ("127.0.0.1:80", "[::]:80", true),
            ("[::ffff:127.0.0.1]:80", "127.0.0.1:80", true),
            ("[::1]:80", "[::]:80", true),
            ("127.0.0.1:81", "127.0.0.1:80", false),
            ("127.0.0.2:80", "127.0.0.1:80", false),
            ("10.0.0.1:80", "0.0.0.0:80", false),
        ] {
            let [to, listening] = [to, listening].map(|text| text.parse().expect("an address"));
            let client = Client::at("http://localhost/", vec![to]);
            assert_eq!(client.leads_to(listening), is_itself, "{to} {listening}");
        }
    }

    /// Names are not looked up again when a connection is made.
    #[test]
    fn connections_go_to_the_addresses_that_were_checked() {
        let address = server(b"HTTP/1.1 200 OK\r\nconnection: close\r\n\r\nsuccess".to_vec());
        let client = Client::at("http://no-such-host.invalid:1/", vec![address]);
        assert_eq!(delivered(&client), Ok(Answer { status: 200, body: "success".to_owned() }));
    }

    #[test]
    fn what_can_not_be_reached_is_named() {
        let closed = TcpListener::bind(("127.0.0.1", 0))
            .and_then(|bound| bound.local_addr())
            .expect("a free port");
        let url = format!("http://{closed}/");
        let client = Client::new(&url, Reach::Private).unwrap_or_else(|why| panic!("{why:?}"));
        let why = TcpStream::connect(closed).expect_err("nobody listens");
        assert_eq!(delivered(&client), Err(format!("{url}: not delivered: {why}")));
    }

    #[test]
    fn https_is_spoken() {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
        let url = format!("https://{}/", listener.local_addr().expect("bound"));
        let server = thread::spawn(move || {
            let (mut stream, _) = listener.accept().expect("a connection");
            let mut first = [0];
            stream.read_exact(&mut first).expect("a greeting");
            stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").expect("a client that listens");
            first
        });
        let client = Client::new(&url, Reach::Private).unwrap_or_else(|why| panic!("{why:?}"));
        let why = "received corrupt message of type InvalidContentType";
        assert_eq!(delivered(&client), Err(format!("{url}: not delivered: {why}")));
        assert_eq!(server.join().expect("it ends"), [0x16], "a handshake of TLS");
    }
}
