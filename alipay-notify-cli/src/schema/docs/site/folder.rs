//! The folder that the site is written to, in which nothing else is ever changed.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::Path;

use crate::failure::Failure;
use crate::lang::say;

/// The file that lists what an earlier run has written.
pub(super) const LIST: &str = ".alipay-notify-docs";

/// The first line of the list. The names follow, one on a line.
const HEADING: &str =
    "Written by `alipay-notify schema docs`, which replaces and removes these files:";

/// A folder that may be written to.
#[derive(Debug)]
pub(super) struct Folder<'p> {
    path: &'p Path,
    /// What earlier runs have written.
    own: BTreeSet<String>,
}

impl<'p> Folder<'p> {
    /// The folder, which is made where it is missing, and rejected where it is somebody else's.
    pub(super) fn open(path: &'p Path) -> Result<Self, Failure> {
        if path.is_file() {
            let why = say!("this is a file; name a folder", "这是一个文件，请指定目录");
            return Err(Failure::at(path.display(), why));
        }
        fs::create_dir_all(path).map_err(|error| unwritable(path, &error))?;
        let own = match fs::read_to_string(path.join(LIST)) {
            Ok(list) => names(&list),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(unreadable(&path.join(LIST), &error)),
        };
        if own.is_none()
            && fs::read_dir(path).map_err(|error| unreadable(path, &error))?.next().is_some()
        {
            let why = say!(
                "this folder holds files that `schema docs` has not written; name a new or an \
                 empty one",
                "该目录中有不是由 `schema docs` 生成的文件，请指定新目录或空目录"
            );
            return Err(Failure::at(path.display(), why));
        }
        Ok(Self { path, own: own.unwrap_or_default() })
    }

    /// Writes these files and removes those of earlier runs that are not among them; returns the
    /// latter.
    pub(super) fn write(&self, files: &BTreeMap<String, String>) -> Result<Vec<String>, Failure> {
        for name in files.keys() {
            self.check_is_own(name)?;
        }
        // At no time there is a file that the list does not have, should this be cut short.
        self.write_list(self.own.iter().chain(files.keys()))?;
        for (name, content) in files {
            self.write_file(name, content)?;
        }
        let mut removed = Vec::new();
        for name in self.own.iter().filter(|name| !files.contains_key(*name)) {
            if self.remove(name)? {
                removed.push(name.clone());
            }
        }
        self.write_list(files.keys())?;
        Ok(removed)
    }

    /// A file is replaced only if it is one that an earlier run has written, and is still a file.
    fn check_is_own(&self, name: &str) -> Result<(), Failure> {
        let path = self.path.join(name);
        match fs::symlink_metadata(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            Err(error) => Err(unreadable(&path, &error)),
            Ok(found) if found.is_file() && self.own.contains(name) => Ok(()),
            Ok(_) => {
                let why = say!(
                    "`schema docs` has not written this and won't replace it; move it away, or \
                     name another folder",
                    "该文件不是由 `schema docs` 生成的，不会覆盖；请移走它，或指定其他目录"
                );
                Err(Failure::at(path.display(), why))
            }
        }
    }

    fn write_list<'n>(&self, names: impl Iterator<Item = &'n String>) -> Result<(), Failure> {
        let names: BTreeSet<&str> = names.map(String::as_str).collect();
        let mut list = format!("{HEADING}\n");
        for name in names {
            list.extend([name, "\n"]);
        }
        self.write_file(LIST, &list)
    }

    fn write_file(&self, name: &str, content: &str) -> Result<(), Failure> {
        let path = self.path.join(name);
        fs::write(&path, content).map_err(|error| unwritable(&path, &error))
    }

    /// Removes a file of an earlier run; `false` if it is gone already.
    fn remove(&self, name: &str) -> Result<bool, Failure> {
        let path = self.path.join(name);
        match fs::remove_file(&path) {
            Ok(()) => Ok(true),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
            Err(error) => {
                let why = say!("this file can't be removed: {error}", "无法删除该文件：{error}");
                Err(Failure::at(path.display(), why))
            }
        }
    }
}

/// The names in a list; `None` if it is not one of this command's.
fn names(list: &str) -> Option<BTreeSet<String>> {
    let mut lines = list.lines();
    let is_list = lines.next() == Some(HEADING);
    is_list.then(|| lines.filter(|name| is_written_here(name)).map(str::to_owned).collect())
}

/// Whether this command writes files of such a name: whoever edits a list can't make it remove
/// anything else.
fn is_written_here(name: &str) -> bool {
    let is_safe = |byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'.' | b'_' | b'-' | b'~');
    let extension = Path::new(name).extension().and_then(|extension| extension.to_str());
    name.bytes().all(is_safe) && matches!(extension, Some("html" | "css" | "js" | "json"))
}

fn unreadable(path: &Path, error: &io::Error) -> Failure {
    Failure::at(path.display(), say!("this can't be read: {error}", "无法读取：{error}"))
}

fn unwritable(path: &Path, error: &io::Error) -> Failure {
    Failure::at(path.display(), say!("this can't be written: {error}", "无法写入：{error}"))
}
