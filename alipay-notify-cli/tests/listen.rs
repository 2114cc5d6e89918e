//! `alipay-notify listen` as its users run it.

mod support;

use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use alipay_notify::ContentKey;
use alipay_notify::messages::ShopSaveRejected;
use alipay_notify::testing::{TestKey, TestMessage};
use serde_json::{Value, json};
use support::application::{Application, Request};
use support::listening::Listening;
use support::{file, folder, outcome, run};

static KEY: LazyLock<TestKey> = LazyLock::new(TestKey::generate);

fn key_file(name: &str) -> String {
    file(name, KEY.public_key_base64().as_bytes())
}

fn shop() -> TestMessage {
    TestMessage::example::<ShopSaveRejected>().notify_id("n1").parameter("utc_timestamp", "1514210452731")
}

fn unknown() -> TestMessage {
    TestMessage::new("my.own").notify_id("n2").parameter("utc_timestamp", "1514210452731")
}

fn json_lines(out: &str) -> Vec<Value> {
    out.lines().map(|line| serde_json::from_str(line).expect("a JSON object a line")).collect()
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

const FORGED: &str = "refused: no configured key made this signature; check that the key is Alipay's public key \
                      (支付宝公钥) of this app, not the app's own\n";

#[test]
fn deliveries_are_shown_to_people() {
    let schemas = concat!(env!("CARGO_MANIFEST_DIR"), "/../schemas");
    let listening = Listening::start(&["--key-file", &key_file("people-key"), "--schemas", schemas]);
    assert_eq!(listening.post("/", &shop().sign(&KEY).body()), "200 success");
    assert_eq!(listening.post("/", &shop().sign(&TestKey::generate()).body()), "403 fail");
    assert!(listening.exchange("GET / HTTP/1.1\r\nhost: a\r\n", b"").starts_with("HTTP/1.1 405 "));
    let expected = format!(
        "{SHOP}  answered 200 success\n\n{FORGED}  answered 403 fail\n\n\
         refused: the method is not POST\n  answered 405 fail\n\n"
    );
    assert_eq!(listening.output(), expected);
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
  签名方式       RSA2,V1 模式
┌──────┬──────┬────┐
│ 字段 ┆ 名称 ┆ 值 │
╞══════╪══════╪════╡
└──────┴──────┴────┘
  没有这条消息的描述,因此只检查了签名
  未接受:请用 --schemas 提供其描述文件,或用 --allow-unknown 接受所有此类消息
  应答 200 fail

";
    let out = listening.output();
    let (message, refusal) = out.split_at(expected.len());
    assert_eq!(message, expected);
    assert!(refusal.starts_with("已拒绝:"), "{refusal}");
    assert!(refusal.ends_with("\n  应答 400 fail\n\n"), "{refusal}");
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
    assert_eq!(column("outcome"), ["handled", "unhandled", "invalid", "refused", "refused", "refused"]);
    assert_eq!(column("status"), [200, 200, 200, 403, 400, 405]);
    assert_eq!(column("reply"), ["success", "fail", "fail", "fail", "fail", "fail"]);
    assert_eq!(lines[0]["biz_content"]["shop_id"], "2020081400077000000001112602");
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
        "msg_method": "my.own",
        "sign_mode": "V1",
        "biz_content": {},
        "violations": []
    });
    assert_eq!(lines[1], unknown);
    let reason = "refused: malformed: not a form: part 1 has no `=`; \
                  the gateway takes application/x-www-form-urlencoded bodies";
    assert_eq!(lines[4], json!({ "outcome": "refused", "status": 400, "reply": "fail", "reason": reason }));
    let reason = "refused: the method is not POST";
    assert_eq!(lines[5], json!({ "outcome": "refused", "status": 405, "reply": "fail", "reason": reason }));
}

