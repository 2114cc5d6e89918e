//! `send --channel`: a message that a mock of the long connection pushes.

use std::io::{self, Write};
use std::process::ExitCode;

use alipay_notify_schema::Family;
use serde_json::json;

use crate::client::{Client, Reach};
use crate::failure::Failure;
use crate::lang::say;
use crate::output;
use crate::printable::printable;

use super::message::Message;

/// Where to, and how.
pub(super) struct Pushing<'p> {
    pub(super) channel: &'p str,
    /// What is to be wrong with it.
    pub(super) fault: Option<&'p str>,
    pub(super) reach: Reach,
    pub(super) json: bool,
}

impl Pushing<'_> {
    /// Has a message pushed, and says how it was acknowledged.
    pub(super) fn run(&self, message: &Message) -> Result<ExitCode, Failure> {
        if message.family != Family::Message {
            let why = say!(
                "only messages (msg_method) come over the long connection",
                "长连接只推送消息（msg_method）"
            );
            return Err(Failure::at(printable(&message.name), why));
        }
        let client = Client::new(&self.url(message)?, self.reach)?;
        let answer =
            client.deliver("application/json; charset=utf-8", message.content.as_bytes())?;
        let acknowledged = match (answer.status, answer.body.as_str()) {
            (200, "SUCCESS") => Some("SUCCESS"),
            (200, "FAIL") => Some("FAIL"),
            (200, "NOTHING") => None,
            (400, why) if let Some((_, names)) = why.split_once(": ") => {
                let names = printable(names.trim());
                let why = say!(
                    "there is no such fault of messages; there are: {names}",
                    "没有这种消息异常；可用的有：{names}"
                );
                return Err(Failure::at("--fault", why));
            }
            _ => return Err(self.no_mock()),
        };
        writeln!(io::stdout(), "{}", self.report(message, acknowledged)?)?;
        Ok(ExitCode::from(u8::from(acknowledged != Some("SUCCESS"))))
    }

    /// Where the mock takes what it is to push.
    fn url(&self, message: &Message) -> Result<String, Failure> {
        let base = match self.channel.split_once("://") {
            Some(("ws", rest)) => format!("http://{rest}"),
            Some(("wss", rest)) => format!("https://{rest}"),
            Some(("http" | "https", _)) => self.channel.to_owned(),
            _ => return Err(self.no_mock()),
        };
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.append_pair("msg_method", &message.name);
        if let Some(fault) = self.fault {
            query.append_pair("fault", fault);
        }
        Ok(format!("{}/push?{}", base.trim_end_matches('/'), query.finish()))
    }

    fn no_mock(&self) -> Failure {
        let why = say!(
            "messages are pushed into a mock only: start `alipay-notify mock-channel`, and give \
             its URL",
            "只能向模拟服务器推送消息：请先运行 `alipay-notify mock-channel`，再填写它的 URL"
        );
        Failure::at(printable(self.channel), why)
    }

    fn report(&self, message: &Message, acknowledged: Option<&str>) -> io::Result<String> {
        if self.json {
            return output::json_line(&json!({
                "parameter": message.family.parameter(),
                "name": message.name,
                "acknowledged": acknowledged,
                "success": acknowledged == Some("SUCCESS"),
                "warnings": message.warnings,
            }));
        }
        let (name, channel) = (printable(&message.name), printable(self.channel));
        let status = acknowledged.map_or_else(|| say!("nothing", "无"), str::to_owned);
        let verdict = match acknowledged {
            Some("SUCCESS") => say!("Alipay takes this as done.", "支付宝视为已处理完成。"),
            Some(_) => say!(
                "The mock pushes it again until it is acknowledged SUCCESS.",
                "模拟服务器会重新推送，直到确认 SUCCESS。"
            ),
            None => say!(
                "Nobody acknowledged it in time; it is pushed again as soon as somebody is \
                 connected.",
                "没有及时得到确认；一旦有连接就会重新推送。"
            ),
        };
        let heading = say!("{name} to {channel}\n", "{name}，推送到 {channel}\n");
        Ok(heading + &output::property(&say!("acknowledged", "确认"), &status) + &verdict)
    }
}
