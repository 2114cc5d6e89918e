//! `alipay-notify listen` as its users run it.

#[path = "../support/mod.rs"]
mod support;

mod activation;
mod ending;
mod forward;
mod save;
mod stalled;

use std::path::Path;
use std::process::Stdio;
use std::sync::LazyLock;

use alipay_notify::ContentKey;
use alipay_notify::messages::{FundAuthFreeze, ShopSaveRejected, TradeStatusSync};
use alipay_notify::testing::{TestKey, TestMessage};
use serde_json::{Value, json};
use support::file;
use support::listening::Listening;

static KEY: LazyLock<TestKey> = LazyLock::new(TestKey::generate);

fn key_file(name: &str) -> String {
    file(name, KEY.public_key_base64().as_bytes())
}

fn shop() -> TestMessage {
    TestMessage::example::<ShopSaveRejected>()
        .notify_id("n1")
        .parameter("utc_timestamp", "1514210452731")
}

fn unknown() -> TestMessage {
    TestMessage::new("my.own").notify_id("n2").parameter("utc_timestamp", "1514210452731")
}

/// The lines, without how long each took.
fn json_lines(out: &str) -> Vec<Value> {
    let read = |line: &str| {
        let mut line: Value = serde_json::from_str(line).expect("a JSON object a line");
        let took = line.as_object_mut().and_then(|line| line.remove("milliseconds"));
        assert!(took.is_some_and(|took| took.is_u64()), "{line}");
        line
    };
    out.lines().map(read).collect()
}

const FORM: &str = "application/x-www-form-urlencoded;charset=GBK";

/// The head of a delivery with a content type of its own, and headers that are nobody else's
/// business.
fn head(target: &str) -> String {
    format!(
        "POST {target} HTTP/1.1\r\nHost: pay.example\r\nContent-Type: {FORM}\r\nCookie: \
         session=secret\r\n\
         Authorization: Bearer secret\r\nX-Forwarded-For: 203.0.113.7\r\n"
    )
}

/// How the message of [`shop`] is shown.
const SHOP: &str = "\
ant.merchant.expand.shop.save.rejected
  notify_id      n1
  app_id         2014060600164699
  utc_timestamp  1514210452731
  version        1.1
  charset        UTF-8
  signed         RSA2, mode V1
┌────────────┬──────────────┬──────────────────────────────┐
│ Field      ┆ Label        ┆ Value                        │
╞════════════╪══════════════╪══════════════════════════════╡
│ order_id   ┆ 申请单id     ┆ 2018011900502000000005124744 │
│ reason     ┆ 拒绝原因     ┆ 资料有问题,拒绝              │
│ shop_id    ┆ 门店id       ┆ 2020081400077000000001112602 │
│ shop_name  ┆ 门店名称     ┆ 支付宝(西溪路店)             │
│ out_biz_no ┆ 外部订单号   ┆ 0001119901210328000565010000 │
│ store_id   ┆ 外部门店编号 ┆ no0001                       │
└────────────┴──────────────┴──────────────────────────────┘
";

/// How the message of [`unknown`] is shown.
const UNKNOWN: &str = "\
my.own
  notify_id      n2
  app_id         2014060600164699
  utc_timestamp  1514210452731
  version        1.1
  charset        UTF-8
  signed         RSA2, mode V1
┌───────┬───────┬───────┐
│ Field ┆ Label ┆ Value │
╞═══════╪═══════╪═══════╡
└───────┴───────┴───────┘
  no specification is known for this message, so nothing but its signature was checked
";

const FORGED: &str = "rejected: no configured key made this signature; check that the key is \
                      Alipay's public key (支付宝公钥) of this app, not the app's own\n";

