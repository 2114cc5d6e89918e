//! `alipay-notify replay`: captured deliveries once more, as they were.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use alipay_notify_explain::Capture;
use alipay_notify_schema::Family;
use clap::Args;
use serde::Serialize;

use crate::client::{self, Answer, Client, ReachOptions};
use crate::failure::Failure;
use crate::frame::{self, Signed};
use crate::input;
use crate::lang::say;
use crate::listen::EXTENSION;
use crate::listing;
use crate::output;
use crate::printable::{beginning, printable};

#[derive(Debug, Args)]
#[command(after_help = after_help())]
pub(crate) struct Arguments {
    #[arg(
        required = true,
        value_name = "FILE|DIR",
        help = say!(
            "Captured deliveries, in any form that `explain` reads, - for standard input, or a \
             folder: its files *.http and *.frame, in the order of their names",
            "抓取的投递，形式与 explain 相同，- 表示标准输入；也可以是目录：按文件名顺序取其中的 *.http 和 *.frame"
        )
    )]
    captures: Vec<PathBuf>,
    #[arg(long, value_name = "URL", help = say!("Where to deliver them", "投递到该 URL"))]
    to: String,
    #[command(flatten)]
    reach: ReachOptions,
    #[arg(
        long,
        help = say!("Stop at the first that is not answered success", "遇到第一个未应答 success 的投递即停止")
    )]
    stop: bool,
    #[arg(long, help = say!("Print one JSON document", "输出一个 JSON 文档"))]
    json: bool,
}

fn after_help() -> String {
    say!(
        "Body and content type are those of the capture, so its signature stays valid. It is \
         delivered by POST to the URL given, whatever it was sent to. A map of parameters holds no \
         body; it is encoded again, in UTF-8. Of a frame of the long connection, `data` is \
         delivered, as `listen --forward` passes it on.\n\n\
         A gateway that remembers what it has done (`dedupe`) answers success to that without \
         handling it again, and fail to those that are too old for it (`max_age`): replay those \
         to one that remembers nothing.\n\n\
         Exit codes:\n  0  all were answered success\n  1  one was not, or was not answered at \
         all\n  \
         2  the command can't do what it was asked to; nothing was delivered\n\n\
         Examples:\n  alipay-notify replay captured/ --to http://127.0.0.1:8080/alipay\n  \
         alipay-notify replay delivery.http body.txt --stop --json \\\n      \
         --to http://127.0.0.1:8080/alipay",
        "请求体与内容类型同抓取时一致，因此签名仍然有效。一律以 POST 投递到给定的 URL，不论原先发往何处。\
         由参数组成的 JSON 对象不含原来的请求体，会以 UTF-8 重新编码。长连接的帧投递其 `data`，与 `listen --forward` 的转发相同。\n\n\
         带去重（dedupe）的网关对已处理的消息直接应答 success，不再处理；对超过其最长时限（max_age）的消息应答 fail：\
         请改为投递到不去重的网关。\n\n\
         退出码：\n  0  全部应答 success\n  1  有未应答 success 或没有应答的\n  2  用法有误或无法执行；未投递任何消息\n\n\
         示例：\n  alipay-notify replay captured/ --to http://127.0.0.1:8080/alipay\n  \
         alipay-notify replay delivery.http body.txt --stop --json \\\n      \
         --to http://127.0.0.1:8080/alipay"
    )
}

pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let files = files(&arguments.captures)?;
    // All are read before the first is delivered: a delivery can't be taken back.
    let captures = files.iter().map(|file| captured(file)).collect::<Result<Vec<_>, _>>()?;
    let client = Client::new(&arguments.to, arguments.reach.reach())?;

    let mut deliveries = Vec::new();
    for (file, capture) in files.iter().zip(&captures) {
        let delivery = deliver(&client, file, capture);
        let is_last = arguments.stop && !delivery.success;
        deliveries.push(delivery);
        if is_last {
            break;
        }
    }
    let not_sent = files.iter().skip(deliveries.len()).map(|file| file.display().to_string());
    let report =
        Report { to: &arguments.to, deliveries: &deliveries, not_sent: not_sent.collect() };
    let text = if arguments.json { output::json_line(&report)? } else { report.readable() };
    writeln!(io::stdout(), "{text}")?;
    Ok(ExitCode::from(u8::from(!deliveries.iter().all(|delivery| delivery.success))))
}

/// The files that were named, and those of the folders that were.
fn files(captures: &[PathBuf]) -> Result<Vec<PathBuf>, Failure> {
    let mut files = Vec::new();
    for path in captures {
        if path.is_dir() {
            files.extend(files_of(path)?);
        } else {
            files.push(path.clone());
        }
    }
    Ok(files)
}

