//! A schema file is named after its message, and no other file specifies that.

use std::collections::BTreeMap;

use alipay_notify_schema::{Family, locate};
use serde::Deserialize;

use super::Problem;
use super::files::{Content, File};
use crate::lang::say;

/// The pointer of what says which message a file is for.
const ID: &str = "/$id";

/// The files whose names are not those of their messages, and those whose messages others specify
/// as well.
pub(super) fn problems(files: &[File]) -> Vec<Problem<'_>> {
    let mut by_id: BTreeMap<(String, Family), Vec<Named<'_>>> = BTreeMap::new();
    for file in files {
        // A file with other mistakes may say all the same which message it is for.
        if let Content::Text(text) = &file.content
            && let (Some(id), Some(place)) = (named(text), locate(text, ID))
        {
            by_id.entry(id).or_default().push(Named { file, place });
        }
    }
    by_id.iter().flat_map(|((name, _), files)| of_message(name, files)).collect()
}

/// A file that says which message it is for, and where it says so.
struct Named<'f> {
    file: &'f File,
    place: (usize, usize),
}

fn named(text: &str) -> Option<(String, Family)> {
    #[derive(Deserialize)]
    struct Head {
        #[serde(rename = "$id")]
        id: String,
    }
    let head: Head = serde_json::from_str(text).ok()?;
    Family::of_id(&head.id).map(|(family, name)| (name.to_owned(), family))
}

/// One file may specify a message: the one that is named after it, or else the first.
fn of_message<'f>(method: &str, files: &[Named<'f>]) -> Vec<Problem<'f>> {
    let name = format!("{method}.json");
    let is_named = |file: &File| file.path.file_name().is_some_and(|found| found == name.as_str());
    let kept = files.iter().position(|named| is_named(named.file)).unwrap_or_default();
    let keeper =
        files.get(kept).map(|named| named.file.path.display().to_string()).unwrap_or_default();
    let what = |index: usize, file: &File| {
        if index != kept {
            Some(say!(
                "{keeper} specifies {method} as well; keep one of the two files",
                "{keeper} 也定义了 {method}；请只保留其中一个文件"
            ))
        } else if !is_named(file) {
            Some(say!(
                "a schema file is named after its message: rename this one to {name}, or fix its \
                 `$id`",
                "schema 文件以消息命名：请将该文件改名为 {name}，或修正其中的 `$id`"
            ))
        } else {
            None
        }
    };
    let problem = |(index, Named { file, place }): (usize, &Named<'f>)| {
        let what = what(index, file)?;
        Some(Problem { file: &file.path, place: Some(*place), pointer: ID.to_owned(), what })
    };
    files.iter().enumerate().filter_map(problem).collect()
}
