//! What became of a stored delivery that was worked on.

use std::time::Duration;

use super::Condition;
use crate::gateway::{Outcome, Rejection};
use crate::response::Reply;

/// What became of a stored delivery that was worked on, and so what is to become of it next.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Worked {
    /// It is done.
    Done,
    /// Its handler wants it again after this time: [`Reply::Later`].
    Later(Duration),
    /// Its handler never wants it again, and says why: [`Reply::Never`].
    Never(&'static str),
    /// Its handler failed, panicked, took too long or asked for another try: the
    /// [name](Outcome::name) of the outcome, and a sentence with the handler's own words.
    Failed(&'static str, String),
    /// No handler came to it, and none will until the program is another one: there is none, the
    /// message can't be read, or it breaks its specification.
    Stuck(Condition),
    /// The gateway is too busy, or shutting down: nothing was tried.
    NotNow,
}

impl Worked {
    /// What an outcome means for a stored delivery.
    pub(crate) fn of(outcome: &Outcome) -> Self {
        match outcome {
            Outcome::Rejected { rejection: Rejection::Invalid(_), reply: Reply::Fail } => {
                Self::Stuck(Condition::Invalid)
            }
            Outcome::Rejected { reply: Reply::Fail, .. } => Self::Stuck(Condition::Unreadable),
            Outcome::Unhandled => Self::Stuck(Condition::Unhandled),
            Outcome::Busy | Outcome::ShuttingDown => Self::NotNow,
            outcome => match outcome.reply() {
                Reply::Success => Self::Done,
                Reply::Later(duration) => Self::Later(duration),
                Reply::Never(reason) => Self::Never(reason),
                Reply::Fail => Self::Failed(outcome.name(), outcome.to_string()),
            },
        }
    }
}
