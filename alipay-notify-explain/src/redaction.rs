//! Which values hold no part of a content, for certain.
//!
//! Where a capture is broken, a part of a content may end up in any parameter. So only those are
//! shown that Alipay signed, or that look as nothing but themselves.

use alipay_notify::schema::Family;
use encoding_rs::Encoding;

use crate::findings::Findings;
use crate::parameters::Parameter;
use crate::signature::{self, Sign};

impl Findings<'_> {
    /// Whether the value of a parameter may be shown to others: no part of a content is in it.
    #[must_use]
    pub fn is_public(&self, parameter: &Parameter) -> bool {
        let same_name = |other: &&Parameter| other.name == parameter.name;
        let is_signed = || {
            let found = self.trials.found.as_ref();
            found.is_some_and(|found| found.reading.parameters.contains(parameter))
        };
        parameter.is_known()
            && !parameter.is("biz_content")
            && self.parameters.iter().filter(same_name).count() <= 1
            && (is_unmistakable(parameter, self) || is_signed())
            && !is_in_content(&parameter.value, self)
    }
}

/// Whether a value is of the form that only this parameter has.
fn is_unmistakable(parameter: &Parameter, findings: &Findings<'_>) -> bool {
    let Parameter { name, value } = parameter;
    let is_number = |more: &[u8]| {
        value.len() <= 32 && value.iter().all(|byte| byte.is_ascii_digit() || more.contains(byte))
    };
    let is_one_of =
        |names: &[&str]| names.iter().any(|name| value.eq_ignore_ascii_case(name.as_bytes()));
    match name.as_slice() {
        b"app_id" | b"utc_timestamp" => is_number(b""),
        b"version" => is_number(b"."),
        b"charset" => Encoding::for_label(value).is_some(),
        b"sign_type" => is_one_of(&["RSA2", "RSA", "SM2"]),
        b"encrypt_type" => is_one_of(&["AES", ""]),
        b"sign" => signature::is_whole(value) && Sign::of(value) != Sign::Other,
        name => Family::ALL.into_iter().any(|family| {
            let known = |text| findings.options.schema(family, text).is_some();
            name == family.parameter().as_bytes() && std::str::from_utf8(value).is_ok_and(known)
        }),
    }
}

/// Whether a value stands in the content as well, as the app's id does in some. What is shorter
/// tells nothing.
fn is_in_content(value: &[u8], findings: &Findings<'_>) -> bool {
    const SHORTEST: usize = 6;
    let holds = |content: &[u8]| content.windows(value.len().max(1)).any(|part| part == value);
    let mut received = findings.parameters.iter().filter(|other| other.is("biz_content"));
    let opened = findings.result.as_ref().ok().map(alipay_notify::Verified::content);
    value.len() >= SHORTEST
        && (received.any(|content| holds(&content.value))
            || opened.is_some_and(|content| holds(content.as_bytes())))
}
