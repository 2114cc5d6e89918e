//! Every shape of the dialect, in types that the user writes.

use std::borrow::Cow;
use std::sync::Arc;

use alipay_notify::decode::{AlipayValue, Extra, Json, Number};
use alipay_notify::{AlipayEnum, AlipayNotify, AlipayObject, UserRef};
use alipay_notify_schema::{
    Decoder, FieldSchema, JsonText, Kind, Malformed, MessageSchema, ObjectSchema, Presence,
    Violations,
};

use super::{read, read_valid};

/// A type of the user's own, by way of another.
#[derive(Debug, PartialEq)]
struct ProductId(String);

impl AlipayValue for ProductId {
    const KIND: Kind = String::KIND;

    fn decode(decoder: &mut Decoder<'_>, field: &FieldSchema) -> Result<Option<Self>, Malformed> {
        Ok(String::decode(decoder, field)?.map(Self))
    }

    fn check(&self, field: &FieldSchema, violations: &mut Violations) {
        self.0.check(field, violations);
    }
}

#[derive(Debug, PartialEq, AlipayEnum)]
enum Channel {
    App,
    Web,
}

#[derive(Debug, PartialEq, AlipayObject)]
struct Geo {
    lat: Number,
    lng: f64,
}

#[derive(Debug, PartialEq, AlipayObject)]
#[alipay(exactly_one(card_no, account_no), at_least_one(mobile, email))]
struct Payer {
    #[alipay(max_len = 4, rename = "cardNo", title = "卡号")]
    card_no: Option<String>,
    account_no: Option<String>,
    mobile: Option<String>,
    #[alipay(conditional)]
    email: Option<Box<str>>,
    geo: Option<Box<Geo>>,
    #[alipay(extra)]
    more: Extra,
}

#[derive(Debug, PartialEq, AlipayObject)]
struct Item {
    #[alipay(max_len = 5)]
    amount: String,
}

/// Fields alone.
#[derive(Debug, PartialEq, AlipayNotify)]
#[alipay(msg_method = "my.company.product.changed", exactly_one(user_id, open_id))]
struct Changed {
    #[alipay(max_len = 8)]
    product_id: ProductId,
    #[alipay(max_len = 3)]
    shop_id: Option<Arc<str>>,
    store_id: Option<Cow<'static, str>>,
    count: u8,
    stock: Option<i64>,
    amount: Number,
    listed: bool,
    channels: Vec<Channel>,
    #[alipay(max_len = 3)]
    tags: Option<Vec<String>>,
    payer: Payer,
    payers: Option<Vec<Payer>>,
    #[alipay(json)]
    items: Option<Vec<Item>>,
    #[alipay(json, rename = "firstItem")]
    first_item: Option<Item>,
    refunds: Option<Json<Vec<Item>>>,
    #[alipay(json)]
    scores: Option<Vec<i32>>,
    user_id: Option<String>,
    open_id: Option<String>,
    #[alipay(extra)]
    extra: Extra,
}

fn changed(more: &str) -> String {
    format!(
        r#"{{"product_id": "p", "count": 1, "amount": 12.10, "listed": true, "channels": ["APP"],
            "payer": {{"cardNo": "1", "mobile": "1"}}, "open_id": "o"{more}}}"#
    )
}

