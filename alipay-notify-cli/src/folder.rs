//! What is in a folder.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// The files of a folder that have this extension, sorted by name. Folders in it are passed over.
pub(crate) fn files(folder: &Path, extension: &str) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|found| found == extension) && path.is_file() {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}
