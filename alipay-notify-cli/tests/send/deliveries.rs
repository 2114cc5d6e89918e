//! How often a message is delivered, and what is made of the replies.

use std::collections::HashSet;

use serde_json::{Value, json};

use super::support::application::Request;
use super::{SHOP, nobody, only, send, sent, verified};

/// Fast enough for the whole schedule of 25 hours to take less than a tenth of a second.
const FAST: [&str; 6] = ["shop.save", "--notify-id", "n1", "--retries", "--speed", "1000000"];

/// The lines below those that say what is sent.
fn below(out: &str) -> Vec<&str> {
    out.lines().skip_while(|line| !line.starts_with("  charset")).skip(1).collect()
}

/// All are the same message, and no two the same delivery.
fn are_deliveries_of_one_message(requests: &[Request]) {
    let mut stamps = Vec::new();
    let mut signatures = HashSet::new();
    for request in requests {
        let message = verified(&request.body);
        let envelope = message.envelope();
        assert_eq!((envelope.notify_id(), envelope.name()), (Some("n1"), Some(SHOP)));
        stamps.push(envelope.parameter("utc_timestamp").unwrap_or_default().to_owned());
        signatures.insert(envelope.sign().to_owned());
    }
    assert!(stamps.is_sorted_by(|earlier, later| earlier < later), "{stamps:?}");
    assert_eq!(signatures.len(), requests.len());
}

#[test]
fn duplicates_are_signed_anew() {
    let arguments = ["shop.save", "--notify-id", "n1", "--duplicate", "3"];
    let ((code, out, err), requests) = sent("duplicates", &[("200 OK", "success"); 3], &arguments);
    assert_eq!((code, err.as_str(), requests.len()), (Some(0), "", 3));
    are_deliveries_of_one_message(&requests);
    assert_eq!(
        below(&out),
        [
            "delivery 1 of 3: 200 success",
            "delivery 2 of 3: 200 success",
            "delivery 3 of 3: 200 success",
            "Alipay takes this as done."
        ]
    );
    let answers = [("200 OK", "success"), ("200 OK", "fail"), ("200 OK", "success")];
    let ((code, out, _), _) = sent("one-fails", &answers, &arguments);
    assert_eq!(code, Some(1));
    assert_eq!(
        below(&out)[1..],
        [
            "delivery 2 of 3: 200 fail",
            "delivery 3 of 3: 200 success",
            "Alipay would deliver this again in 2m (8 deliveries in about 25 h)."
        ]
    );
}

#[test]
fn notifications_come_again_after_four_minutes() {
    let answers = [("200 OK", "fail"), ("200 OK", "fail"), ("200 OK", "success")];
    let arguments = ["trade_status_sync", "--retries", "--speed", "1000000"];
    let ((code, out, err), requests) = sent("trade-retries", &answers, &arguments);
    assert_eq!((code, requests.len()), (Some(0), 3), "{err}");
    assert_eq!(
        below(&out),
        [
            "delivery 1 of 8: 200 fail; the next in 4m",
            "delivery 2 of 8: 200 fail; the next in 10m",
            "delivery 3 of 8: 200 success",
            "Alipay takes this as done."
        ]
    );
    let mut ids: Vec<_> = requests
        .iter()
        .map(|request| verified(&request.body).envelope().notify_id().map(str::to_owned))
        .collect();
    ids.dedup();
    assert_eq!(ids.len(), 1);
}

#[test]
fn retries_end_with_success() {
    let answers = [
        ("200 OK", "fail"),
        ("200 OK", "\"success\""),
        ("200 OK", "SUCCESS"),
        ("200 OK", "success"),
    ];
    let ((code, out, err), requests) = sent("retries", &answers, &FAST);
    assert_eq!((code, requests.len()), (Some(0), 3));
    are_deliveries_of_one_message(&requests);
    assert_eq!(
        below(&out),
        [
            "delivery 1 of 8: 200 fail; the next in 2m",
            "delivery 2 of 8: 200 \"success\"; the next in 10m",
            "  hint: the body holds `success` in quotes: reply with the seven letters success and \
             nothing else, as plain text",
            "delivery 3 of 8: 200 SUCCESS",
            "Alipay takes this as done."
        ]
    );
    assert_eq!(
        err,
        "waiting 2m (120µs) for delivery 2 of 8\nwaiting 10m (600µs) for delivery 3 of 8\n"
    );
}

