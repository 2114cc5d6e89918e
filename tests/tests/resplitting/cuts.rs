//! Every form that has a given signed content.

use alipay_notify_tests::wire::Pairs;

/// A content is cut at each choice of its `&`, and each part at each of its `=`. Where that is more
/// than this, each part is cut at its first `=` only: at any other, the name would hold an `=`, and
/// no name does.
const MOST: usize = 20_000;

/// The forms, each of them once: parts whose name and value are known. Parts without any `=` make
/// it none.
pub(crate) struct Cuts<'c> {
    content: &'c [u8],
    ampersands: Vec<usize>,
    each_equals: bool,
}

impl<'c> Cuts<'c> {
    pub(crate) fn of(content: &'c [u8]) -> Self {
        let at = |wanted| move |(at, byte): (usize, &u8)| (*byte == wanted).then_some(at);
        let ampersands: Vec<usize> = content.iter().enumerate().filter_map(at(b'&')).collect();
        assert!(ampersands.len() < 18, "so many ampersands take too long");
        let mut cuts = Self { content, ampersands, each_equals: true };
        cuts.each_equals = cuts.count() <= MOST;
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
        (0..1 << self.ampersands.len()).map(|choice| choices(&self.parts(choice))).sum()
    }

    /// Calls for each form.
    pub(crate) fn for_each(&self, mut call: impl FnMut(Pairs)) {
        for choice in 0..1_usize << self.ampersands.len() {
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
        Cuts::of(b"a=1&b=2=3").for_each(|form| forms.push(form));
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
