//! What is listed, and what is told of a delivery.

use std::io::{Read, Write};
use std::net::TcpStream;

use alipay_notify::messages::{FundAuthFreeze, ShopSaveRejected, TradeStatusSync};
use alipay_notify::schema::Family;
use alipay_notify::testing::{TestKey, TestMessage};
use alipay_notify::verify::SignMode;
use serde_json::{Value, json};

use crate::support::file;
use crate::ui::Ui;

const SHOP: &str = "ant.merchant.expand.shop.save.rejected";

fn shop(id: &str) -> TestMessage {
    TestMessage::example::<ShopSaveRejected>().notify_id(id)
}

/// A delivery without its time, which has the shape that it should have.
fn timeless(mut row: Value) -> Value {
    let row = row.as_object_mut().expect("an object");
    let at = row
        .remove("at")
        .and_then(|at| Some(at.as_str()?.replace(|ch: char| ch.is_ascii_digit(), "0")));
    assert_eq!(at.as_deref(), Some("0000-00-00 00:00:00"));
    assert!(row.remove("milliseconds").is_some_and(|took| took.is_u64()));
    Value::Object(row.clone())
}

#[test]
fn deliveries_are_listed_and_filtered() {
    let ui = Ui::start("ui-list", &[]);
    let empty = json!({ "all": 0, "kept": 0, "wanted": 0, "older": false, "deliveries": [] });
    assert_eq!(ui.get("/deliveries"), empty);
    assert_eq!(ui.deliver(shop("n1")), "200 success");
    assert_eq!(
        ui.deliver(TestMessage::example::<TradeStatusSync>().notify_id("n2")),
        "200 success"
    );
    assert_eq!(ui.deliver(TestMessage::new("my.own").notify_id("n3")), "200 fail");
    let forged = shop("n4").sign(&TestKey::generate()).body();
    assert_eq!(ui.listening.post("/", &forged), "403 fail");
    assert_eq!(ui.listening.post("/", b"hello"), "400 fail");
    ui.listening.exchange("GET / HTTP/1.1\r\nhost: a\r\n", b"");

    let page = ui.get("/deliveries");
    let rows = page["deliveries"].as_array().expect("a list").iter().cloned().map(timeless);
    let row = |number, family: Option<&str>, name: Option<&str>, id: Option<&str>, outcome| {
        let success = outcome == "handled";
        json!({
            "number": number, "family": family, "name": name, "id": id, "outcome": outcome,
            "success": success
        })
    };
    let (message, notify) = (Some("msg_method"), Some("notify_type"));
    assert_eq!(
        rows.collect::<Vec<_>>(),
        [
            row(6, None, None, None, "rejected"),
            row(5, None, None, None, "rejected"),
            row(4, message, Some(SHOP), Some("n4"), "rejected"),
            row(3, message, Some("my.own"), Some("n3"), "unhandled"),
            row(2, notify, Some("trade_status_sync"), Some("n2"), "handled"),
            row(1, message, Some(SHOP), Some("n1"), "handled"),
        ]
    );
    for (query, numbers) in [
        ("family=msg_method", &[4, 3, 1][..]),
        ("family=service", &[]),
        ("outcome=rejected", &[6, 5, 4]),
        ("name=SHOP.save", &[4, 1]),
        ("name=my*own", &[3]),
        ("name=%3Cb%3E", &[]),
        ("family=msg_method&outcome=handled&name=shop", &[1]),
        ("family=&outcome=&name=", &[6, 5, 4, 3, 2, 1]),
        ("before=3", &[2, 1]),
        ("before=3&family=msg_method", &[1]),
    ] {
        assert_eq!(ui.numbers(&format!("/deliveries?{query}")), numbers, "{query}");
    }
    assert_eq!(ui.get("/deliveries?outcome=rejected")["wanted"], 3);
}

