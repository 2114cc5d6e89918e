//! What became of each page, for people and for programs.

use std::io::{self, Write};
use std::path::{Component, Path};

use alipay_notify_import::changes::{Change, Difference, Effect};
use alipay_notify_import::{Warning, rust, to_json};
use alipay_notify_schema::MessageSchema;
use serde::Serialize;
use serde_json::value::RawValue;

use super::Arguments;
use super::file::{Fate, Place};
use super::page::Trouble;
use crate::chinese::Localized;
use crate::failure::Failure;
use crate::lang::say;
use crate::output::{self, WRONG};
use crate::printable::printable;

/// What became of one page.
pub(super) struct Outcome {
    pub(super) name: String,
    pub(super) warnings: Vec<Warning>,
    pub(super) result: Result<Imported, Trouble>,
}

/// A page that was imported.
pub(super) struct Imported {
    pub(super) schema: MessageSchema,
    pub(super) is_complete: bool,
    /// The file, where there is to be one.
    pub(super) written: Option<Place>,
}

impl Outcome {
    pub(super) fn code(&self) -> u8 {
        match &self.result {
            Ok(imported) => u8::from(!imported.is_complete),
            Err(trouble) => trouble.code,
        }
    }
}

pub(super) fn print(outcomes: &[Outcome], arguments: &Arguments) -> Result<(), Failure> {
    if arguments.json {
        let pages: Vec<_> = outcomes.iter().map(json).collect::<io::Result<_>>()?;
        writeln!(io::stdout(), "{}", output::json_line(&Pages { pages })?)?;
        return Ok(());
    }
    for (index, outcome) in outcomes.iter().enumerate() {
        if index > 0 && arguments.rust {
            writeln!(io::stdout())?;
        }
        warnings(outcome)?;
        match &outcome.result {
            Ok(imported) => text(imported, arguments)?,
            Err(trouble) => drop(Failure::at(&outcome.name, &trouble.what).report()),
        }
    }
    Ok(())
}

fn warnings(outcome: &Outcome) -> io::Result<()> {
    let name = printable(&outcome.name);
    let label = say!("warning: ", "警告：");
    for Warning { line, path, doubt } in &outcome.warnings {
        let doubt = doubt.localized();
        let what = match path.as_str() {
            "" => doubt,
            path => say!("`{path}`: {doubt}", "`{path}`：{doubt}"),
        };
        writeln!(io::stderr(), "{name}:{line}: {label}{}", printable(&what))?;
    }
    let Ok(Imported { written: Some(place), .. }) = &outcome.result else { return Ok(()) };
    let file = printable(&place.file.display().to_string());
    for loss in place.losses() {
        writeln!(io::stderr(), "{file}: {label}{}", printable(&loss.localized()))?;
    }
    Ok(())
}

/// Standard output has what was asked for: Rust, the schema, or else what became of the file.
fn text(imported: &Imported, arguments: &Arguments) -> io::Result<()> {
    let Imported { schema, written, .. } = imported;
    let rust = arguments.rust.then(|| declaration(schema, arguments));
    match (rust, written) {
        (Some(rust), None) => write!(io::stdout(), "{rust}"),
        (Some(rust), Some(place)) => {
            file(place, &mut anstream::stderr())?;
            write!(io::stdout(), "{rust}")
        }
        (None, None) => write!(io::stdout(), "{}", to_json(schema)),
        (None, Some(place)) => {
            file(place, &mut anstream::stdout())?;
            if matches!(place.fate, Fate::New { .. }) {
                let heading =
                    say!("To receive it, declare it in Rust:", "在 Rust 中声明后即可接收：");
                writeln!(io::stdout(), "  {heading}")?;
                for line in declaration(schema, arguments).lines() {
                    writeln!(io::stdout(), "    {line}")?;
                }
            }
            Ok(())
        }
    }
}

/// What is new in a file.
fn file(place: &Place, out: &mut impl Write) -> io::Result<()> {
    let file = printable(&place.file.display().to_string());
    let (fields, changes) = (place.schema().content.fields.len(), place.changes());
    let state = match (&place.fate, changes.len()) {
        (Fate::New { .. }, _) if fields == 1 => say!("new, 1 member", "新建，1 个字段"),
        (Fate::New { .. }, _) => say!("new, {fields} members", "新建，{fields} 个字段"),
        (Fate::Updated(_), 0) => say!("nothing new", "没有变化"),
        (Fate::Updated(_), 1) => say!("1 change", "1 处变化"),
        (Fate::Updated(_), count) => say!("{count} changes", "{count} 处变化"),
    };
    let colon = say!(": ", "：");
    writeln!(out, "{file}{colon}{state}")?;
    for change in changes {
        writeln!(out, "  {}{}", printable(&change.localized()), mark(change.effect()))?;
    }
    if changes.iter().any(|change| change.difference == Difference::Description) {
        let hint = say!(
            "(the descriptions are those of the page; --keep-descriptions would have kept the \
             file's)",
            "（描述取自页面；使用 --keep-descriptions 可保留文件中的描述）"
        );
        writeln!(out, "  {hint}")?;
    }
    Ok(())
}

