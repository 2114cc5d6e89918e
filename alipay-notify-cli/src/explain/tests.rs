//! Captures tampered at random: nothing panics, and nothing shows that must not be shown.

use alipay_notify::ContentKey;
use alipay_notify::messages::ShopSaveRejected;
use alipay_notify::testing::{SignedMessage, TestKey, TestMessage};
use alipay_notify::verify::SignMode;
use alipay_notify_explain::{Capture, Keys, Options, explain};
use clap::Parser;

use super::report::Report;
use crate::config::SchemaOptions;
use crate::schemas::Schemas;

#[derive(Parser)]
struct Command {
    #[command(flatten)]
    schemas: SchemaOptions,
}

/// What every value of the content begins with.
const SECRET: &str = "geheim";

const CONTENT: &str = r#"{"order_id":"geheim1","reason":"geheim 2 & so=on","shop_id":"geheim3","shop_name":"geheim支付宝"}"#;

/// How many captures are made of each form.
const ROUNDS: usize = 20;

#[test]
fn tampered_captures_are_explained_without_a_panic_and_without_a_secret() {
    let key = TestKey::generate();
    let content_key = ContentKey::from_bytes([7; 16]);
    let keys = Keys::new("key.txt", key.public_key()).content_key(content_key);
    let schemas = Command::parse_from(["test"]).schemas.load().expect("built in");
    let mut numbers = Numbers(0x9e37_79b9_7f4a_7c15);
    let mut read = 0;
    for form in captures(&key) {
        let whole = Capture::read(&form).expect("a capture");
        assert!(explained(&whole, &keys, &schemas, false).contains("notify_id"));
        for _ in 0..ROUNDS {
            let tampered = numbers.tampered(&form);
            let Ok(capture) = Capture::read(&tampered) else { continue };
            read += 1;
            let shown = explained(&capture, &keys, &schemas, true);
            assert!(!shown.contains(SECRET), "{}\n{shown}", String::from_utf8_lossy(&tampered));
            assert!(!shown.contains(&key.public_key_base64()), "{shown}");
        }
    }
    assert!(read > 4 * ROUNDS, "most tampered captures can be read: {read}");
}

/// What is printed of a capture, for people and for programs.
fn explained(capture: &Capture, keys: &Keys, schemas: &Schemas, redact: bool) -> String {
    let options = Options::new().schemas(schemas.iter());
    let report = Report { explanation: &explain(capture, keys, &options), redact };
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
    fn tampered(&mut self, bytes: &[u8]) -> Vec<u8> {
        let mut tampered = bytes.to_vec();
        for _ in 0..=self.below(3) {
            self.spoil(&mut tampered);
        }
        tampered
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
