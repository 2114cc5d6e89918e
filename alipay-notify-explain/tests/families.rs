//! Of what is no message, nothing is said that only a message has.

use std::env;

use alipay_notify::AlipayNotify;
use alipay_notify::messages::{
    DutUserSign, FundAuthFreeze, OpenAppAuth, RiskPush, ServicemarketOrder, TradeStatusSync,
};
use alipay_notify::schema::Family;
use alipay_notify::testing::{SignedMessage, TestKey, TestMessage};
use alipay_notify_explain::{Capture, Cause, Keys, Options, explain};

fn forms() -> [TestMessage; 8] {
    let xml =
        "<XML><AppId><![CDATA[2014060600164699]]></AppId><EventType>verifygw</EventType></XML>";
    let activation =
        || TestMessage::of(Family::Service, "alipay.service.check").parameter("biz_content", xml);
    [
        TestMessage::example::<TradeStatusSync>(),
        TestMessage::example::<DutUserSign>(),
        TestMessage::example::<FundAuthFreeze>(),
        TestMessage::example::<ServicemarketOrder>()
            .parameter("method", "alipay.open.servicemarket.order.notify"),
        TestMessage::example::<OpenAppAuth>(),
        TestMessage::example::<RiskPush>(),
        activation(),
        activation().parameter("service", "alipay.mobile.public.message.notify"),
    ]
}

fn cause(form: &SignedMessage, keys: &Keys) -> Cause {
    let capture = Capture::read(&form.body()).expect("a form is a capture");
    explain(&capture, keys, &Options::new()).cause
}

/// Whatever is lost of it, by itself or with what tells which form it is, and whoever signed it. An
/// authorisation without its time as well can't be told from a message.
#[test]
fn nothing_but_a_message_lacks_what_messages_have() {
    let [alipay, other] = [(); 2].map(|()| TestKey::generate());
    let keys = Keys::new("key.txt", alipay.public_key());
    let step = if env::var_os("ALIPAY_NOTIFY_TEST_FULL").is_some() { 1 } else { 8 };
    let mut explained = 0;
    for form in forms() {
        let [of_alipay, forged] = [&alipay, &other].map(|key| form.clone().sign(key));
        for name in of_alipay.names().step_by(step) {
            let nameless = forged.clone().without("notify_type").without("service");
            let nameless = if name == "notify_time" { nameless } else { nameless.without(name) };
            for lossy in [of_alipay.clone().without(name), nameless] {
                let said = format!("{:?}", cause(&lossy, &keys));
                for of_messages in ["utc_timestamp", "msg_method"] {
                    assert!(!said.contains(of_messages), "without {name}: {said}");
                }
                explained += 1;
            }
        }
    }
    println!("{explained} forms without some of their parameters");
}

#[test]
fn keys_and_losses_are_found_in_each_family() {
    let [alipay, other] = [(); 2].map(|()| TestKey::generate());
    let keys = Keys::new("key.txt", alipay.public_key());
    let own = Keys::new("key.txt", other.public_key()).own_key("app.txt", other.public_key());
    for form in forms() {
        let signed = form.sign(&alipay);
        let name = signed.value("notify_type").or(signed.value("service")).unwrap_or_default();
        let name = String::from_utf8_lossy(name).into_owned();
        assert!(cause(&signed, &keys).is_genuine(), "{name}");
        let wrong = Keys::new("key.txt", other.public_key());
        assert_eq!(cause(&signed, &wrong), Cause::WrongKey, "{name}");
        assert_eq!(cause(&signed, &own), Cause::OwnKey { name: "key.txt".to_owned() }, "{name}");
        let unsigned = cause(&signed.clone().without("sign"), &keys);
        // Without it, nothing in a push of risks is of Alipay alone.
        let expected = if name == RiskPush::NAME { "unknown" } else { "malformed" };
        assert_eq!(unsigned.name(), expected, "{name}: {unsigned:?}");
    }
}
