//! A specification for a terminal.

use alipay_notify_schema::{Kind, MessageSchema};

use crate::lang::say;
use crate::output;
use crate::pretty::pretty;
use crate::printable::printable;
use crate::schema::rows::{Row, Rows};
use crate::schema::wording;
use crate::schemas::{Known, Source};

pub(super) fn written(known: &Known) -> String {
    let schema = &known.schema;
    let rows = Rows::of(&schema.content);
    let is_built_in = matches!(known.source, Source::BuiltIn);
    let mut text = printable(&schema.name);
    for said in wording::said(&schema.title, &schema.description, is_built_in) {
        text.push('\n');
        text += &lines(said);
    }
    let (parameter, source) = (schema.family, printable(&known.source.to_string()));
    text += &say!(
        "\nParameter: {parameter}\nFrom: {source}\n\n",
        "\n参数：{parameter}\n来源：{source}\n\n"
    );
    text += &fields(&rows, is_built_in);
    text.push('\n');
    for sentence in sentences(schema, &rows) {
        text += &printable(&sentence);
        text.push('\n');
    }
    let example = pretty(&schema.example());
    text + &say!("\nExample:\n{example}", "\n示例：\n{example}")
}

/// The groups, and what identifies a message.
fn sentences(schema: &MessageSchema, rows: &Rows<'_>) -> Vec<String> {
    let groups = rows.groups.iter().map(|among| wording::group(among.group.rule, &among.members));
    groups.chain([wording::identity(wording::key(schema))]).collect()
}

fn fields(rows: &Rows<'_>, is_built_in: bool) -> String {
    let mut table = output::table(&[
        &say!("Field", "字段"),
        &say!("Type", "类型"),
        &say!("Presence", "是否必选"),
        &say!("Length", "最大长度"),
        &say!("Meaning", "含义"),
        &say!("Example", "示例值"),
    ]);
    for row in &rows.members {
        table.add_row(cells(row, is_built_in));
    }
    output::keep_names_whole(&mut table);
    table.to_string()
}

fn cells(row: &Row<'_>, is_built_in: bool) -> [String; 6] {
    let Row { field, within, group, .. } = row;
    let limit = field.max_len.map(|limit| limit.to_string()).unwrap_or_default();
    let examples: Vec<String> = field.examples.iter().map(|example| printable(example)).collect();
    [
        // No line is broken at such a space, and none is taken away.
        "\u{a0}".repeat(2 * within.len()) + &printable(&field.name),
        wording::kind(field),
        wording::presence(field.presence, *group),
        limit,
        meaning(row, is_built_in),
        examples.join("\n"),
    ]
}

/// What the field means, then its values, a line each.
fn meaning(row: &Row<'_>, is_built_in: bool) -> String {
    let field = row.field;
    let said = wording::said(&field.title, &field.description, is_built_in);
    let mut all: Vec<String> = said.into_iter().map(lines).collect();
    if let Kind::Enum(values) = &field.kind {
        all.extend(values.iter().map(|value| {
            match (printable(&value.value), printable(&value.title)) {
                (value, title) if title.is_empty() => value,
                (value, title) => say!("{value}: {title}", "{value}：{title}"),
            }
        }));
    }
    all.retain(|line| !line.is_empty());
    all.join("\n")
}

/// A text of several lines, each made safe.
fn lines(text: &str) -> String {
    text.lines().map(printable).collect::<Vec<_>>().join("\n")
}
