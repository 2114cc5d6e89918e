//! Reads the pages on which Alipay documents its messages: from the text of a page, as it is copied
//! from a browser or was captured, to a [`MessageSchema`].
//!
//! Nothing is guessed in silence: whatever a page leaves open is a [`Warning`] with its line, and
//! each kind of [`Doubt`] says what was done about it. What is returned always keeps the rules of
//! the dialect, save that the `msg_method` may be empty.
//!
//! # The page
//!
//! A page is divided by its headings, each on a line of its own: 通用场景, which the title follows;
//! 公共请求参数, with the table that names the message in its row `msg_method`; 消息属性, with the
//! fields; 消息示例 or 默认示例, with the sample. Menus and whatever follows 通知应答 are passed
//! over. Where 消息属性 is missing, fields begin at the first line that reads like one and
//! is no common parameter.
//!
//! Line breaks of any kind, byte order marks, zero-width and non-breaking spaces and full-width
//! punctuation are taken as they are meant; buttons such as 展开, 收起 and 复制 on a line of their
//! own, and the branches that a table draws before nested members, are passed over. Letter case
//! counts in names and values, and nowhere else.
//!
//! # Fields
//!
//! A field begins with its name, label, level and type:
//!
//! ```text
//! shop_id|门店id必选string(32)
//! shop_id必选string(32)                              without a label
//! open_id|用户open_idstring(128)                     in a group, where there is no level
//! shop_id | 门店id | 必选 | string(32)               in cells, between bars or tabs
//! shop_id | string | 必选 | 32 | 描述 | 示例值 |     the type first; the columns' headings say what the last two are
//! ```
//!
//! Cells may also stand on a line each, as in a table that collapsed to one column.
//!
//! Levels are 必选, 可选, 特殊可选 ([`Presence::Conditional`](alipay_notify_schema::Presence::Conditional)), and
//! what else says so, such as 必填, or 是 and 否 in a column 是否必填. Types are `string`, the
//! names of numbers and booleans, and names of the page's own; `[]` makes a list; a length in
//! parentheses may be missing. `price`, `date` and their like are strings. A type that is not known
//! is that of an object if the sample has one there or, where no sample shows the field, if its
//! name says so (`shop_info` of `ShopInfo`, `…[]`, `…VO`); else the field is a string.
//!
//! Sections follow: 【描述】; 【枚举值】, one `label: value` on a line; 【示例值】; and
//! 【注意事项】 and others, which are appended to the description under their own headings. Of a
//! pair in 【枚举值】 the side in ASCII is the value. Several values on one line are as many where
//! all are written in the same way; where they are not, the line is one value and a warning.
//!
//! `以下参数 二选一 传入` makes a group of the fields that follow without a level: of exactly one
//! for 二选一, 三选一, 多选一, 任选其一; of at least one for 至少传一个, 不能同时为空 and their
//! like.
//!
//! # The sample
//!
//! The sample is the `biz_content` of a `curl` request, or a JSON object on its own. It becomes the
//! schema's example: members and values as they are, except that of an exactly-one group `open_id`
//! stays, or else the first member on the page, where there are several. An example that breaks its
//! schema all the same is left out.
//!
//! # Nesting
//!
//! The members of an object are listed behind it, without indentation. The sample decides which
//! these are: each field belongs to the innermost object that the sample shows it in. A field that
//! the sample lacks belongs where the field before it and the next one that the sample has belong,
//! if that is the same object. Where the page lists a name more often than the sample shows it, the
//! surplus belongs to the objects of which the sample shows nothing, or to the one before another
//! field of that name; an empty list in the sample shows nothing.
//!
//! Where the sample does not decide, this rule does, with a warning: **a field belongs to the
//! object that was opened last; a name that this object has already closes it; and an object that
//! no sample shows is closed by the next object as well,** which then stands beside it.
//!
//! A text that the sample fills with JSON is a [`Kind::Json`](alipay_notify_schema::Kind::Json) if the members of
//! that JSON are listed behind it. Objects are nested eight levels deep at the most.

mod assembly;
mod example;
mod fields;
mod group;
mod head;
mod kind;
mod lines;
mod nesting;
mod parameters;
mod parts;
mod sample;
mod section;
mod shown;
mod types;
mod values;
mod warning;
mod wording;

