//! Amounts and points in time as fields.

use std::time::{Duration, SystemTime};

use alipay_notify::decode::{Decoder, NotBeijingTime, NotYuan};
use alipay_notify::schema::{Format, Kind};
use alipay_notify::{AlipayNotify, AlipayObject, BeijingTime, Yuan};
use serde_json::{from_str, to_string};

type TestResult = Result<(), Box<dyn std::error::Error>>;

/// Fields alone: the types say how the texts are written.
#[derive(Debug, AlipayNotify)]
#[alipay(notify_type = "my_payment_sync")]
struct Paid {
    total_amount: Yuan,
    #[alipay(max_len = 4)]
    refund_fee: Option<Yuan>,
    gmt_payment: Option<BeijingTime>,
}

/// What is decoded, and what is wrong with it.
fn decoded(parameters: &[(&str, &str)]) -> (Option<Paid>, Vec<String>) {
    let mut decoder = Decoder::of_parameters(parameters);
    let value = Paid::decode(&mut decoder).expect("parameters are never malformed");
    let violations = decoder.finish().expect("parameters are never malformed");
    (value, violations.iter().map(ToString::to_string).collect())
}

#[test]
fn a_type_says_the_format() {
    let kinds: Vec<_> = Paid::SPEC.content.fields.iter().map(|field| &field.kind).collect();
    let [yuan, time] = [Format::Yuan, Format::BeijingTime].map(Kind::Format);
    assert_eq!(kinds, [&yuan, &yuan, &time]);
}

#[test]
fn amounts_and_times_are_decoded() {
    let (payment, violations) = decoded(&[
        ("gmt_payment", "2023-12-21 16:26:43"),
        ("refund_fee", ""),
        ("total_amount", "88.8"),
    ]);
    assert_eq!(violations, Vec::<String>::new());
    let payment = payment.expect("everything is there");
    assert_eq!(payment.total_amount, Yuan::from_fen(8880));
    assert_eq!(payment.refund_fee, None);
    let paid = payment.gmt_payment.and_then(BeijingTime::system_time);
    assert_eq!(paid, Some(SystemTime::UNIX_EPOCH + Duration::from_secs(1_703_147_203)));
    assert_eq!(
        format!("{payment:?}"),
        "Paid { total_amount: Yuan(…), refund_fee: None, \
         gmt_payment: Some(BeijingTime(…)) }"
    );
}

#[test]
fn what_is_written_otherwise_is_a_violation() {
    let (payment, violations) = decoded(&[
        ("gmt_payment", "2023-02-29 16:26:43"),
        ("refund_fee", "10.00"),
        ("total_amount", "1e3"),
    ]);
    assert!(payment.is_none());
    assert_eq!(
        violations,
        [
            "gmt_payment: not a time of the form yyyy-MM-dd HH:mm:ss",
            "refund_fee: 5 characters, at most 4",
            "total_amount: not an amount in yuan with at most two decimals",
        ]
    );
}

/// A type may know more than a schema: `shop_id` is any text there.
#[derive(Debug, AlipayNotify)]
#[alipay(schema = "schemas/ant.merchant.expand.shop.save.rejected.json")]
struct Rejected {
    shop_id: Yuan,
}

#[test]
fn a_type_may_be_stricter_than_a_schema() -> TestResult {
    let example = Rejected::SPEC.example();
    let shop_id = from_str::<serde_json::Value>(&example)?["shop_id"].to_string();
    let amount = example.replace(&shop_id, "\"12.5\"");
    let mut decoder = Decoder::new(&amount);
    let rejected = Rejected::decode(&mut decoder)?.expect("it is an amount");
    assert_eq!(rejected.shop_id, Yuan::from_fen(1250));
    assert!(decoder.finish()?.is_empty());

    let other = example.replace(&shop_id, "\"A1\"");
    let mut decoder = Decoder::new(&other);
    assert!(Rejected::decode(&mut decoder)?.is_none());
    let violations = decoder.finish()?.to_string();
    assert_eq!(violations, "shop_id: not an amount in yuan with at most two decimals");
    Ok(())
}

#[test]
fn they_are_written_as_on_the_wire() -> TestResult {
    let amount: Yuan = from_str("\"88.8\"")?;
    assert_eq!(to_string(&amount)?, "\"88.80\"");
    for (json, written) in [
        ("\"2023-12-21 16:26:43\"", "\"2023-12-21 16:26:43\""),
        ("\"2023-12-21 16:26:43.000\"", "\"2023-12-21 16:26:43\""),
        ("\"2015-04-28 15:45:57.32\"", "\"2015-04-28 15:45:57.320\""),
    ] {
        assert_eq!(to_string(&from_str::<BeijingTime>(json)?)?, written);
    }
    // The value is in no error.
    let error = from_str::<Yuan>("\"88.888\"").expect_err("this is no amount").to_string();
    assert_eq!(error, "not an amount in yuan with at most two decimals");
    let error = from_str::<BeijingTime>("[\"secret\"]").expect_err("this is no time").to_string();
    assert_eq!(error, "not a time of the form yyyy-MM-dd HH:mm:ss");
    Ok(())
}

#[test]
fn a_time_is_a_point_in_time() -> TestResult {
    let paid: BeijingTime = "2015-04-28 15:45:57.3".parse()?;
    assert_eq!(paid, "2015-04-28 15:45:57.300".parse()?);
    assert_eq!(paid.unix_milliseconds(), 1_430_207_157_300);
    let time = time::OffsetDateTime::from(paid);
    assert_eq!((time.hour(), time.offset().whole_hours()), (15, 8));
    let early: BeijingTime = "1969-12-31 23:59:59".parse()?;
    assert_eq!(early.unix_milliseconds(), -28_801_000);
    let before = SystemTime::UNIX_EPOCH - Duration::from_secs(28_801);
    assert_eq!(early.system_time(), Some(before));
    let half: BeijingTime = "1970-01-01 07:59:59.500".parse()?;
    assert_eq!(half.unix_milliseconds(), -500);
    assert_eq!("2015-04-28".parse::<BeijingTime>(), Err(NotBeijingTime));
    Ok(())
}

#[cfg(feature = "rust_decimal")]
#[test]
fn amounts_are_decimals() -> TestResult {
    use rust_decimal::Decimal;

    let amount: Yuan = "88.8".parse()?;
    assert_eq!(Decimal::from(amount).to_string(), "88.80");
    assert_eq!(Decimal::from(Yuan::from_fen(u64::MAX)).to_string(), "184467440737095516.15");
    for (text, expected) in [
        ("88.800", Ok(amount)),
        ("0", Ok(Yuan::from_fen(0))),
        ("-0", Ok(Yuan::from_fen(0))),
        ("88.801", Err(NotYuan)),
        ("-1", Err(NotYuan)),
        ("184467440737095516.16", Err(NotYuan)),
    ] {
        assert_eq!(Yuan::try_from(text.parse::<Decimal>().expect("a decimal")), expected, "{text}");
    }
    Ok(())
}

#[test]
fn an_amount_is_its_value() -> TestResult {
    assert_eq!("1".parse::<Yuan>()?, "1.00".parse()?);
    assert!("0.99".parse::<Yuan>()? < "1".parse()?);
    assert_eq!("-1".parse::<Yuan>(), Err(NotYuan));
    assert_eq!(Yuan::from_fen(5).to_string(), "0.05");
    Ok(())
}
