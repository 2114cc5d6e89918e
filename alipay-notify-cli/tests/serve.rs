//! `serve`: what it would run, what is wrong with a configuration, and events on standard output.

mod support;

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, Receiver};

use alipay_notify::messages::{ShopSaveRejected, TradeStatusSync};
use alipay_notify::testing::{TestKey, TestMessage};
use serde_json::Value;
use support::listening::post;
#[cfg(unix)]
use support::listening::send_signal;
use support::{command, folder, outcome};

const CONFIG: &str = r#"
[serve]
listen = "127.0.0.1:0"
inbox = "sqlite:kept"
[[serve.app]]
id = "2014060600164699"
path = "/alipay"
alipay_public_key_file = "alipay.pem"
[[serve.destination]]
name = "lines"
take = ["message:*"]
stdout = {}
"#;

/// A folder with a configuration in `alipay-notify.toml`, and the key that signs for it.
fn prepared(name: &str, config: &str) -> (PathBuf, TestKey) {
    let (folder, key) = (folder(name), TestKey::generate());
    fs::create_dir_all(&folder).expect("a folder");
    fs::write(folder.join("alipay.pem"), key.public_key_pem()).expect("a file");
    fs::write(folder.join("alipay-notify.toml"), config).expect("a file");
    (folder, key)
}

fn run_in(folder: &Path, arguments: &[&str]) -> (Option<i32>, String, String) {
    outcome(&command(arguments).current_dir(folder).output().expect("the command runs"))
}

#[test]
fn a_check_prints_what_would_run() {
    let (folder, key) = prepared("serve-check", CONFIG);
    let (code, out, err) = run_in(&folder, &["serve", "--check"]);
    assert_eq!((code, err.as_str()), (Some(0), ""));
    assert_eq!(out.lines().next(), Some("listens on http://127.0.0.1:0"));
    let fingerprint = key.public_key().fingerprint().to_owned();
    let words = ["2014060600164699", "/alipay", &fingerprint, "lines", "stdout", "message:*"];
    for word in words {
        assert!(out.contains(word), "{word} is missing: {out}");
    }
    assert!(out.contains("sqlite:kept/lines.db"), "{out}");
    assert!(!folder.join("kept").exists(), "a check makes nothing");

    let (code, out, err) = run_in(&folder, &["serve", "--check", "--lang", "zh"]);
    assert_eq!((code, err.as_str()), (Some(0), ""));
    assert_eq!(out.lines().next(), Some("监听 http://127.0.0.1:0"));
}

#[test]
fn messages_of_a_destination_that_is_gone_are_told() {
    let away = "http = { url = \"http://127.0.0.1:1\" }";
    let (folder, key) = prepared("serve-gone", &CONFIG.replace("stdout = {}", away));
    let message = TestMessage::example::<ShopSaveRejected>().app_id("2014060600164699");
    assert_eq!(Serving::start(&folder).deliver(&message.sign(&key).body()), "200 success");
    let renamed = CONFIG.replace("\"lines\"", "\"others\"");
    fs::write(folder.join("alipay-notify.toml"), renamed).expect("a file");
    let inbox = "alipay-notify inbox list --url sqlite:kept/lines.db";
    let english = format!(
        "warning: there is no destination `lines` any more, and messages are kept for it: 1. Put \
         it back until they are delivered, or look after them: {inbox}"
    );
    let chinese = format!(
        "警告：配置中已没有目的地 `lines`，但仍为它保留着 1 条消息。请恢复该目的地直到投递完毕，\
         或自行处理：{inbox}"
    );
    for (language, told) in [("en", english), ("zh", chinese)] {
        let (code, out, _) = run_in(&folder, &["serve", "--check", "--lang", language]);
        assert_eq!((code, out.lines().last()), (Some(0), Some(told.as_str())));
    }
    Serving::start(&folder).logged(
        "messages are kept for a destination that is not in the configuration; put it back until \
         they are delivered, or look after them with `alipay-notify inbox`",
    );
}

/// Whatever reads the log keeps one of two values that have the same key.
#[test]
fn lines_of_the_log_have_each_key_once() {
    let away = "http = { url = \"http://127.0.0.1:1\" }";
    let (folder, key) = prepared("serve-log", &CONFIG.replace("stdout = {}", away));
    let serving = Serving::start(&folder);
    let body = |message: TestMessage| message.app_id("2014060600164699").sign(&key).body();
    assert_eq!(serving.deliver(&body(TestMessage::example::<ShopSaveRejected>())), "200 success");
    serving.logged("an event was not delivered; it is tried again");
    assert_eq!(serving.deliver(&body(TestMessage::example::<TradeStatusSync>())), "200 success");
    serving.logged("no destination takes a message; it is kept as unrouted");
}

#[test]
fn all_mistakes_are_told_in_both_languages() {
    let config = CONFIG.replace("listen =", "lisen =").replace("message:*", "shop");
    let (folder, _) = prepared("serve-mistakes", &config);
    let english = "alipay-notify.toml:3:1: `lisen` can't be set in [serve]; did you mean \
                   `listen`?\nalipay-notify.toml:11:9: `shop` is not a pattern such as *, \
                   notify:trade_*, message:ant.merchant.* or service:*\n";
    let chinese = "alipay-notify.toml:3:1: [serve] 中不能设置 `lisen`；是否想写 `listen`？\n\
                   alipay-notify.toml:11:9: `shop` 不是匹配模式，如 *、notify:trade_*、\
                   message:ant.merchant.* 或 service:*\n";
    for (arguments, code, told) in [
        (&["serve", "--check"][..], 1, english),
        (&["serve"], 2, english),
        (&["serve", "--check", "--lang", "zh"], 1, chinese),
    ] {
        let expected = (Some(code), String::new(), told.to_owned());
        assert_eq!(run_in(&folder, arguments), expected, "{arguments:?}");
    }
}

