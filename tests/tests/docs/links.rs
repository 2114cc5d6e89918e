//! Links within the repository lead to files and headings that exist.

use std::path::{Path, PathBuf};

use pulldown_cmark::{Event, Tag, TagEnd};

use crate::outline::parse;
use crate::pages::{all, read, root};

/// The guide leaves its folder by whole addresses: the built book is elsewhere.
pub(crate) const REPOSITORY: &str = "https://github.com/alipay-notify/alipay-notify/blob/main/";

#[test]
fn every_link_leads_to_a_file_and_a_heading() {
    let mut broken = Vec::new();
    for page in all() {
        let folder = page.parent().expect("a file is in a folder");
        for url in urls(&read(&page)) {
            let (path, heading) = url.split_once('#').unwrap_or((&url, ""));
            let target = match path.strip_prefix(REPOSITORY) {
                Some(path) => PathBuf::from(path),
                None if path.contains("://") => continue,
                None if path.is_empty() => page.clone(),
                None => folder.join(path),
            };
            let leaves_the_guide = page.starts_with("docs/guide") && path.contains("../../");
            if leaves_the_guide || !leads_somewhere(&target, heading) {
                broken.push(format!("{}: {url}", page.display()));
            }
        }
    }
    assert_eq!(broken, [""; 0]);
}

fn leads_somewhere(target: &Path, heading: &str) -> bool {
    root().join(target).exists()
        && (heading.is_empty() || anchors(&read(target)).iter().any(|anchor| anchor == heading))
}

fn urls(markdown: &str) -> Vec<String> {
    let url = |event| match event {
        Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
            Some(dest_url.to_string())
        }
        _ => None,
    };
    parse(markdown).filter_map(url).collect()
}

/// The anchors of the headings, as GitHub and mdBook make them.
fn anchors(markdown: &str) -> Vec<String> {
    let mut anchors = Vec::new();
    let mut heading: Option<String> = None;
    for event in parse(markdown) {
        match event {
            Event::Start(Tag::Heading { .. }) => heading = Some(String::new()),
            Event::End(TagEnd::Heading(_)) => {
                anchors.extend(heading.take().map(|text| anchor(&text)));
            }
            Event::Text(text) | Event::Code(text) => {
                if let Some(heading) = &mut heading {
                    *heading += &text;
                }
            }
            _ => {}
        }
    }
    anchors
}

fn anchor(heading: &str) -> String {
    let kept = heading.chars().filter(|ch| ch.is_alphanumeric() || matches!(ch, ' ' | '-' | '_'));
    kept.collect::<String>().to_lowercase().replace(' ', "-")
}
