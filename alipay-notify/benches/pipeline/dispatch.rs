//! Gateways with many handlers, each of a message of its own.

use std::borrow::Cow;

use alipay_notify::gateway::GatewayBuilder;
use alipay_notify::messages::{ShopSaveRejected, ShopSaveRejectedContent};
use alipay_notify::schema::{Family, MessageSchema, ObjectSchema};
use alipay_notify::{AlipayNotify, Notification, Reply};

/// A message like `ant.merchant.expand.shop.save.rejected`, with a name of its own:
/// `bench.message.000` to `…999`.
#[derive(Debug)]
pub(crate) struct Numbered<const N: usize>;

impl<const N: usize> Numbered<N> {
    const BYTES: [u8; 17] = {
        let mut name = *b"bench.message.000";
        let (mut number, mut at) = (N, name.len());
        while number > 0 {
            at -= 1;
            name[at] += b"\x00\x01\x02\x03\x04\x05\x06\x07\x08\x09"[number % 10];
            number /= 10;
        }
        name
    };

    const TEXT: &'static str = match str::from_utf8(&Self::BYTES) {
        Ok(name) => name,
        Err(_) => panic!("the name is ASCII"),
    };
}

impl<const N: usize> AlipayNotify for Numbered<N> {
    const SPEC: &'static MessageSchema = &MessageSchema::new(
        Family::Message,
        Cow::Borrowed(Self::TEXT),
        ObjectSchema::new(
            match &ShopSaveRejected::SPEC.content.fields {
                Cow::Borrowed(fields) => Cow::Borrowed(fields),
                Cow::Owned(_) => panic!("a constant"),
            },
            Cow::Borrowed(&[]),
        ),
    )
    .with_examples(match &ShopSaveRejected::SPEC.examples {
        Cow::Borrowed(examples) => Cow::Borrowed(examples),
        Cow::Owned(_) => panic!("a constant"),
    });
    type Content = ShopSaveRejectedContent;
}

fn with<const N: usize>(builder: GatewayBuilder) -> GatewayBuilder {
    builder.on(async |_: Notification<Numbered<N>>| Reply::Success)
}

macro_rules! with_ten {
    ($builder:expr, $tens:expr) => {{
        let builder = with::<{ $tens * 10 }>(with::<{ $tens * 10 + 1 }>($builder));
        let builder = with::<{ $tens * 10 + 2 }>(with::<{ $tens * 10 + 3 }>(builder));
        let builder = with::<{ $tens * 10 + 4 }>(with::<{ $tens * 10 + 5 }>(builder));
        let builder = with::<{ $tens * 10 + 6 }>(with::<{ $tens * 10 + 7 }>(builder));
        with::<{ $tens * 10 + 8 }>(with::<{ $tens * 10 + 9 }>(builder))
    }};
}

macro_rules! with_hundreds {
    ($builder:expr, $($hundreds:literal)+) => {{
        let mut builder = $builder;
        $(
            builder = with_ten!(builder, ($hundreds * 10));
            builder = with_ten!(builder, ($hundreds * 10 + 1));
            builder = with_ten!(builder, ($hundreds * 10 + 2));
            builder = with_ten!(builder, ($hundreds * 10 + 3));
            builder = with_ten!(builder, ($hundreds * 10 + 4));
            builder = with_ten!(builder, ($hundreds * 10 + 5));
            builder = with_ten!(builder, ($hundreds * 10 + 6));
            builder = with_ten!(builder, ($hundreds * 10 + 7));
            builder = with_ten!(builder, ($hundreds * 10 + 8));
            builder = with_ten!(builder, ($hundreds * 10 + 9));
        )+
        builder
    }};
}

/// Registers a handler of one message.
pub(crate) fn one(builder: GatewayBuilder) -> GatewayBuilder {
    with::<0>(builder)
}

/// Registers handlers of ten messages.
pub(crate) fn ten(builder: GatewayBuilder) -> GatewayBuilder {
    with_ten!(builder, 0)
}

/// Registers handlers of a thousand messages.
pub(crate) fn thousand(builder: GatewayBuilder) -> GatewayBuilder {
    with_hundreds!(builder, 0 1 2 3 4 5 6 7 8 9)
}
