//! `alipay-notify mock-channel`: a server of the long connection to test against.

#[cfg(feature = "full")]
mod message;
#[cfg(feature = "full")]
mod serve;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use crate::config::SchemaOptions;
use crate::failure::Failure;
use crate::lang::say;

#[derive(Debug, Args)]
#[command(after_help = after_help())]
pub(crate) struct Arguments {
    #[arg(
        value_name = "MSG|FILE",
        help = say!(
            "Messages to push to whoever connects: the example of a known msg_method, or of a \
             part of it that no other has; or the message in a capture that `explain` reads, \
             signed again by this mock",
            "有连接时推送的消息：已知的 msg_method（或能唯一确定其一的一部分）的示例；或 explain 可读的抓取文件中的消息，\
             由本服务器重新签名"
        )
    )]
    messages: Vec<String>,
    #[arg(
        long,
        value_name = "PORT",
        help = say!(
            "Port to listen on, on this machine only; 0 takes a free one",
            "监听端口，只在本机；0 表示任选一个空闲端口"
        )
    )]
    port: u16,
    #[arg(
        long,
        value_name = "FILE",
        help = say!(
            "File with the private key that signs in Alipay's place, such as keygen's \
             private_key.pem",
            "代替支付宝签名的私钥文件，如 keygen 生成的 private_key.pem"
        )
    )]
    key_file: PathBuf,
    #[arg(
        long,
        value_name = "FILE",
        help = say!(
            "File with the app's own public key (应用公钥), which registrations are checked with",
            "应用公钥文件，用于检查注册的签名"
        )
    )]
    app_key_file: PathBuf,
    #[arg(
        long,
        value_name = "APP_ID",
        default_value = "2014060600164699",
        help = say!("The app that connects", "建立连接的应用")
    )]
    app_id: String,
    #[arg(
        long,
        value_name = "NAME",
        help = say!(
            "Misbehave so; given several times, one after the other",
            "出现这种异常；多次给出时依次发生"
        )
    )]
    fault: Vec<String>,
    #[arg(
        long,
        value_name = "SECONDS",
        default_value_t = 10,
        value_parser = clap::value_parser!(u64).range(1..=600),
        help = say!(
            "How long an acknowledgement may take until the message is pushed again",
            "等待确认的秒数，超时则重新推送"
        )
    )]
    patience: u64,
    #[command(flatten)]
    schemas: SchemaOptions,
}

/// The misbehaviours, by what they are about. A test holds them against those of the library.
const FAULTS: [(&str, &str, &[&str]); 4] = [
    (
        "the next registration",
        "下一次注册",
        &[
            "register-refused",
            "register-html",
            "register-empty",
            "register-unsigned",
            "register-forged",
            "register-other-certificate",
            "register-hangs",
            "register-endless",
        ],
    ),
    (
        "the next WebSocket",
        "下一个 WebSocket",
        &["upgrade-401", "upgrade-403", "upgrade-302", "upgrade-expired", "upgrade-hangs"],
    ),
    (
        "an open connection, or the next",
        "已打开的连接，或下一个",
        &["close-1000", "close-1001", "break", "break-in-frame", "deaf", "half-open", "ping"],
    ),
    (
        "the next message",
        "下一条消息",
        &[
            "bad-signature",
            "unsigned",
            "changed-data",
            "changed-msg-id",
            "no-empty-line",
            "binary",
            "number-timestamp",
            "unknown-command",
            "fragmented",
            "twice",
            "late",
        ],
    ),
];

/// The misbehaviours, a paragraph on each kind.
fn faults() -> String {
    let kinds = FAULTS.iter().map(|(english, chinese, names)| {
        let names = names.join(" ");
        say!("\n  {english}: {names}", "\n  {chinese}：{names}")
    });
    kinds.collect()
}

fn after_help() -> String {
    let faults = faults();
    say!(
        "It checks registrations as Alipay does, hands out tokens that work once, pushes messages, \
         waits for their acknowledgements, and pushes again what was not acknowledged SUCCESS. \
         `send --channel` pushes more.\n\n\
         NAME is one of these; while it runs, POST /fault?name=NAME asks for one as well:{faults}\n\n\
         Examples:\n  \
         alipay-notify mock-channel --port 8090 --key-file alipay/private_key.pem \\\n      \
         --app-key-file app/alipay_public_key.txt shop.save\n  \
         alipay-notify listen --channel ws://127.0.0.1:8090 --app-id 2014060600164699 \\\n      \
         --app-private-key-file app/private_key.pem \\\n      \
         --key-file alipay/alipay_public_key.txt\n  \
         alipay-notify send shop.save --channel ws://127.0.0.1:8090 --fault twice\n\n\
         The keys are two pairs: `keygen --out alipay` stands in for Alipay's, `keygen --out app` \
         for the app's.",
        "它像支付宝一样检查注册，发放只能使用一次的令牌，推送消息并等待确认，没有确认 SUCCESS 的重新推送。\
         用 `send --channel` 可推送更多消息。\n\n\
         NAME 为以下之一；运行期间也可用 POST /fault?name=NAME 触发：{faults}\n\n\
         示例：\n  \
         alipay-notify mock-channel --port 8090 --key-file alipay/private_key.pem \\\n      \
         --app-key-file app/alipay_public_key.txt shop.save\n  \
         alipay-notify listen --channel ws://127.0.0.1:8090 --app-id 2014060600164699 \\\n      \
         --app-private-key-file app/private_key.pem \\\n      \
         --key-file alipay/alipay_public_key.txt\n  \
         alipay-notify send shop.save --channel ws://127.0.0.1:8090 --fault twice\n\n\
         需要两对密钥：`keygen --out alipay` 代替支付宝的，`keygen --out app` 代替应用的。"
    )
}

#[cfg(feature = "full")]
pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    serve::run(arguments)
}

#[cfg(not(feature = "full"))]
pub(crate) fn run(_arguments: &Arguments) -> Result<ExitCode, Failure> {
    Err(crate::build::lacks(&say!("long connection", "长连接")))
}

#[cfg(all(test, feature = "full"))]
mod tests {
    use alipay_notify_ws::testing::Fault;

    use super::FAULTS;

    #[test]
    fn the_help_lists_every_fault() {
        let listed: Vec<_> =
            FAULTS.iter().flat_map(|(_, _, names)| names.iter().copied()).collect();
        assert_eq!(listed, Fault::names().collect::<Vec<_>>());
    }
}
