//! Encrypted contents, in deliveries that are signed: the signature is good, whatever the content
//! comes to.

use std::sync::OnceLock;

use alipay_notify::key::AppKeys;
use alipay_notify::open::OpenError;
use alipay_notify::testing::{SignedMessage, TestMessage};
use alipay_notify::{ContentKey, Rejection, Verified, Verifier};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use crate::kit;

/// Takes what to do, and with which bytes.
///
/// The lowest two bits of the first byte: the others are the text of a ciphertext (0), its bytes
/// (1), a plaintext (2), or a plaintext whose ciphertext is changed at the byte that the first of
/// them says, by the bits of the second (3). The next bit tells the message's charset: UTF-8 or
/// GBK.
pub fn aes(data: &[u8]) {
    let Some((what, data)) = data.split_first() else { return };
    let charset = if what & 4 == 0 { "UTF-8" } else { "GBK" };
    let message = kit::message("a.b").parameter("charset", charset);
    match (what & 3, data) {
        (0, text) => foreign(message, text),
        (1, bytes) => foreign(message, STANDARD.encode(bytes).as_bytes()),
        (2, plaintext) => sealed(message, charset, plaintext),
        (_, [at, bits, plaintext @ ..]) => changed(message, usize::from(*at), *bits, plaintext),
        _ => {}
    }
}

/// A ciphertext from nowhere.
fn foreign(message: TestMessage, ciphertext: &[u8]) {
    if ciphertext.is_empty() {
        return;
    }
    let delivery = message.parameter("biz_content", ciphertext).parameter("encrypt_type", "AES");
    let delivery = delivery.sign(kit::key());
    let has_blocks = STANDARD
        .decode(ciphertext)
        .is_ok_and(|bytes| !bytes.is_empty() && bytes.len().is_multiple_of(16));
    for verifier in [right(), wrong()] {
        match opened(verifier, &delivery) {
            Err(OpenError::Decryption) => {}
            Err(OpenError::Text { name }) => {
                assert!(!ciphertext.is_ascii() && name == Some("biz_content"));
            }
            opened => assert!(has_blocks, "{opened:?} of no ciphertext"),
        }
    }
}

/// What Alipay sends: it opens to what was sealed, if that is an object, with the right key alone.
fn sealed(message: TestMessage, charset: &str, plaintext: &[u8]) {
    let delivery =
        message.parameter("biz_content", plaintext).encrypt(&content_key()).sign(kit::key());
    let found = opened(right(), &delivery).map(|verified| verified.content().into_owned());
    assert!(opened(wrong(), &delivery).is_err(), "opened with the wrong key");
    let text = str::from_utf8(plaintext).ok().filter(|text| charset == "UTF-8" || text.is_ascii());
    match (text, found) {
        (Some(text), Ok(found)) => {
            assert!(
                found == text || text.bytes().any(|byte| byte < b' '),
                "{found} in place of {text}"
            );
            assert!(
                serde_json::from_str::<&serde_json::value::RawValue>(&found).is_ok(),
                "no JSON: {found}"
            );
        }
        (Some(text), Err(error)) => {
            let is_object =
                serde_json::from_str::<Value>(text).is_ok_and(|value| value.is_object());
            assert!(!is_object || error == OpenError::Excessive, "{error}: {text}");
            assert_ne!(error, OpenError::Decryption, "sealed text does not open: {text}");
        }
        (None, found) if charset == "UTF-8" => assert_eq!(found, Err(OpenError::Decryption)),
        (None, _) => {}
    }
}

/// What somebody with the signing key, but not the content key, could make.
fn changed(message: TestMessage, at: usize, bits: u8, plaintext: &[u8]) {
    let sealed = message
        .clone()
        .parameter("biz_content", plaintext)
        .encrypt(&content_key())
        .sign(kit::key());
    let sealed = sealed.value("biz_content").expect("it was just set");
    let mut ciphertext = STANDARD.decode(sealed).expect("it was just encoded");
    let at = at % ciphertext.len();
    ciphertext[at] ^= bits;
    foreign(message, STANDARD.encode(ciphertext).as_bytes());
}

/// What comes of a delivery whose signature is good.
fn opened(verifier: &Verifier, delivery: &SignedMessage) -> Result<Verified, OpenError> {
    match verifier.verify(&delivery.body()) {
        Ok(verified) => Ok(verified),
        Err(Rejection::Unreadable(unreadable)) => {
            kit::assert_tells_nothing(&unreadable);
            let envelope = unreadable.envelope().biz_content().unwrap_or_default().as_bytes();
            let form = unreadable.form().and_then(|form| form.value("biz_content"));
            // Another charset says it in other bytes.
            let found = Some(form.unwrap_or(envelope)).filter(|found| found.is_ascii());
            assert_eq!(found, delivery.value("biz_content").filter(|sent| sent.is_ascii()));
            Err(unreadable.error().clone())
        }
        Err(error) => panic!("the content took the signature down: {error}"),
    }
}

fn right() -> &'static Verifier {
    static RIGHT: OnceLock<Verifier> = OnceLock::new();
    RIGHT.get_or_init(|| verifier(content_key()))
}

fn wrong() -> &'static Verifier {
    static WRONG: OnceLock<Verifier> = OnceLock::new();
    WRONG.get_or_init(|| verifier(ContentKey::from_bytes(*b"of another app !")))
}

fn verifier(key: ContentKey) -> Verifier {
    Verifier::new(AppKeys::new(kit::key().public_key()).content_key(key))
}

fn content_key() -> ContentKey {
    ContentKey::from_bytes(*b"not worth hiding")
}
