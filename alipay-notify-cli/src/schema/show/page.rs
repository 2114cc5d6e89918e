//! A specification as a page of Markdown.

use alipay_notify_schema::Kind;

use crate::lang::{Language, say};
use crate::pretty::pretty;
use crate::schema::markdown::{code, plain, prose, table};
use crate::schema::rows::{Row, Rows};
use crate::schema::wording;
use crate::schemas::Known;

pub(super) fn written(known: &Known, label: Language) -> String {
    let schema = &known.schema;
    let rows = Rows::of(&schema.content);
    let header = super::header();
    let cells: Vec<_> = rows.members.iter().map(|row| cells(row, label)).collect();
    let named = |names: &[String]| names.iter().map(|name| code(name)).collect::<Vec<_>>();
    let groups =
        rows.groups.iter().map(|among| wording::group(among.group.rule, &named(&among.members)));
    let identity = wording::identity(&code(super::key(schema).unwrap_or("notify_id")));
    let sentences: Vec<_> =
        groups.chain([identity]).map(|sentence| format!("- {sentence}")).collect();
    let example = pretty(&schema.example());
    let parts = [
        format!("# {}", code(&schema.msg_method)),
        prose(wording::label(&schema.title, &schema.description, label)),
        table(&header.each_ref().map(String::as_str), &cells),
        sentences.join("\n"),
        say!("Example:", "示例："),
        format!("```json\n{example}\n```"),
    ];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n\n")
}

fn cells(row: &Row<'_>, label: Language) -> Vec<String> {
    let Row { path, field, group, .. } = row;
    vec![
        code(path),
        code(&wording::kind(field)),
        wording::presence(field.presence, *group),
        field.max_len.map(|limit| limit.to_string()).unwrap_or_default(),
        meaning(row, label),
        field.examples.first().map(|example| code(example)).unwrap_or_default(),
    ]
}

/// What the field means, then its values, a line each.
fn meaning(row: &Row<'_>, label: Language) -> String {
    let field = row.field;
    let mut lines = vec![prose(wording::label(&field.title, &field.description, label))];
    if let Kind::Enum(values) = &field.kind {
        lines.extend(values.iter().map(|value| match (code(&value.value), plain(&value.title)) {
            (value, title) if title.is_empty() => value,
            (value, title) => say!("{value}: {title}", "{value}：{title}"),
        }));
    }
    lines.retain(|line| !line.is_empty());
    lines.join("<br>")
}
