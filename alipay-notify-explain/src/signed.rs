//! What is signed, part by part, so that parts can be marked or withheld.

use alipay_notify::verify::SignMode;

use crate::parameters::Parameter;

/// The content that is signed of parameters, in one mode.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct SignedContent<'p> {
    /// The parameters in the order in which they are signed, joined by `&`.
    pub parameters: Vec<&'p Parameter>,
}

impl<'p> SignedContent<'p> {
    /// The content of parameters.
    #[must_use]
    pub fn new(parameters: &'p [Parameter], mode: SignMode) -> Self {
        let is_signed = |parameter: &&Parameter| {
            !parameter.is("sign") && (mode == SignMode::V2 || !parameter.is("sign_type"))
        };
        let mut parameters: Vec<&Parameter> = parameters.iter().filter(is_signed).collect();
        parameters.sort_by(|a, b| a.name.cmp(&b.name));
        Self { parameters }
    }

    /// As many of the bytes that are signed, from their beginning.
    #[must_use]
    pub fn beginning(&self, most: usize) -> Vec<u8> {
        let mut bytes = Vec::new();
        for part in &self.parameters {
            let joined: &[u8] = if bytes.is_empty() { b"" } else { b"&" };
            for piece in [joined, &part.name, b"=", &part.value] {
                let room = most - bytes.len();
                bytes.extend_from_slice(piece.get(..room).unwrap_or(piece));
            }
        }
        bytes
    }

    /// How many bytes are signed.
    #[must_use]
    pub fn length(&self) -> usize {
        let parts = self.parameters.iter().map(|part| part.name.len() + 1 + part.value.len());
        parts.sum::<usize>() + self.parameters.len().saturating_sub(1)
    }
}

#[cfg(test)]
mod tests {
    use alipay_notify::testing::signed_content;

    use super::*;

    #[test]
    fn the_content_is_what_the_test_kit_signs() {
        let pairs = [
            ("sign_type", "RSA2"),
            ("ab", "1"),
            ("a", ""),
            ("sign", "x"),
            ("biz_content", "{\"a\":\"& =\"}"),
        ];
        let parameters = pairs.map(|(name, value)| Parameter::new(name, value));
        for mode in SignMode::ALL {
            let content = SignedContent::new(&parameters, mode);
            let expected = signed_content(pairs, mode);
            assert_eq!(content.length(), expected.len());
            assert_eq!(content.beginning(usize::MAX), expected);
            for most in 0..=expected.len() {
                assert_eq!(content.beginning(most), expected[..most]);
            }
        }
    }
}
