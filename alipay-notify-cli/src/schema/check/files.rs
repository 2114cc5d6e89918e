//! Which files are checked, and what is in them.

use std::collections::HashSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::failure::Failure;
use crate::lang::say;
use crate::schemas;

/// A file that is to be checked.
#[derive(Debug)]
pub(super) struct File {
    pub(super) path: PathBuf,
    pub(super) content: Content,
}

/// What is in a file.
#[derive(Debug)]
pub(super) enum Content {
    Text(String),
    /// No UTF-8, or not to its end.
    OtherCharset(Vec<u8>),
    Unreadable(io::Error),
}

/// The files that the user named, and the schema files of folders, each once.
pub(super) fn at(places: &[PathBuf]) -> Result<Vec<File>, Failure> {
    let (mut found, mut seen) = (Vec::new(), HashSet::new());
    for place in places {
        let metadata = fs::metadata(place).map_err(|error| absent(place, &error))?;
        let paths = if metadata.is_dir() { schemas::files(place)? } else { vec![place.clone()] };
        for path in paths {
            // A file by two names, or named next to its folder, is one file.
            let identity = fs::canonicalize(&path).unwrap_or_else(|_| path.clone());
            if seen.insert(identity) {
                found.push(File::read(path));
            }
        }
    }
    Ok(found)
}

impl File {
    fn read(path: PathBuf) -> Self {
        let content = match fs::read(&path) {
            Ok(bytes) => String::from_utf8(bytes)
                .map_or_else(|error| Content::OtherCharset(error.into_bytes()), Content::Text),
            Err(error) => Content::Unreadable(error),
        };
        Self { path, content }
    }
}

fn absent(place: &Path, error: &io::Error) -> Failure {
    let what = match error.kind() {
        io::ErrorKind::NotFound => say!(
            "there is no such file or folder; name the folder that your schema files are in",
            "没有这个文件或目录；请指定 schema 文件所在的目录"
        ),
        _ => say!("this can't be read: {error}", "无法读取：{error}"),
    };
    Failure::at(place.display(), what)
}
