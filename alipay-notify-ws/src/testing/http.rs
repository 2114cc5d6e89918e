//! The HTTP side: registrations, and requests for a `WebSocket`.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use alipay_notify::testing::TestKey;
use alipay_notify::verify::SignType;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;

use super::state::{Acknowledged, RegisterFault, UpgradeFault};
use super::{Fault, Push, Shared, session};
use crate::connect::Transport;
use crate::credentials::signed_content;

/// The data centre that tokens are good for.
const ZONE: &str = "GZ00A";

/// What is answered where a fault has no such name, before the names that there are.
const UNKNOWN: &str = "there is no such fault; there are: ";

type Stream = Box<dyn Transport>;

struct Request {
    method: String,
    path: String,
    query: HashMap<String, String>,
    /// Names in lower case.
    headers: HashMap<String, String>,
    body: Vec<u8>,
}

/// Serves one connection: one request, and where it opens a WebSocket, that.
pub(super) async fn serve(mut stream: Stream, shared: Arc<Shared>) {
    let Some(request) = read(&mut stream).await else { return };
    match (&*request.method, &*request.path) {
        ("GET", "/websocket/register.do") => register(stream, &request, &shared).await,
        ("GET", "/websocket") => connect(stream, &request, shared).await,
        ("POST", "/push") => push(stream, request, &shared).await,
        ("POST", "/fault") => fault(stream, &request, &shared).await,
        _ => answer(&mut stream, 404, "", "").await,
    }
}

/// Reads a request that is not longer than any should be.
async fn read(stream: &mut Stream) -> Option<Request> {
    const LIMIT: usize = 4 * 1024 * 1024;
    let mut bytes = Vec::new();
    loop {
        if stream.read_buf(&mut bytes).await.ok()? == 0 || bytes.len() > LIMIT {
            return None;
        }
        let mut headers = [httparse::EMPTY_HEADER; 32];
        let mut parsed = httparse::Request::new(&mut headers);
        let httparse::Status::Complete(length) = parsed.parse(&bytes).ok()? else { continue };
        let (path, query) = parsed.path?.split_once('?').unwrap_or((parsed.path?, ""));
        let headers: HashMap<_, _> = parsed
            .headers
            .iter()
            .map(|header| {
                let value = String::from_utf8_lossy(header.value).into_owned();
                (header.name.to_ascii_lowercase(), value)
            })
            .collect();
        let mut request = Request {
            method: parsed.method?.to_owned(),
            path: path.to_owned(),
            query: form_urlencoded::parse(query.as_bytes()).into_owned().collect(),
            headers,
            body: Vec::new(),
        };
        let announced = request.headers.get("content-length");
        let announced = announced.and_then(|text| text.parse::<usize>().ok()).unwrap_or(0);
        request.body = bytes.split_off(length);
        while request.body.len() < announced.min(LIMIT) {
            if stream.read_buf(&mut request.body).await.ok()? == 0 {
                return None;
            }
        }
        return Some(request);
    }
}

async fn answer(stream: &mut Stream, status: u16, headers: &str, body: &str) {
    let head = format!(
        "HTTP/1.1 {status} Mock\r\nContent-Length: {}\r\nConnection: close\r\n{headers}\r\n",
        body.len()
    );
    // Whoever is gone needs no answer.
    let _ = stream.write_all((head + body).as_bytes()).await;
    let _ = stream.shutdown().await;
}

