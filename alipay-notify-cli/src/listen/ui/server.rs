//! The server of the page: who may ask it, what there is to ask for, and what a browser may do with
//! the answer.

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::header::{
    AUTHORIZATION, CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HOST,
    REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use axum::http::request::Parts;
use axum::http::{HeaderName, HeaderValue, Method, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::any;
use serde::Serialize;
use tokio::net::TcpListener;
use tokio::task;

use super::inspector::Inspector;
use super::{action, detail, list, page};
use crate::lang::say;
use crate::listen::Listener;

/// As much as the page sends.
const LARGEST: usize = 64 * 1024;

/// What every answer says to the browser: it is for the page alone, and not kept.
const HEADERS: [(HeaderName, &str); 6] = [
    (CACHE_CONTROL, "no-store"),
    (REFERRER_POLICY, "no-referrer"),
    (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (X_FRAME_OPTIONS, "DENY"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
];

/// Serves until the command ends.
pub(super) async fn serve(socket: std::net::TcpListener, listener: Arc<Listener>) {
    let socket = socket.set_nonblocking(true).and_then(|()| TcpListener::from_std(socket));
    let Ok(socket) = socket else { return };
    let router = Router::new().fallback(any(move |request| answer(Arc::clone(&listener), request)));
    let server = alipay_notify_axum::serve(socket, router).until(std::future::pending());
    // It has no end, and the command has its own.
    let _ = server.await;
}

async fn answer(listener: Arc<Listener>, request: Request) -> Response {
    let (head, body) = request.into_parts();
    let mut response = match &listener.inspector {
        Some(inspector) if may_ask(&head, inspector) => match to_bytes(body, LARGEST).await {
            // Where it may block: deliveries are explained, and sent.
            Ok(body) => task::spawn_blocking(move || routed(&listener, &head, &body))
                .await
                .unwrap_or_else(|_| StatusCode::INTERNAL_SERVER_ERROR.into_response()),
            Err(_) => StatusCode::PAYLOAD_TOO_LARGE.into_response(),
        },
        _ => (StatusCode::FORBIDDEN, forbidden()).into_response(),
    };
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    // No answer but the page needs any permission.
    headers
        .entry(CONTENT_SECURITY_POLICY)
        .or_insert(HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'"));
    response
}

/// Whether a request is the user's: it names this machine, as no page does whose name was made to
/// lead here, and has the token. A page is asked for by its URL, all else by the page's script.
fn may_ask(head: &Parts, inspector: &Inspector) -> bool {
    let host = head.headers.get(HOST).and_then(|host| host.to_str().ok());
    let token = match head.uri.path() {
        "/" => query(head, "token"),
        _ => bearer(head).map(str::to_owned),
    };
    host.is_some_and(is_this_machine) && inspector.admits(token.as_deref())
}

/// Whether a host is this machine, on any port: there may be a tunnel on the way.
fn is_this_machine(host: &str) -> bool {
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    };
    ["127.0.0.1", "localhost", "[::1]"].iter().any(|own| name.eq_ignore_ascii_case(own))
}

/// What whoever has the wrong URL is told.
fn forbidden() -> String {
    say!(
        "Open the whole URL that the command printed as it started.",
        "请打开命令启动时输出的完整网址。"
    )
}

fn bearer(head: &Parts) -> Option<&str> {
    head.headers.get(AUTHORIZATION)?.to_str().ok()?.strip_prefix("Bearer ")
}

/// The value of a parameter of the URL.
pub(super) fn query(head: &Parts, name: &str) -> Option<String> {
    let mut query = form_urlencoded::parse(head.uri.query().unwrap_or_default().as_bytes());
    query.find(|(found, _)| found == name).map(|(_, value)| value.into_owned())
}

fn routed(listener: &Listener, head: &Parts, body: &[u8]) -> Response {
    let Some(inspector) = &listener.inspector else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let path: Vec<&str> = head.uri.path().split('/').skip(1).collect();
    let entry = path.get(1).and_then(|number| {
        let number = number.parse().ok()?;
        inspector.ring().get(number).map(Arc::clone)
    });
    let hides = query(head, "hide").is_some();
    match (&head.method, &*path, entry) {
        (&Method::GET, [""], _) => page::answer(listener, inspector),
        (&Method::GET, ["deliveries"], _) => {
            json(&list::deliveries(&inspector.ring(), &list::Wanted::of(head), hides))
        }
        (&Method::GET, ["deliveries", _], Some(entry)) => {
            json(&detail::of(&entry, listener, inspector, hides))
        }
        (&Method::GET, ["deliveries", _, "again"], Some(entry)) => {
            json(&detail::again(&entry, &inspector.ring()))
        }
        (&Method::GET, ["deliveries", _, "curl"], Some(entry)) => {
            json(&action::curl(&entry, &query(head, "to").unwrap_or_default()))
        }
        (&Method::GET, ["deliveries", _, "file"], Some(entry)) => file(&entry),
        (&Method::POST, ["deliveries", _, "replay"], Some(entry)) => {
            json(&action::replay(&entry, body, inspector))
        }
        (&Method::POST, ["examples"], _) => json(&action::example(body, listener, inspector)),
        _ => StatusCode::NOT_FOUND.into_response(),
    }
}

fn json(object: &impl Serialize) -> Response {
    match serde_json::to_vec(object) {
        Ok(json) => ([(CONTENT_TYPE, "application/json")], json).into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

/// A delivery as the file that `explain` and `replay` take.
fn file(entry: &super::entry::Entry) -> Response {
    let Some(came) = &entry.came else { return StatusCode::NOT_FOUND.into_response() };
    // Nothing in such a name has a meaning in a header.
    let disposition = format!("attachment; filename=\"{}\"", entry.file);
    let headers =
        [(CONTENT_TYPE, "application/octet-stream"), (CONTENT_DISPOSITION, &*disposition)];
    (headers, Body::from(came.text())).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_names_of_this_machine_are_strangers() {
        for (host, expected) in [
            ("127.0.0.1", true),
            ("127.0.0.1:4000", true),
            ("LOCALHOST:4000", true),
            ("[::1]:4000", true),
            ("attacker.example", false),
            ("attacker.example:4000", false),
            ("127.0.0.1.attacker.example:4000", false),
            ("localhost.attacker.example", false),
            ("127.0.0.1:4000@attacker.example", false),
            ("attacker.example:127.0.0.1", false),
            ("", false),
        ] {
            assert_eq!(is_this_machine(host), expected, "{host}");
        }
    }
}
