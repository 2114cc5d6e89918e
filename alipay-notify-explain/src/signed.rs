//! What is signed, part by part, so that parts can be marked or withheld.

use alipay_notify::verify::SignMode;

use crate::parameters::Pair;

/// The signed content of parameters in one mode.
#[derive(Clone, Debug)]
pub struct SignedContent<'p> {
    /// Its parameters, in the order in which they are signed.
    pub parts: Vec<SignedPart<'p>>,
}

/// A parameter in a signed content.
#[derive(Clone, Copy, Debug)]
pub struct SignedPart<'p> {
    /// The name.
    pub name: &'p [u8],
    /// The value.
    pub value: &'p [u8],
    /// Whether it is what the content is shown for.
    pub is_marked: bool,
    /// Whether nothing of it may be shown.
    pub is_withheld: bool,
}

impl<'p> SignedContent<'p> {
    /// The content of parameters, with some of them withheld, and some marked.
    pub fn new(
        pairs: &'p [Pair],
        mode: SignMode,
        is_withheld: impl Fn(&Pair) -> bool,
        is_marked: impl Fn(&Pair) -> bool,
    ) -> Self {
        let is_signed =
            |name: &[u8]| name != b"sign" && (mode == SignMode::V2 || name != b"sign_type");
        let mut signed: Vec<&Pair> = pairs.iter().filter(|(name, _)| is_signed(name)).collect();
        signed.sort_by(|(a, _), (b, _)| a.cmp(b));
        let part = |pair: &'p Pair| SignedPart {
            name: &pair.0,
            value: &pair.1,
            is_marked: is_marked(pair),
            is_withheld: is_withheld(pair),
        };
        Self { parts: signed.into_iter().map(part).collect() }
    }

    /// The bytes that are signed, but those of withheld parameters.
    pub fn length(&self) -> usize {
        let parts = self.parts.iter().map(|part| part.name.len() + 1 + part.value.len());
        parts.sum::<usize>() + self.parts.len().saturating_sub(1)
    }
}

#[cfg(test)]
mod tests {
    use alipay_notify::testing::signed_content;

    use super::*;

    #[test]
    fn the_parts_are_what_the_test_kit_signs() {
        let pairs: Vec<Pair> = [
            ("sign_type", "RSA2"),
            ("ab", "1"),
            ("a", ""),
            ("sign", "x"),
            ("biz_content", "{\"a\":\"& =\"}"),
        ]
        .map(|(name, value)| (name.as_bytes().to_vec(), value.as_bytes().to_vec()))
        .into();
        for mode in SignMode::ALL {
            let content = SignedContent::new(&pairs, mode, |_| false, |_| false);
            let parts: Vec<Vec<u8>> =
                content.parts.iter().map(|part| [part.name, b"=", part.value].concat()).collect();
            let expected = signed_content(pairs.iter().map(|(name, value)| (name, value)), mode);
            assert_eq!((parts.join(&b'&'), content.length()), (expected.clone(), expected.len()));
        }
    }
}
