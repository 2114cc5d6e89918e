//! The command as its users run it.

mod support;

use std::fs;
use std::io::Write;
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::Stdio;
use std::sync::LazyLock;

use alipay_notify::ContentKey;
use alipay_notify::messages::ShopSaveRejected;
use alipay_notify::testing::{TestKey, TestMessage};
use base64::Engine as _;
use serde_json::{Value, json};
use support::{command, file, outcome, run};

static KEY: LazyLock<TestKey> = LazyLock::new(TestKey::generate);

fn key_file(name: &str) -> String {
    file(name, KEY.public_key_base64().as_bytes())
}

fn shop() -> TestMessage {
    TestMessage::example::<ShopSaveRejected>()
        .notify_id("n1")
        .parameter("utc_timestamp", "1514210452731")
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
                "trade_status_sync",
                "as Alipay sends it",
                "200",
                "success",
                "TradeStatusSync: Paid, 88.88 yuan, order shop-1001",
                "✓"
            ],
            [
                "fund_auth_freeze",
                "as Alipay sends it",
                "200",
                "success",
                "FundAuthFreeze: 200.00 yuan frozen, order deposit-1001",
                "✓"
            ],
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
    assert!(out.ends_with("\n9 of 9 outcomes are right.\n"), "{out}");
}

#[test]
fn explain_shows_an_authentic_message() {
    let body = file("body", &[&shop().sign(&KEY).body()[..], b"\n"].concat());
    let key = key_file("key");
    let (code, out, err) = outcome(&run(&["explain", &body, "--key-file", &key]));
    assert_eq!((code, err.as_str()), (Some(0), ""));
    assert!(out.contains("\n│ notify_id     ┆ n1 "), "{out}");
    assert!(out.contains("\nWhat the message says:\n"), "{out}");
    assert!(out.contains("│ reason     ┆ 拒绝原因     ┆ 资料有问题,拒绝"), "{out}");

    let (code, out, _) = outcome(&run(&["explain", &body, "--key-file", &key, "--json"]));
    assert_eq!(code, Some(0));
    let found: Value = serde_json::from_str(&out).expect("one JSON object");
    let expected = json!({
        "parameter": "msg_method",
        "name": "ant.merchant.expand.shop.save.rejected",
        "notify_id": "n1",
        "app_id": "2014060600164699",
        "utc_timestamp": "1514210452731",
        "version": "1.1",
        "charset": "UTF-8",
        "sign_mode": "V1",
        "content": {
            "order_id": "2018011900502000000005124744",
            "reason": "资料有问题,拒绝",
            "shop_id": "2020081400077000000001112602",
            "shop_name": "支付宝(西溪路店)",
            "out_biz_no": "0001119901210328000565010000",
            "store_id": "no0001"
        },
        "violations": []
    });
    assert_eq!((&found["genuine"], &found["ok"]), (&json!(true), &json!(true)));
    assert_eq!(found["message"], expected);
}

