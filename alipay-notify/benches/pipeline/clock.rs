//! Two tasks in turns, so that the noise of the machine falls on both.

use std::fmt;
use std::time::{Duration, Instant};

const ROUNDS: usize = 101;

/// How long a turn takes at least, that the clock is no part of what is measured.
const TURN: Duration = Duration::from_micros(400);

/// The median over the rounds of the ratio of two tasks, and what they took in that round.
pub(crate) struct Ratio {
    quotient: f64,
    task: Duration,
    unit: Duration,
}

/// Runs two tasks in turns and compares them.
pub(crate) fn ratio(mut task: impl FnMut(), mut unit: impl FnMut()) -> Ratio {
    let (task_runs, unit_runs) = (runs_in_a_turn(&mut task), runs_in_a_turn(&mut unit));
    let mut rounds: Vec<Ratio> = (0..ROUNDS)
        .map(|_| {
            let (task, unit) = (time(&mut task, task_runs), time(&mut unit, unit_runs));
            Ratio { quotient: task.as_secs_f64() / unit.as_secs_f64(), task, unit }
        })
        .collect();
    rounds.sort_by(|a, b| a.quotient.total_cmp(&b.quotient));
    rounds.swap_remove(ROUNDS / 2)
}

fn runs_in_a_turn(task: &mut impl FnMut()) -> u32 {
    let mut runs = 1;
    while time(task, runs) * runs < TURN {
        runs *= 2;
    }
    runs
}

/// What one run takes, over several.
fn time(task: &mut impl FnMut(), runs: u32) -> Duration {
    let start = Instant::now();
    for _ in 0..runs {
        task();
    }
    start.elapsed() / runs
}

impl Ratio {
    pub(crate) fn divided_by(self, divisor: usize) -> Self {
        let divisor = u32::try_from(divisor).map_or(f64::MAX, f64::from);
        Self { quotient: self.quotient / divisor, ..self }
    }
}

impl fmt::Display for Ratio {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.3} ({:?} over {:?})", self.quotient, self.task, self.unit)
    }
}
