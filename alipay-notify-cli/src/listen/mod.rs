//! `alipay-notify listen`: a gateway that prints what it receives, keeps it, and passes it on.
//!
//! A delivery is received (`serve`), verified (`delivery`), kept (`save`), decided on (`decide`),
//! printed (`print`) and answered.

mod channel;
mod decide;
mod delivery;
mod line;
mod only;
mod print;
mod save;
mod serve;
mod ui;
mod writer;

use std::io::{self, Write as _};
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant};

use alipay_notify::{Outcome, Verifier};
use clap::Args;

use crate::client::{Client, ReachOptions};
use crate::config::{KeyOptions, SchemaOptions, activation};
use crate::failure::Failure;
use crate::lang::say;
use channel::ChannelOptions;
use decide::{Application, Decider, Ending};
use delivery::Delivery;
use only::Pattern;
use print::{Printer, Report, missing};
use save::Captures;
pub(crate) use save::EXTENSION;
#[cfg(feature = "full")]
pub(crate) use save::{clean, time_of};
use ui::{Ended, Inspector, UiOptions};
use writer::Writer;

#[derive(Debug, Args)]
#[command(after_help = after_help())]
pub(crate) struct Arguments {
    #[arg(
        long,
        value_name = "PORT",
        required_unless_present = "channel",
        help = say!("Port to listen on; 0 takes a free one", "监听端口；0 表示任选一个空闲端口")
    )]
    port: Option<u16>,
    #[arg(
        long,
        value_name = "ADDRESS",
        default_value = "127.0.0.1",
        help = say!(
            "Address to listen on; 0.0.0.0 makes the gateway reachable from other machines",
            "监听地址；0.0.0.0 允许其他机器访问"
        )
    )]
    bind: IpAddr,
    #[command(flatten)]
    channel: ChannelOptions,
    #[command(flatten)]
    keys: KeyOptions,
    #[command(flatten)]
    schemas: SchemaOptions,
    #[arg(
        long,
        value_name = "FILE",
        help = say!(
            "File with the app's private key (应用私钥): PKCS#8 or PKCS#1, as PEM, base64 or DER; \
             with it, --channel registers, and --port answers Alipay's question whether this \
             address is the app's, asked as an application gateway is entered in the console",
            "应用私钥文件：PKCS#8 或 PKCS#1，PEM、base64 或 DER；用于 --channel 的注册，\
             以及使用 --port 时应答支付宝在填写应用网关时的询问（该地址是否属于应用）"
        )
    )]
    app_private_key_file: Option<PathBuf>,
    #[arg(
        long,
        help = say!(
            "Answer success to messages without a specification too; without this, they are \
             answered fail, so that they come again",
            "没有定义的消息也应答 success；默认应答 fail，使其重新投递"
        )
    )]
    allow_unknown: bool,
    #[arg(
        long,
        value_name = "URL",
        help = say!(
            "Pass what is authentic on to this URL, body and content type unchanged, and answer \
             what it answers; what is passed on with --channel is told below",
            "将真实的消息原样（请求体与内容类型不变）转发到该 URL，并返回其应答；使用 --channel 时转发的内容见下文"
        )
    )]
    forward: Option<String>,
    #[arg(
        long,
        value_name = "SECONDS",
        default_value_t = 10,
        requires = "forward",
        value_parser = clap::value_parser!(u64).range(1..=600),
        help = say!("How long --forward waits for an answer", "--forward 等待应答的秒数")
    )]
    forward_limit: u64,
    #[command(flatten)]
    reach: ReachOptions,
    #[arg(
        long,
        value_name = "DIR",
        help = say!(
            "Keep each delivery as a file that `explain` and `replay` take; what is rejected goes \
             to DIR/rejected, which holds the newest 100",
            "将每次投递保存为 explain 和 replay 可读的文件；被拒绝的保存到 DIR/rejected，仅保留最新的 100 个"
        )
    )]
    save: Option<PathBuf>,
    #[arg(
        long,
        value_name = "PATTERN",
        help = say!(
            "Print only notifications with such a name, `*` in it for anything, or of such a \
             family (msg_method, notify_type, service); all are answered. Give it several times \
             for several",
            "只输出名称符合的通知，其中 * 代表任意内容；也可以是类别（msg_method、notify_type、service）；其余的照常应答。可重复使用"
        )
    )]
    only: Vec<String>,
    #[command(flatten)]
    ui: UiOptions,
    #[arg(
        short,
        long,
        help = say!(
            "Print all there is to say of a delivery, rather than one line",
            "输出每次投递的全部内容，而不是一行"
        )
    )]
    verbose: bool,
    #[arg(long, help = say!("Print one JSON object a line", "每行输出一个 JSON 对象"))]
    json: bool,
}

