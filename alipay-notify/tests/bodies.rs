//! What bodies may take together until they are verified: `Limits::bodies`.

use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use alipay_notify::gateway::{Head, Incoming, RequestError};
use alipay_notify::messages::ShopSaveRejected;
use alipay_notify::testing::{TestKey, TestMessage};
use alipay_notify::verify::Limits;
use alipay_notify::{Gateway, Notification, Outcome, Rejection, Reply, Verifier};
use futures_executor::block_on;

static KEY: LazyLock<TestKey> = LazyLock::new(TestKey::generate);

const KIB: usize = 1024;

/// Bodies of up to 64 KiB, and 96 KiB of them together: 72 KiB beside the reserve.
const LIMITS: fn() -> Limits = || Limits::default().body(64 * KIB).bodies(96 * KIB);

const NO_ROOM: RequestError = RequestError::NoRoom { limit: 96 * KIB };

fn verifier() -> Verifier {
    Verifier::new(KEY.public_key()).limits(LIMITS())
}

/// A body whose head announces this length.
fn announced(verifier: &Verifier, length: usize) -> Incoming<Vec<u8>> {
    let length = length.to_string();
    let headers = [("content-type", FORM), ("content-length", length.as_bytes())];
    verifier.admit(&Head::new("POST", headers)).expect("admitted")
}

/// A body whose head announces no length.
fn chunked(verifier: &Verifier) -> Incoming<Vec<u8>> {
    verifier.admit(&Head::new("POST", [("content-type", FORM)])).expect("admitted")
}

const FORM: &[u8] = b"application/x-www-form-urlencoded";

fn bytes(count: usize) -> Vec<u8> {
    vec![b'a'; count]
}

#[test]
fn what_a_header_announces_takes_nothing() {
    let verifier = verifier();
    let waiting: Vec<_> = (0..1000).map(|_| announced(&verifier, 64 * KIB)).collect();
    let mut genuine = announced(&verifier, 64 * KIB);
    assert_eq!(genuine.push(bytes(64 * KIB)), Ok(()));
    drop(waiting);
}

#[test]
fn bodies_have_room_up_to_their_limit_and_give_it_back() {
    let verifier = verifier();
    let (mut first, mut second) = (announced(&verifier, 64 * KIB), announced(&verifier, 64 * KIB));
    assert_eq!(first.push(bytes(40 * KIB)), Ok(()));
    assert_eq!(second.push(bytes(32 * KIB)), Ok(()));
    // Room is taken in advance, but not beyond what was announced.
    assert_eq!(second.push(bytes(1)), Err(NO_ROOM));
    drop(second);
    assert_eq!(first.push(bytes(24 * KIB)), Ok(()));
    assert_eq!(first.as_bytes().len(), 64 * KIB);
    let mut third = announced(&verifier, 8 * KIB + 16 * KIB);
    assert_eq!(third.push(bytes(24 * KIB)), Err(NO_ROOM));
    drop(first);
    assert_eq!(third.push(bytes(24 * KIB)), Ok(()));
}

#[test]
fn small_bodies_have_a_reserve_however_they_come() {
    let verifier = verifier();
    let (mut first, mut second) = (announced(&verifier, 64 * KIB), announced(&verifier, 8 * KIB));
    assert_eq!(first.push(bytes(64 * KIB)), Ok(()));
    assert_eq!(second.push(bytes(8 * KIB)), Ok(()));

    let mut in_pieces = chunked(&verifier);
    for _ in 0..16 {
        assert_eq!(in_pieces.push(bytes(KIB)), Ok(()));
    }
    assert_eq!(in_pieces.push(bytes(1)), Err(NO_ROOM), "it is not small any more");
    let mut at_once = announced(&verifier, 8 * KIB);
    assert_eq!(at_once.push(bytes(8 * KIB)), Ok(()));
    assert_eq!(chunked(&verifier).push(bytes(1)), Err(NO_ROOM), "the reserve is full");
    drop(at_once);
    assert_eq!(chunked(&verifier).push(bytes(8 * KIB)), Ok(()));
}

