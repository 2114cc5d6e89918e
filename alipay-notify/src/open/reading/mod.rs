//! Where the values of a signed form end: its content has one reading, or it is not read.
//!
//! Parameters are joined by `&` and `=` unescaped before they are signed, so a value that holds
//! `&name=` reads as two, and the signature is good for both. The content is therefore looked at as
//! a whole: its pieces between `&`, of which some begin a parameter and the others belong to the
//! value before them. What is known of a genuine form:
//!
//! 1. Names ascend, and none comes twice: so they are signed.
//! 2. A *text* that others write (the subject of an order, say) may hold anything.
//! 3. JSON and XML end where they end, whatever their strings hold.
//! 4. Any other value holds no `&` with a `=` after it: it is an id, an amount, a time, a state.
//!
//! A choice of beginnings that keeps all four is a *reading*. Taking the beginning of a parameter
//! for a part of the text in front of it makes another reading, which says less; so of two readings
//! of which one has all beginnings of the other, that one counts. A form is accepted if the reading
//! that it was presented in has all beginnings of every other one. There can be only one such, so
//! whatever is accepted of one content says the same.
//!
//! A parameter that is not known may be a text, contrary to 4: a form in which it holds a `&` with
//! a `=` after it is not accepted, but another reading that takes it for a text is a reading.
//!
//! Behind a text, a name that neither this library nor the specification has begins nothing: it is
//! taken for a part of the text, also where it was presented as a parameter. A text is as it was
//! written, then, whatever names it holds, unless it holds one of Alipay's that may stand there.
//!
//! What that leaves: a text with the name of a parameter of Alipay's that the genuine form does not
//! have, and that may stand right behind the text. Whoever sees the content alone can't know
//! whether Alipay wrote the parameter or someone the text; it is read as the parameter.

mod names;

use std::borrow::Cow;
use std::ops::Range;

use alipay_notify_schema::MessageSchema;
use serde::de::IgnoredAny;
use serde_json::StreamDeserializer;

use self::names::{Holds, Names, is_text, nameable};
use super::OpenError;
use super::envelope::Envelope;
use crate::form::Name;
use crate::signature::SignMode;
use crate::xml::Document;

/// More beginnings than any form has.
const MOST: usize = 1000;

/// Makes sure that a form has no other reading than the one that it was presented in. Returns the
/// parameters where that is not quite how they are to be read.
pub(super) fn settled(
    envelope: &Envelope,
    mode: SignMode,
    spec: Option<&MessageSchema>,
) -> Result<Option<Envelope>, OpenError> {
    let names = Names { spec };
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

/// A signed content in pieces.
struct Pieces {
    content: String,
    /// Those that have a `=`, and so may begin a parameter, in order.
    all: Vec<Piece>,
    /// Which of them do.
    begins: Vec<bool>,
}

struct Piece {
    name: Range<usize>,
    /// Where the values begin that begin here. The piece ends somewhere behind it.
    value: usize,
}

/// Adds the pieces of a content from `start` on that have a `=`.
fn pieces(content: &str, start: usize, all: &mut Vec<Piece>) {
    let mut from = start;
    for part in content[start..].split('&') {
        if let Some(equals) = part.find('=') {
            all.push(Piece { name: from..from + equals, value: from + equals + 1 });
        }
        from += part.len() + 1;
    }
}

/// What may come after the parameter that a piece begins.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Next {
    /// This piece begins the next parameter; behind the last piece is the end.
    Only(usize),
    /// One of these does.
    Either(usize, usize),
    /// Any later piece with a greater and known name does, or none.
    AnyKnown,
}

impl Pieces {
    fn of(envelope: &Envelope, mode: SignMode) -> Self {
        let (mut content, mut all, mut begins) = (String::new(), Vec::new(), Vec::new());
        for (name, value) in signed(envelope, mode) {
            if !content.is_empty() {
                content.push('&');
            }
            let (start, from) = (content.len(), all.len());
            content.extend([name, "=", value]);
            pieces(&content, start, &mut all);
            begins.extend((from..all.len()).map(|index| index == from));
        }
        Self { content, all, begins }
    }

    fn name(&self, piece: usize) -> &str {
        self.all.get(piece).and_then(|piece| self.content.get(piece.name.clone())).unwrap_or("")
    }

    /// The beginnings of the reading that counts, if it is this one but for unknown names behind
    /// texts.
    fn reading(&self, names: &Names<'_>) -> Result<Vec<bool>, OpenError> {
        if self.all.len() > MOST {
            return Err(OpenError::Ambiguous { name: None });
        }

        let next: Vec<Next> = (0..self.all.len()).map(|piece| self.next(piece, names)).collect();
        let begins = self.without_unknown_behind_texts(names);
        let is_possible = self.possible(&self.with_unknown_texts(&next, &begins, names), names);
        let mut parameter = 0;
        for piece in 0..self.all.len() {
            if begins[piece] {
                parameter = piece;
            }
            let mut later = piece + 1..self.all.len();
            let following = later.find(|later| begins[*later]).unwrap_or(self.all.len());
            if begins[piece] && !self.may_follow(piece, following, next[piece])
                || !begins[piece] && is_possible[piece]
            {
                return Err(OpenError::Ambiguous { name: nameable(self.name(parameter)) });
            }
        }
        Ok(begins)
    }

