//! Verification: of a genuine delivery, changed in any way, nothing is accepted but what says the
//! same.

use std::sync::OnceLock;

use alipay_notify::key::{AppKeys, Backend};
use alipay_notify::messages::{MiniIcpFaceauthCompleted, ShopSaveRejected, UserOpencardResult};
use alipay_notify::testing::TestMessage;
use alipay_notify::verify::{Limits, SignMode};
use alipay_notify::{AlipayNotify, AlipayPublicKey, ContentKey, Rejection, Verified, Verifier};
use aws_lc_rs::signature::{RSA_PKCS1_2048_8192_SHA256, UnparsedPublicKey};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::kit::{self, MARK};
use crate::reference::{self, Pair};

/// Takes which delivery, and edits of four bytes each.
///
/// The first byte chooses the delivery and, with its highest bit, that the pure-Rust backend is
/// asked as well. Of an edit, the first byte says what, the next two where in the body, from its
/// end where they are negative, and the last how much or with what.
pub fn verify(data: &[u8]) {
    let Some((choice, edits)) = data.split_first() else { return };
    let genuine = &genuine()[usize::from(choice & 0x7f) % genuine().len()];
    let mut body = genuine.body.clone();
    for edit in edits.chunks_exact(4).take(MAX_EDITS) {
        apply(edit, &mut body);
    }
    let says =
        |pairs: &Vec<Pair>| self::genuine().iter().find(|genuine| genuine.says(pairs.clone()));
    let expected = reference::parse(&body, &Limits::default()).ok().as_ref().and_then(says);
    let backends = if choice & 0x80 == 0 { &verifiers()[..1] } else { verifiers() };
    for verifier in backends {
        check(verifier.verify(&body), expected);
    }
}

const MAX_EDITS: usize = 24;

/// Holds what was found against the delivery that the body says the same as, if there is one.
fn check(found: Result<Verified, Rejection>, expected: Option<&Genuine>) {
    match (found, expected) {
        (Ok(found), Some(genuine)) => genuine.assert_is(&found),
        (Ok(found), None) => panic!("accepted, but signed as nothing like it: {found:?}"),
        (Err(error), Some(_)) => panic!("refused, but says what was signed: {error}"),
        (Err(error), None) => {
            assert!(
                !matches!(error, Rejection::Unreadable(_)),
                "as signed, but nothing like it was: {error}"
            );
            kit::assert_tells_nothing(&error);
        }
    }
}

/// A delivery as it was signed.
struct Genuine {
    body: Vec<u8>,
    pairs: Vec<Pair>,
    mode: SignMode,
    content: String,
    verified: Verified,
}

impl Genuine {
    fn new(message: TestMessage, mode: SignMode, content: &str) -> Self {
        let body = message.sign_mode(mode).sign(kit::key()).body();
        let pairs = reference::parse(&body, &Limits::default()).expect("it is a form");
        assert_is_signed(&pairs, mode);
        let verified = verifiers()[0].verify(&body).expect("it is genuine");
        Self { body, pairs, mode, content: content.to_owned(), verified }
    }

    fn assert_is(&self, found: &Verified) {
        assert_eq!(found.sign_mode(), self.mode);
        assert_eq!(found.content(), self.content);
        let unsigned = |(name, _): &(&str, &str)| !["sign", "sign_type"].contains(name);
        let signed = |verified: &Verified| -> Vec<(String, String)> {
            let signed = verified.envelope().iter().filter(unsigned);
            signed.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
        };
        assert_eq!(signed(found), signed(&self.verified));
    }

    /// Whether a form says what was signed. It may spell `sign_type` in another letter case where
    /// that is not signed, write spaces for `+` in `sign`, and add parameters with an empty
    /// value whose names Alipay uses.
    fn says(&self, mut pairs: Vec<Pair>) -> bool {
        for (name, value) in &mut pairs {
            match name.as_slice() {
                b"sign" => {
                    value.iter_mut().filter(|byte| **byte == b' ').for_each(|byte| *byte = b'+');
                }
                b"sign_type" if self.mode == SignMode::V1 => value.make_ascii_uppercase(),
                _ => {}
            }
        }
        if pairs == self.pairs {
            return true;
        }
        pairs.retain(|(name, value)| !value.is_empty() || reference::known(name).is_none());
        pairs == self.pairs
    }
}

/// The test kit signs by the code that is to be tested, so what it signs is read again, and checked
/// without that code.
fn assert_is_signed(pairs: &[Pair], mode: SignMode) {
    let unsigned: &[&[u8]] =
        if mode == SignMode::V1 { &[b"sign", b"sign_type"] } else { &[b"sign"] };
    let signed = pairs.iter().filter(|(name, _)| !unsigned.contains(&name.as_slice()));
    let lines: Vec<_> = signed.map(|(name, value)| [name.as_slice(), value].join(&b'=')).collect();
    let decoded = |text: &[u8]| STANDARD.decode(text).expect("it is base64");
    let key = decoded(kit::key().public_key_base64().as_bytes());
    let sign = decoded(reference::value(pairs, "sign").expect("it is signed"));
    let checked =
        UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, key).verify(&lines.join(&b'&'), &sign);
    checked.expect("it is signed as it is documented");
}

