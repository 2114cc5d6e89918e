//! Mistakes with the derive macros, a file each under `ui`: what the compiler says about them, word for word.
//!
//! The snapshots are those of the pinned toolchain. After a change that is meant, `TRYBUILD=overwrite` writes them anew.

use std::path::Path;
use std::{fs, io};

#[test]
fn mistakes() {
    place_schemas().expect("the schemas of the cases can be copied");
    trybuild::TestCases::new().compile_fail("ui/*.rs");
}

/// Copies the schemas of the cases to where the cases are compiled: a path to a schema is relative to the folder of
/// the crate that names it, and that crate is one which trybuild makes.
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