#[test]
fn what_a_framework_holds_beside_a_large_body_counts_with_it() {
    let verifier = verifier();
    let mut small = announced(&verifier, 16 * KIB).held_beside(40 * KIB);
    assert_eq!(small.push(bytes(16 * KIB)), Ok(()));
    let mut large = announced(&verifier, 17 * KIB).held_beside(40 * KIB);
    assert_eq!(large.push(bytes(17 * KIB)), Err(NO_ROOM), "16 and 17 and 40 are more than 72");
    drop(small);
    let mut large = announced(&verifier, 17 * KIB).held_beside(40 * KIB);
    assert_eq!(large.push(bytes(17 * KIB)), Ok(()));
    assert_eq!(announced(&verifier, 24 * KIB).push(bytes(24 * KIB)), Err(NO_ROOM));
    drop(large);
    // One body of any permitted length has room.
    let mut largest = announced(&verifier, 64 * KIB).held_beside(40 * KIB);
    assert_eq!(largest.push(bytes(64 * KIB)), Ok(()));
}

#[test]
fn pieces_are_joined_whatever_was_announced() {
    let verifier = verifier();
    let whole: Vec<u8> = (0..=255).cycle().take(20 * KIB).collect();
    for size in [1, 100, 5000, 20 * KIB] {
        for mut incoming in [chunked(&verifier), announced(&verifier, 20 * KIB)] {
            for piece in whole.chunks(size) {
                assert_eq!(incoming.push(piece.to_vec()), Ok(()));
            }
            assert_eq!(incoming.as_bytes(), whole);
        }
    }
    // More than was announced, which no framework hands on.
    let mut incoming = announced(&verifier, 1);
    assert_eq!((incoming.push(bytes(1)), incoming.push(bytes(2))), (Ok(()), Ok(())));
    assert_eq!(incoming.as_bytes(), b"aaa");
}

#[test]
fn clones_of_a_verifier_share_it_and_other_limits_have_their_own() {
    let verifier = verifier();
    let mut held = announced(&verifier, 64 * KIB);
    assert_eq!(held.push(bytes(64 * KIB)), Ok(()));
    assert_eq!(announced(&verifier.clone(), 64 * KIB).push(bytes(64 * KIB)), Err(NO_ROOM));
    let other = verifier.clone().limits(LIMITS());
    assert_eq!(announced(&other, 64 * KIB).push(bytes(64 * KIB)), Ok(()));
}

#[test]
fn a_body_without_room_is_answered_503_and_reported() {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let observer = Arc::clone(&seen);
    let gateway = Gateway::builder(verifier())
        .on(|_: Notification<ShopSaveRejected>| async { Reply::Success })
        .observe(move |delivery| {
            let Outcome::Rejected { rejection: Rejection::Request(error), .. } = delivery.outcome()
            else {
                panic!("{:?}", delivery.outcome())
            };
            let mut seen = observer.lock().unwrap_or_else(PoisonError::into_inner);
            seen.push((error.clone(), delivery.outcome().name(), delivery.outcome().to_string()));
        })
        .build()
        .expect("one handler");
    let response = gateway.reject(NO_ROOM);
    assert_eq!((response.status(), response.body()), (503, "fail"));
    assert!(response.closes_connection());
    let seen = std::mem::take(&mut *seen.lock().unwrap_or_else(PoisonError::into_inner));
    let sentence = "rejected: no room: bodies that are not verified yet may take 98304 bytes \
                    together; raise `Limits::bodies` if they are genuine";
    assert_eq!(seen, [(NO_ROOM, "rejected", sentence.to_owned())]);
}

/// A handler may take long: what is authentic is no stranger's any more.
#[test]
fn a_body_gives_its_room_back_before_its_handler_is_called() {
    let verifier = verifier();
    let within = verifier.clone();
    let gateway = Gateway::builder(verifier.clone())
        .on(move |_: Notification<ShopSaveRejected>| {
            let mut another = announced(&within, 64 * KIB);
            async move { another.push(bytes(64 * KIB)) }
        })
        .build()
        .expect("one handler");
    let content = format!(
        r#"{{"order_id":"1","shop_id":"1","reason":"r","shop_name":"n","x":"{}"}}"#,
        "x".repeat(60 * KIB)
    );
    let body = TestMessage::example::<ShopSaveRejected>().content(content).sign(&KEY).body();
    let mut incoming = announced(&verifier, body.len());
    assert_eq!(incoming.push(body), Ok(()));
    assert_eq!(announced(&verifier, 64 * KIB).push(bytes(64 * KIB)), Err(NO_ROOM));
    assert_eq!(block_on(gateway.receive(incoming)).body(), "success");
}
