//! Many messages over connections that break at any byte, fall silent and are refused, to handlers
//! that fail: each has its effect once, none counts as done without it, and what is held has a
//! bound. `cargo test` takes a few hundred; `ALIPAY_NOTIFY_TEST_FULL=1` ten thousand.

use std::collections::HashMap;
use std::num::{NonZeroU32, NonZeroUsize};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use alipay_notify::key::AppPrivateKey;
use alipay_notify::testing::TestKey;
use alipay_notify::{Gateway, MemoryStore, Verified, Verifier};
use alipay_notify_ws::testing::{
    Acknowledged, Disturbance, MockChannel, Push, PushFault, RegisterFault, UpgradeFault,
};
use alipay_notify_ws::{Endpoint, LongConnection, Timing};
use allocation_counter::{AllocationInfo, measure};
use tokio::runtime::{Builder, Runtime};
use tokio::sync::oneshot;

const APP: &str = "2014060600164699";

/// How often each message had its effect, by its id.
type Effects = Arc<Mutex<HashMap<String, usize>>>;

#[test]
fn every_message_has_its_effect_once_and_none_is_done_without() {
    let is_full = std::env::var_os("ALIPAY_NOTIFY_TEST_FULL").is_some();
    let count = if is_full { 10_000 } else { 300 };

    let server = Runtime::new().unwrap();
    let (app_key, alipay_key) = (TestKey::generate(), TestKey::generate());
    let key = AppPrivateKey::parse(&app_key.private_key_pem()).unwrap();
    let start = MockChannel::start(APP, app_key.public_key(), alipay_key.clone());
    let channel = Arc::new(server.block_on(start).unwrap());
    channel.patience(Duration::from_secs(3));
    let effects = Effects::default();
    let gateway = gateway(&alipay_key, &effects);
    let (over, is_over) = oneshot::channel();
    let clients = {
        let endpoint = channel.endpoint();
        thread::spawn(move || measure(|| run(&endpoint, &key, &gateway, is_over)))
    };

    let mut random = Random(0x00c0_ffee);
    let mut receipts = Vec::new();
    for number in 0..count {
        let id = format!("m{number}");
        let push = message(&id, &mut random);
        if random.below(20) == 0 {
            // The same message, once more.
            receipts.push((id.clone(), channel.push(push.clone())));
        }
        receipts.push((id, channel.push(push)));
    }
    for fault in [PushFault::NoEmptyLine, PushFault::UnknownCommand, PushFault::Binary] {
        let _ = channel.push(Push::new("my.message", "{}").fault(fault));
    }
    let trouble = server.spawn(trouble(Arc::clone(&channel), random));

    server.block_on(async {
        for (id, receipt) in &mut receipts {
            while receipt.next().await != Acknowledged::Success {}
            assert_eq!(effects.lock().unwrap().get(id), Some(&1), "{id} is done");
        }
    });
    trouble.abort();
    over.send(()).unwrap();
    let AllocationInfo { bytes_max, bytes_total, .. } = clients.join().unwrap();

    let counts = channel.counts();
    assert_eq!(effects.lock().unwrap().len(), count, "nothing else had an effect");
    assert!(counts.connections > 2 && counts.failed > 0, "{counts:?}");
    println!("{count} messages: {counts:?}; {bytes_max} bytes at a time, {bytes_total} in all");
    assert!(bytes_max <= BOUND, "{bytes_max} bytes at a time, and {BOUND} may be");
}

/// What both connections may hold: the messages at work, all of which may be large, and their
/// copies; and the ids of all messages.
const BOUND: u64 = 2 * AT_WORK.get() as u64 * 6 * LARGE as u64 + 16 * 1024 * 1024;

const AT_WORK: NonZeroU32 = NonZeroU32::new(8).unwrap();

/// The size of a large message.
const LARGE: usize = 1_000_000;

/// Keeps two connections open until it is over, in this thread alone.
fn run(
    endpoint: &Endpoint,
    key: &AppPrivateKey,
    gateway: &Gateway,
    is_over: oneshot::Receiver<()>,
) {
    let runtime = Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let connect = || connect(endpoint.clone(), key.clone(), gateway.clone());
        let connections = [connect(), connect()];
        is_over.await.unwrap();
        for connection in connections {
            connection.stop().await;
        }
    });
}

/// Handlers that fail now and then, before their effect.
fn gateway(alipay_key: &TestKey, effects: &Effects) -> Gateway {
    let (effects, random) = (Arc::clone(effects), Arc::new(Mutex::new(Random(0xbad))));
    Gateway::builder(Verifier::new(alipay_key.public_key()).app_id(APP))
        .fallback(move |message: Verified| {
            let (effects, luck) = (Arc::clone(&effects), random.lock().unwrap().below(10));
            async move {
                match luck {
                    0 => return Err("not now"),
                    1 => panic!("a handler may"),
                    2 => tokio::time::sleep(Duration::from_millis(5)).await,
                    _ => {}
                }
                let id = message.envelope().msg_id().unwrap().to_owned();
                *effects.lock().unwrap().entry(id).or_default() += 1;
                Ok(())
            }
        })
        .dedupe(MemoryStore::with_capacity(NonZeroUsize::new(100_000).unwrap()))
        .build()
        .unwrap()
}

fn connect(endpoint: Endpoint, key: AppPrivateKey, gateway: Gateway) -> LongConnection {
    let milliseconds = Duration::from_millis;
    let timing = Timing {
        step: Duration::from_secs(2),
        ping: milliseconds(50),
        silence: Duration::from_secs(1),
        first_wait: milliseconds(1),
        longest_wait: milliseconds(20),
        ..Timing::default()
    };
    LongConnection::builder(endpoint, APP, key, gateway).timing(timing).max_at_work(AT_WORK).start()
}

/// A message, now and then a large one, one in pieces, one that comes twice, or late.
fn message(id: &str, random: &mut Random) -> Push {
    let content = match random.below(100) {
        0 => format!(r#"{{"text":"{}"}}"#, "a".repeat(LARGE)),
        _ => format!(r#"{{"number":"{id}"}}"#),
    };
    let push = Push::new("my.message", content).msg_id(id);
    match random.below(10) {
        0 => push.fault(PushFault::Fragmented(random.below(200) + 1)),
        1 => push.fault(PushFault::Twice),
        2 => push.fault(PushFault::NumberTimestamp),
        3 => push.fault(PushFault::Late),
        _ => push,
    }
}

/// Breaks connections, and refuses some of those that follow, until it is aborted.
async fn trouble(channel: Arc<MockChannel>, mut random: Random) {
    loop {
        tokio::time::sleep(Duration::from_millis(30)).await;
        match random.below(8) {
            0 => channel.disturb(Disturbance::Abort),
            1 | 2 => channel.disturb(Disturbance::AbortAfter(random.below(5_000))),
            3 => channel.disturb(Disturbance::Close(1001)),
            4 => channel.fail_upgrade(UpgradeFault::Expired),
            5 => channel.fail_registration(RegisterFault::Html),
            6 if random.below(10) == 0 => channel.disturb(Disturbance::Deaf),
            7 if random.below(10) == 0 => channel.disturb(Disturbance::HalfOpen),
            _ => channel.disturb(Disturbance::Ping),
        }
    }
}

/// Numbers that look random, the same in each run.
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % end as u64).unwrap()
    }
}
