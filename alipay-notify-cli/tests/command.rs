//! The command as its users run it.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};
use std::sync::LazyLock;
use std::time::Duration;

use alipay_notify::messages::ShopSaveRejected;
use alipay_notify::testing::{TestKey, TestMessage};
use serde_json::{Value, json};

static KEY: LazyLock<TestKey> = LazyLock::new(TestKey::generate);

fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_alipay-notify"));
    command.args(arguments).stdin(Stdio::null());
    command
}

fn run(arguments: &[&str]) -> Output {
    command(arguments).output().expect("the command runs")
}

/// Exit code, standard output and standard error.
fn outcome(output: &Output) -> (Option<i32>, String, String) {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("output is UTF-8");
    (output.status.code(), text(&output.stdout), text(&output.stderr))
}

/// A file with this content, in a folder that the build has for tests.
fn file(name: &str, content: &[u8]) -> String {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("{}-{name}", std::process::id()));
    fs::write(&path, content).expect("the folder for tests can be written to");
    path.to_str().expect("a UTF-8 path").to_owned()
}

fn key_file(name: &str) -> String {
    file(name, KEY.public_key_base64().as_bytes())
}

fn shop() -> TestMessage {
    TestMessage::example::<ShopSaveRejected>().notify_id("n1").parameter("utc_timestamp", "1514210452731")
}

#[test]
fn demo_shows_every_outcome() {
    let (code, out, err) = outcome(&run(&["demo"]));
    assert_eq!((code, err.as_str()), (Some(0), ""));
    let rows: Vec<Vec<&str>> = out
        .lines()
        .filter(|line| line.starts_with('│'))
        .map(|line| line.trim_matches('│').split('┆').map(str::trim).collect())
        .collect();
    let shop = "ant.merchant.expand.shop.save.rejected";
    assert_eq!(
        rows[1..],
        [
            [
                "alipay.user.opencard.result.notify",
                "as Alipay sends it",
                "200",
                "success",
                "UserOpencardResult: card ext0001",
                "✓"
            ],
            [
                shop,
                "as Alipay sends it",
                "200",
                "success",
                "ShopSaveRejected: 支付宝(西溪路店): 资料有问题,拒绝",
                "✓"
            ],
            [
                "alipay.open.mini.icp.faceauth.completed",
                "as Alipay sends it",
                "200",
                "success",
                "MiniIcpFaceauthCompleted: 2021098756789043 success",
                "✓"
            ],
            [shop, "one byte changed", "403", "fail", "nobody", "✓"],
            [shop, "signed by another key", "403", "fail", "nobody", "✓"],
            [
                "alipay.example.unknown",
                "a message without a handler",
                "200",
                "success",
                "fallback: alipay.example.unknown",
                "✓"
            ],
            [
                shop,
                "a reason of 257 characters",
                "200",
                "fail",
                "on_invalid: reason: 257 characters, at most 256",
                "✓"
            ],
        ]
    );
    assert!(out.ends_with("\n7 of 7 outcomes are right.\n"), "{out}");
}

#[test]
fn verify_shows_an_authentic_message() {
    let body = file("body", &[&shop().sign(&KEY).body()[..], b"\n"].concat());
    let key = key_file("key");
    let (code, out, err) = outcome(&run(&["verify", &body, "--key-file", &key]));
    assert_eq!((code, err.as_str()), (Some(0), ""));
    assert!(
        out.starts_with("authentic: ant.merchant.expand.shop.save.rejected\n  notify_id      n1\n"),
        "{out}"
    );
    assert!(out.contains("│ reason     ┆ 拒绝原因     ┆ 资料有问题,拒绝"), "{out}");

    let (code, out, _) = outcome(&run(&["verify", &body, "--key-file", &key, "--json"]));
    assert_eq!(code, Some(0));
    let found: Value = serde_json::from_str(&out).expect("one JSON object");
    let expected = json!({
        "authentic": true,
        "notify_id": "n1",
        "app_id": "2014060600164699",
        "utc_timestamp": "1514210452731",
        "version": "1.1",
        "charset": "UTF-8",
        "msg_method": "ant.merchant.expand.shop.save.rejected",
        "sign_mode": "V1",
        "biz_content": {
            "order_id": "2018011900502000000005124744",
            "reason": "资料有问题,拒绝",
            "shop_id": "2020081400077000000001112602",
            "shop_name": "支付宝(西溪路店)",
            "out_biz_no": "0001119901210328000565010000",
            "store_id": "no0001"
        },
        "violations": []
    });
    assert_eq!(found, expected);
}

