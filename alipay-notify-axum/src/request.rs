//! Requests of axum as the core takes them.

use alipay_notify::gateway::{Head, Incoming, RequestError};
use axum::body::{Body, Bytes};
use axum::http::request::Parts;
use http_body_util::BodyExt;

pub(crate) fn head(parts: &Parts) -> Head<'_> {
    let headers = parts.headers.iter().map(|(name, value)| (name.as_str(), value.as_bytes()));
    Head::new(parts.method.as_str(), headers)
}

/// Reads the whole body, within the limits of what was admitted.
pub(crate) async fn read(
    body: Body,
    incoming: Incoming<Bytes>,
) -> Result<Incoming<Bytes>, RequestError> {
    let (limit, too_slow) = incoming.time_limit();
    tokio::time::timeout(limit, collect(body, incoming)).await.unwrap_or(Err(too_slow))
}

async fn collect(
    mut body: Body,
    mut incoming: Incoming<Bytes>,
) -> Result<Incoming<Bytes>, RequestError> {
    while let Some(frame) = body.frame().await {
        if let Ok(piece) = frame.map_err(|_| RequestError::Incomplete)?.into_data() {
            incoming.push(piece)?;
        }
    }
    Ok(incoming)
}
