//! From the text of a page to a [`MessageSchema`]: what pages look like is in the documentation of
//! the crate.

mod assembly;
mod columns;
mod example;
mod fields;
mod flat;
mod group;
mod head;
mod kind;
mod layout;
mod lines;
mod nesting;
mod parameters;
mod parts;
mod prose;
mod sample;
mod section;
mod shown;
mod types;
mod values;
mod warning;
mod wording;

use std::borrow::Cow;

use alipay_notify_schema::{Family, MessageSchema};
use fields::Listing;
use layout::Page;
use lines::Line;
use parts::Parts;
use sample::Found;
use shown::Shown;
use warning::Warnings;
pub use warning::{Doubt, Taken, Warning};

/// What was read from a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Import {
    /// What the page specifies. Its name is empty where the page does not say it.
    pub schema: MessageSchema,
    /// Whatever was not read with certainty, or not at all, in the order of the page.
    pub warnings: Vec<Warning>,
    /// Whether the page has all its parts and they were read: the name of the message, at least
    /// one field, and nothing that is [lost](Doubt::is_loss).
    pub is_complete: bool,
}

/// Reads the text of a document page.
///
/// This never fails: what could not be read is in its [`warnings`](Import::warnings).
#[must_use]
pub fn read_page(text: &str) -> Import {
    read(text, None)
}

/// Reads the text of a document page that is about something else than a message, such as the
/// notification of a payment. The page does not say its name in a way that could be read.
///
/// Its fields are the parameters of a form, besides those that each has. It is complete without a
/// sample, which is no JSON.
#[must_use]
pub fn read_page_of(family: Family, name: &str, text: &str) -> Import {
    read(text, Some((family, name)).filter(|_| family.is_flat()))
}

fn read(text: &str, flat: Option<(Family, &str)>) -> Import {
    let Page { lines: page, is_closed } = layout::read(text);
    let parts = parts::parts(&page);
    let mut warnings = Warnings::default();
    let last = page.iter().rev().find(|line| !line.is_blank()).map_or(1, |line| line.number);

    let title = parts::title(parts.title, &page);
    if title.is_empty() && flat.is_none() {
        warnings.message(1, Doubt::TitleMissing);
    }
    let (mut listing, after) = listing(&parts, flat.is_some(), last, &mut warnings);
    if flat.is_some() {
        flat::drop_envelope(&mut listing);
    }
    let part = sample_part(&parts, after);
    let (family, name) = match flat {
        Some((family, name)) => (family, name.to_owned()),
        None => (Family::Message, msg_method(&parts, part, last, &mut warnings)),
    };
    let sample =
        if flat.is_some() { Found::Nothing } else { sample(part, last, is_closed, &mut warnings) };
    for line in sample::others(part, &parts.samples) {
        warnings.message(line, Doubt::SampleRepeated);
    }

    let shown = sample.of_any_length().map(Shown::of);
    let objects = nesting::place(&listing, shown.as_ref(), &mut warnings);
    let mut content = assembly::content(&listing, &objects, &mut warnings);
    if flat.is_some() {
        flat::as_texts(&mut content);
    }
    let sample = sample.whole();
    let is_complete = !name.is_empty() && !content.fields.is_empty() && !warnings.tell_of_loss();
    let mut schema = MessageSchema::new(family, Cow::Owned(name), content)
        .with_words(Cow::Owned(title), Cow::Borrowed(""));
    let example = sample.and_then(|sample| example::of_message(&schema, &sample, &mut warnings));
    schema.examples = example.into_iter().map(Cow::Owned).collect();
    Import { schema, warnings: warnings.in_order(), is_complete }
}

/// The fields, and what stands after them under their heading.
fn listing<'p>(
    parts: &Parts<'p>,
    is_flat: bool,
    last: usize,
    warnings: &mut Warnings,
) -> (Listing, &'p [Line]) {
    let in_table = || parts.others().find_map(flat::table).filter(|_| is_flat);
    let part = parts.fields.or_else(in_table).or_else(|| {
        let part = parts.unheaded_fields()?;
        warnings.message(part.first()?.number, Doubt::FieldsUnheaded);
        Some(part)
    });
    let part = part.unwrap_or_default();
    let end = if parts.samples.is_empty() { parts::request_begins(part) } else { None };
    let (part, request) = part.split_at(end.unwrap_or(part.len()));
    let (listing, after) = fields::fields(part, warnings);
    if listing.fields.is_empty() {
        warnings.message(last, Doubt::FieldsMissing);
    }
    (listing, if request.is_empty() { after } else { request })
}

/// Where the sample is: under its heading, after the fields, or anywhere else.
fn sample_part<'p>(parts: &Parts<'p>, after: &'p [Line]) -> &'p [Line] {
    if let Some(sample) = parts.samples.first() {
        return sample;
    }
    if !after.is_empty() {
        return after;
    }
    let request = |part: &'p [Line]| part.get(parts::request_begins(part)?..);
    parts.others().find_map(request).unwrap_or_default()
}

/// The name of the message. Where the sample has one, it counts.
fn msg_method(parts: &Parts<'_>, sample: &[Line], last: usize, warnings: &mut Warnings) -> String {
    let table = parts.others().find_map(parameters::in_table);
    let in_sample = parameters::in_sample(sample).filter(|found| {
        let is_cut = !found.is_closed && found.line == last;
        !is_cut || !table.as_ref().is_some_and(|table| table.name.starts_with(&found.name))
    });
    let alone = || parts.others().find_map(parameters::alone);
    let Some(found) = in_sample.clone().or_else(|| table.clone()).or_else(alone) else {
        warnings.message(last, Doubt::MsgMethodMissing);
        return String::new();
    };
    let name = found.name.clone();
    if !found.is_closed && found.line == last {
        warnings.message(last, Doubt::MsgMethodCut { found: name.clone() });
    }
    if let Some(table) = table.as_ref().filter(|table| table.name != name) {
        let doubt = Doubt::MsgMethodDiffers { table: table.name.clone(), sample: name.clone() };
        warnings.message(found.line, doubt);
    }
    name
}

/// The sample. A page of which the format shows that it is whole needs none.
fn sample(part: &[Line], last: usize, is_closed: bool, warnings: &mut Warnings) -> Found {
    let found = sample::find(part, part.iter().any(|line| line.number == last));
    match &found {
        Found::Whole(_) => {}
        Found::Nothing if is_closed => {}
        Found::Nothing => warnings.message(last, Doubt::SampleMissing),
        Found::Cut(_) => warnings.message(last, Doubt::SampleCut),
        Found::NotJson { line, syntax } => {
            warnings.message(*line, Doubt::SampleNotJson { syntax: syntax.clone() });
        }
        Found::NotAnObject { line } => warnings.message(*line, Doubt::SampleNotAnObject),
    }
    found
}
