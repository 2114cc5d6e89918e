//! What is kept of a delivery.

use std::time::SystemTime;

use alipay_notify::Envelope;
use alipay_notify_explain::parameters::{parse, value};
use alipay_notify_schema::Family;

use super::ended::Ended;
use crate::listen::delivery::{Came, Delivery};
use crate::listen::save;

/// As many characters of a name or an id as are kept: those of what is not authentic may be of any
/// length.
const LONGEST: usize = 200;

/// A delivery, and how it ended.
#[derive(Debug)]
pub(super) struct Entry {
    /// Counted from 1.
    pub(super) number: u64,
    pub(super) came_at: SystemTime,
    /// `None` of a request that was refused before its body was read.
    pub(super) came: Option<Came>,
    pub(super) identity: Identity,
    pub(super) is_authentic: bool,
    pub(super) ended: Ended,
    /// The name of the file that it is saved as.
    pub(super) file: String,
}

/// Which delivery it is; of what is not authentic, what it says that it is.
#[derive(Debug, Default)]
pub(super) struct Identity {
    pub(super) family: Option<Family>,
    /// Whether it is a call (SPI), which has no family.
    pub(super) is_call: bool,
    pub(super) name: Option<String>,
    pub(super) id: Option<String>,
}

impl Entry {
    pub(super) fn new(number: u64, delivery: Delivery, ended: Ended) -> Self {
        let came_at = SystemTime::now();
        let envelope = match &delivery.verified {
            Ok(verified) => Some(verified.envelope()),
            Err(rejection) => rejection.envelope(),
        };
        Self {
            number,
            came_at,
            identity: envelope.map_or_else(|| Identity::claimed(&delivery.came), Identity::of),
            is_authentic: envelope.is_some(),
            file: save::name(&delivery, came_at.into(), number),
            came: Some(delivery.came),
            ended,
        }
    }

    /// An entry of a request that was refused before it was a delivery.
    pub(super) fn refused(number: u64, ended: Ended) -> Self {
        Self {
            number,
            came_at: SystemTime::now(),
            came: None,
            identity: Identity::default(),
            is_authentic: false,
            ended,
            file: String::new(),
        }
    }

    /// How many bytes it takes, about.
    pub(super) fn size(&self) -> usize {
        /// What an entry takes besides its texts.
        const FRAME: usize = 1024;
        let came = self.came.as_ref().map_or(0, |came| match came {
            Came::Request { head, body } => head.target.len() + body.len(),
            // The data that is signed is kept beside the frame.
            Came::Frame(signed) => 2 * signed.frame.len(),
        });
        FRAME + came + self.ended.reply.len() + self.ended.remarks.len()
    }

    /// What it is called. Where values are hidden, that is not told of what is not authentic: it
    /// may be anything.
    pub(super) fn shown_name(&self, hides: bool) -> Option<String> {
        self.identity.name.clone().filter(|_| self.is_authentic || !hides)
    }

    /// The parameter that says which notification it is.
    pub(super) fn family(&self) -> Option<&'static str> {
        let call = self.identity.is_call.then_some("method");
        self.identity.family.map(Family::parameter).or(call)
    }
}

impl Identity {
    fn of(envelope: &Envelope) -> Self {
        Self {
            family: envelope.family(),
            is_call: envelope.call().is_some(),
            name: envelope.name().map(cut),
            id: envelope.notify_id().or(envelope.msg_id()).map(cut),
        }
    }

    fn claimed(came: &Came) -> Self {
        match came {
            Came::Request { body, .. } => Self::of_form(body),
            Came::Frame(signed) => Self {
                family: Some(Family::Message),
                name: signed.msg_method().as_deref().map(cut),
                ..Self::default()
            },
        }
    }

    fn of_form(body: &[u8]) -> Self {
        let parameters = parse(body);
        let text = |name| Some(cut(&String::from_utf8_lossy(value(&parameters, name)?)));
        let family = Family::ALL.into_iter().find(|family| text(family.parameter()).is_some());
        let name = family.and_then(|family| text(family.parameter()));
        let call = text("method").filter(|_| family.is_none());
        Self { family, is_call: call.is_some(), name: name.or(call), id: text("notify_id") }
    }
}

fn cut(text: &str) -> String {
    text.chars().take(LONGEST).collect()
}
