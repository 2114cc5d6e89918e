//! The bare operation: one RSA verification of what is signed, by the backend's own interface and a
//! parsed key.

use std::hint::black_box;

use alipay_notify::key::Backend;
use alipay_notify::testing::{SignedMessage, TestKey, signed_content};
use alipay_notify::verify::SignMode;
use aws_lc_rs::signature::{
    ParsedPublicKey, RSA_PKCS1_1024_8192_SHA256_FOR_LEGACY_USE_ONLY as RSA2,
};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rsa::pkcs8::DecodePublicKey;
use rsa::sha2::{Digest, Sha256};
use rsa::{Pkcs1v15Sign, RsaPublicKey};

/// Verifies what is signed in a message of sign mode V1.
pub(crate) fn verification(
    backend: Backend,
    key: &TestKey,
    message: &SignedMessage,
) -> Box<dyn Fn() + Sync> {
    let spki = STANDARD.decode(key.public_key_base64()).expect("base64");
    let signature = STANDARD.decode(message.value("sign").expect("signed")).expect("base64");
    let parameters = message.names().map(|name| (name, message.value(name).expect("present")));
    let content = signed_content(parameters, SignMode::V1);
    match backend {
        Backend::AwsLc => {
            let key = ParsedPublicKey::new(&RSA2, &spki).expect("a good key");
            Box::new(move || {
                assert!(key.verify_sig(black_box(&content), black_box(&signature)).is_ok());
            })
        }
        Backend::RustCrypto => {
            let key = RsaPublicKey::from_public_key_der(&spki).expect("a good key");
            let scheme = || Pkcs1v15Sign::new::<Sha256>();
            Box::new(move || {
                let digest = Sha256::digest(black_box(&content));
                assert!(key.verify(scheme(), &digest, black_box(&signature)).is_ok());
            })
        }
        other => unreachable!("{other:?} has no bare operation here"),
    }
}
