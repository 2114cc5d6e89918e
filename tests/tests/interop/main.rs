//! Messages that other implementations signed: OpenSSL's command line, and Python's `cryptography`,
//! which encodes, sorts and joins by itself as well.
//!
//! A test is skipped, and says so, where its tool is missing.

mod openssl;
mod python;

use std::ffi::OsStr;
use std::io::{Write as _, stdout};
use std::process::{Command, Stdio};

use alipay_notify::key::{AppKeys, Backend};
use alipay_notify::verify::{SignMode, VerifyError};
use alipay_notify::{AlipayPublicKey, ContentKey, Rejection, Verified, Verifier};
use alipay_notify_tests::wire::NINE;

/// The key of encrypted contents, in hexadecimal and as the console shows it.
const CONTENT_KEY: &str = "e425928f72a260633470a0936ee9a4c1";
const CONTENT_KEY_BASE64: &str = "5CWSj3KiYGM0cKCTbumkwQ==";

/// What a form could garble: Chinese, quotes, `+`, `&`, `=`, `%`, spaces on both sides.
const CONTENT: &str = r#" {"shop_name":"支付宝(西溪路店)","reason":"“a+b” & c=d; 100%25 \"&x=y\" ","blank":"","n":1.50}  "#;

/// The public key in each form that the tool prints, and the size of it.
struct PublicKeys {
    bits: usize,
    texts: Vec<String>,
    ders: Vec<Vec<u8>>,
}

/// How a message is signed.
#[derive(Clone, Copy, Debug)]
struct Case {
    charset: &'static str,
    mode: SignMode,
    sign_type: &'static str,
    /// Whether parameters without a value are signed, as some signers do.
    signs_empty: bool,
    encrypted: bool,
}

impl Case {
    /// All of them.
    fn all() -> Vec<Self> {
        let mut cases = Vec::new();
        for charset in ["UTF-8", "GBK"] {
            for mode in SignMode::ALL {
                for sign_type in ["RSA2", "RSA"] {
                    for (signs_empty, encrypted) in
                        [(true, false), (true, true), (false, false), (false, true)]
                    {
                        cases.push(Self { charset, mode, sign_type, signs_empty, encrypted });
                    }
                }
            }
        }
        cases
    }

    /// The parameters but for `sign`, the content in plain. Not sorted.
    fn parameters(&self) -> Vec<(&'static str, &'static str)> {
        let mut parameters = vec![
            ("charset", self.charset),
            ("biz_content", CONTENT),
            ("utc_timestamp", "1514210452731"),
            ("app_id", "2014060600164699"),
            ("version", "1.1"),
            ("sign_type", self.sign_type),
            ("notify_id", "5608cccc09ddb39d41c2e3c06e3d9fejh2"),
            ("msg_method", "ant.merchant.expand.shop.save.rejected"),
            ("msg_uid", ""),
            ("note", "  尾 a+b=c %2B x&y  "),
            ("note2", "门店"),
        ];
        parameters.extend(self.encrypted.then_some(("encrypt_type", "AES")));
        parameters
    }

    /// Whether a parameter is part of what is signed.
    fn signs(&self, name: &str, value: &str) -> bool {
        (self.mode == SignMode::V2 || name != "sign_type")
            && (self.signs_empty || !value.is_empty())
    }

    /// Verifies a body with each form of the key, by each backend.
    fn check(&self, keys: &PublicKeys, body: &[u8]) {
        let texts = keys.texts.iter().map(|text| AlipayPublicKey::parse(text));
        let ders = keys.ders.iter().map(|der| AlipayPublicKey::from_der(der));
        for key in texts.chain(ders) {
            let key = key.expect("a key that a verifier takes");
            assert_eq!(key.bits(), keys.bits);
            for backend in Backend::ENABLED {
                let key =
                    key.clone().accept_rsa().with_backend(*backend).expect("each backend takes it");
                let content_key = ContentKey::parse(CONTENT_KEY_BASE64).expect("16 bytes");
                let verifier = Verifier::new(AppKeys::new(key).content_key(content_key));
                match verifier.verify(body) {
                    Ok(verified) => self.check_message(&verified),
                    Err(error) => panic!("{self:?}, {backend:?}: {error}"),
                }
                let other = replaced(body, b"1514210452731", b"1514210452732");
                let refused = verifier.verify(&other);
                assert!(
                    matches!(refused, Err(Rejection::Verify(VerifyError::Signature(_)))),
                    "{self:?}: {refused:?}"
                );
            }
        }
    }

    /// Compares a message with what was signed.
    fn check_message(&self, verified: &Verified) {
        assert_eq!(verified.sign_mode(), self.mode, "{self:?}");
        assert_eq!(verified.biz_content(), Some(CONTENT), "{self:?}");
        let mut parameters = self.parameters();
        // What is empty and not signed is not there.
        parameters.retain(|(_, value)| self.signs_empty || !value.is_empty());
        assert_eq!(
            verified.envelope().iter().len(),
            parameters.len() + 1,
            "{self:?}: these and `sign`"
        );
        for (name, value) in parameters {
            let is_sealed = self.encrypted && name == "biz_content";
            let found = verified.envelope().parameter(name);
            assert_eq!(found == Some(value), !is_sealed, "{self:?}: {name}: {found:?}");
        }
        assert!(NINE.iter().all(|name| verified.envelope().parameter(name).is_some()));
    }
}

fn replaced(body: &[u8], what: &[u8], with: &[u8]) -> Vec<u8> {
    let at = body.windows(what.len()).position(|window| window == what).expect("it is there");
    [&body[..at], with, &body[at + what.len()..]].concat()
}

/// What a program prints, given some input.
fn output<A: AsRef<OsStr>>(program: &str, arguments: &[A], input: &[u8]) -> Vec<u8> {
    let mut command = Command::new(program);
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("it has been run before");
    child.stdin.take().expect("piped").write_all(input).expect("it reads");
    let output = child.wait_with_output().expect("it ends");
    assert!(output.status.success(), "{program}: {}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

/// Whether a program runs with these arguments.
fn runs(program: &str, arguments: &[&str]) -> bool {
    let mut command = Command::new(program);
    command.args(arguments).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

fn report(tool: &str, bits: usize, messages: usize) {
    let _ = writeln!(
        stdout(),
        "{tool}, a key of {bits} bits: {messages} messages verified by {:?}",
        Backend::ENABLED
    );
}
