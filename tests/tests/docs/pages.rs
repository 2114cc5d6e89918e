//! Which texts there are, and which are the same in another language.

use std::fs;
use std::path::{Path, PathBuf};

const CHINESE: &str = ".zh-CN.md";

/// In English only.
const FOR_CONTRIBUTORS: [&str; 3] = ["CHANGELOG.md", "CONTRIBUTING.md", "fuzz/README.md"];

pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

pub(crate) fn read(path: &Path) -> String {
    fs::read_to_string(root().join(path))
        .unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Every text, relative to the root: those in the root, in the folders there, and in the guide.
pub(crate) fn all() -> Vec<PathBuf> {
    let mut folders = vec![PathBuf::new(), "docs/guide/en".into(), "docs/guide/zh".into()];
    folders.extend(
        entries(Path::new(""))
            .into_iter()
            .filter(|path| is_source(path) && root().join(path).is_dir()),
    );

    let mut pages: Vec<_> = folders.iter().flat_map(|folder| entries(folder)).collect();
    pages.retain(|path| path.extension().is_some_and(|extension| extension == "md"));
    pages.sort();
    pages
}

/// Pairs of an English and a Chinese text, by name: one of a pair may be missing.
pub(crate) fn pairs() -> Vec<(PathBuf, PathBuf)> {
    let mut pairs: Vec<_> = all().iter().filter_map(|path| pair(path)).collect();
    pairs.sort();
    pairs.dedup();
    pairs
}

/// The names of a text in English and in Chinese, unless it is for contributors.
fn pair(path: &Path) -> Option<(PathBuf, PathBuf)> {
    let name = path.file_name()?.to_str()?;
    if path.starts_with("docs/guide") {
        let guide = Path::new("docs/guide");
        return Some((guide.join("en").join(name), guide.join("zh").join(name)));
    }
    if FOR_CONTRIBUTORS.iter().any(|other| path == Path::new(other)) {
        return None;
    }

    let stem = name.strip_suffix(CHINESE).or_else(|| name.strip_suffix(".md"))?;
    let named = |ending: &str| path.with_file_name(stem.to_owned() + ending);
    Some((named(".md"), named(CHINESE)))
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let listing = fs::read_dir(root().join(folder)).expect("the folder can be read");
    listing.map(|entry| folder.join(entry.expect("it can be listed").file_name())).collect()
}

/// Not what was built, nor what belongs to a tool.
fn is_source(path: &Path) -> bool {
    path != Path::new("target") && !path.to_string_lossy().starts_with('.')
}
