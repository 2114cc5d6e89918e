//! What a message becomes as an event.

mod sample;

use std::time::SystemTime;

use alipay_notify::AlipayNotify as _;
use alipay_notify::messages::{ShopSaveRejected, TradeStatusSync};
use alipay_notify::schema::Family;
use alipay_notify::testing::TestMessage;
use alipay_notify_serve::{Event, Wanted};
use serde_json::{Value, json};

const ALL: Wanted = Wanted { violations: true, raw: true };

fn attributes(event: &Event) -> Vec<(&'static str, &str)> {
    event.attributes().collect()
}

#[tokio::test]
async fn a_message_is_an_event_with_its_content_as_data() {
    let event = sample::event("n1").await;
    assert_eq!(
        attributes(&event),
        [
            ("specversion", "1.0"),
            ("id", "2014060600164699:n1"),
            ("source", "alipay:2014060600164699"),
            ("type", "alipay.message.ant.merchant.expand.shop.save.rejected"),
            ("time", "2026-11-27T09:30:00.125Z"),
            ("datacontenttype", "application/json"),
            ("dataschema", "urn:alipay:message:ant.merchant.expand.shop.save.rejected"),
            ("notifyid", "n1"),
        ]
    );
    assert_eq!(event.id(), "2014060600164699:n1");
    assert_eq!(event.source(), "alipay:2014060600164699");
    assert_eq!(event.kind(), "alipay.message.ant.merchant.expand.shop.save.rejected");
    assert_eq!(event.time(), Some(SystemTime::UNIX_EPOCH + sample::SENT));
    assert_eq!(Some(event.data()), sample::message("n1").biz_content());
    let debug = "Event { id: \"2014060600164699:n1\", \
                 type: \"alipay.message.ant.merchant.expand.shop.save.rejected\", .. }";
    assert_eq!(format!("{event:?}"), debug);
}

#[tokio::test]
async fn as_json_it_is_one_object_on_one_line() {
    let message = TestMessage::new("a.b").notify_id("n1").app_id("1");
    let message = message.sent_at(SystemTime::UNIX_EPOCH + sample::SENT);
    let message = message.content("{\r\n  \"amount\": 12345678901234567890.10,\n\"t\":\"\\n\" }\n");
    let event = sample::of(message, None, Wanted::default()).await.expect("nothing to break");
    assert_eq!(event.data(), r#"{"amount":12345678901234567890.10,"t":"\n"}"#);
    assert_eq!(
        event.to_json(),
        r#"{"specversion":"1.0","id":"1:n1","source":"alipay:1","type":"alipay.message.a.b","#
            .to_owned()
            + r#""time":"2026-11-27T09:30:00.125Z","datacontenttype":"application/json","#
            + r#""notifyid":"n1","data":{"amount":12345678901234567890.10,"t":"\n"}}"#
    );
}

#[tokio::test]
async fn what_a_notification_says_in_parameters_is_its_data() {
    let message = TestMessage::from_schema(TradeStatusSync::SPEC)
        .notify_id("n2")
        .parameter("auth_app_id", "2016000000000001");
    let event = sample::of(message, Some(TradeStatusSync::SPEC), Wanted::default()).await;
    let event = event.expect("an example keeps its specification");
    assert_eq!(event.kind(), "alipay.notify.trade_status_sync");
    let attributes = attributes(&event);
    assert!(attributes.contains(&("authappid", "2016000000000001")));
    assert!(attributes.contains(&("dataschema", "urn:alipay:notify:trade_status_sync")));
    let data: Value = serde_json::from_str(event.data()).expect("JSON");
    assert!(data["trade_no"].is_string(), "{data}");
    assert_eq!(data.get("sign"), None);
}

#[tokio::test]
async fn a_service_says_no_time_and_a_name_fits_a_uri() {
    let message = TestMessage::of(Family::Service, "风险 a*b").parameter("app_id", "1");
    let event = sample::of(message, None, Wanted::default()).await.expect("nothing to break");
    assert_eq!(event.time(), None);
    assert_eq!(event.kind(), "alipay.service.%E9%A3%8E%E9%99%A9%20a%2Ab");
    assert!(attributes(&event).iter().all(|(name, _)| *name != "time"), "{event:?}");
}

#[tokio::test]
async fn a_breach_is_an_error_or_an_attribute_without_values() {
    let broken = || {
        TestMessage::new("ant.merchant.expand.shop.save.rejected")
            .notify_id("n3")
            .content(r#"{"order_id":"secret","reason":{},"shop_name":"secret"}"#)
    };
    let breach = "shop_id: required, but missing";
    let schema = Some(ShopSaveRejected::SPEC);
    let violations = sample::of(broken(), schema, Wanted::default()).await.expect_err("broken");
    let expected = format!("reason: a string is required, found an object; {breach}");
    assert_eq!(violations.to_string(), expected);
    let wanted = Wanted { violations: true, raw: false };
    let event = sample::of(broken(), schema, wanted).await.expect("wanted");
    assert!(attributes(&event).contains(&("violations", &expected)), "{:?}", attributes(&event));
    assert_eq!(event.data(), r#"{"order_id":"secret","reason":{},"shop_name":"secret"}"#);
}

#[tokio::test]
async fn many_breaches_are_counted_where_an_attribute_ends() {
    let mut schema = ShopSaveRejected::SPEC.clone();
    let template = schema.content.fields[0].clone();
    let field = |number| {
        let mut field = template.clone();
        field.name = format!("a_member_that_is_not_there_{number:03}").into();
        field.presence = alipay_notify::schema::Presence::Required;
        field
    };
    schema.content.fields = (0..150).map(field).collect();
    schema.content.groups = Vec::new().into();
    let event = sample::of(sample::message("n4"), Some(&schema), ALL).await.expect("wanted");
    let all = attributes(&event);
    let (_, listed) = all.iter().find(|(name, _)| *name == "violations").expect("there are some");
    let listed: Vec<_> = listed.split("; ").collect();
    assert_eq!(listed[0], "a_member_that_is_not_there_000: required, but missing");
    assert_eq!(listed.len(), 20);
    assert_eq!(listed[19], "and 131 more");
}

#[tokio::test]
async fn the_body_as_received_is_there_where_it_is_wanted() {
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;

    let stored = sample::stored(sample::message("n5")).await;
    let verified = stored.open(None).expect("it can be read");
    let event = Event::new(&stored, &verified, None, ALL).expect("nothing to break");
    let json: Value = serde_json::from_str(&event.to_json()).expect("JSON");
    let raw = json["rawbody"].as_str().expect("it is there");
    assert_eq!(STANDARD.decode(raw).expect("base64"), stored.body());
    assert_eq!(json["data"]["store_id"], json!("no0001"));
}
