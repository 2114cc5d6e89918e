//! What the buttons of the page do.

use std::time::Instant;

use alipay_notify_schema::Family;
use serde::{Deserialize, Serialize};

use super::entry::Entry;
use super::inspector::Inspector;
use crate::client::{Answer, Client, WHOLE};
use crate::curl;
use crate::failure::Failure;
use crate::lang::say;
use crate::listen::Listener;
use crate::output;

/// What came of it.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub(super) enum Done {
    Answered { status: u16, reply: String, success: bool, milliseconds: u64 },
    Text { text: String },
    Failed { error: String },
}

/// Where a delivery is to be sent.
#[derive(Debug, Deserialize)]
struct To {
    to: String,
}

/// Which example is to be sent where.
#[derive(Debug, Deserialize)]
struct Wanted {
    family: String,
    name: String,
    to: String,
}

/// A delivery as a command line.
pub(super) fn curl(entry: &Entry, to: &str) -> Done {
    let command =
        entry.came.as_ref().and_then(|came| curl::command(to, &came.headers(), came.body()));
    match command {
        Some(text) => Done::Text { text },
        None => Done::Failed {
            error: say!(
                "no command line can hold this body; save it, and deliver it by `alipay-notify \
                 replay`",
                "命令行放不下该请求体；请保存后用 `alipay-notify replay` 投递"
            ),
        },
    }
}

/// Delivers it once more, as it came.
pub(super) fn replay(entry: &Entry, body: &[u8], inspector: &Inspector) -> Done {
    let done = || {
        let To { to } = read(body)?;
        let came = entry.came.as_ref().ok_or_else(nothing)?;
        deliver(&to, &came.headers(), came.body(), inspector)
    };
    done().into()
}

/// Signs an example, and delivers it.
pub(super) fn example(body: &[u8], listener: &Listener, inspector: &Inspector) -> Done {
    let done = || {
        let Wanted { family, name, to } = read(body)?;
        let examples = inspector.examples.as_ref().ok_or_else(|| Failure::new(unsigned()))?;
        let family = Family::ALL.into_iter().find(|known| known.parameter() == family);
        let schema = family.and_then(|family| listener.decider.schemas.get(family, &name));
        let body = examples.body(schema.ok_or_else(nothing)?)?;
        deliver(&to, &[("content-type", examples.content_type().as_bytes())], &body, inspector)
    };
    done().into()
}

fn deliver(
    to: &str,
    headers: &[(&str, &[u8])],
    body: &[u8],
    inspector: &Inspector,
) -> Result<Done, Failure> {
    let client = Client::new(to, inspector.reach)?;
    let begun = Instant::now();
    let passed = client.pass_on(headers, body, WHOLE).map_err(Failure::new)?;
    let milliseconds = output::milliseconds(begun.elapsed());
    let answer = Answer::from(passed);
    let success = answer.is_success();
    Ok(Done::Answered { status: answer.status, reply: answer.body, success, milliseconds })
}

fn read<'b, T: Deserialize<'b>>(body: &'b [u8]) -> Result<T, Failure> {
    serde_json::from_slice(body).map_err(Failure::new)
}

fn nothing() -> Failure {
    Failure::new(say!("there is nothing to deliver", "没有可投递的内容"))
}

/// What to do to have examples signed.
pub(super) fn unsigned() -> String {
    say!(
        "Examples need a key that signs them in Alipay's place: start with --example-key-file.",
        "发送示例需要代替支付宝签名的密钥：请以 --example-key-file 启动。"
    )
}

impl From<Result<Done, Failure>> for Done {
    fn from(done: Result<Self, Failure>) -> Self {
        done.unwrap_or_else(|failure| match failure {
            Failure::Because(error) => Self::Failed { error },
            // Nothing is written here.
            Failure::OutputClosed => Self::Failed { error: String::new() },
        })
    }
}
