//! Tells the workers of all processes that something was put: one notification for all that was
//! put in a short time, apart from what puts it.

use std::future::Future;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use tokio::task::JoinHandle;
use tokio::time::sleep;

/// How long what is put is gathered before a notification.
const GATHER: Duration = Duration::from_millis(50);

/// Sends and receives notifications.
#[derive(Default)]
#[allow(
    unnameable_types,
    missing_debug_implementations,
    unreachable_pub,
    reason = "PostgreSQL has it in a trait that nobody else implements"
)]
pub struct Bell {
    /// Whether a notification is about to be sent.
    is_ringing: Arc<AtomicBool>,
    listener: OnceLock<Listener>,
}

/// Listens for as long as there is an inbox.
struct Listener(JoinHandle<()>);

impl Bell {
    /// Has a notification sent soon.
    pub(crate) fn ring<F, Fut>(&self, notify: F)
    where
        F: FnOnce() -> Fut + Send + 'static,
        Fut: Future<Output = ()> + Send,
    {
        if self.is_ringing.swap(true, Ordering::AcqRel) {
            return;
        }
        let is_ringing = Arc::clone(&self.is_ringing);
        tokio::spawn(async move {
            sleep(GATHER).await;
            is_ringing.store(false, Ordering::Release);
            notify().await;
        });
    }

    /// Wakes workers of this process by notifications, from now on.
    pub(crate) fn listen<F>(&self, listen: impl FnOnce() -> F)
    where
        F: Future<Output = ()> + Send + 'static,
    {
        self.listener.get_or_init(|| Listener(tokio::spawn(listen())));
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        self.0.abort();
    }
}
