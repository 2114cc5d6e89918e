//! Captures spoilt at random: nothing panics, and nothing shows that must not be shown.

use alipay_notify::ContentKey;
use alipay_notify::messages::ShopSaveRejected;
use alipay_notify::testing::{SignedMessage, TestKey, TestMessage};
use alipay_notify::verify::{FormError, SignMode};
use clap::Parser;

use super::cause::Cause;
use super::findings::Findings;
use super::keys::{Key, Keys};
use super::report::Report;
use crate::capture::Capture;
use crate::config::SchemaOptions;
use crate::schemas::Schemas;

#[derive(Parser)]
struct Options {
    #[command(flatten)]
    schemas: SchemaOptions,
}

/// What every value of the content begins with.
const SECRET: &str = "geheim";

const CONTENT: &str = r#"{"order_id":"geheim1","reason":"geheim 2 & so=on","shop_id":"geheim3","shop_name":"geheim支付宝"}"#;

/// How many captures are made of each form.
const ROUNDS: usize = 20;

#[test]
fn spoilt_captures_are_explained_without_a_panic_and_without_a_secret() {
    let key = TestKey::generate();
    let public = Key { file: "key.txt".to_owned(), public: key.public_key(), is_own: false };
    let keys =
        Keys::new(vec![public], Some(ContentKey::from_bytes([7; 16])), &[]).expect("one key");
    let schemas = Options::parse_from(["test"]).schemas.load().expect("built in");
    let mut numbers = Numbers(0x9e37_79b9_7f4a_7c15);
    let mut read = 0;
    for form in captures(&key) {
        let whole = Capture::parse(&form).expect("a capture");
        assert!(explained(&whole, &keys, &schemas, false).contains("notify_id"));
        for _ in 0..ROUNDS {
            let spoilt = numbers.spoilt(&form);
            let Ok(capture) = Capture::parse(&spoilt) else { continue };
            read += 1;
            let shown = explained(&capture, &keys, &schemas, true);
            assert!(!shown.contains(SECRET), "{}\n{shown}", String::from_utf8_lossy(&spoilt));
            assert!(!shown.contains(&key.public_key_base64()), "{shown}");
        }
    }
    assert!(read > 4 * ROUNDS, "most spoilt captures can be read: {read}");
}

#[test]
fn bodies_without_end_are_explained_all_the_same() {
    let key = TestKey::generate();
    let public = Key { file: "key.txt".to_owned(), public: key.public_key(), is_own: false };
    let keys = Keys::new(vec![public], None, &[]).expect("one key");
    let schemas = Options::parse_from(["test"]).schemas.load().expect("built in");
    let cause = |body: &[u8]| {
        let capture = Capture::parse(body).expect("a capture");
        Cause::of(&Findings::new(&capture, &keys, &schemas, None), false)
    };
    let too_many = FormError::TooManyParameters { limit: 100 };
    assert_eq!(cause(&b"a=1&".repeat(200_000)), Cause::Malformed(too_many.clone()));
    let missing = FormError::Missing { name: "notify_id" };
    for (endless, error) in [
        ("app_id:{\\'", missing.clone()),
        ("app_id: '\\'", too_many.clone()),
        ("app_id: {\"", missing.clone()),
        ("'app_id',", too_many.clone()),
        ("{", missing.clone()),
        ("\napp_id:", missing),
    ] {
        let printed = "sign:1 charset:2 version:3 ".to_owned() + &endless.repeat(20_000);
        assert_eq!(cause(printed.as_bytes()), Cause::Malformed(error), "{endless}");
    }
    let long = TestMessage::new("my.own").content(" {} <&quot;>".repeat(200_000)).sign(&key);
    let long = long.with_flipped_byte("notify_id", 0).body();
    assert_eq!(cause(&long), Cause::Malformed(FormError::TooLarge { limit: 1024 * 1024 }));
}

