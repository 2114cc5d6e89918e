//! The field that keeps what a specification does not have, told apart from those that are in it.

use crate::ast::Field;
use crate::error::Errors;
use crate::types::{Known, option_of};

/// The fields of a struct by what they are for.
pub(super) struct Members<'f, 'i> {
    /// The fields that stand for members.
    pub(super) fields: Vec<&'f Field<'i>>,
    /// The field that keeps all other members.
    pub(super) extra: Option<&'f Field<'i>>,
}

impl<'f, 'i> Members<'f, 'i> {
    pub(super) fn of(fields: &'f [Field<'i>], errors: &mut Errors) -> Self {
        let (extras, fields): (Vec<_>, Vec<_>) =
            fields.iter().partition(|field| field.attrs.extra.is_given());
        for more in extras.iter().skip(1) {
            errors.on(more.attrs.extra.key(), "`extra` is given to a field already");
        }
        for extra in &extras {
            check(extra, errors);
        }
        Self { fields, extra: extras.first().copied() }
    }
}

/// What is kept is a list of names and values, and never absent.
fn check(field: &Field<'_>, errors: &mut Errors) {
    let attrs = &field.attrs;
    let others = [
        attrs.rename.key(),
        attrs.max_len.key(),
        attrs.conditional.key(),
        attrs.title.key(),
        attrs.json.key(),
        attrs.idempotency_key.key(),
    ];
    for key in others.into_iter().flatten() {
        errors.on(key, "the field with `extra` stands for no member of its own: remove this");
    }
    if option_of(field.ty).is_some() || Known::of(field.ty).is_some() {
        errors.on(field.ty, "the type of a field with `extra` is `alipay_notify::decode::Extra`");
    }
}
