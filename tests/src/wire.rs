//! Deliveries as names and values that can be changed in any way, and their encodings.

use alipay_notify::Verified;
use alipay_notify::testing::SignedMessage;

/// The parameters that every message has.
pub const NINE: [&str; 9] = [
    "notify_id",
    "utc_timestamp",
    "msg_method",
    "app_id",
    "version",
    "biz_content",
    "sign",
    "sign_type",
    "charset",
];

/// Names and values, decoded, in wire order.
pub type Pairs = Vec<(Vec<u8>, Vec<u8>)>;

/// What a signed message is made of.
pub fn pairs(message: &SignedMessage) -> Pairs {
    message
        .names()
        .map(|name| (name.as_bytes().to_vec(), message.value(name).unwrap_or_default().to_vec()))
        .collect()
}

/// The value of a parameter.
pub fn value<'p>(pairs: &'p Pairs, name: &str) -> &'p [u8] {
    let found = pairs.iter().find(|(candidate, _)| candidate == name.as_bytes());
    found.map(|(_, value)| value.as_slice()).expect("present")
}

/// How bytes are escaped. All of these are the same form.
#[derive(Clone, Copy, Debug)]
pub enum Escapes {
    /// As HTML forms do.
    Usual,
    /// Hexadecimal digits in lower case.
    LowerCase,
    /// A space as `%20`, not as `+`.
    SpaceInHex,
    /// Letters and digits as well.
    Everything,
    /// Nothing that can do without.
    FewestPossible,
}

impl Escapes {
    /// All of them.
    pub const ALL: [Self; 5] =
        [Self::Usual, Self::LowerCase, Self::SpaceInHex, Self::Everything, Self::FewestPossible];

    fn escape_all(self, bytes: &[u8], body: &mut Vec<u8>) {
        for byte in bytes {
            self.escape(*byte, body);
        }
    }

    fn escape(self, byte: u8, body: &mut Vec<u8>) {
        let plain = match self {
            Self::Everything => false,
            Self::FewestPossible => !matches!(byte, b'%' | b'&' | b'=' | b'+' | b' '),
            _ => byte.is_ascii_alphanumeric() || b"*-._".contains(&byte),
        };
        match self {
            _ if plain => body.push(byte),
            Self::Usual | Self::LowerCase | Self::FewestPossible if byte == b' ' => body.push(b'+'),
            Self::LowerCase => body.extend_from_slice(format!("%{byte:02x}").as_bytes()),
            _ => body.extend_from_slice(format!("%{byte:02X}").as_bytes()),
        }
    }
}

/// The request body.
pub fn body(pairs: &[(Vec<u8>, Vec<u8>)], escapes: Escapes) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, value) in pairs {
        if !body.is_empty() {
            body.push(b'&');
        }
        escapes.escape_all(name, &mut body);
        body.push(b'=');
        escapes.escape_all(value, &mut body);
    }
    body
}

/// Everything that a program can learn of a message, but for the parameters named.
pub fn meaning<'v>(
    verified: &'v Verified,
    but_for: &[&str],
) -> (Option<&'v str>, Vec<(&'v str, &'v str)>) {
    let parameters = verified.envelope().iter().filter(|(name, _)| !but_for.contains(name));
    (verified.biz_content(), parameters.collect())
}