/// What is printed of a capture, for people and for programs.
fn explained(capture: &Capture, keys: &Keys, schemas: &Schemas, redact: bool) -> String {
    let findings = Findings::new(capture, keys, schemas, None);
    let cause = Cause::of(&findings, redact);
    let report = Report { capture, findings: &findings, cause: &cause, redact };
    report.text() + &report.json_text().expect("a document")
}

/// A message in each form of capture, encrypted, and decoded before it was captured.
fn captures(key: &TestKey) -> Vec<Vec<u8>> {
    let message = TestMessage::example::<ShopSaveRejected>().content(CONTENT);
    let encrypted = message.clone().encrypt(&ContentKey::from_bytes([7; 16]));
    let signed = message.sign(key);
    let body = String::from_utf8(signed.body()).expect("a form is ASCII");
    let texts = texts(&signed);
    let length = body.len();
    let pairs: Vec<String> = texts.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let data = pairs.join("' \\\n --data-urlencode '");
    let joined = |between: &str, behind: &str| {
        let pairs: Vec<String> =
            texts.iter().map(|(name, value)| format!("{name}{between}{value}")).collect();
        pairs.join(behind)
    };
    let map: serde_json::Map<_, _> = texts
        .iter()
        .map(|(name, value)| (name.clone(), serde_json::Value::from(value.as_str())))
        .collect();
    vec![
        body.clone().into_bytes(),
        encrypted.sign_mode(SignMode::V2).sign(key).body(),
        pairs.join("&").into_bytes(),
        format!("POST /alipay?x=1 HTTP/1.1\r\nContent-Length: {length}\r\n\r\n{body}\n")
            .into_bytes(),
        format!("curl -X POST http://127.0.0.1/ --data-urlencode '{data}'").into_bytes(),
        format!("curl http://127.0.0.1/ --data-raw $'{body}'").into_bytes(),
        serde_json::to_vec(&map).expect("a map of texts"),
        format!("06:07 body: \"{body}\"\n").into_bytes(),
        format!("06:07 map: {}\n", serde_json::Value::Object(map)).into_bytes(),
        format!("{{\"body\":\"{body}\"}}").into_bytes(),
        pairs.join("\n").into_bytes(),
        format!("{{{}}}", pairs.join(", ")).into_bytes(),
        format!("Array\n(\n    [{}\n)", joined("] => ", "\n    [")).into_bytes(),
        format!("{{'{}'}}", joined("': '", "', '")).into_bytes(),
    ]
}

fn texts(signed: &SignedMessage) -> Vec<(String, String)> {
    let value = |name: &str| signed.value(name).expect("its value").to_vec();
    let text = |name: &str| String::from_utf8(value(name)).expect("UTF-8");
    signed.names().map(|name| (name.to_owned(), text(name))).collect()
}

/// A generator of numbers (xorshift), the same ones in each run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).expect("31 bits") % limit.max(1)
    }

    /// The same bytes with one to three changes.
    fn spoilt(&mut self, bytes: &[u8]) -> Vec<u8> {
        let mut spoilt = bytes.to_vec();
        for _ in 0..=self.below(3) {
            self.spoil(&mut spoilt);
        }
        spoilt
    }

    fn spoil(&mut self, bytes: &mut Vec<u8>) {
        const PIECES: [&[u8]; 14] = [
            b"&",
            b"=",
            b"%",
            b"+",
            b"&quot;",
            b"%25",
            b"\xd6\xa7",
            b"\xef\xbf\xbd",
            b"\"",
            b"'",
            b"\\",
            b"\0",
            b"\n",
            b"&id=7",
        ];
        let at = self.below(bytes.len() + 1);
        match self.below(5) {
            0 => drop(bytes.drain(at..(at + 1 + self.below(40)).min(bytes.len()).max(at))),
            1 => drop(bytes.splice(at..at, PIECES[self.below(PIECES.len())].iter().copied())),
            2 => bytes.truncate(at.max(20)),
            3 => bytes.extend_from_within(at..),
            _ => bytes.iter_mut().skip(at).take(1).for_each(|byte| *byte ^= 1 << (at % 8)),
        }
    }
}
