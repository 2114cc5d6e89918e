//! What a capture is that is not one whole delivery, as it was sent.

use alipay_notify::ContentKey;
use alipay_notify::testing::{SignedMessage, TestMessage};
use serde_json::{Map, Value, json};

use super::{Files, KEY, OWN, changed, plain, shop};

const WHOLE: &str = "Fix: hand over or capture the whole body.";

fn texts(signed: &SignedMessage) -> Vec<(String, String)> {
    let value = |name: &str| signed.value(name).expect("its value").to_vec();
    let text = |name: &str| String::from_utf8(value(name)).expect("UTF-8");
    signed.names().map(|name| (name.to_owned(), text(name))).collect()
}

fn map(signed: &SignedMessage) -> Map<String, Value> {
    texts(signed).into_iter().map(|(name, value)| (name, Value::String(value))).collect()
}

#[test]
fn several_deliveries_are_counted() {
    let (one, other) = (shop().sign(&KEY).body(), shop().notify_id("n2").sign(&KEY).body());
    let sentence = "Cause: the capture holds 2 deliveries, each with a signature of its own. Fix: \
                    explain each by itself: keep one of them in a file.";
    let files = Files::new("several-deliveries");
    files.finds(&[&one[..], b"\n", &other].concat(), sentence);
    let list = json!([map(&shop().sign(&KEY)), map(&shop().notify_id("n2").sign(&KEY))]);
    files.finds(list.to_string().as_bytes(), sentence);
}

#[test]
fn what_breaks_off_says_where() {
    let files = Files::new("cut");
    let body = shop().sign(&KEY).body();
    files.finds(
        &body[..256],
        &format!(
            "Cause: the capture is cut off at its end: it has 256 bytes, a length at which logs \
             and databases cut texts. {WHOLE}"
        ),
    );
    files.finds(
        &body[..217],
        &format!("Cause: the capture is cut off at its end, after 217 bytes. {WHOLE}"),
    );
    files.finds(
        &body[20..],
        &format!("Cause: the capture is cut off: it begins in the midst of the body. {WHOLE}"),
    );
    let shortened = changed(shop().sign(&KEY), "sign", |sign| format!("{}...", &sign[..20]));
    files.finds(
        Value::Object(map(&shortened)).to_string().as_bytes(),
        &format!("Cause: the capture has abbreviated values, which end with an ellipsis. {WHOLE}"),
    );
    let selection = map(&shop().sign(&OWN)).into_iter().filter(|(name, _)| {
        ["charset", "sign", "sign_type", "biz_content", "app_id"].contains(&&**name)
    });
    files.finds(
        Value::Object(selection.collect()).to_string().as_bytes(),
        "Likely cause: this is not all of a delivery: `notify_id`, `utc_timestamp`, `msg_method`, \
         `version` are missing, and nothing shows that the rest is as it was sent; probably the \
         capture is cut off, or shows a selection. Fix: capture the body as it was received, all \
         of it.",
    );
}

