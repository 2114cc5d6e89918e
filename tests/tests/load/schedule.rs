//! When Alipay delivers, and what.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use alipay_notify::store::Clock;
use alipay_notify::testing::{TestKey, TestMessage};
use alipay_notify_tests::is_full;

/// How many messages there are.
pub(crate) fn messages() -> usize {
    if is_full() { 1000 } else { 200 }
}

/// The minutes between deliveries of one message: PROTOCOL, "The reply and redelivery".
const PAUSES: [u64; 8] = [0, 2, 10, 10, 60, 2 * 60, 6 * 60, 15 * 60];

const SEED: u64 = 20_261_122;

/// A number that the seed and some others determine.
pub(crate) fn random(of: &[usize]) -> usize {
    let mut hasher = DefaultHasher::new();
    (SEED, of).hash(&mut hasher);
    usize::try_from(hasher.finish() >> 32).expect("32 bits")
}

/// A clock that goes from delivery to delivery.
#[derive(Clone, Default)]
pub(crate) struct Clockwork(Arc<AtomicU64>);

impl Clockwork {
    pub(crate) fn set(&self, time: SystemTime) {
        let since = time.duration_since(UNIX_EPOCH).expect("a time of today");
        self.0.store(since.as_secs(), Ordering::SeqCst);
    }
}

impl Clock for Clockwork {
    fn now(&self) -> SystemTime {
        UNIX_EPOCH + Duration::from_secs(self.0.load(Ordering::SeqCst))
    }
}

/// The messages, signed for each time at which they may be delivered.
pub(crate) struct Schedule {
    pub(crate) key: TestKey,
    bodies: Vec<Vec<Arc<[u8]>>>,
}

impl Schedule {
    pub(crate) const STEPS: usize = PAUSES.len();

    /// When the deliveries of a step are sent.
    pub(crate) fn at(step: usize) -> SystemTime {
        let minutes: u64 = PAUSES[..=step].iter().sum();
        UNIX_EPOCH + Duration::from_hours(500_000) + Duration::from_mins(minutes)
    }

    pub(crate) fn sign() -> Self {
        let key = TestKey::generate();
        let bodies = (0..Self::STEPS)
            .map(|step| (0..messages()).map(|number| body(&key, step, number)).collect());
        Self { bodies: bodies.collect(), key }
    }

    pub(crate) fn body(&self, step: usize, number: usize) -> Arc<[u8]> {
        Arc::clone(&self.bodies[step][number])
    }

    /// The messages of a step: those that were not answered `success`, and others again, up to
    /// `total`.
    pub(crate) fn due(step: usize, answered: &[bool], total: usize) -> Vec<usize> {
        let open = answered
            .iter()
            .enumerate()
            .filter(|(_, answered)| !**answered)
            .map(|(number, _)| number);
        let again = (0..).map(|index| random(&[step, index]) % messages());
        let mut due: Vec<usize> = open.chain(again).take(total).collect();
        // Shuffled, so that some copies arrive next to each other and others far apart.
        due.sort_by_key(|number| random(&[step, *number, 1]) / 16);
        due
    }
}

fn body(key: &TestKey, step: usize, number: usize) -> Arc<[u8]> {
    let sent = Schedule::at(step).duration_since(UNIX_EPOCH).expect("a time of today").as_millis();
    let message = TestMessage::new("my.load")
        .notify_id(&format!("load{number}"))
        .parameter("utc_timestamp", sent.to_string())
        .content(format!(r#"{{"number":"{number}"}}"#));
    message.sign(key).body().into()
}
