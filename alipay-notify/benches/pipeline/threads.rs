//! What two threads get done, next to one.

use std::hint::spin_loop;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

const ROUNDS: usize = 51;
const TURN: Duration = Duration::from_millis(10);

/// How often two threads together do a task, over how often one does it in the same time: the
/// median of neighbouring turns.
pub(crate) fn two_over_one(task: impl Fn() + Sync) -> f64 {
    let mut ratios: Vec<f64> = (0..ROUNDS)
        .map(|_| {
            let one = per_second(1, &task);
            per_second(2, &task) / one
        })
        .collect();
    ratios.sort_by(f64::total_cmp);
    ratios[ROUNDS / 2]
}

fn per_second(threads: usize, task: &(impl Fn() + Sync)) -> f64 {
    let waiting = AtomicUsize::new(threads);
    let turn = || {
        waiting.fetch_sub(1, Ordering::SeqCst);
        while waiting.load(Ordering::SeqCst) > 0 {
            spin_loop();
        }
        let (started, mut done) = (Instant::now(), 0_u32);
        while started.elapsed() < TURN {
            task();
            done += 1;
        }
        f64::from(done) / started.elapsed().as_secs_f64()
    };
    thread::scope(|scope| {
        let turns: Vec<_> = (0..threads).map(|_| scope.spawn(turn)).collect();
        turns.into_iter().map(|turn| turn.join().expect("no task fails")).sum()
    })
}
