//! How far the decoder is within one object.

use super::reader::name_text;
use crate::model::ObjectSchema;

/// How far the decoder is within one object.
#[derive(Clone, Debug, Default)]
pub struct Cursor {
    entered: bool,
    /// The member after the last one: members mostly come in the documented order.
    expected: usize,
    present: [u64; ObjectSchema::MAX_FIELDS / 64],
}

impl Cursor {
    /// Whether the first member is yet to come; false from then on.
    #[inline]
    pub(super) fn is_first(&mut self) -> bool {
        !std::mem::replace(&mut self.entered, true)
    }

    /// Whether a member was there.
    #[inline]
    pub(super) fn has(&self, index: usize) -> bool {
        self.present[index / 64] & (1 << (index % 64)) != 0
    }

    /// Notes that a member is there; false where it was there before.
    #[inline]
    pub(super) fn insert(&mut self, index: usize) -> bool {
        let fresh = !self.has(index);
        self.present[index / 64] |= 1 << (index % 64);
        self.expected = index + 1;
        fresh
    }

    /// The index of the member with this name, given as it is written.
    #[inline]
    pub(super) fn find(
        &self,
        schema: &ObjectSchema,
        raw: &[u8],
        has_escapes: bool,
    ) -> Option<usize> {
        let is = |index: &usize| {
            schema.fields.get(*index).is_some_and(|field| field.name.as_bytes() == raw)
        };
        let found =
            (self.expected..schema.fields.len()).find(is).or_else(|| (0..self.expected).find(is));
        if has_escapes { found.or_else(|| escaped(schema, raw)) } else { found }
    }
}

/// The index of a member whose name is written with escapes.
#[inline]
fn escaped(schema: &ObjectSchema, raw: &[u8]) -> Option<usize> {
    memchr::memchr(b'\\', raw)?;
    let name = name_text(raw, true).ok()?;
    schema.field(&name).map(|(index, _)| index)
}
