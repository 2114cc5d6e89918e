//! What is signed, and the signature of it.

use std::cell::OnceCell;

use crate::crypto::Digest;
use crate::form::Form;
use crate::key::AlipayPublicKey;
use crate::signature::{Reading, SignType, signed_content};

/// A form, what it says of its signature, and who may have made that.
pub(super) struct Signed<'f> {
    pub(super) form: &'f Form,
    /// The text that is signed, where it is not the form.
    pub(super) data: Option<&'f str>,
    pub(super) sign_type: SignType,
    pub(super) signature: &'f [u8],
    pub(super) keys: &'f [AlipayPublicKey],
    /// What is signed of each reading. A content may be large, and the keys many.
    digests: [OnceCell<Digest>; Reading::COUNT],
}

impl<'f> Signed<'f> {
    pub(super) fn new(
        form: &'f Form,
        data: Option<&'f str>,
        sign_type: SignType,
        signature: &'f [u8],
        keys: &'f [AlipayPublicKey],
    ) -> Self {
        Self { form, data, sign_type, signature, keys, digests: Default::default() }
    }

    /// The key that signed this reading of the form.
    pub(super) fn signer_of(&self, reading: Reading) -> Option<&'f AlipayPublicKey> {
        self.signer_among(self.keys, reading)
    }

    /// Which of these keys signed this reading of the form.
    pub(super) fn signer_among<'k>(
        &self,
        keys: &'k [AlipayPublicKey],
        reading: Reading,
    ) -> Option<&'k AlipayPublicKey> {
        self.candidates(keys).find(|key| key.verifies_digest(self.digest(reading), self.signature))
    }

    /// Which of these keys make signatures of this type and length.
    pub(super) fn candidates<'k>(
        &self,
        keys: &'k [AlipayPublicKey],
    ) -> impl Iterator<Item = &'k AlipayPublicKey> {
        keys.iter().filter(|key| key.may_have_made(self.sign_type, self.signature))
    }

    fn digest(&self, reading: Reading) -> &Digest {
        self.digests[reading.index()].get_or_init(|| {
            if let Some(data) = self.data {
                return self.sign_type.digest(data.as_bytes());
            }
            let mut content = Vec::with_capacity(self.form.len());
            signed_content(self.form, reading, &mut content);
            self.sign_type.digest(&content)
        })
    }
}
