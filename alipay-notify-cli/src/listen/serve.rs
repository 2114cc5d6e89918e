//! The socket: requests become deliveries, and endings become responses.

use std::io::{self, Write};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use alipay_notify::{Outcome, Rejection, Reply};
use alipay_notify_axum::{Answer, Notified, Rejected};
use axum::Router;
use axum::extract::{FromRequest, Request};
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use axum::routing::any;
use tokio::net::TcpListener;
use tokio::sync::mpsc;
use tokio::task;
use tokio::time::timeout;

use super::delivery::{Body, Head};
use super::{Ending, Listener};
use crate::client::Passed;
use crate::failure::Failure;
use crate::lang::say;

pub(super) async fn serve(address: SocketAddr, listener: Arc<Listener>) -> Result<(), Failure> {
    let socket = TcpListener::bind(address).await.map_err(|error| {
        let why = say!(
            "can't listen there: {error}; try another --port",
            "无法监听：{error}；请换一个 --port"
        );
        Failure::at(address, why)
    })?;
    let address = socket.local_addr().map_err(Failure::new)?;
    if listener
        .decider
        .application
        .as_ref()
        .is_some_and(|application| application.client.leads_to(address))
    {
        let why = say!(
            "--forward leads here, to this very command: each message would go round and round",
            "--forward 指向本命令自身：消息会无休止地循环转发"
        );
        return Err(Failure::at(address, why));
    }
    let ready = say!(
        "listening on http://{address}, any path; Ctrl-C ends it",
        "正在监听 http://{address}，路径不限；按 Ctrl-C 结束"
    );
    writeln!(io::stderr(), "{ready}")?;

    let (begun, mut all_done) = mpsc::channel(1);
    let app = Router::new()
        .fallback(any(move |request| answer(Arc::clone(&listener), Begun(begun.clone()), request)));
    let served = async {
        axum::serve(socket, app)
            .with_graceful_shutdown(interrupted())
            .await
            .map_err(Failure::new)?;
        // Also of those whose senders have hung up.
        all_done.recv().await;
        Ok(())
    };
    tokio::select! {
        served = served => served,
        () = interrupted_twice() => Ok(()),
    }
}

/// Held for as long as a delivery is seen through.
struct Begun(#[expect(dead_code, reason = "that it is there is what counts")] mpsc::Sender<()>);

/// Whoever sends half a request, or an application that takes long, must not keep the command from
/// ending.
async fn interrupted_twice() {
    interrupted().await;
    let again = interrupted();
    tokio::pin!(again);
    // Mostly there is nothing to wait for, and nothing to say.
    if timeout(Duration::from_millis(500), &mut again).await.is_err() {
        let waiting = say!(
            "waiting for what has started; Ctrl-C once more ends it now",
            "正在等待已开始的请求；再按一次 Ctrl-C 立即结束"
        );
        // Where standard error is closed there is nobody to tell.
        let _ = writeln!(io::stderr(), "{waiting}");
        again.await;
    }
}

async fn interrupted() {
    // Where the signal can't be waited for, the process is ended the hard way.
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}

async fn answer(listener: Arc<Listener>, begun: Begun, request: Request) -> Response {
    let head = Head::of(&request);
    let body = match Notified::<Body>::from_request(request, &listener.verifier).await {
        Ok(Notified(body)) => body,
        Err(Rejected(rejection)) => return refuse(&listener, rejection),
    };
    let delivery = head.with(body);
    // A task of its own, so that a sender who hangs up does not interrupt what was started.
    let taken = task::spawn_blocking(move || {
        let _begun = begun;
        listener.take(&delivery)
    });
    taken.await.map_or_else(|_| Answer(Reply::Fail).into_response(), Ending::into_response)
}

/// Answers a request that was rejected before it was a delivery.
fn refuse(listener: &Listener, rejection: Rejection) -> Response {
    if let Rejection::Request(_) = rejection {
        // A closed output must not take the gateway down.
        let _ = listener.printer.refusal(&Outcome::from(rejection.clone()));
    }
    Rejected(rejection).into_response()
}

impl IntoResponse for Ending {
    fn into_response(self) -> Response {
        match self {
            Self::Forwarded(Passed { status, content_type, body }) => {
                let mut response = (status, body).into_response();
                response.headers_mut().remove(CONTENT_TYPE);
                response.headers_mut().extend(content_type.map(|value| (CONTENT_TYPE, value)));
                response
            }
            Self::Refused(rejection) => Rejected(rejection).into_response(),
            Self::Handled => Answer(Reply::Success).into_response(),
            Self::Invalid | Self::Unknown | Self::Undelivered(_) | Self::Lost => {
                Answer(Reply::Fail).into_response()
            }
        }
    }
}
