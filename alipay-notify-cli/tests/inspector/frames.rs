//! Deliveries that came over the long connection.

use std::path::Path;
use std::process::Stdio;

use alipay_notify::testing::TestKey;
use serde_json::{Value, json};

use crate::support::application::Application;
use crate::support::listening::Listening;
use crate::support::{file, outcome, run};
use crate::ui::{KEY, Ui};

const SHOP: &str = "ant.merchant.expand.shop.save.rejected";

#[test]
fn frames_are_shown_and_sent_as_they_came() {
    let app = TestKey::generate();
    let own = file("ui-frames-alipay.pem", KEY.private_key_pem().as_bytes());
    let key = file("ui-frames-alipay.txt", KEY.public_key_base64().as_bytes());
    let app_public = file("ui-frames-app.txt", app.public_key_base64().as_bytes());
    let app_private = file("ui-frames-app.pem", app.private_key_pem().as_bytes());
    let mock = ["mock-channel", "--port", "0", "--key-file", &own, "--app-key-file", &app_public];
    let mock = Listening::start_as(Stdio::piped(), Path::new("."), &mock);
    let url = format!("ws://{}", mock.address);
    let listen = ["listen", "--ui", "--channel", &url, "--app-id", "2014060600164699"];
    let keys = ["--key-file", &key, "--app-private-key-file", &app_private];
    let mut ui = Ui::start_as(&[&listen, &keys[..]].concat());
    assert_eq!(ui.listening.error_line(), format!("connected to {url}\n"));
    let send = |arguments: &[&str]| {
        let (code, _, err) =
            outcome(&run(&[&["send", "shop.save", "--channel", &url], arguments].concat()));
        (code, err)
    };
    assert_eq!(send(&[]), (Some(0), String::new()));
    assert_eq!(send(&["--fault", "bad-signature"]), (Some(1), String::new()));

    let genuine = ui.get("/deliveries/1");
    assert_eq!(genuine["name"], SHOP);
    assert_eq!(genuine["outcome"], "handled");
    assert_eq!(genuine["verdict"]["ok"], true);
    let shop_name = genuine["content"].as_array().expect("members");
    let shop_name = shop_name.iter().find(|node| node["name"] == "shop_name");
    assert_eq!(shop_name.expect("a shop")["text"], "支付宝(西溪路店)");
    let names = genuine["parameters"].as_array().expect("parameters").iter();
    let names: Vec<&Value> = names.map(|parameter| &parameter["name"]).collect();
    assert_eq!(names, ["stream-id", "x-cmd", "x-msgId", "x-signType", "x-sign"]);
    let reply = json!({ "success": true, "status": null, "text": null,
        "remarks": ["acknowledged SUCCESS"] });
    assert_eq!((&genuine["reply"], &genuine["again"]), (&reply, &Value::Null));
    assert!(!ui.get("/deliveries/1?hide=1").to_string().contains("西溪路店"));

    let forged = ui.get("/deliveries/2");
    assert_eq!((&forged["name"], &forged["outcome"]), (&json!(SHOP), &json!("rejected")));
    assert_eq!(forged["verdict"]["ok"], false);

    let saved = ui.ask("GET", "/deliveries/1/file", "");
    let name = saved.header("content-disposition").expect("a name");
    assert!(name.ends_with(&format!("-0001-{SHOP}.frame\"")), "{name}");
    let application = Application::start();
    application.answer("200 OK", "success");
    let to = json!({ "to": application.url }).to_string();
    assert_eq!(ui.ask("POST", "/deliveries/1/replay", &to).json()["success"], true);
    let request = application.request();
    assert_eq!(request.content_type, "application/json; charset=utf-8");
    let curl = ui.get("/deliveries/1/curl?to=http://127.0.0.1:1/");
    let curl = curl["text"].as_str().expect("a command");
    let body = String::from_utf8(request.body).expect("UTF-8");
    assert!(curl.contains(" -H 'x-sign: ") && curl.ends_with(&format!(" '{body}'")), "{curl}");
}
