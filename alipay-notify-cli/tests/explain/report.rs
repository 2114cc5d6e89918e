//! All that is printed, and what is not.

use alipay_notify::ContentKey;
use alipay_notify::testing::{SignedMessage, TestMessage};
use serde_json::{Value, json};

use super::{Files, KEY, OWN, changed, gbk, plain, shop, with_reason};
use crate::support::{command, outcome};

/// A message with a query mixed in, and what identifies its signature.
fn mixed() -> (SignedMessage, String) {
    let message =
        TestMessage::new("my.own").notify_id("n1").parameter("utc_timestamp", "1514210452731");
    let signed = message.content("{\"a\":\"支付\u{1b}\"}").sign(&KEY);
    let sign =
        String::from_utf8(signed.value("sign").expect("its value").to_vec()).expect("base64");
    (signed.with("id", "7 "), sign)
}

#[test]
fn the_whole_report() {
    let files = Files::new("report");
    let (mixed, sign) = mixed();
    let body = mixed.body();
    let (code, out, err) = outcome(&files.explain(&body, &[]));
    let (shown, key, length) = (&sign[..48], &files.key, body.len());
    let public = KEY.public_key();
    let fingerprint = public.fingerprint();
    let expected = format!(
        "Captured: a raw body, {length} bytes

┌───────────────┬───────────────────────────────────────────────────┬───────┬──────────────────────────────────────────┐
│ Name          ┆ Value                                             ┆ Bytes ┆ Notes                                    │
╞═══════════════╪═══════════════════════════════════════════════════╪═══════╪══════════════════════════════════════════╡
│ charset       ┆ UTF-8                                             ┆ 5     ┆                                          │
│ biz_content   ┆ {{\"a\":\"支付\\x1B\"}}                                  ┆ 15    ┆                                          │
│ utc_timestamp ┆ 1514210452731                                     ┆ 13    ┆                                          │
│ sign          ┆ {shown}… ┆ 344   ┆                                          │
│ app_id        ┆ 2014060600164699                                  ┆ 16    ┆                                          │
│ version       ┆ 1.1                                               ┆ 3     ┆                                          │
│ sign_type     ┆ RSA2                                              ┆ 4     ┆                                          │
│ notify_id     ┆ n1                                                ┆ 2     ┆                                          │
│ msg_method    ┆ my.own                                            ┆ 6     ┆                                          │
│ id            ┆ 7                                                 ┆ 2     ┆ unknown parameter, white space at an end │
└───────────────┴───────────────────────────────────────────────────┴───────┴──────────────────────────────────────────┘

Signed content in V1, without sign_type, 142 bytes:
app_id=2014060600164699&biz_content={{\"a\":\"支付\\x1B\"}}&charset=UTF-8&id=7 \
&msg_method=my.own&notify_id=n1&utc_timestamp=1514210452731&version=1.1

Signed content in V2, with sign_type, 157 bytes; what V1 leaves out is marked:
app_id=2014060600164699&biz_content={{\"a\":\"支付\\x1B\"}}&charset=UTF-8&id=7 \
&msg_method=my.own&notify_id=n1&⟦sign_type=RSA2⟧&utc_timestamp=1514210452731&version=1.1

What was signed, in V1, 136 bytes; what differs is marked; parameters left out: 1:
app_id=2014060600164699&biz_content={{\"a\":\"支\
付\\x1B\"}}&charset=UTF-8&msg_method=my.own&notify_id=n1&utc_timestamp=1514210452731&version=1.1

Signature: good in V1 with RSA2 and the key in {key} (2048 bits, {fingerprint}), once the changes \
to the message are undone
Charset: UTF-8
Hint: it has parameters that no message has (1): hand over the body alone, without query or route

Cause: `id` did not come from Alipay, but from the query, the route or a proxy. Fix: verify the \
parameters of the body alone, without those of query and route.
"
    );
    assert_eq!((code, out, err.as_str()), (Some(1), expected, ""));
}

#[test]
fn the_whole_report_for_programs() {
    fn parameter(name: Option<&str>, value: Option<&str>, bytes: usize, notes: &[&str]) -> Value {
        json!({
            "name": name, "value": value, "bytes": bytes, "shortened": false, "notes": notes
        })
    }
    fn content(bytes: usize, marked: &[&str]) -> Value {
        json!({
            "bytes": bytes, "text": null, "base64": null, "shortened": false, "marked": marked
        })
    }

    let files = Files::new("json");
    let (mixed, sign) = mixed();
    let body = mixed.body();
    let (code, out, err) =
        outcome(&files.explain(&body, &["--json", "--redact", "--reply", "success"]));
    let found: Value = serde_json::from_str(&out).expect("one document");
    let known = |name, value: &str| parameter(Some(name), Some(value), value.len(), &[]);
    let expected = json!({
        "capture": {
            "kind": "raw", "carrier": "form", "count": 1, "cut": null, "method": null,
            "path": null, "content_type": null,
            "bytes": body.len(), "built": false,
            "left_out": 0
        },
        "parameters": [
            known("charset", "UTF-8"),
            parameter(Some("biz_content"), None, 15, &[]),
            known("utc_timestamp", "1514210452731"),
            known("sign", &sign),
            known("app_id", "2014060600164699"),
            known("version", "1.1"),
            known("sign_type", "RSA2"),
            known("notify_id", "n1"),
            known("msg_method", "my.own"),
            parameter(None, None, 2, &["unknown", "white_space_at_end"]),
        ],
        "missing": [],
        "signed_content": {
            "v1": content(142, &[]),
            "v2": content(157, &["sign_type"]),
            "restored": content(136, &[])
        },
        "match": {
            "key_file": files.key, "own_key": false, "bits": 2048,
            "fingerprint": KEY.public_key().fingerprint(),
            "sign_mode": "V1", "sign_type": "RSA2", "without_empty": false,
            "undone": ["foreign_parameters"]
        },
        "made_by": { "key_file": files.key, "sign_type": "RSA2" },
        "charset": "UTF-8",
        "hints": ["it has parameters that no message has (1): hand over the body alone, without \
                   query or route"],
        "violations": [],
        "message": null,
        "reply": null, "success": true, "reason": null,
        "genuine": false,
        "ok": false,
        "cause": {
            "name": "tampered",
            "certain": true,
            "text": "a parameter unknown to Alipay did not come from Alipay, but from the query, \
                     the route or a proxy",
            "fix": "verify the parameters of the body alone, without those of query and route"
        }
    });
    assert_eq!((code, found, err.as_str()), (Some(1), expected, ""));

    let (_, out, _) = outcome(&files.explain(&body, &["--json"]));
    let found: Value = serde_json::from_str(&out).expect("one document");
    let text = "app_id=2014060600164699&biz_content={\"a\":\"支付\u{1b}\"}&charset=UTF-8&msg_method=my.own&notify_id=n1&\
                utc_timestamp=1514210452731&version=1.1";
    assert_eq!(found["signed_content"]["restored"]["text"], text);
    assert_eq!(found["parameters"][9]["value"], "7 ");
}

#[test]
fn what_differs_is_marked_by_colour_where_there_is_one() {
    let files = Files::new("colour");
    let capture = files.put("capture", &shop().sign(&KEY).body());
    let output = command(&["explain", &capture, "--key-file", &files.key])
        .env("CLICOLOR_FORCE", "1")
        .output();
    let (_, out, _) = outcome(&output.expect("the command runs"));
    assert!(out.contains("&notify_id=n1&\u{1b}[7msign_type=RSA2\u{1b}[0m&utc_timestamp="), "{out}");
    assert!(!out.contains('⟦'), "{out}");
}

#[test]
fn no_value_of_a_content_shows_once_withheld() {
    let files = Files::new("redact");
    let (secret, gbk_secret) = ("geheim支付", gbk("geheim支付"));
    let message = with_reason("geheim支付 1+1 & geheim支付=2");
    let signed = message.clone().sign(&KEY);
    let charset = message.clone().parameter("charset", "GBK");
    for capture in [
        signed.body(),
        signed.clone().with_flipped_byte("biz_content", 3).body(),
        message.clone().encrypt(&ContentKey::from_bytes([7; 16])).sign(&KEY).body(),
        message.sign(&OWN).body(),
        plain(&signed),
        changed(signed.clone(), "biz_content", |text| text.replace('"', "&quot;")).body(),
        changed(signed.clone(), "biz_content", |text| text.replace('+', " ")).body(),
        signed.clone().doubled("biz_content").body(),
        signed.clone().with("x", "geheim支付").body(),
        charset.clone().parameter("biz_content", gbk_secret).sign(&KEY).body(),
        charset.sign(&KEY).body(),
        [b"curl 'http://x/?a=geheim' --data-raw '".as_slice(), &plain(&signed), b"'"].concat(),
    ] {
        for json in [&["--redact"][..], &["--redact", "--json"]] {
            let (_, out, err) =
                outcome(&files.explain(&capture, &[json, &["--reply", "geheim"]].concat()));
            for value in [secret, "geheim", "order_id", "shop_name"] {
                assert!(!out.contains(value), "{value}: {out}");
            }
            assert_eq!(err, "");
        }
    }
}

#[test]
fn a_value_that_is_in_the_content_as_well_is_withheld() {
    let files = Files::new("in-content");
    let content = r#"{"order_id":"2014060600164699","reason":"r","shop_id":"1","shop_name":"n"}"#;
    let message = shop().content(content);
    for message in [message.clone(), message.encrypt(&ContentKey::from_bytes([7; 16]))] {
        let content_key = files.put("content-key", b"BwcHBwcHBwcHBwcHBwcHBw==");
        let signed = message.sign(&KEY);
        let more = ["--redact", "--content-key-file", &content_key];
        let (code, out, _) = outcome(&files.explain(&signed.body(), &more));
        assert_eq!(code, Some(0));
        assert!(out.contains("\napp_id=(16 bytes withheld)&biz_content=("), "{out}");
        assert!(!out.contains("2014060600164699"), "{out}");
        assert!(out.contains("&notify_id=n1&"), "{out}");
    }
}

#[test]
fn no_key_shows() {
    let files = Files::new("keys");
    let content_key = "BwcHBwcHBwcHBwcHBwcHBw==";
    let content_key_file = files.put("content", content_key.as_bytes());
    let own = files.put("own", OWN.public_key_base64().as_bytes());
    let body = shop().encrypt(&ContentKey::from_bytes([7; 16])).sign(&KEY).body();
    let more = ["--content-key-file", content_key_file.as_str(), "--app-key-file", own.as_str()];
    for json in [&[][..], &["--json"]] {
        let (code, out, _) = outcome(&files.explain(&body, &[&more, json].concat()));
        assert_eq!(code, Some(0));
        for key in [&KEY.public_key_base64()[44..], &OWN.public_key_base64()[44..], content_key] {
            assert!(!out.contains(key), "{out}");
        }
    }
}
