//! How messages are signed: each option as the gateway sees it.

use std::time::{Duration, SystemTime};

use alipay_notify::verify::{SignMode, VerifyError};
use alipay_notify::{Rejection, Verifier};

use super::support::application::Application;
use super::support::{file, outcome, run};
use super::{CONTENT_KEY, KEY, SHOP, SHOP_CONTENT, only, send, sent, verified};

#[test]
fn a_message_is_its_example_signed_as_alipay_does() {
    let ((code, out, err), requests) = sent("plain", &[("200 OK", "success")], &["shop.save"]);
    assert_eq!((code, err.as_str()), (Some(0), ""));
    assert_eq!(requests[0].content_type, "application/x-www-form-urlencoded; charset=utf-8");
    let message = only(&requests);
    let envelope = message.envelope();
    assert_eq!((envelope.name(), &*message.content()), (Some(SHOP), SHOP_CONTENT));
    assert_eq!((envelope.app_id(), envelope.charset()), (Some("2014060600164699"), Some("UTF-8")));
    assert_eq!((envelope.sign_type(), message.sign_mode()), ("RSA2", SignMode::V1));
    assert_eq!(envelope.iter().len(), 9);
    let sent_at = envelope.sent_at().expect("a time");
    let away = SystemTime::now().duration_since(sent_at).unwrap_or_else(|error| error.duration());
    assert!(away < Duration::from_hours(1), "by the clock on the wall");
    assert!(envelope.violations().is_empty());
    let lines: Vec<&str> = out.lines().collect();
    assert!(lines[0].starts_with(&format!("{SHOP} to http://127.0.0.1:")), "{out}");
    assert_eq!(
        lines[1..],
        [
            &format!("  notify_id      {}", envelope.notify_id().unwrap_or_default()),
            "  app_id         2014060600164699",
            "  sign_type      RSA2, mode V1",
            "  charset        UTF-8",
            "  answered       200 success",
            "Alipay takes this as done.",
        ]
    );
}

#[test]
fn every_message_has_a_notify_id_of_its_own() {
    let id = |name| {
        let (_, requests) = sent(name, &[("200 OK", "success")], &["shop.save"]);
        only(&requests).envelope().notify_id().unwrap_or_default().to_owned()
    };
    let (first, second) = (id("id-1"), id("id-2"));
    assert_ne!(first, second);
    assert_eq!((first.len(), first.bytes().all(|byte| byte.is_ascii_hexdigit())), (32, true));
}

