//! How messages are shown, to people and to programs.

use std::env;
use std::fmt::Write as _;
use std::io;
use std::time::Duration;

use alipay_notify::decode::{Decoder, Malformed};
use alipay_notify::{Envelope, Verified};
use alipay_notify_schema::{Family, MessageSchema, ObjectSchema, Violations};
use anstyle::{AnsiColor, Style};
use comfy_table::presets::UTF8_FULL_CONDENSED;
use comfy_table::{ColumnConstraint, ContentArrangement, Table};
use serde::Serialize;
use serde_json::value::{RawValue, to_raw_value};
use terminal_size::Width;
use textwrap::core::display_width;

use crate::chinese::Localized;
use crate::event::event;
use crate::lang::say;
use crate::printable::{one_line, printable};

/// How mistakes look on a terminal.
pub(crate) const WRONG: Style = AnsiColor::Red.on_default().bold();

/// A table as wide as its content, or the terminal.
pub(crate) fn table(header: &[&str]) -> Table {
    let mut table = Table::new();
    table
        .load_style(UTF8_FULL_CONDENSED)
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_header(header);
    if let Some(width) = width() {
        table.set_width(width);
    }
    table
}

/// Keeps what is in the first column on one line each, so that it can be copied.
pub(crate) fn keep_names_whole(table: &mut Table) {
    if let Some(names) = table.column_mut(0) {
        names.set_constraint(ColumnConstraint::ContentWidth);
    }
}

/// What the user set, or else the width of the terminal, if it is one that is written to.
pub(crate) fn width() -> Option<u16> {
    let set = env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    set.or_else(|| terminal_size::terminal_size_of(io::stdout()).map(|(Width(width), _)| width))
}

/// A message for people: what identifies it, then its fields with their labels.
pub(crate) fn readable(
    verified: &Verified,
    schema: Option<&MessageSchema>,
    violations: &Violations,
) -> String {
    let envelope = verified.envelope();
    let mut text = format!("{}\n", printable(envelope.name().unwrap_or("?")));
    for name in IDENTITY {
        text.extend(envelope.parameter(name).map(|value| property(name, value)));
    }
    let (sign_type, mode) = (envelope.sign_type(), verified.sign_mode());
    text += &property(
        &say!("signed", "签名方式"),
        &say!("{sign_type}, mode {mode}", "{sign_type}，{mode} 模式"),
    );
    if let Some(event) = event(verified) {
        text += &property(&say!("event", "事件"), &event);
    }
    let _ = writeln!(text, "{}", content_table(&verified.content(), schema, usize::MAX));
    for violation in violations {
        let violation = printable(&violation.localized());
        text += &say!("  breaks its specification: {violation}\n", "  不符合定义：{violation}\n");
    }
    if schema.is_none() {
        text += &say!(
            "  no specification is known for this message, so nothing but its signature was \
             checked\n",
            "  没有这条消息的定义，只验证了签名\n"
        );
    }
    text
}

/// A line that gives one property of a message.
pub(crate) fn property(name: &str, value: &str) -> String {
    let gap = " ".repeat(14_usize.saturating_sub(display_width(name)));
    format!("  {name}{gap} {}\n", printable(value))
}

/// Which message it is, for programs.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Identity<'v> {
    /// The parameter that has the name.
    #[serde(skip_serializing_if = "Option::is_none")]
    parameter: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'v str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    notify_id: Option<&'v str>,
    #[serde(rename = "x-msgId", skip_serializing_if = "Option::is_none")]
    msg_id: Option<&'v str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    app_id: Option<&'v str>,
}

impl<'v> From<&'v Envelope> for Identity<'v> {
    fn from(envelope: &'v Envelope) -> Self {
        Self {
            parameter: parameter(envelope),
            name: envelope.name(),
            notify_id: envelope.notify_id(),
            msg_id: envelope.msg_id(),
            app_id: envelope.app_id(),
        }
    }
}

/// The parameter that says which message it is.
pub(crate) fn parameter(envelope: &Envelope) -> Option<&'static str> {
    envelope.family().map(Family::parameter).or(envelope.call().map(|_| "method"))
}

