//! The long connection as users of the command see it: `mock-channel`, `listen --channel`,
//! `send --channel`, and what is kept of a frame.

mod certificate;
mod forward;
mod frames;
#[path = "../support/kept.rs"]
mod kept;
mod mock;
mod refused;
#[path = "../support/mod.rs"]
mod support;

use std::path::Path;
use std::process::Stdio;
use std::sync::LazyLock;

use alipay_notify::testing::TestKey;
use support::listening::Listening;
use support::{file, outcome, run};

static ALIPAY: LazyLock<TestKey> = LazyLock::new(TestKey::generate);
static APP: LazyLock<TestKey> = LazyLock::new(TestKey::generate);

const APP_ID: &str = "2014060600164699";

/// A server, and the files with its keys.
struct Channel {
    mock: Listening,
    url: String,
    key: String,
    app_key: String,
}

impl Channel {
    fn start(name: &str, arguments: &[&str]) -> Self {
        let file =
            |what: &str, content: String| file(&format!("{name}-{what}"), content.as_bytes());
        let alipay = file("alipay.pem", ALIPAY.private_key_pem());
        let app = file("app.txt", APP.public_key_base64());
        let given = ["mock-channel", "--port", "0", "--key-file", &alipay, "--app-key-file", &app];
        let mock =
            Listening::start_as(Stdio::piped(), Path::new("."), &[&given, arguments].concat());
        Self {
            url: format!("ws://{}", mock.address),
            mock,
            key: file("alipay.txt", ALIPAY.public_key_base64()),
            app_key: file("app.pem", APP.private_key_pem()),
        }
    }

    /// Starts to listen, and waits until it is connected.
    fn listen(&self, arguments: &[&str]) -> Listening {
        let mut listening = self.connect(arguments);
        let line = listening.error_line();
        let connected = ["connected to ", "已连接 "].map(|it| format!("{it}{}\n", self.url));
        assert!(connected.contains(&line), "{line}");
        listening
    }

    fn connect(&self, arguments: &[&str]) -> Listening {
        let given =
            ["listen", "-v", "--channel", &self.url, "--app-id", APP_ID, "--key-file", &self.key];
        let own = ["--app-private-key-file", &self.app_key];
        Listening::start_as(Stdio::piped(), Path::new("."), &[&given, &own[..], arguments].concat())
    }

    fn send(&self, arguments: &[&str]) -> (Option<i32>, String, String) {
        outcome(&run(&[&["send", "--channel", &self.url], arguments].concat()))
    }
}

/// It shows this, and is waited for.
fn assert_shows(listening: &mut Listening, expected: &str) {
    let mut shown = String::new();
    while shown.len() < expected.len() {
        shown += &listening.line();
    }
    assert_eq!(shown, expected);
}

/// How the example of a message is shown that came over the long connection.
fn shop(msg_id: &str) -> String {
    format!(
        "\
ant.merchant.expand.shop.save.rejected
  x-msgId        {msg_id}
  app_id         2014060600164699
  charset        UTF-8
  signed         RSA2, mode data
{TABLE}
"
    )
}

const TABLE: &str = "\
┌────────────┬──────────────┬──────────────────────────────┐
│ Field      ┆ Label        ┆ Value                        │
╞════════════╪══════════════╪══════════════════════════════╡
│ order_id   ┆ 申请单id     ┆ 2018011900502000000005124744 │
│ reason     ┆ 拒绝原因     ┆ 资料有问题,拒绝              │
│ shop_id    ┆ 门店id       ┆ 2020081400077000000001112602 │
│ shop_name  ┆ 门店名称     ┆ 支付宝(西溪路店)             │
│ out_biz_no ┆ 外部订单号   ┆ 0001119901210328000565010000 │
│ store_id   ┆ 外部门店编号 ┆ no0001                       │
└────────────┴──────────────┴──────────────────────────────┘";

