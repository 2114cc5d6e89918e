//! `alipay-notify send`: a message as Alipay sends it, signed by a key in its place.

mod deliver;
mod delivery;
mod edit;
#[cfg(feature = "full")]
mod example;
mod hints;
mod message;
mod print;
mod push;
mod recipe;
mod report;
pub(crate) mod schedule;

use std::io::{self, Write};
use std::process::ExitCode;

use clap::Args;

use crate::client::{Client, ReachOptions};
use crate::failure::Failure;
use crate::lang::say;
use crate::printable::printable;

use delivery::{Fate, Plan};
#[cfg(feature = "full")]
pub(crate) use example::Examples;
use message::{Message, MessageOptions};
use print::Print;
use push::Pushing;
#[cfg(feature = "full")]
pub(crate) use recipe::private_key;
use recipe::{Recipe, SignOptions};
use report::Report;
#[cfg(feature = "full")]
pub(crate) use schedule::shown;

#[derive(Debug, Args)]
#[command(after_help = say!(
    "FIELD: names with dots between them, elements in brackets; a backslash before a character \
     that belongs to a name.\n  \
     --set a.b=text          --set list[0].n:=1       --set list[]=one-more     --unset a.b\n\n\
     Examples:\n  \
     alipay-notify send shop.save --to http://127.0.0.1:8080/alipay \\\n      \
     --key-file keys/private_key.pem\n  \
     alipay-notify send my.own --content body.json --charset gbk \\\n      \
     --to http://127.0.0.1:8080/alipay --key-file keys/private_key.pem\n  \
     alipay-notify send trade --set refund_fee=1.00 --retries --speed 600 \\\n      \
     --to http://127.0.0.1:8080/alipay --key-file keys/private_key.pem\n  \
     alipay-notify send shop.save --print curl \\\n      \
     --to http://127.0.0.1:8080/alipay --key-file keys/private_key.pem\n\n\
     Exit codes:\n  0  the message was answered success in the end\n  \
     1  it was not\n  2  it could not be sent",
    "FIELD：字段名之间用点号，数组元素用方括号；属于字段名的特殊字符前加反斜杠。\n  \
     --set a.b=文本          --set list[0].n:=1       --set list[]=新元素       --unset a.b\n\n\
     示例：\n  \
     alipay-notify send shop.save --to http://127.0.0.1:8080/alipay \\\n      \
     --key-file keys/private_key.pem\n  \
     alipay-notify send my.own --content body.json --charset gbk \\\n      \
     --to http://127.0.0.1:8080/alipay --key-file keys/private_key.pem\n  \
     alipay-notify send trade --set refund_fee=1.00 --retries --speed 600 \\\n      \
     --to http://127.0.0.1:8080/alipay --key-file keys/private_key.pem\n  \
     alipay-notify send shop.save --print curl \\\n      \
     --to http://127.0.0.1:8080/alipay --key-file keys/private_key.pem\n\n\
     退出码：\n  0  消息最终得到 success\n  1  未得到 success\n  2  未能送达"
))]
pub(crate) struct Arguments {
    #[command(flatten)]
    message: MessageOptions,
    #[arg(
        long,
        value_name = "URL",
        required_unless_present_any = ["print", "channel"],
        help = say!("The gateway to deliver to", "要投递到的网关地址")
    )]
    to: Option<String>,
    #[arg(
        long,
        value_name = "URL",
        conflicts_with_all = [
            "to", "key_file", "charset", "sign_type", "sign_mode", "encrypt", "tamper", "app_id",
            "notify_id", "duplicate", "retries", "print",
        ],
        help = say!(
            "Have mock-channel at this URL push it over the long connection, signed with its own \
             key; says how it was acknowledged",
            "让该 URL 的 mock-channel 通过长连接推送，由它自己的密钥签名；显示确认结果"
        )
    )]
    channel: Option<String>,
    #[arg(
        long,
        value_name = "NAME",
        requires = "channel",
        help = say!(
            "What is to be wrong with it, such as bad-signature or late; \
             mock-channel --help lists all",
            "推送时的异常，如 bad-signature、late；mock-channel --help 列出全部"
        )
    )]
    fault: Option<String>,
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
            "Deliver it again as Alipay does, until the reply is success: after 2m (what has a \
             notify_type: 4m), 10m, 10m, 1h, 2h, 6h and 15h",
            "像支付宝一样重新投递，直到应答 success：间隔 2 分（有 notify_type 的：4 分）、10 分、10 分、1 小时、2 小时、6 小时、15 小时"
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
    let message = arguments.message.message()?;
    if let Some(channel) = &arguments.channel {
        arguments.warn(&message);
        let (fault, reach) = (arguments.fault.as_deref(), arguments.reach.reach());
        return Pushing { channel, fault, reach, json: arguments.json }.run(&message);
    }
    let recipe = arguments.sign.recipe()?;
    // Before the first delivery, which can't be taken back.
    recipe.check(&message)?;
    arguments.warn(&message);
    match (arguments.print, &arguments.to) {
        (Some(print), to) => print.run(&recipe, &message, to.as_deref()),
        (None, Some(to)) => send(arguments, &recipe, &message, to),
        (None, None) => Err(Failure::new(say!("--to is missing", "缺少 --to"))),
    }
}

impl Arguments {
    /// Tells what is odd about the message, unless that is in the JSON.
    fn warn(&self, message: &Message) {
        for warning in message.warnings.iter().filter(|_| !self.json) {
            let warning = printable(warning);
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
    message: &Message,
    to: &str,
) -> Result<ExitCode, Failure> {
    let client = Client::new(to, arguments.reach.reach())?;
    let plan = if arguments.retries {
        Plan::Retries { speed: arguments.speed }
    } else {
        Plan::Times(arguments.duplicate.into())
    };
    let report = Report { json: arguments.json, to };
    Ok(match deliver::run(&client, recipe, message, plan, &report)? {
        Fate::Success => ExitCode::SUCCESS,
        Fate::Refused => ExitCode::from(1),
        Fate::Undelivered => ExitCode::from(2),
    })
}
