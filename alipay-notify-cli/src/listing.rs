//! What is in a folder.

use std::path::{Path, PathBuf};
use std::{fs, io};

use crate::failure::Failure;
use crate::lang::say;

/// The files of a folder that have this extension, sorted by name.
pub(crate) fn files(folder: &Path, extension: &str) -> io::Result<Vec<PathBuf>> {
    parted(folder, extension).map(|(files, _)| files)
}

/// The files of a folder that have this extension, and what else is in it, both sorted by name.
pub(crate) fn parted(folder: &Path, extension: &str) -> io::Result<(Vec<PathBuf>, Vec<PathBuf>)> {
    let entries = fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path()));
    let mut entries = entries.collect::<io::Result<Vec<_>>>()?;
    entries.sort();
    // A link that leads nowhere is a file that can't be read, and not passed over in silence.
    let is_wanted =
        |path: &PathBuf| path.extension().is_some_and(|found| found == extension) && !path.is_dir();
    Ok(entries.into_iter().partition(is_wanted))
}

pub(crate) fn unreadable(folder: &Path, error: &io::Error) -> Failure {
    Failure::at(
        folder.display(),
        say!("the folder can't be read: {error}", "无法读取目录：{error}"),
    )
}
