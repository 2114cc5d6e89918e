//! What a signature is made of.

use crate::key::ContentKey;
use crate::signature::SignMode;

/// The bytes that are signed: of parameters that are decoded, but still in their charset, all but
/// `sign`, and in mode [V1](SignMode::V1) `sign_type`; sorted by name, joined as
/// `name=value&name=value`, and nothing escaped.
///
/// Values without content are part of it, and so is a name that is given twice. A
/// [`Verifier`](crate::Verifier) takes no such form, but this tells what its signer would have
/// signed:
///
/// ```
/// use alipay_notify::verify::SignMode;
/// use alipay_notify::testing::signed_content;
///
/// let parameters = [("version", "1.1"), ("sign_type", "RSA2"), ("app_id", "1"), ("sign", "…")];
/// assert_eq!(signed_content(parameters, SignMode::V1), b"app_id=1&version=1.1");
/// assert_eq!(signed_content(parameters, SignMode::V2), b"app_id=1&sign_type=RSA2&version=1.1");
/// ```
pub fn signed_content<N, V>(parameters: impl IntoIterator<Item = (N, V)>, mode: SignMode) -> Vec<u8>
where
    N: AsRef<[u8]>,
    V: AsRef<[u8]>,
{
    let is_signed = |name: &[u8]| name != b"sign" && (mode == SignMode::V2 || name != b"sign_type");
    let mut signed: Vec<_> =
        parameters.into_iter().filter(|(name, _)| is_signed(name.as_ref())).collect();
    signed.sort_by(|(a, _), (b, _)| a.as_ref().cmp(b.as_ref()));
    let length = |(name, value): &(N, V)| name.as_ref().len() + value.as_ref().len() + 2;
    let mut content = Vec::with_capacity(signed.iter().map(length).sum());
    for (index, (name, value)) in signed.iter().enumerate() {
        let joined: &[u8] = if index == 0 { b"" } else { b"&" };
        for part in [joined, name.as_ref(), b"=", value.as_ref()] {
            content.extend_from_slice(part);
        }
    }
    content
}

/// A content encrypted as Alipay does it: what `biz_content` holds, and what is signed.
#[must_use]
pub fn sealed(key: &ContentKey, content: &[u8]) -> String {
    key.seal(content)
}