fn files_of(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let files = listing::files(folder, &[EXTENSION, frame::EXTENSION])
        .map_err(|error| listing::unreadable(folder, &error))?;
    if files.is_empty() {
        let why = say!(
            "there is no delivery (*.http, *.frame) in this folder; name captures of other kinds \
             one by one",
            "该目录中没有投递文件（*.http、*.frame）；其他形式的抓取内容请逐个指定"
        );
        return Err(Failure::at(folder.display(), why));
    }
    Ok(files)
}

/// What was captured.
enum Captured {
    Form(Capture),
    Frame(Signed),
}

fn captured(file: &Path) -> Result<Captured, Failure> {
    let bytes = input::capture_bytes(file)?;
    if frame::is_frame(&bytes) {
        return frame::read(file, &bytes).map(Captured::Frame);
    }
    input::capture_of(file, &bytes).map(Captured::Form)
}

impl Captured {
    fn headers(&self) -> Vec<(&str, &[u8])> {
        match self {
            Self::Form(capture) => {
                let content_type = capture.content_type().unwrap_or(client::FORM);
                vec![("content-type", content_type.as_bytes())]
            }
            Self::Frame(signed) => signed.headers(),
        }
    }

    fn body(&self) -> &[u8] {
        match self {
            Self::Form(capture) => &capture.body,
            Self::Frame(signed) => signed.body(),
        }
    }

    /// What it says that it is: the parameter that has the name, and the name.
    fn named(&self) -> Option<(&'static str, String)> {
        match self {
            Self::Form(capture) => named(&capture.body),
            Self::Frame(signed) => {
                signed.msg_method().map(|name| (Family::Message.parameter(), name))
            }
        }
    }
}

fn deliver(client: &Client, file: &Path, captured: &Captured) -> Delivery {
    let answer = client.pass_on(&captured.headers(), captured.body(), client::WHOLE);
    let answer = answer.map(Answer::from);
    let (parameter, name) = captured.named().unzip();
    Delivery {
        file: file.display().to_string(),
        parameter,
        name,
        success: answer.as_ref().is_ok_and(Answer::is_success),
        ending: match answer {
            Ok(Answer { status, body: reply }) => Ending::Answered { status, reply },
            Err(error) => Ending::Unanswered { error },
        },
    }
}

/// What the body says that it is.
fn named(body: &[u8]) -> Option<(&'static str, String)> {
    Family::ALL.map(Family::parameter).into_iter().find_map(|parameter| {
        let (_, name) = form_urlencoded::parse(body).find(|(name, _)| name == parameter)?;
        Some((parameter, name.into_owned()))
    })
}

/// A delivery, and what came of it.
#[derive(Debug, Serialize)]
struct Delivery {
    file: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    parameter: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    #[serde(flatten)]
    ending: Ending,
    /// Whether Alipay would take the answer for success.
    success: bool,
}

#[derive(Debug, Serialize)]
#[serde(untagged)]
enum Ending {
    Answered { status: u16, reply: String },
    Unanswered { error: String },
}

/// All deliveries.
#[derive(Debug, Serialize)]
struct Report<'r> {
    to: &'r str,
    deliveries: &'r [Delivery],
    not_sent: Vec<String>,
}

impl Report<'_> {
    fn readable(&self) -> String {
        let header = [
            say!("File", "文件"),
            say!("Message", "消息"),
            "HTTP".to_owned(),
            say!("Reply", "应答"),
        ];
        let [file, message, status, reply] = header.each_ref().map(String::as_str);
        let mut table = output::table(&[file, message, status, reply, &say!("Alipay", "支付宝")]);
        for delivery in self.deliveries {
            table.add_row(delivery.row());
        }
        let done = self.deliveries.iter().filter(|delivery| delivery.success).count();
        let (all, rest) = (self.deliveries.len(), self.not_sent.len());
        let mut text = format!("{table}\n\n");
        text += &say!(
            "{done} of {all} deliveries were answered success.",
            "共投递 {all} 次，其中 {done} 次应答 success。"
        );
        if rest > 0 {
            text += &say!(" Not sent: {rest}.", "未投递：{rest}。");
        }
        text
    }
}

impl Delivery {
    fn row(&self) -> [String; 5] {
        let (status, reply) = match &self.ending {
            Ending::Answered { status, reply } => (status.to_string(), beginning(reply)),
            Ending::Unanswered { error } => ("-".to_owned(), printable(error)),
        };
        let verdict = if self.success {
            say!("takes it as done", "视为完成")
        } else {
            say!("would deliver it again", "会重新投递")
        };
        let name = self.name.as_deref().map_or_else(|| "-".to_owned(), beginning);
        [printable(&self.file), name, status, reply, verdict]
    }
}
