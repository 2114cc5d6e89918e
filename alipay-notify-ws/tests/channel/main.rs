//! The client against the mock server.

mod authentic;
mod connecting;
mod losing;
mod pressure;
mod unusual;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use alipay_notify::gateway::GatewayBuilder;
use alipay_notify::key::AppPrivateKey;
use alipay_notify::testing::TestKey;
use alipay_notify::{Gateway, Reply, Verified, Verifier};
use alipay_notify_ws::testing::MockChannel;
use alipay_notify_ws::{LongConnection, LongConnectionBuilder, Timing};

const APP: &str = "2014060600164699";

/// A server, and what it takes to connect to it.
struct Fixture {
    channel: MockChannel,
    app_key: TestKey,
    alipay_key: TestKey,
    handled: Arc<AtomicUsize>,
}

impl Fixture {
    async fn new() -> Self {
        let (app_key, alipay_key) = (TestKey::generate(), TestKey::generate());
        let channel = MockChannel::start(APP, app_key.public_key(), alipay_key.clone()).await;
        Self { channel: channel.unwrap(), app_key, alipay_key, handled: Arc::default() }
    }

    /// A gateway that counts the messages that it handles.
    fn gateway(&self) -> GatewayBuilder {
        let handled = Arc::clone(&self.handled);
        self.builder().fallback(move |_: Verified| {
            handled.fetch_add(1, Ordering::Relaxed);
            async { Reply::Success }
        })
    }

    fn builder(&self) -> GatewayBuilder {
        Gateway::builder(Verifier::new(self.alipay_key.public_key()).app_id(APP))
    }

    fn connection(&self, gateway: GatewayBuilder) -> LongConnectionBuilder {
        let key = AppPrivateKey::parse(&self.app_key.private_key_pem()).unwrap();
        let gateway = gateway.build().unwrap();
        LongConnection::builder(self.channel.endpoint(), APP, key, gateway).timing(quick())
    }

    fn handled(&self) -> usize {
        self.handled.load(Ordering::Relaxed)
    }
}

/// Times for tests: what waits for a failure waits for a moment.
fn quick() -> Timing {
    let milliseconds = Duration::from_millis;
    Timing {
        step: Duration::from_secs(20),
        ping: milliseconds(20),
        silence: Duration::from_secs(20),
        first_wait: milliseconds(1),
        longest_wait: milliseconds(5),
        ..Timing::default()
    }
}
