//! Redis: the server that a variable names, with keys of the test's own.

use std::sync::Arc;
use std::time::Duration;

use ::redis::Client;
use ::redis::aio::MultiplexedConnection;
use ::redis::{Value, cmd};
use alipay_notify_serve::{DeliveryError, Destination, Redis};
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};

use crate::line::Line;
use crate::{
    IN_FLIGHT, assert_no_secret, assert_unreachable, deliver_again, deliver_at_once, name, sample,
    server,
};

/// A stream that is removed in the end, with what is beside it.
struct Stream {
    url: String,
    name: String,
    connection: MultiplexedConnection,
}

impl Stream {
    async fn new() -> Option<Self> {
        let url = server("ALIPAY_NOTIFY_TEST_REDIS_URL", "redis://127.0.0.1:6379")?;
        let client = Client::open(url.as_str()).expect("a URL");
        let connection = client.get_multiplexed_async_connection().await.expect("it runs");
        Some(Self { url, name: name(), connection })
    }

    fn destination(&self) -> Redis {
        Redis::new(&self.url, &self.name).expect("good")
    }

    /// The fields and values of each entry.
    async fn entries(&mut self) -> Vec<Vec<(String, String)>> {
        let range = cmd("XRANGE").arg(&self.name).arg("-").arg("+").to_owned();
        let entries: Vec<(String, Vec<(String, String)>)> =
            range.query_async(&mut self.connection).await.expect("it is a stream");
        entries.into_iter().map(|(_, fields)| fields).collect()
    }

    /// Sends a command about a key: its reply.
    async fn ask(&mut self, command: &str, key: &str) -> Value {
        cmd(command).arg(key).query_async(&mut self.connection).await.expect("good")
    }

    async fn remove(mut self) {
        let pattern = format!("*{}*", self.name);
        let keys: Vec<String> =
            cmd("KEYS").arg(pattern).query_async(&mut self.connection).await.expect("good");
        if !keys.is_empty() {
            let removed = cmd("DEL").arg(keys).query_async::<()>(&mut self.connection).await;
            removed.expect("good");
        }
    }
}

#[tokio::test]
async fn an_entry_has_the_event_as_json_and_is_added_once() {
    let Some(mut stream) = Stream::new().await else { return };
    let redis = stream.destination();
    let event = sample::event("n1").await;
    for _ in 0..2 {
        assert_eq!(redis.deliver(&event).await, Ok(()));
    }
    assert_eq!(stream.entries().await, [[("event".to_owned(), event.to_json())]]);
    let beside = format!("{{{}}}:2014060600164699:n1", stream.name);
    let Value::Int(kept) = stream.ask("PTTL", &beside).await else { panic!("no number") };
    assert!((3_500_000..=3_600_000).contains(&kept), "{kept}");

    // What is not remembered is added again.
    stream.ask("DEL", &beside).await;
    let redis = redis.remember(Duration::from_millis(1));
    assert_eq!(redis.deliver(&event).await, Ok(()));
    while stream.ask("EXISTS", &beside).await != Value::Int(0) {}
    assert_eq!(redis.deliver(&event).await, Ok(()));
    assert_eq!(stream.entries().await.len(), 3);
    stream.remove().await;
}

#[tokio::test]
async fn a_stream_is_kept_to_about_its_length() {
    let Some(mut stream) = Stream::new().await else { return };
    let redis = stream.destination().max_len(100);
    for number in 0..450 {
        let event = sample::event(&format!("n{number}")).await;
        assert_eq!(redis.deliver(&event).await, Ok(()));
    }
    // The server removes whole nodes, of 100 entries.
    let left = stream.entries().await.len();
    assert!((100..=250).contains(&left), "{left}");
    stream.remove().await;
}

#[tokio::test]
async fn a_server_that_was_down_is_found_again() {
    let Some(mut stream) = Stream::new().await else { return };
    let host = stream.url.trim_start_matches("redis://").trim_end_matches('/').to_owned();
    let mut line = Line::to(&host).await;
    let redis = Redis::new(&format!("redis://127.0.0.1:{}", line.port()), &stream.name);
    let redis = redis.expect("good");
    assert_eq!(redis.reach().await, Ok(()));
    assert_eq!(redis.deliver(&sample::event("n1").await).await, Ok(()));
    line.cut().await;
    assert_unreachable(redis.deliver(&sample::event("n2").await).await);
    assert_unreachable(redis.reach().await);
    line.mend();
    deliver_again(&redis, &sample::event("n2").await).await;
    assert_eq!(stream.entries().await.len(), 2);
    stream.remove().await;
}

