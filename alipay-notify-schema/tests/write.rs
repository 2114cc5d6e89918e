//! Schema files written from what was read of them.

use std::fs;
use std::path::{Path, PathBuf};

use alipay_notify_schema::MessageSchema;

fn files(folder: &str) -> Vec<(PathBuf, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(folder);
    let entries =
        fs::read_dir(&folder).expect("the folder is there").map(|entry| entry.expect("readable").path());
    let files = entries.filter(|path| path.extension().is_some_and(|extension| extension == "json"));
    files.map(|path| (path.clone(), fs::read_to_string(&path).expect("readable"))).collect()
}

#[test]
fn the_files_of_the_repository_are_written_as_they_are() {
    let files = files("schemas");
    for (path, text) in &files {
        let schema = MessageSchema::parse(text).expect("it is in the dialect");
        assert_eq!(&schema.to_json(), text, "{}", path.display());
    }
    assert!(files.len() >= 3);
}
