//! The site: `files` makes it from the specifications, `folder` writes it to where the user wants
//! it.

mod field_table;
mod files;
mod folder;
mod index_page;
mod layout;
mod message_page;
mod names;
mod rust;
mod search_data;
mod text;

use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

use serde::Serialize;

use super::Arguments;
use crate::failure::Failure;
use crate::lang::say;
use crate::pretty::pretty;

use files::Site;
use folder::Folder;

pub(crate) fn write(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let schemas = arguments.schemas.load()?;
    let site = Site::new(schemas.iter())?;
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
    /// The number of messages, each of which has a page.
    messages: usize,
    /// The files of the site, by their names in the folder.
    files: Vec<&'s str>,
    /// The files of an earlier run that are gone.
    removed: Vec<String>,
}

impl<'s> Report<'s> {
    fn new(out: &Path, site: &'s Site, removed: Vec<String>) -> Self {
        Self {
            index: out.join(files::INDEX).display().to_string(),
            messages: site.messages(),
            files: site.files().keys().map(String::as_str).collect(),
            removed,
        }
    }

    fn sentences(&self) -> String {
        let Self { index, messages, .. } = self;
        let mut text = match messages {
            1 => say!("1 message: open {index}\n", "共 1 条消息，请打开 {index}\n"),
            _ => say!(
                "{messages} messages: open {index}\n",
                "共 {messages} 条消息，请打开 {index}\n"
            ),
        };
        for file in &self.removed {
            text += &say!(
                "removed {file}, the page of a message that is gone\n",
                "已删除 {file}：对应的消息已不存在\n"
            );
        }
        text
    }
}
