//! What the guide quotes of `alipay-notify explain` is what the command says.

use std::fs;
use std::path::{Path, PathBuf};

use pulldown_cmark::{Event, Tag, TagEnd};

use crate::outline::parse;
use crate::pages::{read, root};

const SENTENCES: &str = "alipay-notify-cli/src/explain/sentence";

#[test]
fn the_guide_quotes_what_explain_says() {
    let sentences = sentences(&root().join(SENTENCES));
    let mut unknown = Vec::new();
    for (language, at_least) in [("en", 30), ("zh", 30)] {
        let chapter = read(&PathBuf::from(format!("docs/guide/{language}/not-verified.md")));
        let quotes = quotes(&chapter);
        assert!(quotes.len() >= at_least, "{language}: {} quotes", quotes.len());

        // What stands for a name or a number is not in the source.
        for quote in quotes {
            let mut parts = quote.split('…').map(str::trim).filter(|part| !part.is_empty());
            if !parts.all(|part| sentences.contains(part)) {
                unknown.push(quote.clone());
            }
        }
    }
    assert_eq!(unknown, [""; 0]);
}

/// The first cells of the tables that say what `explain` says.
fn quotes(chapter: &str) -> Vec<String> {
    let mut quotes = Vec::new();
    let (mut is_quoting, mut cell, mut column) = (false, String::new(), 0);
    for event in parse(chapter) {
        match event {
            Event::Start(Tag::TableHead | Tag::TableRow) => column = 0,
            Event::Start(Tag::TableCell) => cell.clear(),
            Event::End(TagEnd::TableCell) => {
                if column == 0 && is_quoting {
                    quotes.push(cell.trim().to_owned());
                }
                column += 1;
                is_quoting |= cell.starts_with("`explain`");
            }
            Event::End(TagEnd::Table) => is_quoting = false,
            Event::Text(text) => cell += &text,
            Event::Code(code) => cell.extend(["`", &code, "`"]),
            _ => {}
        }
    }
    quotes
}

/// The source of the sentences, its lines joined as the compiler joins those of a text.
fn sentences(folder: &Path) -> String {
    let mut source = String::new();
    for entry in fs::read_dir(folder).expect("the folder can be read") {
        source += &fs::read_to_string(entry.expect("it can be listed").path()).expect("it is text");
    }
    let mut lines = source.split("\\\n");
    let first = lines.next().unwrap_or_default().to_owned();
    lines.fold(first, |text, line| text + line.trim_start())
}
