//! How many fields are read rightly, whichever way a page was saved or copied.
//!
//! A generator makes [pages](model) of which everything is known, and [lays each out](layouts) in
//! eight ways. A field is right if its name, place, type, length, presence, values and group are.
//! Prints a table, and holds the bar:
//!
//! ```sh
//! cargo test -p alipay-notify-import --test measured -- --nocapture
//! ```

#![expect(
    clippy::format_push_string,
    clippy::format_collect,
    reason = "pages are written as they read"
)]

mod facts;
mod layouts;
mod model;
mod shared;

use std::io::{Write as _, stderr};

use alipay_notify_import::{page_text, read_page};
use layouts::LAYOUTS;
use model::Page;

const PAGES: u64 = 30;

#[test]
fn fields_are_right_in_every_layout() {
    let (mut lines, mut not_right) = (Vec::new(), Vec::new());
    let (mut all, mut all_right) = (0, 0);
    for (layout, lay_out) in LAYOUTS {
        let (mut fields, mut right, mut whole) = (0, 0, 0);
        for page in (0..PAGES).map(Page::of_seed) {
            let bytes = lay_out(&page);
            let import = page_text(&bytes).map(|text| read_page(&text));
            let found = import.map(|import| facts::of_schema(&import.schema)).unwrap_or_default();
            let expected = facts::of_page(&page);
            let wrong = expected.iter().filter(|(path, fact)| found.get(*path) != Some(fact));
            let wrong: Vec<_> = wrong.collect();
            let surplus = found.keys().filter(|path| !expected.contains_key(*path)).count();
            for (path, fact) in &wrong {
                not_right.push(format!(
                    "{layout}, page {}: {path}: {fact}, read as {}",
                    page.seed,
                    found.get(*path).map_or("nothing", |found| found)
                ));
            }
            let count = wrong.len().max(surplus);
            fields += expected.len();
            right += expected.len().saturating_sub(count);
            whole += usize::from(count == 0);
        }
        lines.push(format!("  {layout:<28}{right:>6} of {fields:>5} fields{whole:>6} pages whole"));
        (all, all_right) = (all + fields, all_right + right);
    }
    lines.push(format!("  {:<28}{all_right:>6} of {all:>5} fields", "all"));
    lines.extend(not_right.iter().take(40).map(|line| format!("    {line}")));
    let _ = writeln!(stderr(), "{PAGES} pages in {} layouts\n{}", LAYOUTS.len(), lines.join("\n"));
    assert!(all > 3000, "only {all} fields");
    assert!(all_right * 100 >= all * 98, "{all_right} of {all} fields are right");
}