#[test]
fn alipay_gives_up_after_eight_deliveries() {
    let ((code, out, err), requests) =
        sent("gives-up", &[("200 OK", "fail"); 8], &[&FAST[..], &["--lang", "zh"]].concat());
    assert_eq!((code, requests.len()), (Some(1), 8));
    are_deliveries_of_one_message(&requests);
    let lines: Vec<&str> = below(&out);
    assert_eq!(
        lines,
        [
            "第 1/8 次投递：200 fail；2 分钟后重新投递",
            "第 2/8 次投递：200 fail；10 分钟后重新投递",
            "第 3/8 次投递：200 fail；10 分钟后重新投递",
            "第 4/8 次投递：200 fail；1 小时后重新投递",
            "第 5/8 次投递：200 fail；2 小时后重新投递",
            "第 6/8 次投递：200 fail；6 小时后重新投递",
            "第 7/8 次投递：200 fail；15 小时后重新投递",
            "第 8/8 次投递：200 fail",
            "支付宝至此不再投递：8 次投递均未得到 success。"
        ]
    );
    assert_eq!(err.lines().last(), Some("等待 15 小时 (54ms) 后进行第 8/8 次投递"));
}

#[test]
fn what_can_not_be_sent_is_told_apart() {
    let (address, refused) = nobody();
    let (url, why) = (format!("http://{address}/"), format!("not delivered: {refused}"));
    let (code, out, err) = send("nobody", &url, &["shop.save"]);
    assert_eq!((code, err), (Some(2), format!("error: {url}: {why}\n")));
    assert_eq!(below(&out), [""; 0]);

    let (code, out, _) = send("nobody-retries", &url, &FAST);
    assert_eq!(code, Some(2));
    let lines = below(&out);
    assert_eq!(lines[0], format!("delivery 1 of 8: {url}: {why}; the next in 2m"));
    assert_eq!(
        lines[7..],
        [
            &format!("delivery 8 of 8: {url}: {why}"),
            "Alipay would give up now: none of 8 deliveries was answered success."
        ]
    );
}

#[test]
fn a_reply_that_is_not_success_is_explained() {
    let page = format!("<html>\u{1b}[2J{}</html>", "x".repeat(300));
    let ((code, out, _), requests) = sent("page", &[("404 Not Found", &page)], &["shop.save"]);
    assert_eq!((code, requests.len()), (Some(1), 1));
    assert_eq!(
        below(&out),
        [
            &format!("  answered       404 <html>\u{fffd}[2J{}…", "x".repeat(190)),
            "  hint: the body holds HTML or XML: reply with the seven letters success and nothing \
             else, as plain text",
            "  hint: the status 404 says that there is nothing at this path: compare the URL with \
             the route",
            "Alipay would deliver this again in 2m (8 deliveries in about 25 h)."
        ]
    );
    let ((code, out, _), _) = sent("odd", &[("202 Accepted", "success")], &["shop.save"]);
    assert_eq!(code, Some(0), "the body alone counts");
    assert_eq!(
        below(&out),
        [
            "  answered       202 success",
            "  hint: the status is 202: only the body is documented to count, but 200 is what is \
             usual",
            "Alipay takes this as done."
        ]
    );
}

#[test]
fn chinese_is_spoken() {
    let arguments = ["shop.save", "--notify-id", "n1", "--lang", "zh"];
    let ((code, out, err), requests) = sent("chinese", &[("403 Forbidden", "fail")], &arguments);
    assert_eq!((code, err.as_str(), requests.len()), (Some(1), "", 1));
    let lines: Vec<&str> = out.lines().collect();
    assert!(lines[0].starts_with(&format!("{SHOP}，投递到 http://127.0.0.1:")), "{out}");
    assert_eq!(
        lines[1..],
        [
            "  notify_id      n1",
            "  app_id         2014060600164699",
            "  sign_type      RSA2，V1 模式",
            "  charset        UTF-8",
            "  应答           403 fail",
            "  提示：状态码 403 表示消息未通过验证：网关配置的支付宝公钥是否与 --key-file 成对，app_id 是否属于该网关？",
            "支付宝会在 2 分钟后重新投递（约 25 小时内共 8 次）。"
        ]
    );
}

