//! Texts as values of attributes.

use std::time::SystemTime;

use alipay_notify::schema::{Family, Violations};
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// The most bytes of a list of violations: as an attribute, it may become a header.
const LISTED: usize = 1024;

/// What is not part of a URI as it is (RFC 3986), `%`, which would begin an escape, and `*`, which
/// is no part of a subject of NATS.
const OUTSIDE_URI: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'%')
    .add(b'*')
    .add(b'<')
    .add(b'>')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}')
    .add(b'#');

/// What a header does not have as it is: all but visible ASCII, quotes, and `%`, which begins an
/// escape.
const OUTSIDE_HEADER: &AsciiSet = &CONTROLS.add(b' ').add(b'"').add(b'%');

/// The value of an attribute as that of a header.
pub(super) fn header(value: &str) -> String {
    utf8_percent_encode(value, OUTSIDE_HEADER).to_string()
}

/// A text as a part of a URI.
pub(super) fn uri(text: &str) -> String {
    utf8_percent_encode(text, OUTSIDE_URI).to_string()
}

/// A text without the characters that no value of an attribute may have: control characters, and
/// code points that are no characters.
pub(super) fn sanitized(text: &str) -> String {
    text.chars().filter(|ch| !ch.is_control() && !is_noncharacter(*ch)).collect()
}

/// A point in time as RFC 3339 writes it; none beyond the year 9999.
pub(super) fn rfc3339(time: SystemTime) -> Option<String> {
    let epoch = OffsetDateTime::UNIX_EPOCH;
    let time = match time.duration_since(SystemTime::UNIX_EPOCH) {
        Ok(since) => epoch.checked_add(since.try_into().ok()?),
        Err(before) => epoch.checked_sub(before.duration().try_into().ok()?),
    };
    time?.format(&Rfc3339).ok()
}

/// What a delivery is: its family and its name.
pub(super) fn kind(family: Option<Family>, name: Option<&str>) -> String {
    let family = match family {
        Some(Family::Message) => "message",
        Some(Family::Notify) => "notify",
        Some(Family::Service) => "service",
        None if name.is_some() => "call",
        None => return "alipay.unknown".to_owned(),
    };
    format!("alipay.{family}.{}", uri(name.unwrap_or_default()))
}

/// As many violations as an attribute holds; nothing where there are none.
pub(super) fn listed(violations: &Violations) -> Option<String> {
    let mut length = 0;
    let all = violations.iter().map(|violation| sanitized(&violation.to_string()));
    let mut list: Vec<_> = all
        .take_while(|violation| {
            length += violation.len();
            length <= LISTED
        })
        .collect();
    let omitted = violations.len() - list.len() + violations.omitted();
    if omitted > 0 {
        list.push(format!("and {omitted} more"));
    }
    Some(list.join("; ")).filter(|list| !list.is_empty())
}

fn is_noncharacter(ch: char) -> bool {
    let code = u32::from(ch);
    (0xfdd0..=0xfdef).contains(&code) || code & 0xfffe == 0xfffe
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_time_that_has_no_four_digits_of_a_year_is_left_out() {
        let since = |seconds| rfc3339(SystemTime::UNIX_EPOCH + Duration::from_secs(seconds));
        assert_eq!(since(253_402_300_799).as_deref(), Some("9999-12-31T23:59:59Z"));
        assert_eq!(since(253_402_300_800), None);
        assert_eq!(since(1 << 50), None);
        let before = SystemTime::UNIX_EPOCH - Duration::from_secs(1);
        assert_eq!(rfc3339(before).as_deref(), Some("1969-12-31T23:59:59Z"));
    }
}