#[test]
fn ten_thousand_deliveries_are_bounded_and_paged() {
    let ui = Ui::start("ui-many", &[]);
    let mut stream = TcpStream::connect(&ui.listening.address).expect("it listens");
    let request =
        b"POST / HTTP/1.1\r\nhost: a\r\ncontent-type: application/x-www-form-urlencoded\r\n\
                    content-length: 5\r\n\r\nhello";
    for _ in 0..101 {
        stream.write_all(&request.repeat(100)).expect("it reads");
        let mut answers = Vec::new();
        while answers.windows(13).filter(|bytes| bytes == b"HTTP/1.1 400 ").count() < 100
            || !answers.ends_with(b"fail")
        {
            let mut part = [0; 4096];
            let length = stream.read(&mut part).expect("it answers");
            assert_ne!(length, 0, "it keeps the connection");
            answers.extend_from_slice(&part[..length]);
        }
    }
    let page = ui.get("/deliveries");
    let counts = ["all", "kept", "wanted"].map(|name| page[name].as_u64());
    assert_eq!(counts, [Some(10_100), Some(10_000), Some(10_000)]);
    assert_eq!(ui.ask("GET", "/deliveries/100", "").status, 404);
    assert_eq!(ui.get("/deliveries/101")["outcome"], "rejected");

    let (mut before, mut seen) = (None, Vec::new());
    loop {
        let query = before.map_or_else(String::new, |before: u64| format!("?before={before}"));
        let page = ui.numbers(&format!("/deliveries{query}"));
        assert_eq!(page.len(), 100, "{query}");
        before = page.last().copied();
        seen.extend(page);
        if ui.get(&format!("/deliveries{query}"))["older"] == false {
            break;
        }
    }
    assert_eq!(seen, (101..=10_100).rev().collect::<Vec<u64>>());
}

#[test]
fn all_there_is_to_say_of_a_delivery() {
    let ui = Ui::start("ui-detail", &[]);
    assert_eq!(
        ui.deliver(TestMessage::example::<TradeStatusSync>().notify_id("n1")),
        "200 success"
    );
    let detail = ui.get("/deliveries/1");
    assert_eq!(detail["event"], "paid: 88.88 yuan, order shop-1001");
    assert_eq!(detail["request"], "POST /");
    assert_eq!(detail["content_type"], "application/x-www-form-urlencoded");
    assert_eq!(detail["verdict"]["ok"], true);
    let sentence = detail["verdict"]["sentence"].as_str().expect("a sentence");
    assert!(sentence.starts_with("Result: "), "{sentence}");
    let content = detail["content"].as_array().expect("members");
    let order = content.iter().find(|node| node["name"] == "out_trade_no");
    let order = order.expect("the order");
    assert_eq!(order["text"], "shop-1001");
    assert!(order["label"].as_str().is_some_and(|label| !label.is_empty()), "{order}");
    let parameters = detail["parameters"].as_array().expect("parameters");
    let id = parameters.iter().find(|parameter| parameter["name"] == "notify_id");
    let expected = json!({ "name": "notify_id", "value": "n1", "bytes": 2, "notes": [] });
    assert_eq!(id, Some(&expected));
    let reply = json!({ "success": true, "status": 200, "text": "success", "remarks": [] });
    assert_eq!(detail["reply"], reply);
    let done = json!({ "delivery": 1, "of": 8, "next_at": null, "came_as": null });
    assert_eq!(detail["again"], done);
}

