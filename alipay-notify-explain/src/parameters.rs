//! A body as parameters, leniently: what the library rejects is to be explained.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt;

use encoding_rs::{Encoding, UTF_8};
use percent_encoding::percent_decode;

pub use alipay_notify_schema::COMMON_PARAMETERS;

/// What Alipay is known to send in addition to the nine common parameters.
pub(crate) const OPTIONAL: [&str; 7] = [
    "encrypt_type",
    "auth_app_id",
    "msg_app_id",
    "msg_type",
    "msg_uid",
    "notify_time",
    "notify_type",
];

/// What says of a notification that is no message which one it is. Any program has such names.
const COMMON_WORDS: [&str; 2] = ["method", "service"];

/// A parameter of a body, decoded once. Its `Debug` shows neither a value nor an unknown name.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Parameter {
    /// The name.
    pub name: Vec<u8>,
    /// The value.
    pub value: Vec<u8>,
}

/// Ten times as many as the library takes, which says so: no more are looked at.
const MOST: usize = 1000;

/// The parameters of a body, in its order.
#[must_use]
pub fn parse(body: &[u8]) -> Vec<Parameter> {
    parts(body).map(Parameter::decoded).collect()
}

/// What stands between the `&` of a body.
pub(crate) fn parts(body: &[u8]) -> impl Iterator<Item = &[u8]> {
    body.split(|byte| *byte == b'&').filter(|part| !part.is_empty()).take(MOST)
}

/// The value of a parameter, the first one where there are several.
#[must_use]
pub fn value<'p>(parameters: &'p [Parameter], name: &str) -> Option<&'p [u8]> {
    let mut parameters = parameters.iter();
    parameters.find(|parameter| parameter.is(name)).map(|parameter| parameter.value.as_slice())
}

/// Whether Alipay uses a name.
#[must_use]
pub fn is_known(name: &[u8]) -> bool {
    known().any(|known| known.as_bytes() == name)
}

/// What notifications have that are not messages: payments, refunds, agreements, pre-authorised
/// funds.
const FLAT: [&str; 30] = [
    "agreement_no",
    "alipay_user_id",
    "auth_no",
    "buyer_id",
    "buyer_logon_id",
    "buyer_open_id",
    "buyer_pay_amount",
    "external_agreement_no",
    "fund_bill_list",
    "gmt_close",
    "gmt_create",
    "gmt_payment",
    "gmt_refund",
    "invoice_amount",
    "notify_action_type",
    "operation_type",
    "out_biz_no",
    "out_order_no",
    "out_request_no",
    "out_trade_no",
    "passback_params",
    "personal_product_code",
    "point_amount",
    "receipt_amount",
    "refund_fee",
    "seller_email",
    "seller_id",
    "total_amount",
    "trade_no",
    "trade_status",
];

fn known() -> impl Iterator<Item = &'static str> {
    COMMON_PARAMETERS.into_iter().chain(OPTIONAL).chain(COMMON_WORDS)
}

/// The name of Alipay's that this one is, if letter case and `_` or `-` between words don't count.
pub(crate) fn recognized(name: &[u8]) -> Option<&'static str> {
    fn letters(name: &[u8]) -> impl Iterator<Item = u8> {
        let letters = name.iter().filter(|byte| !matches!(byte, b'_' | b'-'));
        letters.map(u8::to_ascii_lowercase)
    }
    const LONGEST: usize = 24;
    let is_short = name.len() <= LONGEST;
    known().chain(FLAT).find(|known| is_short && letters(known.as_bytes()).eq(letters(name)))
}

/// The charset that a message claims, UTF-8 where it claims none that is known.
#[must_use]
pub fn charset(parameters: &[Parameter]) -> &'static Encoding {
    value(parameters, "charset").and_then(Encoding::for_label).unwrap_or(UTF_8)
}

/// Bytes as a text of a charset, if they are one.
#[must_use]
pub fn text(bytes: &[u8], charset: &'static Encoding) -> Option<String> {
    let text = charset.decode_without_bom_handling_and_without_replacement(bytes);
    text.map(Cow::into_owned)
}

