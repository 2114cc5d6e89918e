//! What is printed of a delivery, for people or for programs.

use std::borrow::Cow;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use alipay_notify::{Outcome, Rejection, Verified};
use alipay_notify_schema::Family;
use serde::Serialize;

use super::delivery::Came;
use super::line;
use super::only::Pattern;
use super::writer::Writer;
use super::{Delivery, Ending};
use crate::chinese::Localized;
use crate::lang::say;
use crate::output::{self, Fields, Identity};
use crate::printable::{beginning, printable};
use crate::schemas::Schemas;

/// Prints deliveries.
#[derive(Debug)]
pub(super) struct Printer {
    pub(super) json: bool,
    /// Whether all there is to say is printed, rather than a line.
    pub(super) verbose: bool,
    /// What is printed of what is authentic; all of it where this is empty.
    pub(super) only: Vec<Pattern>,
    pub(super) key_files: Vec<PathBuf>,
    pub(super) forward: Option<String>,
    pub(super) writer: Writer,
}

/// All there is to say of a delivery.
#[derive(Clone, Copy, Debug)]
pub(super) struct Report<'r> {
    pub(super) delivery: &'r Delivery,
    pub(super) schemas: &'r Schemas,
    pub(super) saved: Option<&'r Result<PathBuf, String>>,
    pub(super) ending: &'r Ending,
    pub(super) took: Duration,
}

impl Printer {
    /// False where it can't be printed, or is left out for want of room.
    pub(super) fn print(&self, report: &Report<'_>) -> bool {
        if !self.is_wanted(report.delivery) {
            return true;
        }
        self.text(report).is_ok_and(|text| self.writer.write(text))
    }

    /// Prints what was rejected before it was a delivery.
    pub(super) fn print_refusal(&self, outcome: &Outcome) {
        if !self.only.is_empty() {
            return;
        }
        if let Ok(text) = self.refusal(outcome) {
            self.writer.write(text);
        }
    }

    fn is_wanted(&self, delivery: &Delivery) -> bool {
        match &delivery.verified {
            _ if self.only.is_empty() => true,
            Ok(verified) => self.only.iter().any(|pattern| pattern.is_of(verified)),
            Err(_) => false,
        }
    }

    fn text(&self, report: &Report<'_>) -> io::Result<String> {
        if !self.json && !self.verbose {
            return Ok(line::line(report));
        }
        match (&report.delivery.verified, self.json) {
            (Ok(verified), false) => Ok(readable(verified, report.schemas) + &self.rest(report)),
            (Ok(verified), true) => self.message(verified, report),
            (Err(error), false) => Ok(readable_refusal(error) + &self.rest(report)),
            (Err(error), true) => self.refused(error, report),
        }
    }

    fn refusal(&self, outcome: &Outcome) -> io::Result<String> {
        let response = outcome.response();
        let (status, reply) = (response.status(), response.body());
        if self.json {
            let rest = Refused { error: outcome.localized(), ..Refused::default() };
            output::json_line(&Line {
                outcome: outcome.name(),
                status: Some(status),
                reply: Some(reply),
                milliseconds: 0,
                acknowledged: None,
                kept: Kept::default(),
                rest,
            })
        } else if !self.verbose {
            Ok(line::refusal(outcome, status))
        } else {
            Ok(printable(&outcome.localized()) + "\n" + &answered(status, reply))
        }
    }

    /// Whether it was kept, who decided, and what was answered.
    fn rest(&self, report: &Report<'_>) -> String {
        let answered = match &report.delivery.came {
            Came::Request { .. } => answered(report.ending.status(), &report.ending.reply()),
            Came::Frame(_) => acknowledged(report.ending),
        };
        self.remarks(report) + &answered
    }

    /// Whether it was kept, and who decided.
    pub(super) fn remarks(&self, report: &Report<'_>) -> String {
        let saved = report.saved.map(saved).unwrap_or_default();
        let next = match (&report.delivery.verified, report.saved) {
            (Err(_), Some(Ok(file))) => self.next(file),
            _ => String::new(),
        };
        saved + &next + &self.decision(report)
    }

    /// The command that says why a delivery was rejected.
    fn next(&self, file: &Path) -> String {
        let shown = |path: &Path| printable(&quoted(path));
        let keys = self.key_files.iter().map(|key| format!(" --key-file {}", shown(key)));
        let (file, keys) = (shown(file), keys.collect::<String>());
        say!(
            "  explained by: alipay-notify explain {file}{keys}\n",
            "  查明原因：alipay-notify explain {file}{keys}\n"
        )
    }

    /// Why a message was answered as it was, where its specification does not say.
    fn decision(&self, report: &Report<'_>) -> String {
        match report.ending {
            Ending::Forwarded(_) => {
                let url = printable(self.forward.as_deref().unwrap_or_default());
                let told = say!("  passed on to {url}\n", "  已转发至 {url}\n");
                match report.delivery.came {
                    Came::Request { .. } => told,
                    // Alipay does not get to see it.
                    Came::Frame(_) => {
                        told + &answered(report.ending.status(), &report.ending.reply())
                    }
                }
            }
            Ending::Undelivered(why) => {
                let why = printable(why);
                say!("  not passed on: {why}\n", "  未能转发：{why}\n")
            }
            Ending::Unknown => say!(
                "  not accepted: give its schema file with --schemas, or accept all such messages \
                 with --allow-unknown\n",
                "  未接受：请用 --schemas 提供它的 schema 文件，或用 --allow-unknown 接受所有没有定义的消息\n"
            ),
            Ending::NotActivated => say!(
                "  Alipay asks whether this gateway is the app's: give the app's private key with \
                 --app-private-key-file\n",
                "  支付宝询问该网关是否属于应用：请用 --app-private-key-file 提供应用私钥\n"
            ),
            _ => String::new(),
        }
    }

