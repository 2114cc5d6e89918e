//! Where in a text the parameters are.

use std::ops::Range;

use super::name::Name;

/// Where a parameter's name and value are: the value follows the name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Parameter {
    start: usize,
    middle: usize,
    end: usize,
    /// Which of Alipay's it is, if any.
    pub(crate) known: Option<Name>,
}

impl Parameter {
    pub(crate) fn new(name: Range<usize>, value: Range<usize>, known: Option<Name>) -> Self {
        Self { start: name.start, middle: name.end, end: value.end, known }
    }

    pub(crate) fn name(&self) -> Range<usize> {
        self.start..self.middle
    }

    pub(crate) fn value(&self) -> Range<usize> {
        self.middle..self.end
    }

    /// Whether a parameter is left out by the readings that leave out empty values. They do so only
    /// for names that Alipay uses, so that nobody can add others to a genuine message.
    pub(crate) fn is_dropped(&self) -> bool {
        self.middle == self.end && self.known.is_some()
    }

    /// Whether name and value are whole texts: a character can end up cut in two between them.
    pub(crate) fn is_whole(&self, text: &str) -> bool {
        [self.start, self.middle, self.end].into_iter().all(|at| text.is_char_boundary(at))
    }
}

/// All parameters of a form, and where among them those with Alipay's names are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Parameters {
    list: Vec<Parameter>,
    /// By [`Name`], the index in the list, from 1; 0 where there is none.
    places: [u32; Name::COUNT],
}

impl Parameters {
    pub(crate) fn new(list: Vec<Parameter>) -> Self {
        let mut places = [0; Name::COUNT];
        for (parameter, place) in list.iter().zip(1..) {
            if let Some(name) = parameter.known {
                places[name as usize] = place;
            }
        }
        Self { list, places }
    }

    /// The parameter with this name.
    #[inline]
    pub(crate) fn known(&self, name: Name) -> Option<&Parameter> {
        let place = self.places[name as usize] as usize;
        self.list.get(place.wrapping_sub(1))
    }

    pub(crate) fn iter(&self) -> std::slice::Iter<'_, Parameter> {
        self.list.iter()
    }

    /// Keeps the parameters for which `keep` holds.
    pub(crate) fn retain(&mut self, keep: impl Fn(&Parameter) -> bool) {
        self.list.retain(keep);
        *self = Self::new(std::mem::take(&mut self.list));
    }
}
