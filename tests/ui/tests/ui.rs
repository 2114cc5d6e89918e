//! Mistakes with the derive macros, a file each: what the compiler says about them, word for word.
//!
//! They are a package of their own, because trybuild compiles all dependencies of the package
//! again.
//!
//! The snapshots are those of the pinned toolchain. After a change that is meant,
//! `TRYBUILD=overwrite` writes them again.

use std::path::{Path, PathBuf};
use std::{fs, io};

#[test]
fn mistakes() {
    place_schemas().expect("the schemas of the cases can be copied");
    let mistakes = trybuild::TestCases::new();
    for case in cases().expect("the cases can be listed") {
        mistakes.compile_fail(case);
    }
}

/// The cases in order; without the one that shows a path where that is not the usual one.
fn cases() -> io::Result<Vec<PathBuf>> {
    let is_usual = Path::new(env!("CARGO_TARGET_TMPDIR")).starts_with(workspace().join("target"));
    let mut cases = Vec::new();
    for file in fs::read_dir(env!("CARGO_MANIFEST_DIR"))? {
        let case = PathBuf::from(file?.file_name());
        let shows_path = case.file_stem().is_some_and(|stem| stem == "schema_not_found");
        if case.extension().is_some_and(|extension| extension == "rs") && (is_usual || !shows_path)
        {
            cases.push(case);
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
    for schema in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas"))? {
        let schema = schema?;
        fs::copy(schema.path(), folder.join(schema.file_name()))?;
    }
    Ok(())
}

fn workspace() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .ancestors()
        .nth(2)
        .expect("`tests/ui` is in the workspace")
}
