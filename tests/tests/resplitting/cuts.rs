//! Every form that has a given signed content.

use alipay_notify_tests::is_full;
use alipay_notify_tests::wire::Pairs;

/// A content is cut at each choice of its `&`, and each part at each of its `=`. Where that is more
/// than this, each part is cut at its first `=` only: at any other, the name would hold an `=`, and
/// no name does.
fn most() -> usize {
    if is_full() { 20_000 } else { 1000 }
}

/// As many choices of the `&` as are tried at less than full size.
const CHOICES: usize = 256;

/// The forms, each of them once: parts whose name and value are known. Parts without any `=` make
/// it none.
pub(crate) struct Cuts<'c> {
    content: &'c [u8],
    ampersands: Vec<usize>,
    /// The choice of ampersands that makes the message itself.
    genuine: usize,
    each_equals: bool,
}

impl<'c> Cuts<'c> {
    /// Of a content, and the lengths of the parts that it was joined of.
    pub(crate) fn of(content: &'c [u8], parts: &[usize]) -> Self {
        let at = |wanted| move |(at, byte): (usize, &u8)| (*byte == wanted).then_some(at);
        let ampersands: Vec<usize> = content.iter().enumerate().filter_map(at(b'&')).collect();
        assert!(ampersands.len() < 18, "so many ampersands take too long");
        let mut end = 0;
        let mut genuine = 0;
        for part in parts {
            end += part;
            let bit = ampersands.iter().position(|at| *at == end);
            genuine |= bit.map_or(0, |bit| 1 << bit);
            end += 1;
        }

        let mut cuts = Self { content, ampersands, genuine, each_equals: true };
        cuts.each_equals = cuts.count() <= most();
        cuts
    }

    /// Whether each `=` is tried.
    pub(crate) fn are_complete(&self) -> bool {
        self.each_equals
    }

    /// How many forms there are, by the choices of the `&`: the product of the `=` of each part.
    fn count(&self) -> usize {
        let choices =
            |parts: &[&[u8]]| parts.iter().map(|part| equals(part).count()).product::<usize>();
        self.choices().map(|choice| choices(&self.parts(choice))).sum()
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

    /// Choices of ampersands, a bit for each: every one of them, or some at regular intervals and
    /// the message itself.
    fn choices(&self) -> impl Iterator<Item = usize> + use<> {
        let all = 1_usize << self.ampersands.len();
        let step = if is_full() { 1 } else { (all / CHOICES).max(1) };
        // Odd, so that no ampersand is in each choice, or in none.
        let step = step | 1;
        let genuine = self.genuine;
        (0..all).step_by(step).chain((genuine % step != 0).then_some(genuine))
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