#[test]
fn deliveries_are_shown_to_people() {
    let schemas = concat!(env!("CARGO_MANIFEST_DIR"), "/../schemas");
    let listening =
        Listening::start(&["--key-file", &key_file("people-key"), "--schemas", schemas]);
    assert_eq!(listening.post("/", &shop().sign(&KEY).body()), "200 success");
    assert_eq!(listening.post("/", &shop().sign(&TestKey::generate()).body()), "403 fail");
    assert!(listening.exchange("GET / HTTP/1.1\r\nhost: a\r\n", b"").starts_with("HTTP/1.1 405 "));
    let expected = format!(
        "{SHOP}  answered 200 success\n\n{FORGED}  answered 403 fail\n\n\
         rejected: the method is not POST\n  answered 405 fail\n\n"
    );
    assert_eq!(listening.output(), expected);
}

#[test]
fn a_delivery_is_one_line() {
    let key = key_file("line-key");
    let arguments = ["listen", "--port", "0", "--key-file", &key, "--only", "*.shop.*"];
    let start = |arguments: &[&str]| Listening::start_as(Stdio::piped(), Path::new("."), arguments);
    let everything = start(&arguments[..5]);
    let shops = start(&arguments);
    for listening in [&everything, &shops] {
        assert_eq!(listening.post("/", &shop().sign(&KEY).body()), "200 success");
        assert_eq!(listening.post("/", &unknown().sign(&KEY).body()), "200 fail");
        assert_eq!(listening.post("/", b"hello"), "400 fail");
        let answer = listening.exchange("GET / HTTP/1.1\r\nhost: a\r\n", b"");
        assert!(answer.starts_with("HTTP/1.1 405 "), "{answer}");
    }
    // Without the time of day at the beginning, and the time that it took at the end.
    let timeless = |line: &str| -> String {
        let (clock, rest) = line.split_once("  ").expect("the time comes first");
        assert!(clock.len() == 8 && clock.matches(':').count() == 2, "{line}");
        let (rest, took) = rest.rsplit_once("  ").expect("the last is how long it took");
        let number = took.strip_suffix(" ms").unwrap_or(took);
        assert!(number.bytes().all(|byte| byte.is_ascii_digit()), "{line}");
        rest.to_owned()
    };
    let shop = "msg_method  ant.merchant.expand.shop.save.rejected  n1  handled";
    let lines: Vec<String> = everything.output().lines().map(timeless).collect();
    assert_eq!(
        lines,
        [
            shop,
            "msg_method  my.own  n2  unhandled",
            "rejected: malformed: not a form: part 1 has no `=`; the gateway takes \
             application/x-www-form-urlencoded bodies",
            "rejected: the method is not POST",
        ]
    );
    let lines: Vec<String> = shops.output().lines().map(timeless).collect();
    assert_eq!(lines, [shop]);
}

#[test]
fn deliveries_are_shown_in_chinese() {
    let listening = Listening::start(&["--lang", "zh", "--key-file", &key_file("zh-key")]);
    assert_eq!(listening.post("/", &unknown().sign(&KEY).body()), "200 fail");
    assert_eq!(listening.post("/", b"hello"), "400 fail");
    let expected = "my.own
  notify_id      n2
  app_id         2014060600164699
  utc_timestamp  1514210452731
  version        1.1
  charset        UTF-8
  签名方式       RSA2，V1 模式
┌──────┬──────┬────┐
│ 字段 ┆ 名称 ┆ 值 │
╞══════╪══════╪════╡
└──────┴──────┴────┘
  没有这条消息的定义，只验证了签名
  未接受：请用 --schemas 提供它的 schema 文件，或用 --allow-unknown 接受所有没有定义的消息
  应答 200 fail

";
    let out = listening.output();
    let (message, refusal) = out.split_at(expected.len());
    assert_eq!(message, expected);
    assert!(refusal.starts_with("已拒绝："), "{refusal}");
    assert!(refusal.ends_with("\n  应答 400 fail\n\n"), "{refusal}");
}

