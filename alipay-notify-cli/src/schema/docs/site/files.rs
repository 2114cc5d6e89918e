//! From specifications to the files of the site: the same specifications make the same bytes.

use std::collections::BTreeMap;

use alipay_notify_schema::MessageSchema;

use super::{index_page, message_page, names, search_data};
use crate::failure::Failure;
use crate::lang::say;

/// The page to begin with.
pub(super) const INDEX: &str = "index.html";
/// How all pages look.
pub(super) const STYLE: &str = "style.css";
/// What makes the search work.
pub(super) const SEARCH: &str = "search.js";
/// What is searched. A script, since a page that was opened as a file may not read others.
pub(super) const SEARCH_DATA: &str = "messages.js";

/// How pages of the command look, those of the inspector too.
const BASE: &str = include_str!("../../../style/base.css");

/// The longest name that the usual file systems permit.
const LONGEST_NAME: usize = 255;

/// The files of the site, by name.
#[derive(Debug)]
pub(super) struct Site {
    files: BTreeMap<String, String>,
    messages: usize,
}

/// A message and the file that its page is in.
#[derive(Debug)]
pub(super) struct Page<'s> {
    pub(super) schema: &'s MessageSchema,
    pub(super) file: String,
}

impl Site {
    /// The site of these messages, in this order.
    pub(super) fn new<'s>(
        schemas: impl Iterator<Item = &'s MessageSchema>,
    ) -> Result<Self, Failure> {
        let pages = schemas.map(Page::new).collect::<Result<Vec<_>, _>>()?;
        let mut files = BTreeMap::from([
            (STYLE.to_owned(), [BASE, include_str!("assets/style.css")].concat()),
            (SEARCH.to_owned(), include_str!("assets/search.js").to_owned()),
            (SEARCH_DATA.to_owned(), search_data::script(&pages)?),
            (INDEX.to_owned(), index_page::render(&pages).into_string()),
        ]);
        let messages = pages.len();
        for page in pages {
            let html = message_page::render(page.schema).into_string();
            files.insert(page.file, html);
        }
        Ok(Self { files, messages })
    }

    pub(super) fn files(&self) -> &BTreeMap<String, String> {
        &self.files
    }

    /// The number of messages, each of which has a page.
    pub(super) fn messages(&self) -> usize {
        self.messages
    }
}

impl<'s> Page<'s> {
    fn new(schema: &'s MessageSchema) -> Result<Self, Failure> {
        let (method, file) = (&schema.name, names::file(&schema.name));
        if file.len() > LONGEST_NAME {
            let why =
                say!("this name is too long to name a file after it", "消息名过长，无法作为文件名");
            return Err(Failure::at(method, why));
        }
        Ok(Self { schema, file })
    }
}
