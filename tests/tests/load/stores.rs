//! The stores that a run is made with.

use alipay_notify::{MemoryStore, Store};

/// Makes a run with each store.
pub(crate) async fn for_each(run: impl AsyncFn(&str, MemoryStore)) {
    run("memory", MemoryStore::default()).await;
}
