//! Steps that nobody waits for.

use std::error::Error;
use std::time::{Duration, Instant};

use alipay_notify::store::{MessageKey, Store, StoreError, Token};
use tokio::runtime::Handle;
use tokio::time::{sleep, timeout};

/// What one try to complete a claim may take: a connection that has died silently is left alone
/// then.
const TRY: Duration = Duration::from_secs(30);

/// The pause after the first try to complete a claim. Each is twice as long as the one before, up
/// to [`LONGEST_PAUSE`].
const FIRST_PAUSE: Duration = Duration::from_millis(100);
const LONGEST_PAUSE: Duration = Duration::from_secs(10);

/// Takes a step in a task of its own. Outside a tokio runtime there can't be one.
///
/// A claim that is neither completed nor released, for that or because the step fails, ends with
/// its lease; what a purge leaves, another one removes.
pub(crate) fn take<T: 'static>(step: impl Future<Output = Result<T, StoreError>> + Send + 'static) {
    if let Ok(runtime) = Handle::try_current() {
        runtime.spawn(async move {
            if let Err(error) = step.await {
                tracing::warn!(
                    error = &error as &dyn Error,
                    "the store failed while nobody waited for it"
                );
            }
        });
    }
}

/// Completes a claim in a task of its own, and tries again while the store fails: the message was
/// handled.
///
/// It ends when the store says whether the claim was still this one. That is worth waiting for
/// until another delivery takes the message over, which none can before the lease has ended.
pub(crate) fn settle<S: Store + Clone>(
    store: &S,
    message: &MessageKey,
    token: Token,
    retention: Duration,
) {
    let (store, message, start) = (store.clone(), message.clone(), Instant::now());
    take(async move {
        let mut pause = FIRST_PAUSE;
        loop {
            let step = store.complete(&message, token, retention);
            let error = match timeout(TRY, step).await {
                Ok(Ok(completed)) => return Ok(completed),
                Ok(Err(error)) => error,
                Err(elapsed) => StoreError::new(elapsed),
            };
            // After that, there is nothing to remember any more.
            if start.elapsed() >= retention {
                return Err(error);
            }
            if pause == FIRST_PAUSE {
                tracing::warn!(
                    error = &error as &dyn Error,
                    "the store could not note that a message was handled; it is tried again"
                );
            }
            sleep(pause).await;
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
    });
}
