//! Signed and encrypted by the command line of OpenSSL.

use std::fs;
use std::path::{Path, PathBuf};

use alipay_notify_tests::skipped;
use alipay_notify_tests::wire::{self, Escapes, Pairs};
use encoding_rs::{GBK, UTF_8};

use super::{CONTENT_KEY, Case, PublicKeys, output, report, runs};

/// A private key in a file.
struct Signer {
    key: PathBuf,
    content: PathBuf,
}

#[test]
fn messages_signed_by_openssl_are_verified() {
    if !runs("openssl", &["version"]) {
        return skipped("messages signed by OpenSSL", "there is no program openssl", "install it");
    }
    for bits in [2048, 1024] {
        let signer = Signer::generate(bits);
        let keys = signer.public_keys(bits);
        let cases = Case::all();
        for case in &cases {
            case.check(&keys, &signer.body(*case));
        }
        report("OpenSSL", bits, cases.len());
    }
}

impl Signer {
    fn generate(bits: usize) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("openssl-{bits}"));
        fs::create_dir_all(&folder).expect("the folder can be made");
        let signer = Self { key: folder.join("key.pem"), content: folder.join("content") };
        output("openssl", &["genrsa", "-out", signer.key(), &bits.to_string()], b"");
        signer
    }

    fn key(&self) -> &str {
        self.key.to_str().expect("a path in UTF-8")
    }

    fn public_keys(&self, bits: usize) -> PublicKeys {
        let form = |kind, form| {
            output("openssl", &["rsa", "-in", self.key(), kind, "-outform", form], b"")
        };
        let kinds = ["-pubout", "-RSAPublicKey_out"];
        let pem = |kind| String::from_utf8(form(kind, "PEM")).expect("PEM is ASCII");
        let ders: Vec<_> = kinds.into_iter().map(|kind| form(kind, "DER")).collect();
        let mut texts: Vec<_> = kinds.into_iter().map(pem).collect();
        texts.extend(ders.iter().map(|der| base64(der)));
        PublicKeys { bits, texts, ders }
    }

    fn body(&self, case: Case) -> Vec<u8> {
        let charset = if case.charset == "GBK" { GBK } else { UTF_8 };
        let mut pairs: Pairs = Vec::new();
        let mut signed: Vec<(&str, Vec<u8>)> = Vec::new();
        for (name, text) in case.parameters() {
            let mut value = charset.encode(text).0.into_owned();
            if case.encrypted && name == "biz_content" {
                value = sealed(&value);
            }
            pairs.push((name.as_bytes().to_vec(), value.clone()));
            if case.signs(name, text) {
                signed.push((name, value));
            }
        }
        signed.sort();
        let parts: Vec<_> =
            signed.iter().map(|(name, value)| [name.as_bytes(), b"=", value].concat()).collect();
        let sign = self.sign(case.sign_type, &parts.join(&b'&'));
        pairs.insert(4, (b"sign".to_vec(), sign.into_bytes()));
        wire::body(&pairs, Escapes::Usual)
    }

    fn sign(&self, sign_type: &str, content: &[u8]) -> String {
        fs::write(&self.content, content).expect("the file can be written");
        let digest = if sign_type == "RSA" { "-sha1" } else { "-sha256" };
        let content = self.content.to_str().expect("a path in UTF-8");
        base64(&output("openssl", &["dgst", digest, "-sign", self.key(), content], b""))
    }
}

fn sealed(content: &[u8]) -> Vec<u8> {
    let zeros = "0".repeat(32);
    let cipher = ["enc", "-aes-128-cbc", "-K", CONTENT_KEY, "-iv", &zeros, "-base64", "-A"];
    output("openssl", &cipher, content)
}

fn base64(bytes: &[u8]) -> String {
    let text = output("openssl", &["base64", "-A"], bytes);
    String::from_utf8(text).expect("base64 is ASCII").trim().to_owned()
}
