//! The page at work, in a browser.

use std::fs;
use std::thread;
use std::time::{Duration, Instant};

use alipay_notify::messages::{ShopSaveRejected, TradeStatusSync};
use alipay_notify::testing::{TestKey, TestMessage};
use serde_json::json;

use crate::browser::Browser;
use crate::hostile::assert_harmless;
use crate::support::application::Application;
use crate::ui::Ui;

#[test]
fn the_page_shows_what_comes_and_does_what_it_is_told() {
    let Some(mut browser) = Browser::start("the inspector") else { return };
    let ui = Ui::start("ui-page", &[]);
    browser.open(&ui.url());
    browser.wait_for_text("#count", "Nothing has come yet.");
    let names = |browser: &mut Browser| browser.texts("#deliveries .name");

    // A delivery appears by itself; the filter leaves what it is to leave.
    ui.deliver(TestMessage::example::<ShopSaveRejected>().notify_id("n1"));
    browser.wait_for_text("#count", "Deliveries: 1");
    ui.deliver(TestMessage::example::<TradeStatusSync>().notify_id("n2"));
    let forged = TestMessage::example::<TradeStatusSync>().sign(&TestKey::generate()).body();
    ui.listening.post("/", &forged);
    browser.wait_for_text("#count", "Deliveries: 3");
    let (shop, trade) = ("ant.merchant.expand.shop.save.rejected", "trade_status_sync");
    assert_eq!(names(&mut browser), [trade, trade, shop]);
    // The keyboard is enough: `/` goes to the filter, arrows and Enter through the list.
    browser.press("/", 191);
    browser.insert("TRADE");
    browser.wait_for_text("#count", "Deliveries: 2 of 3");
    assert_eq!(names(&mut browser), [trade, trade]);
    browser.value("document.querySelector('#deliveries a').focus()");
    browser.press("ArrowDown", 40);
    browser.press("Enter", 13);
    browser.wait_for_text("#title", trade);
    assert_eq!(browser.value("document.activeElement.id"), "title");
    assert_eq!(browser.value("location.hash"), "#2");
    assert_eq!(browser.texts("[data-slot=event]"), ["paid: 88.88 yuan, order shop-1001"]);
    browser.value("location.hash = '3'");
    browser.wait_for("document.querySelector('#verdict').innerText.startsWith('Likely cause: ')");
    assert_eq!(browser.texts("[data-slot=outcome]"), ["rejected"]);
    let countdown = "/Alipay delivers it again in 0[0-4]:\\d\\d\\.$/.test(again.innerText)";
    assert_eq!(browser.value(countdown), true);

    // Values are hidden with one switch, also in the page that is loaded anew.
    browser.value("location.hash = '2'");
    browser.wait_for("document.querySelector('[aria-current]')?.hash === '#2'");
    assert_eq!(browser.value("detail.innerText.includes('shop-1001')"), true);
    browser.click("#hide");
    let hidden = "!detail.hidden && document.querySelector('.withheld') && \
                  !/shop-1001|n2/.test(document.body.innerText)";
    browser.wait_for(&format!("Boolean({hidden})"));
    browser.value("window.isOld = true; location.reload()");
    browser.wait_for(&format!("Boolean(!window.isOld && {hidden})"));
    browser.click("#hide");
    browser.wait_for("document.querySelector('#detail').innerText.includes('shop-1001')");

    // The buttons.
    let application = Application::start();
    application.answer("200 OK", "success");
    browser
        .value(&format!("document.getElementById('replay').to.value = {}", json!(application.url)));
    browser.click("#replay button");
    let result = "document.querySelector('#replay .result').innerText";
    browser.wait_for(&format!("/^Answered 200 success in \\d+ ms$/.test({result})"));
    assert_eq!(application.request().line, "POST /notify HTTP/1.1");
    browser.grant("clipboardReadWrite");
    browser.grant("clipboardSanitizedWrite");
    browser.click("#curl");
    browser.wait_for_text("#replay .result", "Copied.");
    let downloads = browser.downloads();
    browser.click("#save");
    browser.wait_for(&format!("{result}.startsWith('Saved as ')"));
    let told = browser.texts("#replay .result").concat();
    let file = downloads.join(told.trim_start_matches("Saved as ").trim_end_matches('.'));
    let begun = Instant::now();
    let saved = loop {
        match fs::read(&file) {
            Ok(saved) if !saved.is_empty() => break saved,
            _ => assert!(begun.elapsed().as_secs() < 60, "{told}"),
        }
        thread::sleep(Duration::from_millis(50));
    };
    assert_eq!(saved, ui.ask("GET", "/deliveries/2/file", "").body);
    browser.value("document.getElementById('examples').open = true");
    let message = json!(format!("msg_method {shop}"));
    browser.value(&format!("document.getElementById('example').message.value = {message}"));
    browser.click("#example button");
    browser.wait_for(
        "document.querySelector('#example .result').innerText.startsWith('Answered 200 success')",
    );
    assert_eq!(ui.numbers("/deliveries").len(), 4);
    assert_harmless(&mut browser, &ui);

    // Once the command is gone, the page says so.
    drop(ui);
    browser.wait_for("!document.querySelector('#gone').hidden");
}

#[test]
fn older_deliveries_are_a_page_away_and_stay_there() {
    let Some(mut browser) = Browser::start("pages of the inspector") else { return };
    let ui = Ui::start("ui-older", &[]);
    let deliver = |count: usize| {
        (0..count).for_each(|_| assert_eq!(ui.listening.post("/", b"hello"), "400 fail"));
    };
    deliver(250);
    browser.open(&ui.url());
    browser.wait_for_text("#count", "Deliveries: 250");
    let numbers = "[...document.querySelectorAll('#deliveries a')].map((link) => link.hash)";
    let are = |last: u32, first: u32| {
        let expected: Vec<String> =
            (first..=last).rev().map(|number| format!("#{number}")).collect();
        format!("JSON.stringify({numbers}) === JSON.stringify({})", json!(expected))
    };
    browser.wait_for(&are(250, 151));
    browser.click("#older");
    browser.wait_for(&are(150, 51));
    // What comes in the meantime moves nothing.
    deliver(1);
    browser.wait_for_text("#count", "Deliveries: 251");
    assert_eq!(browser.value(&are(150, 51)), true);
    browser.click("#older");
    browser.wait_for(&are(50, 1));
    assert_eq!(browser.value("document.getElementById('older').hidden"), true);
    browser.click("#newest");
    browser.wait_for(&are(251, 152));
    // The row that has the focus keeps it.
    browser.value("document.querySelectorAll('#deliveries a')[3].focus()");
    deliver(1);
    browser.wait_for(&are(252, 153));
    assert_eq!(browser.value("document.activeElement.hash"), "#248");
}
