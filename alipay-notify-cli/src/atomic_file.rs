//! Files that are written whole or not at all: whoever reads one finds the old content or the new
//! one.

use std::io::{self, Write};
use std::path::Path;
use std::{fs, path};

use tempfile::{Builder, NamedTempFile, PersistError};

/// Puts a content in the place of a file, or makes the file. A link stays a link.
pub(crate) fn replace(file: &Path, content: &[u8]) -> io::Result<()> {
    let file = fs::canonicalize(file).or_else(|_| path::absolute(file))?;
    let known = fs::metadata(&file).ok();
    if known.as_ref().is_some_and(|known| !known.is_file()) {
        // Such as a terminal or a pipe, which is written to and not replaced.
        return fs::write(&file, content);
    }
    let mut builder = Builder::new();
    permit(&mut builder, known.as_ref());
    written(&mut builder, &file, content)?.persist(&file).map_err(of_persisting)?;
    Ok(())
}

/// Makes a file that only its owner can read. One that is there already is left alone.
pub(crate) fn create(file: &Path, content: &[u8]) -> io::Result<()> {
    written(&mut Builder::new(), file, content)?.persist_noclobber(file).map_err(of_persisting)?;
    Ok(())
}

/// Whether files can be made in a folder; nothing is left of the trial.
pub(crate) fn probe(folder: &Path) -> io::Result<()> {
    written(&mut Builder::new(), &folder.join("probe"), b"").map(drop)
}

/// A file next to the one that it is to become.
fn written(
    builder: &mut Builder<'_, '_>,
    file: &Path,
    content: &[u8],
) -> io::Result<NamedTempFile> {
    let folder = file.parent().filter(|folder| *folder != "").unwrap_or(Path::new("."));
    // A folder that is missing is reported as such, and not by the name of the unfinished file.
    fs::metadata(folder)?;
    let unfinished = builder.prefix(".").suffix(".unfinished").tempfile_in(folder);
    let mut unfinished = unfinished.map_err(|error| io::Error::from(error.kind()))?;
    unfinished.write_all(content)?;
    unfinished.as_file().sync_all()?;
    Ok(unfinished)
}

fn of_persisting(error: PersistError) -> io::Error {
    error.error
}

/// Lets those read it who can read the file in its place, or could if it were made.
#[cfg(unix)]
fn permit(builder: &mut Builder<'_, '_>, known: Option<&fs::Metadata>) {
    use std::os::unix::fs::PermissionsExt as _;
    builder.permissions(
        known.map_or_else(|| fs::Permissions::from_mode(0o666), fs::Metadata::permissions),
    );
}

#[cfg(not(unix))]
fn permit(_: &mut Builder<'_, '_>, _: Option<&fs::Metadata>) {}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::FileTypeExt as _;
    use std::os::unix::net::UnixListener;

    use super::*;

    #[test]
    fn what_is_no_file_is_not_replaced() {
        let folder = tempfile::tempdir().expect("a folder");
        let socket = folder.path().join("socket");
        let _listener = UnixListener::bind(&socket).expect("a socket");
        assert_eq!(
            replace(&socket, b"a").map_err(|error| error.kind()),
            fs::write(&socket, b"a").map_err(|error| error.kind())
        );
        assert!(fs::metadata(&socket).expect("it is there").file_type().is_socket());
    }

    #[test]
    fn what_is_there_is_kept_or_replaced() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("file");
        create(&file, b"a").expect("there is none");
        assert_eq!(
            create(&file, b"b").map_err(|error| error.kind()),
            Err(io::ErrorKind::AlreadyExists)
        );
        assert_eq!(fs::read(&file).expect("it is there"), b"a");
        replace(&file, b"c").expect("it can be written to");
        assert_eq!(fs::read(&file).expect("it is there"), b"c");
        assert_eq!(
            fs::read_dir(folder.path()).expect("a folder").count(),
            1,
            "nothing is left beside it"
        );
    }
}
