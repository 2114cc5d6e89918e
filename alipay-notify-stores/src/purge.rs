//! When a store clears up after itself.

use std::sync::atomic::{AtomicU32, Ordering};

/// How many claims there are between two purges. A purge may remove more than they can have added,
/// so that any backlog goes in the end.
const CLAIMS: u32 = 256;

/// The most that a purge of the store's own removes: enough to keep up, and little enough to be in
/// nobody's way.
pub(crate) const BATCH: u32 = 1024;

/// Counts claims.
#[derive(Default)]
pub(crate) struct Counter(AtomicU32);

impl Counter {
    /// Whether it is time: at the first claim, so that processes which never live long purge too,
    /// and then regularly.
    pub(crate) fn is_due(&self) -> bool {
        self.0.fetch_add(1, Ordering::Relaxed).is_multiple_of(CLAIMS)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_claim_purges_and_then_each_two_hundred_and_fifty_sixth() {
        let counter = Counter::default();
        let due: Vec<u32> = (0..600).filter(|_| counter.is_due()).collect();
        assert_eq!(due, [0, 256, 512]);
    }
}
