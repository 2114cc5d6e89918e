//! What is missing of a delivery, as far as the text of its capture shows that.

use std::ops::Range;

use serde::Serialize;

use super::Capture;
use crate::parameters::{Parameter, count_recognized, is_text, missing, parse, split};

/// What is missing of a delivery.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Cut {
    /// The body is shorter than its announced length.
    Announced {
        /// The length in bytes.
        length: usize,
        /// The announced length in bytes.
        announced: usize,
    },
    /// The text ends before the delivery does.
    End {
        /// The length of the text in bytes.
        length: usize,
        /// Whether texts are often cut at that length, such as a power of two.
        is_usual: bool,
    },
    /// The text begins in the midst of the delivery.
    Beginning,
    /// Values are abbreviated.
    Values,
}

impl Cut {
    /// Whether values are abbreviated, wherever they stand.
    pub(super) fn of_values(capture: &Capture) -> Option<Self> {
        let parameters = parse(&capture.body);
        let mut abbreviated = parameters.iter().filter(|it| ends_with_mark(&it.value));
        abbreviated.any(is_essential).then_some(Self::Values)
    }
}

/// How a text ends, and how the delivery in it does.
pub(super) struct Ending<'t> {
    text: &'t [u8],
    /// What follows the delivery, and is a mark of those who cut texts.
    mark: bool,
    is_at_end: bool,
    is_open: bool,
    place: Range<usize>,
}

impl<'t> Ending<'t> {
    /// `is_open`: whether the text ends in a value that was to be closed.
    pub(super) fn of(text: &'t [u8], place: &Range<usize>, is_open: bool) -> Self {
        let after = text.get(place.end..).unwrap_or_default().trim_ascii();
        let mark = !after.is_empty() && is_mark(after);
        Self { text, mark, is_at_end: mark || after.is_empty(), is_open, place: place.clone() }
    }

    /// What is missing of the delivery, if the text shows it.
    pub(super) fn cut(&self, capture: &Capture) -> Option<Cut> {
        let parameters = parse(&capture.body);
        let (last, others) = parameters.split_last()?;
        // Anything may end like a delivery that is cut.
        if count_recognized(parameters.iter().map(|it| it.name.as_slice())) < 2 {
            return None;
        }
        let missing = missing(&parameters);
        if self.is_at_end && capture.count == 1 {
            let is_marked = self.mark || ends_with_mark(&last.value);
            let is_incomplete = self.is_open || is_marked || is_incomplete(last, &parameters);
            let is_usual = self.is_usual();
            if is_incomplete && (!missing.is_empty() || is_essential(last) || is_marked)
                || !missing.is_empty() && is_usual && !others.is_empty()
            {
                return Some(Cut::End { length: self.text.len(), is_usual });
            }
        }
        (!missing.is_empty() && self.begins_within(capture, &missing)).then_some(Cut::Beginning)
    }

    /// Whether the text begins within a part of a body: in its value, or in its name.
    fn begins_within(&self, capture: &Capture, missing: &[&str]) -> bool {
        let before = self.text.get(..self.place.start).unwrap_or_default();
        let (name, value) =
            split(capture.body.split(|byte| *byte == b'&').next().unwrap_or_default());
        let is_end_of_name =
            || !name.is_empty() && missing.iter().any(|other| other.as_bytes().ends_with(name));
        !capture.is_built && (before.ends_with(b"&") || value.is_none() || is_end_of_name())
    }

    /// Whether texts are often cut at the length of this one, or of the delivery in it, in bytes or
    /// in characters.
    fn is_usual(&self) -> bool {
        let delivery = self.text.get(self.place.clone()).unwrap_or_default();
        let whole = super::without_line_break(self.text);
        [whole, self.text, delivery].into_iter().any(|text| {
            let characters = String::from_utf8_lossy(text).chars().count();
            [text.len(), characters].into_iter().any(is_usual_length)
        })
    }
}

/// Powers of two, whole thousands, and what is one short of either.
fn is_usual_length(length: usize) -> bool {
    let is_round = |length: usize| {
        length >= 128
            && (length.is_power_of_two()
                || length.is_multiple_of(500)
                || length.is_multiple_of(1024))
    };
    is_round(length) || is_round(length + 1)
}

/// Whether a text is nothing but what stands in the place of what was cut off.
fn is_mark(text: &[u8]) -> bool {
    const LONGEST: usize = 256;
    let text = String::from_utf8_lossy(text.get(..LONGEST).unwrap_or(text)).to_lowercase();
    let rest = text.trim_matches(|ch: char| "[]()<>{}\"' \t\r\n".contains(ch));
    let is_said = ["truncated", "cut off", "omitted", "more", "已截断", "省略"];
    rest.starts_with("...")
        || rest.starts_with('…')
        || rest.len() < 64 && is_said.iter().any(|word| rest.contains(word))
}

fn ends_with_mark(value: &[u8]) -> bool {
    let value = value.trim_ascii_end();
    let end = value.get(value.len().saturating_sub(40)..).unwrap_or_default();
    let end = String::from_utf8_lossy(end).to_lowercase();
    let is_said = ["...(truncated)", "[truncated]", "(truncated)", "<truncated>", "..."];
    end.ends_with('…') || is_said.iter().any(|mark| end.ends_with(mark))
}

/// Whether a message can't do without all of this value.
fn is_essential(parameter: &Parameter) -> bool {
    parameter.is("sign") || parameter.is("biz_content")
}

/// Whether the last value is not all of what it is.
fn is_incomplete(last: &Parameter, all: &[Parameter]) -> bool {
    let value = last.value.as_slice();
    let charset = crate::parameters::charset(all);
    let ends_in_escape = matches!(value, [.., b'%'] | [.., b'%', _]);
    if ends_in_escape || !is_text(value, charset) {
        return true;
    }
    let is_digits = value.iter().all(u8::is_ascii_digit);
    match last.name.as_slice() {
        b"sign" => !crate::signature::is_whole(value),
        b"utc_timestamp" => is_digits && value.len() < 13,
        b"app_id" => is_digits && value.len() < 16,
        b"sign_type" => !["RSA2", "RSA", "MD5", "DSA", "SM2"]
            .iter()
            .any(|known| value.eq_ignore_ascii_case(known.as_bytes())),
        b"charset" => encoding_rs::Encoding::for_label(value).is_none(),
        _ => matches!(value, [b'{' | b'[', ..]) && super::layout::balanced(value).is_none(),
    }
}
