//! Files with keys, which must neither replace others by mistake nor be read by others.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::Path;

use crate::failure::Failure;
use crate::lang::say;

/// A file that is to be written.
pub(super) struct File {
    pub(super) name: &'static str,
    pub(super) half: Half,
    pub(super) form: &'static str,
    pub(super) what: String,
    content: Vec<u8>,
}

/// Whose a key is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Half {
    /// It signs.
    Private,
    /// It verifies.
    Public,
    /// It encrypts and decrypts contents.
    Content,
}

impl Half {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Private => "private",
            Self::Public => "public",
            Self::Content => "content",
        }
    }
}

impl File {
    pub(super) fn new(
        name: &'static str,
        half: Half,
        form: &'static str,
        content: impl Into<Vec<u8>>,
        what: String,
    ) -> Self {
        Self { name, half, form, what, content: content.into() }
    }
}

/// Writes all files, or none where one is there already, unless they may be replaced.
pub(super) fn write(folder: &Path, files: &[File], force: bool) -> Result<(), Failure> {
    fs::create_dir_all(folder).map_err(|error| {
        Failure::at(
            folder.display(),
            say!("the folder can't be made: {error}", "无法创建目录：{error}"),
        )
    })?;
    if !force {
        let is_there = |file: &&File| folder.join(file.name).symlink_metadata().is_ok();
        let there: Vec<&str> = files.iter().filter(is_there).map(|file| file.name).collect();
        if !there.is_empty() {
            let there = there.join(&say!(", ", "、"));
            let why = say!(
                "there already: {there}; take another folder, or replace them by --force",
                "文件已存在：{there}；请换一个目录，或用 --force 覆盖"
            );
            return Err(Failure::at(folder.display(), why));
        }
    }
    files.iter().try_for_each(|file| {
        let path = folder.join(file.name);
        write_one(&path, file, force).map_err(|error| {
            Failure::at(
                path.display(),
                say!("the file can't be written: {error}", "无法写入文件：{error}"),
            )
        })
    })
}

/// Makes a new file: one that was there may be readable for others, or be a link to elsewhere.
fn write_one(path: &Path, file: &File, force: bool) -> io::Result<()> {
    if force {
        match fs::remove_file(path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    if file.half != Half::Public {
        use std::os::unix::fs::OpenOptionsExt;

        options.mode(0o600);
    }
    options.open(path)?.write_all(&file.content)
}