#[test]
fn the_specification_is_the_types() {
    let schema = &Changed::SPEC.content;
    let field =
        |name: &str| schema.field(name).map(|(_, field)| field).expect("a field of that name");
    assert_eq!(
        (field("product_id").kind.clone(), field("product_id").max_len),
        (Kind::String, Some(8))
    );
    assert_eq!((&field("count").kind, &field("amount").kind), (&Kind::Integer, &Kind::Number));
    assert_eq!(
        (&field("listed").kind, field("listed").presence),
        (&Kind::Boolean, Presence::Required)
    );
    let channels = field("channels");
    assert_eq!((&channels.kind, channels.repeated), (&Kind::Enum(Channel::VALUES.into()), true));
    let tags = field("tags");
    assert_eq!(
        (&tags.kind, tags.repeated, tags.presence),
        (&Kind::String, true, Presence::Optional)
    );
    let object = |schema: &'static ObjectSchema| Kind::Object(Cow::Borrowed(schema));
    assert_eq!((&field("payer").kind, field("payer").repeated), (&object(Payer::SCHEMA), false));
    assert_eq!((&field("payers").kind, field("payers").repeated), (&object(Payer::SCHEMA), true));
    let json = |repeated| Kind::Json(JsonText::new(repeated, Some(Cow::Borrowed(Item::SCHEMA))));
    for (name, repeated) in [("items", true), ("firstItem", false), ("refunds", true)] {
        let field = field(name);
        assert_eq!((&field.kind, field.repeated), (&json(repeated), false), "{name}");
        assert_eq!(field.presence, Presence::Optional, "{name}");
    }
    assert_eq!(field("scores").kind, Kind::Json(JsonText::new(true, None)));
    assert_eq!(schema.fields.len(), 17);
    let (_, card_no) = Payer::SCHEMA.field("cardNo").expect("a field of that name");
    assert_eq!((&*card_no.title, card_no.max_len), ("卡号", Some(4)));
    assert_eq!(
        Payer::SCHEMA.field("email").map(|(_, field)| field.presence),
        Some(Presence::Conditional)
    );
}

#[test]
fn everything_is_read() {
    let text = changed(
        r#", "shop_id": "s", "store_id": "t", "stock": -1, "tags": ["new"], "new": 1e5,
            "payers": [{"account_no": "2", "email": "e", "geo": {"lat": 1.50, "lng": 2}, "newer": {}}],
            "items": "[{\"amount\": \"1\"}, {\"amount\": \"2\"}]", "firstItem": "{\"amount\": \"3\"}",
            "refunds": "[]", "scores": "[1, 2]""#,
    );
    let changed: Changed = read_valid(&text);
    assert_eq!((&changed.product_id, changed.count), (&ProductId("p".to_owned()), 1));
    assert_eq!((changed.shop_id.as_deref(), changed.store_id.as_deref()), (Some("s"), Some("t")));
    assert_eq!((changed.stock, changed.amount.as_str()), (Some(-1), "12.10"));
    let [payer] = &**changed.payers.as_ref().expect("it is there") else { panic!("{changed:?}") };
    assert_eq!(payer.card_no_or_account_no(), Some(CardNoOrAccountNoRef::AccountNo("2")));
    let geo = payer.geo.as_ref().expect("it is there");
    assert_eq!((geo.lat.as_str(), geo.lng.to_bits()), ("1.50", 2_f64.to_bits()));
    assert_eq!(payer.more.get("newer"), Some("{}"));
    assert_eq!(changed.extra.get("new"), Some("1e5"));
    let amounts: Vec<_> = changed.items.iter().flatten().map(|item| &*item.amount).collect();
    assert_eq!((amounts, changed.scores.as_deref()), (vec!["1", "2"], Some(&[1, 2][..])));
    assert_eq!(changed.first_item.as_ref().map(|item| &*item.amount), Some("3"));
    assert_eq!(changed.user(), Some(UserRef::OpenId("o")));
    assert!(changed.validate().is_empty());
}

