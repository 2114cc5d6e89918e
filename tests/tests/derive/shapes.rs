//! Every shape of the dialect, in types that the derive writes.

use std::borrow::Cow;

use alipay_notify::decode::Number;
use alipay_notify::{AlipayEnum, AlipayNotify, AlipayObject, UserRef};
use alipay_notify_schema::{Decoder, Kind, Malformed, MessageSchema};

use super::{read, read_valid};

/// A schema alone, with what is extra.
#[derive(AlipayNotify)]
#[alipay(schema = "ui/schemas/shapes.json", extra)]
struct Product;

/// The shortest valid content, with `more` members.
fn content(more: &str) -> String {
    format!(
        r#"{{"product_id": "p", "count": 1, "amount": 1, "listed": true, "address": {{"city": "c"}},
            "product_status_infos": [], "tags": [], "refund_items": "[]", "user_id": "u", "email": "e"{more}}}"#
    )
}

#[test]
fn the_specification_is_the_schema() {
    let schema = MessageSchema::parse(include_str!("../../ui/schemas/shapes.json"))
        .expect("it is in the dialect");
    assert_eq!(*Product::SPEC, schema);
    assert_eq!(*ProductContent::SCHEMA, schema.content);
    let (_, infos) = schema.content.field("product_status_infos").expect("a field");
    assert_eq!(infos.kind, Kind::Object(Cow::Borrowed(ProductStatusInfo::SCHEMA)));
}

#[test]
fn scalars() {
    let text = content(
        r#", "stock": 9223372036854775807, "weight": 1234567890123456789012345678901234567890.10, "fragile": false"#,
    );
    let product: ProductContent = read_valid(&text);
    assert_eq!((product.count, product.listed, product.amount.as_str()), (1, true, "1"));
    assert_eq!((product.stock, product.fragile), (Some(i64::MAX), Some(false)));
    let weight = product.weight.expect("it is there");
    assert_eq!(weight.as_str(), "1234567890123456789012345678901234567890.10");
}

