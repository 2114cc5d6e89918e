//! The three specified messages: every documented field, its length, its level, its values.

use std::sync::LazyLock;

use alipay_notify::decode::{Invalid, Json};
use alipay_notify::messages::{
    CertifyResultStatus, MiniIcpFaceauthCompleted, ShopSaveRejected, UserOpencardResult,
};
use alipay_notify::testing::{TestKey, TestMessage};
use alipay_notify::{AlipayNotify, Notification, UserRef, Verified, Verifier};
use serde_json::{Value, json};

/// A documented field: its name, its greatest length, whether it is required, its documented
/// example.
type Documented = (&'static str, usize, bool, &'static str);

const OPENCARD: [Documented; 8] = [
    ("template_id", 32, true, "20200312000000000414103000300846"),
    ("biz_card_no", 32, true, "000001"),
    ("external_card_no", 64, true, "ext0001"),
    ("success", 10, true, "true"),
    ("user_id", 16, false, "2088902351536970"),
    ("open_id", 128, false, "074a1cctg1lelxke4xqc0zgndid0nxi95b5lsnpazwyoco5"),
    ("error_code", 32, false, "illegal_argument"),
    ("error_msg", 128, false, "参数非法"),
];

const SHOP: [Documented; 6] = [
    ("order_id", 32, true, "2018011900502000000005124744"),
    ("reason", 256, true, "资料有问题,拒绝"),
    ("shop_id", 32, true, "2020081400077000000001112602"),
    ("shop_name", 128, true, "支付宝(西溪路店)"),
    ("out_biz_no", 36, false, "0001119901210328000565010000"),
    ("store_id", 32, false, "no0001"),
];

const FACEAUTH: [Documented; 4] = [
    ("mini_app_id", 32, true, "2021098756789043"),
    ("certify_result_status", 16, true, "success"),
    ("bundle_id", 64, false, "com.alipay.alipaywallet"),
    ("certify_result_desc", 128, false, "人脸核验时人脸被遮挡"),
];

fn verify(message: TestMessage) -> Verified {
    static KEY: LazyLock<TestKey> = LazyLock::new(TestKey::generate);
    Verifier::new(KEY.public_key())
        .verify(&message.sign(&KEY).body())
        .expect("the message is genuine")
}

fn deliver<M: AlipayNotify>(message: TestMessage) -> Result<Notification<M>, Invalid> {
    verify(message).decode::<M>()
}

fn decode<M: AlipayNotify>(content: &Value) -> Result<Notification<M>, Invalid> {
    deliver(TestMessage::new(M::NAME).content(content.to_string()))
}

fn violations<M: AlipayNotify>(content: &Value) -> Vec<String> {
    match decode::<M>(content) {
        Ok(_) => Vec::new(),
        Err(invalid) => invalid.violations().iter().map(ToString::to_string).collect(),
    }
}

/// The content of all documented examples but those left out.
fn examples(fields: &[Documented], left_out: &[&str]) -> Value {
    let kept = fields.iter().filter(|(name, ..)| !left_out.contains(name));
    kept.map(|(name, _, _, example)| ((*name).to_owned(), json!(example)))
        .collect::<serde_json::Map<_, _>>()
        .into()
}

#[test]
fn all_documented_fields_decode() {
    assert_eq!(OPENCARD.len() + SHOP.len() + FACEAUTH.len(), 18);

    let card = decode::<UserOpencardResult>(&examples(&OPENCARD, &["open_id"])).expect("valid");
    assert_eq!(card.template_id, "20200312000000000414103000300846");
    assert_eq!(card.biz_card_no, "000001");
    assert_eq!(card.external_card_no, "ext0001");
    assert_eq!(card.success, "true");
    assert_eq!(card.user_id.as_deref(), Some("2088902351536970"));
    assert_eq!(card.open_id, None);
    assert_eq!(card.error_code.as_deref(), Some("illegal_argument"));
    assert_eq!(card.error_msg.as_deref(), Some("参数非法"));
    assert_eq!(card.user(), Some(UserRef::UserId("2088902351536970")));

    let card = decode::<UserOpencardResult>(&examples(&OPENCARD, &["user_id"])).expect("valid");
    assert_eq!(card.open_id.as_deref(), Some("074a1cctg1lelxke4xqc0zgndid0nxi95b5lsnpazwyoco5"));
    assert_eq!(
        card.user(),
        Some(UserRef::OpenId("074a1cctg1lelxke4xqc0zgndid0nxi95b5lsnpazwyoco5"))
    );

    let shop = decode::<ShopSaveRejected>(&examples(&SHOP, &[])).expect("valid");
    assert_eq!(shop.order_id, "2018011900502000000005124744");
    assert_eq!(shop.reason, "资料有问题,拒绝");
    assert_eq!(shop.shop_id, "2020081400077000000001112602");
    assert_eq!(shop.shop_name, "支付宝(西溪路店)");
    assert_eq!(shop.out_biz_no.as_deref(), Some("0001119901210328000565010000"));
    assert_eq!(shop.store_id.as_deref(), Some("no0001"));

    let filing = decode::<MiniIcpFaceauthCompleted>(&examples(&FACEAUTH, &[])).expect("valid");
    assert_eq!(filing.mini_app_id, "2021098756789043");
    assert_eq!(filing.certify_result_status, CertifyResultStatus::Success);
    assert_eq!(filing.bundle_id.as_deref(), Some("com.alipay.alipaywallet"));
    assert_eq!(filing.certify_result_desc.as_deref(), Some("人脸核验时人脸被遮挡"));
}