#[test]
fn explain_reads_standard_input_and_names_violations() {
    let mut child = command(&["explain", "-", "--key-file", &key_file("stdin-key")])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the command runs");
    let body =
        shop().content(r#"{"order_id":"1","shop_id":"1","shop_name":"n"}"#).sign(&KEY).body();
    child.stdin.take().expect("piped").write_all(&body).expect("it reads");
    let (code, out, _) = outcome(&child.wait_with_output().expect("it ends"));
    assert_eq!(code, Some(1), "a problem was found");
    let violation = "\nBreaks its specification: reason: required, but missing\n";
    assert!(out.contains(violation), "{out}");
    assert!(out.contains("\nCause: the message is genuine, but breaks its specification"), "{out}");
}

/// What the open platform's console gives to an app in certificate mode.
#[test]
fn key_files_may_be_certificates_and_der() {
    let keys = concat!(env!("CARGO_MANIFEST_DIR"), "/../alipay-notify/tests/keys");
    let certificate = format!("{keys}/leaf.pem");
    let text = fs::read_to_string(&certificate).expect("a file of the checkout");
    let base64: String = text.lines().filter(|line| !line.starts_with('-')).collect();
    let der = file(
        "der",
        &base64::engine::general_purpose::STANDARD.decode(base64).expect("PEM is base64"),
    );
    for key in [&certificate, &der] {
        let (code, out, err) =
            outcome(&run(&["explain", &format!("{keys}/delivery.txt"), "--key-file", key]));
        assert_eq!((code, err.as_str()), (Some(0), ""), "{key}");
        let genuine = "\nResult: genuine, in sign mode V1; no specification is known for it";
        assert!(out.contains(genuine), "{out}");
    }
}

#[test]
fn what_cannot_be_done_is_one_line_and_exit_code_2() {
    let body = file("any", b"a=1");
    let key = key_file("good-key");
    let busy = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
    let port = busy.local_addr().expect("bound").port().to_string();
    let schemas =
        PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("{}-schemas", std::process::id()));
    fs::create_dir_all(&schemas).expect("the folder for tests can be written to");
    fs::write(schemas.join("broken.json"), "{\n  \"$id\": 1\n}").expect("it can");
    let schemas = schemas.to_str().expect("a UTF-8 path");
    let (garbled, private) = (file("garbled", b"MIIBI"), file("private", b"MAYCAQACAQE="));
    for (arguments, begins) in [
        (
            vec!["explain", &body, "--key-file", "no-such-file"],
            "error: no-such-file: the key file can't be read: ",
        ),
        (
            vec!["explain", &body, "--key-file", &garbled],
            &format!("error: {garbled}: found a truncated key: its end is missing; "),
        ),
        (
            vec!["explain", &body, "--key-file", &private],
            &format!("error: {private}: found a private key (PKCS#1); "),
        ),
        (
            vec!["explain", "no-such-file", "--key-file", &key],
            "error: no-such-file: the capture can't be read: ",
        ),
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
            &format!(
                "error: {schemas}/broken.json: line 1, column 1: `$schema` is missing (and 3 more)"
            ),
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

/// A folder with these files, in the folder that the build has for tests.
fn folder_of(name: &str, files: &[(&str, &str)]) -> String {
    let path =
        PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("{}-{name}", std::process::id()));
    fs::create_dir_all(&path).expect("the folder for tests can be written to");
    for (name, content) in files {
        fs::write(path.join(name), content).expect("it can");
    }
    path.to_str().expect("a UTF-8 path").to_owned()
}

#[test]
fn a_folder_of_schemas_has_one_file_a_message_and_one_at_least() {
    let (body, key) = (file("schemas-body", b"a=1"), key_file("schemas-key"));
    let refused =
        |folder: &str| outcome(&run(&["explain", &body, "--key-file", &key, "--schemas", folder]));
    let schema = include_str!("../../schemas/ant.merchant.expand.shop.save.rejected.json");
    let twice = folder_of("twice", &[("a.json", schema), ("b.json", schema)]);
    let method = "ant.merchant.expand.shop.save.rejected";
    let expected = format!(
        "error: {twice}/b.json: {twice}/a.json specifies {method} as well; keep one of the two \
         files\n"
    );
    assert_eq!(refused(&twice), (Some(2), String::new(), expected));
    let none = folder_of("none", &[("a.txt", schema)]);
    let expected = format!("error: {none}: there is no schema file (*.json) in this folder\n");
    assert_eq!(refused(&none), (Some(2), String::new(), expected));
}

/// A key itself in place of its file may be a secret, also where a public one is wanted.
#[test]
fn a_key_in_place_of_its_file_is_not_repeated() {
    let (body, key) = (file("key-itself-body", b"a=1"), key_file("key-itself"));
    let pair = TestKey::generate();
    let told = "error: in place of the name of the key file the key itself is given; put it into a \
                file and give the file's name\n";
    for given in
        [pair.private_key_base64(), pair.private_key_pkcs1_base64(), pair.public_key_base64()]
    {
        let output = run(&["explain", &body, "--key-file", &given]);
        assert_eq!(outcome(&output), (Some(2), String::new(), told.to_owned()));
    }
    let told = "error: the content key belongs into a file, and the name of the file is given: \
                what stands on a command line is no secret\n";
    let content_key = ["--content-key-file", "BwcHBwcHBwcHBwcHBwcHBw=="];
    let output = run(&[&["explain", &body, "--key-file", &key][..], &content_key].concat());
    assert_eq!(outcome(&output), (Some(2), String::new(), told.to_owned()));
}

#[test]
fn help_says_what_replaces_what_and_how_explain_exits() {
    let (code, out, _) = outcome(&run(&["explain", "--help"]));
    assert_eq!(code, Some(0));
    let words = out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        words.contains("a file replaces the built-in specification of the same message"),
        "{out}"
    );
    assert!(
        out.ends_with(
            "\nExit codes:\n  0  genuine, within its specification, and done if a reply was \
             given\n  1  a problem was found\n  2  the command can't do what it was asked to\n"
        ),
        "{out}"
    );
}

/// The rows of a table of fields: names and values.
fn rows(out: &str) -> Vec<(&str, &str)> {
    let (_, message) = out.split_once("\nWhat the message says:\n").expect("a message");
    message
        .lines()
        .filter(|line| line.starts_with('│'))
        .skip(1)
        .map(|line| {
            let cells: Vec<&str> = line.trim_matches('│').split('┆').map(str::trim).collect();
            (cells[0], cells[2])
        })
        .collect()
}

