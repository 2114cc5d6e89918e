//! `alipay-notify inbox export`: each message as the text of a request, as `listen` saves it.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{
    fs,
    io::{self, Write as _},
};

use alipay_notify::inbox::StoredDelivery;
use alipay_notify::verify::SignMode;
use alipay_notify_inbox::{AnyInbox, Entry};
use serde_json::json;
use time::OffsetDateTime;

use super::ExportArguments;
use super::opened::failed;
use crate::atomic_file;
use crate::failure::Failure;
use crate::lang::say;
use crate::listen::{EXTENSION, clean, time_of};
use crate::output::json_line;
use crate::printable::printable;

pub(super) async fn run(
    inbox: &AnyInbox,
    arguments: &ExportArguments,
) -> Result<ExitCode, Failure> {
    let (entries, _) = arguments.filter.first(inbox, u32::MAX).await?;
    fs::create_dir_all(&arguments.out).map_err(|error| unwritable(&arguments.out, &error))?;
    let (mut files, mut there) = (Vec::new(), 0_usize);
    for entry in &entries {
        match export(inbox, entry, &arguments.out).await? {
            Some(file) => files.push(file.display().to_string()),
            None => there += 1,
        }
    }
    let (count, folder) = (files.len(), printable(&arguments.out.display().to_string()));
    let text = if arguments.output.json {
        json_line(&json!({ "files": files, "there_already": there }))?
    } else {
        say!(
            "{count} messages were written to {folder}, {there} were there already.",
            "已将 {count} 条消息写入 {folder}，另有 {there} 条已存在。"
        )
    };
    writeln!(io::stdout(), "{text}")?;
    Ok(ExitCode::SUCCESS)
}

/// Writes a message, unless its file is there already or it was removed meanwhile.
async fn export(
    inbox: &AnyInbox,
    entry: &Entry,
    folder: &Path,
) -> Result<Option<PathBuf>, Failure> {
    let found = inbox.find(&entry.key).await.map_err(|error| failed(&error))?;
    let Some(found) = found else { return Ok(None) };
    let delivery = found.delivery().ok();
    let time = time_of(OffsetDateTime::from(entry.received_at));
    let name = clean(entry.name.as_deref().unwrap_or("unknown"));
    let file = folder.join(format!("{time}-{name}-{}.{EXTENSION}", clean(&entry.key)));
    match atomic_file::create(&file, &text(delivery.as_ref(), found.body())) {
        Ok(()) => Ok(Some(file)),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(None),
        Err(error) => Err(unwritable(&file, &error)),
    }
}

/// The request as HTTP writes it.
fn text(delivery: Option<&StoredDelivery>, body: &[u8]) -> Vec<u8> {
    let is_data = delivery.is_some_and(|delivery| delivery.sign_mode() == SignMode::Data);
    let content_type = match delivery.and_then(StoredDelivery::charset) {
        // Of the long connection.
        _ if is_data => "application/json".to_owned(),
        Some(charset) => {
            format!("application/x-www-form-urlencoded; charset={}", printable(charset))
        }
        None => "application/x-www-form-urlencoded".to_owned(),
    };
    let length = body.len();
    let head = format!(
        "POST / HTTP/1.1\r\nContent-Type: {content_type}\r\nContent-Length: {length}\r\n\r\n"
    );
    [head.as_bytes(), body].concat()
}

fn unwritable(path: &Path, error: &io::Error) -> Failure {
    Failure::at(path.display(), say!("it can't be written: {error}", "无法写入：{error}"))
}