/// Each field at its greatest length, one character longer, and absent.
fn check_limits<M: AlipayNotify>(fields: &[Documented], left_out: &[&str], group: &[&str]) {
    for (name, limit, required, _) in fields.iter().filter(|(name, ..)| !left_out.contains(name)) {
        let mut content = examples(fields, left_out);
        let is_enum = *name == "certify_result_status";

        content[*name] = json!("长".repeat(limit + 1));
        let too_long = format!("{name}: {} characters, at most {limit}", limit + 1);
        let not_listed = format!("{name}: not one of success, fail, init");
        let expected = if is_enum { vec![too_long, not_listed] } else { vec![too_long] };
        assert_eq!(violations::<M>(&content), expected);

        if !is_enum {
            content[*name] = json!("长".repeat(*limit));
            assert_eq!(violations::<M>(&content), [""; 0], "{name} at its greatest length");
        }

        for absent in [None, Some(Value::Null)] {
            let members = content.as_object_mut().expect("an object");
            members.remove(*name);
            members.extend(absent.map(|null| ((*name).to_owned(), null)));
            let expected = if *required {
                vec![format!("{name}: required, but missing")]
            } else if group.contains(name) {
                vec!["user_id, open_id: exactly one of these must be present, none is".to_owned()]
            } else {
                vec![]
            };
            assert_eq!(violations::<M>(&content), expected, "{name} absent");
        }
    }
}

#[test]
fn lengths_and_levels_are_enforced() {
    check_limits::<UserOpencardResult>(&OPENCARD, &["open_id"], &["user_id"]);
    check_limits::<UserOpencardResult>(&OPENCARD, &["user_id"], &["open_id"]);
    check_limits::<ShopSaveRejected>(&SHOP, &[], &[]);
    check_limits::<MiniIcpFaceauthCompleted>(&FACEAUTH, &[], &[]);
}

#[test]
fn every_violation_is_reported_at_once() {
    let content = json!({ "order_id": "1".repeat(33), "shop_id": {}, "shop_name": ["a"] });
    assert_eq!(
        violations::<ShopSaveRejected>(&content),
        [
            "order_id: 33 characters, at most 32",
            "shop_id: a string is required, found an object",
            "shop_name: a string is required, found an array",
            "reason: required, but missing",
        ]
    );
}

#[test]
fn enum_values_in_any_letter_case() {
    for (value, variant) in [
        ("success", CertifyResultStatus::Success),
        ("SUCCESS", CertifyResultStatus::Success),
        ("Fail", CertifyResultStatus::Fail),
        ("iNiT", CertifyResultStatus::Init),
    ] {
        let content = json!({ "mini_app_id": "1", "certify_result_status": value });
        assert_eq!(
            decode::<MiniIcpFaceauthCompleted>(&content).expect("valid").certify_result_status,
            variant
        );
        assert_eq!(variant.as_str(), value.to_ascii_lowercase());
    }
    for value in ["", "succes", "success ", "成功"] {
        let content = json!({ "mini_app_id": "1", "certify_result_status": value });
        assert_eq!(
            violations::<MiniIcpFaceauthCompleted>(&content),
            ["certify_result_status: not one of success, fail, init"]
        );
    }
}

