//! `alipay-notify keygen`, and what others make of its keys.

mod support;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use alipay_notify::key::AppKeys;
use alipay_notify::testing::{TestKey, TestMessage};
use alipay_notify::{AlipayPublicKey, ContentKey, Verifier};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use support::{folder, outcome, run, skipped};

const PRIVATE: [&str; 4] =
    ["private_key.pem", "private_key.txt", "private_key_pkcs1.pem", "private_key_pkcs1.txt"];
const PUBLIC: [&str; 5] = [
    "alipay_public_key.txt",
    "alipay_public_key.pem",
    "alipay_public_key_pkcs1.pem",
    "alipay_public_key.der",
    "alipayCertPublicKey_RSA2.crt",
];
const CONTENT: &str = "content_key.txt";

/// What is written unless more is asked for.
const ESSENTIAL: [&str; 3] = [PRIVATE[0], PUBLIC[0], CONTENT];

/// All files, in the order in which they are named.
fn all() -> Vec<&'static str> {
    [&ESSENTIAL[..], &PRIVATE[1..], &PUBLIC[1..]].concat()
}

/// Runs the command for a folder with more arguments.
fn keygen(folder: &Path, more: &[&str]) -> (Option<i32>, String, String) {
    let mut arguments = vec!["keygen", "--out", folder.to_str().expect("a path in UTF-8")];
    arguments.extend(more);
    outcome(&run(&arguments))
}

fn made(name: &str, more: &[&str]) -> (PathBuf, String) {
    let folder = folder(name);
    let (code, out, err) = keygen(&folder, more);
    assert_eq!((code, err.as_str()), (Some(0), ""));
    (folder, out)
}

