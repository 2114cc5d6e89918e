//! Requests of axum as the core takes them.

use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use alipay_notify::gateway::{Head, Incoming, RequestError};
use axum::body::{Body, Bytes, HttpBody as _};
use axum::extract::Request;

pub(crate) fn head(request: &Request) -> Head<'_> {
    let headers = request.headers().iter().map(|(name, value)| (name.as_str(), value.as_bytes()));
    Head::new(request.method().as_str(), headers)
}

/// The timer of Tokio.
pub(crate) fn sleep(time: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>> {
    Box::pin(tokio::time::sleep(time))
}

/// Reads the whole body, within the limits of what was admitted.
pub(crate) async fn read(
    mut body: Body,
    incoming: Incoming<Bytes>,
) -> Result<Incoming<Bytes>, RequestError> {
    incoming.read(sleep, |context| next_piece(&mut body, context)).await
}

/// Polls for the next frame that is a piece of the body.
fn next_piece(
    body: &mut Body,
    context: &mut Context<'_>,
) -> Poll<Option<Result<Bytes, RequestError>>> {
    while let Some(frame) = ready!(Pin::new(&mut *body).poll_frame(context)) {
        let Ok(frame) = frame else { return Poll::Ready(Some(Err(RequestError::Incomplete))) };
        if let Ok(piece) = frame.into_data() {
            return Poll::Ready(Some(Ok(piece)));
        }
    }
    Poll::Ready(None)
}
