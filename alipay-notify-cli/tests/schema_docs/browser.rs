//! The site in a browser.

use std::fs;
use std::path::Path;
use std::process::Command;

use scraper::Html;

use crate::site::{ORDER, Site, all, texts};
use crate::support::browser::browser;

#[test]
fn the_search_narrows_the_list_down() {
    let Some(browser) = browser("the site in a browser") else { return };
    let (order, opened, shop) = (
        "my.order.changed",
        "alipay.user.opencard.result.notify",
        "ant.merchant.expand.shop.save.rejected",
    );
    for language in ["en", "zh"] {
        let site = Site::new(language, &[ORDER]);
        let all_of_them = texts(&site.page("index.html"), "#messages h3");
        let all_of_them: Vec<&str> = all_of_them.iter().map(String::as_str).collect();
        let cases: [(&str, &[&str], &[&str]); 9] = [
            ("", &all_of_them, &[]),
            ("#q=", &all_of_them, &[]),
            (
                "#q=SHOP_ID",
                &[shop, order, "servicemarket_order_notify"],
                &["shop_id", "lines[].shop_id", "merchant_shop_id"],
            ),
            ("#q=rejected+shop_name", &[shop], &["shop_name"]),
            ("#q=%E5%BC%80%E5%8D%A1", &[opened], &["success"]),
            ("#q=%E9%97%A8%E5%BA%97%E5%90%8D%E7%A7%B0", &[shop], &["shop_name"]),
            // 二选一, and a value by its label.
            (
                "#q=%E4%BA%8C%E9%80%89%E4%B8%80",
                &[opened, order],
                &["user_id", "open_id", "user_id", "open_id"],
            ),
            ("#q=%E5%B7%B2%E6%94%AF%E4%BB%98", &[order], &["status"]),
            ("#q=%3Cb%3E%25", &[], &[]),
        ];
        // What does not depend on the language is tried in one.
        let is_tried = |fragment: &str| language == "en" || fragment.contains("%E4%BA%8C");
        for (fragment, messages, fields) in cases.into_iter().filter(|case| is_tried(case.0)) {
            let (found, all_found) = (messages.len(), all_of_them.len());
            let told = match language {
                "en" => format!("{found} of {all_found} messages"),
                _ => format!("共 {all_found} 条消息，匹配 {found} 条"),
            };
            let page = show(browser, &format!("file://{}/index.html{fragment}", site.path()));
            assert!(all(&page, "#finder[hidden]").is_empty(), "{fragment}");
            assert_eq!(texts(&page, "#found"), [told], "{fragment}");
            assert_eq!(texts(&page, "#messages li:not([hidden]) h3"), messages, "{fragment}");
            assert_eq!(texts(&page, ".hits a"), fields, "{fragment}");
            let empty = all(&page, "#messages > section:not([hidden])").len();
            assert_eq!(empty == 0, messages.is_empty(), "{fragment}");
        }
        let page = show(browser, &format!("file://{}/index.html#q=shop_name", site.path()));
        let links: Vec<_> =
            all(&page, ".hits a").into_iter().filter_map(|link| link.attr("href")).collect();
        assert_eq!(links, [format!("{shop}.html#field-shop_name")]);
    }
}

/// Presses each button, in the place of a user, and notes what would be on the clipboard.
const PRESS_ALL: &str = r#"
const taken = [];
Object.defineProperty(navigator, "clipboard", { value: { writeText: async (text) => taken.push(text) } });
addEventListener("load", async () => {
  for (const button of document.querySelectorAll("button.copy")) button.click();
  // What the buttons wait for is done by then, and no timer has run.
  for (let turns = 0; turns < 20; turns += 1) await null;
  const note = document.createElement("template");
  note.id = "taken";
  note.dataset.taken = JSON.stringify(taken);
  document.body.append(note);
});
"#;

#[test]
fn each_block_of_code_has_a_button_that_copies_it() {
    let Some(browser) = browser("the site in a browser") else { return };
    for (language, copied) in [("en", "Copied"), ("zh", "已复制")] {
        let site = Site::new(language, &[ORDER]);
        let page = site.probed(browser, "my.order.changed.html", PRESS_ALL, &[]);
        let blocks = texts(&page, "pre");
        assert_eq!(texts(&page, "button.copy"), vec![copied; blocks.len()]);
        let taken: Vec<String> = serde_json::from_str(&noted(&page, "taken")).expect("JSON");
        assert_eq!(taken, blocks);
    }
}

/// Notes how wide the page is, and what is wider than the window without a way to scroll it.
const MEASURE: &str = r#"
addEventListener("load", () => {
  const width = document.documentElement.clientWidth;
  const note = document.createElement("template");
  note.id = "measured";
  note.dataset.measured = [width, document.documentElement.scrollWidth].join(" ");
  document.body.append(note);
});
"#;

#[test]
fn no_page_is_wider_than_a_phone() {
    let Some(browser) = browser("the site in a browser") else { return };
    for language in ["en", "zh"] {
        let site = Site::new(language, &[ORDER]);
        for name in ["index.html", "my.order.changed.html", "trade_status_sync.html"] {
            let page = site.probed(browser, name, MEASURE, &["--window-size=390,844"]);
            let measured = noted(&page, "measured");
            let (window, content) = measured.split_once(' ').expect("two numbers");
            assert_eq!(window, content, "{language} {name}");
        }
    }
}

impl Site {
    /// A page as it is once its scripts and this one have run, as a part of the site would.
    fn probed(&self, browser: &str, name: &str, script: &str, options: &[&str]) -> Html {
        let folder = Path::new(self.path());
        let page = fs::read_to_string(folder.join(name)).expect("the page");
        let with_probe =
            page.replacen("</head>", "<script defer src=\"probe.js\"></script></head>", 1);
        fs::write(folder.join("probe.js"), script).expect("a script");
        fs::write(folder.join("probed.html"), with_probe).expect("a page");
        shown(browser, &format!("file://{}/probed.html", self.path()), options)
    }
}

/// What a script has noted.
fn noted(page: &Html, id: &str) -> String {
    let note = all(page, &format!("template#{id}")).pop().expect("the script has run");
    note.attr(&format!("data-{id}")).expect("a note").to_owned()
}

/// The document as it is once its scripts have run.
fn show(browser: &str, url: &str) -> Html {
    shown(browser, url, &[])
}

fn shown(browser: &str, url: &str, options: &[&str]) -> Html {
    let profile = tempfile::tempdir().expect("a folder");
    let output = Command::new(browser)
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--dump-dom"])
        .args(options)
        .arg(format!("--user-data-dir={}", profile.path().display()))
        .arg(url)
        .output()
        .expect("the browser runs");
    assert!(output.status.success(), "{browser}: {}", String::from_utf8_lossy(&output.stderr));
    Html::parse_document(&String::from_utf8_lossy(&output.stdout))
}
