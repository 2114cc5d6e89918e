//! `alipay-notify send`: messages as Alipay sends them, signed by a key in its place.

mod deliver;
mod edit;
mod hints;
mod message;
mod print;
mod recipe;
mod report;
mod schedule;

use std::io::{self, Write};
use std::process::ExitCode;

use clap::Args;

use crate::client::{Client, ReachOptions};
use crate::failure::Failure;
use crate::lang::say;
use crate::printable::printable;

use deliver::{Fate, Plan};
use message::{MessageOptions, Messages};
use print::Print;
use recipe::{Recipe, SignOptions};
use report::Report;

#[derive(Debug, Args)]
#[command(after_help = say!(
    "A folder as MSG: each schema file in it is sent with its example, and every other *.json as a content, whose \
     msg_method is the name of the file up to .json or @: my.own.json, my.own@refund.json.\n\n\
     FIELD: names with dots between them, elements in brackets; a backslash before a character that belongs to a name.\n  \
     --set a.b=text          --set list[0].n:=1       --set list[]=one-more     --unset a.b\n\n\
     Examples:\n  \
     alipay-notify send shop.save --to http://127.0.0.1:8080/alipay \\\n      \
     --key-file keys/private_key.pem\n  \
     alipay-notify send my.own --content body.json --charset gbk \\\n      \
     --to http://127.0.0.1:8080/alipay --key-file keys/private_key.pem\n  \
     alipay-notify send shop.save --retries --speed 600 \\\n      \
     --to http://127.0.0.1:8080/alipay --key-file keys/private_key.pem\n  \
     alipay-notify send shop.save --print curl \\\n      \
     --to http://127.0.0.1:8080/alipay --key-file keys/private_key.pem\n\n\
     Exit codes:\n  0  every message was answered success in the end\n  \
     1  a message was not\n  2  none could be sent",
    "MSG 为目录时：其中的 schema 文件发送其示例，其他 *.json 作为内容发送，其 msg_method 为文件名中 .json 或 @ \
     之前的部分：my.own.json、my.own@refund.json。\n\n\
     FIELD：字段名之间用点号，数组元素用方括号；属于字段名的特殊字符前加反斜杠。\n  \
     --set a.b=文本          --set list[0].n:=1       --set list[]=新元素       --unset a.b\n\n\
     示例：\n  \
     alipay-notify send shop.save --to http://127.0.0.1:8080/alipay \\\n      \
     --key-file keys/private_key.pem\n  \
     alipay-notify send my.own --content body.json --charset gbk \\\n      \
     --to http://127.0.0.1:8080/alipay --key-file keys/private_key.pem\n  \
     alipay-notify send shop.save --retries --speed 600 \\\n      \
     --to http://127.0.0.1:8080/alipay --key-file keys/private_key.pem\n  \
     alipay-notify send shop.save --print curl \\\n      \
     --to http://127.0.0.1:8080/alipay --key-file keys/private_key.pem\n\n\
     退出码：\n  0  所有消息最终都得到 success\n  1  有消息未得到 success\n  2  一条也未能送达"
))]
pub(crate) struct Arguments {
    #[command(flatten)]
    message: MessageOptions,
    #[arg(
        long,
        value_name = "URL",
        required_unless_present = "print",
        help = say!("The gateway to deliver to", "要投递到的网关地址")
    )]
    to: Option<String>,
    #[command(flatten)]
    sign: SignOptions,
    #[arg(
        long,
        value_name = "N",
        default_value_t = 1,
        value_parser = clap::value_parser!(u16).range(1..),
        help = say!(
            "Deliver it so many times, with the same notify_id, each signed again",
            "以同一 notify_id 投递的次数，每次重新签名"
        )
    )]
    duplicate: u16,
    #[arg(
        long,
        conflicts_with = "duplicate",
        help = say!(
            "Deliver it again as Alipay does, until the reply is success: after 2m, 10m, 10m, 1h, 2h, 6h and 15h",
            "像支付宝一样重新投递，直到应答 success：间隔 2 分、10 分、10 分、1 小时、2 小时、6 小时、15 小时"
        )
    )]
    retries: bool,
    #[arg(
        long,
        value_name = "N",
        default_value_t = 1,
        requires = "retries",
        value_parser = clap::value_parser!(u32).range(1..),
        help = say!("Wait N times shorter between retries", "重新投递的间隔缩短为 1/N")
    )]
    speed: u32,
    #[command(flatten)]
    reach: ReachOptions,
    #[arg(
        long,
        value_enum,
        value_name = "WHAT",
        conflicts_with_all = ["json", "duplicate", "retries"],
        help = say!(
            "Print the body, or a curl command that sends it, instead of sending it",
            "只输出请求体或等效的 curl 命令，不发送"
        )
    )]
    print: Option<Print>,
    #[arg(long, help = say!("Print one JSON object a delivery", "每次投递输出一个 JSON 对象"))]
    json: bool,
}

pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let recipe = arguments.sign.recipe()?;
    let messages = arguments.message.messages()?;
    if let (Messages::Folder(_), Some(_)) = (&messages, &recipe.notify_id) {
        return Err(Failure::new(say!(
            "--notify-id is for one message: those of a folder would pass for one",
            "--notify-id 只用于单条消息：否则目录中的消息会被当作同一条"
        )));
    }
    // Before the first is delivered: a delivery can't be taken back.
    messages.iter().try_for_each(|message| recipe.check(message))?;
    if matches!(messages, Messages::One(_)) || arguments.print.is_some() {
        warn(&messages);
    }
    match (arguments.print, &arguments.to) {
        (Some(print), to) => print.run(&recipe, &messages, to.as_deref()),
        (None, Some(to)) => send(arguments, &recipe, &messages, to),
        (None, None) => Err(Failure::new(say!("--to is missing", "缺少 --to"))),
    }
}

/// Tells what is odd about messages, where no report does.
fn warn(messages: &Messages) {
    for message in messages.iter() {
        for warning in &message.warnings {
            let warning = match messages {
                Messages::One(_) => printable(warning),
                Messages::Folder(_) => printable(&format!("{}: {warning}", message.name)),
            };
            let line =
                say!("warning: {warning}; it is sent all the same", "警告：{warning}；仍会发送");
            // Where standard error is closed there is nobody left to warn.
            let _ = writeln!(io::stderr(), "{line}");
        }
    }
}

fn send(
    arguments: &Arguments,
    recipe: &Recipe,
    messages: &Messages,
    to: &str,
) -> Result<ExitCode, Failure> {
    let client = Client::new(to, arguments.reach.reach())?;
    let plan = if arguments.retries {
        Plan::Retries { speed: arguments.speed }
    } else {
        Plan::Times(arguments.duplicate.into())
    };
    let mut report = Report::new(arguments.json, messages, to);
    let mut fates = Vec::new();
    for message in messages.iter() {
        fates.push(deliver::run(&client, recipe, message, plan, &mut report)?);
    }
    report.end(&fates)?;
    Ok(exit_code(&fates))
}

/// What the caller needs to know of all messages.
fn exit_code(fates: &[Fate]) -> ExitCode {
    if fates.iter().all(|fate| *fate == Fate::Undelivered) {
        ExitCode::from(2)
    } else if fates.iter().all(|fate| *fate == Fate::Success) {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(1)
    }
}
