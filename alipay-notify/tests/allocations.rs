//! Decoding allocates what the struct keeps, and at most once more.

use alipay_notify::messages::{MiniIcpFaceauthCompleted, ShopSaveRejected, UserOpencardResult};
use alipay_notify::schema::Decoder;
use alipay_notify::{AlipayNotify, AlipayObject};
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
    assert_eq!(allocations::<MiniIcpFaceauthCompleted>(&MiniIcpFaceauthCompleted::SPEC.example()), 3);
}

#[test]
fn unknown_members_cost_none() {
    let text =
        r#"{"order_id":"1","a":"x","reason":"r","b":[{"c":"x"}],"shop_id":"s","shop_name":"n","d":1.5}"#;
    assert_eq!(allocations::<ShopSaveRejected>(text), 4);
}