#[test]
fn lenient_decoding_keeps_an_unknown_enum_value_as_it_came() {
    let message = TestMessage::new(MiniIcpFaceauthCompleted::NAME)
        .content(r#"{"mini_app_id":"1","certify_result_status":"Pending"}"#);
    let filing =
        verify(message).decode_lenient::<MiniIcpFaceauthCompleted>().expect("representable");
    assert_eq!(filing.certify_result_status, CertifyResultStatus::Other("Pending".to_owned()));
    assert_eq!(
        filing.violations().to_string(),
        "certify_result_status: not one of success, fail, init"
    );
}

/// The document's own sample carries both `user_id` and `open_id`, against its own rule (二选一).
#[test]
fn the_documents_own_opencard_sample_is_refused() {
    let sample = json!({
        "external_card_no": "ext0001",
        "error_msg": "参数非法",
        "user_id": "2088902351536970",
        "open_id": "074a1cctg1lelxke4xqc0zgndid0nxi95b5lsnpazwyoco5",
        "success": "true",
        "biz_card_no": "000001",
        "template_id": "20200312000000000414103000300846",
        "error_code": "illegal_argument"
    });
    assert_eq!(
        violations::<UserOpencardResult>(&sample),
        ["user_id, open_id: exactly one of these must be present, both are"]
    );
}

#[test]
fn neither_user_id_nor_open_id_is_refused() {
    assert_eq!(
        violations::<UserOpencardResult>(&examples(&OPENCARD, &["user_id", "open_id"])),
        ["user_id, open_id: exactly one of these must be present, none is"]
    );
}

#[test]
fn scalars_are_taken_as_their_literal_text() {
    for (literal, text) in
        [("12.10", "12.10"), ("1706327962739", "1706327962739"), ("true", "true"), ("1e3", "1e3")]
    {
        let message = TestMessage::new(ShopSaveRejected::NAME).content(format!(
            r#"{{"order_id":{literal},"reason":"r","shop_id":"s","shop_name":"n"}}"#
        ));
        assert_eq!(deliver::<ShopSaveRejected>(message).expect("valid").order_id, text);
    }
}

#[test]
fn unknown_members_are_no_error_and_repeated_ones_are() {
    let content =
        r#"{"order_id":"1","new":{"deep":[1,null]},"reason":"r","shop_id":"s","shop_name":"n"}"#;
    let message = TestMessage::new(ShopSaveRejected::NAME).content(content);
    assert_eq!(deliver::<ShopSaveRejected>(message).expect("valid").order_id, "1");

    let content = r#"{"order_id":"1","reason":"r","shop_id":"s","shop_name":"n","order_id":"2"}"#;
    let message = TestMessage::new(ShopSaveRejected::NAME).content(content);
    let invalid = deliver::<ShopSaveRejected>(message).expect_err("order_id comes twice");
    assert_eq!(invalid.violations().to_string(), "order_id: given more than once");
}

#[test]
fn the_common_parameters_keep_their_documented_lengths() {
    for (name, limit) in [("notify_id", 50), ("app_id", 20), ("version", 5), ("utc_timestamp", 13)]
    {
        let example = || TestMessage::example::<ShopSaveRejected>();
        assert!(
            deliver::<ShopSaveRejected>(example().parameter(name, "1".repeat(limit))).is_ok(),
            "{name}"
        );
        let invalid = deliver::<ShopSaveRejected>(example().parameter(name, "1".repeat(limit + 1)))
            .expect_err(name);
        let expected = format!("{name}: {} characters, at most {limit}", limit + 1);
        assert_eq!(invalid.violations().to_string(), expected);
    }
    let invalid = deliver::<ShopSaveRejected>(
        TestMessage::example::<ShopSaveRejected>().parameter("utc_timestamp", "-1514210452731"),
    );
    assert_eq!(
        invalid.expect_err("not a timestamp").violations().to_string(),
        "utc_timestamp: 14 characters, at most 13; \
         utc_timestamp: not a number of milliseconds since the epoch"
    );
}

#[test]
fn a_message_is_not_decoded_as_another() {
    let verified = verify(TestMessage::example::<ShopSaveRejected>());
    let invalid = verified.decode::<UserOpencardResult>().expect_err("another message");
    assert_eq!(
        invalid.violations().to_string(),
        "msg_method: another message, alipay.user.opencard.result.notify is required"
    );
}

#[test]
fn debug_shows_no_values() {
    let shop =
        deliver::<ShopSaveRejected>(TestMessage::example::<ShopSaveRejected>()).expect("valid");
    let shown = format!("{shop:?} {:?} {:?}", shop.verified(), *shop);
    for (_, _, _, value) in SHOP {
        assert!(!shown.contains(value), "{value} in {shown}");
    }
}

#[test]
fn errors_of_serde_repeat_no_value() {
    let status = serde_json::from_str::<CertifyResultStatus>("[981273]").expect_err("not a text");
    assert_eq!(status.to_string(), "not one of success, fail, init");
    let status = serde_json::from_str::<CertifyResultStatus>("981273")
        .expect("a scalar is taken as its text");
    assert_eq!(status, CertifyResultStatus::Other("981273".to_owned()));
    let json =
        serde_json::from_str::<Json<Vec<String>>>(r#""[12]""#).expect_err("not a list of texts");
    assert_eq!(json.to_string(), "the JSON in a text can't be read, at its line 1, column 3");
    let json = serde_json::from_str::<Json<Vec<String>>>("981273").expect_err("not a text");
    assert_eq!(json.to_string(), "a text is required");
}