fn after_help() -> String {
    say!(
        "A line is the time in Beijing, the family, the name, the id, the outcome and how long it \
         took.\n\n\
         With --forward, your application decides about every authentic message: one that breaks \
         its specification, or has none, is passed on as well, and what is wrong with it is \
         printed. What is not authentic, or can't be read, is refused as always. An application \
         that can't be reached, or takes too long, is answered for: 200 fail.\n\n\
         With --save, a delivery is written before it is answered; where that fails, an authentic \
         message is answered fail, and not passed on. Requests that are refused before their body \
         is read are not kept. Files hold the request line, Host, Content-Type, Content-Length and \
         the body.\n\n\
         A reader of the output that stalls holds nothing up: what does not fit in 1 MiB is not \
         printed, but counted. A message that is neither printed nor saved nor passed on is \
         answered fail.\n\n\
         With --channel, messages come as frames, and are acknowledged SUCCESS where they would be \
         answered success, FAIL elsewhere. There is no form to pass on: --forward posts the text \
         of `data`, which is what Alipay signed, with the headers x-sign, x-signType and x-msgId. \
         The application verifies x-sign over the bytes of the body with Alipay's public key, as \
         RSA2; in Rust, `Gateway::deliver_data` does. Its answer success is acknowledged SUCCESS. \
         --save keeps each frame as it came (*.frame).\n\n\
         With --ui, the newest 10,000 deliveries are kept in memory. The page is for whoever has \
         the URL that is printed, on this machine alone; it asks no other server.\n\n\
         Ctrl-C or SIGTERM ends it once what has started is answered; a second one ends it at \
         once.\n\n\
         Examples:\n  alipay-notify listen --port 8080 --ui --key-file alipay_public_key.txt\n  \
         alipay-notify listen --port 8080 --key-file alipay_public_key.txt \\\n      \
         --save captured\n  \
         alipay-notify listen --port 8080 --key-file alipay_public_key.txt \\\n      \
         --forward http://127.0.0.1:3000/alipay\n  \
         alipay-notify listen --channel sandbox --app-id 2014060600164699 \\\n      \
         --app-private-key-file app_private_key.pem \\\n      \
         --key-file alipay_public_key.txt",
        "每行依次为：北京时间、类别、名称、ID、结果、耗时。\n\n\
         使用 --forward 时，每条真实的消息都由你的应用决定如何应答：不符合定义或没有定义的消息也会转发，并指出问题。\
         不真实或无法读取的消息照常拒绝。应用无法访问或超时时，代为应答 200 fail。\n\n\
         使用 --save 时，先写文件再应答；写入失败时，真实的消息应答 fail，也不转发。在读取请求体之前就被拒绝的请求不保存。\
         文件包含请求行、Host、Content-Type、Content-Length 和请求体。\n\n\
         读取输出的一方停顿时，投递不受影响：超出 1 MiB 的不再输出，只计数。既未输出、也未保存或转发的消息应答 fail。\n\n\
         使用 --channel 时，消息以帧的形式到达：本应应答 success 的确认 SUCCESS，其余确认 FAIL。此时没有表单可转发：\
         --forward 以 POST 发送 `data` 的原文（即支付宝签名的内容），并带有 x-sign、x-signType 和 x-msgId 头。\
         应用用支付宝公钥按 RSA2 对请求体的字节验证 x-sign；Rust 程序可用 `Gateway::deliver_data`。\
         应用应答 success 则确认 SUCCESS。\
         --save 原样保存每个帧（*.frame）。\n\n\
         使用 --ui 时，最新的 10,000 次投递保存在内存中。网页只供持有所输出网址的人在本机使用，不访问其他服务器。\n\n\
         按 Ctrl-C 或发送 SIGTERM，在已开始的请求应答之后结束；第二次则立即结束。\n\n\
         示例：\n  alipay-notify listen --port 8080 --ui --key-file alipay_public_key.txt\n  \
         alipay-notify listen --port 8080 --key-file alipay_public_key.txt \\\n      \
         --save captured\n  \
         alipay-notify listen --port 8080 --key-file alipay_public_key.txt \\\n      \
         --forward http://127.0.0.1:3000/alipay\n  \
         alipay-notify listen --channel sandbox --app-id 2014060600164699 \\\n      \
         --app-private-key-file app_private_key.pem \\\n      \
         --key-file alipay_public_key.txt"
    )
}

pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let app_key = arguments.app_private_key_file.as_deref();
    let channel = arguments.channel.read(&arguments.keys, app_key)?;
    let listener = Arc::new(Listener::new(arguments)?);
    let runtime = tokio::runtime::Runtime::new().map_err(Failure::new)?;
    let served = runtime.block_on(async {
        tokio::spawn(Inspector::serve(Arc::clone(&listener)));
        if let Some(channel) = channel {
            channel.serve(listener).await
        } else {
            let port = arguments.port.unwrap_or_default();
            serve::serve(SocketAddr::new(arguments.bind, port), listener).await
        }
    });
    // What is to be waited for was waited for by now, unless that was cut short.
    runtime.shutdown_background();
    served.map(|()| ExitCode::SUCCESS)
}

/// What becomes of deliveries, from the whole request to the answer.
#[derive(Debug)]
struct Listener {
    verifier: Verifier,
    captures: Option<Captures>,
    decider: Decider,
    printer: Printer,
    inspector: Option<Inspector>,
}

impl Listener {
    fn new(arguments: &Arguments) -> Result<Self, Failure> {
        let limit = Duration::from_secs(arguments.forward_limit);
        let client = |url: &String| Client::new(url, arguments.reach.reach());
        let client = arguments.forward.as_ref().map(client).transpose()?;
        let app_key = arguments.app_private_key_file.as_deref();
        let (keys, app_ids) = (arguments.keys.keys()?, arguments.keys.app_ids());
        let (forward, reach) = (arguments.forward.as_deref(), arguments.reach.reach());
        Ok(Self {
            verifier: keys.verifier(),
            decider: Decider {
                schemas: arguments.schemas.load()?,
                allows_unknown: arguments.allow_unknown,
                activation: app_key.map(activation).transpose()?,
                application: client.map(|client| Application { client, limit }),
            },
            captures: arguments.save.as_deref().map(Captures::open).transpose()?,
            printer: Printer {
                json: arguments.json,
                verbose: arguments.verbose,
                only: arguments.only.iter().cloned().map(Pattern::from).collect(),
                key_files: arguments.keys.key_files().to_vec(),
                forward: arguments.forward.clone(),
                writer: {
                    let json = arguments.json;
                    Writer::start(move |count| missing(count, json)).map_err(Failure::new)?
                },
            },
            inspector: arguments.ui.inspector(keys, app_ids, forward, reach)?,
        })
    }

    /// Says that deliveries can come, and from where, if that is a port of this machine.
    fn ready(&self, what: &str, here: Option<SocketAddr>) {
        // Where standard error is closed there is nobody to tell.
        let _ = writeln!(io::stderr(), "{what}");
        if let Some(inspector) = &self.inspector {
            inspector.announce(here);
        }
    }

    /// Sees a delivery through. It blocks while files are written and the application is waited
    /// for.
    fn take(&self, delivery: Delivery) -> Ending {
        let begun = Instant::now();
        let saved = self.captures.as_ref().map(|captures| captures.save(&delivery));
        let mut ending = match (&delivery.verified, &saved) {
            // What was to be kept and is not has to come again.
            (Ok(_), Some(Err(_))) => Ending::Lost,
            _ => self.decider.decide(&delivery),
        };
        let report = Report {
            delivery: &delivery,
            schemas: &self.decider.schemas,
            saved: saved.as_ref(),
            ending: &ending,
            took: begun.elapsed(),
        };
        let (printed, took) = (self.printer.print(&report), report.took);
        // What is neither printed nor kept is not accepted: it would be lost.
        if matches!(ending, Ending::Handled) && !printed && saved.is_none() {
            ending = Ending::Lost;
        }
        if let Some(inspector) = &self.inspector {
            let schemas = &self.decider.schemas;
            let saved = saved.as_ref();
            let report = Report { delivery: &delivery, schemas, saved, ending: &ending, took };
            let ended = Ended::of(&report, &self.printer);
            inspector.keep(delivery, ended);
        }
        ending
    }

    /// Tells of a request that was refused before it was a delivery.
    fn refuse(&self, outcome: &Outcome) {
        self.printer.print_refusal(outcome);
        if let Some(inspector) = &self.inspector {
            inspector.keep_refused(Ended::refused(outcome));
        }
    }
}
