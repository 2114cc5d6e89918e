//! What happens to a delivery on its way to the verifier.

use alipay_notify::ContentKey;
use serde_json::{Map, Value};

use super::{Change, Shows, Spoiling, of_any, of_json, spoiling};
use crate::message::Signed;

pub(super) const SPOILINGS: &[Spoiling] = &[
    of_json(
        "HTML entities",
        Shows::InAll,
        &["tampered:html_entities"],
        Change::Message(|message, key| {
            message.sign(key).each(|name, value| match name {
                "biz_content" | "fund_bill_list" | "subject" => {
                    value.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;")
                }
                _ => value.to_owned(),
            })
        }),
    ),
    spoiling(
        "full-width characters",
        Shows::InAll,
        &["tampered:full_width"],
        Change::Message(|message, key| {
            message.sign(key).one("biz_content", |text| text.replace('"', "＂").replace('&', "＆"))
        }),
    ),
    of_any(
        "spaces in `sign`",
        Shows::InAll,
        &["spaces_in_sign", "tampered:decoded_before"],
        Change::Message(|message, key| {
            message.sign_with_plus(key).one("sign", |sign| sign.replace('+', " "))
        }),
    ),
    spoiling(
        "spaces for plus",
        Shows::InAll,
        &["tampered:spaces"],
        Change::Message(|message, key| {
            let without_spaces =
                message.unsigned.clone().content(r#"{"reason":"1+1=2+0","ok":"a+b"}"#);
            Signed::of(&without_spaces.sign(key)).one("biz_content", |text| text.replace('+', " "))
        }),
    ),
    of_any(
        "encoded twice",
        Shows::Encoded,
        &["tampered:encoded_twice"],
        Change::Message(|message, key| {
            message
                .sign(key)
                .each(|_, value| form_urlencoded::byte_serialize(value.as_bytes()).collect())
        }),
    ),
    spoiling(
        "decoded before",
        Shows::InOne,
        &["tampered:decoded_before"],
        Change::Whole(|message, key| {
            let pairs = message.sign(key).texts().into_iter();
            let parts: Vec<String> = pairs.map(|(name, value)| format!("{name}={value}")).collect();
            parts.join("&").into_bytes()
        }),
    ),
    of_any(
        "foreign parameters",
        Shows::InAll,
        &["tampered:foreign_parameters"],
        Change::Message(|message, key| {
            let mut signed = message.sign(key);
            signed.pairs.push(("controller".to_owned(), b"pay".to_vec()));
            Signed::of_pairs(signed.pairs)
        }),
    ),
    spoiling(
        "an empty value dropped",
        Shows::InAll,
        &["tampered:dropped_empty"],
        Change::Message(|message, key| {
            let with_empty = message.unsigned.clone().parameter("encrypt_type", "").sign(key);
            Signed::of(&with_empty.without("encrypt_type"))
        }),
    ),
    spoiling(
        "white space cut off",
        Shows::InAll,
        &["tampered:trimmed"],
        Change::Message(|message, key| {
            let padded = message.unsigned.clone().parameter("version", "1.1 ").sign(key);
            Signed::of(&padded).one("version", |text| text.trim().to_owned())
        }),
    ),
    spoiling(
        "slashes escaped",
        Shows::InAll,
        &["tampered:rewritten"],
        Change::Message(|message, key| {
            message.sign(key).one("biz_content", |text| text.replace('/', "\\/"))
        }),
    ),
    spoiling(
        "quotes escaped",
        Shows::InAll,
        &["tampered:escaped"],
        Change::Message(|message, key| {
            message.sign(key).one("biz_content", |text| {
                text.replace('\\', r"\\").replace('"', "\\\"").replace('\'', "\\'")
            })
        }),
    ),
    of_json(
        "JSON written again with spaces",
        Shows::InAll,
        &["tampered:rewritten"],
        Change::Message(|message, key| {
            message.sign(key).each(|name, value| match name {
                "biz_content" | "fund_bill_list" => {
                    value.replace("\":", "\": ").replace(",\"", ", \"")
                }
                _ => value.to_owned(),
            })
        }),
    ),
    spoiling(
        "JSON written again in ASCII",
        Shows::InAll,
        &["tampered:rewritten"],
        Change::Message(|message, key| message.sign(key).one("biz_content", ascii)),
    ),
    of_json(
        "a list in a log's JSON",
        Shows::InOne,
        &["genuine", "other_form", "tampered:rewritten", "changed:Rewritten"],
        Change::Whole(|message, key| {
            let members = message.sign(key).texts().into_iter().map(|(name, value)| {
                let is_json = ["fund_bill_list", "biz_content"].contains(&&*name);
                let parsed = is_json.then(|| serde_json::from_str(&value).expect("JSON"));
                (name, parsed.unwrap_or(Value::String(value)))
            });
            let object = Value::Object(members.collect::<Map<_, _>>());
            format!("11:59 notify {}", serde_json::to_string_pretty(&object).expect("JSON"))
                .into_bytes()
        }),
    ),
    spoiling(
        "GBK read as UTF-8",
        Shows::InAll,
        &["changed:LostCharacters"],
        Change::Message(|message, key| {
            let content = gbk("{\"reason\":\"资料有问题\",\"n\":\"支付宝\"}");
            let signed = message.unsigned.clone().parameter("charset", "GBK");
            let mut signed = Signed::of(&signed.parameter("biz_content", content).sign(key));
            signed.pairs.iter_mut().for_each(|(_, value)| {
                *value = String::from_utf8_lossy(value).into_owned().into_bytes();
            });
            Signed::of_pairs(signed.pairs)
        }),
    ),
    spoiling(
        "GBK converted",
        Shows::InAll,
        &["tampered:converted"],
        Change::Message(|message, key| {
            let text = "{\"reason\":\"资料有问题\",\"n\":\"支付宝\"}";
            let signed = message.unsigned.clone().parameter("charset", "GBK");
            let signed = Signed::of(&signed.parameter("biz_content", gbk(text)).sign(key));
            signed.one("biz_content", |_| text.to_owned())
        }),
    ),
    spoiling(
        "UTF-8 read as ISO-8859-1",
        Shows::InAll,
        &["tampered:misread"],
        Change::Message(|message, key| {
            message.sign(key).one("biz_content", |text| text.bytes().map(char::from).collect())
        }),
    ),
    of_any(
        "zero-width spaces",
        Shows::InAll,
        &["tampered:invisible"],
        Change::Message(|message, key| {
            message.sign(key).one("sign", |sign| {
                let (front, back) = sign.split_at(100);
                format!("{front}\u{200b}{back}")
            })
        }),
    ),
    spoiling(
        "no-break spaces",
        Shows::InAll,
        &["tampered:invisible"],
        Change::Message(|message, key| {
            message.sign(key).one("biz_content", |text| text.replace(' ', "\u{a0}"))
        }),
    ),
    of_any(
        "`sign` in several lines",
        Shows::InAll,
        &["tampered:sign_alphabet", "genuine", "other_form"],
        Change::Message(|message, key| {
            message.sign(key).one("sign", |sign| {
                let lines: Vec<String> = sign
                    .as_bytes()
                    .chunks(76)
                    .map(|line| String::from_utf8_lossy(line).into_owned())
                    .collect();
                lines.join("\r\n")
            })
        }),
    ),
    of_any(
        "names in camel case",
        Shows::Decoded,
        &["tampered:renamed"],
        Change::Message(|message, key| renamed(&message.sign(key), camel)),
    ),
    spoiling(
        "names in upper case",
        Shows::Decoded,
        &["tampered:renamed"],
        Change::Message(|message, key| renamed(&message.sign(key), str::to_uppercase)),
    ),
    spoiling(
        "a DTO",
        Shows::InOne,
        &["tampered:renamed"],
        Change::Whole(|message, key| {
            let fields = message
                .sign(key)
                .texts()
                .into_iter()
                .map(|(name, value)| format!("{}={value}", camel(&name)));
            let fields: Vec<String> = fields.chain(["encryptType=null".to_owned()]).collect();
            format!("11:59 INFO AlipayNotifyDTO({})", fields.join(", ")).into_bytes()
        }),
    ),
    of_any(
        "a parameter lost",
        Shows::InAll,
        &["tampered:dropped", "malformed"],
        Change::Message(|message, key| {
            let mut signed = message.sign(key);
            signed.pairs.retain(|(name, _)| name != "version");
            Signed::of_pairs(signed.pairs)
        }),
    ),
    spoiling(
        "decrypted before",
        Shows::InAll,
        &["decrypted_before"],
        Change::Message(|message, key| {
            let encrypted = message.unsigned.clone().encrypt(&ContentKey::from_bytes([7; 16]));
            let content = message.sign(key).value("biz_content");
            Signed::of(&encrypted.sign(key)).one("biz_content", |_| content.clone())
        }),
    ),
];

/// JSON with all other scripts than ASCII escaped, as Python and PHP write it.
fn ascii(text: &str) -> String {
    text.encode_utf16()
        .map(|unit| match u8::try_from(unit) {
            Ok(byte) if byte.is_ascii() => char::from(byte).to_string(),
            _ => format!("\\u{unit:04x}"),
        })
        .collect()
}

fn gbk(text: &str) -> Vec<u8> {
    encoding_rs::GBK.encode(text).0.into_owned()
}

fn renamed(signed: &Signed, name: fn(&str) -> String) -> Signed {
    let pairs = signed.pairs.iter().map(|(old, value)| (name(old), value.clone()));
    Signed::of_pairs(pairs.collect())
}

fn camel(name: &str) -> String {
    let mut words = name.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |name, word| {
        let (initial, rest) = word.split_at(1);
        name + &initial.to_uppercase() + rest
    })
}