/// A message for programs.
#[derive(Debug, Serialize)]
pub(crate) struct Fields<'v> {
    #[serde(flatten)]
    identity: Identity<'v>,
    #[serde(skip_serializing_if = "Option::is_none")]
    utc_timestamp: Option<&'v str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    notify_time: Option<&'v str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<&'v str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    charset: Option<&'v str>,
    sign_mode: String,
    content: Box<RawValue>,
    violations: Vec<String>,
}

impl<'v> Fields<'v> {
    pub(crate) fn new(verified: &'v Verified, violations: &Violations) -> io::Result<Self> {
        let envelope = verified.envelope();
        Ok(Self {
            identity: envelope.into(),
            utc_timestamp: envelope.parameter("utc_timestamp"),
            notify_time: envelope.parameter("notify_time"),
            version: envelope.parameter("version"),
            charset: envelope.charset(),
            sign_mode: verified.sign_mode().to_string(),
            content: raw(&verified.content())?,
            violations: violations.iter().map(Localized::localized).collect(),
        })
    }
}

/// Whether the command is asked for JSON, which counts before arguments are parsed as well.
pub(crate) fn is_json() -> bool {
    env::args_os().skip(1).take_while(|argument| argument != "--").any(|it| it == "--json")
}

/// How long something took, as it is shown.
pub(crate) fn milliseconds(took: Duration) -> u64 {
    u64::try_from(took.as_millis()).unwrap_or(u64::MAX)
}

/// One JSON object on one line.
pub(crate) fn json_line(object: &impl Serialize) -> io::Result<String> {
    Ok(one_line(&serde_json::to_string(object)?))
}

/// The parameters that are shown of an envelope, in this order.
const IDENTITY: [&str; 8] = [
    "notify_id",
    "x-msgId",
    "app_id",
    "auth_app_id",
    "utc_timestamp",
    "notify_time",
    "version",
    "charset",
];

/// The content as it is written; as one string where that can't be embedded.
fn raw(content: &str) -> io::Result<Box<RawValue>> {
    match RawValue::from_string(content.to_owned()) {
        Ok(raw) => Ok(raw),
        Err(_) => Ok(to_raw_value(content)?),
    }
}

/// As many characters of a value as anybody reads of it.
pub(crate) const MOST_READ: usize = 2000;

/// The members as a table; the text itself where it can't be taken apart. No more than `longest`
/// characters are shown of a value.
pub(crate) fn content_table(text: &str, schema: Option<&MessageSchema>, longest: usize) -> String {
    let Ok(members) = members(text, shown) else {
        return format!("  biz_content    {}", one_line(text));
    };
    let mut table = table(&[&say!("Field", "字段"), &say!("Label", "名称"), &say!("Value", "值")]);
    for (name, value) in members {
        let field = schema.and_then(|schema| schema.content.field(&name));
        let label = field.map(|(_, field)| printable(&field.title)).unwrap_or_default();
        table.add_row([printable(&name), label, cut(value, longest)]);
    }
    table.to_string()
}

/// Every member, those that come again included, read as typed handlers read them: no number is
/// rounded and no depth too deep. `shown` makes of a value what is kept of it.
pub(crate) fn members(
    text: &str,
    shown: impl Fn(&str) -> String,
) -> Result<Vec<(String, String)>, Malformed> {
    let mut members = Vec::new();
    let mut decoder = Decoder::new(text);
    if let Some(mut cursor) = decoder.enter()? {
        let keep = |name, value: &str| members.push((name, shown(value)));
        decoder.next_field_keeping(&ObjectSchema::default(), &mut cursor, keep)?;
    }
    decoder.finish()?;
    Ok(members)
}

/// A string without its quotes and escapes, anything else as it is written.
fn shown(value: &str) -> String {
    serde_json::from_str::<String>(value).map_or_else(|_| one_line(value), |text| printable(&text))
}

/// A text of so many characters at most; of a longer one it says how many there are.
pub(crate) fn cut(text: String, longest: usize) -> String {
    let Some((end, _)) = text.char_indices().nth(longest) else { return text };
    let count = text.chars().count();
    text.get(..end).unwrap_or_default().to_owned()
        + &say!("… ({count} characters)", "…（共 {count} 个字符）")
}
