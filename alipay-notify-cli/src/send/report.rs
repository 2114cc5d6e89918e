//! What was sent, what was answered, and what Alipay would make of it.

use std::io::{self, Write};

use alipay_notify_schema::Family;
use serde_json::{Value, json};

use crate::client::Answer;
use crate::failure::Failure;
use crate::lang::say;
use crate::output;
use crate::printable::{printable, shortened};

use super::delivery::{Delivery, Fate, Plan};
use super::hints;
use super::message::Message;
use super::recipe::Recipe;
use super::schedule;

/// As much of a reply as is shown.
const SHOWN: usize = 200;

/// Prints as things happen: lines for people, or one JSON object a delivery.
pub(super) struct Report<'r> {
    pub(super) json: bool,
    pub(super) to: &'r str,
}

impl Report<'_> {
    /// Says what is about to be sent.
    pub(super) fn begin(
        &self,
        message: &Message,
        recipe: &Recipe,
        notify_id: &str,
    ) -> Result<(), Failure> {
        if self.json {
            return Ok(());
        }
        let (method, to) = (printable(&message.name), printable(self.to));
        let mut text = say!("{method} to {to}\n", "{method}，投递到 {to}\n");
        for (name, value) in summary(message, recipe, notify_id) {
            text += &output::property(name, &value);
        }
        write!(io::stdout(), "{text}")?;
        Ok(())
    }

    /// Says what came of a delivery.
    pub(super) fn delivery(&self, delivery: &Delivery<'_>, plan: Plan) -> Result<(), Failure> {
        let hints = delivery
            .answer
            .as_ref()
            .map(|answer| hints::of(answer, delivery.tampered))
            .unwrap_or_default();
        match &delivery.answer {
            _ if self.json => {
                writeln!(io::stdout(), "{}", output::json_line(&object(delivery, &hints, plan))?)?;
            }
            // There is nothing else to say.
            Err(why) if delivery.of == 1 => return Err(Failure::new(why)),
            _ => write!(io::stdout(), "{}", lines(delivery, &hints, plan))?,
        }
        Ok(())
    }

    /// Says what Alipay would make of it all.
    pub(super) fn fate(&self, message: &Message, fate: Fate, plan: Plan) -> Result<(), Failure> {
        if self.json {
            return Ok(());
        }
        let deliveries = schedule::DELIVERIES;
        let verdict = match (fate, plan, schedule::wait_after(message.family, 1)) {
            (Fate::Success, ..) => say!("Alipay takes this as done.", "支付宝视为已处理完成。"),
            (_, Plan::Times(_), Some(wait)) => {
                let wait = schedule::shown(wait);
                say!(
                    "Alipay would deliver this again in {wait} ({deliveries} deliveries in about \
                     25 h).",
                    "支付宝会在 {wait}后重新投递（约 25 小时内共 {deliveries} 次）。"
                )
            }
            _ => say!(
                "Alipay would give up now: none of {deliveries} deliveries was answered success.",
                "支付宝至此不再投递：{deliveries} 次投递均未得到 success。"
            ),
        };
        writeln!(io::stdout(), "{verdict}")?;
        Ok(())
    }
}

/// What every delivery of a message has in common.
fn summary(message: &Message, recipe: &Recipe, notify_id: &str) -> Vec<(&'static str, String)> {
    let (sign_type, mode) = (recipe.sign_type.as_str(), recipe.sign_mode);
    let mut summary = Vec::new();
    if message.family != Family::Service {
        summary.push(("notify_id", notify_id.to_owned()));
        summary.push(("app_id", recipe.app_id.clone()));
    }
    summary.push(("sign_type", say!("{sign_type}, mode {mode}", "{sign_type}，{mode} 模式")));
    summary.push(("charset", recipe.charset.label().to_owned()));
    if recipe.encrypts() {
        summary.push(("encrypt_type", "AES".to_owned()));
    }
    if let Some(parameter) = &recipe.tampered {
        summary.push((
            "tampered",
            say!("{parameter}, one byte after it was signed", "{parameter}，签名后改动了一个字节"),
        ));
    }
    summary
}

/// What there is to say of one delivery.
fn lines(delivery: &Delivery<'_>, hints: &[String], plan: Plan) -> String {
    let (number, of) = (delivery.number, delivery.of);
    let answered = match &delivery.answer {
        Ok(Answer { status, body }) => {
            let (body, took) = (shortened(body.trim(), SHOWN), delivery.milliseconds());
            say!("{status} {body} in {took} ms", "{status} {body}，耗时 {took} ms")
        }
        Err(why) => printable(why),
    };
    let next = match plan {
        Plan::Retries { .. } if !delivery.is_success() => {
            schedule::wait_after(delivery.message.family, number)
        }
        _ => None,
    };
    let next = next
        .map(schedule::shown)
        .map_or_else(String::new, |wait| say!("; the next in {wait}", "；{wait}后重新投递"));
    let mut text = if of == 1 {
        output::property(&say!("answered", "应答"), &answered)
    } else {
        say!(
            "delivery {number} of {of}: {answered}{next}\n",
            "第 {number}/{of} 次投递：{answered}{next}\n"
        )
    };
    for hint in hints {
        text += &say!("  hint: {hint}\n", "  提示：{hint}\n");
    }
    text
}

/// A delivery for programs.
fn object(delivery: &Delivery<'_>, hints: &[String], plan: Plan) -> Value {
    let after = if matches!(plan, Plan::Retries { .. }) { delivery.number } else { 1 };
    let message = delivery.message;
    let wait = schedule::wait_after(message.family, after).filter(|_| !delivery.is_success());
    let mut object = json!({
        "parameter": message.family.parameter(),
        "name": message.name,
        "delivery": delivery.number,
        "success": delivery.is_success(),
        "milliseconds": delivery.milliseconds(),
        "again_in_seconds": wait.map(|wait| wait.as_secs()),
        "warnings": message.warnings,
        "hints": hints,
    });
    for name in ["notify_id", "utc_timestamp", "notify_time"] {
        if let Some(value) = delivery.signed.value(name) {
            object[name] = String::from_utf8_lossy(value).into();
        }
    }
    match &delivery.answer {
        Ok(Answer { status, body }) => {
            object["status"] = (*status).into();
            object["reply"] = body.as_str().into();
        }
        Err(why) => object["error"] = why.as_str().into(),
    }
    object
}
