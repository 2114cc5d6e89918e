//! However much comes, a connection holds no more than what is at work. What is counted is what the
//! thread of the client has allocated at a time; the server has a thread of its own.

use std::num::NonZeroU32;

use alipay_notify::key::AppPrivateKey;
use alipay_notify::testing::TestKey;
use alipay_notify::{Gateway, Reply, Verified, Verifier};
use alipay_notify_ws::LongConnection;
use alipay_notify_ws::testing::{MockChannel, Push};
use allocation_counter::measure;
use tokio::runtime::Builder;

const APP: &str = "2014060600164699";

const AT_WORK: NonZeroU32 = NonZeroU32::new(8).unwrap();

/// Of the content of a message, in bytes.
const SIZE: usize = 64 * 1024;

const MESSAGES: u64 = 500;

/// What all else may take: buffers, keys, the authorities that TLS trusts.
const REST: u64 = 2 * 1024 * 1024;

/// How often a message at work may be there: as it was read, as it was verified, as it was opened,
/// and as much again while buffers grow.
const COPIES: u64 = 6;

#[test]
fn what_a_connection_holds_does_not_grow_with_what_comes() {
    let server = Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let (app_key, alipay_key) = (TestKey::generate(), TestKey::generate());
    let start = MockChannel::start(APP, app_key.public_key(), alipay_key.clone());
    let channel = server.block_on(start).unwrap();
    let content = format!(r#"{{"text":"{}"}}"#, "a".repeat(SIZE));
    for _ in 0..MESSAGES {
        let _ = channel.push(Push::new("my.message", &*content));
    }

    let gateway = Gateway::builder(Verifier::new(alipay_key.public_key()))
        .fallback(|_: Verified| async {
            // Until others have been read.
            tokio::task::yield_now().await;
            Reply::Success
        })
        .build()
        .unwrap();
    let key = AppPrivateKey::parse(&app_key.private_key_pem()).unwrap();
    let client = Builder::new_current_thread().enable_all().build().unwrap();
    let allocated = measure(|| {
        client.block_on(async {
            let builder = LongConnection::builder(channel.endpoint(), APP, key, gateway);
            let connection = builder.max_at_work(AT_WORK).start();
            channel.until(|counts| counts.done == MESSAGES).await;
            connection.stop().await;
        });
    });

    let size = SIZE as u64;
    let bound = u64::from(AT_WORK.get()) * COPIES * size + REST;
    let (most, total) = (allocated.bytes_max, allocated.bytes_total);
    println!("{MESSAGES} messages of {size} bytes: {most} bytes at a time, {total} in all");
    assert!(total > MESSAGES * size, "all came over this thread: {total}");
    assert!(bound < MESSAGES * size / 4, "the run shows something");
    assert!(most <= bound, "{most} bytes, and {bound} may be");
}