#[tokio::test]
async fn who_may_not_is_told_so_without_the_password() {
    let Some(mut stream) = Stream::new().await else { return };
    let event = sample::event("n1").await;
    let host = stream.url.trim_start_matches("redis://").to_owned();
    let user = stream.name.clone();
    let redis = Redis::new(&format!("redis://{user}:hunter2@{host}"), &stream.name).expect("good");
    let error = redis.deliver(&event).await.expect_err("nobody of that name");
    assert!(matches!(error, DeliveryError::Denied(_)), "{error}");
    assert_no_secret(&error);
    assert_no_secret(&redis);

    // As soon as there is such a user, it works; but this one may not do everything.
    let mut set = cmd("ACL");
    set.arg("SETUSER").arg(&user).arg("on").arg(">hunter2").arg("~*").arg("+@all").arg("-evalsha");
    set.query_async::<()>(&mut stream.connection).await.expect("it may");
    let error = redis.deliver(&event).await.expect_err("it may not");
    assert!(matches!(error, DeliveryError::Denied(_)), "{error}");
    assert_no_secret(&error);
    let allow = cmd("ACL").arg("SETUSER").arg(&user).arg("+evalsha").to_owned();
    allow.query_async::<()>(&mut stream.connection).await.expect("it may");
    assert_eq!(redis.deliver(&event).await, Ok(()));
    assert_eq!(stream.entries().await.len(), 1);
    let remove = cmd("ACL").arg("DELUSER").arg(&user).to_owned();
    remove.query_async::<()>(&mut stream.connection).await.expect("it may");
    stream.remove().await;
}

#[tokio::test]
async fn a_key_that_is_no_stream_is_refused() {
    let Some(mut stream) = Stream::new().await else { return };
    let set = cmd("SET").arg(&stream.name).arg("x").to_owned();
    set.query_async::<()>(&mut stream.connection).await.expect("good");
    let redis = stream.destination();
    let event = sample::event("n1").await;
    let error = redis.deliver(&event).await.expect_err("no stream");
    assert!(matches!(error, DeliveryError::Refused(_)), "{error}");
    let said = error.to_string();
    assert!(said.starts_with("the destination refused the event: "), "{said}");
    assert!(said.contains("WRONGTYPE"), "{said}");
    // It does not count as delivered.
    stream.ask("DEL", &stream.name.clone()).await;
    assert_eq!(redis.deliver(&event).await, Ok(()));
    assert_eq!(stream.entries().await.len(), 1);
    stream.remove().await;
}

/// What was the master is a replica now, and goes on answering; behind its name is another server.
#[tokio::test]
async fn a_replica_is_left_for_the_server_that_is_the_master() {
    let Some(mut stream) = Stream::new().await else { return };
    let master = stream.url.trim_start_matches("redis://").trim_end_matches('/').to_owned();
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let url = format!("redis://{}", listener.local_addr().expect("it is bound"));
    let serving = tokio::spawn(async move {
        let (replica, _) = listener.accept().await.expect("it listens");
        read_only(replica).await;
        let (mut client, _) = listener.accept().await.expect("it listens");
        let mut master = TcpStream::connect(master).await.expect("it runs");
        copy_bidirectional(&mut client, &mut master).await
    });
    let redis = Redis::new(&url, &stream.name).expect("good");
    let event = sample::event("n1").await;
    let error = redis.deliver(&event).await.expect_err("a replica takes nothing");
    assert!(matches!(error, DeliveryError::Unreachable(_)), "{error}");
    assert!(error.to_string().contains("read only replica"), "{error}");
    assert_eq!(redis.deliver(&event).await, Ok(()));
    assert_eq!(stream.entries().await.len(), 1);
    serving.abort();
    stream.remove().await;
}

/// Answers each command as a replica answers what would write, until the client hangs up.
async fn read_only(mut stream: TcpStream) {
    const ANSWER: &str = "-READONLY You can't write against a read only replica.\r\n";
    let (reading, mut writing) = stream.split();
    let mut lines = BufReader::new(reading).lines();
    while let Ok(Some(line)) = lines.next_line().await {
        // So begins a command; and no argument of these is such a line.
        if line.starts_with('*') {
            let _ = writing.write_all(ANSWER.as_bytes()).await;
        }
    }
}

#[tokio::test]
async fn many_are_under_way_at_a_time() {
    let Some(mut stream) = Stream::new().await else { return };
    let ids = deliver_at_once(Arc::new(stream.destination()), IN_FLIGHT).await;
    let entries = stream.entries().await;
    let id = |fields: &Vec<(String, String)>| {
        let json: serde_json::Value = serde_json::from_str(&fields[0].1).expect("JSON");
        json["id"].as_str().expect("an id").to_owned()
    };
    let mut seen: Vec<_> = entries.iter().map(id).collect();
    seen.sort();
    assert_eq!(seen, ids);
    stream.remove().await;
}

#[test]
fn what_is_wrong_with_a_setting_is_said_without_it() {
    let said = |server: &str| {
        let error = Redis::new(server, "events").map(drop).expect_err("wrong");
        assert_no_secret(&error);
        error.to_string()
    };
    let url = "a URL redis://host or rediss://host is expected";
    for wrong in ["hunter2", "http://hunter2", "redis://", "redis:hunter2"] {
        assert_eq!(said(wrong), url, "{wrong}");
    }
    let form = "a URL of the form redis://host:6379/0 is expected";
    assert_eq!(said("redis://host/hunter2"), form);
}
