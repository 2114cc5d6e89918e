//! `alipay-notify schema docs`: a static site with a page for each message.
//!
//! `site` makes the files from the specifications, `folder` writes them to where the user wants
//! them.

mod field_table;
mod folder;
mod index_page;
mod layout;
mod message_page;
mod names;
mod rust;
mod search_data;
mod site;
mod text;

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use serde::Serialize;

use crate::config::SchemaOptions;
use crate::failure::Failure;
use crate::lang::say;
use crate::pretty::pretty;
use folder::Folder;
use site::Site;

#[derive(Debug, Args)]
#[command(after_help = say!(
    "Examples:\n  \
       alipay-notify schema docs --out site\n  \
       alipay-notify schema docs --out site --schemas schemas\n  \
       alipay-notify schema docs --out site --lang zh\n\n\
     The site needs no server: open site/index.html. It can be written again into the same folder, where it replaces \
     its own files and leaves all others alone.",
    "示例：\n  \
       alipay-notify schema docs --out site\n  \
       alipay-notify schema docs --out site --schemas schemas\n  \
       alipay-notify schema docs --out site --lang zh\n\n\
     网站不需要服务器，直接打开 site/index.html 即可。可以反复生成到同一目录：只替换自己生成的文件，不动其他文件。"
))]
pub(crate) struct Arguments {
    #[arg(
        long,
        value_name = "DIR",
        help = say!(
            "Folder to write the site to: a new one, an empty one, or that of an earlier run",
            "存放网站的目录：新目录、空目录，或以前生成过网站的目录"
        )
    )]
    out: PathBuf,
    #[command(flatten)]
    schemas: SchemaOptions,
    #[arg(long, help = say!("Print one JSON document with the files", "输出一个 JSON 文档，列出所写的文件"))]
    json: bool,
}

pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
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
            index: out.join(site::INDEX).display().to_string(),
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
