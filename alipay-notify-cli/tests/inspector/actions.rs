//! What the buttons do.

use std::process::Command;

use alipay_notify::messages::ShopSaveRejected;
use alipay_notify::testing::TestMessage;
use serde_json::{Value, json};

use crate::support::application::Application;
use crate::support::{file, outcome, run};
use crate::ui::{KEY, Ui};

/// What came of a button, without how long it took.
fn done(ui: &Ui, path: &str, body: &Value) -> Value {
    let mut done = ui.ask("POST", path, &body.to_string()).json();
    let took = done.as_object_mut().and_then(|done| done.remove("milliseconds"));
    assert_eq!(took.is_some_and(|took| took.is_u64()), done.get("error").is_none(), "{done}");
    done
}

fn deliver(ui: &Ui) -> Vec<u8> {
    let body = TestMessage::example::<ShopSaveRejected>().notify_id("n1").sign(&KEY).body();
    assert_eq!(ui.listening.post("/", &body), "200 success");
    body
}

#[test]
fn a_delivery_goes_out_again_as_it_came() {
    let ui = Ui::start("ui-replay", &[]);
    let body = deliver(&ui);
    let application = Application::start();
    application.answer("500 Broken", "<b>no</b>");
    let answered = done(&ui, "/deliveries/1/replay", &json!({ "to": application.url }));
    assert_eq!(answered, json!({ "status": 500, "reply": "<b>no</b>", "success": false }));
    let request = application.request();
    assert_eq!(request.line, "POST /notify HTTP/1.1");
    assert_eq!(request.content_type, "application/x-www-form-urlencoded");
    assert_eq!(request.body, body);

    // Back to the command itself: it is the second delivery of that message.
    let answered = done(&ui, "/deliveries/1/replay", &json!({ "to": ui.to() }));
    assert_eq!(answered, json!({ "status": 200, "reply": "success", "success": true }));
    assert_eq!(ui.numbers("/deliveries"), [2, 1]);
    assert_eq!(ui.get("/deliveries/1")["again"]["came_as"], 2);
    assert_eq!(ui.get("/deliveries/2")["again"]["delivery"], 2);
}

#[test]
fn nothing_goes_out_where_it_may_not() {
    let ui = Ui::start("ui-reach", &[]);
    deliver(&ui);
    let error = |body: &Value| done(&ui, "/deliveries/1/replay", body)["error"].clone();
    assert_eq!(
        error(&json!({ "to": "http://8.8.8.8/" })),
        "http://8.8.8.8/: 8.8.8.8 is neither this machine nor in a private network; if you mean \
         it, add --allow-remote"
    );
    assert_eq!(
        error(&json!({ "to": "" })),
        "this is no URL to deliver to; write it like http://127.0.0.1:8080/alipay"
    );
    assert_eq!(error(&json!({})), "missing field `to` at line 1 column 2");
    assert_eq!(ui.ask("POST", "/deliveries/2/replay", "{}").status, 404);
    assert_eq!(ui.ask("GET", "/deliveries/1/replay", "").status, 404);
    let long = format!("{{\"to\":\"{}\"}}", "a".repeat(64 * 1024));
    assert_eq!(ui.ask("POST", "/deliveries/1/replay", &long).status, 413);
    // A request without a delivery has nothing to send.
    ui.listening.exchange("GET / HTTP/1.1\r\nhost: a\r\n", b"");
    let nothing = done(&ui, "/deliveries/2/replay", &json!({ "to": ui.to() }));
    assert_eq!(nothing, json!({ "error": "there is nothing to deliver" }));
    assert_eq!(ui.ask("GET", "/deliveries/2/file", "").status, 404);
}

