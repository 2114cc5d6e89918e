//! The cipher of encrypted contents: AES-128 in CBC mode, PKCS#7 padding, an initial vector of
//! zeros.

use aes::Aes128;
use cbc::cipher::block_padding::Pkcs7;
use cbc::cipher::{BlockModeDecrypt, KeyIvInit};

const ZEROS: [u8; 16] = [0; 16];

/// Decrypts in place and returns the plaintext; `None` if the length or the padding is wrong, as it
/// nearly always is with a wrong key.
pub(crate) fn decrypt<'c>(key: &[u8; 16], ciphertext: &'c mut [u8]) -> Option<&'c [u8]> {
    cbc::Decryptor::<Aes128>::new(key.into(), &ZEROS.into())
        .decrypt_padded::<Pkcs7>(ciphertext)
        .ok()
}

/// Encrypts, as Alipay does.
#[cfg(feature = "testing")]
pub(crate) fn encrypt(key: &[u8; 16], plaintext: &[u8]) -> Vec<u8> {
    use cbc::cipher::BlockModeEncrypt;

    cbc::Encryptor::<Aes128>::new(key.into(), &ZEROS.into()).encrypt_padded_vec::<Pkcs7>(plaintext)
}