#[test]
fn verify_reads_standard_input_and_names_violations() {
    let mut child = command(&["verify", "-", "--key-file", &key_file("stdin-key")])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the command runs");
    let body = shop().content(r#"{"order_id":"1","shop_id":"1","shop_name":"n"}"#).sign(&KEY).body();
    child.stdin.take().expect("piped").write_all(&body).expect("it reads");
    let (code, out, _) = outcome(&child.wait_with_output().expect("it ends"));
    assert_eq!(code, Some(0), "it is authentic all the same");
    assert!(out.ends_with("\n  breaks its specification: reason: required, but missing\n"), "{out}");
}

#[test]
fn verify_says_why_a_body_is_not_authentic() {
    let body = file("forged", &shop().sign(&TestKey::generate()).body());
    let (code, out, err) = outcome(&run(&["verify", &body, "--key-file", &key_file("forged-key")]));
    assert_eq!((code, err.as_str()), (Some(1), ""));
    assert_eq!(
        out,
        "not authentic: no configured key made this signature; check that the key is Alipay's public key (支付宝公钥) \
         of this app, not the app's own\n"
    );
    let encrypted = file("encrypted", &shop().parameter("encrypt_type", "AES").sign(&KEY).body());
    let (code, out, _) = outcome(&run(&["verify", &encrypted, "--key-file", &key_file("encrypted-key")]));
    assert_eq!(code, Some(1));
    assert_eq!(
        out,
        "authentic, but unreadable: `biz_content` is encrypted, and no content key is configured for this app\n"
    );
    let genuine = file("genuine", &shop().sign(&KEY).body());
    let other_app = ["verify", &genuine, "--key-file", &key_file("app-key"), "--app-id", "1"];
    let (code, out, _) = outcome(&run(&other_app));
    assert_eq!(code, Some(1));
    assert_eq!(
        out,
        "not authentic: no key is configured for the app_id of this message; add it to the verifier if the app is yours\n"
    );
}

#[test]
fn what_cannot_be_done_is_one_line_and_exit_code_2() {
    let body = file("any", b"a=1");
    let key = key_file("good-key");
    let busy = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
    let port = busy.local_addr().expect("bound").port().to_string();
    let schemas = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("{}-schemas", std::process::id()));
    fs::create_dir_all(&schemas).expect("the folder for tests can be written to");
    fs::write(schemas.join("broken.json"), "{\n  \"$id\": 1\n}").expect("it can");
    let schemas = schemas.to_str().expect("a UTF-8 path");
    let (garbled, private) = (file("garbled", b"MIIBI"), file("private", b"MAYCAQACAQE="));
    for (arguments, begins) in [
        (
            vec!["verify", &body, "--key-file", "no-such-file"],
            "error: no-such-file: the key file can't be read: ",
        ),
        (
            vec!["verify", &body, "--key-file", &garbled],
            &format!("error: {garbled}: the key is neither PEM nor base64"),
        ),
        (
            vec!["verify", &body, "--key-file", &private],
            &format!("error: {private}: this is a private key; "),
        ),
        (vec!["verify", "no-such-file", "--key-file", &key], "error: no-such-file: the body can't be read: "),
        (
            vec!["listen", "--port", &port, "--key-file", &key],
            &format!("error: 127.0.0.1:{port}: can't listen there: "),
        ),
        (
            vec!["listen", "--port", "0", "--key-file", &key, "--schemas", "no-such-folder"],
            "error: no-such-folder: the folder can't be read: ",
        ),
        (
            vec!["listen", "--port", "0", "--key-file", &key, "--schemas", schemas],
            &format!("error: {schemas}/broken.json: line 1, column 1: `$schema` is missing (and 3 more)"),
        ),
    ] {
        let (code, out, err) = outcome(&run(&arguments));
        assert_eq!((code, out.as_str()), (Some(2), ""), "{arguments:?}: {err}");
        assert!(err.starts_with(begins), "{arguments:?}: {err}");
        assert_eq!(err.lines().count(), 1, "{err}");
    }
    let (code, _, err) = outcome(&run(&["listen", "--port", "8080"]));
    assert_eq!(code, Some(2));
    assert!(err.contains("--key-file <FILE>"), "{err}");
}