#[test]
fn a_shell_delivers_what_was_copied() {
    let ui = Ui::start("ui-curl", &[]);
    let body = deliver(&ui);
    let hostile = b"a='; touch pwned; '\n$(b)\x1b\xff";
    let quoting = b"a='; touch pwned; '$(b)";
    assert_eq!(ui.listening.post("/", hostile), "400 fail");
    assert_eq!(ui.listening.post("/", quoting), "400 fail");
    for (number, body) in [(1, &body[..]), (2, hostile), (3, quoting)] {
        let application = Application::start();
        application.answer("200 OK", "success");
        let to = &application.url;
        let command = ui.get(&format!("/deliveries/{number}/curl?to={to}"));
        let command = command["text"].as_str().expect("a command").to_owned();
        let curl = Command::new("bash").args(["-c", &command]).output();
        let Ok(curl) = curl.inspect_err(|error| skip_curl(&error.to_string())) else { return };
        if curl.status.code() == Some(127) {
            return skip_curl("there is no curl");
        }
        assert_eq!(String::from_utf8_lossy(&curl.stdout), "success", "{command}");
        assert_eq!(application.request().body, body, "{command}");
    }
    assert_eq!(ui.listening.post("/", b"a\0"), "400 fail");
    let error =
        "no command line can hold this body; save it, and deliver it by `alipay-notify replay`";
    assert_eq!(ui.get("/deliveries/4/curl?to=x"), json!({ "error": error }));
}

fn skip_curl(why: &str) {
    crate::support::skipped("a copied command", why, "install bash and curl");
}

#[test]
fn what_is_saved_is_what_explain_takes() {
    let ui = Ui::start("ui-save", &[]);
    let body = deliver(&ui);
    let saved = ui.ask("GET", "/deliveries/1/file", "");
    assert_eq!(saved.header("content-type"), Some("application/octet-stream"));
    let disposition = saved.header("content-disposition").expect("a name");
    let name =
        disposition.strip_prefix("attachment; filename=\"").and_then(|rest| rest.strip_suffix('"'));
    let name = name.expect("a quoted name");
    assert!(name.ends_with("Z-0001-ant.merchant.expand.shop.save.rejected.http"), "{name}");
    let head = "POST / HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-www-form-urlencoded\r\n";
    let expected = format!("{head}Content-Length: {}\r\n\r\n", body.len());
    assert_eq!(saved.body, [expected.as_bytes(), &body].concat());

    let key = file("ui-saved-key.txt", KEY.public_key_base64().as_bytes());
    let capture = file("ui-saved.http", &saved.body);
    let (code, _, err) = outcome(&run(&["explain", &capture, "--key-file", &key]));
    assert_eq!((code, err.as_str()), (Some(0), ""));
}

#[test]
fn an_example_is_signed_and_delivered() {
    let ui = Ui::start("ui-example", &["--app-id", "2021000000000001"]);
    let wanted = json!({ "family": "notify_type", "name": "trade_status_sync", "to": ui.to() });
    let answered = done(&ui, "/examples", &wanted);
    assert_eq!(answered, json!({ "status": 200, "reply": "success", "success": true }));
    let detail = ui.get("/deliveries/1");
    assert_eq!(
        (&detail["name"], &detail["outcome"]),
        (&json!("trade_status_sync"), &json!("handled"))
    );
    let unknown = json!({ "family": "msg_method", "name": "no.such", "to": ui.to() });
    assert_eq!(done(&ui, "/examples", &unknown), json!({ "error": "there is nothing to deliver" }));
}

#[test]
fn without_a_key_there_are_no_examples() {
    let key = file("ui-no-example.txt", KEY.public_key_base64().as_bytes());
    let ui = Ui::start_as(&["listen", "--port", "0", "--ui", "--key-file", &key]);
    let why =
        "Examples need a key that signs them in Alipay's place: start with --example-key-file.";
    let wanted = json!({ "family": "notify_type", "name": "trade_status_sync", "to": ui.to() });
    assert_eq!(done(&ui, "/examples", &wanted), json!({ "error": why }));
    let page =
        ui.send(&format!("GET /?token={} HTTP/1.1\r\nhost: {}\r\n", ui.token, ui.address), "");
    assert!(page.text().contains(why), "{}", page.text());
}
