//! No line of a source is wider than 100 characters, where it can be broken.

use std::fs;
use std::path::{Path, PathBuf};

const WIDEST: usize = 100;

/// Folders with files that are not written by hand, or whose lines compile errors show.
const LEFT_OUT: [&str; 3] = ["target", "golden", "ui"];

#[test]
fn no_line_is_too_wide() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace");
    let mut sources = Vec::new();
    collect(root, &mut sources);
    assert!(sources.len() > 300, "only {} sources were found", sources.len());

    let mut wide = Vec::new();
    for source in &sources {
        let text = fs::read_to_string(source).expect("a source is UTF-8");
        let mut is_raw = false;
        for (number, line) in text.lines().enumerate() {
            let was_raw = is_raw;
            is_raw = match (was_raw, line.rfind("r#\""), line.rfind("\"#")) {
                (_, Some(start), end) => end.is_none_or(|end| end <= start + 2),
                (true, None, Some(_)) => false,
                (before, None, _) => before,
            };
            let is_whole = was_raw || line.contains("r#\"") || is_table(line) || is_data(line);
            if line.chars().count() > WIDEST && !is_whole {
                wide.push(format!("{}:{}", source.display(), number + 1));
            }
        }
    }
    assert!(wide.is_empty(), "wider than {WIDEST}:\n{}", wide.join("\n"));
}

/// The sources below a folder.
fn collect(folder: &Path, sources: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder can be read") {
        let path = entry.expect("an entry").path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if path.is_symlink() || name.starts_with('.') || LEFT_OUT.contains(&&*name) {
            continue;
        }
        if path.is_dir() {
            collect(&path, sources);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            sources.push(path);
        }
    }
}

/// A row of a table, in documentation or as a terminal shows it.
fn is_table(line: &str) -> bool {
    let text = line.trim_start().trim_start_matches(['/', '!']).trim_start();
    text.starts_with(['|', '│', '┌', '╞', '└'])
}

/// A line with a key, a body or JSON in a string, which would not be what it is in two.
fn is_data(line: &str) -> bool {
    line.contains("\\\"") || line.contains("\\n") || line.split(' ').any(|word| word.len() > 70)
}
