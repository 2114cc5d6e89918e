//! Which workers live no more: those that have not said for a while that they do.
//!
//! No clock decides that, for clocks jump, but how often in a row a delivery was seen unchanged.

use std::collections::HashMap;

use crate::engine::Seen;

/// How often a worker says within a lease that it lives, and how often others look.
pub(super) const LOOKS: u32 = 4;

/// What was being handled when this worker looked last, and how often it has looked the same since.
#[derive(Default)]
pub(super) struct Observed(HashMap<i64, (Seen, u32)>);

impl Observed {
    /// Looks again, and returns what nobody can be handling any more.
    pub(super) fn look(&mut self, running: Vec<Seen>) -> Vec<Seen> {
        let mut before = std::mem::take(&mut self.0);
        let mut lapsed = Vec::new();
        for seen in running {
            let unchanged = match before.remove(&seen.id) {
                Some((last, unchanged)) if last == seen => unchanged + 1,
                _ => 0,
            };
            if unchanged >= LOOKS {
                lapsed.push(seen.clone());
            }
            self.0.insert(seen.id, (seen, unchanged));
        }
        lapsed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(id: i64, attempts: u32, beat: i64) -> Seen {
        let (worker, key) = ("worker".to_owned(), format!("2014060600164699:{id}"));
        Seen { id, worker, attempts, beat, key, family: None, name: None }
    }

    fn ids(seen: &[Seen]) -> Vec<i64> {
        seen.iter().map(|seen| seen.id).collect()
    }

    #[test]
    fn what_is_unchanged_for_a_lease_has_lapsed() {
        let mut observed = Observed::default();
        for look in 0..4 {
            let running = vec![seen(1, 1, 0), seen(2, 1, look), seen(3, 1, 0)];
            assert_eq!(ids(&observed.look(running)), [0i64; 0], "{look}");
        }
        // The third was taken anew meanwhile.
        assert_eq!(ids(&observed.look(vec![seen(1, 1, 0), seen(2, 1, 4), seen(3, 2, 0)])), [1]);
        // What is gone and comes back counts from anew.
        assert_eq!(ids(&observed.look(vec![seen(2, 1, 4)])), [0i64; 0]);
        assert_eq!(ids(&observed.look(vec![seen(1, 1, 0), seen(2, 1, 4)])), [0i64; 0]);
    }
}
