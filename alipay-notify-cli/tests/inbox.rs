//! `alipay-notify inbox` as its users run it: each subcommand on a SQLite file, and all of them on
//! the other engines.

#[path = "../../tests/src/nats.rs"]
mod nats;
mod support;

use std::any::Any;
use std::num::NonZeroU32;
use std::sync::LazyLock;
use std::time::{Duration, SystemTime};
use std::{env, fs};

use alipay_notify::messages::ShopSaveRejected;
use alipay_notify::store::{Clock, SystemClock, Token};
use alipay_notify::testing::{TestKey, TestMessage};
use alipay_notify::{Gateway, Notification, Reply, Verifier};
use alipay_notify_inbox::{AnyInbox, Filter, Retries, State, Worker};
use nats::NatsServer;
use serde_json::{Value, json};
use sqlx::AssertSqlSafe;
use support::{command, file, folder, outcome, run, skipped};
use unicode_width::UnicodeWidthStr as _;

static KEY: LazyLock<TestKey> = LazyLock::new(TestKey::generate);

const NAME: &str = "ant.merchant.expand.shop.save.rejected";
const DONE: &str = "2014060600164699:2023112800222000000000001112602";
const DEAD: &str = "2014060600164699:4a91b7a78a503640467525113fb7d8bg8e";
const STUCK: &str = "2014060600164699:n3";

/// An inbox with one message that is done, one that is dead, and one that nobody takes.
struct Stored {
    url: String,
    /// What has to be there for as long as the inbox is.
    _keeps: Box<dyn Any>,
}

impl Stored {
    fn new() -> Self {
        Self::in_file(SystemClock)
    }

    /// By the clock of the worker, of which it depends when they ended.
    fn in_file(clock: impl Clock) -> Self {
        let folder = tempfile::tempdir().expect("a folder for temporary files");
        let url = format!("sqlite:{}", folder.path().join("inbox.db").display());
        Self::at(url, folder, clock)
    }

    fn at(url: String, keeps: impl Any, clock: impl Clock) -> Self {
        block_on(fill(&url, clock));
        Self { url, _keeps: Box::new(keeps) }
    }

    /// What a subcommand does with it.
    fn run(&self, arguments: &[&str]) -> (Option<i32>, String, String) {
        outcome(&run(&[&["inbox"], arguments, &["--url", &self.url]].concat()))
    }

    /// What a subcommand prints with `--json`, which keeps its JSON Schema.
    fn json(&self, arguments: &[&str]) -> (Option<i32>, Value) {
        let (code, out, err) = self.run(&[arguments, &["--json"]].concat());
        assert_eq!(err, "", "{arguments:?}");
        let document: Value = serde_json::from_str(&out).expect("one JSON object");
        let path =
            format!("{}/../docs/json/inbox-{}.json", env!("CARGO_MANIFEST_DIR"), arguments[0]);
        let schema = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
        let schema: Value = serde_json::from_str(&schema).expect("a schema is JSON");
        let validator = jsonschema::validator_for(&schema).expect("it is a JSON Schema");
        let errors: Vec<String> =
            validator.iter_errors(&document).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{arguments:?}: {errors:?}: {document}");
        (code, document)
    }

    /// The columns of the list, without ages.
    fn states(&self) -> Vec<[String; 2]> {
        let (_, listed) = self.json(&["list"]);
        let messages = listed["messages"].as_array().expect("an array");
        let text = |value: &Value| value.as_str().expect("a text").to_owned();
        messages.iter().map(|it| [text(&it["key"]), text(&it["state"])]).collect()
    }
}

/// Long before any copy of a message that ended by it could come.
struct LongAgo;

impl Clock for LongAgo {
    fn now(&self) -> SystemTime {
        SystemTime::now() - Duration::from_secs(40 * 24 * 3600)
    }
}

/// A schema of PostgreSQL, which goes with it.
struct Schema {
    url: String,
    name: String,
}

impl Schema {
    fn new(url: String) -> Self {
        let name = format!("inbox_command_{}", Token::random().expect("randomness"));
        block_on(run_sql(&url, format!("CREATE SCHEMA {name}")));
        Self { url, name }
    }

    fn url(&self) -> String {
        format!("{}?options=-c%20search_path%3D{}", self.url, self.name)
    }
}

impl Drop for Schema {
    fn drop(&mut self) {
        block_on(run_sql(&self.url, format!("DROP SCHEMA {} CASCADE", self.name)));
    }
}