/// A listening command, ended when it is dropped.
struct Listening {
    child: Child,
    address: String,
}

impl Listening {
    fn start(arguments: &[&str]) -> Self {
        let mut child = command(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the command runs");
        let mut line = String::new();
        BufReader::new(child.stderr.take().expect("piped"))
            .read_line(&mut line)
            .expect("it says where it listens");
        let address = line.strip_prefix("listening on http://").and_then(|rest| rest.split(',').next());
        Self { address: address.expect("an address").to_owned(), child }
    }

    fn post(&self, path: &str, body: &[u8]) -> String {
        let mut stream = TcpStream::connect(&self.address).expect("it listens");
        stream.set_read_timeout(Some(Duration::from_secs(30))).expect("a timeout can be set");
        let head = format!(
            "POST {path} HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\
             content-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n",
            body.len()
        );
        stream.write_all(&[head.as_bytes(), body].concat()).expect("it reads");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("it answers");
        let status = answer.split(' ').nth(1).unwrap_or_default().to_owned();
        format!("{status} {}", answer.rsplit("\r\n").next().unwrap_or_default())
    }

    /// Ends it, and returns what it printed.
    fn output(mut self) -> String {
        self.child.kill().expect("it runs");
        let mut out = String::new();
        self.child.stdout.take().expect("piped").read_to_string(&mut out).expect("UTF-8");
        out
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn listen_prints_one_json_object_a_delivery() {
    let listening =
        Listening::start(&["listen", "--port", "0", "--key-file", &key_file("listen-key"), "--json"]);
    assert_eq!(listening.post("/", &shop().sign(&KEY).body()), "200 success");
    assert_eq!(listening.post("/any/path", &TestMessage::new("my.own").sign(&KEY).body()), "200 success");
    assert_eq!(listening.post("/", &shop().content("{}").sign(&KEY).body()), "200 fail");
    assert_eq!(listening.post("/", &shop().sign(&TestKey::generate()).body()), "403 fail");
    assert_eq!(listening.post("/", b"hello"), "400 fail");
    let lines: Vec<Value> = listening
        .output()
        .lines()
        .map(|line| serde_json::from_str(line).expect("a JSON object a line"))
        .collect();
    let column = |name: &str| lines.iter().map(|line| line[name].clone()).collect::<Vec<_>>();
    assert_eq!(column("outcome"), ["handled", "handled", "invalid", "refused", "refused"]);
    assert_eq!(column("status"), [200, 200, 200, 403, 400]);
    assert_eq!(column("reply"), ["success", "success", "fail", "fail", "fail"]);
    assert_eq!(lines[0]["biz_content"]["shop_id"], "2020081400077000000001112602");
    assert_eq!(lines[2]["violations"].as_array().map(Vec::len), Some(4));
    let not_a_form = "refused: malformed: not a form: part 1 has no `=`; \
                      the gateway takes application/x-www-form-urlencoded bodies";
    assert_eq!(lines[4]["reason"], not_a_form);
}

#[test]
fn listen_prints_for_people_and_knows_schemas_of_a_folder() {
    let schemas = concat!(env!("CARGO_MANIFEST_DIR"), "/../schemas");
    let arguments = ["listen", "--port", "0", "--key-file", &key_file("people-key"), "--schemas", schemas];
    let listening = Listening::start(&arguments);
    assert_eq!(listening.post("/", &shop().sign(&KEY).body()), "200 success");
    assert_eq!(listening.post("/", &shop().sign(&KEY).with_flipped_byte("notify_id", 0).body()), "403 fail");
    let out = listening.output();
    assert!(out.contains("│ shop_name  ┆ 门店名称"), "{out}");
    assert!(out.contains("\n  answered 200 success\n"), "{out}");
    assert!(out.contains("\nrefused: no configured key made this signature; "), "{out}");
    assert!(out.ends_with("\n  answered 403 fail\n\n"), "{out}");
}