#[test]
fn what_a_notification_says_is_one_line() {
    let payment = || TestMessage::example::<TradeStatusSync>();
    let deposit = TestMessage::example::<FundAuthFreeze>();
    let (paid, part) = (payment().sign(&KEY), payment().parameter("refund_fee", "8.80").sign(&KEY));
    let unpaid = payment().parameter("trade_status", "TRADE_CLOSED").without("total_amount");
    let deliveries = [paid, part, unpaid.sign(&KEY), deposit.sign(&KEY), shop().sign(&KEY)];
    for (language, lines) in [
        (
            "en",
            [
                "  event          paid: 88.88 yuan, order shop-1001",
                "  event          refunded in part: 8.80 yuan of 88.88 yuan, order shop-1001",
                "  event          closed without payment: no amount, order shop-1001",
                "  event          frozen: 200.00 yuan, order deposit-1001",
            ],
        ),
        (
            "zh",
            [
                "  事件           已付款：88.88 元，订单 shop-1001",
                "  事件           部分退款：8.80 元，共 88.88 元，订单 shop-1001",
                "  事件           未付款，已关闭：没有金额，订单 shop-1001",
                "  事件           已冻结：200.00 元，订单 deposit-1001",
            ],
        ),
    ] {
        let key = key_file(&format!("event-key-{language}"));
        let listening = Listening::start(&["--lang", language, "--key-file", &key]);
        for delivery in &deliveries {
            assert_eq!(listening.post("/", &delivery.body()), "200 success");
        }
        let out = listening.output();
        let is_event = |line: &&str| line.starts_with("  event ") || line.starts_with("  事件 ");
        assert_eq!(out.lines().filter(is_event).collect::<Vec<_>>(), lines);
    }
}

#[test]
fn deliveries_are_one_json_object_a_line() {
    let listening = Listening::start(&["--key-file", &key_file("json-key"), "--json"]);
    assert_eq!(listening.post("/", &shop().sign(&KEY).body()), "200 success");
    assert_eq!(listening.post("/any/path", &unknown().sign(&KEY).body()), "200 fail");
    assert_eq!(listening.post("/", &shop().content("{}").sign(&KEY).body()), "200 fail");
    assert_eq!(listening.post("/", &shop().sign(&TestKey::generate()).body()), "403 fail");
    assert_eq!(listening.post("/", b"hello"), "400 fail");
    assert!(listening.exchange("GET / HTTP/1.1\r\nhost: a\r\n", b"").starts_with("HTTP/1.1 405 "));
    let lines = json_lines(&listening.output());
    let column = |name: &str| lines.iter().map(|line| line[name].clone()).collect::<Vec<_>>();
    assert_eq!(
        column("outcome"),
        ["handled", "unhandled", "invalid", "rejected", "rejected", "rejected"]
    );
    assert_eq!(column("status"), [200, 200, 200, 403, 400, 405]);
    assert_eq!(column("reply"), ["success", "fail", "fail", "fail", "fail", "fail"]);
    assert_eq!(lines[0]["content"]["shop_id"], "2020081400077000000001112602");
    assert_eq!(lines[2]["violations"].as_array().map(Vec::len), Some(4));
    let unknown = json!({
        "outcome": "unhandled",
        "status": 200,
        "reply": "fail",
        "notify_id": "n2",
        "app_id": "2014060600164699",
        "utc_timestamp": "1514210452731",
        "version": "1.1",
        "charset": "UTF-8",
        "parameter": "msg_method",
        "name": "my.own",
        "sign_mode": "V1",
        "content": {},
        "violations": []
    });
    assert_eq!(lines[1], unknown);
    let error = "rejected: malformed: not a form: part 1 has no `=`; \
                  the gateway takes application/x-www-form-urlencoded bodies";
    assert_eq!(
        lines[4],
        json!({ "outcome": "rejected", "status": 400, "reply": "fail", "error": error })
    );
    let error = "rejected: the method is not POST";
    assert_eq!(
        lines[5],
        json!({ "outcome": "rejected", "status": 405, "reply": "fail", "error": error })
    );
}

