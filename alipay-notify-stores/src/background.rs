//! Steps that nobody waits for.

use tokio::runtime::Handle;

/// Takes a step in a task of its own. Outside a tokio runtime there can't be one.
///
/// A claim that is neither completed nor released, for that or because the step fails, ends with its lease; what a purge
/// leaves, another one removes.
pub(crate) fn take(step: impl Future<Output: Send + 'static> + Send + 'static) {
    if let Ok(runtime) = Handle::try_current() {
        runtime.spawn(step);
    }
}