fn bytes(folder: &Path, name: &str) -> Vec<u8> {
    fs::read(folder.join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn text(folder: &Path, name: &str) -> String {
    String::from_utf8(bytes(folder, name)).expect("a text")
}

#[test]
fn one_pair_is_written_in_each_form() {
    let (folder, _) = made("forms", &["--all"]);
    let public = PUBLIC.map(|name| AlipayPublicKey::from_bytes(&bytes(&folder, name)).expect(name));
    let content_key = ContentKey::parse(&text(&folder, CONTENT)).expect("a content key");
    let verifiers =
        public.map(|key| Verifier::new(AppKeys::new(key).content_key(content_key.clone())));
    for name in PRIVATE {
        let key = TestKey::from_bytes(&bytes(&folder, name)).expect(name);
        assert_eq!(key.bits(), 2048);
        let body = TestMessage::new("a.b")
            .content(r#"{"a":"门店"}"#)
            .encrypt(&content_key)
            .sign(&key)
            .body();
        for verifier in &verifiers {
            assert_eq!(
                verifier.verify(&body).map(|verified| verified.content().into_owned()).expect(name),
                r#"{"a":"门店"}"#
            );
        }
    }
    let names: Vec<_> = fs::read_dir(&folder)
        .expect("a folder")
        .map(|entry| entry.expect("a file").file_name())
        .collect();
    assert_eq!(names.len(), PRIVATE.len() + PUBLIC.len() + 1, "{names:?}");
}

#[test]
fn three_files_are_written_unless_all_are_asked_for() {
    let (folder, _) = made("essential", &[]);
    let mut names: Vec<_> = fs::read_dir(&folder)
        .expect("a folder")
        .map(|entry| entry.expect("a file").file_name().into_string().expect("ASCII"))
        .collect();
    names.sort();
    assert_eq!(names, ["alipay_public_key.txt", "content_key.txt", "private_key.pem"]);
}

/// As Alipay's own tool and its console have them: PEM in lines, base64 on one.
#[test]
fn texts_are_laid_out_as_users_know_them() {
    let (folder, _) = made("layout", &["--all"]);
    for (name, label) in [
        ("private_key.pem", "PRIVATE KEY"),
        ("private_key_pkcs1.pem", "RSA PRIVATE KEY"),
        ("alipay_public_key.pem", "PUBLIC KEY"),
        ("alipay_public_key_pkcs1.pem", "RSA PUBLIC KEY"),
        ("alipayCertPublicKey_RSA2.crt", "CERTIFICATE"),
    ] {
        let text = text(&folder, name);
        assert!(!text.contains('\r'), "{name}");
        assert_eq!(text.lines().next(), Some(format!("-----BEGIN {label}-----").as_str()));
        assert_eq!(text.lines().last(), Some(format!("-----END {label}-----").as_str()));
    }
    for name in ["private_key.txt", "private_key_pkcs1.txt", "alipay_public_key.txt", CONTENT] {
        let text = text(&folder, name);
        assert_eq!(text.strip_suffix('\n').map(|line| line.lines().count()), Some(1), "{name}");
    }
}

#[cfg(unix)]
#[test]
fn secrets_are_for_their_owner_alone_also_where_they_replace_a_file() {
    use std::os::unix::fs::PermissionsExt;

    let mode = |folder: &Path, name| {
        fs::metadata(folder.join(name))
            .unwrap_or_else(|error| panic!("{name}: {error}"))
            .permissions()
            .mode()
            & 0o777
    };
    let (folder, _) = made("modes", &["--all"]);
    let first = text(&folder, "private_key.txt");
    fs::set_permissions(folder.join("private_key.txt"), fs::Permissions::from_mode(0o644))
        .expect("its owner may");
    let (code, _, err) = keygen(&folder, &["--all", "--force"]);
    assert_eq!((code, err.as_str()), (Some(0), ""));
    assert_ne!(text(&folder, "private_key.txt"), first, "a new key");
    for name in PRIVATE.into_iter().chain([CONTENT]) {
        assert_eq!(mode(&folder, name), 0o600, "{name}");
    }
    for name in PUBLIC {
        assert_eq!(mode(&folder, name) & 0o400, 0o400, "{name}");
    }
}

#[test]
fn nothing_is_overwritten_unless_it_is_asked_for() {
    let folder = folder("there");
    fs::create_dir_all(&folder).expect("a folder");
    for name in ["private_key.pem", CONTENT] {
        fs::write(folder.join(name), "mine").expect("a file");
    }
    let place = folder.display();
    let (code, out, err) = keygen(&folder, &[]);
    assert_eq!((code, out.as_str()), (Some(2), ""));
    assert_eq!(
        err,
        format!(
            "error: {place}: there already: private_key.pem, content_key.txt; take another folder, \
             or replace them by --force\n"
        )
    );
    assert_eq!(text(&folder, "private_key.pem"), "mine");
    assert!(!folder.join("alipay_public_key.txt").exists(), "all or nothing");

    let file = folder.join(CONTENT);
    let (code, out, err) = keygen(&file, &[]);
    assert_eq!((code, out.as_str()), (Some(2), ""));
    assert!(
        err.starts_with(&format!("error: {}: the folder can't be made: ", file.display())),
        "{err}"
    );
}

#[test]
fn what_is_printed_names_the_files_and_holds_no_secret() {
    let (folder, out) = made("printed", &["--all"]);
    let rows: Vec<&str> = out
        .lines()
        .filter_map(|line| line.strip_prefix('│')?.split('┆').next())
        .map(str::trim)
        .skip(1)
        .collect();
    assert_eq!(rows, all());
    let key = AlipayPublicKey::parse(&text(&folder, PUBLIC[0])).expect("a public key");
    let first = format!(
        "A throw-away pair of 2048 bits, fingerprint {}, in {}:",
        key.fingerprint(),
        folder.display()
    );
    assert_eq!(out.lines().next(), Some(first.as_str()));
    assert!(
        out.ends_with(
            "\n\nThe pair stands in for Alipay's: whatever it signs passes for Alipay's wherever \
             its public half is configured.\nKeep it away from production.\n"
        ),
        "{out}"
    );
    for name in PRIVATE.into_iter().chain([CONTENT]) {
        let secret = text(&folder, name);
        for line in secret.lines().filter(|line| !line.starts_with('-')) {
            assert!(!out.contains(line), "{name}");
        }
    }
}

#[test]
fn programs_get_one_object() {
    let (folder, out) = made("json", &["--all", "--bits", "3072", "--json"]);
    let found: Value = serde_json::from_str(&out).expect("one JSON object");
    let key = AlipayPublicKey::parse(&text(&folder, PUBLIC[0])).expect("a public key");
    let file = |name: &str, form, half| {
        let is_secret = half != "public";
        json!({ "file": folder.join(name), "form": form, "half": half, "secret": is_secret })
    };
    let expected = json!({
        "bits": 3072,
        "fingerprint": key.fingerprint(),
        "files": [
            file(PRIVATE[0], "PKCS#8 PEM", "private"),
            file(PUBLIC[0], "SPKI base64", "public"),
            file(CONTENT, "AES-128 base64", "content"),
            file(PRIVATE[1], "PKCS#8 base64", "private"),
            file(PRIVATE[2], "PKCS#1 PEM", "private"),
            file(PRIVATE[3], "PKCS#1 base64", "private"),
            file(PUBLIC[1], "SPKI PEM", "public"),
            file(PUBLIC[2], "PKCS#1 PEM", "public"),
            file(PUBLIC[3], "SPKI DER", "public"),
            file(PUBLIC[4], "X.509 PEM", "public"),
        ]
    });
    assert_eq!((key.bits(), found), (3072, expected));
}

#[test]
fn chinese_is_spoken() {
    let folder = folder("chinese");
    let speaking = |more: &[&str]| keygen(&folder, &[&["--lang", "zh"], more].concat());
    let (code, out, err) = speaking(&["--bits", "4096"]);
    assert_eq!((code, err.as_str()), (Some(0), ""));
    let key = AlipayPublicKey::parse(&text(&folder, PUBLIC[0])).expect("a public key");
    let first = format!(
        "已在 {} 生成一对 4096 位的一次性密钥，指纹 {}：",
        folder.display(),
        key.fingerprint()
    );
    assert_eq!(out.lines().next(), Some(first.as_str()));
    assert!(out.ends_with("\n切勿用于生产环境。\n"), "{out}");
    let (code, _, err) = speaking(&[]);
    let there = ESSENTIAL.join("、");
    assert_eq!(code, Some(2));
    assert!(
        err.ends_with(&format!(": 文件已存在：{there}；请换一个目录，或用 --force 覆盖\n")),
        "{err}"
    );
}

#[test]
fn openssl_reads_each_form() {
    let version = Command::new("openssl").arg("version").stdin(Stdio::null()).output();
    if !version.is_ok_and(|output| output.status.success()) {
        return skipped("keys read by OpenSSL", "there is no program openssl", "install it");
    }
    let (folder, _) = made("openssl", &["--all"]);
    for (base64, der) in [("private_key.txt", "pkcs8.der"), ("private_key_pkcs1.txt", "pkcs1.der")]
    {
        let decoded = STANDARD.decode(text(&folder, base64).trim_end()).expect("base64");
        fs::write(folder.join(der), decoded).expect("a file");
    }
    let public = text(&folder, "alipay_public_key.pem");
    for arguments in [
        "rsa -check -pubout -in private_key.pem",
        "rsa -check -pubout -in private_key_pkcs1.pem",
        "rsa -check -pubout -inform DER -in pkcs8.der",
        "rsa -check -pubout -inform DER -in pkcs1.der",
        "pkey -pubin -in alipay_public_key.pem",
        "rsa -RSAPublicKey_in -pubout -in alipay_public_key_pkcs1.pem",
        "pkey -pubin -inform DER -in alipay_public_key.der",
        "x509 -noout -pubkey -in alipayCertPublicKey_RSA2.crt",
    ] {
        let mut openssl = Command::new("openssl");
        let output =
            openssl.args(arguments.split(' ')).current_dir(&folder).stdin(Stdio::null()).output();
        let (code, out, err) = outcome(&output.expect("it has been run before"));
        let out = out.replace("RSA key ok\n", "");
        assert_eq!((code, out.as_str()), (Some(0), public.as_str()), "{arguments}: {err}");
    }
}
