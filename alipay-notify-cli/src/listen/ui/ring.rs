//! The deliveries that can be looked at: the newest, within bounds.

use std::collections::VecDeque;
use std::sync::Arc;

use super::entry::Entry;

/// How many deliveries there are at the most.
pub(super) const MOST: usize = 10_000;

/// How many bytes they take at the most. The newest is kept however large it is.
const MOST_BYTES: usize = 64 * 1024 * 1024;

/// The newest deliveries, oldest first; their numbers are without gaps.
#[derive(Debug, Default)]
pub(super) struct Ring {
    entries: VecDeque<Arc<Entry>>,
    bytes: usize,
    /// How many deliveries there were in all.
    pub(super) all: u64,
}

impl Ring {
    /// Adds the delivery that is made of its number, in the place of those that there is no room
    /// for.
    pub(super) fn push(&mut self, entry: impl FnOnce(u64) -> Entry) {
        self.all += 1;
        let entry = entry(self.all);
        self.bytes += entry.size();
        self.entries.push_back(Arc::new(entry));
        while self.entries.len() > MOST || self.bytes > MOST_BYTES && self.entries.len() > 1 {
            let oldest = self.entries.pop_front();
            self.bytes -= oldest.map_or(0, |entry| entry.size());
        }
    }

    /// The delivery with that number, if it is still there.
    pub(super) fn get(&self, number: u64) -> Option<&Arc<Entry>> {
        let first = self.entries.front()?.number;
        self.entries.get(usize::try_from(number.checked_sub(first)?).ok()?)
    }

    /// All that are there, the newest first.
    pub(super) fn newest_first(&self) -> impl DoubleEndedIterator<Item = &Arc<Entry>> {
        self.entries.iter().rev()
    }

    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }
}

#[cfg(test)]
mod tests {
    use super::super::ended::Ended;
    use super::*;

    fn entry(size: usize) -> impl FnOnce(u64) -> Entry {
        let ended = Ended {
            outcome: "rejected",
            is_success: false,
            status: Some(405),
            reply: "a".repeat(size),
            remarks: String::new(),
            milliseconds: 0,
        };
        move |number| Entry::refused(number, ended)
    }

    #[test]
    fn there_are_never_more_than_the_newest() {
        let mut ring = Ring::default();
        for _ in 0..MOST + 5 {
            ring.push(entry(0));
        }
        assert_eq!((ring.len(), ring.all), (MOST, 10_005));
        let numbers: Vec<u64> = ring.newest_first().map(|entry| entry.number).collect();
        assert_eq!((numbers.first(), numbers.last()), (Some(&10_005), Some(&6)));
        assert_eq!(ring.get(5).map(|entry| entry.number), None);
        assert_eq!(ring.get(6).map(|entry| entry.number), Some(6));
        assert_eq!(ring.get(10_005).map(|entry| entry.number), Some(10_005));
        assert_eq!(ring.get(10_006).map(|entry| entry.number), None);
    }

    #[test]
    fn they_never_take_more_bytes() {
        const MEGABYTE: usize = 1024 * 1024;
        let mut ring = Ring::default();
        for _ in 0..100 {
            ring.push(entry(MEGABYTE));
        }
        assert_eq!((ring.len(), ring.all), (63, 100));
        assert!(ring.bytes <= MOST_BYTES);
        ring.push(entry(2 * MOST_BYTES));
        assert_eq!((ring.len(), ring.newest_first().count()), (1, 1));
        ring.push(entry(0));
        assert_eq!((ring.len(), ring.bytes), (1, 1024));
    }
}
