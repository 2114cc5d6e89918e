//! Every form that has a given signed content.

use std::collections::BTreeSet;
use std::fmt;

use alipay_notify_tests::wire::Pairs;

/// A content is cut at each choice of its `&`, and each part at each of its `=`. Where that is more
/// than this, each part is cut at its first `=` only: at any other, the name would hold an `=`, and
/// no name does.
const MOST: usize = 20_000;

/// A content with more `&` is cut at some choices of them: those that differ from the genuine one
/// in few places, and random ones.
const MOST_AMPERSANDS: usize = 17;

/// In how many places such a choice differs from the genuine one.
const DIFFERING: usize = 2;

/// How many choices are random.
const RANDOM: usize = 500;

/// The forms, each of them once: parts whose name and value are known. Parts without any `=` make
/// it none.
pub(crate) struct Cuts<'c> {
    content: &'c [u8],
    ampersands: Vec<usize>,
    /// Which of them separate parameters of the genuine form: a bit for each.
    genuine: usize,
    each_equals: bool,
}

impl<'c> Cuts<'c> {
    /// Of a content whose genuine parameters have these lengths, with name and `=`.
    pub(crate) fn of(content: &'c [u8], lengths: &[usize]) -> Self {
        let at = |wanted| move |(at, byte): (usize, &u8)| (*byte == wanted).then_some(at);
        let ampersands: Vec<usize> = content.iter().enumerate().filter_map(at(b'&')).collect();
        let ends = lengths.iter().scan(0, |end, length| {
            *end += length + 1;
            Some(*end - 1)
        });
        let bits = ends.filter_map(|end| ampersands.binary_search(&end).ok());
        let genuine = bits.fold(0, |choice, bit| choice | 1 << bit);
        let mut cuts = Self { content, ampersands, genuine, each_equals: false };
        cuts.each_equals = cuts.at_each_ampersand() && cuts.count() <= MOST;
        cuts
    }

    fn at_each_ampersand(&self) -> bool {
        self.ampersands.len() <= MOST_AMPERSANDS
    }

    /// How many forms there are, by the choices of the `&`: the product of the `=` of each part.
    fn count(&self) -> usize {
        let choices =
            |parts: &[&[u8]]| parts.iter().map(|part| equals(part).count()).product::<usize>();
        self.choices().map(|choice| choices(&self.parts(choice))).sum()
    }

    /// Which `&` separate, each choice once.
    fn choices(&self) -> Box<dyn Iterator<Item = usize>> {
        if self.at_each_ampersand() {
            return Box::new(0..1 << self.ampersands.len());
        }
        let mut choices = BTreeSet::from([self.genuine]);
        let mut last = vec![(self.genuine, 0)];
        for _ in 0..DIFFERING {
            let more = |(choice, from): &(usize, usize)| {
                let choice = *choice;
                (*from..self.ampersands.len()).map(move |bit| (choice ^ (1 << bit), bit + 1))
            };
            last = last.iter().flat_map(more).collect();
            choices.extend(last.iter().map(|(choice, _)| choice));
        }
        // Most of these separate at three of four.
        let mut random_bits = random_bits();
        let mut next = || random_bits.next().unwrap_or_default();
        choices.extend(
            (0..RANDOM).map(|_| (next() | next()) & !(usize::MAX << self.ampersands.len())),
        );
        Box::new(choices.into_iter())
    }

    /// Calls for each form.
    pub(crate) fn for_each(&self, mut call: impl FnMut(Pairs)) {
        for choice in self.choices() {
            let parts = self.parts(choice);
            let mut forms = vec![Pairs::new()];
            for part in parts {
                let boundaries = equals(part).take(if self.each_equals { usize::MAX } else { 1 });
                let pairs: Vec<_> =
                    boundaries.map(|at| (part[..at].to_vec(), part[at + 1..].to_vec())).collect();
                let longer = |form: &Pairs| {
                    pairs
                        .iter()
                        .map(|pair| [form, std::slice::from_ref(pair)].concat())
                        .collect::<Vec<_>>()
                };
                forms = forms.iter().flat_map(longer).collect();
            }
            for form in forms {
                call(form);
            }
        }
    }

    /// Each form, at each choice of its `&` and the first `=` of each part.
    pub(crate) fn every(&self) -> impl Iterator<Item = Pairs> {
        let pair = |part: &[u8]| {
            let equals = equals(part).next()?;
            Some((part[..equals].to_vec(), part[equals + 1..].to_vec()))
        };
        (0..1 << self.ampersands.len())
            .map(move |choice| self.parts(choice).into_iter().filter_map(pair).collect())
    }

    /// The parts between the chosen ampersands.
    fn parts(&self, choice: usize) -> Vec<&'c [u8]> {
        let chosen = self.ampersands.iter().enumerate().filter(|(bit, _)| choice >> bit & 1 == 1);
        let mut begin = 0;
        let mut parts = Vec::new();
        for (_, at) in chosen {
            parts.push(&self.content[begin..*at]);
            begin = at + 1;
        }
        parts.push(&self.content[begin..]);
        parts
    }
}

/// Where each form is cut.
impl fmt::Display for Cuts<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match (self.at_each_ampersand(), self.each_equals) {
            (true, true) => "each `&` and `=`",
            (true, false) => "each `&`, the first `=`",
            (false, _) => "some `&`, the first `=`",
        })
    }
}

/// Bits that are the same in each run (xorshift).
fn random_bits() -> impl Iterator<Item = usize> {
    std::iter::successors(Some(0x5eed_usize), |bits| {
        let bits = bits ^ bits << 13;
        let bits = bits ^ bits >> 7;
        Some(bits ^ bits << 17)
    })
}

fn equals(part: &[u8]) -> impl Iterator<Item = usize> {
    part.iter().enumerate().filter_map(|(at, byte)| (*byte == b'=').then_some(at))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_form_comes_once() {
        let mut forms = Vec::new();
        Cuts::of(b"a=1&b=2=3", &[3, 5]).for_each(|form| forms.push(form));
        let form = |pairs: &[(&str, &str)]| -> Pairs {
            pairs
                .iter()
                .map(|(name, value)| (name.as_bytes().to_vec(), value.as_bytes().to_vec()))
                .collect()
        };
        assert_eq!(
            forms,
            [
                form(&[("a", "1&b=2=3")]),
                form(&[("a=1&b", "2=3")]),
                form(&[("a=1&b=2", "3")]),
                form(&[("a", "1"), ("b", "2=3")]),
                form(&[("a", "1"), ("b=2", "3")]),
            ]
        );
    }
}