#[test]
fn a_content_is_one_line_of_json() {
    let nested = format!("{}1{}", "[".repeat(150), "]".repeat(150));
    let content = format!("{{\n \"e\": 1e400,\r\n\t\"deep\":{nested},\"list\":[ 1.0,\n\"x\\ny\" ]}}\n");
    let one_line = content.trim_end().replace(['\n', '\r', '\t'], " ");
    let listening = Listening::start(&["--key-file", &key_file("line-key"), "--json", "--allow-unknown"]);
    assert_eq!(listening.post("/", &unknown().content(content).sign(&KEY).body()), "200 success");
    let out = listening.output();
    assert_eq!(out.lines().count(), 1, "{out}");
    assert!(out.contains(&format!(r#","biz_content":{one_line},"violations":[]"#)), "{out}");
}

#[test]
fn a_content_key_opens_encrypted_messages() {
    const CONTENT_KEY: &str = "MDEyMzQ1Njc4OWFiY2RlZg==";
    let content_key = ContentKey::parse(CONTENT_KEY).expect("16 bytes");
    let (key, secret) = (key_file("sealed-key"), file("listen-secret", CONTENT_KEY.as_bytes()));
    let listening = Listening::start(&["--key-file", &key, "--content-key-file", &secret, "--json"]);
    assert_eq!(listening.post("/", &shop().encrypt(&content_key).sign(&KEY).body()), "200 success");
    let lines = json_lines(&listening.output());
    assert_eq!(lines[0]["biz_content"]["shop_name"], "支付宝(西溪路店)");
}

#[test]
fn what_is_authentic_but_unreadable_is_named() {
    let unreadable = shop().parameter("encrypt_type", "AES").sign(&KEY).body();
    let key = key_file("unreadable-key");
    let why = "authentic, but unreadable: `biz_content` is encrypted, and no content key is configured for this app";

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
        "msg_method": "ant.merchant.expand.shop.save.rejected",
        "reason": why
    });
    assert_eq!(json_lines(&listening.output()), [expected]);
}

#[test]
fn a_message_without_a_specification_is_accepted_where_that_is_allowed() {
    let body = unknown().sign(&KEY).body();
    let key = key_file("unknown-key");
    let listening = Listening::start(&["--key-file", &key]);
    assert_eq!(listening.post("/", &body), "200 fail");
    let hint = "  not accepted: give its schema file with --schemas, or accept all such messages with --allow-unknown\n";
    assert_eq!(listening.output(), format!("{UNKNOWN}{hint}  answered 200 fail\n\n"));

    let listening = Listening::start(&["--key-file", &key, "--allow-unknown"]);
    assert_eq!(listening.post("/", &body), "200 success");
    // The common parameters are specified for every message.
    assert_eq!(listening.post("/", &unknown().notify_id(&"n".repeat(51)).sign(&KEY).body()), "200 fail");
    let out = listening.output();
    let (accepted, other) = out.split_at(out.find("my.own\n  notify_id      nnn").expect("both are shown"));
    assert_eq!(accepted, format!("{UNKNOWN}  answered 200 success\n\n"));
    assert!(
        other.contains("\n  breaks its specification: notify_id: 51 characters, at most 50\n"),
        "{other}"
    );
}

#[cfg(target_os = "linux")]
#[test]
fn what_cannot_be_printed_is_not_accepted() {
    let full = fs::OpenOptions::new().write(true).open("/dev/full").expect("it is always full");
    let listening =
        Listening::start_into(full.into(), Path::new("."), &["--key-file", &key_file("full-key")]);
    assert_eq!(listening.post("/", &shop().sign(&KEY).body()), "200 fail");
    assert_eq!(listening.post("/", b"hello"), "400 fail");
}

const FORM: &str = "application/x-www-form-urlencoded;charset=GBK";

/// The head of a delivery with a content type of its own, and headers that are nobody else's business.
fn head(target: &str) -> String {
    format!(
        "POST {target} HTTP/1.1\r\nHost: pay.example\r\nContent-Type: {FORM}\r\nCookie: session=secret\r\n\
         Authorization: Bearer secret\r\nX-Forwarded-For: 203.0.113.7\r\n"
    )
}

#[test]
fn authentic_messages_are_passed_on_as_they_came_and_so_is_the_answer() {
    let application = Application::start();
    let key = key_file("forward-key");
    let listening = Listening::start(&["--key-file", &key, "--forward", &application.url]);
    let body = shop().sign(&KEY).body();
    application.answer("503 Busy\r\nContent-Type: text/html; charset=gbk\r\nServer: mine", "<p>later</p>");
    let answer = listening.exchange(&head("/alipay?a=1"), &body);
    let (answered, rest) = answer.split_once("\r\n\r\n").expect("a head");
    let date = answered.lines().position(|line| line.starts_with("date: ")).expect("a date");
    let lines: Vec<&str> =
        answered.lines().enumerate().filter(|(at, _)| *at != date).map(|(_, line)| line).collect();
    assert_eq!(
        lines,
        [
            "HTTP/1.1 503 Service Unavailable",
            "content-type: text/html; charset=gbk",
            "content-length: 12",
            "connection: close"
        ]
    );
    assert_eq!(rest, "<p>later</p>");
    let line = "POST /notify HTTP/1.1".to_owned();
    assert_eq!(application.request(), Request { line, content_type: FORM.to_owned(), body });

    let url = &application.url;
    let expected = format!("{SHOP}  passed on to {url}\n  answered 503 <p>later</p>\n\n");
    assert_eq!(listening.output(), expected);
}

#[test]
fn what_became_of_a_delivery_is_told_in_chinese() {
    let application = Application::start();
    let (folder, key) = (folder("zh-kept"), key_file("zh-forward-key"));
    let path = folder.to_str().expect("a UTF-8 path");
    let arguments = ["--lang", "zh", "--key-file", &key, "--forward", &application.url, "--save", path];
    let listening = Listening::start(&arguments);
    application.answer("200 OK", &format!("<p>{}", "长".repeat(98)));
    listening.post("/", &shop().sign(&KEY).body());
    fs::remove_dir_all(&folder).expect("it was made");
    listening.post("/", &shop().sign(&KEY).body());
    let out = listening.output();
    let told: Vec<&str> = out.lines().filter(|line| line.starts_with("  ") && !line.is_ascii()).collect();
    assert_eq!(told.len(), 7, "{out}");
    assert_eq!(told[0], "  签名方式       RSA2,V1 模式");
    assert!(told[1].starts_with(&format!("  已保存为 {path}/")), "{out}");
    assert_eq!(told[2], format!("  已转发至 {}", application.url));
    assert_eq!(told[3], format!("  应答 200 <p>{}…", "长".repeat(97)));
    assert!(told[5].starts_with(&format!("  未能保存:{path}/")), "{out}");
    assert_eq!(told[6], "  应答 200 fail");

    let listening =
        Listening::start(&["--lang", "zh", "--key-file", &key, "--forward", "http://127.0.0.1:1/"]);
    listening.post("/", &shop().sign(&KEY).body());
    let out = listening.output();
    assert!(out.contains("\n  未能转发:http://127.0.0.1:1/: 投递失败:"), "{out}");
}

#[test]
fn help_ends_with_examples() {
    let last =
        "\n  alipay-notify listen --port 8080 --key-file alipay_public_key.txt --json | jq .msg_method\n";
    for (language, headline) in [("en", "\nExamples:\n"), ("zh", "\n示例:\n")] {
        let (code, out, err) = outcome(&run(&["--lang", language, "listen", "--help"]));
        assert_eq!((code, err.as_str()), (Some(0), ""));
        let (_, examples) = out.split_once(headline).expect("there are examples");
        assert_eq!(examples.lines().count(), 4, "{out}");
        assert!(out.ends_with(last), "{out}");
    }
}

#[test]
fn the_application_decides_about_what_is_authentic_and_sees_nothing_else() {
    let application = Application::start();
    let key = key_file("decides-key");
    let listening = Listening::start(&["--key-file", &key, "--forward", &application.url, "--json"]);
    let accepted = [
        shop().content(r#"{"order_id":"1","shop_id":"1","shop_name":"n"}"#).sign(&KEY).body(),
        unknown().sign(&KEY).body(),
    ];
    for body in &accepted {
        application.answer("200 OK", "success");
        assert_eq!(listening.post("/", body), "200 success");
        assert_eq!(application.request().body, *body);
    }
    assert_eq!(listening.post("/", &shop().sign(&TestKey::generate()).body()), "403 fail");
    assert_eq!(listening.post("/", &shop().parameter("encrypt_type", "AES").sign(&KEY).body()), "200 fail");
    assert_eq!(listening.post("/", b"hello"), "400 fail");
    assert_eq!(application.rest(), []);

    let lines = json_lines(&listening.output());
    let column = |name: &str| lines.iter().map(|line| line[name].clone()).collect::<Vec<_>>();
    assert_eq!(column("outcome"), ["forwarded", "forwarded", "refused", "unreadable", "refused"]);
    assert_eq!(column("reply"), ["success", "success", "fail", "fail", "fail"]);
    let (url, none) = (Value::from(application.url.as_str()), Value::Null);
    assert_eq!(column("forwarded_to"), [url.clone(), url, none.clone(), none.clone(), none]);
    assert_eq!(lines[0]["violations"], json!(["reason: required, but missing"]));
}

#[test]
fn an_application_that_does_not_answer_is_answered_for() {
    let application = Application::start();
    let key = key_file("silent-key");
    let arguments = ["--key-file", &key, "--forward", &application.url, "--forward-limit", "1"];
    let listening = Listening::start(&arguments);
    assert_eq!(listening.post("/", &shop().sign(&KEY).body()), "200 fail");
    let why = format!("{}: no answer in time: 1 s to connect, 1 s in all", application.url);
    assert_eq!(listening.output(), format!("{SHOP}  not passed on: {why}\n  answered 200 fail\n\n"));

    // Nobody listens there.
    let url = "http://127.0.0.1:1/";
    let listening = Listening::start(&["--key-file", &key, "--forward", url, "--json"]);
    assert_eq!(listening.post("/", &shop().sign(&KEY).body()), "200 fail");
    let lines = json_lines(&listening.output());
    assert_eq!(
        (&lines[0]["outcome"], &lines[0]["status"], &lines[0]["reply"]),
        (&Value::from("failed"), &Value::from(200), &Value::from("fail"))
    );
    let reason = lines[0]["reason"].as_str().expect("a text");
    assert!(reason.starts_with(&format!("{url}: not delivered: ")), "{reason}");
    assert_eq!(lines[0]["notify_id"], "n1");
}

#[test]
fn a_sender_who_hangs_up_does_not_keep_the_answer_from_being_shown() {
    let application = Application::start();
    let key = key_file("hang-up-key");
    let mut listening = Listening::start(&["--key-file", &key, "--forward", &application.url, "--json"]);
    let stream = listening.send(&head("/"), &shop().sign(&KEY).body());
    application.request();
    drop(stream);
    application.answer("200 OK", "success");
    let line: Value = serde_json::from_str(&listening.line()).expect("one JSON object");
    assert_eq!((&line["outcome"], &line["reply"]), (&Value::from("forwarded"), &Value::from("success")));
}

#[test]
fn nothing_is_passed_on_to_strangers() {
    let key = key_file("strangers-key");
    let arguments = ["listen", "--port", "0", "--key-file", &key, "--forward", "http://203.0.113.1/"];
    let why = "error: http://203.0.113.1/: 203.0.113.1 is neither this machine nor in a private network; if you mean \
               it, add --allow-remote\n";
    assert_eq!(outcome(&run(&arguments)), (Some(2), String::new(), why.to_owned()));
}

/// The names of the files in a folder, sorted.
fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("it can be read").map(|entry| entry.expect("an entry"));
    let files = entries.filter(|entry| entry.path().is_file());
    let mut names: Vec<String> =
        files.map(|entry| entry.file_name().into_string().expect("a UTF-8 name")).collect();
    names.sort();
    names
}

/// A name without its time, which is made of as many digits as it should be.
fn timeless(name: &str) -> &str {
    let (time, rest) = name.split_at(20);
    let shape: String = time.chars().map(|ch| if ch.is_ascii_digit() { '0' } else { ch }).collect();
    assert_eq!(shape, "00000000T000000.000Z", "{name}");
    rest
}

#[test]
fn each_delivery_is_kept_as_its_request() {
    let folder = folder("kept");
    let path = folder.to_str().expect("a UTF-8 path");
    let key = key_file("kept-key");
    let listening = Listening::start(&["--key-file", &key, "--save", path]);
    let genuine = shop().sign(&KEY);
    let (body, forged) = (genuine.body(), genuine.clone().with_flipped_byte("biz_content", 14).body());
    let sealed = shop().parameter("encrypt_type", "AES").sign(&KEY).body();
    let answers = [&body, &forged, &sealed].map(|body| {
        let answer = listening.exchange(&head("/alipay?shop=1"), body);
        answer.split(' ').nth(1).map(str::to_owned)
    });
    assert_eq!(answers, ["200", "403", "200"].map(|status| Some(status.to_owned())));
    // What is not read can't be kept.
    assert!(listening.exchange("GET / HTTP/1.1\r\nhost: a\r\n", b"").starts_with("HTTP/1.1 405 "));

    let (kept, refused) = (names(&folder), names(&folder.join("refused")));
    assert_eq!(
        kept.iter().map(|name| timeless(name)).collect::<Vec<_>>(),
        ["-0001-ant.merchant.expand.shop.save.rejected.http"]
    );
    assert_eq!(
        refused.iter().map(|name| timeless(name)).collect::<Vec<_>>(),
        ["-0002-refused.http", "-0003-unreadable.http"]
    );
    let files = [folder.join(&kept[0]), folder.join("refused").join(&refused[0])];
    for (file, body) in files.iter().zip([&body, &forged]) {
        let head = format!(
            "POST /alipay?shop=1 HTTP/1.1\r\nHost: pay.example\r\nContent-Type: {FORM}\r\nContent-Length: {}\r\n\r\n",
            body.len()
        );
        let expected = [head.as_bytes(), body].concat();
        assert_eq!(fs::read(file).expect("it was written"), expected, "{}", file.display());
        #[cfg(unix)]
        assert_eq!(mode(file), 0o600);
    }

    let out = listening.output();
    let shown = |file: &Path| format!("  saved as {}\n", file.display());
    assert!(out.starts_with(&format!("{SHOP}{}  answered 200 success\n\n", shown(&files[0]))), "{out}");
    let refused = files[1].display();
    let next = format!("  explained by: alipay-notify explain {refused} --key-file {key}\n");
    assert!(out.contains(&format!("{FORGED}{}{next}  answered 403 fail\n\n", shown(&files[1]))), "{out}");
}

#[cfg(unix)]
fn mode(file: &Path) -> u32 {
    use std::os::unix::fs::PermissionsExt as _;
    fs::metadata(file).expect("it was written").permissions().mode() & 0o777
}

#[test]
fn a_delivery_does_not_choose_where_it_is_kept() {
    let folder = folder("hostile");
    let path = folder.to_str().expect("a UTF-8 path");
    let listening =
        Listening::start(&["--key-file", &key_file("hostile-key"), "--save", path, "--allow-unknown"]);
    let hostile = TestMessage::new("../../门店\n\u{1b}[2J/x").sign(&KEY).body();
    assert_eq!(listening.post("/", &hostile), "200 success");
    let forged = TestMessage::new("../../x").sign(&TestKey::generate()).body();
    assert_eq!(listening.post("/", &forged), "403 fail");
    let name = |folder: &Path| names(folder).iter().map(|name| timeless(name).to_owned()).collect::<Vec<_>>();
    assert_eq!(name(&folder), ["-0001-.._..______2J_x.http"]);
    assert_eq!(name(&folder.join("refused")), ["-0002-refused.http"]);
}

#[test]
fn strangers_cannot_fill_the_disk() {
    let folder = folder("bound");
    let refused = folder.join("refused");
    fs::create_dir_all(&refused).expect("a new folder");
    for number in 0..110 {
        fs::write(refused.join(format!("20200101T000000.{number:03}Z-0001-refused.http")), "")
            .expect("a new file");
    }
    fs::write(refused.join("notes.txt"), "").expect("a new file");
    let path = folder.to_str().expect("a UTF-8 path");
    let listening = Listening::start(&["--key-file", &key_file("bound-key"), "--save", path]);
    for _ in 0..2 {
        assert_eq!(listening.post("/", b"a=1"), "400 fail");
    }
    let names = names(&refused);
    assert_eq!((names.len(), names[0].as_str()), (101, "20200101T000000.012Z-0001-refused.http"));
    assert_eq!(timeless(&names[98]), "-0001-refused.http");
    assert_eq!(timeless(&names[99]), "-0002-refused.http");
    assert_eq!(names[100], "notes.txt");
}

#[test]
fn what_cannot_be_kept_is_asked_for_again() {
    let application = Application::start();
    let (folder, key) = (folder("gone"), key_file("gone-key"));
    let path = folder.to_str().expect("a UTF-8 path");
    let listening =
        Listening::start(&["--key-file", &key, "--save", path, "--forward", &application.url, "--json"]);
    fs::remove_dir_all(&folder).expect("it was made");
    assert_eq!(listening.post("/", &shop().sign(&KEY).body()), "200 fail");
    assert_eq!(listening.post("/", b"hello"), "400 fail");
    assert_eq!(application.rest(), []);
    let lines = json_lines(&listening.output());
    let column = |name: &str| lines.iter().map(|line| line[name].clone()).collect::<Vec<_>>();
    assert_eq!(column("outcome"), ["failed", "refused"]);
    for (line, folder) in lines.iter().zip([&folder, &folder.join("refused")]) {
        let why = line["not_saved"].as_str().expect("a text");
        assert!(why.starts_with(&format!("{}/", folder.display())), "{why}");
        assert_eq!(line["saved"], Value::Null);
    }

    let file = file("no-folder", b"");
    let (code, out, err) = outcome(&run(&["listen", "--port", "0", "--key-file", &key, "--save", &file]));
    assert_eq!((code, out.as_str()), (Some(2), ""));
    assert!(err.starts_with(&format!("error: {file}: deliveries can't be saved in this folder: ")), "{err}");
}
