//! What the server remembers: tokens, messages that wait, faults to come.

use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::{MutexGuard, PoisonError};

use alipay_notify::verify::SignType;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use super::Shared;
use super::fault::Fault;
use super::push::{Push, PushFault};

/// What became of a push.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Acknowledged {
    /// `SUCCESS`. It is not pushed again.
    Success,
    /// `FAIL`. It is pushed again.
    Fail,
    /// Nothing: the connection was lost, or it took too long. It is pushed again.
    Nothing,
}

/// What becomes of a push, delivery for delivery.
#[derive(Debug)]
pub struct Receipt(UnboundedReceiver<Acknowledged>);

impl Receipt {
    /// Waits for what becomes of the next delivery. After `SUCCESS`, or where the server is gone,
    /// there is [`Acknowledged::Nothing`] more to come.
    pub async fn next(&mut self) -> Acknowledged {
        self.0.recv().await.unwrap_or(Acknowledged::Nothing)
    }

    /// Waits for `SUCCESS`, and says how many deliveries it took. 0 where the server is gone.
    pub async fn done(&mut self) -> usize {
        let mut deliveries = 0;
        while let Some(acknowledged) = self.0.recv().await {
            deliveries += 1;
            if acknowledged == Acknowledged::Success {
                return deliveries;
            }
        }
        0
    }
}

/// A wrong answer to a registration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RegisterFault {
    /// Code 40002, unsigned: what a wrong app key brings about.
    Refused,
    /// A web page, with status 200.
    Html,
    /// Nothing.
    Empty,
    /// Success without a signature.
    Unsigned,
    /// Success that another key signed.
    Forged,
    /// Success that names another certificate.
    OtherCertificate,
    /// No answer for as long as the client waits.
    Hangs,
    /// More than any client should read.
    Endless,
}

/// A WebSocket that is not opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum UpgradeFault {
    /// Another status than 101.
    Status(u16),
    /// The token expired: it is as if it had never been given.
    Expired,
    /// No answer for as long as the client waits.
    Hangs,
}

/// What happens to an open connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Disturbance {
    /// It is closed with this code.
    Close(u16),
    /// It breaks without a word (1006).
    Abort,
    /// It breaks after this many more bytes were sent, wherever in a frame that is.
    AbortAfter(usize),
    /// Nothing is read any more, so that no ping is answered; messages are still pushed.
    Deaf,
    /// Nothing is read or sent any more, and it stays open: as with a router that forgot it.
    HalfOpen,
    /// The server sends a ping of its own. The answer counts among [`Counts::pongs`].
    Ping,
}

/// What happened so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Registrations that were asked for.
    pub registrations: u64,
    /// Connections that were opened.
    pub connections: u64,
    /// Connections that the client closed with code 1000.
    pub closed: u64,
    /// Messages that were pushed, redeliveries included.
    pub pushed: u64,
    /// Messages that were acknowledged `SUCCESS`.
    pub done: u64,
    /// Messages that were acknowledged `FAIL`.
    pub failed: u64,
    /// Pings of the server that were answered.
    pub pongs: u64,
    /// Messages to Alipay (`PRODUCE`) that were genuine.
    pub produced: u64,
    /// Text frames of the client that are neither an acknowledgement nor a message to Alipay.
    pub strange: u64,
}

#[derive(Default)]
pub(super) struct State {
    pub(super) nonces: HashSet<String>,
    /// Tokens that are good for one connection.
    pub(super) tokens: HashSet<String>,
    pub(super) waiting: VecDeque<Waiting>,
    pub(super) register_faults: VecDeque<RegisterFault>,
    pub(super) upgrade_faults: VecDeque<UpgradeFault>,
    pub(super) disturbances: VecDeque<Disturbance>,
    pub(super) push_faults: VecDeque<PushFault>,
    /// Of each message, how often it was acknowledged `SUCCESS`.
    pub(super) done: HashMap<String, u64>,
    pub(super) serial: u64,
    /// What was signed last, and its signature: signing again what says the same takes no time.
    pub(super) signed: Option<(String, String)>,
    pub(super) is_over: bool,
}

/// A message that is to be pushed.
pub(super) struct Waiting {
    pub(super) push: Push,
    pub(super) msg_id: String,
    pub(super) receipt: UnboundedSender<Acknowledged>,
}

impl State {
    /// The message to push next. One that is to be late is passed over by the one after it.
    pub(super) fn next_message(&mut self) -> Option<Waiting> {
        let is_late = |waiting: &Waiting| waiting.push.fault == Some(PushFault::Late);
        let next = self.waiting.iter().position(|waiting| !is_late(waiting))?;
        for passed in self.waiting.iter_mut().take(next) {
            passed.push.fault = None;
        }
        self.waiting.remove(next)
    }
}

impl Shared {
    pub(super) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn count(&self, change: impl FnOnce(&mut super::Counts)) {
        self.counts.send_modify(change);
    }

    pub(super) fn push(&self, mut push: Push) -> Receipt {
        let (sender, receipt) = unbounded_channel();
        let mut state = self.state();
        push.fault = push.fault.or_else(|| state.push_faults.pop_front());
        state.serial += 1;
        let msg_id = push.msg_id.clone().unwrap_or_else(|| format!("mock{:012}", state.serial));
        state.waiting.push_back(Waiting { push, msg_id, receipt: sender });
        drop(state);
        self.changed.notify_waiters();
        Receipt(receipt)
    }

    pub(super) fn fault(&self, fault: Fault) {
        let mut state = self.state();
        match fault {
            Fault::Register(fault) => state.register_faults.push_back(fault),
            Fault::Upgrade(fault) => state.upgrade_faults.push_back(fault),
            Fault::Push(fault) => state.push_faults.push_back(fault),
            Fault::Connection(disturbance) => state.disturbances.push_back(disturbance),
        }
        drop(state);
        self.changed.notify_waiters();
    }

    /// Puts messages back that were not acknowledged.
    pub(super) fn push_again(&self, messages: impl IntoIterator<Item = Waiting>) {
        self.state().waiting.extend(messages);
        self.changed.notify_waiters();
    }

    /// The signature of a text by the key that stands in for Alipay's.
    pub(super) fn sign(&self, data: &str) -> String {
        if let Some((last, sign)) = &self.state().signed
            && last == data
        {
            return sign.clone();
        }
        let sign = self.alipay.sign(SignType::Rsa2, data.as_bytes());
        self.state().signed = Some((data.to_owned(), sign.clone()));
        sign
    }

    /// A text that nobody guesses.
    pub(super) fn token(&self) -> String {
        let mut random = [0; 16];
        // Without randomness, a counter will do for a test.
        if getrandom::fill(&mut random).is_err() {
            let mut state = self.state();
            state.serial += 1;
            random[..8].copy_from_slice(&state.serial.to_be_bytes());
        }
        format!("{:032x}", u128::from_be_bytes(random))
    }
}
