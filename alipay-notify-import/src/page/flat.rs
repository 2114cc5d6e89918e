//! Pages of what is no message: their fields are the parameters of a form.

use std::borrow::Cow;

use alipay_notify_schema::{ENVELOPE_PARAMETERS, JsonText, Kind, ObjectSchema};

use super::fields::Listing;
use super::lines::Line;

/// The table of parameters: from the headings of its columns, above the first row of a parameter
/// that each form has.
pub(super) fn table(part: &[Line]) -> Option<&[Line]> {
    // The label may stand in front of the name.
    let is_row = |line: &Line| line.cells().into_iter().take(2).any(is_of_envelope);
    let row = part.iter().position(is_row)?;
    part.get(row.saturating_sub(1)..)
}

/// Leaves out the parameters that each form has: they are no fields of a specification.
pub(super) fn drop_envelope(listing: &mut Listing) {
    listing.fields.retain(|field| !is_of_envelope(&field.head.name));
}

fn is_of_envelope(name: &str) -> bool {
    ENVELOPE_PARAMETERS.contains(&&*name.to_ascii_lowercase())
}

/// A parameter is a text: lists and objects are JSON in it.
pub(super) fn as_texts(content: &mut ObjectSchema) {
    for field in content.fields.to_mut() {
        let repeated = std::mem::take(&mut field.repeated);
        let object = match &field.kind {
            Kind::Object(object) => Some(object.clone()),
            _ if repeated => None,
            _ => continue,
        };
        field.kind = Kind::Json(JsonText::new(repeated && object.is_some(), object));
        field.examples = Cow::Borrowed(&[]);
    }
}