#[test]
fn who_takes_a_changed_message_is_told() {
    let arguments = ["shop.save", "--tamper", "biz_content"];
    let ((code, out, _), _) = sent("careful", &[("403 Forbidden", "fail")], &arguments);
    assert_eq!(code, Some(1));
    let again = "Alipay would deliver this again in 2m (8 deliveries in about 25 h).";
    assert_eq!(
        below(&out),
        [
            "  tampered       biz_content, one byte after it was signed",
            "  answered       403 fail",
            again
        ]
    );
    let ((_, out, _), _) = sent("careless", &[("200 OK", "success")], &arguments);
    assert_eq!(
        below(&out)[1..],
        [
            "  answered       200 success",
            "  hint: the gateway took a message that was changed after it was signed: it does not \
             verify signatures",
            "Alipay takes this as done.",
        ]
    );
    let arguments = [&arguments[..], &["--lang", "zh"]].concat();
    let ((_, out, _), _) = sent("careless-zh", &[("200 OK", "success")], &arguments);
    assert_eq!(
        below(&out),
        [
            "  tampered       biz_content，签名后改动了一个字节",
            "  应答           200 success",
            "  提示：网关接受了一条签名后被改动的消息：它没有验签",
            "支付宝视为已处理完成。",
        ]
    );
}

#[test]
fn programs_get_one_object_a_delivery() {
    let answers = [("200 OK", "fail"), ("500 Broken", ""), ("200 OK", "success")];
    let ((code, out, _), requests) = sent("json", &answers, &[&FAST[..], &["--json"]].concat());
    assert_eq!((code, requests.len()), (Some(0), 3));
    let found: Vec<Value> =
        out.lines().map(|line| serde_json::from_str(line).expect("an object")).collect();
    let object = |delivery: usize, status: u16, reply: &str, again: Option<u64>, hints: &[&str]| {
        json!({
            "parameter": "msg_method",
            "name": SHOP,
            "notify_id": "n1",
            "utc_timestamp": verified(&requests[delivery - 1].body)
                .envelope()
                .parameter("utc_timestamp"),
            "delivery": delivery,
            "status": status,
            "reply": reply,
            "success": again.is_none(),
            "again_in_seconds": again,
            "warnings": [],
            "hints": hints,
        })
    };
    let empty = "the body holds nothing: reply with the seven letters success and nothing else, as \
                 plain text";
    let failed = "the status 500 says that the server failed; its log says why";
    assert_eq!(
        found,
        [
            object(1, 200, "fail", Some(120), &[]),
            object(2, 500, "", Some(600), &[empty, failed]),
            object(3, 200, "success", None, &[])
        ]
    );

    let (address, refused) = nobody();
    let url = format!("http://{address}/");
    let (code, out, err) = send("json-nobody", &url, &["shop.save", "--json"]);
    assert_eq!((code, err.as_str()), (Some(2), ""));
    let found: Value = serde_json::from_str(&out).expect("an object");
    let why = format!("{url}: not delivered: {refused}");
    assert_eq!((&found["error"], &found["success"]), (&json!(why), &json!(false)));
    assert_eq!((found.get("status"), found["again_in_seconds"].as_u64()), (None, Some(120)));
}

#[test]
fn a_redirect_is_an_answer() {
    let answers =
        [("307 Temporary Redirect\r\nlocation: http://127.0.0.1:1/", ""), ("200 OK", "success")];
    let ((code, out, _), requests) = sent("redirect", &answers, &["shop.save"]);
    assert_eq!(code, Some(1));
    only(&requests);
    assert_eq!(
        below(&out)[2],
        "  hint: the status 307 leads elsewhere, and that is not followed: deliver to the address \
         where it ends"
    );
}
