//! Who made a signature, whatever it was made of.
//!
//! An RSA signature, raised to the public exponent, shows the digest that was signed and the
//! algorithm it was made by; under any other key it shows noise. So a wrong key and a changed
//! content can be told apart. This only explains: whether a signature is good is for the library to
//! say.

use alipay_notify::AlipayPublicKey;
use alipay_notify::verify::SignType;
use rsa::pkcs8::DecodePublicKey;
use rsa::traits::PublicKeyParts;
use rsa::{BigUint, RsaPublicKey};

/// The algorithm by which this key made this signature; `None` if it did not.
pub(crate) fn algorithm(key: &AlipayPublicKey, signature: &[u8]) -> Option<SignType> {
    let key = RsaPublicKey::from_public_key_der(key.as_der()).ok()?;
    let signature = BigUint::from_bytes_be(signature);
    if signature >= *key.n() {
        return None;
    }
    // The zero before the padding is not part of a number.
    let block = signature.modpow(key.e(), key.n()).to_bytes_be();
    if block.len() + 1 != key.size() {
        return None;
    }
    let padded = block.strip_prefix(b"\x01")?;
    let padding = padded.iter().take_while(|byte| **byte == 0xff).count();
    let info = padded.get(padding..)?.strip_prefix(b"\x00")?;
    let is = |prefix: &[u8], digest: usize| {
        info.len() == prefix.len() + digest && info.starts_with(prefix)
    };
    if is(SHA256, 32) {
        Some(SignType::Rsa2)
    } else if is(SHA1, 20) {
        Some(SignType::Rsa)
    } else {
        None
    }
}

/// What stands before a digest and names its algorithm (RFC 8017, section 9.2).
const SHA256: &[u8] =
    b"\x30\x31\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01\x05\x00\x04\x20";
const SHA1: &[u8] = b"\x30\x21\x30\x09\x06\x05\x2b\x0e\x03\x02\x1a\x05\x00\x04\x14";
