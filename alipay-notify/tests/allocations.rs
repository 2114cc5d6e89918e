//! Decoding allocates what the struct keeps and nothing more; all else that a delivery needs is
//! allocated four times.

use alipay_notify::decode::Decoder;
use alipay_notify::messages::{
    MiniIcpFaceauthCompleted, ShopSaveRejected, TradeStatusSync, UserOpencardResult,
};
use alipay_notify::testing::{TestKey, TestMessage};
use alipay_notify::{AlipayNotify, AlipayObject, Verifier};
use allocation_counter::measure;

/// How often decoding this text allocates.
fn allocations<M: AlipayNotify>(text: &str) -> u64 {
    let decode = || {
        let mut decoder = Decoder::new(text);
        let content = M::Content::decode(&mut decoder).expect("JSON");
        assert!(decoder.finish().expect("JSON").is_empty());
        content.expect("valid")
    };
    measure(|| drop(decode())).count_total
}

#[test]
fn one_for_each_text_that_is_kept() {
    assert_eq!(allocations::<UserOpencardResult>(&UserOpencardResult::SPEC.example()), 7);
    assert_eq!(allocations::<ShopSaveRejected>(&ShopSaveRejected::SPEC.example()), 6);
    // The enum keeps no text.
    assert_eq!(
        allocations::<MiniIcpFaceauthCompleted>(&MiniIcpFaceauthCompleted::SPEC.example()),
        3
    );
}

/// How often it allocates to get from a body to a message, apart from the backend's RSA operation.
fn allocations_of_delivery<M: AlipayNotify>(key: &TestKey) -> u64 {
    let body = TestMessage::example::<M>().sign(key).body();
    let verifier = Verifier::new(key.public_key());
    let receive = || drop(verifier.receive::<M>(&body).expect("genuine and valid"));
    receive();
    measure(receive).count_total
}

/// The decoded form, the list of its parameters, what is signed of it, and the envelope that the
/// message shares.
#[test]
#[cfg_attr(not(feature = "aws-lc-rs"), ignore = "the other backend allocates on its own")]
fn a_delivery_allocates_four_times_more() {
    let key = TestKey::generate();
    assert_eq!(allocations_of_delivery::<UserOpencardResult>(&key), 7 + 4);
    assert_eq!(allocations_of_delivery::<ShopSaveRejected>(&key), 6 + 4);
    assert_eq!(allocations_of_delivery::<MiniIcpFaceauthCompleted>(&key), 3 + 4);
}

/// Six texts, the list of bills and the channel of one; besides those four, the list of the
/// parameters that are decoded, and what it takes to read JSON in one of them.
#[test]
#[cfg_attr(not(feature = "aws-lc-rs"), ignore = "the other backend allocates on its own")]
fn a_payment_allocates_no_more_than_its_texts() {
    let key = TestKey::generate();
    assert_eq!(allocations_of_delivery::<TradeStatusSync>(&key), 8 + 4 + 2);
}

#[test]
fn unknown_members_cost_none() {
    let text = r#"{"order_id":"1","a":"x","reason":"r","b":[{"c":"x"}],"shop_id":"s","shop_name":"n","d":1.5}"#;
    assert_eq!(allocations::<ShopSaveRejected>(text), 4);
}
