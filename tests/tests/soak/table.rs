//! What happened, in rows.

use std::io::{Write, stdout};
use std::time::Duration;

use crate::traffic::Window;

/// The columns.
const TITLES: [&str; 9] = [
    "server",
    "meanwhile",
    "per second",
    "success",
    "fail",
    "no answer",
    "p50 ms",
    "p99 ms",
    "peak KiB",
];

#[derive(Default)]
pub(crate) struct Table {
    rows: Vec<[String; TITLES.len()]>,
    notes: Vec<String>,
}

impl Table {
    /// Adds what became of deliveries; how late the last but one in a hundred was.
    pub(crate) fn add(
        &mut self,
        framework: &str,
        meanwhile: &str,
        per_second: f64,
        mut window: Window,
        peak: usize,
    ) -> Duration {
        let milliseconds = |time: Duration| format!("{:.2}", time.as_secs_f64() * 1000.0);
        let (half, nearly_all) = (window.within(50), window.within(99));
        self.rows.push([
            framework.to_owned(),
            meanwhile.to_owned(),
            format!("{per_second:.0}"),
            window.succeeded.to_string(),
            window.failed.to_string(),
            window.unanswered.to_string(),
            milliseconds(half),
            milliseconds(nearly_all),
            peak.to_string(),
        ]);
        nearly_all
    }

    pub(crate) fn note(&mut self, note: String) {
        self.notes.push(note);
    }
}

/// Printed though the run fail.
impl Drop for Table {
    fn drop(&mut self) {
        let titles = TITLES.map(str::to_owned);
        let rows = || std::iter::once(&titles).chain(&self.rows);
        let widths: [usize; TITLES.len()] = std::array::from_fn(|column| {
            rows().map(|row| row[column].len()).max().unwrap_or_default()
        });
        let lines = rows().map(|row| {
            let cells = row.iter().zip(widths).map(|(cell, width)| format!("{cell:>width$}"));
            cells.collect::<Vec<_>>().join("  ")
        });
        for line in lines.chain(self.notes.iter().cloned()) {
            let _ = writeln!(stdout(), "{line}");
        }
    }
}
