//! What is answered, and who decides that.

use std::time::Duration;

use alipay_notify::gateway::{Activation, SignedAnswer};
use alipay_notify::{Outcome, Rejection, Reply, Verified};

use super::delivery::Delivery;
use crate::client::{Answer, Client, Passed};
use crate::schemas::Schemas;

/// Decides on deliveries, or has the application decide.
#[derive(Debug)]
pub(super) struct Decider {
    pub(super) schemas: Schemas,
    pub(super) allows_unknown: bool,
    pub(super) activation: Option<Activation>,
    pub(super) application: Option<Application>,
}

/// Whom authentic messages are passed on to.
#[derive(Debug)]
pub(super) struct Application {
    pub(super) client: Client,
    pub(super) limit: Duration,
}

/// How a delivery ended.
#[derive(Debug)]
pub(super) enum Ending {
    /// The message keeps its specification, or has none and need not have one.
    Handled,
    /// The message breaks its specification.
    Invalid,
    /// The message has no specification.
    Unknown,
    /// Alipay asked whether this gateway is the app's, and this is the answer.
    Answered(SignedAnswer),
    /// Alipay asked that, and there is no key to answer with.
    NotActivated,
    /// The application gave this answer.
    Forwarded(Passed),
    /// The application did not answer.
    Undelivered(String),
    /// The message could not be saved or printed as was asked for.
    Lost,
    /// The delivery is no authentic message, or one that can't be read.
    Refused(Rejection),
}

impl Decider {
    pub(super) fn decide(&self, delivery: &Delivery) -> Ending {
        let verified = match &delivery.verified {
            Ok(verified) => verified,
            Err(rejection) => return Ending::Refused(rejection.clone()),
        };
        let activation = self.activation.as_ref();
        match (activation.and_then(|key| key.answer(verified)), &self.application) {
            (Some(answer), _) => Ending::Answered(answer),
            (None, Some(application)) => application.pass_on(delivery),
            (None, None) => self.judge(verified),
        }
    }

    /// Answers as a gateway with a typed handler for each specification does.
    fn judge(&self, verified: &Verified) -> Ending {
        if Activation::is_asked(verified) {
            Ending::NotActivated
        } else if !self.allows_unknown && self.schemas.of(verified).is_none() {
            Ending::Unknown
        } else if self.schemas.violations(verified).is_empty() {
            Ending::Handled
        } else {
            Ending::Invalid
        }
    }
}

impl Application {
    fn pass_on(&self, delivery: &Delivery) -> Ending {
        let Delivery { came, .. } = delivery;
        match self.client.pass_on(&came.headers(), came.body(), self.limit) {
            Ok(passed) => Ending::Forwarded(passed),
            Err(why) => Ending::Undelivered(why),
        }
    }
}

impl Ending {
    /// All short names.
    #[cfg(feature = "full")]
    pub(super) const NAMES: [&str; 9] = [
        "handled",
        "invalid",
        "unhandled",
        "answered",
        "not_activated",
        "forwarded",
        "failed",
        "unreadable",
        "rejected",
    ];

    /// A short name: as the library names outcomes, where it has such.
    pub(super) fn name(&self) -> &'static str {
        match self {
            Self::Handled => "handled",
            Self::Invalid => "invalid",
            Self::Unknown => "unhandled",
            Self::Answered(_) => "answered",
            Self::NotActivated => Outcome::NotActivated.name(),
            Self::Forwarded(_) => "forwarded",
            Self::Undelivered(_) | Self::Lost => "failed",
            Self::Refused(rejection) => rejection.name(),
        }
    }

    /// Whether the message is done.
    pub(super) fn is_success(&self) -> bool {
        match self {
            Self::Handled => true,
            Self::Forwarded(passed) => Answer::from(passed.clone()).is_success(),
            _ => false,
        }
    }

    pub(super) fn status(&self) -> u16 {
        match self {
            Self::Forwarded(passed) => passed.status.as_u16(),
            Self::Refused(rejection) => rejection.status(),
            _ => 200,
        }
    }

    /// The body of the answer, as far as it is text.
    pub(super) fn reply(&self) -> String {
        let reply = match self {
            Self::Forwarded(passed) => return String::from_utf8_lossy(&passed.body).into_owned(),
            Self::Answered(answer) => return answer.body().to_owned(),
            Self::Handled => Reply::Success,
            _ => Reply::Fail,
        };
        reply.as_str().to_owned()
    }
}
