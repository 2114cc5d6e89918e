//! Where in a text the parameters are: `name=value&name=value`.

use std::ops::Range;

use super::name::Name;

/// Where a parameter's name and value are, with a `=` between them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Parameter {
    start: usize,
    equals: usize,
    end: usize,
    /// Which of Alipay's it is, if any.
    pub(crate) known: Option<Name>,
}

impl Parameter {
    /// One that ends here, whose name begins and ends there.
    pub(crate) fn new(name: Range<usize>, end: usize, known: Option<Name>) -> Self {
        Self { start: name.start, equals: name.end, end, known }
    }

    pub(crate) fn name(&self) -> Range<usize> {
        self.start..self.equals
    }

    pub(crate) fn value(&self) -> Range<usize> {
        self.equals + 1..self.end
    }

    /// The whole of it.
    pub(crate) fn pair(&self) -> Range<usize> {
        self.start..self.end
    }

    /// Whether a parameter is left out by the readings that leave out empty values. They do so only
    /// for names that Alipay uses, so that nobody can add others to a genuine message.
    pub(crate) fn is_dropped(&self) -> bool {
        self.value().is_empty() && self.known.is_some()
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

    /// Parameters as a text, and where in it they are.
    pub(crate) fn joined<'t>(
        pairs: impl IntoIterator<Item = (&'t str, &'t str, Option<Name>)>,
    ) -> (String, Self) {
        let (mut text, mut list) = (String::new(), Vec::new());
        for (name, value, known) in pairs {
            if !text.is_empty() {
                text.push('&');
            }
            let start = text.len();
            text.extend([name, "=", value]);
            list.push(Parameter::new(start..start + name.len(), text.len(), known));
        }
        (text, Self::new(list))
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