#[test]
fn numbers_that_stand_for_texts() {
    let text = content("").replace(r#""product_id": "p""#, r#""product_id": 12.10"#);
    assert_eq!(read_valid::<ProductContent>(&text).product_id, "12.10");
}

#[test]
fn null_is_absent() {
    let product: ProductContent = read_valid(&content(
        r#", "stock": null, "before": null, "channels": null, "receiver": null"#,
    ));
    assert_eq!((product.stock, product.before, product.channels), (None, None, None));
    assert_eq!(product.receiver, None);
    let text = content("").replace(r#""tags": []"#, r#""tags": null"#);
    assert_eq!(read::<ProductContent>(&text).1, ["tags: required, but missing"]);
}

#[test]
fn objects_and_lists_at_any_depth() {
    let product: ProductContent = read_valid(&content("").replace(
        r#""product_status_infos": []"#,
        r#""product_status_infos": [
            {"status": "pass"},
            {"status": "REJECT", "reject_reason": "r", "checks": [{"card_no": "1"}, {"account_no": "2", "depth": 3}]}
        ]"#,
    ));
    let [first, second] = &*product.product_status_infos else { panic!("{product:?}") };
    assert_eq!((&first.status, &first.checks), (&Status::Pass, &None));
    let checks = second.checks.as_ref().expect("they are there");
    assert_eq!(checks[0].card_no_or_account_no(), Some(CardNoOrAccountNoRef::CardNo("1")));
    assert_eq!(
        (checks[1].card_no_or_account_no(), checks[1].depth),
        (Some(CardNoOrAccountNoRef::AccountNo("2")), Some(3))
    );
    assert_eq!(product.user(), Some(UserRef::UserId("u")));
}

#[test]
fn lists_of_scalars() {
    let product: ProductContent = read_valid(&content(
        r#", "channels": ["app", "WEB"], "scores": [1, -2], "ratios": [0.50, 1e3], "flags": [true], "error_codes": [1]"#,
    ));
    assert_eq!(product.channels, Some(vec![Channel::App, Channel::Web]));
    assert_eq!(product.scores, Some(vec![1, -2]));
    let ratios: Vec<_> =
        product.ratios.iter().flatten().map(|ratio| ratio.as_str().to_owned()).collect();
    assert_eq!(
        (ratios, product.flags),
        (vec!["0.50".to_owned(), "1e3".to_owned()], Some(vec![true]))
    );
    assert_eq!(product.error_codes, Some(vec!["1".to_owned()]));
}

#[test]
fn json_in_texts() {
    let text = content(
        r#", "raw": "[1, {}]", "receiver": "{\"name\": \"n\"}", "vouchers": ["{\"id\": 7}"], "more_items": "[{}, {}]""#,
    )
    .replace(r#""[]""#, r#""[{\"amount\": \"0.10\", \"fee\": 0.010}]""#);
    let product: ProductContent = read_valid(&text);
    assert_eq!(product.raw.as_deref(), Some("[1, {}]"));
    let [item] = &**product.refund_items else { panic!("{product:?}") };
    assert_eq!((&*item.amount, item.fee.as_ref().map(Number::as_str)), ("0.10", Some("0.010")));
    assert_eq!(product.receiver.and_then(|receiver| receiver.0.name).as_deref(), Some("n"));
    assert_eq!(
        product.vouchers.iter().flatten().map(|voucher| voucher.id).collect::<Vec<_>>(),
        [7]
    );
    assert_eq!(product.more_items.map(|items| items.len()), Some(2));
}

#[test]
fn types_with_names_of_their_own() {
    let product: ProductContent =
        read_valid(&content(r#", "before": {"level": "A"}, "after": {"level": "a"}"#));
    let grade: Option<Grade> = product.before.as_ref().and_then(|state| state.level.clone());
    assert_eq!(grade, Some(Grade::A));
    let (before, after): (Option<State>, Option<State>) = (product.before, product.after);
    assert_eq!(before, after);
    assert_eq!(
        Product::SPEC.content.field("before").map(|(_, field)| &*field.type_name),
        Some("State")
    );
}

#[test]
fn every_violation_has_its_path() {
    let long = "r".repeat(300);
    let info = format!(r#"{{"status": "PASS", "reject_reason": "{long}"}}"#);
    let text = content(
        r#", "stock": 1.5, "weight": "1", "fragile": 0, "scores": [1, "2"], "channels": ["APP", "TV"],
            "receiver": "{\"name\": \"long\"}", "vouchers": ["{\"id\": 7}", "{\"id\": 9223372036854775808}", "{"],
            "payer": {}, "raw": "no", "before": [], "user_id": "again""#,
    )
    .replace(
        r#""product_status_infos": []"#,
        &format!(
            r#""product_status_infos": [{{"status": "NEW", "checks": [{{}}, {{"card_no": "1", "account_no": "2"}}]}}, {{}}, {info}]"#
        ),
    )
    .replace(r#"{"city": "c"}"#, r#"{"city": "12345", "lines": ["123", "1234"], "geo": {"lat": true}}"#)
    .replace(r#""tags": []"#, r#""tags": "t""#)
    .replace(r#""[]""#, r#""[{}, []]""#);
    let (product, violations) = read::<ProductContent>(&text);
    assert_eq!(product, None);
    let expected = [
        "address.city: 5 characters, at most 4",
        "address.lines[1]: 4 characters, at most 3",
        "address.geo.lat: a number is required, found a boolean",
        "address.geo.lng: required, but missing",
        "product_status_infos[0].status: not one of PASS, REJECT",
        "product_status_infos[0].checks[0].{card_no, account_no}: exactly one of these must be \
         present, none is",
        "product_status_infos[0].checks[1].{card_no, account_no}: exactly one of these must be \
         present, both are",
        "product_status_infos[1].status: required, but missing",
        "product_status_infos[2].reject_reason: 300 characters, at most 255",
        "tags: an array is required, found a string",
        "refund_items[0].amount: required, but missing",
        "refund_items[1]: an object is required, found an array",
        "stock: an integer is required, found a fraction",
        "weight: a number is required, found a string",
        "fragile: a boolean is required, found a number",
        "scores[1]: an integer is required, found a string",
        "channels[1]: not one of APP, WEB",
        "receiver.name: 4 characters, at most 2",
        "vouchers[1].id: a number beyond what its field can hold",
        "vouchers[2]: a text that is JSON is required",
        "payer.{card_no, account_no}: exactly one of these must be present, none is",
        "raw: a text that is JSON is required",
        "before: an object is required, found an array",
        "user_id: given more than once",
    ];
    assert_eq!(violations, expected);
    let checked = Product::SPEC.check(&text).expect("the text is JSON");
    let checked: Vec<_> = checked.iter().map(ToString::to_string).collect();
    // The specification knows no largest integer: the type does.
    let expected: Vec<_> =
        expected.into_iter().filter(|line| !line.contains("vouchers[1]")).collect();
    assert_eq!(checked, expected);
}

#[test]
fn depth_is_bounded() {
    let nested =
        |levels| content(&format!(r#", "new": {}1{}"#, "[".repeat(levels), "]".repeat(levels)));
    assert_eq!(read_valid::<ProductContent>(&nested(100)).extra.iter().len(), 1);
    let text = nested(100_000);
    assert!(matches!(ProductContent::decode(&mut Decoder::new(&text)), Err(Malformed { .. })));
}

#[test]
fn what_is_extra_is_kept() {
    let product: ProductContent =
        read_valid(&content(r#", "new": [1, {"a": 12.10}], "newer": "x""#));
    let extra: Vec<_> = product.extra.iter().collect();
    assert_eq!(extra, [("new", r#"[1, {"a": 12.10}]"#), ("newer", r#""x""#)]);
}

#[test]
fn nothing_is_shown() {
    let mut product = ProductContent::example();
    product.receiver = None;
    let shown = format!("{product:?}");
    assert_eq!(
        shown,
        "ProductContent \
         { product_id: \"…\" (2 characters), count: …, amount: …, listed: …, stock: Some(…), weight: Some(…), fragile: Some(…), address: Address { city: \"…\" (2 characters), \
         lines: Some([…] (1 element)), geo: Some(Geo { lat: …, lng: … }) }, \
         product_status_infos: […] (1 element), tags: […] (2 elements), channels: Some([…] (1 \
         element)), scores: Some([…] (1 element)), ratios: Some([…] (1 element)), flags: Some([…] \
         (1 element)), raw: Some(\"…\" (2 characters)), refund_items: […] (1 element), receiver: \
         None, more_items: Some([…] (1 element)), vouchers: Some([…] (1 element)), before: \
         Some(State { level: Some(A) }), after: Some(State { level: Some(A) }), payer: Some(Payer \
         { card_no: Some(\"…\" (0 characters)), account_no: None }), user_id: Some(\"…\" (0 \
         characters)), open_id: None, mobile: Some(\"…\" (0 characters)), email: Some(\"…\" (0 \
         characters)), error_codes: Some([…] (1 element)), extra: Extra[] }"
    );
}

#[test]
fn examples_are_valid() {
    let product = ProductContent::example();
    assert!(product.validate().is_empty(), "{}", product.validate());
    assert_eq!((product.count, product.amount.as_str()), (3, "12.10"));
    assert!(ProductStatusInfo::example().validate().is_empty());
    assert!(Check::example().validate().is_empty());
    assert_eq!(Address::example().city, "杭州");
}

#[test]
fn validating_gives_the_verdict_of_decoding() {
    let mut product = ProductContent::example();
    product.product_id = "123456789".to_owned();
    product.address.city = "12345".to_owned();
    product.address.lines = Some(vec!["1234".to_owned()]);
    product.channels = Some(vec![Channel::App, Channel::Other("TV".to_owned())]);
    let mut info = ProductStatusInfo::example();
    info.reject_reason = Some("r".repeat(300));
    let mut check = Check::example();
    check.account_no = Some("2".to_owned());
    info.checks = Some(vec![Check::example(), check]);
    product.product_status_infos =
        vec![ProductStatusInfo::example(), ProductStatusInfo::example(), info];
    product.refund_items[0].amount = "123456".to_owned();
    (product.mobile, product.email, product.raw) = (None, None, Some("{".to_owned()));
    let by_hand: Vec<_> = product.validate().iter().map(ToString::to_string).collect();
    let written = serde_json::to_string(&product).expect("it can be written");
    assert_eq!(
        by_hand,
        [
            "product_id: 9 characters, at most 8",
            "address.city: 5 characters, at most 4",
            "address.lines[0]: 4 characters, at most 3",
            "product_status_infos[2].reject_reason: 300 characters, at most 255",
            "product_status_infos[2].checks[1].{card_no, account_no}: exactly one of these must be \
             present, both are",
            "channels[1]: not one of APP, WEB",
            "raw: a text that is JSON is required",
            "refund_items[0].amount: 6 characters, at most 5",
            "mobile, email: at least one of these must be present, none is",
        ]
    );
    assert_eq!(read::<ProductContent>(&written).1, by_hand);
}

#[test]
fn what_was_decoded_comes_back() {
    let text = content(
        r#", "new": [1, {"a": 12.10}], "weight": 12.10, "channels": ["APP"], "raw": "[1, 2.50]",
            "vouchers": ["{\"id\": 7}"], "before": {"level": "A"}, "receiver": "{\"name\": \"\"}""#,
    );
    let product: ProductContent = read_valid(&text);
    let written = serde_json::to_string(&product).expect("it can be written");
    assert_eq!(serde_json::from_str::<ProductContent>(&written).ok().as_ref(), Some(&product));
    assert_eq!(read_valid::<ProductContent>(&written), product);
    assert!(written.contains(r#""new":[1, {"a": 12.10}]"#), "{written}");
    assert!(written.contains(r#""weight":12.10"#) && !written.contains("fragile"), "{written}");
    let example = ProductContent::example();
    let written = serde_json::to_string(&example).expect("it can be written");
    assert_eq!(read_valid::<ProductContent>(&written), example);
}

#[test]
fn parts_by_themselves() {
    let info: ProductStatusInfo =
        serde_json::from_str(r#"{"status": "NEW"}"#).expect("it can be represented");
    assert_eq!(info.status, Status::Other("NEW".to_owned()));
    assert_eq!(serde_json::to_string(&info).ok().as_deref(), Some(r#"{"status":"NEW"}"#));
    let refused = serde_json::from_str::<ProductStatusInfo>(r#"{"checks": 1}"#)
        .expect_err("a status is missing");
    assert!(
        refused.to_string().starts_with(
            "checks: an array is required, found a number; status: required, but missing"
        ),
        "{refused}"
    );
    assert_eq!(Channel::VALUES[0].title, "应用");
}
