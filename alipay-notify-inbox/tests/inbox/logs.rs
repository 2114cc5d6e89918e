//! No value of a message shows in the log, at any level, of whatever crate.

use std::io::{self, Write};
use std::sync::{Arc, Mutex};

use alipay_notify::Notification;
use alipay_notify::messages::ShopSaveRejected;
use alipay_notify_inbox::{Filter, State};
use tracing::Dispatch;
use tracing::subscriber::NoSubscriber;
use tracing_subscriber::filter::LevelFilter;
use tracing_subscriber::util::SubscriberInitExt as _;

use super::engines::on_each;
use super::{builder, message, put, soon, until_states, worker};

/// Stands in every value that must not show.
const SECRET: &str = "no-log-holds-this";

/// What was logged.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().expect("no panic").write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn no_value_of_a_message_shows() {
    on_each(async |engine| {
        let log = Log::default();
        let writer = log.clone();
        let subscriber = tracing_subscriber::fmt()
            .with_max_level(LevelFilter::TRACE)
            .with_ansi(false)
            .with_writer(move || writer.clone())
            .finish();
        // Where there was one subscriber alone, tracing asks whichever thread comes to a line first
        // whether that one wants it, and other tests have none. Where there are two, it asks both.
        let _another = Dispatch::new(NoSubscriber::default());
        let guard = subscriber.set_default();

        let inbox = engine.open().await;
        let content = format!(
            r#"{{"order_id":"1","shop_id":"{SECRET}","shop_name":"{SECRET}","reason":"{SECRET}"}}"#
        );
        let odd = message("odd").content(format!(r#"{{"shop_id":"{SECRET}"}}"#));
        let garbled = message("garbled").content(format!("[{SECRET}"));
        put(&inbox, [message("one").content(content), odd, garbled]).await;
        let failing = builder().on(async |_: Notification<ShopSaveRejected>| Err::<(), _>("no"));
        let working = worker(&inbox, failing).retries(soon(2)).name("orders");
        let working = working.start().expect("randomness");
        until_states(&inbox, &[State::Dead, State::Stuck, State::Stuck]).await;
        working.stop().await;
        for entry in inbox.list(&Filter::default()).await.expect("it works") {
            let found = inbox.find(&entry.key).await.expect("it works").expect("it is there");
            assert!(!format!("{entry:?} {found:?}").contains(SECRET), "{entry:?} {found:?}");
        }
        drop(guard);

        let logged = log.0.lock().expect("no panic").clone();
        let logged = String::from_utf8(logged).expect("a log is a text");
        // At this level, the client of NATS writes whatever goes over the wire.
        let is_wire = |line: &&str| line.contains(" TRACE async_nats::");
        let logged: Vec<_> = logged.lines().filter(|line| !is_wire(line)).collect();
        let logged = logged.join("\n");
        assert!(logged.contains("a message is dead inbox=\"orders\" key="), "{logged}");
        assert!(!logged.contains(SECRET), "{logged}");
    })
    .await;
}
