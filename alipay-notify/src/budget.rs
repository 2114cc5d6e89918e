//! How much memory the bytes of strangers may take together.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::form::Limits;

/// The memory that bodies may take together until they are verified.
///
/// Bodies of more than [`SMALL`](Self::SMALL) bytes leave a reserve untouched, so that holding
/// large ones does not keep ordinary messages out.
#[derive(Debug)]
pub(crate) struct Budget {
    taken: AtomicUsize,
    /// What there may be in all.
    total: usize,
    /// Up to where a large body may fill it.
    without_reserve: usize,
}

/// What one body takes of a budget. Dropping it gives it back.
#[derive(Debug)]
pub(crate) struct Share {
    budget: Arc<Budget>,
    bytes: usize,
    /// What the framework holds beside a large body, in bytes.
    pub(crate) beside: usize,
}

/// The budget has no room for a body to grow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct NoRoom;

impl Budget {
    /// The longest body that may use the reserve, in bytes. Messages of Alipay's have a few
    /// thousand.
    pub(crate) const SMALL: usize = 16 * 1024;

    /// The budget of these limits. There is room for one body of any permitted length, whatever
    /// they say.
    pub(crate) fn of(limits: &Limits) -> Self {
        let reserve = limits.bodies / 4;
        let without_reserve = (limits.bodies - reserve).max(limits.body);
        Self {
            taken: AtomicUsize::new(0),
            total: without_reserve.saturating_add(reserve),
            without_reserve,
        }
    }

    /// The share of a body of which nothing has arrived.
    pub(crate) fn share(self: &Arc<Self>) -> Share {
        Share { budget: Arc::clone(self), bytes: 0, beside: 0 }
    }

    /// Up to where a body of this size may fill the budget.
    fn limit(&self, size: usize) -> usize {
        if size <= Self::SMALL { self.total } else { self.without_reserve }
    }
}

impl Share {
    /// Grows to a body of this size. A large one counts with what is held beside it, as far as
    /// there can be room for that.
    pub(crate) fn grow_to(&mut self, size: usize) -> Result<(), NoRoom> {
        let limit = self.budget.limit(size);
        let beside = if size <= Budget::SMALL { 0 } else { self.beside };
        let bytes = size.saturating_add(beside).min(limit).max(size);
        let Some(more) = bytes.checked_sub(self.bytes) else { return Ok(()) };
        let grown = |taken: usize| taken.checked_add(more).filter(|taken| *taken <= limit);
        // Nothing but the number itself is shared, so any order of the steps will do.
        self.budget
            .taken
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, grown)
            .map_err(|_| NoRoom)?;
        self.bytes = bytes;
        Ok(())
    }

    /// Gives everything back.
    pub(crate) fn give_back(&mut self) {
        let bytes = std::mem::take(&mut self.bytes);
        if bytes > 0 {
            self.budget.taken.fetch_sub(bytes, Ordering::Relaxed);
        }
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        self.give_back();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SMALL: usize = Budget::SMALL;

    fn budget(bodies: usize, body: usize) -> Arc<Budget> {
        Arc::new(Budget::of(&Limits::default().bodies(bodies).body(body)))
    }

    fn taken(budget: &Budget) -> usize {
        budget.taken.load(Ordering::Relaxed)
    }

    #[test]
    fn a_share_is_counted_to_the_byte_and_given_back() {
        let budget = budget(4 * SMALL, SMALL);
        let (mut first, mut second) = (budget.share(), budget.share());
        assert_eq!(first.grow_to(SMALL), Ok(()));
        assert_eq!(second.grow_to(1), Ok(()));
        assert_eq!(second.grow_to(3), Ok(()));
        // What has grown does not shrink.
        assert_eq!(second.grow_to(2), Ok(()));
        assert_eq!(taken(&budget), SMALL + 3);
        drop(first);
        assert_eq!(taken(&budget), 3);
        drop(second);
        assert_eq!(taken(&budget), 0);
    }

    #[test]
    fn large_bodies_leave_a_quarter_to_small_ones() {
        let budget = budget(16 * SMALL, 12 * SMALL);
        let (mut large, mut small) = (budget.share(), budget.share());
        assert_eq!(large.grow_to(12 * SMALL + 1), Err(NoRoom));
        assert_eq!(large.grow_to(12 * SMALL), Ok(()));
        assert_eq!(small.grow_to(SMALL), Ok(()));
        assert_eq!(small.grow_to(SMALL + 1), Err(NoRoom), "it is not small any more");
        let others: Vec<_> = (0..4)
            .map(|_| {
                let mut other = budget.share();
                (other.grow_to(SMALL), other)
            })
            .collect();
        assert_eq!(
            others.iter().map(|other| other.0).collect::<Vec<_>>(),
            [Ok(()), Ok(()), Ok(()), Err(NoRoom)]
        );
        assert_eq!(taken(&budget), 16 * SMALL);
        drop(large);
        assert_eq!(small.grow_to(8 * SMALL), Ok(()));
    }

    #[test]
    fn one_body_of_any_permitted_length_has_room() {
        let mut share = budget(0, 10 * SMALL).share();
        assert_eq!(share.grow_to(10 * SMALL), Ok(()));
        let mut share = budget(usize::MAX, usize::MAX).share();
        assert_eq!(share.grow_to(usize::MAX), Ok(()));
    }

    #[test]
    fn threads_take_no_more_than_there_is() {
        let budget = budget(64 * SMALL, SMALL);
        let granted: usize = std::thread::scope(|scope| {
            let takers: Vec<_> = (0..8)
                .map(|_| {
                    scope.spawn(|| {
                        let mut shares: Vec<_> = (0..16).map(|_| budget.share()).collect();
                        let granted =
                            shares.iter_mut().filter_map(|share| share.grow_to(SMALL).ok()).count();
                        (granted, shares)
                    })
                })
                .collect();
            let taken: Vec<_> =
                takers.into_iter().map(|taker| taker.join().expect("ran")).collect();
            taken.iter().map(|(granted, _)| granted).sum()
        });
        assert_eq!(granted, 64);
        assert_eq!(taken(&budget), 0);
    }
}