#[test]
fn what_was_not_posted_as_a_form_says_so() {
    let files = Files::new("carried");
    let signed = shop().sign(&KEY);
    let body = String::from_utf8(signed.body()).expect("a form is ASCII");
    let json = Value::Object(map(&signed));
    let part = |(name, value): &(_, _)| {
        format!("--X\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
    };
    let parts = texts(&signed).iter().map(part).collect::<Vec<_>>().concat();
    let as_it_is = "Fix: pass the body on as it was received, with its content type.";
    for (capture, sentence) in [
        (
            format!("POST / HTTP/1.1\nContent-Type: application/json\n\n{json}"),
            format!(
                "Cause: the body is JSON, and Alipay posts a form: a gateway or a proxy in between \
                 converted it. {as_it_is}"
            ),
        ),
        (
            format!("POST / HTTP/1.1\n\n{parts}--X--\r\n"),
            format!(
                "Cause: the body is multipart/form-data, and Alipay posts a form of the plain \
                 kind: something in between built it anew. {as_it_is}"
            ),
        ),
        (
            format!("GET /alipay?{body} HTTP/1.1\nHost: a\n\n"),
            "Cause: the parameters are in the query of a GET request, and Alipay posts them as a \
             form: a redirect or a program in between turned the POST into it. Fix: give Alipay \
             the final address, and pass its POST on as it is."
                .to_owned(),
        ),
    ] {
        files.finds(capture.as_bytes(), &sentence);
    }
}

#[test]
fn values_that_are_not_there_are_named() {
    let files = Files::new("stood-in");
    let signed = shop().sign(&KEY);
    let with =
        |name: &str, value: &str| Value::Object(map(&signed.clone().with(name, value))).to_string();
    files.finds(
        with("biz_content", "[Ljava.lang.String;@1a2b3c").as_bytes(),
        "Cause: the values were not printed: the capture has objects and addresses of the program \
         in place of `biz_content`. Fix: print the values themselves, or better keep the body as \
         it was received.",
    );
    files.finds(
        with("sign", "YbRO****HJzb").as_bytes(),
        "Cause: values were masked before they were captured: `sign`. Fix: capture the body before \
         anything masks it; --redact hides what the content says.",
    );
    files.finds(
        with("app_id", "${appid}").as_bytes(),
        "Cause: this is a sample with placeholders, such as a document has it, in place of \
         `app_id`. Fix: capture a real delivery, or have `send` sign an example.",
    );
}

#[test]
fn what_is_no_delivery_is_named() {
    let files = Files::new("no-delivery");
    let notify =
        "Fix: capture what Alipay posts to the application gateway (应用网关) or to `notify_url`.";
    for (capture, sentence) in [
        (
            "app_id=1&method=alipay.trade.query&sign=a&sign_type=RSA2&timestamp=t&charset=utf-8",
            format!(
                "Cause: this is a request of the app to Alipay's API, which the app signs, not a \
                 delivery. {notify}"
            ),
        ),
        (
            r#"{"alipay_trade_query_response":{"code":"10000"},"sign":"a"}"#,
            format!(
                "Cause: this is a response of Alipay's API, of which the signature covers only the \
                 inner object, not a delivery. {notify}"
            ),
        ),
        (
            "https://a/b?charset=utf-8&method=alipay.trade.page.pay.return&sign=a&app_id=1&trade_no=1",
            "Cause: this is the buyer's return to the shop (return_url), which comes by the \
             browser, not a delivery. Fix: rely on what Alipay posts to `notify_url`, and only \
             show the buyer a page here."
                .to_owned(),
        ),
        (
            "app_id=1&source=alipay_wallet&scope=auth_user&auth_code=9",
            "Cause: this is the return from an authorisation, which comes by the browser and is \
             not signed, not a delivery. Fix: exchange its code for a token by the API."
                .to_owned(),
        ),
        (
            r#"{"notifyType":"PAYMENT_RESULT","paymentId":"1","paymentRequestId":"2"}"#,
            "Cause: this is a notification of Antom or Alipay+, whose signature is in a header of \
             the request, not a delivery of Alipay's open platform. Fix: verify it by the key and \
             the documents of Antom."
                .to_owned(),
        ),
        (
            "a=1&b=2",
            "Likely cause: nothing in it looks like a delivery: it has no parameters of Alipay's. \
             Fix: capture the body of the request as it was received."
                .to_owned(),
        ),
    ] {
        files.finds(capture.as_bytes(), &sentence);
    }
}

#[test]
fn what_can_be_undone_is_proven() {
    let files = Files::new("undone");
    let signed = shop().sign(&KEY);
    let upper = map(&signed).into_iter().map(|(name, value)| (name.to_uppercase(), value));
    files.finds(
        Value::Object(upper.collect()).to_string().as_bytes(),
        "Cause: names were written in another way, such as `bizContent` or `BIZ_CONTENT` for \
         `biz_content`, and names are signed as well. Fix: verify names and values as they were \
         received, not those of a class or a map.",
    );
    files.finds(
        &changed(signed.clone(), "msg_method", |text| text.replace('.', "\u{200b}.")).body(),
        "Cause: characters that nobody sees, or spaces of another kind (U+200B, U+00A0, U+3000), \
         got into `msg_method`. Fix: hand over the values as they were received, not copied from a \
         page or a chat.",
    );
    files.finds(
        &signed.clone().without("version").body(),
        "Cause: `version` was sent and is missing, and it is part of what is signed. Fix: hand \
         over all parameters of the body.",
    );
    files.finds(
        &signed.clone().without("notify_id").body(),
        "Cause: the parameter `notify_id` is missing. Fix: hand over the bytes of the body as they \
         were received, before any framework, filter or proxy changes them.",
    );

    let sealed = shop().encrypt(&ContentKey::from_bytes([7; 16])).sign(&KEY);
    let content = texts(&signed).into_iter().find(|(name, _)| name == "biz_content");
    let opened = sealed.with("biz_content", content.expect("a content").1).body();
    let key = files.put("content-key", b"BwcHBwcHBwcHBwcHBwcHBw==");
    let sentence = "Cause: `biz_content` was decrypted before the signature was checked, and \
                    Alipay signs what is encrypted. Fix: verify `biz_content` as it was received, \
                    and decrypt it afterwards; a verifier with the content key does both.";
    files.finds(&opened, sentence);
    let with_key = files.sentence(&opened, &["--content-key-file", &key]);
    assert_eq!(with_key, (Some(1), sentence.to_owned()));
}

#[test]
fn what_is_in_place_of_a_signature_is_named() {
    let files = Files::new("signs");
    let signed = shop().sign(&KEY);
    let whole = "Fix: hand over the whole `sign`, as it was received.";
    for (change, sentence) in [
        (
            (|sign: &str| sign.to_lowercase()) as fn(&str) -> String,
            format!(
                "Cause: the letters of `sign` were all turned into lower or upper case, which \
                 can't be undone. {whole}"
            ),
        ),
        (
            |sign| sign[..255].to_owned(),
            format!(
                "Cause: `sign` is cut off: it has 255 characters, and that of an RSA2 signature \
                 has 344, or 172 of a key of 1024 bits. {whole}"
            ),
        ),
        (
            |_| "4ee7f5c2a60f1c1b3a9d9bd1b1f8a5e3".to_owned(),
            "Cause: the signature is a digest of MD5, as Alipay's old interface makes it, not one \
             of RSA2. Fix: verify it as the old interface documents it, with the key of the shop \
             (MD5), or switch the product to RSA2."
                .to_owned(),
        ),
    ] {
        files.finds(&changed(signed.clone(), "sign", change).body(), &sentence);
    }
}

#[test]
fn a_key_that_is_not_the_apps_own_is_another_one() {
    let files = Files::new("other-key");
    let own = files.put("own", OWN.public_key_base64().as_bytes());
    let other = alipay_notify::testing::TestKey::generate();
    for (app_id, which) in [
        (
            "2014060600164699",
            "the `app_id` is not one of the sandbox, so the key is the sandbox's, that of another \
             app, or an older one",
        ),
        (
            "9021000122682882",
            "the `app_id` is one of the sandbox, so the key is that of production, of another app, \
             or an older one",
        ),
        (
            "2016073100130857",
            "the key is that of another app, of the sandbox in place of production or the reverse, \
             or an older one",
        ),
    ] {
        let body = shop().app_id(app_id).sign(&other).body();
        let sentence = format!(
            "Likely cause: none of the given keys made this signature, nor is one of them the \
             app's own: {which}. Fix: copy Alipay's public key (支付宝公钥) of this app and environment \
             from the console again."
        );
        let found = files.sentence(&body, &["--app-key-file", &own]);
        assert_eq!(found, (Some(1), sentence), "{app_id}");
    }

    let both = files.put("both", KEY.public_key_base64().as_bytes());
    let found = files.sentence(&shop().sign(&KEY).body(), &["--app-key-file", &both]);
    let sentence = format!(
        "Cause: the key in {} made the signature, so it is not the app's own public key (应用公钥), \
         as which it was given as well. Fix: give the app's own public key as --app-key-file, or \
         leave that option out.",
        files.key
    );
    assert_eq!(found, (Some(1), sentence));
}

#[test]
fn what_decoded_a_payment_is_told_as_of_a_message() {
    const LEFT_OUT: [&str; 3] = ["utc_timestamp", "msg_method", "biz_content"];
    let payment = LEFT_OUT
        .iter()
        .fold(TestMessage::new("x"), |payment, name| payment.without(name))
        .parameter("notify_type", "trade_status_sync")
        .parameter("subject", "a & b+c");
    let files = Files::new("payment");
    files.finds(
        &plain(&payment.clone().sign(&KEY)),
        "Cause: the body was decoded before the verifier decoded it, so it was decoded twice. Fix: \
         hand over the bytes of the body as they were received, not what the framework's form \
         parser made of them.",
    );
    // Nothing is missing of a payment that no payment has.
    files.finds(
        &payment.sign(&KEY).with_flipped_byte("subject", 0).body(),
        "Cause: the key is the right one, but something changed the content after it was signed, \
         in a way that could not be traced. Fix: hand over the bytes of the body as they were \
         received, before any framework, filter or proxy changes them.",
    );
}
