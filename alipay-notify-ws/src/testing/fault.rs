//! Every misbehaviour by its name, for those that are asked for from outside of the process.

use std::str::FromStr;

use super::push::PushFault;
use super::state::{Disturbance, RegisterFault, UpgradeFault};

/// A misbehaviour of any kind. Each has a name: [`names`](Self::names).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fault {
    /// Of the next registration.
    Register(RegisterFault),
    /// Of the next WebSocket.
    Upgrade(UpgradeFault),
    /// Of a connection that is open, or else the next.
    Connection(Disturbance),
    /// Of the next message.
    Push(PushFault),
}

const ALL: [(&str, Fault); 31] = [
    ("register-refused", Fault::Register(RegisterFault::Refused)),
    ("register-html", Fault::Register(RegisterFault::Html)),
    ("register-empty", Fault::Register(RegisterFault::Empty)),
    ("register-unsigned", Fault::Register(RegisterFault::Unsigned)),
    ("register-forged", Fault::Register(RegisterFault::Forged)),
    ("register-other-certificate", Fault::Register(RegisterFault::OtherCertificate)),
    ("register-hangs", Fault::Register(RegisterFault::Hangs)),
    ("register-endless", Fault::Register(RegisterFault::Endless)),
    ("upgrade-401", Fault::Upgrade(UpgradeFault::Status(401))),
    ("upgrade-403", Fault::Upgrade(UpgradeFault::Status(403))),
    ("upgrade-302", Fault::Upgrade(UpgradeFault::Status(302))),
    ("upgrade-expired", Fault::Upgrade(UpgradeFault::Expired)),
    ("upgrade-hangs", Fault::Upgrade(UpgradeFault::Hangs)),
    ("close-1000", Fault::Connection(Disturbance::Close(1000))),
    ("close-1001", Fault::Connection(Disturbance::Close(1001))),
    ("break", Fault::Connection(Disturbance::Abort)),
    ("break-in-frame", Fault::Connection(Disturbance::AbortAfter(100))),
    ("deaf", Fault::Connection(Disturbance::Deaf)),
    ("half-open", Fault::Connection(Disturbance::HalfOpen)),
    ("ping", Fault::Connection(Disturbance::Ping)),
    ("bad-signature", Fault::Push(PushFault::BadSignature)),
    ("unsigned", Fault::Push(PushFault::Unsigned)),
    ("changed-data", Fault::Push(PushFault::ChangedData)),
    ("changed-msg-id", Fault::Push(PushFault::ChangedMsgId)),
    ("no-empty-line", Fault::Push(PushFault::NoEmptyLine)),
    ("binary", Fault::Push(PushFault::Binary)),
    ("number-timestamp", Fault::Push(PushFault::NumberTimestamp)),
    ("unknown-command", Fault::Push(PushFault::UnknownCommand)),
    ("fragmented", Fault::Push(PushFault::Fragmented(7))),
    ("twice", Fault::Push(PushFault::Twice)),
    ("late", Fault::Push(PushFault::Late)),
];

impl Fault {
    /// The names of all.
    pub fn names() -> impl Iterator<Item = &'static str> {
        ALL.iter().map(|(name, _)| *name)
    }
}

impl FromStr for Fault {
    type Err = UnknownFault;

    fn from_str(text: &str) -> Result<Self, UnknownFault> {
        let found = ALL.iter().find(|(name, _)| *name == text);
        found.map(|(_, fault)| *fault).ok_or(UnknownFault)
    }
}

/// There is no [`Fault`] of this name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no such fault")]
pub struct UnknownFault;