#[test]
fn each_option_reaches_the_gateway() {
    let content_key = file("content-key", CONTENT_KEY.as_bytes());
    let arguments = [
        "opencard",
        "--charset",
        "GBK",
        "--sign-type",
        "RSA",
        "--sign-mode",
        "v2",
        "--encrypt",
        &content_key,
        "--app-id",
        "2021",
        "--notify-id",
        "n1",
        "--set",
        "external_card_no=会员卡",
    ];
    let ((code, out, err), requests) = sent("options", &[("200 OK", "success")], &arguments);
    assert_eq!((code, err.as_str()), (Some(0), ""));
    assert_eq!(requests[0].content_type, "application/x-www-form-urlencoded; charset=gbk");
    let message = only(&requests);
    let envelope = message.envelope();
    for (name, value) in [
        ("msg_method", "alipay.user.opencard.result.notify"),
        ("charset", "GBK"),
        ("sign_type", "RSA"),
        ("encrypt_type", "AES"),
        ("app_id", "2021"),
        ("notify_id", "n1"),
    ] {
        assert_eq!(envelope.parameter(name), Some(value));
    }
    assert_eq!(message.sign_mode(), SignMode::V2);
    assert!(message.content().contains(r#""external_card_no":"会员卡""#), "{}", message.content());
    assert!(
        out.ends_with(
            "\n  notify_id      n1\n  app_id         2021\n  sign_type      RSA, mode V2\n  \
             charset        GBK\n  \
             encrypt_type   AES\n  answered       200 success\nAlipay takes this as done.\n"
        ),
        "{out}"
    );
}

#[test]
fn texts_are_sent_in_each_charset() {
    for (charset, label, bytes) in [
        ("utf-8", "UTF-8", "%7B%22a%22%3A%22%E6%94%AF%22%7D"),
        ("GBK", "GBK", "%7B%22a%22%3A%22%D6%A7%22%7D"),
        ("gb2312", "gb2312", "%7B%22a%22%3A%22%D6%A7%22%7D"),
        ("gb18030", "GB18030", "%7B%22a%22%3A%22%D6%A7%22%7D"),
    ] {
        let content = file(&format!("charset-{label}"), r#"{"a":"支"}"#.as_bytes());
        let arguments = ["my.own", "--content", &content, "--charset", charset];
        let (_, requests) = sent(&format!("charset-{label}"), &[("200 OK", "success")], &arguments);
        let message = only(&requests);
        assert_eq!(
            (message.envelope().charset(), &*message.content()),
            (Some(label), r#"{"a":"支"}"#)
        );
        let body = String::from_utf8(requests[0].body.clone()).expect("ASCII");
        assert!(body.contains(&format!("&biz_content={bytes}&")), "{body}");
    }
}

#[test]
fn what_is_tampered_with_is_not_authentic() {
    let verifier = Verifier::new(KEY.public_key());
    for parameter in [
        "sign",
        "biz_content",
        "utc_timestamp",
        "notify_id",
        "msg_method",
        "app_id",
        "version",
        "charset",
    ] {
        let arguments = ["shop.save", "--tamper", parameter];
        let name = format!("tampered-{parameter}");
        let ((code, out, _), requests) = sent(&name, &[("403 Forbidden", "fail")], &arguments);
        assert_eq!(code, Some(1));
        let error = verifier.verify(&requests[0].body).expect_err("one byte is another one");
        assert!(
            matches!(error, Rejection::Verify(VerifyError::Signature(_))),
            "{parameter}: {error:?}"
        );
        assert!(
            out.contains(&format!(
                "\n  tampered       {parameter}, one byte after it was signed\n"
            )),
            "{out}"
        );
    }
    let (_, requests) = sent(
        "tampered-type",
        &[("403 Forbidden", "fail")],
        &["shop.save", "--tamper", "sign_type"],
    );
    let error = verifier.verify(&requests[0].body).expect_err("one byte is another one");
    assert_eq!(error.to_string(), "sign_type is neither RSA2 nor RSA");
}

#[test]
fn a_parameter_that_is_not_there_can_not_be_tampered_with() {
    let (outcome, requests) =
        sent("tampered-none", &[], &["shop.save", "--notify-id", "n1", "--tamper", "sing"]);
    let error = format!(
        "error: {SHOP}: --tamper sing: there is no such parameter; there are charset, biz_content, \
         utc_timestamp, sign, app_id, version, sign_type, notify_id, msg_method\n"
    );
    assert_eq!((outcome.0, outcome.2), (Some(2), error));
    assert_eq!(requests, []);
}

/// In every form that Alipay's tool, `keygen` and OpenSSL write.
#[test]
fn the_private_key_may_have_any_form() {
    for (name, content) in [
        ("pkcs8.pem", KEY.private_key_pem().into_bytes()),
        ("pkcs1.pem", KEY.private_key_pkcs1_pem().into_bytes()),
        ("pkcs8.txt", KEY.private_key_base64().into_bytes()),
        ("pkcs1.txt", format!("{}\r\n", KEY.private_key_pkcs1_base64()).into_bytes()),
        ("pkcs8.der", KEY.private_key_der().to_vec()),
    ] {
        let key = file(name, &content);
        let (code, out, err) =
            outcome(&run(&["send", "shop.save", "--print", "body", "--key-file", &key]));
        assert_eq!((code, err.as_str()), (Some(0), ""), "{name}");
        assert_eq!(verified(out.trim_end().as_bytes()).content(), SHOP_CONTENT);
    }
}

#[test]
fn what_would_be_sent_can_be_printed() {
    let print = |what| {
        let key = file(&format!("print-{what}.pem"), KEY.private_key_pem().as_bytes());
        let to = "http://127.0.0.1:1/it's";
        let arguments = [
            "send",
            "shop.save",
            "--print",
            what,
            "--to",
            to,
            "--key-file",
            &key,
            "--charset",
            "gbk",
        ];
        outcome(&run(&arguments))
    };
    let (code, body, err) = print("body");
    assert_eq!((code, err.as_str()), (Some(0), ""));
    let message = verified(body.trim_end().as_bytes());
    assert_eq!((&*message.content(), message.envelope().charset()), (SHOP_CONTENT, Some("GBK")));

    let (code, curl, err) = print("curl");
    assert_eq!((code, err.as_str()), (Some(0), ""));
    let beginning = "curl -X POST 'http://127.0.0.1:1/it'\\''s' \
                     -H 'Content-Type: application/x-www-form-urlencoded; charset=gbk' --data-raw \
                     '";
    let body =
        curl.strip_prefix(beginning).and_then(|rest| rest.strip_suffix("'\n")).expect("a command");
    assert!(!body.contains('\''), "{body}");
    assert_eq!(verified(body.as_bytes()).content(), SHOP_CONTENT);
}

/// Of `{a,b}` and `[1-2]` curl makes several URLs, and delivers to each.
#[test]
fn the_url_of_a_printed_command_is_one() {
    for url in ["http://[::1]:1/", "http://127.0.0.1:1/?a={b,c}"] {
        let (code, curl, err) = send("one-url", url, &["shop.save", "--print", "curl"]);
        assert_eq!((code, err.as_str()), (Some(0), ""));
        let beginning = format!("curl --globoff -X POST '{url}' -H ");
        assert!(curl.starts_with(&beginning), "{curl}");
    }
}

#[test]
fn the_environment_sets_no_proxy() {
    let application = Application::start();
    application.answer("200 OK", "success");
    let key = file("proxy.pem", KEY.private_key_pem().as_bytes());
    let arguments = ["send", "shop.save", "--to", &application.url, "--key-file", &key];
    let mut command = super::support::command(&arguments);
    for variable in
        ["http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"]
    {
        command.env(variable, "http://127.0.0.1:1");
    }
    let (code, _, err) = outcome(&command.output().expect("the command runs"));
    assert_eq!((code, err.as_str()), (Some(0), ""));
    assert_eq!(only(&application.rest()).content(), SHOP_CONTENT);
}

#[test]
fn strangers_are_not_delivered_to_unless_it_is_asked_for() {
    let application = Application::start();
    // Every machine's own address: of no network, and within no private range.
    let url = application.url.replace("127.0.0.1", "0.0.0.0");
    let why = "0.0.0.0 is neither this machine nor in a private network; if you mean it, add \
               --allow-remote";
    let (code, out, err) = send("guard", &url, &["shop.save"]);
    assert_eq!((code, out.as_str(), err), (Some(2), "", format!("error: {url}: {why}\n")));
    assert_eq!(application.rest(), []);

    let stranger = "http://192.0.2.1/";
    let (code, _, err) = send("stranger", stranger, &["shop.save", "--lang", "zh"]);
    let why = "192.0.2.1 既不是本机也不在私有网络中；如确需投递，请加 --allow-remote";
    assert_eq!((code, err), (Some(2), format!("错误：{stranger}: {why}\n")));

    application.answer("200 OK", "success");
    let (code, _, err) = send("allowed", &url, &["shop.save", "--allow-remote"]);
    assert_eq!((code, err.as_str()), (Some(0), ""));
    assert_eq!(only(&application.rest()).content(), SHOP_CONTENT);
}
