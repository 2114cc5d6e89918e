use std::borrow::Cow;

use alipay_notify_schema::{FieldSchema, Kind, ObjectSchema, Presence};

use super::pieces::MOST;
use super::*;
use crate::AlipayNotify;
use crate::messages::{RiskPush, TradeStatusSync};

/// A payment, as far as it matters here, with these in place of its own.
fn payment(changes: &[(&str, &str)]) -> Envelope {
    let own = [
        ("app_id", "2021"),
        ("body", "b"),
        ("buyer_id", "2088"),
        ("charset", "utf-8"),
        ("fund_bill_list", r#"[{"amount":"9"}]"#),
        ("notify_type", "trade_status_sync"),
        ("passback_params", "p"),
        ("point_amount", "0"),
        ("refund_fee", "5"),
        ("seller_id", "2088"),
        ("sign", "s"),
        ("sign_type", "RSA2"),
        ("subject", "s"),
        ("total_amount", "9"),
    ];
    changed(&own, changes)
}

/// A push of a risk, as far as it matters here.
fn risk(changes: &[(&str, &str)]) -> Envelope {
    let own = [
        ("charset", "GBK"),
        ("complainText", "c"),
        ("externalId", "1"),
        ("pid", "2088"),
        ("risktype", "r"),
        ("service", "alipay.adatabus.risk.end.push"),
        ("sign", "s"),
        ("sign_type", "RSA"),
    ];
    changed(&own, changes)
}

/// Something of no known kind, with a text of which nobody knows that it is one.
fn unknown(changes: &[(&str, &str)]) -> Envelope {
    let own = [
        ("app_id", "2021"),
        ("memo", "m"),
        ("notify_type", "my_memo"),
        ("sign", "s"),
        ("sign_type", "RSA2"),
        ("trade_no", "1"),
    ];
    changed(&own, changes)
}

/// Parameters with others in their place; an empty value leaves one out.
fn changed(own: &[(&str, &str)], changes: &[(&str, &str)]) -> Envelope {
    let mut parameters = own.to_vec();
    for (name, value) in changes {
        parameters.retain(|(known, _)| known != name);
        if !value.is_empty() {
            parameters.push((name, value));
        }
    }
    parameters.sort_unstable();
    let parameters: Vec<_> =
        parameters.iter().map(|(name, value)| (*name, Cow::Borrowed(*value))).collect();
    Envelope::of(&parameters)
}

/// How a form is to be read where it is of a kind that is built in.
fn read(envelope: &Envelope) -> Result<Option<Envelope>, OpenError> {
    let specified = crate::messages::specified(envelope);
    settled(envelope, SignMode::V1, specified, None)
}

fn ambiguous(name: &'static str) -> Result<Option<Envelope>, OpenError> {
    Err(OpenError::Ambiguous { name: Some(name) })
}

#[test]
fn texts_may_hold_what_is_no_further_parameter() {
    for text in [
        "x",
        "x&a=b",
        "&",
        "a=b",
        "https://a/?b=c&d=e&zz=f",
        "x&total_amount=1",
        "x&total_amount=1&trade_no=2",
        "x&title=an unknown name that may stand there",
        "x&notify_type=y&buyer_id=z&sign=w",
        "x&=y&&z",
    ] {
        let changed = payment(&[("subject", text)]);
        for mode in SignMode::ALL {
            let found = settled(&changed, mode, TradeStatusSync::SPEC, None);
            assert_eq!(found, Ok(None), "{text} in {mode}");
        }
    }
}

#[test]
fn each_family_has_texts_of_its_own() {
    for text in ["x&a=b", "x&day=an unknown name that may stand there", "x&d=e&zz=f&pid=1", "&="] {
        assert_eq!(read(&risk(&[("complainText", text)])), Ok(None), "{text}");
    }
    // A payment knows this name, and a push of a risk does not.
    assert_eq!(read(&risk(&[("complainText", "x&dback_status=1")])), Ok(None));
    let split = risk(&[("complainText", "x"), ("dback_status", "1")]);
    assert_eq!(read(&split), Ok(Some(risk(&[("complainText", "x&dback_status=1")]))));
    // One of its own may stand there.
    let text = risk(&[("complainText", "x&complainTime=1")]);
    assert_eq!(read(&text), ambiguous("complainText"));
}

#[test]
fn what_takes_a_parameter_in_is_not_read() {
    for (changes, name) in [
        // The refund disappears in a text.
        (
            &[
                ("passback_params", "p&point_amount=0&refund_fee=5"),
                ("point_amount", ""),
                ("refund_fee", ""),
            ][..],
            "passback_params",
        ),
        (&[("passback_params", "p&point_amount=0"), ("point_amount", "")], "passback_params"),
        (&[("subject", "s&total_amount=9"), ("total_amount", "")], "subject"),
        // It was signed as V2.
        (&[("subject", ""), ("seller_id", "1&sign_type=RSA2&subject=s")], "seller_id"),
        // Values that hold nothing else.
        (&[("buyer_id", "1&charset=utf-8"), ("charset", "")], "buyer_id"),
        (&[("total_amount", "9&a=b")], "total_amount"),
        (&[("charset", "utf-8&a=b")], "charset"),
        // A word that holds an unknown name, which may stand there.
        (&[("buyer_id", "1&c=2")], "buyer_id"),
        // JSON that ends too early or too late.
        (&[("fund_bill_list", "[]&gmt_close=1")], "fund_bill_list"),
        (&[("fund_bill_list", r#"[{"a":"x"#), ("gmt_close", r#"1"}]"#)], "fund_bill_list"),
        // Either of two texts may have been written by others.
        (&[("passback_params", "p&point_amount=1&seller_id=2&subject=x")], "passback_params"),
    ] {
        let changed = payment(changes);
        let found = settled(&changed, SignMode::V1, TradeStatusSync::SPEC, None);
        assert_eq!(found, ambiguous(name), "{changes:?}");
    }
    // Not known, so it might be a text; and it holds one more.
    let unknown = payment(&[("aaa", "x&app_id=1")]);
    assert_eq!(read(&unknown), Err(OpenError::Ambiguous { name: None }));
}

#[test]
fn a_word_holds_unknown_names_that_can_not_stand_there() {
    let nameless = Err(OpenError::Ambiguous { name: None });
    for (text, expected) in [
        ("https://a/?b=c&d=e", Ok(None)),
        ("x&z=1&a=2&zz=3", Ok(None)),
        ("x&memo=y", Ok(None)),
        // One that could be the next parameter, and one that is known.
        ("x&n=1", nameless.clone()),
        ("x&z=1&n=1", nameless.clone()),
        ("x&app_id=1", nameless.clone()),
        ("x&notify_id=1", nameless.clone()),
    ] {
        assert_eq!(read(&unknown(&[("memo", text)])), expected, "{text}");
    }
    // What could be a parameter is one.
    assert_eq!(read(&unknown(&[("memo", "x"), ("n", "1")])), Ok(None));
    assert_eq!(read(&unknown(&[("memo", "x&a=1"), ("n", "1&b=2")])), Ok(None));
    assert_eq!(read(&payment(&[("buyer_id", "1&a=b")])), Ok(None));
}

/// Nobody may know the name of a parameter but the type of a handler.
#[test]
fn a_type_of_ones_own_tells_more_names_and_what_they_hold() {
    let field = |name, kind| FieldSchema::new(Cow::Borrowed(name), Presence::Optional, kind);
    let fields = vec![field("memo", Kind::String), field("number", Kind::Integer)];
    let content = ObjectSchema::new(fields.into(), Cow::Borrowed(&[]));
    let own = MessageSchema::new(alipay_notify_schema::Family::Notify, "my_memo".into(), content);
    let read = |changes: &[(&str, &str)]| {
        settled(&unknown(changes), SignMode::V1, TradeStatusSync::SPEC, Some(&own))
    };

    let nameless = Err(OpenError::Ambiguous { name: None });
    assert_eq!(read(&[("memo", "x&a=b&z=c")]), Ok(None));
    assert_eq!(read(&[("memo", "x&number=1")]), nameless);
    assert_eq!(read(&[("memo", "x"), ("number", "1")]), Ok(None));
    assert_eq!(read(&[("number", "1&a=b")]), nameless);
}

#[test]
fn json_holds_what_it_likes_and_ends_where_it_ends() {
    for json in [r#"[{"a":"x&gmt_close=1&zz=2"}]"#, "[]", r#" [{"a":"&b=c"}] "#] {
        let changed = payment(&[("fund_bill_list", json), ("gmt_create", "1")]);
        assert_eq!(read(&changed), Ok(None), "{json}");
    }
    // What begins like JSON and is none is a text like any other.
    assert_eq!(read(&payment(&[("buyer_logon_id", "[VIP] x")])), Ok(None));
    // A parameter that nobody knows may have JSON as well, or be a text that looks like it.
    assert_eq!(read(&payment(&[("goods", r#"{"a":"x&b=c"}"#)])), Ok(None));
    let nameless = Err(OpenError::Ambiguous { name: None });
    for json in [r#"{"a":"x&notify_id=1"}"#, r#"{"a":"x&n=1"}"#] {
        assert_eq!(read(&payment(&[("goods", json)])), nameless, "{json}");
    }
}

#[test]
fn an_unknown_name_behind_a_text_is_a_part_of_it() {
    let parameter = payment(&[("subject", "Tea"), ("tag", "new"), ("title", "x")]);
    let text = payment(&[("subject", "Tea&tag=new&title=x")]);
    assert_eq!(read(&text), Ok(None));
    assert_eq!(read(&parameter), Ok(Some(text)));
    // Behind anything else, it is what it is.
    let parameter = payment(&[("refund_new", "1"), ("zzz", "2"), ("aaa", "3")]);
    assert_eq!(read(&parameter), Ok(None));
}

/// A text can't make a notification of a push, or the reverse.
#[test]
fn a_form_is_of_one_family() {
    let text = [("externalId", ""), ("complainText", "x&notify_type=trade_status_sync")];
    assert_eq!(read(&risk(&text)), ambiguous("complainText"));
    let split = [("externalId", ""), ("complainText", "x"), ("notify_type", "trade_status_sync")];
    assert_eq!(read(&risk(&split)), ambiguous("notify_type"));
    let split = payment(&[("service", RiskPush::NAME)]);
    assert_eq!(read(&split), ambiguous("notify_type"));
}

#[test]
fn what_is_signed_twice_as_much_is_looked_at_once() {
    let many = "&subject=[".repeat(MOST);
    let found = read(&payment(&[("subject", &many)]));
    assert_eq!(found, Err(OpenError::Ambiguous { name: None }));
}

/// No choice that an exhaustive search makes of a small content says something else: of all forms
/// with one content, those that are accepted say the same.
#[test]
fn of_one_content_all_that_is_accepted_says_the_same() {
    let values = ["1", "1&a=2", "1&n=2", "1&notify_id=2", "1&subject=2", "{}", r#"{"x":"&n=1"}"#];
    let mut contents = 0;
    for memo in values {
        for subject in values {
            for trade_no in ["1", "1&a=2", "1&z=2", "1&notify_id=2"] {
                let changes = [("memo", memo), ("subject", subject), ("trade_no", trade_no)];
                accepted_says_the_same(&unknown(&changes));
                contents += 1;
            }
        }
    }
    assert_eq!(contents, 196);
}

/// Every form with the signed content of one: it is cut at each choice of its `&`.
fn accepted_says_the_same(genuine: &Envelope) {
    let parts: Vec<String> =
        signed(genuine, SignMode::V1).map(|(name, value)| format!("{name}={value}")).collect();
    let content = parts.join("&");
    let pieces: Vec<_> = content.split('&').collect();
    let mut said: Option<Envelope> = None;
    for choice in 0..1_u32 << (pieces.len() - 1) {
        let mut parameters: Vec<String> = Vec::new();
        for (index, piece) in pieces.iter().enumerate() {
            match parameters.last_mut() {
                Some(last) if choice >> (index - 1) & 1 == 0 => last.extend(["&", piece]),
                _ => parameters.push((*piece).to_owned()),
            }
        }
        let pairs: Option<Vec<_>> = parameters.iter().map(|text| text.split_once('=')).collect();
        let Some(mut pairs) = pairs.filter(|pairs| pairs.is_sorted_by(|a, b| a.0 < b.0)) else {
            continue;
        };
        pairs.extend([("sign", "s"), ("sign_type", "RSA2")]);
        let presented = changed(&pairs, &[]);
        let found = match read(&presented) {
            Ok(read) => read.unwrap_or(presented),
            Err(_) => continue,
        };
        match &said {
            Some(said) => assert_eq!(parameters_of(&found), parameters_of(said), "{content}"),
            None => said = Some(found),
        }
    }
}

fn parameters_of(envelope: &Envelope) -> Vec<(&str, &str)> {
    envelope.iter().collect()
}
