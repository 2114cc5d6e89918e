//! The names of Alipay's parameters, by which they are found in any text.

pub(crate) use alipay_notify_schema::COMMON_PARAMETERS as COMMON;

/// What Alipay is known to send beside the nine.
pub(crate) const OPTIONAL: [&str; 7] = [
    "encrypt_type",
    "auth_app_id",
    "msg_app_id",
    "msg_type",
    "msg_uid",
    "notify_time",
    "notify_type",
];

/// Whether Alipay uses a name.
pub(crate) fn is_known(name: &[u8]) -> bool {
    COMMON.iter().chain(&OPTIONAL).any(|known| known.as_bytes() == name)
}

/// Whether there are enough known names among these that they can't be there by chance.
pub(super) fn are_of_a_message<'n>(names: impl Iterator<Item = &'n [u8]>) -> bool {
    let mut known: Vec<&[u8]> = names.filter(|name| is_known(name)).collect();
    known.sort_unstable();
    known.dedup();
    known.len() >= 3
}

/// Whether a byte may be part of a name.
pub(super) fn is_of_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}
