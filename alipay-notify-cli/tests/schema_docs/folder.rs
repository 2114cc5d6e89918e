//! Whose files are written and removed.

use std::fs;
use std::path::Path;

use tempfile::TempDir;

use crate::site::{BUILT_IN, ORDER, Site, path};
use crate::support::{outcome, run};

fn docs(out: &Path) -> (Option<i32>, String, String) {
    outcome(&run(&["schema", "docs", "--lang", "en", "--out", path(out)]))
}

fn refused(place: &Path, why: &str) -> (Option<i32>, String, String) {
    (Some(2), String::new(), format!("error: {}: {why}\n", place.display()))
}

#[test]
fn a_missing_folder_is_made() {
    let folder = TempDir::new().expect("a folder");
    let out = folder.path().join("a/b");
    let index = out.join("index.html");
    assert_eq!(
        docs(&out),
        (Some(0), format!("11 messages: open {}\n", index.display()), String::new())
    );
    assert!(index.is_file());
}

#[test]
fn a_folder_of_other_files_is_refused() {
    let folder = TempDir::new().expect("a folder");
    let file = folder.path().join("notes.txt");
    fs::write(&file, "mine").expect("a file");
    let why =
        "this folder holds files that `schema docs` has not written; name a new or an empty one";
    assert_eq!(docs(folder.path()), refused(folder.path(), why));
    // Nor does a list that this command has not written make it a site.
    fs::write(folder.path().join(".alipay-notify-docs"), "notes.txt\n").expect("a file");
    assert_eq!(docs(folder.path()), refused(folder.path(), why));
    assert_eq!(fs::read_to_string(&file).expect("a file"), "mine");
    assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 2);
}

#[test]
fn other_files_in_the_folder_of_a_site_are_left_alone() {
    let site = Site::new("en", &[]);
    fs::write(site.folder.path().join("CNAME"), "example.com").expect("a file");
    assert_eq!(site.write("en", &[]).0, Some(0));
    assert_eq!(site.files().get("CNAME").map(String::as_str), Some("example.com"));
}

#[test]
fn a_file_of_others_is_never_replaced() {
    let site = Site::new("en", &[]);
    let page = site.folder.path().join("my.order.changed.html");
    fs::write(&page, "mine").expect("a file");
    let before = site.files();
    let why = "`schema docs` has not written this and won't replace it; move it away, or name \
               another folder";
    assert_eq!(site.write("en", &[ORDER]), refused(&page, why));
    assert_eq!(site.files(), before);
    let chinese = format!(
        "错误：{}: 该文件不是由 `schema docs` 生成的，不会覆盖；请移走它，或指定其他目录\n",
        page.display()
    );
    assert_eq!(site.write("zh", &[ORDER]), (Some(2), String::new(), chinese));
}

#[test]
#[cfg(unix)]
fn a_link_is_not_followed() {
    let site = Site::new("en", &[]);
    let (elsewhere, index) =
        (site.folder.path().join("elsewhere"), site.folder.path().join("index.html"));
    fs::write(&elsewhere, "mine").expect("a file");
    fs::remove_file(&index).expect("a file");
    std::os::unix::fs::symlink(&elsewhere, &index).expect("a link");
    let why = "`schema docs` has not written this and won't replace it; move it away, or name \
               another folder";
    assert_eq!(site.write("en", &[]), refused(&index, why));
    assert_eq!(fs::read_to_string(&elsewhere).expect("a file"), "mine");
}

#[test]
fn the_page_of_a_message_that_is_gone_is_removed() {
    let site = Site::new("en", &[ORDER]);
    let index = site.folder.path().join("index.html");
    let told = format!(
        "11 messages: open {}\nremoved my.order.changed.html: its message is gone\n\
         removed my.order.changed.json: its message is gone\n",
        index.display()
    );
    assert_eq!(site.write("en", &[]), (Some(0), told, String::new()));
    assert_eq!(site.names(), BUILT_IN);
    site.assert_sound();
}

#[test]
fn a_list_that_was_tampered_with_removes_nothing_else() {
    let outside = TempDir::new().expect("a folder");
    let victim = outside.path().join("victim.html");
    fs::write(&victim, "mine").expect("a file");
    let site = Site::new("en", &[]);
    fs::write(site.folder.path().join("notes.txt"), "mine").expect("a file");
    let list = site.folder.path().join(".alipay-notify-docs");
    let text = fs::read_to_string(&list).expect("the list");
    let more = format!("{text}{}\n../victim.html\nnotes.txt\n..\n\n", victim.display());
    fs::write(&list, more).expect("the list");
    assert_eq!(site.write("en", &[]).0, Some(0));
    assert_eq!(fs::read_to_string(&victim).expect("a file"), "mine");
    assert_eq!(site.files().get("notes.txt").map(String::as_str), Some("mine"));
    assert_eq!(fs::read_to_string(&list).expect("the list"), text);
}

#[test]
fn a_file_is_no_folder() {
    let folder = TempDir::new().expect("a folder");
    let file = folder.path().join("file");
    fs::write(&file, "mine").expect("a file");
    assert_eq!(docs(&file), refused(&file, "this is a file; name a folder"));
    assert_eq!(fs::read_to_string(&file).expect("a file"), "mine");
}
