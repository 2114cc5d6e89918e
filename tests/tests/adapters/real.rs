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

/// As the file has the bodies: one as it was on the wire, others encoded by someone else.
#[test]
fn bodies_as_they_were_sent_reach_typed_handlers() {
    for server in Server::start_each() {
        for real in real::all() {
            let Some(body) = &real.body else { continue };
            let (_, seen) = SEEN.into_iter().find(|(name, _)| *name == real.name).expect("known");
            let answer = server.exchange(&post_to("/real", body));
            assert_eq!(answer, Answer::new(200, "success"), "{}: {}", server.name(), real.name);
            assert_eq!(server.seen(), [seen], "{}: {}", server.name(), real.name);
        }
    }
}

/// A handler of one's own that extracts payments takes those, and nothing else that Alipay signed.
#[test]
fn a_handler_of_ones_own_takes_payments() {
    for server in Server::start_each() {
        for real in real::all() {
            let what = format!("{}: {}", server.name(), real.name);
            let answer = server.exchange(&post_to("/own/real", &real.form.body()));
            if real.form.value("notify_type").is_none() {
                assert_eq!(answer, Answer::new(200, "fail"), "{what}");
                assert_eq!(server.seen(), [""; 0], "{what}");
                continue;
            }
            assert_eq!(answer, Answer::new(200, "success"), "{what}");
            let order = real.form.value("out_trade_no").unwrap_or_default();
            let seen = format!("own payment Paid {}", String::from_utf8_lossy(order));
            assert_eq!(server.seen(), [seen], "{what}");

            let at = real.form.value("total_amount").unwrap_or_default().len() - 1;
            let form = real.form.clone().with_flipped_byte("total_amount", at);
            let answer = server.exchange(&post_to("/own/real", &form.body()));
            assert_eq!(answer, Answer::new(403, "fail"), "{what}");
            assert_eq!(server.seen(), [""; 0], "{what}");
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