async fn register(mut stream: Stream, request: &Request, shared: &Shared) {
    let fault = shared.state().register_faults.pop_front();
    let refused = r#"{"response":{"code":"40002","msg":"Invalid Arguments","sub_code":"isv.invalid-signature"}}"#;
    let cookie = format!("Set-Cookie: zone={ZONE}; Path=/\r\n");
    let body = match fault {
        Some(RegisterFault::Refused) => refused.to_owned(),
        Some(RegisterFault::Html) => "<html><body>Log in</body></html>".to_owned(),
        Some(RegisterFault::Empty) => String::new(),
        Some(RegisterFault::Hangs) => {
            shared.count(|counts| counts.registrations += 1);
            // Until the client goes.
            let _ = stream.read_u8().await;
            return;
        }
        Some(RegisterFault::Endless) => "{".repeat(1024 * 1024),
        _ if !is_form(request) => {
            r#"{"response":{"code":"40001","sub_code":"isv.missing-content-type"}}"#.to_owned()
        }
        fault => match check(request, shared, "nonce") {
            Ok(nonce) if shared.state().nonces.insert(nonce.to_owned()) => {
                let token = shared.token();
                let response =
                    format!(r#"{{"code":"10000","msg":"Success","link_token":"{token}"}}"#);
                shared.state().tokens.insert(token);
                signed(&response, fault, &shared.alipay)
            }
            Ok(_) => r#"{"response":{"code":"40002","sub_code":"isv.repeated-nonce"}}"#.to_owned(),
            Err("sign") => refused.to_owned(),
            Err(name) => {
                format!(r#"{{"response":{{"code":"40001","sub_code":"isv.missing-{name}"}}}}"#)
            }
        },
    };
    shared.count(|counts| counts.registrations += 1);
    answer(&mut stream, 200, &cookie, &body).await;
}

/// A response as the gateway signs it.
fn signed(response: &str, fault: Option<RegisterFault>, key: &TestKey) -> String {
    let sign = match fault {
        Some(RegisterFault::Unsigned) => return format!(r#"{{"response":{response}}}"#),
        Some(RegisterFault::Forged) => key.sign(SignType::Rsa2, b"another text"),
        _ => key.sign(SignType::Rsa2, response.as_bytes()),
    };
    let serial = match fault {
        Some(RegisterFault::OtherCertificate) => r#","alipay_cert_sn":"another""#,
        _ => "",
    };
    format!(r#"{{"response":{response},"sign":"{sign}"{serial}}}"#)
}

async fn connect(mut stream: Stream, request: &Request, shared: Arc<Shared>) {
    let fault = shared.state().upgrade_faults.pop_front();
    let token = check(request, &shared, "link_token").map(str::to_owned);
    // A token is used up whatever comes of it.
    let is_known = token.is_ok_and(|token| shared.state().tokens.remove(&token));
    let has_zone = request.headers.get("cookie").is_some_and(|it| it == &format!("zone={ZONE};"));
    let key = request.headers.get("sec-websocket-key");
    let version = request.headers.get("sec-websocket-version");
    let is_plain = ["protocol", "extensions"]
        .iter()
        .all(|name| !request.headers.contains_key(&format!("sec-websocket-{name}")));
    let is_good = is_plain && is_form(request) && version.is_some_and(|version| version == "13");
    let Some(key) = key.filter(|_| is_good) else {
        return answer(&mut stream, 400, "", "").await;
    };
    match fault {
        Some(UpgradeFault::Status(status)) => return answer(&mut stream, status, "", "").await,
        Some(UpgradeFault::Hangs) => {
            let _ = stream.read_u8().await;
            return;
        }
        None if is_known && has_zone => {}
        Some(UpgradeFault::Expired) | None => return answer(&mut stream, 401, "", "").await,
    }
    let accept = derive_accept_key(key.as_bytes());
    let head = format!(
        "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
         Sec-WebSocket-Accept: {accept}\r\n\r\n"
    );
    if stream.write_all(head.as_bytes()).await.is_ok() {
        session::serve(stream, shared).await;
    }
}

/// Whether a request is declared as Alipay's client declares its own.
fn is_form(request: &Request) -> bool {
    let declared = request.headers.get("content-type");
    declared.is_some_and(|it| it == "application/x-www-form-urlencoded;charset=UTF-8")
}

/// Checks the parameters and the signature of a query, and returns the value of the parameter that
/// only this kind has; the name of the one that is wrong.
fn check<'r>(
    request: &'r Request,
    shared: &Shared,
    own: &'static str,
) -> Result<&'r str, &'static str> {
    let value = |name: &'static str| {
        let value = request.query.get(name).map(String::as_str);
        value.filter(|value| !value.is_empty()).ok_or(name)
    };
    for (name, expected) in
        [("app_id", &*shared.app_id), ("charset", "UTF-8"), ("sign_type", "RSA2")]
    {
        if value(name)? != expected {
            return Err(name);
        }
    }
    value("sdk_version")?;
    let milliseconds = value("timestamp")?.parse().map_err(|_| "timestamp")?;
    let sent = SystemTime::UNIX_EPOCH + Duration::from_millis(milliseconds);
    let now = SystemTime::now();
    let apart = now.duration_since(sent).or_else(|_| sent.duration_since(now));
    if apart.is_ok_and(|apart| apart > Duration::from_secs(600)) {
        return Err("timestamp");
    }
    let own = value(own)?;

    let sign = value("sign")?;
    let mut signed: Vec<_> =
        request.query.iter().filter(|(name, value)| *name != "sign" && !value.is_empty()).collect();
    let content = signed_content(&mut signed);
    shared.app.verify_text(&shared.app_id, &content, sign).map_err(|_| "sign")?;
    Ok(own)
}

/// Takes a message to push from another process: its name in the query, its content as the body.
/// Answers what became of its first delivery.
async fn push(mut stream: Stream, request: Request, shared: &Shared) {
    let content = String::from_utf8(request.body).unwrap_or_default();
    let Some(msg_method) = request.query.get("msg_method") else {
        return answer(&mut stream, 400, "", "msg_method is missing\n").await;
    };
    let mut push = Push::new(msg_method, content);
    push.msg_id = request.query.get("msg_id").cloned();
    push.fault = match request.query.get("fault").map(|name| name.parse()) {
        None => None,
        Some(Ok(Fault::Push(fault))) => Some(fault),
        Some(_) => return unknown(&mut stream).await,
    };
    let mut receipt = shared.push(push);
    let limit = Duration::from_secs(20);
    let acknowledged = tokio::time::timeout(limit, receipt.next()).await;
    let text = match acknowledged {
        Ok(Acknowledged::Success) => "SUCCESS",
        Ok(Acknowledged::Fail) => "FAIL",
        Ok(Acknowledged::Nothing) | Err(_) => "NOTHING",
    };
    answer(&mut stream, 200, "", text).await;
}

/// Has the server misbehave, for another process.
async fn fault(mut stream: Stream, request: &Request, shared: &Shared) {
    let Some(Ok(fault)) = request.query.get("name").map(|name| name.parse()) else {
        return unknown(&mut stream).await;
    };
    shared.fault(fault);
    answer(&mut stream, 204, "", "").await;
}

async fn unknown(stream: &mut Stream) {
    let names = Fault::names().collect::<Vec<_>>().join(" ");
    answer(stream, 400, "", &format!("{UNKNOWN}{names}\n")).await;
}