    /// The beginnings without those of unknown names right behind texts.
    fn without_unknown_behind_texts(&self, names: &Names<'_>) -> Vec<bool> {
        let mut behind_text = false;
        let mut begins = self.begins.clone();
        for (piece, begins) in begins.iter_mut().enumerate().filter(|(_, begins)| **begins) {
            *begins = !behind_text || names.are_known(self.name(piece));
            if *begins {
                behind_text = names.holds(self.name(piece)) == Holds::Text;
            }
        }
        begins
    }

    /// What may come after the parameter that a piece begins, if it begins one.
    fn next(&self, piece: usize, names: &Names<'_>) -> Next {
        let kind = names.holds(self.name(piece));
        if kind == Holds::Text {
            return Next::AnyKnown;
        }
        let plain = piece + 1;
        let value = self.content.get(self.all[piece].value..).unwrap_or_default();
        let end = Some(value).filter(|value| begins_structured(value)).and_then(structure);
        match end.and_then(|end| self.beginning_at(self.all[piece].value + end)) {
            None => Next::Only(plain),
            Some(structured) if kind == Holds::Structure => Next::Only(structured),
            Some(structured) => Next::Either(plain, structured),
        }
    }

    /// The piece that begins where a value ends; nothing where a value can't end there.
    fn beginning_at(&self, end: usize) -> Option<usize> {
        if end == self.content.len() {
            return Some(self.all.len());
        }
        let found = self.all.binary_search_by_key(&(end + 1), |piece| piece.name.start);
        found.ok().filter(|_| self.content.as_bytes().get(end) == Some(&b'&'))
    }

    /// Whether a piece may begin the parameter after that of another one.
    fn may_follow(&self, piece: usize, following: usize, next: Next) -> bool {
        let is_next = match next {
            Next::Only(only) => following == only,
            Next::Either(one, other) => following == one || following == other,
            Next::AnyKnown => true,
        };
        is_next && self.ascends(piece, following)
    }

    /// Whether two pieces may begin parameters in this order; the end may follow any.
    fn ascends(&self, piece: usize, later: usize) -> bool {
        let name = self.name(later);
        later == self.all.len() || self.name(piece) < name && name != Name::Sign.as_str()
    }

    /// What may come after which piece, if the parameters that are not known are texts.
    fn with_unknown_texts(&self, next: &[Next], begins: &[bool], names: &Names<'_>) -> Vec<Next> {
        let pieces = next.iter().zip(begins).enumerate();
        let next = pieces.map(|(piece, (next, begins))| {
            if *begins && !names.are_known(self.name(piece)) { Next::AnyKnown } else { *next }
        });
        next.collect()
    }

    /// For each piece, whether it begins a parameter in any reading at all.
    fn possible(&self, next: &[Next], names: &Names<'_>) -> Vec<bool> {
        let ends = self.reach_the_end(next);
        let mut reached = vec![false; self.all.len()];
        // The least name of a text that a reading may have before the piece in question: any known
        // greater one may begin behind it.
        let mut text: Option<&str> = None;
        for piece in 0..self.all.len() {
            let name = self.name(piece);
            let behind_text = text.is_some_and(|text| text < name) && names.are_known(name);
            reached[piece] |= piece == 0 || behind_text && name != Name::Sign.as_str();
            if !reached[piece] {
                continue;
            }
            match next[piece] {
                Next::AnyKnown => text = Some(text.map_or(name, |text| text.min(name))),
                Next::Only(only) => self.reach(piece, only, &mut reached),
                Next::Either(one, other) => {
                    self.reach(piece, one, &mut reached);
                    self.reach(piece, other, &mut reached);
                }
            }
        }
        reached.iter().zip(ends).map(|(reached, ends)| *reached && ends).collect()
    }

    fn reach(&self, piece: usize, following: usize, reached: &mut [bool]) {
        if let Some(reached) = reached.get_mut(following).filter(|_| self.ascends(piece, following))
        {
            *reached = true;
        }
    }

