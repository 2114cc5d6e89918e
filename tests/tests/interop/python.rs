//! Signed, encrypted, joined and encoded by Python, with the package `cryptography`: by `sign.py`.

use alipay_notify::verify::SignMode;
use alipay_notify_tests::skipped;
use serde_json::{Value, json};

use super::{CONTENT_KEY, Case, PublicKeys, output, report, runs};

/// The interpreters that may have the package: the first one found, and that of the system.
const INTERPRETERS: [&str; 3] = ["python3", "/usr/bin/python3", "python"];

#[test]
fn messages_signed_by_python_are_verified() {
    let Some(python) =
        INTERPRETERS.into_iter().find(|python| runs(python, &["-c", "import cryptography"]))
    else {
        return skipped(
            "messages signed by Python",
            "no Python has the package cryptography",
            "install it (Debian: python3-cryptography)",
        );
    };
    for bits in [2048, 1024] {
        let cases = Case::all();
        let messages: Vec<Value> = cases.iter().map(described).collect();
        let task = json!({ "bits": bits, "content_key": CONTENT_KEY, "messages": messages });
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/interop/sign.py");
        let done = output(python, &[script], task.to_string().as_bytes());
        let done: Value = serde_json::from_slice(&done).expect("the script writes JSON");
        let ders = texts(&done["ders"]).iter().map(|digits| from_hexadecimal(digits)).collect();
        let keys = PublicKeys { bits, texts: texts(&done["texts"]), ders };
        let bodies = texts(&done["bodies"]);
        assert_eq!(bodies.len(), cases.len());
        for (case, body) in cases.iter().zip(bodies) {
            case.check(&keys, body.as_bytes());
        }
        report("Python", bits, cases.len());
    }
}

fn described(case: &Case) -> Value {
    json!({
        "parameters": case.parameters(),
        "signs_sign_type": case.mode == SignMode::V2,
        "signs_empty": case.signs_empty,
        "encrypted": case.encrypted,
    })
}

fn texts(list: &Value) -> Vec<String> {
    let texts = list.as_array().expect("a list").iter();
    texts.map(|text| text.as_str().expect("a text").to_owned()).collect()
}

fn from_hexadecimal(digits: &str) -> Vec<u8> {
    let byte = |at| u8::from_str_radix(&digits[at..at + 2], 16).expect("two digits");
    (0..digits.len()).step_by(2).map(byte).collect()
}
