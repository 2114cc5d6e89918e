//! The search, in a browser.

use std::process::Command;

use scraper::Html;

use crate::site::{ORDER, Site, all, texts};
use crate::support::skipped;

#[test]
fn the_search_narrows_the_list_down() {
    let Some(browser) = browser() else { return };
    let site = Site::new("en", &[ORDER]);
    let (order, opened, shop) = (
        "my.order.changed",
        "alipay.user.opencard.result.notify",
        "ant.merchant.expand.shop.save.rejected",
    );
    let all_of_them = texts(&site.page("index.html"), "#messages h2");
    let all_of_them: Vec<&str> = all_of_them.iter().map(String::as_str).collect();
    let cases: [(&str, &[&str], &[&str]); 7] = [
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
        ("#q=%3Cb%3E%25", &[], &[]),
    ];
    for (fragment, messages, fields) in cases {
        let found = format!("{} of {} messages", messages.len(), all_of_them.len());
        let page = show(browser, &format!("file://{}/index.html{fragment}", site.path()));
        assert!(all(&page, "#finder[hidden]").is_empty(), "{fragment}");
        assert_eq!(texts(&page, "#found"), [found], "{fragment}");
        assert_eq!(texts(&page, "#messages > li:not([hidden]) h2"), messages, "{fragment}");
        assert_eq!(texts(&page, ".hits a"), fields, "{fragment}");
    }
    let page = show(browser, &format!("file://{}/index.html#q=shop_name", site.path()));
    let links: Vec<_> =
        all(&page, ".hits a").into_iter().filter_map(|link| link.attr("href")).collect();
    assert_eq!(links, [format!("{shop}.html#field-shop_name")]);
}

/// The document as it is once its scripts have run.
fn show(browser: &str, url: &str) -> Html {
    let profile = tempfile::tempdir().expect("a folder");
    let output = Command::new(browser)
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--dump-dom"])
        .arg(format!("--user-data-dir={}", profile.path().display()))
        .arg(url)
        .output()
        .expect("the browser runs");
    assert!(output.status.success(), "{browser}: {}", String::from_utf8_lossy(&output.stderr));
    Html::parse_document(&String::from_utf8_lossy(&output.stdout))
}

fn browser() -> Option<&'static str> {
    let known = ["chromium", "chromium-browser", "google-chrome"];
    let runs = |name: &&str| {
        Command::new(name).arg("--version").output().is_ok_and(|output| output.status.success())
    };
    let found = known.into_iter().find(runs);
    if found.is_none() {
        let why = format!("there is no {}", known.join(", no "));
        skipped("the search of the site", &why, "install one of them");
    }
    found
}
