//! The site: `files` makes it from the specifications, `folder` writes it to where the user wants
//! it.

mod field_table;
mod files;
mod folder;
mod groups;
mod index_page;
mod layout;
mod message_page;
mod names;
mod reply;
mod request;
mod rust;
mod search_data;
mod text;

use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

use alipay_notify::testing::TestKey;
use serde::Serialize;

use super::Arguments;
use crate::failure::Failure;
use crate::lang::say;
use crate::pretty::pretty;
use crate::send::private_key;

use files::{Page, Site};
use folder::Folder;

pub(crate) fn write(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let schemas = arguments.schemas.load()?;
    let key = arguments.key_file.as_deref().map(private_key).transpose()?;
    let site = Site::new(schemas.known(), &key.unwrap_or_else(TestKey::generate))?;
    let removed = Folder::open(&arguments.out)?.write(site.files())?;
    let report = Report::new(&arguments.out, &site, removed);
    if arguments.json {
        writeln!(
            io::stdout(),
            "{}",
            pretty(&serde_json::to_string(&report).map_err(io::Error::from)?)
        )?;
    } else {
        write!(io::stdout(), "{}", report.sentences())?;
    }
    Ok(ExitCode::SUCCESS)
}

/// What was done.
#[derive(Debug, Serialize)]
struct Report<'s> {
    /// The page to open.
    index: String,
    messages: Vec<Documented<'s>>,
    /// The files of the site, by their names in the folder.
    files: Vec<&'s str>,
    /// The files of an earlier run that are gone.
    removed_files: Vec<String>,
}

/// A message and its page.
#[derive(Debug, Serialize)]
struct Documented<'s> {
    parameter: &'static str,
    name: &'s str,
    file: &'s str,
}

impl<'s> From<&'s Page<'_>> for Documented<'s> {
    fn from(page: &'s Page<'_>) -> Self {
        let parameter = page.schema.family.parameter();
        Self { parameter, name: &page.schema.name, file: &page.file }
    }
}

impl<'s> Report<'s> {
    fn new(out: &Path, site: &'s Site<'_>, removed_files: Vec<String>) -> Self {
        Self {
            index: out.join(files::INDEX).display().to_string(),
            messages: site.pages().map(Documented::from).collect(),
            files: site.files().keys().map(String::as_str).collect(),
            removed_files,
        }
    }

    fn sentences(&self) -> String {
        let (index, messages) = (&self.index, self.messages.len());
        let mut text = match messages {
            1 => say!("1 message: open {index}\n", "共 1 条消息，请打开 {index}\n"),
            _ => say!(
                "{messages} messages: open {index}\n",
                "共 {messages} 条消息，请打开 {index}\n"
            ),
        };
        for file in &self.removed_files {
            text += &say!(
                "removed {file}: its message is gone\n",
                "已删除 {file}：对应的消息已不存在\n"
            );
        }
        text
    }
}
