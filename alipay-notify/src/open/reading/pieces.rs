//! A signed content in pieces, and which of them begin a parameter.

use std::ops::Range;

use super::names::{Holds, Names};
use super::{begins_structured, signed, structure};
use crate::form::Name;
use crate::open::OpenError;
use crate::open::envelope::Envelope;
use crate::signature::SignMode;

/// More beginnings than any form has.
pub(super) const MOST: usize = 1000;

/// A signed content in pieces.
pub(super) struct Pieces {
    content: String,
    /// Those that have a `=`, and so may begin a parameter, in order.
    all: Vec<Piece>,
    /// Which of them do.
    pub(super) begins: Vec<bool>,
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
#[derive(Clone, Copy)]
enum Next {
    /// This piece begins the next parameter; behind the last piece is the end.
    Only(usize),
    /// Any of the pieces up to this one does, of which no other one's name is known; or that where
    /// the JSON or XML ends.
    UpTo(usize, Option<usize>),
    /// Any later piece with a greater and known name does, or none.
    AnyKnown,
}

impl Pieces {
    pub(super) fn of(envelope: &Envelope, mode: SignMode) -> Self {
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
    pub(super) fn reading(&self, names: &Names<'_>) -> Result<Vec<bool>, OpenError> {
        if self.all.len() > MOST {
            return Err(OpenError::Ambiguous { name: None });
        }

        let known: Vec<bool> =
            (0..self.all.len()).map(|piece| names.are_known(self.name(piece))).collect();
        let next: Vec<Next> =
            (0..self.all.len()).map(|piece| self.next(piece, names, &known)).collect();
        let begins = self.without_unknown_behind_texts(names, &known);
        let is_possible = self.possible(&with_unknown_texts(&next, &begins, &known), &known);
        let mut parameter = 0;
        for piece in 0..self.all.len() {
            let is_read = if begins[piece] {
                parameter = piece;
                self.may_follow(piece, following(piece, &begins), next[piece])
            } else if known[piece] {
                !is_possible[piece]
            } else {
                !self.is_parameter(piece, parameter, &begins, &known, next[parameter])
            };
            if !is_read {
                return Err(OpenError::Ambiguous { name: names.nameable(self.name(parameter)) });
            }
        }
        Ok(begins)
    }

    /// The beginnings without those of unknown names right behind texts.
    fn without_unknown_behind_texts(&self, names: &Names<'_>, known: &[bool]) -> Vec<bool> {
        let mut behind_text = false;
        let mut begins = self.begins.clone();
        for (piece, begins) in begins.iter_mut().enumerate().filter(|(_, begins)| **begins) {
            *begins = !behind_text || known[piece];
            if *begins {
                behind_text = names.holds(self.name(piece)) == Holds::Text;
            }
        }
        begins
    }

    /// Whether a piece with an unknown name, in the value of a parameter, could begin the next one.
    fn is_parameter(
        &self,
        piece: usize,
        parameter: usize,
        begins: &[bool],
        known: &[bool],
        next: Next,
    ) -> bool {
        let next_known = (piece..self.all.len()).find(|later| begins[*later] && known[*later]);
        matches!(next, Next::UpTo(..))
            && self.ascends(parameter, piece)
            && self.ascends(piece, next_known.unwrap_or(self.all.len()))
    }

    /// What may come after the parameter that a piece begins, if it begins one.
    fn next(&self, piece: usize, names: &Names<'_>, known: &[bool]) -> Next {
        let kind = names.holds(self.name(piece));
        let structured = || {
            let start = self.all[piece].value;
            let value = self.content.get(start..).filter(|value| begins_structured(value))?;
            self.beginning_at(start + structure(value)?)
        };
        match kind {
            Holds::Text => Next::AnyKnown,
            Holds::Plain => Next::Only(piece + 1),
            Holds::Structure => Next::Only(structured().unwrap_or(piece + 1)),
            Holds::Word => {
                let mut later = piece + 1..self.all.len();
                let last = later.find(|later| known[*later]).unwrap_or(self.all.len());
                Next::UpTo(last, structured())
            }
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
            Next::UpTo(last, structured) => following <= last || structured == Some(following),
            Next::AnyKnown => true,
        };
        is_next && self.ascends(piece, following)
    }

    /// Whether two pieces may begin parameters in this order; the end may follow any.
    fn ascends(&self, piece: usize, later: usize) -> bool {
        let name = self.name(later);
        later == self.all.len() || self.name(piece) < name && name != Name::Sign.as_str()
    }

    /// For each piece, whether it begins a parameter in any reading at all.
    fn possible(&self, next: &[Next], known: &[bool]) -> Vec<bool> {
        let ends = self.reach_the_end(next);
        let mut reached = vec![false; self.all.len()];
        // The least name of a text that a reading may have before the piece in question: any known
        // greater one may begin behind it.
        let mut text: Option<&str> = None;
        for piece in 0..self.all.len() {
            let name = self.name(piece);
            let behind_text = text.is_some_and(|text| text < name) && known[piece];
            reached[piece] |= piece == 0 || behind_text && name != Name::Sign.as_str();
            if !reached[piece] {
                continue;
            }
            if matches!(next[piece], Next::AnyKnown) {
                text = Some(text.map_or(name, |text| text.min(name)));
            }
            for following in choices(piece, next[piece]) {
                if let Some(reached) = reached.get_mut(following) {
                    *reached |= self.ascends(piece, following);
                }
            }
        }
        reached.iter().zip(ends).map(|(reached, ends)| *reached && ends).collect()
    }

    /// For each piece, whether parameters can be read from it to the end of the content.
    fn reach_the_end(&self, next: &[Next]) -> Vec<bool> {
        let mut ends = vec![false; self.all.len()];
        for piece in (0..self.all.len()).rev() {
            let leads_on = |following: usize| {
                self.ascends(piece, following) && ends.get(following).is_none_or(|ends| *ends)
            };
            // A text may be all the rest.
            let is_text = matches!(next[piece], Next::AnyKnown);
            ends[piece] = is_text || choices(piece, next[piece]).any(leads_on);
        }
        ends
    }
}

/// The pieces that may begin the next parameter, but for those behind a text.
fn choices(piece: usize, next: Next) -> impl Iterator<Item = usize> {
    let (range, structured) = match next {
        Next::Only(only) => (only..only + 1, None),
        Next::UpTo(last, structured) => (piece + 1..last + 1, structured),
        Next::AnyKnown => (0..0, None),
    };
    range.chain(structured)
}

/// The piece that begins the parameter after that of another one; behind the last is the end.
fn following(piece: usize, begins: &[bool]) -> usize {
    (piece + 1..begins.len()).find(|later| begins[*later]).unwrap_or(begins.len())
}

/// What may come after which piece, if the parameters that are not known are texts.
fn with_unknown_texts(next: &[Next], begins: &[bool], known: &[bool]) -> Vec<Next> {
    let pieces = next.iter().zip(begins.iter().zip(known));
    let next = pieces.map(
        |(next, (begins, known))| {
            if *begins && !known { Next::AnyKnown } else { *next }
        },
    );
    next.collect()
}
