//! Another reading of forms, as plain as can be: what the library has to come to.

use alipay_notify::Envelope;
use alipay_notify::verify::{FormError, Limits, SignTypeError, VerifyError};
use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig, general_purpose};

/// A name and its value.
pub(crate) type Pair = (Vec<u8>, Vec<u8>);

/// The names that Alipay uses.
const KNOWN: [&str; 18] = [
    "app_id",
    "auth_app_id",
    "biz_content",
    "charset",
    "encrypt_type",
    "method",
    "msg_app_id",
    "msg_method",
    "msg_type",
    "msg_uid",
    "notify_id",
    "notify_time",
    "notify_type",
    "service",
    "sign",
    "sign_type",
    "utc_timestamp",
    "version",
];

pub(crate) fn known(name: &[u8]) -> Option<&'static str> {
    KNOWN.into_iter().find(|known| known.as_bytes() == name)
}

/// The parameters of a body in the order in which they come.
pub(crate) fn in_wire_order(body: &[u8], limits: &Limits) -> Result<Vec<Pair>, FormError> {
    if body.is_empty() {
        return Err(FormError::NoBody);
    }
    if body.len() > limits.body {
        return Err(FormError::TooLarge { limit: limits.body });
    }
    let (mut pairs, mut begin) = (Vec::new(), 0);
    for (index, part) in body.split(|byte| *byte == b'&').enumerate() {
        if index == limits.parameters {
            return Err(FormError::TooManyParameters { limit: limits.parameters });
        }
        let number = index + 1;
        let equals = part.iter().position(|byte| *byte == b'=');
        let (name, value) = part.split_at(equals.ok_or(FormError::NotAForm { part: number })?);
        let name = decoded(name).map_err(|at| FormError::PercentEncoding { at: begin + at })?;
        let value_at = begin + equals.unwrap_or_default() + 1;
        let value =
            decoded(&value[1..]).map_err(|at| FormError::PercentEncoding { at: value_at + at })?;
        if name.len() > limits.name {
            return Err(FormError::NameTooLong { limit: limits.name });
        }
        if name.is_empty() || name.contains(&b'=') || name.contains(&b'&') {
            return Err(FormError::Name { part: number });
        }
        pairs.push((name, value));
        begin += part.len() + 1;
    }
    Ok(pairs)
}

/// The parameters of a body sorted by name, no name twice.
pub(crate) fn parse(body: &[u8], limits: &Limits) -> Result<Vec<Pair>, FormError> {
    let mut pairs = in_wire_order(body, limits)?;
    pairs.sort();
    match pairs.windows(2).find(|pair| pair[0].0 == pair[1].0) {
        Some(pair) => Err(FormError::Repeated { name: known(&pair[0].0) }),
        None => Ok(pairs),
    }
}

/// The bytes that are meant; else where the encoding is broken.
fn decoded(encoded: &[u8]) -> Result<Vec<u8>, usize> {
    let (mut bytes, mut rest) = (Vec::new(), encoded);
    while let Some((first, behind)) = rest.split_first() {
        rest = behind;
        match first {
            b'+' => bytes.push(b' '),
            b'%' => {
                let digit = |byte: &u8| char::from(*byte).to_digit(16);
                let worth = rest.first().and_then(digit).zip(rest.get(1).and_then(digit));
                let (high, low) = worth.ok_or(encoded.len() - rest.len() - 1)?;
                bytes.extend(u8::try_from(high * 16 + low));
                rest = &rest[2..];
            }
            plain => bytes.push(*plain),
        }
    }
    Ok(bytes)
}

pub(crate) fn value<'p>(pairs: &'p [Pair], name: &str) -> Option<&'p [u8]> {
    pairs
        .iter()
        .find(|(candidate, _)| candidate == name.as_bytes())
        .map(|(_, value)| value.as_slice())
}

fn require<'p>(pairs: &'p [Pair], name: &'static str) -> Result<&'p [u8], FormError> {
    match value(pairs, name) {
        None => Err(FormError::Missing { name }),
        Some([]) => Err(FormError::Empty { name }),
        Some(value) => Ok(value),
    }
}

/// Rejects what is rejected whether or not it is signed, by a verifier that accepts any app and
/// RSA2.
pub(crate) fn check_form(pairs: &[Pair]) -> Result<(), VerifyError> {
    require(pairs, "sign")?;
    require(pairs, "sign_type")?;
    match value(pairs, "app_id") {
        None if is_call(pairs) => {}
        None => return Err(VerifyError::NoCommonKey),
        Some(_) if str::from_utf8(require(pairs, "app_id")?).is_err() => {
            return Err(VerifyError::UnknownApp);
        }
        Some(_) => {}
    }
    match require(pairs, "sign_type")?.to_ascii_lowercase().as_slice() {
        b"rsa2" => {}
        b"rsa" => return Err(VerifyError::SignType(SignTypeError::Rsa)),
        b"sm2" => return Err(VerifyError::SignType(SignTypeError::Sm2)),
        _ => return Err(VerifyError::SignType(SignTypeError::Unknown)),
    }
    if is_base64(require(pairs, "sign")?) { Ok(()) } else { Err(FormError::SignNotBase64.into()) }
}

/// Whether a form is a call, which is signed by the key of an app that it need not name.
fn is_call(pairs: &[Pair]) -> bool {
    let says = |name| value(pairs, name).is_some_and(|value| !value.is_empty());
    value(pairs, "method").is_some_and(|method| method.starts_with(b"spi."))
        && !["msg_method", "notify_type", "service"].into_iter().any(says)
}

/// Whether a form has to be a message.
pub(crate) fn is_message(pairs: &[Pair]) -> bool {
    value(pairs, "msg_method").is_some()
}

/// Rejects forms that have to be a message, but are none.
pub(crate) fn check_message(pairs: &[Pair]) -> Result<(), VerifyError> {
    if !is_message(pairs) {
        return Ok(());
    }
    let nine = Envelope::SCHEMA.fields.iter().filter_map(|field| known(field.name.as_bytes()));
    for name in nine {
        require(pairs, name)?;
    }
    let holds_another = |value: &[u8]| {
        let mut behind = value.iter().skip_while(|byte| **byte != b'&');
        behind.any(|byte| *byte == b'=')
    };
    let ambiguous =
        pairs.iter().find(|(name, value)| name != b"biz_content" && holds_another(value));
    ambiguous.map_or(Ok(()), |(name, _)| Err(FormError::Ambiguous { name: known(name) }.into()))
}

/// Whether a text, with spaces for `+`, is what encoding its own bytes gives.
fn is_base64(text: &[u8]) -> bool {
    const LENIENT: GeneralPurpose = GeneralPurpose::new(
        &alphabet::STANDARD,
        GeneralPurposeConfig::new()
            .with_decode_allow_trailing_bits(true)
            .with_decode_padding_mode(DecodePaddingMode::Indifferent),
    );
    let text: Vec<u8> = text.iter().map(|byte| if *byte == b' ' { b'+' } else { *byte }).collect();
    LENIENT
        .decode(&text)
        .is_ok_and(|bytes| general_purpose::STANDARD.encode(bytes).as_bytes() == text)
}
