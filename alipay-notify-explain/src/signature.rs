//! What a `sign` is, by its text alone.

use std::collections::BTreeSet;

/// What a text that should be a signature is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sign {
    /// It may be one.
    Whole,
    /// A digest, as MD5 makes it.
    Md5,
    /// All its letters are of one case, which no signature's are.
    OneCase,
    /// It is base64, but too short.
    Cut {
        /// Its length in characters.
        length: usize,
    },
    /// Something else.
    Other,
}

impl Sign {
    /// Judges the value of `sign`.
    pub(crate) fn of(sign: &[u8]) -> Self {
        let digits = digits(sign);
        let is_hexadecimal = digits.iter().all(u8::is_ascii_hexdigit);
        if digits.len() == MD5_DIGITS && is_hexadecimal {
            return Self::Md5;
        }
        let is_base64 =
            digits.iter().all(|byte| byte.is_ascii_alphanumeric() || b"+/-_=".contains(byte));
        if !is_base64 || digits.is_empty() {
            return Self::Other;
        }
        let letters = |is: fn(&u8) -> bool| digits.iter().filter(|byte| is(byte)).collect();
        let (lower, upper): (BTreeSet<&u8>, BTreeSet<&u8>) =
            (letters(u8::is_ascii_lowercase), letters(u8::is_ascii_uppercase));
        if lower.is_empty() && upper.len() >= MANY || upper.is_empty() && lower.len() >= MANY {
            return Self::OneCase;
        }
        if is_whole(sign) { Self::Whole } else { Self::Cut { length: digits.len() } }
    }
}

/// An MD5 digest in hexadecimal.
const MD5_DIGITS: usize = 32;

/// So many different letters are not of one case by chance.
const MANY: usize = 16;

/// Whether a text is as long as the base64 of an RSA signature, of 1024 to 4096 bits, whichever
/// alphabet it is in.
pub(crate) fn is_whole(sign: &[u8]) -> bool {
    let digits = digits(sign).iter().filter(|byte| **byte != b'=').count();
    (1024..=4096).step_by(512).any(|bits: usize| digits == bits.div_ceil(6))
}

/// A signature without line breaks; spaces in it were `+`.
fn digits(sign: &[u8]) -> Vec<u8> {
    let kept = sign.iter().filter(|byte| !matches!(byte, b'\r' | b'\n'));
    kept.map(|byte| if *byte == b' ' { b'+' } else { *byte }).collect()
}
