//! A destination that is away is tried by few messages, and not by all that wait for it.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::{Instant, sleep_until};

/// The first wait; it doubles for as long as the destination is away.
const FIRST: Duration = Duration::from_secs(1);

/// The longest, and so how much later than the destination deliveries come back.
const LONGEST: Duration = Duration::from_secs(15);

/// Until when nothing is delivered.
#[derive(Debug, Default)]
pub(crate) struct Pause(Mutex<Option<State>>);

#[derive(Clone, Copy, Debug)]
struct State {
    until: Instant,
    wait: Duration,
}

impl Pause {
    /// The destination is away: what was tried meanwhile does not make the pause longer.
    pub(super) fn begin(&self) {
        let mut state = self.state();
        let now = Instant::now();
        let wait = match *state {
            Some(State { until, .. }) if until > now => return,
            Some(State { wait, .. }) => (wait * 2).min(LONGEST),
            None => FIRST,
        };
        *state = Some(State { until: now + wait, wait });
    }

    /// It is back.
    pub(super) fn end(&self) {
        *self.state() = None;
    }

    /// Waits for the end of a pause. False where the program stops before.
    pub(super) async fn wait(&self, stopping: &mut watch::Receiver<bool>) -> bool {
        let until = self.state().map(|state| state.until);
        let Some(until) = until else { return true };
        tokio::select! {
            () = sleep_until(until) => true,
            // Nobody says so any more where the server is gone.
            _ = stopping.wait_for(|stops| *stops) => false,
        }
    }

    fn state(&self) -> MutexGuard<'_, Option<State>> {
        // Nothing in here panics while it holds the lock.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn pauses_double_up_to_the_longest_until_the_destination_is_back() {
        let (pause, (_stop, mut stopping)) = (Pause::default(), watch::channel(false));
        let mut waits = Vec::new();
        for _ in 0..6 {
            pause.begin();
            // Another message that fails at the same time.
            pause.begin();
            let started = Instant::now();
            assert!(pause.wait(&mut stopping).await);
            waits.push(started.elapsed().as_secs());
        }
        assert_eq!(waits, [1, 2, 4, 8, 15, 15]);
        pause.end();
        let started = Instant::now();
        assert!(pause.wait(&mut stopping).await);
        assert_eq!(started.elapsed(), Duration::ZERO);
    }

    #[tokio::test(start_paused = true)]
    async fn a_stop_waits_for_no_pause() {
        let (pause, (stop, mut stopping)) = (Pause::default(), watch::channel(false));
        pause.begin();
        stop.send_replace(true);
        assert!(!pause.wait(&mut stopping).await);
    }
}
