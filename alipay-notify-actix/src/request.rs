//! Requests of actix-web as the core takes them.

use actix_web::HttpRequest;
use actix_web::dev::Payload;
use actix_web::rt::time;
use actix_web::web::Bytes;
use alipay_notify::{Head, Incoming, RequestError};
use futures_util::StreamExt;

pub(crate) fn head(request: &HttpRequest) -> Head<'_> {
    let headers = request.headers().iter().map(|(name, value)| (name.as_str(), value.as_bytes()));
    Head::new(request.method().as_str(), headers)
}

/// Reads the whole body, within the limits of what was admitted.
pub(crate) async fn read(body: Payload, incoming: Incoming<Bytes>) -> Result<Incoming<Bytes>, RequestError> {
    let (limit, too_slow) = incoming.time_limit();
    time::timeout(limit, collect(body, incoming)).await.unwrap_or(Err(too_slow))
}

async fn collect(mut body: Payload, mut incoming: Incoming<Bytes>) -> Result<Incoming<Bytes>, RequestError> {
    while let Some(piece) = body.next().await {
        incoming.push(piece.map_err(|_| RequestError::Incomplete)?)?;
    }
    Ok(incoming)
}
