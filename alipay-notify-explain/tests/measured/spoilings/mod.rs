//! What may be wrong with a delivery, or with what was captured of it.

mod captured;
mod delivered;

use alipay_notify::testing::TestKey;

use crate::forms::{Form, Taken};
use crate::message::{Message, Signed};

/// One thing that goes wrong.
pub(crate) struct Spoiling {
    pub(crate) name: &'static str,
    /// Whether it is done to decoded parameters, so that it shows in any form.
    of: Shows,
    /// Whether it is done to JSON alone.
    is_of_json: bool,
    pub(crate) is_for_payments: bool,
    change: Change,
    pub(crate) truth: &'static [&'static str],
}

/// What it is done to.
pub(crate) enum Change {
    /// What is captured.
    Message(fn(&Message, &TestKey) -> Signed),
    /// The text that was captured.
    Text(fn(&[u8]) -> Vec<u8>),
    /// There is but one form of it.
    Whole(fn(&Message, &TestKey) -> Vec<u8>),
}

/// In which forms it shows.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shows {
    InAll,
    Encoded,
    Decoded,
    /// In those whose end is the end of the delivery.
    AtEnd,
    InOne,
}

impl Spoiling {
    /// Whether it changes a message that is neither one of the message service nor a payment.
    pub(crate) fn is_for(&self, message: &Message) -> bool {
        let has_json = message.unsigned.biz_content().is_some();
        self.is_for_payments && (has_json || !self.is_of_json)
    }

    /// The capture of a message, with this done to it.
    pub(crate) fn text(&self, form: &Form, message: &Message, key: &TestKey) -> Vec<u8> {
        match self.change {
            Change::Message(change) => (form.write)(&change(message, key)),
            Change::Text(change) => change(&(form.write)(&message.sign(key))),
            Change::Whole(make) => make(message, key),
        }
    }

    pub(crate) fn shows_in(&self, form: &Form) -> bool {
        match self.of {
            // A text in UTF-16 can't be changed as bytes are.
            Shows::InAll => form.name != "lines in UTF-16",
            Shows::Encoded => form.taken == Taken::Encoded,
            Shows::Decoded => form.taken == Taken::Decoded && form.name != "lines in UTF-16",
            Shows::AtEnd => [
                "a body",
                "a body in a log",
                "a request",
                "curl",
                "a JSON object",
                "Java's Map",
                "Spring's map of lists",
                "Python's dict",
                "PHP's print_r",
                "lines",
                "tabs",
                "lines of a log",
                "lines of a loop",
                "comma-joined pairs",
                "lines with colons",
            ]
            .contains(&form.name),
            Shows::InOne => form.name == "a body",
        }
    }
}

const fn spoiling(
    name: &'static str,
    of: Shows,
    truth: &'static [&'static str],
    change: Change,
) -> Spoiling {
    Spoiling { name, of, is_of_json: false, is_for_payments: false, change, truth }
}

const fn of_any(
    name: &'static str,
    of: Shows,
    truth: &'static [&'static str],
    change: Change,
) -> Spoiling {
    Spoiling { name, of, is_of_json: false, is_for_payments: true, change, truth }
}

/// As [`of_any`], of what has JSON in it.
const fn of_json(
    name: &'static str,
    of: Shows,
    truth: &'static [&'static str],
    change: Change,
) -> Spoiling {
    Spoiling { name, of, is_of_json: true, is_for_payments: true, change, truth }
}

/// All that may go wrong.
pub(crate) fn spoilings() -> impl Iterator<Item = &'static Spoiling> {
    delivered::SPOILINGS.iter().chain(captured::SPOILINGS)
}
