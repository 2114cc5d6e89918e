//! What a delivery costs, in RSA verifications: each figure is a ratio to the backend's bare
//! RSA-2048 verification of the same content, measured in turns in one process, for every backend.
//!
//! `cargo bench -p alipay-notify --bench pipeline`

mod bare;
mod clock;
mod dispatch;
mod threads;

use std::hint::black_box;
use std::io::{Write, stdout};

use alipay_notify::gateway::GatewayBuilder;
use alipay_notify::key::Backend;
use alipay_notify::messages::{
    MiniIcpFaceauthCompleted, ShopSaveRejected, TradeStatusSync, UserOpencardResult,
};
use alipay_notify::testing::{SignedMessage, TestKey, TestMessage};
use alipay_notify::verify::{Limits, SignMode};
use alipay_notify::{AlipayNotify, AlipayPublicKey, Gateway, KeyRing, Reply, Verified, Verifier};
use allocation_counter::measure;
use clock::{Ratio, ratio};
use futures_executor::block_on;
use threads::two_over_one;

fn main() {
    let key = TestKey::generate();
    for backend in Backend::ENABLED {
        let public = key.public_key().with_backend(*backend).expect("a fresh key is a good one");
        let bench = Bench { key: &key, public, backend: *backend };
        bench.body_to_typed::<UserOpencardResult>();
        bench.body_to_typed::<ShopSaveRejected>();
        bench.body_to_typed::<MiniIcpFaceauthCompleted>();
        bench.body_to_typed::<TradeStatusSync>();
        bench.sign_modes();
        bench.refusals();
        bench.searches();
        bench.growth();
        bench.dispatch();
        bench.threads();
    }
}

/// A key pair, and the backend that verifies.
struct Bench<'k> {
    key: &'k TestKey,
    public: AlipayPublicKey,
    backend: Backend,
}

