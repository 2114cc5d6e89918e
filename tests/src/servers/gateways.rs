//! The gateways and verifiers of the servers.

use std::time::Duration;

use alipay_notify::decode::Invalid;
use alipay_notify::gateway::{Delivery, Head, RequestError};
use alipay_notify::key::{AppKeys, AppPrivateKey};
use alipay_notify::messages::{
    MiniIcpFaceauthCompleted, RiskPush, ShopSaveRejected, TradeStatusSync, UserOpencardResult,
};
use alipay_notify::verify::Limits;
use alipay_notify::{
    ContentKey, Gateway, Notification, Outcome, Rejection, Reply, Verified, Verifier,
};

use tokio::time::sleep;

use super::{APP_KEY, KEY, OTHER_KEY, Seen};
use crate::real;

/// The key of encrypted contents.
pub fn content_key() -> ContentKey {
    ContentKey::parse("AAECAwQFBgcICQoLDA0ODw==").expect("a good key")
}

pub(super) fn verifier() -> Verifier {
    Verifier::new(KEY.public_key())
}

pub(super) fn hurried_verifier() -> Verifier {
    verifier().limits(Limits::default().body_time(Duration::from_millis(200)))
}

/// A handler for each message, and for all that may go wrong.
pub(super) fn gateway(seen: &Seen) -> Gateway {
    let (cards, shops, filings, others, invalid) =
        (seen.clone(), seen.clone(), seen.clone(), seen.clone(), seen.clone());
    Gateway::builder(verifier())
        .on(move |n: Notification<UserOpencardResult>| {
            cards.note(format!("card {}", n.external_card_no));
            async { Reply::Success }
        })
        .on(move |n: Notification<ShopSaveRejected>| {
            shops.note(format!("shop {}", n.shop_id));
            async move {
                match n.envelope().notify_id().unwrap_or_default() {
                    "the handler fails" => return Err("as it was told"),
                    "the handler takes its time" => sleep(Duration::from_millis(300)).await,
                    _ => {}
                }
                Ok(())
            }
        })
        .on(move |n: Notification<MiniIcpFaceauthCompleted>| {
            filings.note(format!("filing {}", n.mini_app_id));
            async { Reply::Success }
        })
        .fallback(move |verified: Verified| {
            others.note(format!("fallback {}", verified.envelope().name().unwrap_or_default()));
            async { Reply::Success }
        })
        .on_invalid(move |message: Invalid| {
            invalid.note(format!(
                "invalid {}",
                message.verified().envelope().name().unwrap_or_default()
            ));
            async { Reply::Fail }
        })
        .build()
        .expect("a good gateway")
}

/// A gateway of another app, which can open encrypted contents.
pub(super) fn other_gateway(seen: &Seen) -> Gateway {
    let keys = AppKeys::new(OTHER_KEY.public_key()).content_key(content_key());
    shops_only(Verifier::new(keys), "other", seen)
}

pub(super) fn small_gateway(seen: &Seen) -> Gateway {
    shops_only(verifier().limits(Limits::default().body(1500)), "small", seen)
}

/// A gateway for what Alipay itself signed.
pub(super) fn real_gateway(seen: &Seen) -> Gateway {
    let (payments, risks, others) = (seen.clone(), seen.clone(), seen.clone());
    Gateway::builder(real::verifier())
        .on(move |n: Notification<TradeStatusSync>| {
            let amount = n.total_amount.unwrap_or_default();
            payments.note(format!("payment {:?} {amount}", n.event()));
            async { Reply::Success }
        })
        .on(move |n: Notification<RiskPush>| {
            risks.note(format!("risk {}", n.risklevel));
            async { Reply::Success }
        })
        .fallback(move |verified: Verified| {
            others.note(format!("fallback {}", verified.envelope().name().unwrap_or_default()));
            async { Reply::Success }
        })
        .build()
        .expect("a good gateway")
}

/// A gateway that has the app's private key.
pub(super) fn activated_gateway(seen: &Seen) -> Gateway {
    let others = seen.clone();
    let key = AppPrivateKey::parse(&APP_KEY.private_key_pem()).expect("a good key");
    Gateway::builder(verifier())
        .activation(key)
        .fallback(move |verified: Verified| {
            others.note(format!("fallback {}", verified.envelope().name().unwrap_or_default()));
            async { Reply::Success }
        })
        .build()
        .expect("a good gateway")
}

/// A verifier with room for no more large bodies: one that never ends takes it all.
pub(super) fn crowded_verifier() -> Verifier {
    let verifier = verifier().limits(Limits::default().body(32 * 1024).bodies(64 * 1024));
    let head = Head::new("POST", [("content-type", &b"application/x-www-form-urlencoded"[..])]);
    for _ in 0..2 {
        let mut endless = verifier.admit(&head).expect("as heads should be");
        endless.push(vec![b'a'; 24 * 1024]).expect("there is room");
        std::mem::forget(endless);
    }
    verifier
}

pub(super) fn crowded_gateway(seen: &Seen) -> Gateway {
    shops_only(crowded_verifier(), "crowded", seen)
}

pub(super) fn hurried_gateway(seen: &Seen) -> Gateway {
    shops_only(hurried_verifier(), "hurried", seen)
}

fn shops_only(verifier: Verifier, name: &'static str, seen: &Seen) -> Gateway {
    let (shops, rejections) = (seen.clone(), seen.clone());
    let shop = move |n: Notification<ShopSaveRejected>| {
        shops.note(format!("{name}: {} {}", n.shop_id, n.reason));
        async { Reply::Success }
    };
    let observer = move |delivery: &Delivery<'_>| {
        if let Outcome::Rejected {
            rejection: Rejection::Request(error @ RequestError::NoRoom { .. }),
            ..
        } = delivery.outcome()
        {
            rejections.note(format!("{name}: {error:?}"));
        }
    };
    Gateway::builder(verifier).on(shop).observe(observer).build().expect("a good gateway")
}
