//! The results, counted and held against the bar.

use std::collections::BTreeMap;
use std::io::{Write as _, stderr};

use alipay_notify_explain::{CaptureError, Cause};

/// What was said of a capture.
pub(crate) struct Outcome {
    kind: Kind,
    said: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Right,
    /// Nothing definite was said.
    Unsure,
    /// Another cause was called likely.
    Wrong,
    /// Another cause was stated as certain.
    WrongWhileCertain,
}

/// Causes that say that the cause is not known.
const UNSURE: [&str; 3] = ["changed:", "unknown", "incomplete"];

impl Outcome {
    pub(crate) fn of(cause: &Cause, truth: &[&str]) -> Self {
        let said = label(cause);
        let is_true = |wanted: &&str| said == **wanted || cause.name() == *wanted;
        let kind = if truth.iter().any(is_true) {
            Kind::Right
        } else if UNSURE.contains(&&*said) {
            Kind::Unsure
        } else if cause.is_certain() {
            Kind::WrongWhileCertain
        } else {
            Kind::Wrong
        };
        Self { kind, said }
    }

    pub(crate) fn unread(error: &CaptureError) -> Self {
        Self { kind: Kind::Unsure, said: error.to_string() }
    }
}

/// The name of a cause, and of what was undone.
fn label(cause: &Cause) -> String {
    match cause {
        Cause::Tampered { traces, .. } => {
            let names = traces.iter().map(|trace| trace.tampering.name());
            format!("tampered:{}", names.collect::<Vec<_>>().join("+"))
        }
        Cause::Changed { suspect: None } => "changed:".to_owned(),
        Cause::Changed { suspect: Some(suspect) } => format!("changed:{suspect:?}"),
        _ => cause.name().to_owned(),
    }
}

/// How many captures of each group came out how.
#[derive(Default)]
pub(crate) struct Table {
    counts: BTreeMap<&'static str, BTreeMap<Kind, usize>>,
    not_right: Vec<String>,
}

impl Table {
    pub(crate) fn add(&mut self, group: &'static str, name: &str, outcome: &Outcome) {
        *self.counts.entry(group).or_default().entry(outcome.kind).or_default() += 1;
        if outcome.kind != Kind::Right {
            self.not_right.push(format!("{:?}: {name}: {}", outcome.kind, outcome.said));
        }
    }

    pub(crate) fn total(&self) -> usize {
        self.counts.values().flat_map(BTreeMap::values).sum()
    }

    fn count(&self, kind: Kind) -> usize {
        self.counts.values().filter_map(|kinds| kinds.get(&kind)).sum()
    }

    /// Prints the table past the test harness, which keeps back what passing tests print.
    pub(crate) fn print(&self, heading: &str) {
        const KINDS: [Kind; 4] = [Kind::Right, Kind::Unsure, Kind::Wrong, Kind::WrongWhileCertain];
        let row = |name: &str, count: &dyn Fn(Kind) -> usize| {
            let counts = KINDS.map(|kind| format!("{:>8}", count(kind)));
            format!("  {name:<24}{}", counts.join(""))
        };
        let mut lines = vec![format!(
            "{heading:<26}{:>8}{:>8}{:>8}{:>8}",
            "right", "unsure", "wrong", "certain"
        )];
        for (group, kinds) in &self.counts {
            lines.push(row(group, &|kind| kinds.get(&kind).copied().unwrap_or_default()));
        }
        lines.push(row("all", &|kind| self.count(kind)));
        lines.extend(self.not_right.iter().map(|line| format!("    {line}")));
        let _ = writeln!(stderr(), "{}", lines.join("\n"));
    }

    /// At least 95 % right, at most 5 % unsure, none wrong while certain.
    pub(crate) fn assert_bar(&self) {
        let (right, unsure) = (self.count(Kind::Right), self.count(Kind::Unsure));
        assert!(right * 100 >= self.total() * 95, "{right} of {} are right", self.total());
        assert!(unsure * 100 <= self.total() * 5, "{unsure} of {} are unsure", self.total());
        assert_eq!(self.count(Kind::WrongWhileCertain), 0, "{:?}", self.not_right);
    }
}
