//! What the checks cost: a content decoded with all of them, next to `serde_json` into an equal
//! struct without any.
//!
//! Both run interleaved in one process, so that the machine's noise hits both; each figure is the
//! median of the rounds' ratios. `cargo bench -p alipay-notify --bench decode`

use std::hint::black_box;
use std::io::{Write, stdout};
use std::time::{Duration, Instant};

use alipay_notify::decode::Decoder;
use alipay_notify::messages::{MiniIcpFaceauthCompleted, ShopSaveRejected, UserOpencardResult};
use alipay_notify::{AlipayNotify, AlipayObject};
use serde::Deserialize;
use serde::de::DeserializeOwned;

const ROUNDS: usize = 201;
const RUNS_PER_ROUND: u32 = 500;

#[derive(Deserialize)]
#[expect(dead_code, reason = "only the cost of filling it counts")]
struct PlainOpencard {
    template_id: String,
    biz_card_no: String,
    external_card_no: String,
    success: String,
    user_id: Option<String>,
    open_id: Option<String>,
    error_code: Option<String>,
    error_msg: Option<String>,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "only the cost of filling it counts")]
struct PlainShop {
    order_id: String,
    reason: String,
    shop_id: String,
    shop_name: String,
    out_biz_no: Option<String>,
    store_id: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum PlainStatus {
    Success,
    Fail,
    Init,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "only the cost of filling it counts")]
struct PlainFaceauth {
    mini_app_id: String,
    certify_result_status: PlainStatus,
    bundle_id: Option<String>,
    certify_result_desc: Option<String>,
}

fn checked<M: AlipayNotify>(text: &str) -> Option<M::Content> {
    let mut decoder = Decoder::new(text);
    let content = M::Content::decode(&mut decoder).ok()?;
    decoder.finish().ok()?.is_empty().then_some(content)?
}

fn plain<T: DeserializeOwned>(text: &str) -> Option<T> {
    serde_json::from_str(text).ok()
}

fn time<T>(text: &str, decode: fn(&str) -> Option<T>) -> Duration {
    let start = Instant::now();
    for _ in 0..RUNS_PER_ROUND {
        drop(black_box(decode(black_box(text))));
    }
    start.elapsed()
}

fn compare<M: AlipayNotify, T: DeserializeOwned>() {
    let text = &*M::SPEC.example();
    assert!(checked::<M>(text).is_some() && plain::<T>(text).is_some(), "both read the example");
    let mut rounds: Vec<(f64, Duration, Duration)> = (0..ROUNDS)
        .map(|_| {
            let (ours, theirs) = (time(text, checked::<M>), time(text, plain::<T>));
            (
                ours.as_secs_f64() / theirs.as_secs_f64(),
                ours / RUNS_PER_ROUND,
                theirs / RUNS_PER_ROUND,
            )
        })
        .collect();
    rounds.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (ratio, ours, theirs) = rounds[ROUNDS / 2];
    let line =
        format!("ratio decode/serde_json {} {ratio:.2} ({ours:?} over {theirs:?})\n", M::NAME);
    // A closed output ends nothing but the printing.
    let _ = stdout().write_all(line.as_bytes());
}

fn main() {
    compare::<UserOpencardResult, PlainOpencard>();
    compare::<ShopSaveRejected, PlainShop>();
    compare::<MiniIcpFaceauthCompleted, PlainFaceauth>();
}