#[test]
fn every_violation_has_its_path() {
    let text = changed(
        r#", "shop_id": "long", "tags": ["", "long"], "items": "[{\"amount\": \"123456\"}, {}]", "user_id": "u",
            "payers": [{"cardNo": "12345"}], "firstItem": "", "scores": "[1, \"2\"]""#,
    )
    .replace(r#""count": 1"#, r#""count": 256"#)
    .replace(r#"["APP"]"#, r#"["APP", "TV"]"#);
    let (content, violations) = read::<Changed>(&text);
    assert_eq!(content, None);
    assert_eq!(
        violations,
        [
            "count: a number beyond what its field can hold",
            "channels[1]: not one of APP, WEB",
            "shop_id: 4 characters, at most 3",
            "tags[1]: 4 characters, at most 3",
            "items[0].amount: 6 characters, at most 5",
            "items[1].amount: required, but missing",
            "payers[0].cardNo: 5 characters, at most 4",
            "payers[0].{mobile, email}: at least one of these must be present, none is",
            "firstItem: a text that is JSON is required",
            "scores[1]: an integer is required, found a string",
            "user_id, open_id: exactly one of these must be present, both are",
        ]
    );
}

#[test]
fn values_made_by_hand_are_held_against_the_same_rules() {
    let item = |amount: &str| Item { amount: amount.to_owned() };
    let mut changed: Changed = read_valid(&changed(""));
    assert!(changed.validate().is_empty());
    changed.product_id = ProductId("123456789".to_owned());
    changed.shop_id = Some("long".into());
    changed.tags = Some(vec!["long".to_owned()]);
    changed.payer.email = Some("e".into());
    changed.payer.card_no = None;
    changed.items = Some(vec![item("1"), item("123456")]);
    changed.refunds = Some(Json(vec![item("123456")]));
    changed.open_id = None;
    let violations: Vec<_> = changed.validate().iter().map(ToString::to_string).collect();
    assert_eq!(
        violations,
        [
            "product_id: 9 characters, at most 8",
            "shop_id: 4 characters, at most 3",
            "tags[0]: 4 characters, at most 3",
            "payer.{cardNo, account_no}: exactly one of these must be present, none is",
            "items[1].amount: 6 characters, at most 5",
            "refunds[0].amount: 6 characters, at most 5",
            "user_id, open_id: exactly one of these must be present, none is",
        ]
    );
}

#[test]
fn an_optional_value_that_cannot_be_represented_is_left_out() {
    let (content, violations) = read::<Changed>(&changed(r#", "stock": "1", "payers": [{}, 5]"#));
    let content = content.expect("what is required is there");
    assert_eq!((content.stock, content.payers), (None, None));
    assert_eq!(
        violations,
        [
            "stock: an integer is required, found a string",
            "payers[0].{cardNo, account_no}: exactly one of these must be present, none is",
            "payers[0].{mobile, email}: at least one of these must be present, none is",
            "payers[1]: an object is required, found a number",
        ]
    );
}

#[derive(Debug, PartialEq, AlipayObject)]
struct Sku {
    sku: Option<String>,
}

#[derive(Debug, PartialEq, AlipayObject)]
struct Address {
    city: Cow<'static, str>,
}

#[derive(Debug, PartialEq, AlipayObject)]
struct Info {
    status: String,
    reject_reason: Option<String>,
}

/// Both: all ways to declare a field of each kind.
#[derive(Debug, PartialEq, AlipayNotify)]
#[alipay(schema = "ui/schemas/shapes.json")]
struct Wanted {
    product_id: ProductId,
    count: u16,
    amount: Number,
    listed: bool,
    stock: Option<Number>,
    address: Box<Address>,
    product_status_infos: Vec<Info>,
    tags: Vec<Box<str>>,
    channels: Option<Vec<Channel>>,
    raw: Option<String>,
    #[alipay(json)]
    refund_items: Vec<Item>,
    receiver: Option<String>,
    more_items: Option<Json<Vec<Sku>>>,
    vouchers: Option<Vec<String>>,
    user_id: Option<String>,
    #[alipay(extra)]
    rest: Extra,
}

#[test]
fn both() {
    let schema = MessageSchema::parse(include_str!("../../ui/schemas/shapes.json"))
        .expect("it is in the dialect");
    assert_eq!(*Wanted::SPEC, schema);
    let text = r#"{"product_id": "p", "count": 1, "amount": 1, "listed": true, "address": {"city": "c"}, "new": 1,
        "product_status_infos": [{"status": "PASS"}], "tags": ["t"], "refund_items": "[{\"amount\": \"1\"}]",
        "receiver": "{\"name\": \"long\"}", "scores": [1, "2"], "payer": {}, "email": "e"}"#;
    let (wanted, violations) = read::<Wanted>(text);
    let wanted = wanted.expect("it can be represented");
    assert_eq!((wanted.refund_items.len(), wanted.rest.get("new")), (1, Some("1")));
    assert_eq!(
        violations,
        [
            "receiver.name: 4 characters, at most 2",
            "scores[1]: an integer is required, found a string",
            "payer.{card_no, account_no}: exactly one of these must be present, none is",
            "user_id, open_id: exactly one of these must be present, none is",
        ]
    );
    // Of `open_id` the struct knows nothing, so the group is not for it to judge.
    let by_hand: Vec<_> = wanted.validate().iter().map(ToString::to_string).collect();
    assert_eq!(by_hand, ["receiver.name: 4 characters, at most 2"]);
}
