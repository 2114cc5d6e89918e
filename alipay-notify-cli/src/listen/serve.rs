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
    listener.ready(&ready, Some(address));

    let printing = Arc::clone(&listener);
    let app = Router::new().fallback(any(move |request| answer(Arc::clone(&listener), request)));
    let served = async {
        // What was begun has the time that the application has for it.
        let server = alipay_notify_axum::serve(socket, app).stop_time(Duration::MAX);
        server.until(asked_to_stop()).await.map_err(Failure::new)?;
        finish_printing(printing).await
    };
    tokio::select! {
        served = served => served,
        () = asked_twice() => Ok(()),
    }
}

/// What was answered is printed, unless nobody reads it.
pub(super) async fn finish_printing(listener: Arc<Listener>) -> Result<(), Failure> {
    let printed = task::spawn_blocking(move || listener.printer.writer.finish()).await;
    if printed.is_ok_and(|is_printed| !is_printed) {
        let why = say!(
            "the last deliveries are not printed: nothing reads the output",
            "最后的投递没有输出：无人读取"
        );
        return Err(Failure::new(why));
    }
    Ok(())
}

/// An application that takes long must not keep the command from ending, nor may a reader of its
/// output.
pub(super) async fn asked_twice() {
    asked_to_stop().await;
    let again = asked_to_stop();
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

pub(super) async fn asked_to_stop() {
    // Where the signals can't be waited for, the process is ended the hard way.
    if alipay_notify_axum::stop_signal().await.is_err() {
        std::future::pending::<()>().await;
    }
}

async fn answer(listener: Arc<Listener>, request: Request) -> Response {
    let head = Head::of(&request);
    let body = match Notified::<Body>::from_request(request, &listener.verifier).await {
        Ok(Notified(body)) => body,
        Err(Rejected { rejection, .. }) => return refuse(listener, rejection).await,
    };
    let delivery = head.with(body);
    // Where it may block. A sender who hangs up does not interrupt what was started.
    let taken = task::spawn_blocking(move || listener.take(delivery));
    taken.await.map_or_else(|_| Answer(Reply::Fail).into_response(), Ending::into_response)
}

/// Answers a request that was rejected before it was a delivery.
async fn refuse(listener: Arc<Listener>, rejection: Rejection) -> Response {
    if let Rejection::Request(_) = rejection {
        let outcome = Outcome::from(rejection.clone());
        // An output that is closed must not take the gateway down, nor one that is not read.
        let _ = task::spawn_blocking(move || listener.refuse(&outcome)).await;
    }
    Rejected::from(rejection).into_response()
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
            Self::Answered(answer) => {
                let content_type = [(CONTENT_TYPE, answer.content_type())];
                (content_type, answer.body().to_owned()).into_response()
            }
            Self::Refused(rejection) => Rejected::from(rejection).into_response(),
            Self::Handled => Answer(Reply::Success).into_response(),
            Self::Invalid
            | Self::Unknown
            | Self::NotActivated
            | Self::Undelivered(_)
            | Self::Lost => Answer(Reply::Fail).into_response(),
        }
    }
}
