//! What tells claims of one message apart.

use std::fmt;

/// Identifies one claim, among all that processes ever make.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Token([u8; 16]);

impl Token {
    /// A token that nothing else has.
    ///
    /// # Errors
    ///
    /// Where the machine has no source of randomness.
    pub fn random() -> Result<Self, super::StoreError> {
        let mut bytes = [0; 16];
        getrandom::fill(&mut bytes).map_err(|error| super::StoreError::new(error.to_string()))?;
        Ok(Self(bytes))
    }

    /// Its bytes, to keep.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }
}

/// 32 hexadecimal digits.
impl fmt::Display for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", u128::from_be_bytes(self.0))
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Token({self})")
    }
}
