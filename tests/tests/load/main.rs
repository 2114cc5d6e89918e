//! Ten deliveries of each message, of a thousand at full size, to handlers that fail, panic, hang
//! and succeed as a seed has it: each message takes effect once, none is answered `success` without
//! it, and at the end of Alipay's schedule all are done.

mod chaos;
mod schedule;
mod stores;

use std::io::{Write, stdout};
use std::sync::Arc;
use std::sync::atomic::Ordering;

use alipay_notify::store::Store;
use alipay_notify::{Gateway, MemoryStore, Reply, Verifier};
use chaos::Chaos;
use futures_util::StreamExt;
use schedule::{Clockwork, Schedule, messages};

const DELIVERIES_PER_MESSAGE: usize = 10;
const CONCURRENCY: usize = 64;

/// What became of the deliveries of one run.
async fn run(name: &str, store: impl Store, schedule: &Schedule) {
    let (chaos, clock) = (Chaos::new(), Clockwork::default());
    let gateway = Gateway::builder(Verifier::new(schedule.key.public_key()))
        .dedupe(store)
        .clock(clock.clone())
        .time_limit(chaos::TIME_LIMIT)
        .on(chaos.handler())
        .build()
        .expect("one handler");

    let deliveries = messages() * DELIVERIES_PER_MESSAGE;
    let mut answered = vec![false; messages()];
    let mut sent = 0;
    for step in 0..Schedule::STEPS {
        clock.set(Schedule::at(step));
        let due = Schedule::due(step, &answered, deliveries / Schedule::STEPS);
        sent += due.len();
        let sending = due.into_iter().map(|number| {
            let (gateway, chaos) = (gateway.clone(), Arc::clone(&chaos));
            let body = schedule.body(step, number);
            tokio::spawn(async move {
                let reply = gateway.deliver(&body).await.reply();
                if reply == Reply::Success {
                    assert_eq!(chaos.effects(number), 1, "message {number} was answered `success`");
                }
                (number, reply)
            })
        });
        let replies: Vec<_> =
            futures_util::stream::iter(sending).buffer_unordered(CONCURRENCY).collect().await;
        for reply in replies {
            let (number, reply) = reply.expect("no delivery panics");
            answered[number] |= reply == Reply::Success;
        }
    }
    for (number, answered) in answered.iter().enumerate() {
        assert!(answered, "message {number} was never answered `success`");
        assert_eq!(chaos.effects(number), 1, "message {number}");
    }
    assert_eq!(sent, deliveries);
    let counts = chaos.counts.each_ref().map(|count| count.load(Ordering::Relaxed));
    let [failed, panicked, hung, succeeded] = counts;
    assert!(counts.into_iter().all(|count| count > 20), "{counts:?}: the run shows nothing");
    let handled: usize = counts.iter().sum();
    let declined = sent - handled;
    let _ = writeln!(
        stdout(),
        "{name}: {sent} deliveries of {} messages, {handled} handled: {succeeded} succeeded, \
         {failed} failed, {panicked} panicked, {hung} hung; {declined} were done before or being \
         handled",
        messages()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn each_message_takes_effect_once() {
    chaos::keep_panics_quiet();
    let schedule = Schedule::sign();
    run("memory", MemoryStore::default(), &schedule).await;
    let (sqlite, _folder) = stores::sqlite().await;
    run("sqlite", sqlite, &schedule).await;
    if let Some(redis) = stores::redis().await {
        run("redis", redis, &schedule).await;
    }
    if let Some(postgres) = stores::postgres().await {
        run("postgres", postgres, &schedule).await;
    }
}
