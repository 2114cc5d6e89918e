//! From specifications to the files of the site: the same specifications, signed by the same key,
//! make the same bytes.

use std::collections::BTreeMap;

use alipay_notify::testing::TestKey;
use alipay_notify_schema::MessageSchema;

use super::groups::Groups;
use super::{index_page, message_page, names, search_data};
use crate::failure::Failure;
use crate::lang::say;
use crate::schemas::Known;

/// The page to begin with.
pub(super) const INDEX: &str = "index.html";
/// How all pages look.
pub(super) const STYLE: &str = "style.css";
/// What makes the search work.
pub(super) const SEARCH: &str = "search.js";
/// What is searched. A script, since a page that was opened as a file may not read others.
pub(super) const SEARCH_DATA: &str = "messages.js";
/// What copies code.
pub(super) const COPY: &str = "copy.js";

/// How pages of the command look, those of the inspector too.
const BASE: &str = include_str!("../../../style/base.css");

/// The longest name that the usual file systems permit.
const LONGEST_NAME: usize = 255;

/// The files of the site, by name.
#[derive(Debug)]
pub(super) struct Site<'s> {
    files: BTreeMap<String, String>,
    groups: Groups<'s>,
}

/// A message and its files: its page, and its schema as it stands.
#[derive(Debug)]
pub(super) struct Page<'s> {
    pub(super) schema: &'s MessageSchema,
    pub(super) file: String,
    pub(super) schema_file: String,
    schema_text: &'s str,
}

impl<'s> Site<'s> {
    /// The site of these messages, in this order. The key signs the requests that it shows.
    pub(super) fn new(
        known: impl Iterator<Item = &'s Known>,
        key: &TestKey,
    ) -> Result<Self, Failure> {
        let groups = Groups::of(pages(known)?);
        let mut files = BTreeMap::from([
            (STYLE.to_owned(), [BASE, include_str!("assets/style.css")].concat()),
            (SEARCH.to_owned(), include_str!("assets/search.js").to_owned()),
            (COPY.to_owned(), include_str!("assets/copy.js").to_owned()),
            (SEARCH_DATA.to_owned(), search_data::script(&groups)?),
            (INDEX.to_owned(), index_page::render(&groups).into_string()),
        ]);
        for page in groups.pages() {
            let html = message_page::render(page, &groups, key).into_string();
            files.insert(page.file.clone(), html);
            files.insert(page.schema_file.clone(), page.schema_text.to_owned());
        }
        Ok(Self { files, groups })
    }

    pub(super) fn files(&self) -> &BTreeMap<String, String> {
        &self.files
    }

    /// The messages, each of which has a page.
    pub(super) fn pages(&self) -> impl Iterator<Item = &Page<'s>> {
        self.groups.pages()
    }
}

/// The pages, each in a file of its own: names that two families have are told apart.
fn pages<'s>(known: impl Iterator<Item = &'s Known>) -> Result<Vec<Page<'s>>, Failure> {
    let mut pages: Vec<Page<'s>> = Vec::new();
    for Known { schema, text, .. } in known {
        let stem = names::stem(&schema.name);
        let is_taken = pages.iter().any(|page| page.schema.name == schema.name);
        let stem = if is_taken { format!("{stem}~{}", schema.family) } else { stem };
        let page = Page {
            schema,
            file: stem.clone() + ".html",
            schema_file: stem + ".json",
            schema_text: text,
        };
        if page.file.len() > LONGEST_NAME {
            let why =
                say!("this name is too long to name a file after it", "消息名过长，无法作为文件名");
            return Err(Failure::at(&schema.name, why));
        }
        pages.push(page);
    }
    Ok(pages)
}