use std::borrow::Cow;

use alipay_notify_schema::MessageSchema;
use fields::Listing;
use lines::Line;
use parts::Parts;
use sample::Found;
use shown::Shown;
use warning::Warnings;
pub use warning::{Doubt, Taken, Warning};

/// What was read from a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Import {
    /// What the page specifies. Its `msg_method` is empty where the page does not tell it.
    pub schema: MessageSchema,
    /// Whatever was not read with certainty, or not at all, in the order of the page.
    pub warnings: Vec<Warning>,
    /// Whether the page has all its parts: the name of the message, at least one field, and a
    /// whole sample.
    pub is_complete: bool,
}

/// Reads the text of a document page.
///
/// This never fails: what could not be read is told by [`warnings`](Import::warnings).
#[must_use]
pub fn read_page(text: &str) -> Import {
    let page = lines::lines(text);
    let parts = parts::parts(&page);
    let mut warnings = Warnings::default();
    let last = page.iter().rev().find(|line| !line.is_blank()).map_or(1, |line| line.number);

    let title = parts::title(parts.title);
    if title.is_empty() {
        warnings.message(1, Doubt::TitleMissing);
    }
    let (listing, behind) = listing(&parts, last, &mut warnings);
    let part = sample_part(&parts, behind);
    let msg_method = msg_method(&parts, part, last, &mut warnings);
    let sample = sample(part, last, &mut warnings);
    for line in sample::others(part, &parts.samples) {
        warnings.message(line, Doubt::SampleRepeated);
    }

    let shown = sample.of_any_length().map(Shown::of);
    let objects = nesting::place(&listing, shown.as_ref(), &mut warnings);
    let content = assembly::content(&listing, &objects, &mut warnings);
    let sample = sample.whole();
    let is_complete = !msg_method.is_empty() && !content.fields.is_empty() && sample.is_some();
    let mut schema = MessageSchema::new(Cow::Owned(msg_method), content)
        .with_words(Cow::Owned(title), Cow::Borrowed(""));
    let example = sample.and_then(|sample| example::of_message(&schema, &sample, &mut warnings));
    schema.examples = example.into_iter().map(Cow::Owned).collect();
    Import { schema, warnings: warnings.in_order(), is_complete }
}

/// The fields, and what stands behind them under their heading.
fn listing<'p>(parts: &Parts<'p>, last: usize, warnings: &mut Warnings) -> (Listing, &'p [Line]) {
    let part = parts.fields.or_else(|| {
        let part = parts.unheaded_fields()?;
        warnings.message(part.first()?.number, Doubt::FieldsUnheaded);
        Some(part)
    });
    let part = part.unwrap_or_default();
    let end = if parts.samples.is_empty() { parts::request_begins(part) } else { None };
    let (part, request) = part.split_at(end.unwrap_or(part.len()));
    let (listing, behind) = fields::fields(part, warnings);
    if listing.fields.is_empty() {
        warnings.message(last, Doubt::FieldsMissing);
    }
    (listing, if request.is_empty() { behind } else { request })
}

/// Where the sample is: under its heading, behind the fields, or anywhere else.
fn sample_part<'p>(parts: &Parts<'p>, behind: &'p [Line]) -> &'p [Line] {
    if let Some(sample) = parts.samples.first() {
        return sample;
    }
    if !behind.is_empty() {
        return behind;
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
    let Some(found) = in_sample.as_ref().or(table.as_ref()) else {
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

fn sample(part: &[Line], last: usize, warnings: &mut Warnings) -> Found {
    let found = sample::find(part, part.iter().any(|line| line.number == last));
    match &found {
        Found::Whole(_) => {}
        Found::Nothing => warnings.message(last, Doubt::SampleMissing),
        Found::Cut(_) => warnings.message(last, Doubt::SampleCut),
        Found::NotJson { line, syntax } => {
            warnings.message(*line, Doubt::SampleNotJson { syntax: syntax.clone() });
        }
        Found::NotAnObject { line } => warnings.message(*line, Doubt::SampleNotAnObject),
    }
    found
}
