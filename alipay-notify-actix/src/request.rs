//! Requests of actix-web as the core takes them.

use std::pin::Pin;
use std::task::Context;
use std::time::Duration;

use actix_web::HttpRequest;
use actix_web::dev::Payload;
use actix_web::rt::{self, time};
use actix_web::web::Bytes;
use alipay_notify::gateway::{Head, Incoming, RequestError};
use futures_util::StreamExt;

/// Time enough for any middleware that the answer passes.
const UNTIL_ANSWERED: Duration = Duration::from_secs(5);

/// What actix-web holds for a large body: it reads up to 128 KiB at once, into a buffer that
/// doubles and is kept, while the pieces before it are still there.
const HELD: usize = 3 * 128 * 1024;

pub(crate) fn head(request: &HttpRequest) -> Head<'_> {
    let headers = request.headers().iter().map(|(name, value)| (name.as_str(), value.as_bytes()));
    Head::new(request.method().as_str(), headers)
}

/// The timer of Tokio, on which actix-web runs.
pub(crate) fn sleep(time: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>> {
    Box::pin(time::sleep(time))
}

/// Reads the whole body, within the limits of what was admitted.
pub(crate) async fn read(
    mut body: Payload,
    incoming: Incoming<Bytes>,
) -> Result<Incoming<Bytes>, RequestError> {
    let next_piece = |context: &mut Context<'_>| {
        body.poll_next_unpin(context).map_err(|_| RequestError::Incomplete)
    };
    let read = incoming.held_beside(HELD).read(sleep, next_piece).await;
    if read.is_err() {
        leave_unread(body);
    }
    read
}

/// Where a handler has dropped a body in chunks, actix-web reads on for as long as they come; where
/// one still holds it when the answer is sent, the connection is closed. What comes until then is
/// not kept.
pub(crate) fn leave_unread(mut body: Payload) {
    if !matches!(body, Payload::None) {
        rt::spawn(time::timeout(UNTIL_ANSWERED, async move {
            while let Some(Ok(_)) = body.next().await {}
        }));
    }
}
