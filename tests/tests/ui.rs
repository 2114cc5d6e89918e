//! Mistakes with the derive macros, a file each under `ui`: what the compiler says about them, word
//! for word.
//!
//! The snapshots are those of the pinned toolchain. After a change that is meant,
//! `TRYBUILD=overwrite` writes them anew.

use std::path::{Path, PathBuf};
use std::{fs, io};

#[test]
fn mistakes() {
    place_schemas().expect("the schemas of the cases can be copied");
    let cases = trybuild::TestCases::new();
    for case in cases_in("ui").expect("the cases can be listed") {
        cases.compile_fail(case);
    }
}

/// The cases of a folder, in order; without the one that shows a path where that is not the usual
/// one.
fn cases_in(folder: &str) -> io::Result<Vec<PathBuf>> {
    let usual = Path::new(env!("CARGO_MANIFEST_DIR")).with_file_name("target");
    let is_usual = Path::new(env!("CARGO_TARGET_TMPDIR")).starts_with(usual);
    let files = fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(folder))?;
    let mut cases = Vec::new();
    for file in files {
        let name = PathBuf::from(file?.file_name());
        let shows_path = name.file_stem().is_some_and(|stem| stem == "schema_not_found");
        if name.extension().is_some_and(|extension| extension == "rs") && (is_usual || !shows_path)
        {
            cases.push(Path::new(folder).join(name));
        }
    }
    cases.sort();
    Ok(cases)
}

/// Copies the schemas of the cases to where the cases are compiled: a path to a schema is relative
/// to the folder of the crate that names it, and that crate is one which trybuild makes.
fn place_schemas() -> io::Result<()> {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("tests");
    let folder = target.join("trybuild").join(env!("CARGO_PKG_NAME")).join("schemas");
    fs::create_dir_all(&folder)?;
    for schema in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("ui").join("schemas"))? {
        let schema = schema?;
        fs::copy(schema.path(), folder.join(schema.file_name()))?;
    }
    Ok(())
}