#[test]
fn what_keeps_it_from_starting_is_told() {
    let (folder, _) = prepared("serve-taken", CONFIG);
    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = taken.local_addr().expect("an address");
    let config = CONFIG.replace("127.0.0.1:0", &address.to_string());
    fs::write(folder.join("alipay-notify.toml"), config).expect("a file");
    let (code, out, err) = run_in(&folder, &["serve"]);
    let why = format!(
        "error: can't listen on {address}: Address already in use (os error 98); choose another \
         address or port\n"
    );
    assert_eq!((code, out.as_str()), (Some(2), ""));
    assert!(err.ends_with(&why), "{err}");
}

/// `serve`, ended when it is dropped.
struct Serving {
    child: Child,
    log: Receiver<Value>,
    address: String,
}

impl Serving {
    fn start(folder: &Path) -> Self {
        Self::start_as(command(&["serve"]).current_dir(folder))
    }

    fn start_as(command: &mut Command) -> Self {
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the command runs");
        let lines = BufReader::new(child.stderr.take().expect("piped")).lines();
        // It is read to its end, so that nothing waits for room.
        let (send, log) = mpsc::channel();
        std::thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                let read: Value = serde_json::from_str(&line).expect("the log is JSON");
                // Of a key that is there twice, one would be lost.
                assert_eq!(read.to_string().len(), line.len(), "{line}");
                let _ = send.send(read);
            }
        });
        let mut serving = Self { child, log, address: String::new() };
        let listening = serving.logged("listening");
        listening["address"].as_str().expect("an address").clone_into(&mut serving.address);
        serving
    }

    /// The fields of the next line of the log with this message.
    fn logged(&self, message: &str) -> Value {
        loop {
            let line = self.log.recv().expect("it runs");
            if line["fields"]["message"] == message {
                return line["fields"].clone();
            }
        }
    }

    #[cfg(unix)]
    fn signal(&self, signal: &str) {
        send_signal(&self.child, signal);
    }

    /// What is answered to a delivery: status and body.
    fn deliver(&self, body: &[u8]) -> String {
        post(&self.address, "/alipay", body)
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[cfg(unix)]
#[test]
fn a_genuine_delivery_is_an_event_on_standard_output() {
    let (folder, key) = prepared("serve-run", CONFIG);
    let mut serving = Serving::start(&folder);
    let message = TestMessage::example::<ShopSaveRejected>().app_id("2014060600164699");
    let message = message.notify_id("n1");
    let body = message.clone().sign(&key).body();
    assert_eq!(serving.deliver(&message.sign(&TestKey::generate()).body()), "403 fail");
    assert_eq!(serving.deliver(&body), "200 success");
    let mut lines = BufReader::new(serving.child.stdout.take().expect("piped")).lines();
    let line = lines.next().expect("a line").expect("UTF-8");
    let event: Value = serde_json::from_str(&line).expect("JSON");
    assert_eq!(event["specversion"], "1.0");
    assert_eq!(event["id"], "2014060600164699:n1");
    assert_eq!(event["source"], "alipay:2014060600164699");
    assert_eq!(event["type"], "alipay.message.ant.merchant.expand.shop.save.rejected");
    assert_eq!(event["data"]["shop_name"], "支付宝(西溪路店)");

    serving.signal("-TERM");
    assert_eq!(serving.child.wait().expect("it ends").code(), Some(0));
    assert_eq!(lines.next().map(|line| line.expect("UTF-8")), None);
    for line in &serving.log {
        let line = line.to_string();
        for value in ["西溪路店", "2020081400077000000001112602", "no0001"] {
            assert!(!line.contains(value), "a value is in the log: {line}");
        }
    }
}

#[cfg(unix)]
#[test]
fn it_reloads_when_it_is_asked_to() {
    let (folder, key) = prepared("serve-reload", CONFIG);
    let serving = Serving::start(&folder);
    serving.signal("-HUP");
    serving.logged("asked to reload: no file has changed");
    let (next, message) = (TestKey::generate(), TestMessage::example::<ShopSaveRejected>());
    let message = message.app_id("2014060600164699");
    fs::write(folder.join("alipay.pem"), next.public_key_pem()).expect("a file");
    serving.signal("-HUP");
    serving.logged("keys and schemas are reloaded");
    assert_eq!(serving.deliver(&message.clone().sign(&next).body()), "200 success");
    assert_eq!(serving.deliver(&message.sign(&key).body()), "403 fail");
}

/// As systemd passes it: open already, as file 3.
#[cfg(unix)]
#[test]
fn a_socket_that_is_passed_takes_the_place_of_its_own() {
    let (folder, key) = prepared("serve-socket", CONFIG);
    let passed = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = passed.local_addr().expect("an address").to_string();
    let program = env!("CARGO_BIN_EXE_alipay-notify");
    let passing = format!("LISTEN_PID=$$ LISTEN_FDS=1 exec '{program}' serve 3<&0 </dev/null");
    let mut shell = Command::new("sh");
    shell.args(["-c", &passing]).stdin(std::os::fd::OwnedFd::from(passed)).current_dir(&folder);
    let serving = Serving::start_as(&mut shell);
    assert_eq!(serving.address, address);
    let message = TestMessage::example::<ShopSaveRejected>().app_id("2014060600164699");
    assert_eq!(serving.deliver(&message.sign(&key).body()), "200 success");
}
