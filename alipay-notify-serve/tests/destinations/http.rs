//! HTTP: what a receiver sees on its socket, and what its answers mean.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use alipay_notify_serve::{DeliveryError, Destination, Http, SettingError};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

use crate::{
    IN_FLIGHT, SECRET, assert_no_secret, assert_unreachable, deliver_again, deliver_at_once, sample,
};

pub(crate) const OK: &str = "HTTP/1.1 204 No Content\r\n\r\n";

/// A secret of 24 bytes.
pub(crate) fn secret() -> String {
    format!("whsec_{}", STANDARD.encode(b"hunter2-hunter2-hunter2-"))
}

/// A receiver that gives the same answer to every request, or none.
pub(crate) struct Receiver {
    pub(crate) url: String,
    seen: Arc<Mutex<Seen>>,
    task: JoinHandle<()>,
}

#[derive(Default)]
struct Seen {
    /// Heads, with a body after each.
    requests: Vec<(String, String)>,
    connections: usize,
}

impl Receiver {
    pub(crate) async fn answering(answer: impl Into<String>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}/hook?a=b", listener.local_addr().expect("it is bound"));
        let seen = Arc::default();
        let task = tokio::spawn(serve(listener, answer.into(), Arc::clone(&seen)));
        Self { url, seen, task }
    }

    pub(crate) fn requests(&self) -> Vec<(String, String)> {
        std::mem::take(&mut self.seen.lock().expect("no panic").requests)
    }

    fn connections(&self) -> usize {
        self.seen.lock().expect("no panic").connections
    }
}

