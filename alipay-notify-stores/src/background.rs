//! Steps that nobody waits for.

use std::error::Error;

use alipay_notify::store::StoreError;
use tokio::runtime::Handle;

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
