//! `alipay-notify schema check`: every mistake in schema files.

mod files;
mod names;

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::str;

use alipay_notify_schema::{MessageSchema, SchemaError};
use clap::Args;
use serde::Serialize;

use crate::chinese::Localized;
use crate::failure::Failure;
use crate::lang::say;
use crate::pretty::pretty;
use crate::printable::printable;
use files::{Content, File};

#[derive(Debug, Args)]
#[command(after_help = say!(
    "Each mistake is a line, FILE:LINE:COLUMN: POINTER: what is wrong, where the pointer is a JSON \
     pointer. With --json each of the problems has file, line, column, pointer and text. Where \
     a file can't be read, line and column are null.\n\n\
     Exit codes:\n  0  no mistake\n  1  mistakes, or a file that can't be read\n  \
     2  there is nothing to check: no such file or folder, or a folder without schema files\n\n\
     Examples:\n  alipay-notify schema check\n  alipay-notify schema check my/schemas \
     more/x.json\n  \
     alipay-notify schema check --json | jq '.problems[]'",
    "每个错误一行：文件:行:列: 指针: 错误内容，其中指针为 JSON 指针。\
     使用 --json 时，problems 的每一项含 file、line、column、pointer、text；文件无法读取时 line 与 column \
     为 null。\n\n\
     退出码：\n  0  没有错误\n  1  有错误，或有文件无法读取\n  \
     2  没有可检查的内容：文件或目录不存在，或目录中没有 schema 文件\n\n\
     示例：\n  alipay-notify schema check\n  alipay-notify schema check my/schemas more/x.json\n  \
     alipay-notify schema check --json | jq '.problems[]'"
))]
pub(crate) struct Arguments {
    #[arg(
        value_name = "DIR|FILE",
        default_value = "schemas",
        help = say!(
            "Folders, of which every *.json is checked, but not those of folders inside, and files",
            "目录（检查其中所有 *.json，不含子目录）或文件"
        )
    )]
    places: Vec<PathBuf>,
    #[arg(
        long,
        help = say!(
            "Print one JSON object: files, problems",
            "输出一个 JSON 对象：files、problems"
        )
    )]
    json: bool,
}

pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let files = files::at(&arguments.places)?;
    let mut problems: Vec<_> = files.iter().flat_map(problems).collect();
    problems.extend(names::problems(&files));
    let place = |file: &Path| files.iter().position(|candidate| candidate.path == file);
    problems.sort_by_key(|problem| (place(problem.file), problem.place));
    let text = if arguments.json { json(&files, &problems)? } else { readable(&files, &problems) };
    writeln!(io::stdout(), "{text}")?;
    Ok(if problems.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

/// One mistake.
#[derive(Debug)]
struct Problem<'f> {
    file: &'f Path,
    /// Line and column, from 1. A file that can't be read has none.
    place: Option<(usize, usize)>,
    /// The JSON pointer; empty for the file as a whole.
    pointer: String,
    what: String,
}

/// What is wrong with a file, its name aside.
fn problems(file: &File) -> Vec<Problem<'_>> {
    let as_a_whole =
        |place, what| vec![Problem { file: &file.path, place, pointer: String::new(), what }];
    let text = match &file.content {
        Content::Text(text) => text,
        Content::OtherCharset(bytes) => {
            return as_a_whole(Some(end(bytes)), say!("this is not UTF-8", "此处不是 UTF-8 编码"));
        }
        Content::Unreadable(error) => {
            return as_a_whole(
                None,
                say!("the file can't be read: {error}", "无法读取文件：{error}"),
            );
        }
    };
    let Err(errors) = MessageSchema::parse(text) else { return Vec::new() };
    let problem = |error: &SchemaError| Problem {
        file: &file.path,
        place: Some((error.line, error.column)),
        pointer: error.pointer.clone(),
        what: error.problem.localized(),
    };
    errors.iter().map(problem).collect()
}

/// The line and the column after the part of a content that is UTF-8.
fn end(content: &[u8]) -> (usize, usize) {
    let readable = content.utf8_chunks().next().map_or("", |chunk| chunk.valid());
    let last = readable.rsplit('\n').next().unwrap_or_default();
    (readable.matches('\n').count() + 1, last.chars().count() + 1)
}

fn readable(files: &[File], problems: &[Problem<'_>]) -> String {
    let mut lines: Vec<_> = problems.iter().map(line).collect();
    lines.push(summary(files, problems));
    lines.join("\n")
}

/// Such as editors and continuous integration make a link of.
fn line(problem: &Problem<'_>) -> String {
    let file = problem.file.display();
    let place = problem.place.map(|(line, column)| format!(":{line}:{column}")).unwrap_or_default();
    let pointer =
        if problem.pointer.is_empty() { String::new() } else { format!(" {}:", problem.pointer) };
    printable(&format!("{file}{place}:{pointer} {}", problem.what))
}

fn summary(files: &[File], problems: &[Problem<'_>]) -> String {
    let checked = files.len();
    let plural = if checked == 1 { "" } else { "s" };
    if problems.is_empty() {
        return say!("{checked} file{plural}, no problems", "{checked} 个文件，没有问题");
    }
    let faulty = files
        .iter()
        .filter(|file| problems.iter().any(|problem| problem.file == file.path))
        .count();
    let count = problems.len();
    let problems = if count == 1 { "problem" } else { "problems" };
    say!(
        "{checked} file{plural}, {count} {problems} in {faulty}",
        "{checked} 个文件，其中 {faulty} 个有问题，共 {count} 处"
    )
}

#[derive(Serialize)]
struct Report<'f> {
    files: Vec<String>,
    problems: Vec<Reported<'f>>,
}

#[derive(Serialize)]
struct Reported<'f> {
    file: String,
    line: Option<usize>,
    column: Option<usize>,
    pointer: &'f str,
    text: &'f str,
}

fn json(files: &[File], problems: &[Problem<'_>]) -> io::Result<String> {
    let name = |path: &Path| path.display().to_string();
    let report = Report {
        files: files.iter().map(|file| name(&file.path)).collect(),
        problems: problems
            .iter()
            .map(|problem| Reported {
                file: name(problem.file),
                line: problem.place.map(|(line, _)| line),
                column: problem.place.map(|(_, column)| column),
                pointer: &problem.pointer,
                text: &problem.what,
            })
            .collect(),
    };
    Ok(pretty(&serde_json::to_string(&report)?))
}