impl Drop for Receiver {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn serve(listener: TcpListener, answer: String, seen: Arc<Mutex<Seen>>) {
    loop {
        let (stream, _) = listener.accept().await.expect("it listens");
        seen.lock().expect("no panic").connections += 1;
        tokio::spawn(converse(stream, answer.clone(), Arc::clone(&seen)));
    }
}

async fn converse(mut stream: TcpStream, answer: String, seen: Arc<Mutex<Seen>>) {
    while let Some(request) = read_request(&mut stream).await {
        seen.lock().expect("no panic").requests.push(request);
        if answer.is_empty() {
            // Silent, for longer than anybody waits.
            tokio::time::sleep(Duration::from_secs(600)).await;
        }
        if stream.write_all(answer.as_bytes()).await.is_err() {
            return;
        }
    }
}

pub(crate) async fn read_request(
    stream: &mut (impl AsyncRead + Unpin),
) -> Option<(String, String)> {
    let mut read = Vec::new();
    let head = loop {
        if let Some(end) = read.windows(4).position(|window| window == b"\r\n\r\n") {
            break end + 4;
        }
        if stream.read_buf(&mut read).await.ok()? == 0 {
            return None;
        }
    };
    let text = String::from_utf8(read[..head].to_vec()).expect("a head is ASCII");
    let length = text.lines().find_map(|line| line.strip_prefix("content-length: "));
    let length: usize = length.map_or(0, |length| length.parse().expect("a number"));
    while read.len() < head + length {
        stream.read_buf(&mut read).await.ok()?;
    }
    Some((text, String::from_utf8(read[head..].to_vec()).expect("a body is UTF-8")))
}

#[tokio::test]
async fn unsigned_it_is_in_binary_mode() {
    let receiver = Receiver::answering(OK).await;
    let http = Http::new(&receiver.url).expect("a URL").authorization("Bearer t").expect("good");
    let event = sample::event("n1").await;
    assert_eq!(http.deliver(&event).await, Ok(()));
    let [(head, body)] = receiver.requests().try_into().expect("one request");
    let host = receiver.url.strip_prefix("http://").and_then(|url| url.split_once('/'));
    let (host, _) = host.expect("a URL");
    let expected = format!(
        "POST /hook?a=b HTTP/1.1\r\n\
         user-agent: alipay-notify/{}\r\n\
         authorization: Bearer t\r\n\
         ce-specversion: 1.0\r\n\
         ce-id: 2014060600164699:n1\r\n\
         ce-source: alipay:2014060600164699\r\n\
         ce-type: alipay.message.ant.merchant.expand.shop.save.rejected\r\n\
         ce-time: 2026-11-27T09:30:00.125Z\r\n\
         ce-dataschema: urn:alipay:message:ant.merchant.expand.shop.save.rejected\r\n\
         ce-notifyid: n1\r\n\
         content-type: application/json\r\n\
         host: {host}\r\n\
         content-length: {}\r\n\r\n",
        env!("CARGO_PKG_VERSION"),
        event.data().len(),
    );
    assert_eq!(head, expected);
    assert_eq!(body, event.data());
}

#[tokio::test]
async fn signed_or_raw_it_is_in_structured_mode() {
    let receiver = Receiver::answering(OK).await;
    let event = sample::event("n1").await;
    let signed = Http::new(&receiver.url).expect("a URL").secret(&secret()).expect("good");
    assert_eq!(signed.deliver(&event).await, Ok(()));
    let [(head, body)] = receiver.requests().try_into().expect("one request");
    assert!(head.contains("\r\ncontent-type: application/cloudevents+json\r\n"));
    assert!(head.contains("\r\nwebhook-id: 2014060600164699:n1\r\n"), "{head}");
    assert!(!head.contains("\r\nce-"), "{head}");
    assert_eq!(body, event.to_json());

    let event = sample::raw_event("n2").await;
    let unsigned = Http::new(&receiver.url).expect("a URL");
    assert_eq!(unsigned.deliver(&event).await, Ok(()));
    let [(head, body)] = receiver.requests().try_into().expect("one request");
    assert!(!head.contains("\r\nwebhook-"), "{head}");
    let json: Value = serde_json::from_str(&body).expect("JSON");
    assert!(json["rawbody"].is_string());
}

#[tokio::test]
async fn while_a_secret_is_replaced_each_of_both_verifies_it() {
    let receiver = Receiver::answering(OK).await;
    let new = format!("whsec_{}", STANDARD.encode([7; 64]));
    let http = Http::new(&receiver.url).expect("a URL");
    let http = http.secret(&new).and_then(|http| http.secret(&secret())).expect("good");
    assert_eq!(http.deliver(&sample::event("a.b").await).await, Ok(()));
    let [(head, body)] = receiver.requests().try_into().expect("one request");
    let mut headers = hyper::HeaderMap::new();
    for line in head.lines().skip(1).take_while(|line| !line.is_empty()) {
        let (name, value) = line.split_once(": ").expect("a header");
        let name = hyper::header::HeaderName::try_from(name).expect("a name");
        headers.insert(name, value.parse().expect("a value"));
    }
    // The full stop is the scheme's own.
    assert_eq!(headers["webhook-id"], "2014060600164699:a%2Eb");
    for secret in [&new, &secret()] {
        let receiver = standardwebhooks::Webhook::new(secret).expect("a secret");
        receiver.verify(body.as_bytes(), &headers).expect("it is genuine");
        let tampered = body.replace("no0001", "no0002");
        let error = receiver.verify(tampered.as_bytes(), &headers).expect_err("it is not");
        assert_eq!(error.to_string(), "signature invalid");
    }
    assert_no_secret(&http);
}

#[tokio::test]
async fn only_2xx_confirms() {
    for (answer, status, said) in [
        (
            "HTTP/1.1 500 Internal Server Error\r\ncontent-length: 4\r\n\r\noops",
            500,
            "500, and only 2xx confirms",
        ),
        (
            "HTTP/1.1 410 Gone\r\ncontent-length: 0\r\n\r\n",
            410,
            "410, and only 2xx confirms; check the path of its URL",
        ),
        (
            "HTTP/1.1 401 Unauthorized\r\ncontent-length: 0\r\n\r\n",
            401,
            "401, and only 2xx confirms; check what it is authorised by, and its secret",
        ),
        (
            "HTTP/1.1 308 Permanent Redirect\r\nlocation: /x\r\ncontent-length: 0\r\n\r\n",
            308,
            "308, and only 2xx confirms; redirects aren't followed: set the URL that it leads to",
        ),
    ] {
        let receiver = Receiver::answering(answer).await;
        let http = Http::new(&receiver.url).expect("a URL");
        let error = http.deliver(&sample::event("n1").await).await.expect_err("not 2xx");
        assert_eq!(error, DeliveryError::Status(status));
        assert_eq!(error.to_string(), format!("the receiver answered {said}"));
        // It was asked once, and nobody else was.
        assert_eq!(receiver.requests().len(), 1, "{answer}");
        // But it can be reached.
        assert_eq!(http.reach().await, Ok(()));
    }
}

#[tokio::test]
async fn a_receiver_has_its_time_and_no_more() {
    let limit = Duration::from_millis(200);
    let silent = Receiver::answering("").await;
    let http = Http::new(&silent.url).expect("a URL").time_limit(limit);
    let error = http.deliver(&sample::event("n1").await).await.expect_err("silence");
    assert_eq!(error, DeliveryError::TimedOut(limit));
    assert_eq!(error.to_string(), "the destination did not confirm within 0.2 s");

    // Once there is a status, it has confirmed: however slow or long the rest is.
    let slow = Receiver::answering("HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nslow").await;
    let http = Http::new(&slow.url).expect("a URL").time_limit(limit);
    assert_eq!(http.deliver(&sample::event("n1").await).await, Ok(()));
    let long = "x".repeat(8 << 20);
    let huge = format!("HTTP/1.1 200 OK\r\ncontent-length: 99999999999\r\n\r\n{long}");
    let huge = Receiver::answering(huge).await;
    let http = Http::new(&huge.url).expect("a URL");
    assert_eq!(http.deliver(&sample::event("n1").await).await, Ok(()));
}

#[tokio::test]
async fn nobody_there_is_an_error_until_there_is() {
    let receiver = Receiver::answering(OK).await;
    let address = receiver.url.strip_prefix("http://").and_then(|url| url.split_once('/'));
    let mut line = crate::line::Line::to(address.expect("a URL").0).await;
    let http = Http::new(&format!("http://127.0.0.1:{}/", line.port())).expect("a URL");
    let event = sample::event("n1").await;
    assert_eq!(http.deliver(&event).await, Ok(()));
    line.cut().await;
    assert_unreachable(http.deliver(&event).await);
    assert_unreachable(http.reach().await);
    line.mend();
    deliver_again(&http, &event).await;
}

#[tokio::test]
async fn connections_are_used_again() {
    let receiver = Receiver::answering("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok").await;
    let http = Arc::new(Http::new(&receiver.url).expect("a URL"));
    for _ in 0..20 {
        assert_eq!(http.deliver(&sample::event("n1").await).await, Ok(()));
    }
    assert_eq!(receiver.connections(), 1);
    receiver.requests();
    let ids = deliver_at_once(http, IN_FLIGHT).await;
    let id = |(head, _): (String, _)| {
        let line = head.lines().find_map(|line| line.strip_prefix("ce-id: ").map(str::to_owned));
        line.expect("there is an id")
    };
    let mut seen: Vec<_> = receiver.requests().into_iter().map(id).collect();
    seen.sort();
    assert_eq!(seen, ids);
}

#[test]
fn what_is_wrong_with_a_setting_is_said_without_it() {
    let said = |result: Result<Http, SettingError>| {
        let error = result.map(drop).expect_err("wrong");
        assert_no_secret(&error);
        error.to_string()
    };
    let url = "a URL http://host or https://host is expected";
    for wrong in ["", "hunter2", "ftp://hunter2", "http://", "https://hunter2 x/"] {
        assert_eq!(said(Http::new(wrong)), url, "{wrong}");
    }
    assert_eq!(
        said(Http::new("https://me:hunter2@host/")),
        "the URL of a receiver has no user or password; send them as its authorization"
    );
    let http = || Http::new("http://host/").expect("a URL");
    let secret = "a secret is whsec_ and 24 to 64 random bytes in base64: \
                  echo whsec_$(openssl rand -base64 32)";
    let short = format!("whsec_{}", STANDARD.encode([0; 23]));
    let long = format!("whsec_{}", STANDARD.encode([0; 65]));
    for wrong in [SECRET, "whsec_hunter2", "whsec_", &short, &long] {
        assert_eq!(said(http().secret(wrong)), secret, "{wrong}");
    }
    assert_eq!(
        said(http().authorization("Bearer hunter2\r\nx: y")),
        "an authorization is one line of visible ASCII characters"
    );
}
