//! A gateway with an inbox and a worker, that is killed at each step: the process of the tests
//! `inbox_crash` and `inbox_disk`.
//!
//! `inbox_victim URL KEY_FILE EFFECTS_FILE STEP NTH`: delivers each line of its input, and writes
//! `success N` or `fail N` for the line of this number. A message `my.effect` adds its number to
//! the file of effects, `my.exact` to the table `exact` in its transaction. The step `STEP` writes
//! `here` when it comes to it for the `NTH` time; those that can be held hang there. `no_worker` is
//! no step: nothing is handled.

use std::error::Error;
use std::fs::OpenOptions;
use std::io::{BufRead as _, Write as _, stdin, stdout};
use std::num::NonZeroU32;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use std::{env, fs, thread};

use alipay_notify::gateway::GatewayBuilder;
use alipay_notify::inbox::{Inbox, InboxError, Put, StoredDelivery};
use alipay_notify::verify::Limits;
use alipay_notify::{AlipayNotify, AlipayPublicKey, Gateway, Notification, Verifier};
use alipay_notify_inbox::{
    AnyInbox, NatsInbox, PostgresInbox, PostgresTx, Retries, SqliteInbox, SqliteTx, Worker,
    in_transaction,
};
use tokio::sync::mpsc;

/// A message whose effect is in a file.
#[derive(Debug, AlipayNotify)]
#[alipay(msg_method = "my.effect")]
struct Effect {
    /// Which.
    #[alipay(max_len = 8)]
    number: String,
}

/// A message whose effect is in the database of the inbox.
#[derive(Debug, AlipayNotify)]
#[alipay(msg_method = "my.exact")]
struct Exact {
    /// Which.
    #[alipay(max_len = 8)]
    number: String,
}

/// The step at which this process is killed.
#[derive(Clone)]
struct Step {
    name: Arc<str>,
    nth: usize,
    seen: Arc<AtomicUsize>,
}

impl Step {
    /// Says that this step begins, where it is the one.
    fn passes(&self, name: &str) -> bool {
        let is_it = *self.name == *name && self.seen.fetch_add(1, Ordering::SeqCst) + 1 == self.nth;
        if is_it {
            say("here");
        }
        is_it
    }

    /// The same, and stays there.
    async fn holds(&self, name: &str) {
        if self.passes(name) {
            std::future::pending::<()>().await;
        }
    }
}

fn say(line: &str) {
    let _ = stdout().write_all(format!("{line}\n").as_bytes());
    let _ = stdout().flush();
}

/// An inbox with steps around it.
struct Stepping(AnyInbox, Step);

impl Inbox for Stepping {
    async fn put(&self, delivery: StoredDelivery) -> Result<Put, InboxError> {
        self.1.holds("before put").await;
        self.1.passes("in put");
        let put = Inbox::put(&self.0, delivery).await?;
        self.1.holds("after put").await;
        Ok(put)
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = env::args().skip(1);
    let mut next = || arguments.next().ok_or("URL KEY_FILE EFFECTS_FILE STEP NTH");
    let (url, key, effects) = (next()?, next()?, PathBuf::from(next()?));
    let (name, nth) = (Arc::from(next()?), next()?.parse()?);
    let step = Step { name, nth, seen: Arc::default() };
    let limits = Limits::default().body(8 << 20);
    let verifier = Verifier::new(AlipayPublicKey::parse(&fs::read_to_string(key)?)?).limits(limits);

    let handlers = Gateway::builder(verifier);
    let handlers = effect(handlers, effects, step.clone());
    let (handlers, inbox) = exact(handlers, &url, step.clone()).await?;
    let gateway = handlers.inbox(Stepping(inbox.clone(), step.clone())).build()?;
    let many = const { NonZeroU32::new(1000).unwrap() };
    let retries = Retries::default().longest(Duration::from_millis(5)).attempts(many);
    let worker = Worker::builder(inbox, gateway.clone()).retries(retries);
    let worker = worker.lease(Duration::from_millis(400));
    // Before the worker: it may come to the step at once, with what is in the inbox.
    say("ready");
    let _worker = if *step.name == *"no_worker" { None } else { Some(worker.start()?) };

    let (lines, mut bodies) = mpsc::unbounded_channel();
    thread::spawn(move || {
        for line in stdin().lock().lines().map_while(Result::ok) {
            let _ = lines.send(line);
        }
    });
    let mut number = 0;
    while let Some(body) = bodies.recv().await {
        let gateway = gateway.clone();
        tokio::spawn(async move {
            let response = gateway.deliver(body.as_bytes()).await;
            let answer = response.body();
            say(&format!("{answer} {number}"));
        });
        number += 1;
    }
    // Its input has ended, and it goes on until it is killed.
    std::future::pending().await
}

fn effect(handlers: GatewayBuilder, effects: PathBuf, step: Step) -> GatewayBuilder {
    handlers.on(move |n: Notification<Effect>| {
        let (effects, step) = (effects.clone(), step.clone());
        async move {
            step.holds("in the handler").await;
            let mut effects = OpenOptions::new().append(true).create(true).open(effects)?;
            effects.write_all(format!("{}\n", n.number).as_bytes())?;
            step.holds("after the effect").await;
            step.passes("in the mark");
            Ok::<_, std::io::Error>(())
        }
    })
}

/// The effect of `my.exact`: the same on both databases, whose transactions are of other types.
macro_rules! exact {
    ($handlers:ident, $step:ident, $tx:ty) => {
        $handlers.on(in_transaction(move |n: Notification<Exact>, mut tx: $tx| {
            let step = $step.clone();
            async move {
                step.holds("in the handler").await;
                let effect = sqlx::query("INSERT INTO exact (number) VALUES ($1)");
                effect.bind(n.number.clone()).execute(&mut *tx).await?;
                step.holds("after the effect").await;
                step.passes("in the mark");
                Ok::<_, sqlx::Error>(())
            }
        }))
    };
}

async fn exact(
    handlers: GatewayBuilder,
    url: &str,
    step: Step,
) -> Result<(GatewayBuilder, AnyInbox), Box<dyn Error>> {
    if url.starts_with("nats:") {
        // It has no transactions: nobody sends such messages.
        Ok((handlers, NatsInbox::open(url).await?.into()))
    } else if url.starts_with("sqlite:") {
        let inbox = SqliteInbox::open(url).await?;
        Ok((exact!(handlers, step, SqliteTx), inbox.into()))
    } else {
        let inbox = PostgresInbox::open(url).await?;
        Ok((exact!(handlers, step, PostgresTx), inbox.into()))
    }
}
