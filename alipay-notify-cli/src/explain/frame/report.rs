//! All that was found out about a frame, for people and for programs.

use alipay_notify_ws::frame::{Command, Frame};
use serde::Serialize;
use serde_json::{Value, json};

use super::Findings;
use crate::chinese::Localized;
use crate::failure::Failure;
use crate::lang::say;
use crate::output::{Fields, MOST_READ, content_table, cut, keep_names_whole, table};
use crate::pretty::pretty;
use crate::printable::{beginning, printable};
use crate::schemas::Schemas;

/// What is reported.
pub(super) struct Report<'r> {
    pub(super) findings: &'r Findings<'r>,
    pub(super) schemas: &'r Schemas,
    /// Whether no part of a content may be shown.
    pub(super) redact: bool,
}

impl Report<'_> {
    /// The report for people.
    pub(super) fn text(&self) -> String {
        let bytes = self.findings.text.trim_start().len();
        let mut parts = vec![say!(
            "Captured: a frame of the long connection, {bytes} bytes",
            "抓取内容：长连接的一个帧，{bytes} 字节"
        )];
        if let Ok(frame) = &self.findings.frame {
            parts.push(protocol(frame));
            parts.extend(self.signed(frame));
        }
        let verdict = &self.findings.verdict;
        if let Some(verified) = verdict.verified.as_ref().filter(|_| !self.redact) {
            let schema = self.schemas.of(verified);
            let table = content_table(&verified.content(), schema, MOST_READ);
            parts.push(say!("What the message says:\n{table}", "消息内容：\n{table}"));
        }
        parts.extend(self.remarks());
        parts.push(printable(&verdict.cause.line()));
        parts.join("\n\n")
    }

    /// The text that is signed.
    fn signed(&self, frame: &Frame<'_>) -> Option<String> {
        let data = frame.signed_data().data;
        if data.is_empty() {
            return None;
        }
        let bytes = data.len();
        let heading = say!(
            "What is signed, the text of `data`, {bytes} bytes",
            "被签名的内容，即 `data` 的原文，{bytes} 字节"
        );
        Some(if self.redact {
            say!("{heading}: withheld", "{heading}：已隐去")
        } else {
            let data = cut(printable(data), MOST_READ);
            say!("{heading}:\n{data}", "{heading}：\n{data}")
        })
    }

    /// A line on each thing that was found out.
    fn remarks(&self) -> Option<String> {
        let verdict = &self.findings.verdict;
        let mut lines = Vec::new();
        if let Some(maker) = &self.findings.maker {
            let (name, bits) = (&maker.key.name, maker.key.public.bits());
            let sign_type = maker.sign_type.as_str();
            lines.push(say!(
                "Signature: made as {sign_type} by the key in {name} ({bits} bits)",
                "签名：由 {name} 中的密钥（{bits} 位）以 {sign_type} 生成"
            ));
        }
        if verdict.verified.is_some() {
            lines.push(say!(
                "Not signed: `x-msgId`, `x-timestamp` and what else stands outside of `data`",
                "不在签名之中：`x-msgId`、`x-timestamp` 以及 `data` 之外的一切"
            ));
        }
        lines.extend(verdict.hints.iter().map(|hint| {
            let hint = hint.localized();
            say!("Hint: {hint}", "提示：{hint}")
        }));
        lines.extend(verdict.violations.iter().map(|violation| {
            let violation = violation.localized();
            say!("Breaks its specification: {violation}", "不符合定义：{violation}")
        }));
        let lines: Vec<_> = lines.iter().map(|line| printable(line)).collect();
        (!lines.is_empty()).then(|| lines.join("\n"))
    }

    /// The report for programs. Keys and names of things are never translated.
    pub(super) fn json_text(&self) -> Result<String, Failure> {
        #[derive(Serialize)]
        struct Document<'v> {
            #[serde(flatten)]
            report: Value,
            message: Option<Fields<'v>>,
        }
        let verdict = &self.findings.verdict;
        let shown = verdict.verified.as_ref().filter(|_| !self.redact);
        let fields = |verified| Fields::new(verified, &verdict.violations);
        let document = Document { report: self.json(), message: shown.map(fields).transpose()? };
        Ok(pretty(&serde_json::to_string(&document).map_err(Failure::new)?))
    }

    fn json(&self) -> Value {
        let (verdict, frame) = (&self.findings.verdict, self.findings.frame.as_ref().ok());
        let signed = frame.map(Frame::signed_data);
        let protocol = frame.map(|frame| {
            let members = members(frame).into_iter();
            members.map(|(name, value)| (name.to_owned(), Value::from(value))).collect::<Value>()
        });
        json!({
            "capture": { "kind": "frame", "bytes": self.findings.text.trim_start().len() },
            "protocol": protocol,
            "signed_content": signed.map(|signed| json!({
                "bytes": signed.data.len(),
                "text": (!self.redact).then_some(signed.data),
            })),
            "made_by": self.findings.maker.map(|maker| json!({
                "key_file": maker.key.name,
                "sign_type": maker.sign_type.as_str(),
            })),
            "hints": verdict.hints.iter().map(Localized::localized).collect::<Vec<_>>(),
            "violations": verdict.violations.iter().map(Localized::localized).collect::<Vec<_>>(),
            "genuine": verdict.verified.is_some(),
            "ok": verdict.cause.is_fine(),
            "cause": {
                "name": verdict.cause.name(),
                "certain": verdict.cause.is_certain(),
                "text": verdict.cause.text(),
                "fix": verdict.cause.fix(),
            },
        })
    }
}

/// What stands outside of `data`, as a table.
fn protocol(frame: &Frame<'_>) -> String {
    let mut table = table(&[&say!("Name", "名称"), &say!("Value", "值")]);
    for (name, value) in members(frame) {
        table.add_row([name, &value.map_or_else(|| "—".to_owned(), beginning)]);
    }
    keep_names_whole(&mut table);
    table.to_string()
}

/// What a frame says outside of `data`.
pub(super) fn members<'f>(frame: &'f Frame<'_>) -> [(&'static str, Option<&'f str>); 5] {
    let signed = frame.signed_data();
    let command = match frame.command() {
        Command::Consume => Some("CONSUME"),
        Command::ConsumeAck => Some("CONSUME_ACK"),
        Command::Produce => Some("PRODUCE"),
        _ => None,
    };
    [
        ("stream-id", frame.stream_id()),
        ("x-cmd", command),
        ("x-msgId", signed.msg_id),
        ("x-signType", signed.sign_type),
        ("x-sign", signed.sign),
    ]
}
