//! Whoever holds copies of all deliveries of a message has nothing of it once one is handled: no
//! copy of any of them is handled again, whenever it is presented.
//!
//! Each store forgets by a clock of its own, so each test says how time passes for its store.

use std::collections::BTreeSet;
use std::env;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use alipay_notify::store::{Clock, MemoryStore, Store};
use alipay_notify::testing::{TestKey, TestMessage};
use alipay_notify::{Gateway, Reply, Verified, Verifier};

use super::token;

/// The minutes between deliveries: those of payments, which are the longest, and the last one half
/// an hour late, at the full 25 hours.
const PAUSES: [u64; 8] = [0, 4, 10, 10, 60, 2 * 60, 6 * 60, 15 * 60 + 36];

/// How old a delivery may be, and how far clocks may be apart: as a gateway has it unless set.
const MAX_AGE: u64 = 26 * 60 * 60;
const SKEW: u64 = 10 * 60;

const HOUR: u64 = 60 * 60;

/// Copies are presented for this long.
const END: u64 = 60 * HOUR;

/// When the first delivery is sent.
const BEGIN: u64 = 1_800_000_000;

/// Seconds since 1970.
#[derive(Clone, Default)]
pub(crate) struct Virtual(Arc<AtomicU64>);

impl Virtual {
    fn set(&self, seconds: u64) {
        self.0.store(seconds, Ordering::SeqCst);
    }
}

impl Clock for Virtual {
    fn now(&self) -> SystemTime {
        UNIX_EPOCH + Duration::from_secs(self.0.load(Ordering::SeqCst))
    }
}

/// When a delivery is sent, in seconds after the first.
fn sent(delivery: usize) -> u64 {
    PAUSES[..=delivery].iter().sum::<u64>() * 60
}

/// When copies are presented, in seconds after the first delivery: all the time, and about each
/// moment at which one is accepted no more, or could be forgotten. Every ten minutes at full size.
fn moments(after: u64, ahead: u64) -> BTreeSet<u64> {
    let step = if env::var_os("ALIPAY_NOTIFY_TEST_FULL").is_some() { HOUR / 6 } else { HOUR };
    let ends = (0..PAUSES.len()).flat_map(|copy| {
        let sent = sent(copy);
        [sent, sent + MAX_AGE, sent + ahead + MAX_AGE, sent + 2 * ahead + MAX_AGE]
    });
    let last = 25 * HOUR + MAX_AGE;
    let memory = [MAX_AGE, MAX_AGE + SKEW, last, last + 2 * SKEW, last + 2 * SKEW + 60];
    let about = ends
        .chain(memory.into_iter().map(|memory| after + memory))
        .flat_map(|moment| [moment.saturating_sub(1), moment, moment + 1]);
    let all = about.chain((0..=END).step_by(usize::try_from(step).expect("an hour")));
    all.filter(|moment| (after..=END).contains(moment)).collect()
}

/// Delivery by delivery, has one handled at its time and then presents copies of all eight.
///
/// `pass` has time pass for the store. Once, all clocks are right. Once, Alipay's is ahead, and
/// that of the process to which copies are presented is behind, as far as they may be.
pub(crate) async fn no_copy_is_handled_again<S: Store + Clone>(
    store: &S,
    pass: impl AsyncFn(Duration),
) {
    let key = TestKey::generate();
    for apart in [0, SKEW] {
        for delivery in 0..PAUSES.len() {
            let [first, second] = [Virtual::default(), Virtual::default()];
            let runs = Arc::new(AtomicUsize::new(0));
            let gateway = |clock: &Virtual| {
                let runs = Arc::clone(&runs);
                let handler = move |_: Verified| {
                    runs.fetch_add(1, Ordering::SeqCst);
                    async { Reply::Success }
                };
                Gateway::builder(Verifier::new(key.public_key()))
                    .dedupe(store.clone())
                    .clock(clock.clone())
                    .fallback(handler)
                    .build()
                    .expect("one handler")
            };
            let (handles, replays) = (gateway(&first), gateway(&second));

            let notify_id = token().to_string();
            let copies: Vec<_> = (0..PAUSES.len())
                .map(|copy| {
                    let sent = (BEGIN + sent(copy) + apart) * 1000;
                    let message = TestMessage::new("my.message")
                        .notify_id(&notify_id)
                        .parameter("utc_timestamp", sent.to_string());
                    message.sign(&key).body()
                })
                .collect();

            let mut now = sent(delivery);
            first.set(BEGIN + now);
            assert_eq!(handles.deliver(&copies[delivery]).await.reply(), Reply::Success);
            for moment in moments(now, apart) {
                pass(Duration::from_secs(moment - now)).await;
                now = moment;
                second.set(BEGIN + now - apart);
                for (copy, body) in copies.iter().enumerate() {
                    replays.deliver(body).await;
                    assert_eq!(
                        runs.load(Ordering::SeqCst),
                        1,
                        "delivery {delivery} was handled, and so was a copy of {copy}, {now} s \
                         after the first was sent; clocks {apart} s apart"
                    );
                }
            }
        }
    }
}

#[tokio::test]
async fn memory_lets_no_copy_in() {
    let clock = Virtual::default();
    let store = MemoryStore::default().clock(clock.clone());
    let pass = async |time: Duration| clock.set(clock.0.load(Ordering::SeqCst) + time.as_secs());
    no_copy_is_handled_again(&store, pass).await;
}
