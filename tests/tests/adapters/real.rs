//! What Alipay signed, through both adapters.

use alipay_notify::testing::SignedMessage;
use alipay_notify_tests::real;
use alipay_notify_tests::servers::{Answer, Server, post_to};

/// What handlers see of each.
const SEEN: [(&str, &str); 7] = [
    ("ant-open-sdk/testRequest1", "fallback alipay.open.auth.appauth.cancel"),
    ("ant-open-sdk/testRequest2", "fallback alipay.open.auth.appauth.cancel"),
    ("alipay-sdk-nodejs-all/trade_status_sync", "payment Paid 0.10"),
    ("yansongda-2023-sandbox-cert", "payment Paid 0.01"),
    ("helei112g-2017-sandbox-rawbody", "payment Paid 0.01"),
    ("joice-2017-riskgo-gbk-rsa", "risk 商户欺诈基本成立"),
    ("node-2019-trade-yuque-2", "payment Paid 0.10"),
];

fn deliver(server: &Server, form: &SignedMessage) -> (Answer, Vec<String>) {
    (server.exchange(&post_to("/real", &form.body())), server.seen())
}

#[test]
fn what_alipay_signed_reaches_typed_handlers() {
    for server in Server::start_each() {
        for real in real::all() {
            let (_, seen) = SEEN.into_iter().find(|(name, _)| *name == real.name).expect("known");
            let expected = (Answer::new(200, "success"), vec![seen.to_owned()]);
            assert_eq!(deliver(&server, &real.form), expected, "{}: {}", server.name(), real.name);
        }
    }
}

#[test]
fn with_another_digit_it_reaches_nobody() {
    for server in Server::start_each() {
        for real in real::all() {
            let names: Vec<_> = real.form.names().map(str::to_owned).collect();
            let mut changed = 0;
            for name in names {
                let value = real.form.value(&name).unwrap_or_default();
                let Some(at) = value.iter().position(u8::is_ascii_digit) else { continue };
                let form = real.form.clone().with_flipped_byte(&name, at);
                let expected = (Answer::new(403, "fail"), Vec::new());
                let what = format!("{}: {}: {name}", server.name(), real.name);
                assert_eq!(deliver(&server, &form), expected, "{what}");
                changed += 1;
            }
            assert!(changed >= 3, "{}: {changed} digits", real.name);
        }
    }
}
