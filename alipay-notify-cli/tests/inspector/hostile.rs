//! Deliveries that were made to do harm, in a browser.

use alipay_notify::testing::{TestKey, TestMessage};
use serde_json::json;

use crate::browser::Browser;
use crate::support::application::Application;
use crate::ui::Ui;

const MARKUP: &str = "</script></style><script>window.harmed = 1; alert(1)</script>\
                      <img src=//elsewhere.example/x onerror=\"window.harmed = 1\">\
                      <a href=\"javascript:alert(1)\">'\"&amp;";
const TURNED: &str = "a\u{202e}b\u{2066}c\u{200b}d\ne\u{1b}[2Jf\u{0}";
const SHOWN: &str = "a[U+202E]b[U+2066]c[U+200B]d␊e␛[2Jf␀";

/// Whether nothing that was delivered is anything but text.
pub(crate) fn assert_harmless(browser: &mut Browser, ui: &Ui) {
    let foreign = "document.querySelectorAll('main :is(script, style, img, iframe, object, link, \
                   [onerror], [style], [src])').length";
    assert_eq!(browser.value(foreign), 0);
    assert_eq!(browser.value("document.querySelectorAll('script, style').length"), 2);
    assert_eq!(browser.value("typeof window.harmed"), "undefined");
    let links = "[...document.querySelectorAll('a')].every((link) => \
                 /^#(\\d*|deliveries)$/.test(link.getAttribute('href')))";
    assert_eq!(browser.value(links), true);
    assert_eq!(browser.complaints(), Vec::<String>::new());
    let own = format!("http://{}/", ui.address);
    let strangers: Vec<String> = browser
        .requests()
        .into_iter()
        .filter(|url| !url.starts_with(&own) && !url.starts_with("blob:"))
        .collect();
    assert_eq!(strangers, Vec::<String>::new());
}

#[test]
fn hostile_deliveries_are_text() {
    let Some(mut browser) = Browser::start("hostile deliveries in the inspector") else { return };
    let ui = Ui::start("ui-hostile", &["--allow-unknown"]);
    let content =
        json!({ MARKUP: MARKUP, TURNED: [TURNED, { MARKUP: null }], "__proto__": { "x": "y" } });
    let message =
        |name: &str| TestMessage::new(name).notify_id(MARKUP).content(content.to_string());
    for name in [MARKUP, TURNED, "ordinary"] {
        let genuine = message(name).parameter("markup", MARKUP).parameter("turned", TURNED);
        assert_eq!(ui.deliver(genuine), "200 fail");
        let forged = message(name).parameter(MARKUP, MARKUP).parameter(TURNED, TURNED);
        let forged = forged.sign(&TestKey::generate()).body();
        let status = ui.listening.post("/%3Cscript%3E?'();alert(1)", &forged);
        assert!(["400 fail", "403 fail"].contains(&&*status), "{status}");
    }
    ui.listening.post("/", MARKUP.as_bytes());

    browser.open(&ui.url());
    browser.wait_for("document.querySelectorAll('#deliveries > li').length === 7");
    assert_harmless(&mut browser, &ui);
    for number in 1..=7 {
        browser.value(&format!("location.hash = '{number}'"));
        browser
            .wait_for(&format!("document.querySelector('[aria-current]')?.hash === '#{number}'"));
        assert_harmless(&mut browser, &ui);
    }
    browser.value("location.hash = '3'");
    browser.wait_for("document.querySelector('[aria-current]')?.hash === '#3'");
    browser.wait_for_text("#title", SHOWN);
    assert_eq!(browser.texts(".tree > li:first-child > code"), [MARKUP]);
    assert_eq!(browser.texts(".tree > li:first-child > .value"), [MARKUP]);
    assert_eq!(browser.texts(".tree > li:nth-child(3) li:first-child > .value")[0], SHOWN);
    assert_eq!(browser.value("document.querySelectorAll('.tree .value > bdi').length"), 4);

    // A reply is no more to be trusted than a delivery.
    let application = Application::start();
    application.answer("200 OK", MARKUP);
    browser
        .value(&format!("document.getElementById('replay').to.value = {}", json!(application.url)));
    browser.click("#replay button");
    browser.wait_for("document.querySelector('#replay .result').innerText.includes('onerror')");
    assert_harmless(&mut browser, &ui);
}

#[test]
fn a_megabyte_is_cut_until_it_is_asked_for() {
    let Some(mut browser) = Browser::start("long values in the inspector") else { return };
    let ui = Ui::start("ui-long", &["--allow-unknown"]);
    let long = "\u{202e}<b>".repeat(50_000);
    let many: Vec<u32> = (0..15_000).collect();
    let content = json!({ "long": long, "many": many }).to_string();
    assert_eq!(ui.deliver(TestMessage::new("my.own").content(content)), "200 success");
    browser.size(390, 844);
    browser.open(&format!("{}#1", ui.url()));
    browser.wait_for("document.querySelectorAll('.tree .more').length === 2");
    assert_eq!(browser.texts(".tree .more"), ["Show all (200,000)", "Show all (15,000)"]);
    let value = "document.querySelector('.tree .value').textContent";
    assert_eq!(browser.value(&format!("{value}.length < 1500")), true);
    assert_eq!(browser.value("document.querySelectorAll('.tree li').length < 120"), true);
    browser.click(".tree .more");
    let all = "[U+202E]<b>".repeat(50_000);
    assert_eq!(browser.value(&format!("{value}.trim()")), all);
    assert_eq!(browser.value("document.documentElement.scrollWidth <= 390"), true);
    assert_harmless(&mut browser, &ui);
}
