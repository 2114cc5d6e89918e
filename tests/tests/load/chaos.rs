//! Handlers that do what a seed says.

use std::future::pending;
use std::panic;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use alipay_notify::{AlipayNotify, Notification};

use crate::schedule::{messages, random};

/// What a handler that hangs is given.
pub(crate) const TIME_LIMIT: Duration = Duration::from_millis(40);

/// From this attempt on, a handler succeeds: what always fails is never done.
const LAST_CHANCE: usize = 6;

/// The message of the run.
#[derive(Debug, AlipayNotify)]
#[alipay(msg_method = "my.load")]
pub(crate) struct Load {
    #[alipay(max_len = 8)]
    number: String,
}

/// What happened to each message.
pub(crate) struct Chaos {
    messages: Vec<Message>,
    /// How often handlers failed, panicked, hung and succeeded.
    pub(crate) counts: [AtomicUsize; 4],
}

#[derive(Default)]
struct Message {
    attempts: AtomicUsize,
    effects: AtomicUsize,
}

type Answer = Pin<Box<dyn Future<Output = Result<(), &'static str>> + Send>>;

impl Chaos {
    pub(crate) fn new() -> Arc<Self> {
        let messages = (0..messages()).map(|_| Message::default()).collect();
        Arc::new(Self { messages, counts: Default::default() })
    }

    pub(crate) fn effects(&self, number: usize) -> usize {
        self.messages[number].effects.load(Ordering::SeqCst)
    }

    pub(crate) fn handler(
        self: &Arc<Self>,
    ) -> impl Fn(Notification<Load>) -> Answer + Send + Sync + 'static {
        let chaos = Arc::clone(self);
        move |n| Box::pin(Arc::clone(&chaos).attempt(n.number.parse().expect("a number")))
    }

    async fn attempt(self: Arc<Self>, number: usize) -> Result<(), &'static str> {
        let message = &self.messages[number];
        let attempt = message.attempts.fetch_add(1, Ordering::SeqCst);
        tokio::task::yield_now().await;
        let dice = if attempt < LAST_CHANCE { random(&[number, attempt]) % 100 } else { 99 };
        let count = |index: usize| self.counts[index].fetch_add(1, Ordering::Relaxed);
        match dice {
            0..20 => {
                count(0);
                Err("as the seed has it")
            }
            20..35 => {
                count(1);
                panic!("as the seed has it")
            }
            35..45 => {
                count(2);
                pending().await
            }
            _ => {
                count(3);
                message.effects.fetch_add(1, Ordering::SeqCst);
                Ok(())
            }
        }
    }
}

/// Thousands of panics are part of the run.
pub(crate) fn keep_panics_quiet() {
    let loud = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        if info.payload().downcast_ref::<&str>() != Some(&"as the seed has it") {
            loud(info);
        }
    }));
}