/// What users of the message should know of a change.
fn mark(effect: Effect) -> String {
    match effect {
        Effect::Compatible => String::new(),
        Effect::Stricter => format!(" [{}]", effect.localized()),
        Effect::Breaking => format!(" {WRONG}[{}]{WRONG:#}", effect.localized()),
    }
}

/// The lines that declare a message by its file, as seen from where the command runs.
fn declaration(schema: &MessageSchema, arguments: &Arguments) -> String {
    let folder = arguments.out.as_deref().unwrap_or(Path::new("schemas"));
    let here = std::env::current_dir().unwrap_or_default();
    let folder = folder.strip_prefix(&here).unwrap_or(folder);
    let mut path = String::new();
    for component in folder.components() {
        match component {
            Component::CurDir => {}
            Component::RootDir => path.push('/'),
            other => {
                path += &other.as_os_str().to_string_lossy();
                path.push('/');
            }
        }
    }
    rust::declaration(schema, &format!("{path}{}.json", schema.name))
}

#[derive(Serialize)]
struct Pages<'o> {
    pages: Vec<PageReport<'o>>,
}

#[derive(Serialize)]
struct PageReport<'o> {
    page: &'o str,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<&'o str>,
    /// The parameter that has the name.
    #[serde(skip_serializing_if = "Option::is_none")]
    parameter: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'o str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    complete: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<String>,
    /// `new`, `changed` or `unchanged`.
    #[serde(skip_serializing_if = "Option::is_none")]
    outcome: Option<&'static str>,
    warnings: Vec<WarningReport<'o>>,
    changes: Vec<ChangeReport<'o>>,
    losses: Vec<LossReport<'o>>,
    /// Where it goes to no file.
    #[serde(skip_serializing_if = "Option::is_none")]
    schema: Option<Box<RawValue>>,
}

#[derive(Serialize)]
struct WarningReport<'o> {
    line: usize,
    path: &'o str,
    text: String,
}

#[derive(Serialize)]
struct ChangeReport<'o> {
    path: &'o str,
    effect: String,
    text: String,
}

#[derive(Serialize)]
struct LossReport<'o> {
    path: &'o str,
    keyword: &'o str,
    text: String,
}

fn json(outcome: &Outcome) -> io::Result<PageReport<'_>> {
    let imported = outcome.result.as_ref().ok();
    let place = imported.and_then(|imported| imported.written.as_ref());
    let printed = imported.filter(|imported| imported.written.is_none());
    let schema = printed
        .map(|imported| RawValue::from_string(to_json(&imported.schema).trim_end().to_owned()));
    Ok(PageReport {
        page: &outcome.name,
        error: outcome.result.as_ref().err().map(|trouble| trouble.what.as_str()),
        parameter: imported.map(|imported| imported.schema.family.parameter()),
        name: imported.map(|imported| &*imported.schema.name),
        complete: imported.map(|imported| imported.is_complete),
        file: place.map(|place| place.file.display().to_string()),
        outcome: place.map(became),
        warnings: outcome.warnings.iter().map(warning_report).collect(),
        changes: place.map(Place::changes).unwrap_or_default().iter().map(change).collect(),
        losses: place.map(losses).unwrap_or_default(),
        schema: schema.transpose()?,
    })
}

fn warning_report(Warning { line, path, doubt }: &Warning) -> WarningReport<'_> {
    WarningReport { line: *line, path, text: doubt.localized() }
}

fn became(place: &Place) -> &'static str {
    match &place.fate {
        Fate::New { .. } => "new",
        Fate::Updated(update) if update.changes.is_empty() => "unchanged",
        Fate::Updated(_) => "changed",
    }
}

fn change(change: &Change) -> ChangeReport<'_> {
    let (effect, text) = (change.effect().to_string(), change.difference.localized());
    ChangeReport { path: &change.path, effect, text }
}

fn losses(place: &Place) -> Vec<LossReport<'_>> {
    let lost = place.losses().iter();
    lost.map(|loss| LossReport { path: &loss.path, keyword: &loss.keyword, text: loss.localized() })
        .collect()
}
