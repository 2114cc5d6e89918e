//! Deliveries as files, each the text of its request.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use axum::http::HeaderValue;
use time::OffsetDateTime;

use super::delivery::{Came, Delivery, Head};
use crate::atomic_file;
use crate::failure::Failure;
use crate::frame;
use crate::lang::say;
use crate::listing;
use alipay_notify::Rejection;

/// How many rejected deliveries are kept: anyone can send such, and the disk is not theirs.
const REJECTED: usize = 100;

/// What the names of captured deliveries end in.
pub(crate) const EXTENSION: &str = "http";

/// A folder of deliveries: the authentic ones, and in a folder below it the newest of the rejected
/// ones. Several processes may save into one.
#[derive(Debug)]
pub(super) struct Captures {
    folder: PathBuf,
    rejected: PathBuf,
    /// How many files were written, one after the other.
    count: Mutex<u64>,
}

impl Captures {
    pub(super) fn open(folder: &Path) -> Result<Self, Failure> {
        let rejected = folder.join("rejected");
        let unusable = |error| {
            let why = say!(
                "deliveries can't be saved in this folder: {error}",
                "无法将投递保存到该目录：{error}"
            );
            Failure::at(folder.display(), why)
        };
        fs::create_dir_all(&rejected).map_err(unusable)?;
        // It is found out now whether they can be written to, and not when the first message comes.
        for folder in [folder, &rejected] {
            atomic_file::probe(folder).map_err(unusable)?;
        }
        Ok(Self { folder: folder.to_owned(), rejected, count: Mutex::default() })
    }

    /// Writes a delivery to a file of its own, whole or not at all.
    pub(super) fn save(&self, delivery: &Delivery) -> Result<PathBuf, String> {
        let folder = if delivery.verified.is_ok() { &self.folder } else { &self.rejected };
        let text = delivery.came.text();
        let mut count = self.count.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            *count += 1;
            let file = folder.join(name(delivery, OffsetDateTime::now_utc(), *count));
            let room = if delivery.verified.is_ok() { Ok(()) } else { make_room(folder) };
            match room.and_then(|()| atomic_file::create(&file, &text)) {
                Ok(()) => return Ok(file),
                // Another process has this very name.
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(format!("{}: {error}", file.display())),
            }
        }
    }
}

/// The name of the file of a delivery that came at this time, and has this number.
pub(super) fn name(delivery: &Delivery, came_at: OffsetDateTime, number: u64) -> String {
    let what = match &delivery.verified {
        Ok(verified) => clean(verified.envelope().name().unwrap_or("unknown")),
        // Whoever sent it does not choose its name.
        Err(Rejection::Unreadable(_)) => "unreadable".to_owned(),
        Err(_) => "rejected".to_owned(),
    };
    let extension = match &delivery.came {
        Came::Request { .. } => EXTENSION,
        Came::Frame(_) => frame::EXTENSION,
    };
    format!("{}-{number:04}-{what}.{extension}", time_of(came_at))
}

impl Came {
    /// The text of the file that it is kept as.
    pub(super) fn text(&self) -> Vec<u8> {
        match self {
            Self::Request { head, body } => text(head, body),
            Self::Frame(signed) => signed.frame.clone().into_bytes(),
        }
    }
}

/// Removes the oldest rejected deliveries, so that there is room for one more. Their names tell
/// which these are. What else lies there is none of its business.
fn make_room(folder: &Path) -> io::Result<()> {
    let mut rejected = listing::files(folder, &[EXTENSION, frame::EXTENSION])?;
    rejected.retain(|file| is_rejected(file));
    let too_many = (rejected.len() + 1).saturating_sub(REJECTED);
    for oldest in &rejected[..too_many] {
        match fs::remove_file(oldest) {
            // Another process was faster.
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            removed => removed?,
        }
    }
    Ok(())
}

/// Whether a file bears a name that [`Captures::save`] gives to a rejected delivery.
fn is_rejected(file: &Path) -> bool {
    let name = file.file_stem().unwrap_or_default().to_string_lossy();
    name.ends_with("-rejected") || name.ends_with("-unreadable")
}

/// The request as HTTP writes it, without the headers that are nobody else's business.
fn text(head: &Head, body: &[u8]) -> Vec<u8> {
    let length = body.len().to_string();
    let mut text = format!("{} {} HTTP/1.1\r\n", head.method, head.target).into_bytes();
    let headers = [
        ("Host", head.host.as_ref().map(HeaderValue::as_bytes)),
        ("Content-Type", head.content_type.as_ref().map(HeaderValue::as_bytes)),
        ("Content-Length", Some(length.as_bytes())),
    ];
    for (name, value) in headers {
        if let Some(value) = value {
            text.extend([name.as_bytes(), b": ", value, b"\r\n"].concat());
        }
    }
    text.extend(b"\r\n");
    text.extend(body);
    text
}

/// Such that names sort by time.
pub(crate) fn time_of(now: OffsetDateTime) -> String {
    let (year, month, day) = (now.year(), u8::from(now.month()), now.day());
    let (hour, minute, second, millisecond) =
        (now.hour(), now.minute(), now.second(), now.millisecond());
    format!("{year:04}{month:02}{day:02}T{hour:02}{minute:02}{second:02}.{millisecond:03}Z")
}

/// A name that is a part of a file's name everywhere.
pub(crate) fn clean(msg_method: &str) -> String {
    let is_harmless = |ch: &char| ch.is_ascii_alphanumeric() || ['.', '-', '_'].contains(ch);
    msg_method.chars().take(100).map(|ch| if is_harmless(&ch) { ch } else { '_' }).collect()
}