#[test]
fn what_is_wrong_is_explained() {
    let ui = Ui::start("ui-wrong", &["--lang", "zh"]);
    let broken = TestMessage::new(SHOP).notify_id("n1").content(r#"{"shop_id":"1"}"#);
    assert_eq!(ui.deliver(broken), "200 fail");
    let forged = shop("n2").sign(&TestKey::generate()).body();
    assert_eq!(ui.listening.post("/", &forged), "403 fail");

    let broken = ui.get("/deliveries/1");
    assert_eq!(broken["outcome"], "invalid");
    let violations = broken["verdict"]["violations"].as_array().expect("a list");
    assert_eq!(violations.first(), Some(&json!("order_id：必选，但缺失")));
    let label = |name: &str| {
        let content = broken["content"].as_array().expect("members");
        content.iter().find(|node| node["name"] == name).map(|node| node["label"].clone())
    };
    assert_eq!(label("shop_id"), Some(json!("门店id")));

    let forged = ui.get("/deliveries/2");
    assert_eq!((&forged["outcome"], &forged["content"]), (&json!("rejected"), &Value::Null));
    assert_eq!(forged["verdict"]["ok"], false);
    let sentence = forged["verdict"]["sentence"].as_str().expect("a sentence");
    assert!(sentence.starts_with("可能的原因："), "{sentence}");
}

#[test]
fn it_is_told_when_alipay_delivers_again() {
    let ui = Ui::start("ui-again", &[]);
    for id in ["n1", "n2", "n1"] {
        assert_eq!(ui.deliver(TestMessage::new("my.own").notify_id(id)), "200 fail");
    }
    let freeze = TestMessage::example::<FundAuthFreeze>().without("amount").notify_id("n3");
    assert_eq!(ui.deliver(freeze), "200 fail");
    let again = |number: u64| {
        let again = ui.get(&format!("/deliveries/{number}/again"));
        assert_eq!(ui.get(&format!("/deliveries/{number}"))["again"], again);
        let came_at = ui.get(&format!("/deliveries/{number}"))["at"].as_str().map(str::to_owned);
        let next = again["next_at"].as_u64().expect("a time") / 1000;
        let day = next + 8 * 3600;
        let clock = came_at.and_then(|at| {
            let parts: Vec<u64> =
                at[11..].split(':').filter_map(|part| part.parse().ok()).collect();
            Some(parts.first()? * 3600 + parts.get(1)? * 60 + parts.get(2)?)
        });
        let wait = (day - clock.expect("a time of day")) % (24 * 3600);
        (again["delivery"].as_u64(), wait, again["came_as"].as_u64())
    };
    assert_eq!(again(1), (Some(1), 120, Some(3)));
    assert_eq!(again(2), (Some(1), 120, None));
    assert_eq!(again(3), (Some(2), 600, None));
    assert_eq!(again(4), (Some(1), 240, None));
}

#[test]
fn what_has_an_answer_of_its_own_does_not_come_again() {
    let app = file("ui-activation.pem", TestKey::generate().private_key_pem().as_bytes());
    let ui = Ui::start("ui-activation", &["--app-private-key-file", &app]);
    let xml = "<XML><AppId>2014072300007148</AppId><EventType>verifygw</EventType></XML>";
    let check = TestMessage::of(Family::Service, "alipay.service.check").charset("GBK");
    ui.deliver(check.parameter("biz_content", xml).sign_mode(SignMode::V2));
    let detail = ui.get("/deliveries/1");
    assert_eq!(
        (&detail["outcome"], &detail["reply"]["success"]),
        (&json!("answered"), &json!(true))
    );
    assert_eq!(
        (&detail["again"]["next_at"], &detail["verdict"]["ok"]),
        (&Value::Null, &json!(true))
    );
}

#[test]
fn hidden_values_do_not_leave_the_command() {
    let ui = Ui::start("ui-hidden", &[]);
    let secret = "sEcReT7";
    let content = json!({ "shop_id": secret, "more": [{ "deep": secret }] }).to_string();
    let message = || TestMessage::new(SHOP).notify_id(secret).content(content.clone());
    assert_eq!(ui.deliver(message()), "200 fail");
    let forged = message().parameter(secret, secret).sign(&TestKey::generate()).body();
    assert_eq!(ui.listening.post(&format!("/{secret}"), &forged), "403 fail");
    let nameless = TestMessage::new(secret).sign(&TestKey::generate()).body();
    assert_eq!(ui.listening.post("/", &nameless), "403 fail");
    for path in ["/deliveries", "/deliveries/1", "/deliveries/2", "/deliveries/3"] {
        assert!(ui.ask("GET", path, "").text().contains(secret), "{path}");
        let hidden = ui.ask("GET", &format!("{path}?hide=1"), "").text();
        assert!(!hidden.contains(secret), "{path}: {hidden}");
    }
    let hidden = ui.get("/deliveries/1?hide=1");
    assert_eq!(hidden["name"], SHOP);
    assert_eq!(hidden["content"][1]["hidden"], 7);
    assert_eq!(hidden["content"][0]["list"][0]["object"][0]["hidden"], 7);
    let values = hidden["parameters"].as_array().expect("parameters");
    assert!(values.iter().all(|parameter| parameter["value"].is_null()), "{hidden}");
    // What may be told is.
    assert!(hidden["verdict"]["violations"].as_array().is_some_and(|list| !list.is_empty()));
}