async fn run_sql(url: &str, statement: String) {
    let pool = sqlx::PgPool::connect(url).await.expect("PostgreSQL can be reached");
    sqlx::raw_sql(AssertSqlSafe(statement)).execute(&pool).await.expect("a superuser may");
}

fn block_on<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Runtime::new().expect("a runtime").block_on(future)
}

async fn fill(url: &str, clock: impl Clock) {
    let inbox = AnyInbox::open(url).await.expect("the inbox opens");
    let gateway = Gateway::builder(Verifier::new(KEY.public_key()))
        .inbox(inbox.clone())
        .on(async |n: Notification<ShopSaveRejected>| {
            let is_dead = n.envelope().notify_id().is_some_and(|id| DEAD.ends_with(id));
            if is_dead { Err("shop 4711 is closed") } else { Ok(Reply::Success) }
        })
        .build()
        .expect("a gateway");
    let messages = [DONE, DEAD].map(|key| {
        let (_, notify_id) = key.split_once(':').expect("app and id");
        TestMessage::example::<ShopSaveRejected>().notify_id(notify_id)
    });
    let unknown = TestMessage::new("my.unknown").notify_id("n3").content(r#"{"secret":"4711"}"#);
    for message in messages.into_iter().chain([unknown]) {
        assert_eq!(gateway.deliver(&message.sign(&KEY).body()).await.body(), "success");
    }
    let once = Retries::default().attempts(NonZeroU32::MIN);
    let worker = Worker::builder(inbox.clone(), gateway).retries(once).clock(clock);
    let worker = worker.retention(Duration::MAX).start().expect("randomness");
    loop {
        let entries = inbox.list(&Filter::default()).await.expect("it works");
        let states: Vec<_> = entries.iter().map(|entry| entry.state).collect();
        if states == [State::Done, State::Dead, State::Stuck] {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    worker.stop().await;
}

/// A table without its ages, which are no longer than that.
fn without_ages(out: &str) -> String {
    let line = |line: &str| match line.get(7..13) {
        Some(age) if age.trim().len() >= 2 && age.ends_with('s') => line.replacen(age, "      ", 1),
        _ => line.to_owned(),
    };
    out.lines().map(line).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_list_fits_and_tells_cron_of_what_is_dead() {
    let stored = Stored::new();
    let (code, out, err) = stored.run(&["list"]);
    assert_eq!((code, err.as_str()), (Some(1), ""));
    assert!(out.lines().all(|line| line.width() <= 80), "{out}");
    assert_eq!(
        without_ages(&out),
        format!(
            "State     Age  Tries  Message, and its key\n\
             done               1  {NAME}\n                      {DONE}\n\
             dead               1  {NAME}\n                      {DEAD}\n\
             stuck              0  my.unknown\n                      {STUCK}\n\
             \n0 waiting, 0 running, 1 stuck, 1 dead"
        )
    );
    let (code, out, err) =
        outcome(&run(&["--lang", "zh", "inbox", "list", "--state", "dead", "--url", &stored.url]));
    assert_eq!((code, err.as_str()), (Some(1), ""));
    assert!(out.starts_with("状态     时长   次数  消息及其 key\n死信   "), "{out}");
    assert!(out.ends_with("\n\n等待 0，处理中 0，卡住 1，死信 1\n"), "{out}");
    assert_eq!(out.lines().count(), 5, "{out}");

    // Also where none of them is listed.
    let (code, out, _) = stored.run(&["list", "--name", "nobody"]);
    assert_eq!((code, out.as_str()), (Some(1), "0 waiting, 0 running, 1 stuck, 1 dead\n"));
    let (_, out, _) = stored.run(&["list", "--limit", "1"]);
    assert!(out.contains("\n… the first 1; --limit lists more\n\n0 waiting"), "{out}");
    let (code, out, _) = stored.run(&["drop", DEAD]);
    assert_eq!((code, out), (Some(0), format!("{DEAD} counts as done\n")));
    let (code, _, _) = stored.run(&["list"]);
    assert_eq!(code, Some(0));
}

#[test]
fn a_list_is_json_for_programs() {
    let stored = Stored::new();
    let (code, mut listed) = stored.json(&["list", "--state", "dead"]);
    assert_eq!(code, Some(1));
    let message = &mut listed["messages"][0];
    for time in ["received_at", "finished_at"] {
        let text = message[time].take();
        let text = text.as_str().expect("a time");
        assert!(text.len() == 24 && text.starts_with("20") && text.ends_with('Z'), "{text}");
    }
    assert_eq!(
        listed,
        json!({
            "waiting": 0, "running": 0, "stuck": 1, "dead": 1, "oldest_seconds": null,
            "messages": [{
                "key": DEAD, "app_id": "2014060600164699", "parameter": "msg_method", "name": NAME,
                "state": "dead", "condition": "ready", "attempts": 1,
                "received_at": null, "due_at": null, "finished_at": null
            }],
            "more": false
        })
    );
}

#[test]
fn values_are_shown_only_where_they_are_asked_for() {
    let stored = Stored::new();
    let (code, out, err) = stored.run(&["show", DEAD]);
    assert_eq!((code, err.as_str()), (Some(0), ""));
    assert!(out.starts_with(&format!("{NAME}\n  key            {DEAD}\n")), "{out}");
    assert!(
        out.contains("\n  state          dead\n  attempts       1\n  received       20"),
        "{out}"
    );
    assert!(
        out.ends_with("\n  --show-content shows the content, and why the last attempt failed\n"),
        "{out}"
    );
    let json_out = stored.json(&["show", DEAD]).1.to_string();
    for (shown, value) in [(&out, "4711"), (&json_out, "4711"), (&out, "拒"), (&json_out, "拒")] {
        assert!(!shown.contains(value), "{shown}");
    }

    let (code, out, _) = stored.run(&["show", DEAD, "--show-content"]);
    assert_eq!(code, Some(0));
    let note = "\n  last attempt   failed: the handler failed: shop 4711 is closed\n";
    assert!(out.contains(note), "{out}");
    assert!(out.contains("│ reason     ┆ 拒绝原因     ┆ 资料有问题,拒绝"), "{out}");
    let (_, shown) = stored.json(&["show", DEAD, "--show-content"]);
    assert_eq!(shown["note"], "failed: the handler failed: shop 4711 is closed");
    assert_eq!(shown["message"]["content"]["reason"], "资料有问题,拒绝");

    let (_, out, _) = stored.run(&["show", STUCK, "--lang", "zh"]);
    assert!(out.contains("\n  状态           卡住：没有处理函数，也没有 fallback\n"), "{out}");
    let (_, _, err) = stored.run(&["show", "nobody", "--lang", "zh"]);
    assert_eq!(err, "错误：nobody: 没有这条消息；inbox list 可列出 key\n");
    let (code, out, err) = stored.run(&["show", "nobody"]);
    assert_eq!((code, out.as_str()), (Some(2), ""));
    assert_eq!(err, "error: nobody: there is no such message; `inbox list` shows the keys\n");
}

#[test]
fn messages_are_tried_again_or_dropped() {
    let stored = Stored::new();
    let (code, out, err) = stored.run(&["retry", DEAD, "nobody", DONE]);
    assert_eq!((code, err.as_str()), (Some(1), ""));
    assert_eq!(
        out,
        format!(
            "{DEAD} is tried again\nnobody is not in the inbox; `inbox list` shows the keys\n\
             {DONE} is done: only what is waiting, stuck or dead can be changed\n"
        )
    );
    let (code, out, _) = stored.run(&["retry", "--dead"]);
    assert_eq!((code, out.as_str()), (Some(0), "No message is dead.\n"));
    let (code, dropped) = stored.json(&["drop", STUCK, DONE]);
    assert_eq!(code, Some(1));
    assert_eq!(
        dropped,
        json!({ "messages": [
            { "key": STUCK, "outcome": "changed", "state": null },
            { "key": DONE, "outcome": "refused", "state": "done" }
        ]})
    );
    let states = [[DONE, "done"], [DEAD, "waiting"], [STUCK, "done"]];
    assert_eq!(stored.states(), states.map(|row| row.map(str::to_owned)));

    let stored = Stored::new();
    let (_, out, _) = stored.run(&["drop", "nobody", DONE, "--lang", "zh"]);
    assert_eq!(
        out,
        format!(
            "nobody：不在收件箱中；inbox list 可列出 key\n\
             {DONE}：状态为完成：只能更改等待、卡住或死信状态的消息\n"
        )
    );
    let (code, out, _) = stored.run(&["retry", "--dead", "--lang", "zh"]);
    assert_eq!((code, out), (Some(0), format!("{DEAD}：将重新处理\n")));
    assert_eq!(stored.states()[1], [DEAD.to_owned(), "waiting".to_owned()]);
}

#[test]
fn an_export_can_be_explained() {
    let stored = Stored::new();
    let out_folder = folder("exported");
    let path = out_folder.to_str().expect("a UTF-8 path");
    let (code, out, err) = stored.run(&["export", "--out", path, "--name", NAME]);
    assert_eq!((code, err.as_str()), (Some(0), ""));
    assert_eq!(out, format!("2 messages were written to {path}, 0 were there already.\n"));
    let (_, out, _) = stored.run(&["export", "--out", path, "--name", NAME, "--lang", "zh"]);
    assert_eq!(out, format!("已将 0 条消息写入 {path}，另有 2 条已存在。\n"));
    let (_, exported) = stored.json(&["export", "--out", path]);
    assert_eq!(exported["there_already"], 2);
    let unknown = exported["files"][0].as_str().expect("one more");
    assert!(unknown.ends_with("Z-my.unknown-2014060600164699_n3.http"), "{unknown}");

    let key = file("inbox-key", KEY.public_key_base64().as_bytes());
    for entry in fs::read_dir(&out_folder).expect("a folder") {
        let capture = entry.expect("a file").path().display().to_string();
        let (_, out, _) = outcome(&run(&["explain", &capture, "--key-file", &key, "--json"]));
        let found: Value = serde_json::from_str(&out).expect("one JSON object");
        assert_eq!(found["genuine"], true, "{capture}");
    }
}

#[test]
fn a_purge_removes_what_ended_and_can_not_come_again() {
    let stored = Stored::new();
    for (arguments, said) in [
        (&["--older-than", "0s"][..], "Removed 0 messages that were done.\n"),
        (&["--older-than", "90d", "--dead"], "Removed 0 dead messages.\n"),
        (&["--older-than", "0s", "--lang", "zh"], "已清除 0 条已完成的消息。\n"),
    ] {
        let (code, out, err) = stored.run(&[&["purge"], arguments].concat());
        assert_eq!((code, out.as_str(), err.as_str()), (Some(0), said, ""), "{arguments:?}");
    }
    assert_eq!(stored.json(&["purge", "--older-than", "0s"]).1, json!({ "removed": 0 }));
    assert_eq!(stored.json(&["retry", "--dead"]).0, Some(0));
    let (code, _, err) = stored.run(&["purge", "--older-than", "90 days"]);
    assert_eq!(code, Some(2));
    assert!(
        err.starts_with(
            "error: invalid value '90 days' for '--older-than <AGE>': a whole number and its unit \
             are expected: 90d, 12h, 30m or 10s\n"
        ),
        "{err}"
    );
}

/// Every subcommand, on an inbox whose messages ended long ago.
fn is_looked_after(stored: &Stored) {
    let states = |expected: &[[&str; 2]]| {
        let expected: Vec<_> = expected.iter().map(|row| row.map(str::to_owned)).collect();
        assert_eq!(stored.states(), expected);
    };
    states(&[[DONE, "done"], [DEAD, "dead"], [STUCK, "stuck"]]);
    let (code, listed) = stored.json(&["list", "--state", "dead", "--state", "stuck"]);
    assert_eq!((code, listed["messages"].as_array().map(Vec::len)), (Some(1), Some(2)));
    assert_eq!((&listed["dead"], &listed["stuck"]), (&json!(1), &json!(1)));

    let (code, shown) = stored.json(&["show", DEAD, "--show-content"]);
    assert_eq!((code, &shown["state"], &shown["attempts"]), (Some(0), &json!("dead"), &json!(1)));
    assert_eq!(shown["note"], "failed: the handler failed: shop 4711 is closed");
    assert_eq!(shown["message"]["content"]["reason"], "资料有问题,拒绝");
    let (code, _, err) = stored.run(&["show", "no body"]);
    assert_eq!(code, Some(2));
    assert_eq!(err, "error: no body: there is no such message; `inbox list` shows the keys\n");

    let out_folder = tempfile::tempdir().expect("a folder for temporary files");
    let path = out_folder.path().to_str().expect("a UTF-8 path");
    let (_, exported) = stored.json(&["export", "--out", path]);
    assert_eq!(exported["files"].as_array().map(Vec::len), Some(3));

    let (code, out, _) = stored.run(&["purge", "--older-than", "41d"]);
    assert_eq!((code, out.as_str()), (Some(0), "Removed 0 messages that were done.\n"));
    let (code, out, _) = stored.run(&["purge", "--older-than", "39d"]);
    assert_eq!((code, out.as_str()), (Some(0), "Removed 1 messages that were done.\n"));
    states(&[[DEAD, "dead"], [STUCK, "stuck"]]);
    let (code, out, _) = stored.run(&["retry", STUCK]);
    assert_eq!((code, out), (Some(0), format!("{STUCK} is tried again\n")));
    states(&[[DEAD, "dead"], [STUCK, "waiting"]]);
    let (code, out, _) = stored.run(&["drop", STUCK]);
    assert_eq!((code, out), (Some(0), format!("{STUCK} counts as done\n")));
    states(&[[DEAD, "dead"], [STUCK, "done"]]);
    let (code, out, _) = stored.run(&["purge", "--older-than", "39d", "--dead"]);
    assert_eq!((code, out.as_str()), (Some(0), "Removed 1 dead messages.\n"));
    states(&[[STUCK, "done"]]);
    let (code, out, _) = stored.run(&["list", "--state", "dead"]);
    assert_eq!((code, out.as_str()), (Some(0), "0 waiting, 0 running, 0 stuck, 0 dead\n"));
}

#[test]
fn an_inbox_in_sqlite_is_looked_after() {
    is_looked_after(&Stored::in_file(LongAgo));
}

#[test]
fn an_inbox_in_postgres_is_looked_after() {
    const URL: &str = "ALIPAY_NOTIFY_TEST_POSTGRES_URL";
    let Some(url) = env::var(URL).ok().filter(|url| !url.is_empty()) else {
        let why = format!("{URL} is not set");
        return skipped("an inbox in PostgreSQL", &why, "set it to the URL of a server");
    };
    let schema = Schema::new(url);
    is_looked_after(&Stored::at(schema.url(), schema, LongAgo));
}

#[test]
fn an_inbox_in_nats_is_looked_after() {
    let Some(server) = NatsServer::start() else {
        return skipped("an inbox in NATS", "there is no nats-server on the path", "install NATS");
    };
    is_looked_after(&Stored::at(server.url("SHOP"), server, LongAgo));
}

#[test]
fn the_inbox_is_named_by_a_url_and_never_made() {
    let stored = Stored::new();
    let listed = command(&["inbox", "list"]).env("ALIPAY_NOTIFY_INBOX_URL", &stored.url).output();
    assert_eq!(listed.expect("the command runs").status.code(), Some(1));
    // A password in it shows neither in help nor among the settings.
    let url = "postgres://me:hunter2@host/inbox";
    for arguments in [&["inbox", "list", "--help"][..], &["config", "--json"], &["config"]] {
        for language in ["en", "zh"] {
            let shown = command(&[arguments, &["--lang", language]].concat())
                .env("ALIPAY_NOTIFY_INBOX_URL", url)
                .output();
            let (code, out, err) = outcome(&shown.expect("the command runs"));
            assert_eq!((code, err.as_str()), (Some(0), ""), "{arguments:?}");
            assert!(!out.contains("hunter2"), "{out}");
            assert_eq!(out.contains("postgres://me:…@host/inbox"), arguments[0] == "config");
        }
    }

    let missing = folder("no-such-inbox.db");
    let missing_url = format!("sqlite:{}", missing.display());
    for (url, english, chinese) in [
        (
            "",
            "no inbox is named; give --url, or set ALIPAY_NOTIFY_INBOX_URL: sqlite:inbox.db, \
             postgres://user@host/database or nats://user@host/NAME",
            "没有指定收件箱；请使用 --url 或设置 ALIPAY_NOTIFY_INBOX_URL：sqlite:inbox.db、\
             postgres://user@host/database 或 nats://user@host/NAME",
        ),
        (
            "inbox.db",
            "no engine for this URL: an inbox's begins with sqlite:, postgres: or nats:",
            "没有适用于该 URL 的引擎：收件箱的 URL 以 sqlite:、postgres: 或 nats: 开头",
        ),
        (
            &missing_url,
            "there is no inbox at this URL; a program that puts into it makes it: check the URL",
            "该 URL 处没有收件箱；往里存消息的程序会创建它：请检查 URL",
        ),
        (
            "sqlite::memory:",
            "an inbox in memory loses what it has acknowledged; give it a file: sqlite:inbox.db",
            "内存中的收件箱会丢失已应答的消息；请指定文件：sqlite:inbox.db",
        ),
    ] {
        for (language, label, said) in [("en", "error: ", english), ("zh", "错误：", chinese)] {
            let refused = command(&["inbox", "list", "--lang", language])
                .env("ALIPAY_NOTIFY_INBOX_URL", url)
                .output();
            let (code, out, err) = outcome(&refused.expect("the command runs"));
            assert_eq!((code, out.as_str()), (Some(2), ""), "{url}");
            assert_eq!(err, format!("{label}{said}\n"));
        }
    }
    assert!(!missing.exists());
}
