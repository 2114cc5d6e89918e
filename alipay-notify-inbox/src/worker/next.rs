//! What is to become of a delivery after an attempt.

use std::collections::HashMap;
use std::time::Duration;

use alipay_notify::inbox::Worked;
use alipay_notify::schema::Family;

use crate::engine::Next;
use crate::entry::State;
use crate::retries::Retries;
use crate::time::millis;

/// What decides on it besides the attempt.
pub(super) struct Policy {
    pub(super) retries: Retries,
    /// By the parameter of the family, and the name.
    pub(super) retries_of: HashMap<(&'static str, &'static str), Retries>,
    pub(super) retention: Duration,
    /// For how long a copy of a delivery may come.
    window: Duration,
}

/// An attempt that is over, by the clock of the worker.
pub(super) struct Over<'a> {
    pub(super) family: Option<Family>,
    pub(super) name: Option<&'a str>,
    /// This one included.
    pub(super) attempts: u32,
    pub(super) now: i64,
}

/// The longest note on a failure, in characters.
const NOTE: usize = 500;

/// How soon a worker comes back that was too busy.
const SOON: Duration = Duration::from_secs(1);

impl Policy {
    /// That of a gateway which remembers for so long what is done.
    pub(super) fn new(window: Duration) -> Self {
        Self {
            retries: Retries::default(),
            retries_of: HashMap::new(),
            retention: Duration::from_hours(30 * 24),
            // Clocks may be wrong by hours.
            window: window.saturating_add(Duration::from_hours(24)),
        }
    }

    /// What is to become of it.
    pub(super) fn next(&self, over: &Over<'_>, worked: &Worked) -> Next {
        match worked {
            Worked::Done => self.done(over),
            Worked::Later(wait) => waiting(over, over.attempts - 1, *wait),
            Worked::Never(reason) => self.dead(over, (*reason).to_owned()),
            Worked::Failed(name, words) => self.failed(over, format!("{name}: {words}")),
            Worked::Stuck(condition) => Next {
                state: State::Stuck,
                condition: Some(*condition),
                ..waiting(over, over.attempts - 1, Duration::ZERO)
            },
            // `NotNow`, and what this version does not know.
            _ => waiting(over, over.attempts - 1, SOON),
        }
    }

    /// It is done.
    pub(super) fn done(&self, over: &Over<'_>) -> Next {
        self.finished(over, State::Done, None)
    }

    /// Tried again, unless this was the last time.
    pub(super) fn failed(&self, over: &Over<'_>, note: String) -> Next {
        match self.retries(over).wait(over.attempts) {
            Some(wait) => Next { note: Some(cut(note)), ..waiting(over, over.attempts, wait) },
            None => self.dead(over, note),
        }
    }

    /// The same, of a worker that ended in the middle of it.
    pub(super) fn lapsed(&self, over: &Over<'_>) -> Next {
        self.failed(over, "lapsed: its worker ended in the middle of it".to_owned())
    }

    fn dead(&self, over: &Over<'_>, note: String) -> Next {
        self.finished(over, State::Dead, Some(cut(note)))
    }

    fn finished(&self, over: &Over<'_>, state: State, note: Option<String>) -> Next {
        Next {
            state,
            condition: None,
            attempts: over.attempts,
            due_at: 0,
            delay: 0,
            finished_at: Some(over.now),
            kept_until: Some(over.now.saturating_add(millis(self.window))),
            note,
        }
    }

    fn retries(&self, over: &Over<'_>) -> Retries {
        let kind = over.family.map(Family::parameter).zip(over.name);
        let own = kind.and_then(|(family, name)| {
            self.retries_of.iter().find(|(key, _)| **key == (family, name))
        });
        own.map_or(self.retries, |(_, retries)| *retries)
    }
}

/// To be handled after this time, with so many attempts behind it.
fn waiting(over: &Over<'_>, attempts: u32, wait: Duration) -> Next {
    let delay = millis(wait);
    Next {
        state: State::Waiting,
        condition: None,
        attempts,
        due_at: over.now.saturating_add(delay),
        delay,
        finished_at: None,
        kept_until: None,
        note: None,
    }
}

fn cut(note: String) -> String {
    match note.char_indices().nth(NOTE) {
        Some((end, _)) => note[..end].to_owned() + "…",
        None => note,
    }
}

#[cfg(test)]
mod tests {
    use std::num::NonZeroU32;

    use alipay_notify::inbox::Condition;

    use super::*;

    const NOW: i64 = 1_800_000_000_000;
    const DAY: i64 = 24 * 3_600_000;

    fn over(attempts: u32) -> Over<'static> {
        let (family, name) = (Some(Family::Message), Some("my.message"));
        Over { family, name, attempts, now: NOW }
    }

    fn policy() -> Policy {
        Policy::new(Duration::from_hours(50))
    }

    #[test]
    fn what_went_well_is_kept_for_as_long_as_a_copy_may_come() {
        let next = policy().next(&over(3), &Worked::Done);
        assert_eq!((next.state, next.attempts), (State::Done, 3));
        assert_eq!(
            (next.finished_at, next.kept_until),
            (Some(NOW), Some(NOW + 50 * 3_600_000 + DAY))
        );
    }

    #[test]
    fn what_was_no_failure_does_not_count() {
        let later = Worked::Later(Duration::from_secs(90));
        for (worked, state, delay) in [
            (later, State::Waiting, 90_000),
            (Worked::NotNow, State::Waiting, 1000),
            (Worked::Stuck(Condition::Invalid), State::Stuck, 0),
        ] {
            let next = policy().next(&over(3), &worked);
            assert_eq!((next.state, next.attempts), (state, 2), "{worked:?}");
            assert_eq!((next.due_at, next.delay), (NOW + delay, delay), "{worked:?}");
        }
        let stuck = policy().next(&over(1), &Worked::Stuck(Condition::Unhandled));
        assert_eq!(stuck.condition, Some(Condition::Unhandled));
    }

    #[test]
    fn failures_are_tried_again_until_they_are_dead() {
        let failed = Worked::Failed("failed", "the handler failed: 单号".repeat(100));
        let next = policy().next(&over(1), &failed);
        assert_eq!((next.state, next.attempts), (State::Waiting, 1));
        assert!((5_000..=10_000).contains(&next.delay), "{}", next.delay);
        assert_eq!(next.due_at, NOW + next.delay);
        assert_eq!(next.note.map(|note| note.chars().count()), Some(501));

        let last = policy().next(&over(60), &Worked::Failed("panicked", "it panicked".to_owned()));
        assert_eq!(
            (last.state, last.note.as_deref()),
            (State::Dead, Some("panicked: it panicked"))
        );
        let never = policy().next(&over(1), &Worked::Never("the shop is closed"));
        assert_eq!((never.state, never.note.as_deref()), (State::Dead, Some("the shop is closed")));
    }

    #[test]
    fn a_message_may_have_retries_of_its_own() {
        let mut policy = policy();
        let once = Retries::default().attempts(const { NonZeroU32::new(1).unwrap() });
        policy.retries_of.insert(("msg_method", "my.message"), once);
        let failed = Worked::Failed("failed", String::new());
        assert_eq!(policy.next(&over(1), &failed).state, State::Dead);
        let other = Over { name: Some("my.other"), ..over(1) };
        assert_eq!(policy.next(&other, &failed).state, State::Waiting);
    }
}