fn genuine() -> &'static [Genuine] {
    static GENUINE: OnceLock<Vec<Genuine>> = OnceLock::new();
    GENUINE.get_or_init(|| {
        let mut all = Vec::new();
        let mut add = |message: TestMessage, content: &str| {
            all.extend(SignMode::ALL.map(|mode| Genuine::new(message.clone(), mode, content)));
        };
        for message in
            [UserOpencardResult::SPEC, ShopSaveRejected::SPEC, MiniIcpFaceauthCompleted::SPEC]
        {
            let content = message.example().replacen('{', &format!("{{\"more\":\"{MARK}\","), 1);
            add(kit::message(&message.name).content(&*content), &content);
        }
        // What could be cut into other parameters, and a parameter without a value.
        let content = format!(r#"{{"a":"{MARK}&charset=GBK&x=+%2B","b":"&amp;=","c":{{}}}}"#);
        let message = kit::message("a&b").parameter("msg_uid", "").parameter("zone", MARK);
        add(message.content(&*content), &content);
        let gbk = [b"{\"a\":\"\xd6\xa7\xb8\xb6\xb1\xa6 ", MARK.as_bytes(), b"\"}"].concat();
        let content = format!(r#"{{"a":"支付宝 {MARK}"}}"#);
        add(
            kit::message("a.b").parameter("charset", "GBK").parameter("biz_content", gbk),
            &content,
        );
        let content = format!(r#"{{"a":"{MARK}"}}"#);
        add(kit::message("a.b").content(&*content).encrypt(&content_key()), &content);
        all
    })
}

/// The default backend, then the other.
fn verifiers() -> &'static [Verifier] {
    static VERIFIERS: OnceLock<Vec<Verifier>> = OnceLock::new();
    VERIFIERS.get_or_init(|| {
        let of = |backend: &Backend| -> Verifier {
            let key: AlipayPublicKey = kit::key().public_key();
            let key = key.with_backend(*backend).expect("every backend takes this key");
            Verifier::new(AppKeys::new(key).content_key(content_key()))
        };
        Backend::ENABLED.iter().map(of).collect()
    })
}

fn content_key() -> ContentKey {
    ContentKey::from_bytes(*b"not worth hiding")
}

/// What is put into bodies.
const PIECES: [&[u8]; 20] = [
    b"&",
    b"=",
    b"%",
    b"+",
    b"%26",
    b"%3D",
    b"%00",
    b"%2B",
    b" ",
    b"&auth_app_id=",
    b"&encrypt_type=",
    b"&msg_type=",
    b"&x=",
    b"&sign_type=RSA",
    b"&charset=GBK",
    b"%5C",
    b"\"",
    b"{}",
    b"&msg_uid=1",
    b"rsa2",
];

/// One edit. Positions wrap around, so that every edit does something, and count from the end where
/// they are negative: `sign` is of another length each time.
fn apply(edit: &[u8], body: &mut Vec<u8>) {
    let [what, high, low, with] = [edit[0], edit[1], edit[2], edit[3]];
    let position = i16::from_be_bytes([high, low]);
    let at = usize::from(position.unsigned_abs() - u16::from(position < 0)) % (body.len() + 1);
    let at = if position < 0 { body.len() - at } else { at };
    let end = body.len().min(at + usize::from(with));
    match what % 12 {
        0 => body[at..].first_mut().into_iter().for_each(|byte| *byte = with),
        1 => body.insert(at, with),
        2 => drop(body.drain(at..end)),
        3 => {
            let copied = body[at..end].to_vec();
            body.extend(copied);
        }
        4 => rotate(body, at, usize::from(with)),
        5 => unescape(body, at),
        6 => escape(body, at, end),
        7 => drop(body.splice(at..at, PIECES[usize::from(with) % PIECES.len()].iter().copied())),
        8 => body[at..].first_mut().into_iter().for_each(|byte| *byte ^= 0x20),
        9 => body[at..].first_mut().into_iter().for_each(|byte| *byte ^= 1 << (with % 8)),
        10 => {
            let other = &genuine()[usize::from(with) % genuine().len()].body;
            body.truncate(at);
            body.extend_from_slice(&other[at.min(other.len())..]);
        }
        _ => {
            let piece = PIECES[usize::from(with) % PIECES.len()];
            let end = body.len().min(at + piece.len());
            drop(body.splice(at..end, piece.iter().copied()));
        }
    }
}

/// Puts the parameter at `at` after `count` others.
fn rotate(body: &mut Vec<u8>, at: usize, count: usize) {
    let mut parts: Vec<Vec<u8>> = body.split(|byte| *byte == b'&').map(<[u8]>::to_vec).collect();
    let index = body[..at].split(|byte| *byte == b'&').count() - 1;
    let part = parts.remove(index);
    parts.insert(count % (parts.len() + 1), part);
    *body = parts.join(&b'&');
}

/// Writes the next escape after `at` as what it stands for.
fn unescape(body: &mut Vec<u8>, at: usize) {
    let Some(found) = body[at..].iter().position(|byte| *byte == b'%') else { return };
    let at = at + found;
    let digits = body.get(at + 1..at + 3).and_then(|digits| str::from_utf8(digits).ok());
    if let Some(Ok(byte)) = digits.map(|digits| u8::from_str_radix(digits, 16)) {
        drop(body.splice(at..at + 3, [byte]));
    }
}

/// Writes bytes that need no escape with one.
fn escape(body: &mut Vec<u8>, at: usize, end: usize) {
    let escaped: Vec<u8> = body[at..end]
        .iter()
        .flat_map(|byte| match byte {
            b'&' | b'=' | b'%' => vec![*byte],
            b'+' => b"%20".to_vec(),
            plain if at.is_multiple_of(2) => format!("%{plain:02x}").into_bytes(),
            plain => format!("%{plain:02X}").into_bytes(),
        })
        .collect();
    drop(body.splice(at..end, escaped));
}
