//! `alipay-notify schema import`: from the text of document pages to schema files.

mod file;
mod page;
mod report;

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use alipay_notify_import::update::Descriptions;
use alipay_notify_schema::Family;
use clap::Args;

use crate::failure::Failure;
use crate::lang::say;
use file::Place;
use page::{Page, Trouble};
use report::{Imported, Outcome};

#[derive(Debug, Args)]
#[command(after_help = say!(
    "Examples:\n  alipay-notify schema import page.txt --out schemas\n  \
     alipay-notify schema import pages/*.txt --out schemas --keep-descriptions\n\n\
     A page is what a browser copies of it, from its first line to its last. Whatever was not read \
     with certainty is a warning with its line.\n\n\
     A file that is there already keeps what pages do not say: annotations (x-…), names of types, \
     the idempotency key, what is in texts that are JSON. What is new is printed; [breaking] marks \
     what may keep programs that use the message from compiling, [stricter] what makes them refuse \
     messages that they took.\n\n\
     Exit codes:\n  0  imported, also with warnings\n  \
     1  a page is incomplete, or does not say which message it is; no existing file was changed \
     for its sake\n  \
     2  the command can't do what it was asked to",
    "示例：\n  alipay-notify schema import page.txt --out schemas\n  \
     alipay-notify schema import pages/*.txt --out schemas --keep-descriptions\n\n\
     页面指从浏览器复制的全文，从第一行到最后一行。凡是不能确定的地方，都会给出带行号的警告。\n\n\
     已有文件中，页面上没有的内容会保留：自定义关键字（x-…）、类型名、幂等键、JSON 文本的内容定义。变化会逐项列出：\
     [不兼容] 表示使用该消息的程序可能无法编译，[更严格] 表示以前接受的消息可能被拒绝。\n\n\
     退出码：\n  0  已导入（可能有警告）\n  \
     1  页面不完整，或没有写明 msg_method；已有的文件不会改动\n  \
     2  用法有误或无法执行"
))]
pub(crate) struct Arguments {
    #[arg(
        value_name = "FILE",
        default_value = "-",
        help = say!(
            "Files with the text of a page each, or - for standard input",
            "页面文本文件，每页一个；- 表示标准输入"
        )
    )]
    pages: Vec<PathBuf>,
    #[arg(
        long,
        value_name = "DIR",
        help = say!(
            "Write each schema to DIR/<msg_method>.json, instead of printing it",
            "写入 DIR/<msg_method>.json，不写到标准输出"
        )
    )]
    out: Option<PathBuf>,
    #[arg(
        long,
        conflicts_with = "json",
        help = say!(
            "Print the three lines of Rust that declare the message by its schema file",
            "输出三行 Rust 代码，用 schema 文件声明消息"
        )
    )]
    rust: bool,
    #[arg(
        long,
        requires = "out",
        help = say!(
            "Keep the descriptions of an existing file where it has any, rather than take those of \
             the page",
            "保留已有文件中的描述，不采用页面上的"
        )
    )]
    keep_descriptions: bool,
    #[arg(
        long,
        value_name = "NAME",
        help = say!("The message of a page that does not say it", "页面没有写明 msg_method 时，由此指定")
    )]
    msg_method: Option<String>,
    #[arg(
        long,
        value_name = "NAME",
        conflicts_with = "msg_method",
        help = say!(
            "The notification that the page is about, such as trade_status_sync: its fields are \
             parameters of the form",
            "页面所述的异步通知，例如 trade_status_sync：其字段是表单参数"
        )
    )]
    notify_type: Option<String>,
    #[arg(
        long,
        value_name = "NAME",
        conflicts_with_all = ["msg_method", "notify_type"],
        help = say!(
            "What a service of Alipay pushes and the page is about, such as \
             alipay.adatabus.risk.end.push",
            "页面所述的服务推送，例如 alipay.adatabus.risk.end.push"
        )
    )]
    service: Option<String>,
    #[arg(long, help = say!("Print one JSON document", "输出一个 JSON 文档"))]
    json: bool,
}

impl Arguments {
    /// The name that is given for what the page is about, and of which family that is.
    fn given(&self) -> Option<(Family, &str)> {
        let names = [&self.msg_method, &self.notify_type, &self.service];
        let mut given = Family::ALL.into_iter().zip(names);
        given.find_map(|(family, name)| Some((family, name.as_deref()?)))
    }
}

pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    if let Some((family, _)) = arguments.given()
        && arguments.pages.len() > 1
    {
        let option = page::option(family);
        return Err(Failure::new(say!(
            "{option} names one message: import its page by itself",
            "{option} 只能用于一个页面：请单独导入该页面"
        )));
    }
    let mut outcomes = Vec::new();
    let mut written = HashMap::new();
    for page in &arguments.pages {
        outcomes.push(import(page, arguments, &mut written));
    }
    report::print(&outcomes, arguments)?;
    let code = outcomes.iter().map(Outcome::code).max().unwrap_or_default();
    Ok(ExitCode::from(code))
}

/// One page, through all stages that it gets through.
fn import<'a>(
    path: &'a Path,
    arguments: &Arguments,
    written: &mut HashMap<PathBuf, &'a Path>,
) -> Outcome {
    let name = page::name(path);
    let page = match Page::read(path, arguments.given()) {
        Ok(page) => page,
        Err(trouble) => return Outcome { name, warnings: Vec::new(), result: Err(trouble) },
    };
    let result = page.usable().and_then(|()| imported(path, &page, arguments, written));
    let mut warnings = page.warnings;
    if let Ok(imported) = &result {
        warnings.retain(|warning| !page::is_answered(warning, &imported.schema));
    }
    Outcome { name, warnings, result }
}

fn imported<'a>(
    path: &'a Path,
    page: &Page,
    arguments: &Arguments,
    written: &mut HashMap<PathBuf, &'a Path>,
) -> Result<Imported, Trouble> {
    let (schema, is_complete) = (page.schema.clone(), page.is_complete);
    let Some(folder) = &arguments.out else {
        return Ok(Imported { schema, is_complete, written: None });
    };
    let file = folder.join(format!("{}.json", schema.name));
    if let Some(first) = written.insert(file.clone(), path) {
        let first = page::name(first);
        return Err(Trouble::failed(say!(
            "this is the same message as in {first}",
            "与 {first} 是同一条消息"
        )));
    }
    let descriptions =
        if arguments.keep_descriptions { Descriptions::Existing } else { Descriptions::Newer };
    let place = Place::find(file, &schema, descriptions)?;
    place.write(is_complete)?;
    Ok(Imported { schema: place.schema().clone(), is_complete, written: Some(place) })
}
