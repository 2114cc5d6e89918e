//! The activation of an application gateway.

use alipay_notify::schema::Family;
use alipay_notify::testing::{TestKey, TestMessage};
use alipay_notify::verify::{SignMode, SignType};

use super::support::file;
use super::support::listening::Listening;
use super::{KEY, json_lines, key_file};

fn check() -> Vec<u8> {
    let xml = "<XML><AppId>2014072300007148</AppId><EventType>verifygw</EventType></XML>";
    let check = TestMessage::of(Family::Service, "alipay.service.check").charset("GBK");
    check.parameter("biz_content", xml).sign_mode(SignMode::V2).sign(&KEY).body()
}

#[test]
fn an_activation_is_answered_with_the_key_of_the_app() {
    let app_key = TestKey::generate();
    let private = file("activation-private", app_key.private_key_pem().as_bytes());
    let (key, forward) = (key_file("activation-key"), "http://127.0.0.1:9/alipay");
    let options = ["--key-file", &key, "--app-private-key-file", &private];
    let public = app_key.public_key_base64();
    let response = format!("<success>true</success><biz_content>{public}</biz_content>");
    let sign = app_key.sign(SignType::Rsa2, response.as_bytes());
    let xml = format!(
        "<?xml version=\"1.0\" encoding=\"GBK\"?><alipay><response>{response}</response>\
         <sign>{sign}</sign><sign_type>RSA2</sign_type></alipay>"
    );
    // It is not passed on: the command has the key.
    for more in [&["--json"][..], &["--json", "--forward", forward]] {
        let listening = Listening::start(&[&options[..], more].concat());
        let form = "content-type: application/x-www-form-urlencoded\r\n";
        let answer = listening.exchange(&format!("POST / HTTP/1.1\r\nhost: a\r\n{form}"), &check());
        assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
        assert!(answer.contains("\r\ncontent-type: text/xml; charset=GBK\r\n"), "{answer}");
        assert_eq!(answer.split("\r\n\r\n").nth(1), Some(&*xml));
        let lines = json_lines(&listening.output());
        assert_eq!(lines[0]["outcome"], "answered");
        assert_eq!(lines[0]["reply"], xml);
        assert_eq!(lines[0]["name"], "alipay.service.check");
    }
}

#[test]
fn without_that_key_the_option_is_named() {
    for (language, why) in [
        (
            "en",
            "  Alipay asks whether this gateway is the app's: give the app's private key with \
             --app-private-key-file\n  answered 200 fail\n",
        ),
        (
            "zh",
            "  支付宝询问该网关是否属于应用：请用 --app-private-key-file 提供应用私钥\n  \
             应答 200 fail\n",
        ),
    ] {
        let key = key_file(&format!("inactive-key-{language}"));
        let options = ["--lang", language, "--key-file", &key, "--allow-unknown"];
        let listening = Listening::start(&options);
        assert_eq!(listening.post("/", &check()), "200 fail");
        let out = listening.output();
        assert!(out.contains(why), "{out}");
    }
}
