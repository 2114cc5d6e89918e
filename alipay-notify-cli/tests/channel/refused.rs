//! What is not done, and why.

use super::support::{file, outcome, run};
use super::{ALIPAY, APP, APP_ID};

/// Exit code 2, nothing printed, and this error.
#[track_caller]
fn refuses(arguments: &[&str], why: &str) {
    let (code, out, err) = outcome(&run(arguments));
    assert_eq!((code, out.as_str(), err), (Some(2), "", format!("{why}\n")), "{arguments:?}");
}

#[test]
fn listening_to_a_channel_takes_an_app_and_its_private_key() {
    let key = file("refused-key", ALIPAY.public_key_base64().as_bytes());
    let own = file("refused-own", APP.private_key_pem().as_bytes());
    let given = ["listen", "--key-file", &key, "--app-private-key-file", &own, "--channel"];
    let with = |more: &[&'static str]| [&given[..], more].concat();
    refuses(&with(&["sandbox"]), "error: --channel is for one app; give its --app-id, once");
    refuses(
        &with(&["sandbox", "--lang", "zh"]),
        "错误：--channel 用于一个应用；请给出一次它的 --app-id",
    );
    refuses(
        &with(&["openchannel.alipay.com", "--app-id", APP_ID]),
        "error: openchannel.alipay.com: write production, sandbox, or the URL of a server without \
         a path: wss://host[:port]",
    );
    refuses(
        &with(&["ws://10.0.0.1", "--app-id", APP_ID]),
        "error: ws://10.0.0.1: ws:// is not encrypted, so whoever is on the way could repeat \
         messages; write wss://, or connect to this machine",
    );
    refuses(
        &with(&["ws://10.0.0.1", "--app-id", APP_ID, "--lang", "zh"]),
        "错误：ws://10.0.0.1: ws:// 未加密，传输途中的任何人都可以重复投递消息；请使用 wss://，或只连接本机",
    );
    let swapped = ["listen", "--channel", "sandbox", "--app-id", APP_ID, "--key-file", &key];
    refuses(
        &[&swapped[..], &["--app-private-key-file", &key]].concat(),
        &format!(
            "error: {key}: found a public key; expected an RSA private key: PKCS#8 or PKCS#1, as \
             PEM, base64 or DER. Use the other half of the pair"
        ),
    );
    let (code, _, err) = outcome(&run(&swapped));
    assert_eq!(code, Some(2));
    assert!(err.contains("--app-private-key-file <FILE>"), "{err}");
    let (code, _, err) = outcome(&run(&with(&["sandbox", "--port", "1"])));
    assert_eq!(code, Some(2));
    assert!(err.contains("'--channel <CHANNEL>' cannot be used with '--port <PORT>'"), "{err}");
}

#[test]
fn only_a_mock_takes_messages_to_push() {
    let hint = "messages are pushed into a mock only: start `alipay-notify mock-channel`, and give \
                its URL";
    refuses(&["send", "shop.save", "--channel", "sandbox"], &format!("error: sandbox: {hint}"));
    refuses(
        &["send", "shop.save", "--channel", "sandbox", "--lang", "zh"],
        "错误：sandbox: 只能向模拟服务器推送消息：请先运行 `alipay-notify mock-channel`，再填写它的 URL",
    );
    refuses(
        &["send", "trade", "--channel", "ws://127.0.0.1:1"],
        "error: trade_status_sync: only messages (msg_method) come over the long connection",
    );
    let (code, _, err) = outcome(&run(&["send", "shop.save", "--channel", "ws://127.0.0.1:1"]));
    assert_eq!(code, Some(2));
    assert!(err.contains(": not delivered: "), "{err}");
    let key = file("refused-send", ALIPAY.private_key_pem().as_bytes());
    let both = ["send", "shop.save", "--channel", "ws://127.0.0.1:1", "--key-file", &key];
    let (code, _, err) = outcome(&run(&both));
    assert_eq!(code, Some(2));
    assert!(err.contains("cannot be used with '--key-file <FILE>'"), "{err}");
}

#[test]
fn a_fault_has_to_be_one() {
    let channel = super::Channel::start("no-fault", &[]);
    let (code, out, err) = channel.send(&["shop.save", "--fault", "ping"]);
    assert_eq!((code, out.as_str()), (Some(2), ""));
    assert!(err.starts_with("error: --fault: there is no such fault of messages; there are: "));
    let alipay = file("refused-alipay.pem", ALIPAY.private_key_pem().as_bytes());
    let app = file("refused-app.txt", APP.public_key_base64().as_bytes());
    let given = ["mock-channel", "--port", "0", "--key-file", &alipay, "--app-key-file", &app];
    let (code, out, err) = outcome(&run(&[&given[..], &["--fault", "none"]].concat()));
    assert_eq!((code, out.as_str()), (Some(2), ""));
    assert!(err.starts_with("error: --fault none: there is no such fault; there are:"), "{err}");
    let (code, _, err) = outcome(&run(&[&given[..], &["trade"]].concat()));
    assert_eq!(code, Some(2));
    assert_eq!(
        err,
        "error: trade_status_sync: only messages (msg_method with a content) come over the long \
         connection\n"
    );
}
