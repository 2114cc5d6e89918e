//! How an inbox is.

use std::fmt;
use std::time::Duration;

/// How an inbox is at one moment: what `/healthz` and alarms want to know. `Display` says it in a
/// sentence.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Health {
    /// How many are to be handled, now or later.
    pub waiting: u64,
    /// How many are being handled.
    pub running: u64,
    /// How many have nobody who could handle them.
    pub stuck: u64,
    /// How many were given up.
    pub dead: u64,
    /// For how long the oldest one is here that is not done, dead or stuck.
    pub oldest: Option<Duration>,
}

impl Health {
    /// Whether nothing is dead or stuck, and nothing has been here for longer than this.
    #[must_use]
    pub fn is_well(&self, longest: Duration) -> bool {
        self.dead == 0 && self.stuck == 0 && self.oldest.is_none_or(|oldest| oldest <= longest)
    }
}

impl fmt::Display for Health {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { waiting, running, stuck, dead, oldest } = self;
        write!(f, "{waiting} waiting, {running} running, {stuck} stuck, {dead} dead")?;
        match oldest {
            Some(oldest) => write!(f, "; the oldest for {} s", oldest.as_secs()),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn health_is_a_sentence_and_a_verdict() {
        let minute = Duration::from_mins(1);
        let well = Health { waiting: 3, running: 1, oldest: Some(minute), ..Health::default() };
        assert_eq!(well.to_string(), "3 waiting, 1 running, 0 stuck, 0 dead; the oldest for 60 s");
        assert!(well.is_well(minute));
        assert!(!well.is_well(minute / 2));
        assert!(!Health { dead: 1, ..Health::default() }.is_well(minute));
        assert!(!Health { stuck: 1, ..Health::default() }.is_well(minute));
        assert_eq!(Health::default().to_string(), "0 waiting, 0 running, 0 stuck, 0 dead");
    }
}
