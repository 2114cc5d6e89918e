//! The structs with fields that `schema import --fields` prints: compared with those that are
//! compiled here.
//!
//! `UPDATE_GOLDEN=1` writes the files anew after a change that is meant; the run after that
//! compiles them.

use std::borrow::Cow;
use std::fmt::Debug;
use std::path::Path;
use std::{env, fs};

use alipay_notify::decode::Json;
use alipay_notify::{AlipayNotify, AlipayObject, UserRef};
use alipay_notify_import::rust;
use alipay_notify_schema::{Decoder, FieldSchema, JsonText, Kind, MessageSchema, ObjectSchema};

/// As they are printed, for crates that ask less of their code.
macro_rules! printed {
    ($($module:ident = $file:literal),* $(,)?) => {
        $(
            #[path = $file]
            #[allow(dead_code, unreachable_pub, clippy::pedantic, reason = "as it is printed for others")]
            mod $module;
        )*
    };
}

printed! {
    awkward = "fields/alipay.result.notify.rs",
    everything = "fields/my.company.everything.rs",
    opencard = "fields/alipay.user.opencard.result.notify.rs",
}

const FIELDS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fields");
const SCHEMAS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../schemas");

fn schema(folder: &str, msg_method: &str) -> MessageSchema {
    let text = fs::read_to_string(format!("{folder}/{msg_method}.json"))
        .expect("the schema file is there");
    MessageSchema::parse(&text).expect("it is in the dialect")
}

/// What is printed is the file that is compiled here, and what is compiled specifies the same as
/// the schema does.
fn compare<M: AlipayNotify>(schema: &MessageSchema) {
    let printed = rust::fields(schema);
    let file = Path::new(FIELDS).join(format!("{}.rs", schema.msg_method));
    if env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(&file, &printed).expect("the file can be written");
    }
    assert_eq!(
        printed,
        fs::read_to_string(&file).expect("the file is there"),
        "{}",
        file.display()
    );
    let content = sayable(&schema.content);
    let expected = MessageSchema { content, examples: [].as_slice().into(), ..schema.clone() };
    assert_eq!(*M::SPEC, expected);
}

/// What attributes and types have words for.
fn sayable(object: &ObjectSchema) -> ObjectSchema {
    let field = |field: &FieldSchema| FieldSchema {
        examples: [].as_slice().into(),
        type_name: "".into(),
        kind: match &field.kind {
            Kind::Object(object) => Kind::Object(Cow::Owned(sayable(object))),
            Kind::Json(JsonText { repeated, content: Some(object) }) => {
                let content = Some(Cow::Owned(sayable(object)));
                Kind::Json(JsonText { repeated: *repeated, content })
            }
            Kind::Json(JsonText { content: None, .. }) => Kind::String,
            other => other.clone(),
        },
        ..field.clone()
    };
    ObjectSchema {
        fields: object.fields.iter().map(field).collect(),
        groups: object.groups.clone(),
    }
}

fn read<T: AlipayObject + Debug>(text: &str) -> T {
    let mut decoder = Decoder::new(text);
    let content = T::decode(&mut decoder).expect("it is JSON");
    let violations = decoder.finish().expect("nothing follows");
    assert_eq!(violations.to_string(), "", "{content:?}");
    content.expect("it can be represented")
}

#[test]
fn everything_that_a_schema_can_say() {
    use everything::{Address, FirstItem, Geo, Item, ItemStatus, MyCompanyEverything, OrderType};
    use everything::{PackedItem, RefundItem, Status, Statuse};

    let schema = schema(FIELDS, "my.company.everything");
    compare::<MyCompanyEverything>(&schema);
    let text = || Some(String::new());
    let expected = MyCompanyEverything {
        order_no: "no0001".to_owned(),
        status: Status::Paid,
        statuses: Some(vec![Statuse::A]),
        count: 1,
        counts: Some(vec![1]),
        amount: serde_json::from_str("12.10").ok(),
        paid: true,
        note: text(),
        tags: Some(vec!["new".to_owned()]),
        r#type: OrderType::Normal,
        address: Some(Address {
            city: String::new(),
            geo: Some(Geo { lat: serde_json::from_str("1").expect("a number") }),
        }),
        items: vec![Item {
            name: String::new(),
            card_no: text(),
            account_no: None,
            status: Some(ItemStatus::Shipped),
        }],
        refund_items: Some(vec![RefundItem { amount: String::new() }]),
        first_item: Some(FirstItem { amount: text() }),
        packed_items: Some(vec![Json(PackedItem { weight: Some(1) })]),
        user_id: text(),
        open_id: None,
        mobile: text(),
        email: text(),
    };
    assert_eq!(read::<MyCompanyEverything>(&schema.example()), expected);
    assert_eq!(expected.user(), Some(UserRef::UserId("")));
}

#[test]
fn names_that_rust_would_not_have() {
    let schema = schema(FIELDS, "alipay.result.notify");
    compare::<awkward::ResultMessage>(&schema);
    let message: awkward::ResultMessage = read(&schema.example());
    assert_eq!((message._3d_secure, &message.result), (true, &awkward::ResultValue::Value));
    assert_eq!(message.buyer.as_ref().and_then(|buyer| buyer.card.as_deref()), Some(""));
    assert_eq!(message.seller.as_ref().and_then(|seller| seller.card.as_deref()), Some(""));
}

#[test]
fn the_message_of_a_page() {
    let schema = schema(SCHEMAS, "alipay.user.opencard.result.notify");
    compare::<opencard::UserOpencardResult>(&schema);
    let card: opencard::UserOpencardResult = read(&schema.example());
    assert_eq!(card.external_card_no, "ext0001");
    assert_eq!(
        card.user(),
        Some(UserRef::OpenId("074a1cctg1lelxke4xqc0zgndid0nxi95b5lsnpazwyoco5"))
    );
}
