//! What is in a folder.

use std::path::{Path, PathBuf};
use std::{fs, io};

use crate::failure::Failure;
use crate::lang::say;

/// The files of a folder that have one of these extensions, sorted by name.
pub(crate) fn files(folder: &Path, extensions: &[&str]) -> io::Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path()));
    let mut files = entries.collect::<io::Result<Vec<_>>>()?;

    // A link that leads nowhere is a file that can't be read, and not passed over in silence.
    files.retain(|path| {
        let is_one = |found| extensions.iter().any(|extension| found == *extension);
        path.extension().is_some_and(is_one) && !path.is_dir()
    });
    files.sort();
    Ok(files)
}

pub(crate) fn unreadable(folder: &Path, error: &io::Error) -> Failure {
    Failure::at(
        folder.display(),
        say!("the folder can't be read: {error}", "无法读取目录：{error}"),
    )
}
