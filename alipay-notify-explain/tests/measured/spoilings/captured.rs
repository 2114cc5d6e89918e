//! What a capture is that is not one whole delivery, as it was sent.

use serde_json::Value;

use super::{Change, Shows, Spoiling, of_any, of_json, spoiling};

pub(super) const SPOILINGS: &[Spoiling] = &[
    of_any(
        "not printed",
        Shows::Decoded,
        &["not_printed"],
        Change::Message(|message, key| {
            message.sign(key).each(|name, _| format!("[Ljava.lang.String;@1a2b{:02x}", name.len()))
        }),
    ),
    of_json(
        "not printed by JavaScript",
        Shows::Decoded,
        &["not_printed"],
        Change::Message(|message, key| {
            message.sign(key).each(|name, value| match name {
                "biz_content" | "fund_bill_list" => "[object Object]".to_owned(),
                _ => value.to_owned(),
            })
        }),
    ),
    of_any(
        "masked",
        Shows::InAll,
        &["masked"],
        Change::Message(|message, key| {
            message.sign(key).one("sign", |sign| format!("{}****{}", &sign[..6], &sign[330..]))
        }),
    ),
    spoiling(
        "a document's sample",
        Shows::InAll,
        &["sample"],
        Change::Message(|message, key| {
            message.sign(key).each(|name, value| match name {
                "sign" | "app_id" | "notify_id" => format!("${{{name}}}"),
                _ => value.to_owned(),
            })
        }),
    ),
    of_any(
        "cut at a power of two",
        Shows::AtEnd,
        &["truncated"],
        Change::Text(|text| text.get(..512).unwrap_or(text).to_vec()),
    ),
    of_any(
        "cut in the midst",
        Shows::AtEnd,
        &["truncated"],
        Change::Text(|text| text.get(..text.len() * 5 / 11).unwrap_or(text).to_vec()),
    ),
    of_any(
        "cut with an ellipsis",
        Shows::AtEnd,
        &["truncated"],
        Change::Text(|text| [text.get(..400).unwrap_or(text), b"..."].concat()),
    ),
    of_any(
        "values cut",
        Shows::Decoded,
        &["truncated"],
        Change::Message(|message, key| {
            message.sign(key).each(|_, value| {
                let shown: String = value.chars().take(40).collect();
                if shown.len() < value.len() { shown + "…" } else { shown }
            })
        }),
    ),
    of_any(
        "two deliveries",
        Shows::InAll,
        &["several"],
        Change::Text(|text| {
            let other = String::from_utf8_lossy(text).replace("1706327962739", "1706328082739");
            let other =
                if std::str::from_utf8(text).is_ok() { other.into_bytes() } else { text.into() };
            [text, b"\n", &other].concat()
        }),
    ),
    of_any(
        "multipart",
        Shows::InOne,
        &["multipart"],
        Change::Whole(|message, key| {
            let parts = message.sign(key).texts().into_iter().map(|(name, value)| {
                format!(
                    "--XX\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
                )
            });
            format!(
                "POST /alipay HTTP/1.1\r\nContent-Type: multipart/form-data; boundary=XX\r\n\r\n\
             {}--XX--\r\n",
                parts.collect::<String>()
            )
            .into_bytes()
        }),
    ),
    of_any(
        "a JSON body",
        Shows::InOne,
        &["json_body"],
        Change::Whole(|message, key| {
            let members = message
                .sign(key)
                .texts()
                .into_iter()
                .map(|(name, value)| (name, Value::String(value)));
            format!(
                "POST /alipay HTTP/1.1\nContent-Type: application/json\n\n{}",
                Value::Object(members.collect())
            )
            .into_bytes()
        }),
    ),
    of_any(
        "a query",
        Shows::InOne,
        &["in_query"],
        Change::Whole(|message, key| {
            let body = String::from_utf8_lossy(&message.sign(key).body).into_owned();
            format!("GET /alipay?{body} HTTP/1.1\r\nHost: a\r\n\r\n").into_bytes()
        }),
    ),
    spoiling(
        "the app's own request",
        Shows::InOne,
        &["app_request"],
        Change::Whole(|_, _| {
            b"app_id=2014060600164699&biz_content=%7B%22out_trade_no%22%3A%221%22%7D&charset=utf-8&\
          method=alipay.trade.query&sign=abcd%3D%3D&sign_type=RSA2&\
          timestamp=2024-01-27+11%3A59%3A23&version=1.0"
                .to_vec()
        }),
    ),
    spoiling(
        "a return_url",
        Shows::InOne,
        &["return_url"],
        Change::Whole(|message, key| {
            let unsigned = ["utc_timestamp", "msg_method", "biz_content", "notify_id"]
                .iter()
                .fold(message.unsigned.clone(), |message, name| message.without(name))
                .parameter("method", "alipay.trade.page.pay.return")
                .parameter("timestamp", "2024-01-27 11:59:23")
                .parameter("trade_no", "2024012722001468450560001234")
                .parameter("total_amount", "0.10");
            let body = unsigned.sign(key).body();
            format!("https://shop.example/return?{}", String::from_utf8_lossy(&body)).into_bytes()
        }),
    ),
    spoiling(
        "a response of the API",
        Shows::InOne,
        &["api_response"],
        Change::Whole(|_, _| {
            br#"{"alipay_trade_query_response":{"code":"10000","msg":"Success","trade_no":"2024"},"sign":"abcd=="}"#
            .to_vec()
        }),
    ),
];