    /// For each piece, whether parameters can be read from it to the end of the content.
    fn reach_the_end(&self, next: &[Next]) -> Vec<bool> {
        let mut ends = vec![false; self.all.len()];
        for piece in (0..self.all.len()).rev() {
            let leads_on = |following: usize| {
                self.ascends(piece, following) && ends.get(following).is_none_or(|ends| *ends)
            };
            ends[piece] = match next[piece] {
                // A text may be all the rest.
                Next::AnyKnown => true,
                Next::Only(only) => leads_on(only),
                Next::Either(one, other) => leads_on(one) || leads_on(other),
            };
        }
        ends
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A payment, as far as it matters here, with these in place of its own.
    fn payment(changes: &[(&str, &str)]) -> Envelope {
        let mut parameters = vec![
            ("app_id", "2021"),
            ("body", "b"),
            ("buyer_id", "2088"),
            ("charset", "utf-8"),
            ("fund_bill_list", r#"[{"amount":"9"}]"#),
            ("notify_type", "trade_status_sync"),
            ("passback_params", "p"),
            ("point_amount", "0"),
            ("refund_fee", "5"),
            ("seller_id", "2088"),
            ("sign", "s"),
            ("sign_type", "RSA2"),
            ("subject", "s"),
            ("total_amount", "9"),
        ];
        for (name, value) in changes {
            parameters.retain(|(known, _)| known != name);
            if !value.is_empty() {
                parameters.push((name, value));
            }
        }
        parameters.sort_unstable();
        of(&parameters)
    }

    fn of(parameters: &[(&str, &str)]) -> Envelope {
        let parameters: Vec<_> =
            parameters.iter().map(|(name, value)| (*name, Cow::Borrowed(*value))).collect();
        Envelope::of(&parameters)
    }

    fn ambiguous(name: &'static str) -> Result<Option<Envelope>, OpenError> {
        Err(OpenError::Ambiguous { name: Some(name) })
    }

    #[test]
    fn texts_may_hold_what_is_no_further_parameter() {
        for text in [
            "x",
            "x&a=b",
            "&",
            "a=b",
            "https://a/?b=c&d=e&zz=f",
            "x&total_amount=1",
            "x&total_amount=1&trade_no=2",
            "x&title=an unknown name that may stand there",
            "x&notify_type=y&buyer_id=z&sign=w",
            "x&=y&&z",
        ] {
            let changed = payment(&[("subject", text)]);
            for mode in SignMode::ALL {
                assert_eq!(settled(&changed, mode, None), Ok(None), "{text} in {mode}");
            }
        }
    }

    #[test]
    fn what_takes_a_parameter_in_is_not_read() {
        for (changes, name) in [
            // The refund disappears in a text.
            (
                &[
                    ("passback_params", "p&point_amount=0&refund_fee=5"),
                    ("point_amount", ""),
                    ("refund_fee", ""),
                ][..],
                "passback_params",
            ),
            (&[("passback_params", "p&point_amount=0"), ("point_amount", "")], "passback_params"),
            (&[("subject", "s&total_amount=9"), ("total_amount", "")], "subject"),
            // It was signed as V2.
            (&[("subject", ""), ("seller_id", "1&sign_type=RSA2&subject=s")], "seller_id"),
            // Values that hold nothing else.
            (&[("buyer_id", "1&charset=utf-8"), ("charset", "")], "buyer_id"),
            (&[("total_amount", "9&a=b")], "total_amount"),
            // JSON that ends too early or too late.
            (&[("fund_bill_list", "[]&gmt_close=1")], "fund_bill_list"),
            (&[("fund_bill_list", r#"[{"a":"x"#), ("gmt_close", r#"1"}]"#)], "fund_bill_list"),
            // Either of two texts may have been written by others.
            (&[("passback_params", "p&point_amount=1&seller_id=2&subject=x")], "passback_params"),
        ] {
            let changed = payment(changes);
            assert_eq!(settled(&changed, SignMode::V1, None), ambiguous(name), "{changes:?}");
        }
        // Not known, so it might be a text; and it holds one more.
        let unknown = payment(&[("aaa", "x&app_id=1")]);
        let nameless = Err(OpenError::Ambiguous { name: None });
        assert_eq!(settled(&unknown, SignMode::V1, None), nameless);
    }

    #[test]
    fn json_holds_what_it_likes_and_ends_where_it_ends() {
        for json in [r#"[{"a":"x&gmt_close=1&zz=2"}]"#, "[]", r#" [{"a":"&b=c"}] "#] {
            let changed = payment(&[("fund_bill_list", json), ("gmt_create", "1")]);
            assert_eq!(settled(&changed, SignMode::V1, None), Ok(None), "{json}");
        }
        // What begins like JSON and is none is a text like any other.
        let vip = payment(&[("buyer_logon_id", "[VIP] x")]);
        assert_eq!(settled(&vip, SignMode::V1, None), Ok(None));
    }

    #[test]
    fn an_unknown_name_behind_a_text_is_a_part_of_it() {
        let parameter = payment(&[("subject", "Tea"), ("tag", "new"), ("title", "x")]);
        let text = payment(&[("subject", "Tea&tag=new&title=x")]);
        assert_eq!(settled(&text, SignMode::V1, None), Ok(None));
        assert_eq!(settled(&parameter, SignMode::V1, None), Ok(Some(text)));
        // Behind anything else, it is what it is.
        let parameter = payment(&[("refund_new", "1"), ("zzz", "2"), ("aaa", "3")]);
        assert_eq!(settled(&parameter, SignMode::V1, None), Ok(None));
    }

    #[test]
    fn what_is_signed_twice_as_much_is_looked_at_once() {
        let many = "&subject=[".repeat(MOST);
        assert_eq!(
            settled(&payment(&[("subject", &many)]), SignMode::V1, None),
            Err(OpenError::Ambiguous { name: None })
        );
    }
}
