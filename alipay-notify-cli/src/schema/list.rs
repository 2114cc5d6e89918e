//! `alipay-notify schema list`: the known messages.

use std::io::{self, Write};
use std::process::ExitCode;

use clap::Args;
use serde::Serialize;

use super::{rows, wording};
use crate::config::SchemaOptions;
use crate::failure::Failure;
use crate::lang::say;
use crate::output;
use crate::pretty::pretty;
use crate::printable::printable;
use crate::schemas::Known;

#[derive(Debug, Args)]
#[command(after_help = say!(
    "Examples:\n  alipay-notify schema list\n  alipay-notify schema list shop\n  \
     alipay-notify schema list --schemas schemas\n  \
     alipay-notify schema list --json | jq -r '.[].name'",
    "示例：\n  alipay-notify schema list\n  alipay-notify schema list 门店\n  \
     alipay-notify schema list --schemas schemas\n  \
     alipay-notify schema list --json | jq -r '.[].name'"
))]
pub(crate) struct Arguments {
    #[arg(
        value_name = "TEXT",
        help = say!(
            "List only messages with this in name, label or description, in any letter case",
            "只列出消息名、名称或描述中含有该文本的消息，不区分大小写"
        )
    )]
    filter: Option<String>,
    #[command(flatten)]
    schemas: SchemaOptions,
    #[arg(
        long,
        help = say!(
            "Print a JSON array: name, parameter (of the form, which holds the name), title, \
             description, fields (how many, nested ones included), source",
            "输出 JSON 数组：name、parameter（表单中给出该名称的参数）、title、description、\
             fields（字段数，含嵌套字段）、source"
        )
    )]
    json: bool,
}

pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let schemas = arguments.schemas.load()?;
    let filter = arguments.filter.as_deref().unwrap_or_default();
    let known: Vec<_> = schemas.known().filter(|known| matches(known, filter)).collect();
    let text = if arguments.json {
        json(&known)?
    } else if known.is_empty() {
        let filter = printable(filter);
        say!(
            "no known message has `{filter}` in its name, label or description",
            "没有消息的消息名、名称或描述含有 `{filter}`"
        )
    } else {
        table(&known)
    };
    writeln!(io::stdout(), "{text}")?;
    Ok(ExitCode::SUCCESS)
}

/// Whether a message has a text in one of its names.
fn matches(known: &Known, filter: &str) -> bool {
    let schema = &known.schema;
    let filter = filter.to_lowercase();
    [&schema.name, &schema.title, &schema.description]
        .into_iter()
        .any(|text| text.to_lowercase().contains(&filter))
}

fn table(known: &[&Known]) -> String {
    let mut table = output::table(&[
        &say!("Message", "消息"),
        &say!("Parameter", "参数"),
        &say!("Says", "名称"),
        &say!("Fields", "字段数"),
        &say!("From", "来源"),
    ]);
    table.add_rows(known.iter().map(|Known { schema, source, .. }| {
        // On one line, whatever its own lines.
        let label = wording::label(&schema.title, &schema.description);
        let label = label.split_whitespace().collect::<Vec<_>>().join(" ");
        let fields = rows::count(&schema.content).to_string();
        [
            printable(&schema.name),
            schema.family.to_string(),
            printable(&label),
            fields,
            printable(&source.to_string()),
        ]
    }));
    output::keep_names_whole(&mut table);
    table.to_string()
}

#[derive(Serialize)]
struct Entry<'k> {
    name: &'k str,
    parameter: &'k str,
    title: &'k str,
    description: &'k str,
    fields: usize,
    source: String,
}

fn json(known: &[&Known]) -> io::Result<String> {
    let entries: Vec<Entry<'_>> = known
        .iter()
        .map(|known| Entry {
            name: &known.schema.name,
            parameter: known.schema.family.parameter(),
            title: &known.schema.title,
            description: &known.schema.description,
            fields: rows::count(&known.schema.content),
            source: known.source.name(),
        })
        .collect();
    Ok(pretty(&serde_json::to_string(&entries)?))
}
