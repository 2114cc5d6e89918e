//! How the page looks, to everyone: axe-core, at both widths, in both languages, light and dark.

use std::fs;
use std::path::Path;

use alipay_notify::messages::{ShopSaveRejected, TradeStatusSync};
use alipay_notify::testing::{TestKey, TestMessage};
use serde_json::{Value, json};

use crate::browser::Browser;
use crate::support::{MODULES, skipped};
use crate::ui::Ui;

/// Deliveries of all kinds.
fn deliver(ui: &Ui) {
    ui.deliver(TestMessage::example::<TradeStatusSync>().notify_id("2026110200222145603000002"));
    let shop = || TestMessage::example::<ShopSaveRejected>();
    ui.deliver(shop().notify_id("2026110200222145603000001"));
    ui.deliver(shop().notify_id("2026110200222145603000003").content(r#"{"shop_id":"1"}"#));
    ui.listening.post("/", &shop().sign(&TestKey::generate()).body());
    ui.listening.exchange("GET / HTTP/1.1\r\nhost: a\r\n", b"");
    ui.deliver(TestMessage::new("my.company.order.paid").notify_id("2026110200222145603000004"));
}

/// The script of axe-core, where `.ci/run` puts it.
fn axe() -> Option<String> {
    let script = fs::read_to_string(Path::new(MODULES).join("axe-core/axe.min.js")).ok();
    if script.is_none() {
        let how = "run `npm install --prefix target/npm axe-core@4.14.1`";
        skipped("what axe-core finds in the inspector", "it is not in target/npm", how);
    }
    script
}

fn findings(browser: &mut Browser) -> Vec<Value> {
    let run = "axe.run().then(({ violations }) => violations.map(({ id, nodes }) => \
               ({ id, nodes: nodes.map((node) => node.html + ' ' + node.failureSummary) })))";
    browser.value(run).as_array().cloned().expect("a list")
}

#[test]
fn axe_finds_nothing() {
    let Some(axe) = axe() else { return };
    let Some(mut browser) = Browser::start("what axe-core finds in the inspector") else { return };
    for language in ["en", "zh"] {
        let ui = Ui::start(&format!("ui-axe-{language}"), &["--lang", language]);
        deliver(&ui);
        browser.open("about:blank");
        browser.open(&ui.url());
        browser.wait_for("document.querySelectorAll('#deliveries > li').length === 6");
        browser.value(&axe);
        browser.value("document.getElementById('examples').open = true");
        for (scheme, width) in [("light", 1280), ("dark", 1280), ("light", 390), ("dark", 390)] {
            browser.scheme(scheme);
            browser.size(width, 900);
            for number in ["", "1", "3", "4", "5"] {
                browser.value(&format!("location.hash = '{number}'"));
                let opened = "document.querySelector('[aria-current]')?.hash.slice(1) ?? ''";
                browser.wait_for(&format!("({opened}) === '{number}'"));
                let place = format!("{language} {scheme} {width} {number}");
                assert_eq!(findings(&mut browser), Vec::<Value>::new(), "{place}");
                let fits = "document.documentElement.scrollWidth <= innerWidth";
                assert_eq!(browser.value(fits), true, "{place}");
            }
        }
    }
    // It would find something.
    browser.size(1280, 900);
    browser.value("document.querySelector('#filter label').replaceWith(filter.elements[0])");
    let found: Vec<Value> =
        findings(&mut browser).into_iter().map(|found| found["id"].clone()).collect();
    assert_eq!(found, [json!("label")]);
}

/// The pictures of the guide are small. What they show is looked at by people.
#[test]
fn pictures_of_the_guide_are_small() {
    let Some(mut browser) = Browser::start("pictures of the inspector") else { return };
    for (name, language, scheme, width, height, number) in [
        ("inspector-wide.png", "en", "light", 1100, 740, 3),
        ("inspector-narrow.png", "zh", "dark", 390, 844, 1),
    ] {
        let ui = Ui::start(&format!("ui-picture-{language}"), &["--lang", language]);
        deliver(&ui);
        browser.scheme(scheme);
        browser.size(width, height);
        browser.open("about:blank");
        browser.open(&format!("{}#{number}", ui.url()));
        let is_shown = format!("document.querySelector('[aria-current]')?.hash === '#{number}'");
        browser.wait_for(&is_shown);
        let picture = browser.picture();
        assert!(picture.starts_with(b"\x89PNG") && picture.len() < 150_000, "{name}");
        let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/guide/en").join(name);
        if std::env::var_os("UPDATE_PICTURES").is_some() {
            fs::write(&kept, picture).expect("the folder of the guide");
        }
        assert!(fs::read(&kept).expect("the picture is there").len() < 150_000, "{name}");
    }
}
