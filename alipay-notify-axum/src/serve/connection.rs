//! One connection, from its first byte to its last.

use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use hyper::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::{Service as _, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::sync::watch;
use tokio::time::timeout;

use super::Tls;
use super::visit::{Visit, Watched};

/// How much of a connection is read ahead, and so how long a head may be. Alipay's are shorter than
/// 1 KiB.
const BUFFER: usize = 16 * 1024;

/// How long a stop waits for the rest of a request, or for an answer to be taken.
const LAST_BYTES: Duration = Duration::from_secs(1);

/// How connections are spoken with.
#[derive(Clone)]
pub(super) struct Protocol {
    http: http1::Builder,
    tls: Option<Tls>,
    head_time: Duration,
}

impl Protocol {
    pub(super) fn new(head_time: Duration, tls: Option<Tls>) -> Self {
        let mut http = http1::Builder::new();
        http.timer(TokioTimer::new())
            // It starts with the connection, and again with each answer.
            .header_read_timeout(head_time)
            .half_close(true)
            .max_buf_size(BUFFER);
        Self { http, tls, head_time }
    }

    /// Answers the requests of a connection until it is closed, or the server stops.
    pub(super) async fn serve(
        self,
        router: Router,
        (stream, peer): (TcpStream, SocketAddr),
        visit: Arc<Visit>,
        mut stop: watch::Receiver<()>,
    ) {
        let Some(tls) = self.tls else {
            return serve(self.http, router, (stream, peer), visit, stop).await;
        };
        let secured = tokio::select! {
            secured = timeout(self.head_time, tls.accept(stream)) => secured,
            // It has not begun to ask for anything.
            _ = stop.changed() => return,
        };
        // Strangers do not decide how much is written to the log.
        if let Ok(Ok(stream)) = secured {
            serve(self.http, router, (stream, peer), visit, stop).await;
        }
    }
}

async fn serve<S: AsyncRead + AsyncWrite + Unpin>(
    protocol: http1::Builder,
    router: Router,
    (stream, peer): (S, SocketAddr),
    visit: Arc<Visit>,
    mut stop: watch::Receiver<()>,
) {
    let noted = Arc::clone(&visit);
    let router = TowerToHyperService::new(router);
    let service = service_fn(move |request: Request<Incoming>| {
        let visit = Arc::clone(&noted);
        visit.works();
        let mut request =
            request.map(|body| Body::new(Watched { body, visit: Arc::clone(&visit) }));
        request.extensions_mut().insert(ConnectInfo(peer));
        let response = router.call(request);
        async move {
            let response = response.await;
            visit.is_answered();
            response
        }
    });
    let mut connection = pin!(protocol.serve_connection(TokioIo::new(stream), service));

    tokio::select! {
        // Whether it was closed, broke off or sent what is no HTTP: it is over.
        _ = connection.as_mut() => return,
        // There is nothing but an end to wait for.
        _ = stop.changed() => {}
    }
    if visit.is_new() {
        return;
    }
    connection.as_mut().graceful_shutdown();
    while timeout(LAST_BYTES, connection.as_mut()).await.is_err() && visit.waits_since().is_none() {
    }
}
