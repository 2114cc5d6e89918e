//! Who takes the messages of a connection.

use std::pin::Pin;
use std::sync::Arc;

use alipay_notify::{Gateway, Reply, Verifier};

use crate::frame::Frame;

/// What becomes of a frame.
type Taken = Pin<Box<dyn Future<Output = Reply> + Send>>;

/// Takes messages: a gateway, or a function that does itself what a gateway would.
#[derive(Clone)]
pub(crate) enum Taker {
    Gateway(Gateway),
    Function { take: Arc<dyn Fn(String) -> Taken + Send + Sync>, verifier: Verifier },
}

impl Taker {
    pub(crate) fn of<F, T>(verifier: Verifier, take: F) -> Self
    where
        F: Fn(String) -> T + Send + Sync + 'static,
        T: Future<Output = Reply> + Send + 'static,
    {
        Self::Function { take: Arc::new(move |frame| Box::pin(take(frame))), verifier }
    }

    /// What verifies registrations.
    pub(crate) fn verifier(&self) -> &Verifier {
        match self {
            Self::Gateway(gateway) => gateway.verifier(),
            Self::Function { verifier, .. } => verifier,
        }
    }

    /// Has a message taken, and says whether it is done. `text` is that of the frame.
    pub(crate) async fn take(&self, frame: &Frame<'_>, text: &str) -> bool {
        let reply = match self {
            Self::Gateway(gateway) => gateway.deliver_data(&frame.signed_data()).await.reply(),
            Self::Function { take, .. } => take(text.to_owned()).await,
        };
        reply == Reply::Success
    }
}