#[test]
fn a_content_is_one_line_of_json() {
    let nested = format!("{}1{}", "[".repeat(150), "]".repeat(150));
    let content =
        format!("{{\n \"e\": 1e400,\r\n\t\"deep\":{nested},\"list\":[ 1.0,\n\"x\\ny\" ]}}\n");
    let one_line = content.trim_end().replace(['\n', '\r', '\t'], " ");
    let listening =
        Listening::start(&["--key-file", &key_file("line-key"), "--json", "--allow-unknown"]);
    assert_eq!(listening.post("/", &unknown().content(content).sign(&KEY).body()), "200 success");
    let out = listening.output();
    assert_eq!(out.lines().count(), 1, "{out}");
    assert!(out.contains(&format!(r#","content":{one_line},"violations":[]"#)), "{out}");
}

#[test]
fn a_content_key_opens_encrypted_messages() {
    const CONTENT_KEY: &str = "MDEyMzQ1Njc4OWFiY2RlZg==";
    let content_key = ContentKey::parse(CONTENT_KEY).expect("16 bytes");
    let (key, secret) = (key_file("sealed-key"), file("listen-secret", CONTENT_KEY.as_bytes()));
    let listening =
        Listening::start(&["--key-file", &key, "--content-key-file", &secret, "--json"]);
    assert_eq!(listening.post("/", &shop().encrypt(&content_key).sign(&KEY).body()), "200 success");
    let lines = json_lines(&listening.output());
    assert_eq!(lines[0]["content"]["shop_name"], "支付宝(西溪路店)");
}

#[test]
fn what_is_authentic_but_unreadable_is_named() {
    let unreadable = shop().parameter("encrypt_type", "AES").sign(&KEY).body();
    let key = key_file("unreadable-key");
    let why = "authentic, but unreadable: `biz_content` is encrypted, and no content key is \
               configured for this app";

    let listening = Listening::start(&["--key-file", &key]);
    assert_eq!(listening.post("/", &unreadable), "200 fail");
    let expected = format!(
        "{why}\n  notify_id      n1\n  app_id         2014060600164699\n  \
         msg_method     ant.merchant.expand.shop.save.rejected\n  answered 200 fail\n\n"
    );
    assert_eq!(listening.output(), expected);

    let listening = Listening::start(&["--key-file", &key, "--json"]);
    assert_eq!(listening.post("/", &unreadable), "200 fail");
    let expected = json!({
        "outcome": "unreadable",
        "status": 200,
        "reply": "fail",
        "notify_id": "n1",
        "app_id": "2014060600164699",
        "parameter": "msg_method",
        "name": "ant.merchant.expand.shop.save.rejected",
        "error": why
    });
    assert_eq!(json_lines(&listening.output()), [expected]);
}

#[test]
fn a_message_without_a_specification_is_accepted_where_that_is_allowed() {
    let body = unknown().sign(&KEY).body();
    let key = key_file("unknown-key");
    let listening = Listening::start(&["--key-file", &key]);
    assert_eq!(listening.post("/", &body), "200 fail");
    let hint = "  not accepted: give its schema file with --schemas, or accept all such messages \
                with --allow-unknown\n";
    assert_eq!(listening.output(), format!("{UNKNOWN}{hint}  answered 200 fail\n\n"));

    let listening = Listening::start(&["--key-file", &key, "--allow-unknown"]);
    assert_eq!(listening.post("/", &body), "200 success");
    // The common parameters are specified for every message.
    assert_eq!(
        listening.post("/", &unknown().notify_id(&"n".repeat(51)).sign(&KEY).body()),
        "200 fail"
    );
    let out = listening.output();
    let (accepted, other) =
        out.split_at(out.find("my.own\n  notify_id      nnn").expect("both are shown"));
    assert_eq!(accepted, format!("{UNKNOWN}  answered 200 success\n\n"));
    assert!(
        other.contains("\n  breaks its specification: notify_id: 51 characters, at most 50\n"),
        "{other}"
    );
}

#[cfg(target_os = "linux")]
#[test]
fn what_cannot_be_printed_is_not_accepted() {
    let full =
        std::fs::OpenOptions::new().write(true).open("/dev/full").expect("it is always full");
    let listening = Listening::start_into(
        full.into(),
        std::path::Path::new("."),
        &["--key-file", &key_file("full-key")],
    );
    assert_eq!(listening.post("/", &shop().sign(&KEY).body()), "200 fail");
    assert_eq!(listening.post("/", b"hello"), "400 fail");
}
