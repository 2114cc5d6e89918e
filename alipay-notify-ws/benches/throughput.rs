//! What the long connection costs: messages a second over one connection, next to the RSA
//! verifications that one core makes of the same text, by the same backend.
//!
//! Both take turns in one run; the figure is the median of the ratios of neighbouring turns. The
//! server is a thread of its own, and signs nothing meanwhile.
//! `cargo bench -p alipay-notify-ws --bench throughput`

use std::error::Error;
use std::io::{Write as _, stdout};
use std::thread;
use std::time::{Duration, Instant};

use alipay_notify::key::AppPrivateKey;
use alipay_notify::messages::ShopSaveRejected;
use alipay_notify::testing::TestKey;
use alipay_notify::verify::SignType;
use alipay_notify::{Gateway, Notification, Reply, Verifier};
use alipay_notify_ws::LongConnection;
use alipay_notify_ws::testing::{MockChannel, Push};
use aws_lc_rs::signature::{
    ParsedPublicKey, RSA_PKCS1_1024_8192_SHA256_FOR_LEGACY_USE_ONLY as RSA2,
};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use tokio::runtime::{Builder, Runtime};

const APP: &str = "2014060600164699";

const ROUNDS: usize = 31;

/// So many messages in a turn.
const MESSAGES: u32 = 4_000;

fn main() -> Result<(), Box<dyn Error>> {
    let (app_key, alipay_key) = (TestKey::generate(), TestKey::generate());
    let server =
        Builder::new_multi_thread().worker_threads(1).thread_name("server").enable_all().build()?;
    let start = MockChannel::start(APP, app_key.public_key(), alipay_key.clone());
    let channel = server.block_on(start)?;

    let gateway = Gateway::builder(Verifier::new(alipay_key.public_key()).app_id(APP))
        .on(|n: Notification<ShopSaveRejected>| async move {
            if n.shop_id.is_empty() { Reply::Fail } else { Reply::Success }
        })
        .build()?;
    let key = AppPrivateKey::parse(&app_key.private_key_pem())?;
    let client = Runtime::new()?;
    let _inside = client.enter();
    let connection = LongConnection::builder(channel.endpoint(), APP, key, gateway).start();
    client.block_on(connection.until(alipay_notify_ws::Health::is_connected));

    let verify = Verification::new(&alipay_key)?;
    let (mut ratios, mut throughputs) = (Vec::new(), Vec::new());
    for round in 0..=ROUNDS {
        // Whoever is second in one round is first in the next.
        let (ours, theirs) = if round % 2 == 0 {
            let ours = turn(&channel);
            (ours, verify.turn())
        } else {
            let theirs = verify.turn();
            (turn(&channel), theirs)
        };
        // The first warms up.
        if round > 0 {
            ratios.push(ours / theirs);
            throughputs.push(ours);
        }
    }
    client.block_on(connection.stop());
    let (ratio, per_second) = (median(ratios), median(throughputs));
    writeln!(
        stdout(),
        "ratio connection/verifications_of_a_core {ratio:.3} ({per_second:.0} messages per second)"
    )?;
    Ok(())
}

/// How many messages a second are pushed, handled and acknowledged.
fn turn(channel: &MockChannel) -> f64 {
    let push = Push::example::<ShopSaveRejected>();
    let before = channel.counts().done;
    let started = Instant::now();
    for _ in 0..MESSAGES {
        let _ = channel.push(push.clone());
    }
    // Woken by each of them, this thread would take its time from the others.
    while channel.counts().done < before + u64::from(MESSAGES) {
        thread::sleep(Duration::from_millis(1));
    }
    f64::from(MESSAGES) / started.elapsed().as_secs_f64()
}

/// One RSA verification after the other, of a text as long as that of a message.
struct Verification {
    key: ParsedPublicKey,
    data: String,
    signature: Vec<u8>,
}

impl Verification {
    fn new(key: &TestKey) -> Result<Self, Box<dyn Error>> {
        let data = "a".repeat(300);
        let signature = STANDARD.decode(key.sign(SignType::Rsa2, data.as_bytes()))?;
        let key = ParsedPublicKey::new(&RSA2, STANDARD.decode(key.public_key_base64())?)?;
        Ok(Self { key, data, signature })
    }

    /// How many a second.
    fn turn(&self) -> f64 {
        const TURN: Duration = Duration::from_millis(60);
        let (mut count, started) = (0u32, Instant::now());
        while started.elapsed() < TURN {
            let is_genuine = self.key.verify_sig(self.data.as_bytes(), &self.signature).is_ok();
            count += u32::from(is_genuine);
        }
        f64::from(count) / started.elapsed().as_secs_f64()
    }
}

fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures[figures.len() / 2]
}
