//! Where the values of a signed form end: its content has one reading, or it is not read.
//!
//! Parameters are joined by `&` and `=` unescaped before they are signed, so a value that holds
//! `&name=` reads as two, and the signature is good for both. The content is therefore looked at as
//! a whole: its pieces between `&`, of which some begin a parameter and the others belong to the
//! value before them. Names are *known* if they are Alipay's for any form, or if what the form is
//! about has them: by its specification that is built in (where there is none, that of payments),
//! or by the type of its handler. What is known of a genuine form:
//!
//! 1. Names ascend, and none comes twice: so they are signed. It has either a `notify_type` or a
//!    `service`.
//! 2. A *text* that others write (the subject of an order, a complaint) may hold anything.
//! 3. JSON and XML end where they end, whatever their strings hold.
//! 4. Amounts, times, numbers, values of a list, and what tells which form it is, hold no `&` with
//!    a `=` after it.
//! 5. Any other value, a *word*, holds no known name, nor one that could be a parameter's where it
//!    stands: one that is greater than the parameter's own, and less than the next known one.
//!
//! A choice of beginnings that keeps all five is a *reading*. What is accepted of a content says
//! the same in whichever reading it was presented:
//!
//! - Its known beginnings are all those that any reading has: a form is not accepted if another
//!   reading has one more. Of two accepted ones, each has those of the other, so they are the same.
//! - Between two of them, only unknown names can begin anything. By 2, behind a text none does:
//!   there they are a part of the text, also where one was presented as a parameter. Elsewhere each
//!   that could be a parameter is one, by 5, and the others by 1 can't be. So no choice is left.
//!
//! And it says what is genuine: the genuine form is a reading, so no known parameter of it is
//! missing from what is accepted, and what is not known disappears in a text at most. A parameter
//! that is not known may be a text, contrary to 5: another reading that takes it for a text is a
//! reading, but a form is not accepted where it holds a name that 5 rules out.
//!
//! What that leaves: a text with a known name that the genuine form does not have, and that may
//! stand right behind the text. Whoever sees the content alone can't know whether Alipay wrote the
//! parameter or someone the text; it is read as the parameter. And a word that others write all the
//! same, with an unknown name that may stand right behind it: that is read as a parameter of its
//! own, as one that Alipay has added would be.

mod names;
mod pieces;
#[cfg(test)]
mod tests;

use std::borrow::Cow;

use alipay_notify_schema::MessageSchema;
use serde::de::IgnoredAny;
use serde_json::StreamDeserializer;

use self::names::{Names, is_text};
use self::pieces::Pieces;
use super::OpenError;
use super::envelope::Envelope;
use crate::form::Name;
use crate::signature::SignMode;
use crate::xml::Document;

/// Makes sure that a form has no other reading than the one that it was presented in. Returns the
/// parameters where that is not quite how they are to be read.
///
/// What is built in for such a form tells which names are known, and so does its own
/// specification.
pub(super) fn settled(
    envelope: &Envelope,
    mode: SignMode,
    specified: &'static MessageSchema,
    own: Option<&MessageSchema>,
) -> Result<Option<Envelope>, OpenError> {
    let names = Names { specified, own };
    if [Name::NotifyType, Name::Service].into_iter().all(|name| envelope.stated(name).is_some()) {
        return Err(OpenError::Ambiguous { name: Some(Name::NotifyType.as_str()) });
    }
    if is_plain(envelope, mode, &names) {
        return Ok(None);
    }

    let presented = Pieces::of(envelope, mode);
    let read = presented.reading(&names)?;
    let is_another = read != presented.begins;
    Ok(is_another.then(|| rejoined(envelope, mode, &presented.begins, &read)))
}

/// The parameters, of which some are taken for a part of the text in front of them.
fn rejoined(envelope: &Envelope, mode: SignMode, presented: &[bool], read: &[bool]) -> Envelope {
    let mut begins = presented.iter().zip(read).filter(|(was, _)| **was).map(|(_, is)| *is);
    let mut parameters: Vec<(&str, Cow<'_, str>)> = Vec::new();
    let mut last = 0;
    for (name, value) in envelope.iter() {
        if !mode.signs(Name::of(name.as_bytes())) || begins.next() == Some(true) {
            if mode.signs(Name::of(name.as_bytes())) {
                last = parameters.len();
            }
            parameters.push((name, Cow::Borrowed(value)));
        } else if let Some((_, text)) = parameters.get_mut(last) {
            text.to_mut().extend(["&", name, "=", value]);
        }
    }
    Envelope::of(&parameters)
}

/// Whether nothing in the form could be taken for something else: each `=` behind a `&` is that of
/// a parameter, what may end elsewhere ends where it does, and no text has an unknown name behind
/// it.
fn is_plain(envelope: &Envelope, mode: SignMode, names: &Names<'_>) -> bool {
    let mut behind_text = false;
    signed(envelope, mode).all(|(name, value)| {
        let is_text = is_text(name);
        let is_loose = behind_text && !names.are_known(name);
        behind_text = is_text;
        !is_loose && !holds_parameter(value) && (is_text || ends_as_a_whole(value))
    })
}

/// What is signed of a form: names and values, ascending.
fn signed(envelope: &Envelope, mode: SignMode) -> impl Iterator<Item = (&str, &str)> {
    envelope.iter().filter(move |(name, _)| mode.signs(Name::of(name.as_bytes())))
}

/// Whether a value, once joined with others, reads as more than one parameter.
fn holds_parameter(value: &str) -> bool {
    let bytes = value.as_bytes();
    memchr::memchr(b'&', bytes).is_some_and(|at| memchr::memchr(b'=', &bytes[at..]).is_some())
}

/// Whether a value that begins like JSON or XML is that and nothing more.
fn ends_as_a_whole(value: &str) -> bool {
    !begins_structured(value) || structure(value) == Some(value.len())
}

fn begins_structured(value: &str) -> bool {
    value.trim_ascii_start().starts_with(['{', '[', '<'])
}

/// Where the JSON or XML at the beginning of a text ends, white space included.
fn structure(text: &str) -> Option<usize> {
    let end = if text.trim_ascii_start().starts_with('<') {
        Document::read(text)?.end
    } else {
        let mut values: StreamDeserializer<'_, _, IgnoredAny> =
            serde_json::Deserializer::from_str(text).into_iter();
        values.next()?.ok()?;
        values.byte_offset()
    };
    let rest = text.get(end..)?;
    Some(end + rest.len() - rest.trim_ascii_start().len())
}