#[test]
fn a_content_is_shown_as_it_is_written() {
    let nested = format!("{}1{}", "[".repeat(150), "]".repeat(150));
    let content = format!(
        "{{\n \"e\": \
         1e400,\r\n\t\"n\":12345678901234567890.123456789,\"d\":\"first\",\"d\":\"se\\u0063ond\",\
         \"deep\":{nested},\"list\":[ 1.0,\n\"x\\ny\" ]}}\n"
    );
    let key = key_file("written-key");
    let body =
        file("written", &TestMessage::new("my.own").content(content.clone()).sign(&KEY).body());
    let (code, out, _) = outcome(&run(&["explain", &body, "--key-file", &key]));
    assert_eq!(code, Some(0));
    let expected = [
        ("e", "1e400"),
        ("n", "12345678901234567890.123456789"),
        ("d", "first"),
        ("d", "second"),
        ("deep", &nested),
        ("list", "[ 1.0, \"x\\ny\" ]"),
    ];
    assert_eq!(rows(&out), expected);

    let (code, out, _) = outcome(&run(&["explain", &body, "--key-file", &key, "--json"]));
    assert_eq!(code, Some(0));
    let written = [
        r#""e": 1e400,"#,
        r#""n": 12345678901234567890.123456789,"#,
        r#""d": "first","#,
        r#""d": "se\u0063ond","#,
    ];
    assert!(out.contains(&written.join("\n      ")), "{out}");
}

#[test]
fn nothing_that_is_printed_steers_the_terminal() {
    let steering = "a\u{1b}[2Jb\u{7f}\u{9b}c\u{202e}d\u{2066}e\u{2028}";
    let in_json = steering.replace('\u{1b}', "\\u001b");
    let content = format!(r#"{{"{in_json}":"{in_json}","o":{{"k":"{in_json}"}}}}"#);
    let message = TestMessage::new(steering)
        .content(content)
        .notify_id(steering)
        .app_id(steering)
        .parameter("version", steering)
        .parameter("utc_timestamp", steering);
    let body = file("steering", &message.sign(&KEY).body());
    let key = key_file("steering-key");
    let safe = "a\u{fffd}[2Jb\u{fffd}\u{fffd}c\u{fffd}d\u{fffd}e\u{fffd}";
    let escaped = r"a\u001b[2Jb\u007f\u009bc\u202ed\u2066e\u2028";

    let (_, out, _) = outcome(&run(&["explain", &body, "--key-file", &key]));
    assert_eq!(rows(&out), [(safe, safe), ("o", &format!(r#"{{"k":"{escaped}"}}"#))]);
    assert!(
        !out.contains(['\u{1b}', '\u{7f}', '\u{9b}', '\u{202e}', '\u{2066}', '\u{2028}']),
        "{out}"
    );

    let (_, out, _) = outcome(&run(&["explain", &body, "--key-file", &key, "--json"]));
    assert!(
        !out.contains(['\u{1b}', '\u{7f}', '\u{9b}', '\u{202e}', '\u{2066}', '\u{2028}']),
        "{out}"
    );
    let found: Value = serde_json::from_str(&out).expect("one JSON object");
    assert_eq!(found["message"]["notify_id"], steering);
    assert_eq!(found["message"]["content"], json!({ steering: steering, "o": { "k": steering } }));
}

#[test]
fn a_content_key_opens_encrypted_messages() {
    const CONTENT_KEY: &str = "MDEyMzQ1Njc4OWFiY2RlZg==";
    let content_key = ContentKey::parse(CONTENT_KEY).expect("16 bytes");
    let message = TestMessage::new("my.own").content(r#"{"order_id":"opened"}"#);
    let message = message.encrypt(&content_key);
    let body = file("sealed", &message.clone().sign(&KEY).body());
    let (key, secret) =
        (key_file("sealed-key"), file("secret", format!("{CONTENT_KEY}\n").as_bytes()));
    let (code, out, _) =
        outcome(&run(&["explain", &body, "--key-file", &key, "--content-key-file", &secret]));
    assert_eq!(code, Some(0), "{out}");
    assert_eq!(rows(&out), [("order_id", "opened")]);

    let short = file("short", b"MDEyMw==");
    let refused = run(&["explain", &body, "--key-file", &key, "--content-key-file", &short]);
    let why = format!("error: {short}: the content key has 4 bytes; AES-128 needs 16\n");
    assert_eq!(outcome(&refused), (Some(2), String::new(), why));
}