    fn message(&self, verified: &Verified, report: &Report<'_>) -> io::Result<String> {
        let error = match report.ending {
            Ending::Undelivered(why) => Some(why.as_str()),
            _ => None,
        };
        let fields = Fields::new(verified, &report.schemas.violations(verified))?;
        self.line(report, Message { error, fields })
    }

    fn refused(&self, error: &Rejection, report: &Report<'_>) -> io::Result<String> {
        let identity = error.envelope().map(Identity::from).unwrap_or_default();
        let error = Outcome::from(error.clone()).localized();
        self.line(report, Refused { identity, error })
    }

    fn line(&self, report: &Report<'_>, rest: impl Serialize) -> io::Result<String> {
        let is_forwarded = matches!(report.ending, Ending::Forwarded(_));
        let kept = Kept {
            file: report
                .saved
                .and_then(|saved| saved.as_ref().ok())
                .map(|file| file.display().to_string()),
            not_saved: report.saved.and_then(|saved| saved.as_ref().err()).map(String::as_str),
            forwarded_to: self.forward.as_deref().filter(|_| is_forwarded),
        };
        let is_frame = matches!(report.delivery.came, Came::Frame(_));
        let has_answer = !is_frame || is_forwarded;
        let (ending, reply) = (report.ending, report.ending.reply());
        output::json_line(&Line {
            outcome: ending.name(),
            status: has_answer.then(|| ending.status()),
            reply: has_answer.then_some(reply.as_str()),
            milliseconds: output::milliseconds(report.took),
            acknowledged: is_frame.then(|| status_of(ending)),
            kept,
            rest,
        })
    }
}

/// What is printed where deliveries are missing.
pub(super) fn missing(count: u64, json: bool) -> String {
    if json {
        return format!(r#"{{"outcome":"not_printed","count":{count}}}"#);
    }
    say!(
        "deliveries that are not shown, as this output was not read in time: {count}\n",
        "因输出没有及时被读取而未显示的投递：{count}\n"
    )
}

/// What is printed of a delivery for programs.
#[derive(Serialize)]
struct Line<'l, T> {
    outcome: &'l str,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reply: Option<&'l str>,
    milliseconds: u64,
    /// On the long connection, `x-status`; the answer above is then that of the application.
    #[serde(skip_serializing_if = "Option::is_none")]
    acknowledged: Option<&'static str>,
    #[serde(flatten)]
    kept: Kept<'l>,
    #[serde(flatten)]
    rest: T,
}

/// Where a delivery went, besides the output.
#[derive(Default, Serialize)]
struct Kept<'k> {
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    not_saved: Option<&'k str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    forwarded_to: Option<&'k str>,
}

/// An authentic message, and why it was not passed on.
#[derive(Serialize)]
struct Message<'m> {
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<&'m str>,
    #[serde(flatten)]
    fields: Fields<'m>,
}

/// Why a delivery never became a message, and which one it was, where that is authentic.
#[derive(Default, Serialize)]
struct Refused<'d> {
    #[serde(flatten)]
    identity: Identity<'d>,
    error: String,
}

fn readable(verified: &Verified, schemas: &Schemas) -> String {
    let schema = schemas.of(verified);
    output::readable(verified, schema, &schemas.violations(verified))
}

fn readable_refusal(error: &Rejection) -> String {
    let mut text = printable(&Outcome::from(error.clone()).localized()) + "\n";
    text.extend(identity(error).map(|(name, value)| output::property(name, value)));
    text
}

/// The parameters that say which delivery it is, of what is authentic, but rejected.
fn identity(error: &Rejection) -> impl Iterator<Item = (&'static str, &str)> {
    let kinds = Family::ALL.map(Family::parameter);
    let names = ["notify_id", "x-msgId", "app_id"].into_iter().chain(kinds);
    names.filter_map(|name| Some((name, error.envelope()?.parameter(name)?)))
}

fn saved(saved: &Result<PathBuf, String>) -> String {
    match saved {
        Ok(file) => {
            let file = printable(&file.display().to_string());
            say!("  saved as {file}\n", "  已保存为 {file}\n")
        }
        Err(why) => {
            let why = printable(why);
            say!("  not saved: {why}\n", "  未能保存：{why}\n")
        }
    }
}

/// A path as a shell takes it.
fn quoted(path: &Path) -> String {
    let path = path.display().to_string();
    shlex::try_quote(&path).map_or_else(|_| path.clone(), Cow::into_owned)
}

fn answered(status: u16, reply: &str) -> String {
    let reply = beginning(reply);
    say!("  answered {status} {reply}\n", "  应答 {status} {reply}\n")
}

/// How a frame is acknowledged.
pub(super) fn acknowledged(ending: &Ending) -> String {
    let status = status_of(ending);
    say!("  acknowledged {status}\n", "  确认 {status}\n")
}

/// `x-status` of the acknowledgement.
fn status_of(ending: &Ending) -> &'static str {
    if ending.is_success() { "SUCCESS" } else { "FAIL" }
}