/// Whether bytes are a text of a charset.
#[must_use]
pub fn is_text(bytes: &[u8], charset: &'static Encoding) -> bool {
    charset.decode_without_bom_handling_and_without_replacement(bytes).is_some()
}

/// How many different names of Alipay's are among these.
pub(crate) fn count_recognized<'n>(names: impl Iterator<Item = &'n [u8]>) -> usize {
    let recognized = names.filter_map(recognized).filter(|name| !COMMON_WORDS.contains(name));
    recognized.collect::<BTreeSet<_>>().len()
}

/// Whether there are enough names of Alipay's among these that they can't be there by chance.
pub(crate) fn are_of_a_delivery<'n>(names: impl Iterator<Item = &'n [u8]>) -> bool {
    count_recognized(names) >= ENOUGH
}

/// What a delivery lacks that all of its kind have. Letter case in names does not count.
pub(crate) fn missing(parameters: &[Parameter]) -> Vec<&'static str> {
    let has = |name: &str| parameters.iter().any(|it| recognized(&it.name) == Some(name));
    let is_flat = || FLAT.into_iter().any(has);
    let required: &[&str] = if is_message(parameters) {
        &COMMON_PARAMETERS
    } else if has("notify_type") || has("notify_time") || is_flat() && !has("method") {
        &["notify_type", "notify_id", "sign_type", "sign"]
    } else if has("service") {
        &["service", "charset", "sign_type", "sign"]
    } else {
        &["sign"]
    };
    required.iter().copied().filter(|name| !has(name)).collect()
}

/// Whether parameters are those of a message, as far as they are there.
pub(crate) fn is_message(parameters: &[Parameter]) -> bool {
    let has = |name: &str| parameters.iter().any(|it| recognized(&it.name) == Some(name));
    let is_other = || ["method", "notify_time", "notify_type", "service"].into_iter().any(has);
    let content = || value(parameters, "biz_content").unwrap_or_default().trim_ascii_start();
    has("msg_method")
        || has("utc_timestamp")
        || has("biz_content") && !is_other() && !content().starts_with(b"<")
}

/// How many names of Alipay's are not there by chance.
pub(crate) const ENOUGH: usize = 3;

/// Whether a byte may be part of a name.
pub(crate) fn is_of_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// Decodes `%XX` and `+` once; broken escapes stay as they are written.
pub(crate) fn decoded(encoded: &[u8]) -> Vec<u8> {
    // Not longer than it is encoded, and copied but once: bodies may be long.
    let mut decoded = Vec::with_capacity(encoded.len());
    for (index, part) in encoded.split(|byte| *byte == b'+').enumerate() {
        decoded.extend((index > 0).then_some(b' '));
        decoded.extend(percent_decode(part));
    }
    decoded
}

/// Name and value of a part of a body, as they are written; no value where there is no `=`.
pub(crate) fn split(part: &[u8]) -> (&[u8], Option<&[u8]>) {
    match part.iter().position(|byte| *byte == b'=') {
        Some(at) => (part.get(..at).unwrap_or_default(), part.get(at + 1..)),
        None => (part, None),
    }
}

impl Parameter {
    pub(crate) fn new(name: impl Into<Vec<u8>>, value: impl Into<Vec<u8>>) -> Self {
        Self { name: name.into(), value: value.into() }
    }

    fn decoded(part: &[u8]) -> Self {
        let (name, value) = split(part);
        Self::new(decoded(name), decoded(value.unwrap_or_default()))
    }

    /// Whether it has this name.
    #[must_use]
    pub fn is(&self, name: &str) -> bool {
        self.name == name.as_bytes()
    }

    /// Whether Alipay uses its name.
    #[must_use]
    pub fn is_known(&self) -> bool {
        is_known(&self.name)
    }
}

impl fmt::Debug for Parameter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = String::from_utf8_lossy(&self.name);
        let name = if self.is_known() { &*name } else { "(unknown)" };
        write!(f, "{name}=({} bytes)", self.value.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_shows_no_value() {
        let parameters = parse(b"sign=secret&other=secret&secret");
        let shown = "[sign=(6 bytes), (unknown)=(6 bytes), (unknown)=(0 bytes)]";
        assert_eq!(format!("{parameters:?}"), shown);
    }
}