impl Bench<'_> {
    fn verifier(&self) -> Verifier {
        Verifier::new(self.public.clone()).app_id("2014060600164699")
    }

    fn print(&self, name: &str, ratio: &Ratio) {
        // A closed output ends nothing but the printing.
        let _ = writeln!(stdout(), "{:?} ratio {name} {ratio}", self.backend);
    }

    /// The ratio of a task to the bare verification of a message.
    fn print_beside_rsa(&self, name: &str, message: &SignedMessage, task: impl FnMut()) {
        let unit = bare::verification(self.backend, self.key, message);
        self.print(&format!("{name}/rsa_verify"), &ratio(task, unit));
    }

    /// From the body to a verified, typed, strictly validated message, and how often that
    /// allocates.
    fn body_to_typed<M: AlipayNotify>(&self) {
        let message = TestMessage::example::<M>().sign(self.key);
        let (body, verifier) = (message.body(), self.verifier());
        let task =
            || drop(black_box(verifier.receive::<M>(black_box(&body)).expect("genuine and valid")));
        let name = format!("body_to_typed {}", M::NAME);
        self.print_beside_rsa(&name, &message, task);
        let bare = measure(bare::verification(self.backend, self.key, &message)).count_total;
        let allocations = measure(task).count_total;
        let _ = writeln!(
            stdout(),
            "{:?} allocations {name} {allocations}, of which the RSA verification {bare}",
            self.backend
        );
    }

    /// A steady stream in either mode costs one RSA verification a message.
    fn sign_modes(&self) {
        for mode in SignMode::ALL {
            let message = TestMessage::example::<ShopSaveRejected>();
            let body = message.clone().sign_mode(mode).sign(self.key).body();
            let verifier = self.verifier();
            let task = || drop(black_box(verifier.verify(black_box(&body)).expect("genuine")));
            self.print_beside_rsa(&format!("sign_mode_{mode}"), &message.sign(self.key), task);
        }
    }

    fn refusals(&self) {
        let genuine = TestMessage::example::<ShopSaveRejected>().sign(self.key);
        let payment = TestMessage::example::<TradeStatusSync>().sign(self.key);
        let verifier = self.verifier();
        let body = payment.clone().with_flipped_byte("total_amount", 0).body();
        let task = || assert!(verifier.verify(black_box(&body)).is_err());
        self.print_beside_rsa("forged_payment", &payment, task);
        for (name, body) in [
            ("malformed", genuine.clone().without("version").body()),
            ("unknown_app", genuine.clone().with("app_id", "1").body()),
            ("wrong_length_signature", genuine.clone().with("sign", "AAAA").body()),
            ("forged", genuine.clone().with_flipped_byte("biz_content", 20).body()),
        ] {
            let task = || assert!(verifier.verify(black_box(&body)).is_err());
            self.print_beside_rsa(name, &genuine, task);
        }
    }

    /// A large forgery, with and without a search for its key among those of a hundred other apps.
    /// A verifier searches once a second; each of these is a new one.
    fn searches(&self) {
        let content = format!(r#"{{"text":"{}"}}"#, "a".repeat(1_000_000));
        let forged = TestMessage::new("my.large").app_id("0").content(content);
        let body = forged.sign(&TestKey::generate()).body();
        let verify = |apps: usize| {
            let ring = KeyRing::new((0..apps).map(|app| (app.to_string(), self.public.clone())));
            let body = &body;
            move || {
                let verifier = Verifier::with_ring(ring.clone());
                assert!(verifier.verify(black_box(body)).is_err());
            }
        };
        self.print("forged_1MB_of_100_apps/of_one", &ratio(verify(101), verify(1)));
    }

    /// Time per byte of larger contents, next to that of a content of 1 KB.
    fn growth(&self) {
        let mut limits = Limits::default();
        limits.body = 8 * 1024 * 1024;
        let verifier = self.verifier().limits(limits);
        let verify = |kilobytes: usize| {
            let content = format!(r#"{{"text":"{}"}}"#, "a".repeat(kilobytes * 1024));
            let body = TestMessage::new("my.large").content(content).sign(self.key).body();
            let verifier = verifier.clone();
            move || drop(black_box(verifier.verify(black_box(&body)).expect("genuine")))
        };
        for kilobytes in [16, 256, 1024] {
            let per_byte = ratio(verify(kilobytes), verify(1)).divided_by(kilobytes);
            self.print(&format!("time_per_byte_{kilobytes}KB/1KB"), &per_byte);
        }
    }

    /// A delivery through gateways with more and more handlers, next to one with a single handler.
    fn dispatch(&self) {
        let body = TestMessage::example::<dispatch::Numbered<0>>().sign(self.key).body();
        let deliver = |gateway: Gateway| {
            let body = &body;
            move || assert_eq!(block_on(gateway.deliver(black_box(body))).reply(), Reply::Success)
        };
        let build = |register: fn(GatewayBuilder) -> GatewayBuilder| {
            let builder =
                Gateway::builder(self.verifier()).fallback(|_: Verified| async { Reply::Fail });
            register(builder).build().expect("each message has one handler")
        };
        for (messages, register) in
            [(10, dispatch::ten as fn(_) -> GatewayBuilder), (1000, dispatch::thousand)]
        {
            let ratio = ratio(deliver(build(register)), deliver(build(dispatch::one)));
            self.print(&format!("dispatch_{messages}/1"), &ratio);
        }
    }
    /// What a second core brings, of two: to deliveries through one gateway, which share what is
    /// counted, and to the bare verification, which shares nothing.
    fn threads(&self) {
        let message = TestMessage::example::<dispatch::Numbered<0>>().sign(self.key);
        let body = message.body();
        let gateway = dispatch::one(Gateway::builder(self.verifier())).build().expect("a handler");
        let deliver =
            || assert_eq!(block_on(gateway.deliver(black_box(&body))).reply(), Reply::Success);
        let verify = bare::verification(self.backend, self.key, &message);
        for (name, ratio) in
            [("deliver", two_over_one(deliver)), ("rsa_verify", two_over_one(verify))]
        {
            let _ = writeln!(stdout(), "{:?} ratio {name}_2_threads/1 {ratio:.3}", self.backend);
        }
    }
}