#[test]
fn messages_are_shown_and_acknowledged() {
    let channel = Channel::start("shown", &[]);
    let mut listening = channel.listen(&[]);
    let url = &channel.url;
    let name = "ant.merchant.expand.shop.save.rejected";
    let sent = |status: &str, verdict: &str| {
        format!("{name} to {url}\n  acknowledged   {status}\n{verdict}\n")
    };
    let success = sent("SUCCESS", "Alipay takes this as done.");
    assert_eq!(channel.send(&["shop.save"]), (Some(0), success, String::new()));
    let fail = sent("FAIL", "The mock pushes it again until it is acknowledged SUCCESS.");
    let forged = channel.send(&["shop.save", "--fault", "bad-signature"]);
    assert_eq!(forged, (Some(1), fail, String::new()));

    let expected = format!(
        "{}  acknowledged SUCCESS\n\nrejected: no configured key made this signature; check that \
         the key is Alipay's public key (支付宝公钥) of this app, not the app's own\n  acknowledged \
         FAIL\n\n",
        shop("mock000000000001")
    );
    assert_shows(&mut listening, &expected);
}

#[test]
fn messages_are_shown_in_chinese() {
    let channel = Channel::start("chinese", &[]);
    let mut listening = channel.listen(&["--lang", "zh"]);
    let url = &channel.url;
    let sent = channel.send(&["--lang", "zh", "my.own", "--content", &file("zh-own", b"{}")]);
    let expected = format!(
        "my.own，推送到 {url}\n  确认           FAIL\n模拟服务器会重新推送，直到确认 SUCCESS。\n"
    );
    let warning = "警告：没有这条消息的定义；仍会发送\n".to_owned();
    assert_eq!(sent, (Some(1), expected, warning));
    let expected = "my.own
  x-msgId        mock000000000001
  app_id         2014060600164699
  charset        UTF-8
  签名方式       RSA2，data 模式
┌──────┬──────┬────┐
│ 字段 ┆ 名称 ┆ 值 │
╞══════╪══════╪════╡
└──────┴──────┴────┘
  没有这条消息的定义，只验证了签名
  未接受：请用 --schemas 提供它的 schema 文件，或用 --allow-unknown 接受所有没有定义的消息
  确认 FAIL

";
    assert_shows(&mut listening, expected);
}

#[test]
fn messages_are_lines_of_json() {
    let channel = Channel::start("json", &[]);
    let mut listening = channel.listen(&["--json"]);
    let (code, out, _) = channel.send(&["--json", "shop.save"]);
    let sent: serde_json::Value = serde_json::from_str(&out).expect("JSON");
    assert_eq!((code, &sent["acknowledged"]), (Some(0), &"SUCCESS".into()));
    kept::assert_keeps("send", &out);
    let line = listening.line();
    kept::assert_keeps("listen", &line);
    let line: serde_json::Value = serde_json::from_str(&line).expect("JSON");
    for (name, value) in [
        ("outcome", "handled"),
        ("acknowledged", "SUCCESS"),
        ("x-msgId", "mock000000000001"),
        ("sign_mode", "data"),
        ("parameter", "msg_method"),
        ("name", "ant.merchant.expand.shop.save.rejected"),
    ] {
        assert_eq!(line[name], value, "{name}");
    }
    for absent in ["status", "reply", "notify_id", "utc_timestamp"] {
        assert_eq!(line.get(absent), None, "{absent}");
    }
}

#[cfg(unix)]
#[test]
fn ctrl_c_closes_the_connection() {
    let mut channel = Channel::start("ended", &[]);
    let mut listening = channel.listen(&[]);
    listening.signal("-INT");
    assert_eq!(listening.end().code(), Some(0));
    let mut line = String::new();
    while line != "closed by the client (1000)\n" {
        line = channel.mock.line();
    }
    channel.mock.signal("-INT");
    assert_eq!(channel.mock.end().code(), Some(0));
}
