//! More messages than can be handled at a time.

use std::num::NonZeroU32;

use alipay_notify_ws::testing::Push;
use tokio::sync::Semaphore;

use super::*;

#[tokio::test]
async fn no_more_are_at_work_than_may_be_and_none_is_dropped() {
    let fixture = Fixture::new().await;
    let gate = Arc::new(Semaphore::new(0));
    let (running, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let gateway = {
        let (gate, running, most) = (Arc::clone(&gate), Arc::clone(&running), Arc::clone(&most));
        fixture.builder().fallback(move |_: Verified| {
            let (gate, running, most) =
                (Arc::clone(&gate), Arc::clone(&running), Arc::clone(&most));
            async move {
                most.fetch_max(running.fetch_add(1, Ordering::Relaxed) + 1, Ordering::Relaxed);
                drop(gate.acquire().await.unwrap());
                running.fetch_sub(1, Ordering::Relaxed);
                Reply::Success
            }
        })
    };
    let two = NonZeroU32::new(2).unwrap();
    let connection = fixture.connection(gateway).max_at_work(two).start();
    // Together they are more than the buffers of a socket hold.
    let content = format!(r#"{{"text":"{}"}}"#, "a".repeat(200_000));
    let pushes = (0..100).map(|_| fixture.channel.push(Push::new("my.message", &*content)));
    let mut receipts: Vec<_> = pushes.collect();
    while running.load(Ordering::Relaxed) < 2 {
        tokio::task::yield_now().await;
    }
    // Pings go out all the while, and silence is nobody's fault.
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!(connection.health().messages, 2, "what is not read is not taken");
    assert!(fixture.channel.counts().pushed < 100, "the server has to wait");

    gate.add_permits(100);
    for receipt in &mut receipts {
        assert_eq!(receipt.done().await, 1, "none was dropped or came twice");
    }
    assert_eq!(most.load(Ordering::Relaxed), 2);
    assert_eq!(fixture.channel.counts().connections, 1);
    connection.stop().await;
}
