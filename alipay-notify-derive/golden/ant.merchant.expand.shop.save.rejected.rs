// What `#[derive(AlipayNotify)]` writes for `ant.merchant.expand.shop.save.rejected`, formatted.
//
// A test compares it with what the derive writes now. After a change that is meant,
// `UPDATE_GOLDEN=1 cargo test -p alipay-notify-derive golden` writes it again.

const _: &[::core::primitive::u8] = ::core::include_bytes!(
    ::core::concat!(::core::env!("CARGO_MANIFEST_DIR"), "/",
    "schemas/ant.merchant.expand.shop.save.rejected.json")
);
#[automatically_derived]
impl ::alipay_notify::AlipayNotify for ShopSaveRejected {
    const SPEC: &'static ::alipay_notify::__private::MessageSchema = &::alipay_notify::__private::MessageSchema::new(
            ::alipay_notify::__private::Family::Message,
            ::alipay_notify::__private::Cow::Borrowed(
                "ant.merchant.expand.shop.save.rejected",
            ),
            ::alipay_notify::__private::object(
                const {
                    &[
                        ::alipay_notify::__private::member(
                            [
                                "order_id",
                                "申请单id",
                                "The application that was rejected.",
                                "",
                            ],
                            ::alipay_notify::__private::Presence::Required,
                            false,
                            ::alipay_notify::__private::Kind::String,
                            32,
                            &[
                                ::alipay_notify::__private::Cow::Borrowed(
                                    "2018011900502000000005124744",
                                ),
                            ],
                        ),
                        ::alipay_notify::__private::member(
                            [
                                "reason",
                                "拒绝原因",
                                "Why it was rejected, in words.",
                                "",
                            ],
                            ::alipay_notify::__private::Presence::Required,
                            false,
                            ::alipay_notify::__private::Kind::String,
                            256,
                            &[
                                ::alipay_notify::__private::Cow::Borrowed(
                                    "资料有问题,拒绝",
                                ),
                            ],
                        ),
                        ::alipay_notify::__private::member(
                            [
                                "shop_id",
                                "门店id",
                                "The shop's id at Alipay, assigned when the shop is created.",
                                "",
                            ],
                            ::alipay_notify::__private::Presence::Required,
                            false,
                            ::alipay_notify::__private::Kind::String,
                            32,
                            &[
                                ::alipay_notify::__private::Cow::Borrowed(
                                    "2020081400077000000001112602",
                                ),
                            ],
                        ),
                        ::alipay_notify::__private::member(
                            ["shop_name", "门店名称", "The shop's name.", ""],
                            ::alipay_notify::__private::Presence::Required,
                            false,
                            ::alipay_notify::__private::Kind::String,
                            128,
                            &[
                                ::alipay_notify::__private::Cow::Borrowed(
                                    "支付宝(西溪路店)",
                                ),
                            ],
                        ),
                        ::alipay_notify::__private::member(
                            [
                                "out_biz_no",
                                "外部订单号",
                                "The submitter's own number: four characters that identify its system by agreement, then its number there. Only some direct-payment (直付通) integrations use it.",
                                "",
                            ],
                            ::alipay_notify::__private::Presence::Optional,
                            false,
                            ::alipay_notify::__private::Kind::String,
                            36,
                            &[
                                ::alipay_notify::__private::Cow::Borrowed(
                                    "0001119901210328000565010000",
                                ),
                            ],
                        ),
                        ::alipay_notify::__private::member(
                            [
                                "store_id",
                                "外部门店编号",
                                "The merchant's own number of the shop, as given when the shop was created.",
                                "",
                            ],
                            ::alipay_notify::__private::Presence::Optional,
                            false,
                            ::alipay_notify::__private::Kind::String,
                            32,
                            &[::alipay_notify::__private::Cow::Borrowed("no0001")],
                        ),
                    ]
                },
                const { &[] },
            ),
        )
        .with_words(
            ::alipay_notify::__private::Cow::Borrowed(
                "ant.merchant.expand.shop.create 中创建商户,创建拒绝后通过本接口返回结果",
            ),
            ::alipay_notify::__private::Cow::Borrowed(
                "A shop submitted through `ant.merchant.expand.shop.create` was rejected.",
            ),
        )
        .with_examples(
            ::alipay_notify::__private::Cow::Borrowed(
                &[
                    ::alipay_notify::__private::Cow::Borrowed(
                        "{\n      \"order_id\": \"2018011900502000000005124744\",\n      \"reason\": \"资料有问题,拒绝\",\n      \"shop_id\": \"2020081400077000000001112602\",\n      \"shop_name\": \"支付宝(西溪路店)\",\n      \"out_biz_no\": \"0001119901210328000565010000\",\n      \"store_id\": \"no0001\"\n    }",
                    ),
                ],
            ),
        );
    type Content = ShopSaveRejectedContent;
}
/// ant.merchant.expand.shop.create 中创建商户,创建拒绝后通过本接口返回结果. A shop submitted through `ant.merchant.expand.shop.create` was rejected.
///
/// The content of `ant.merchant.expand.shop.save.rejected`, as [`ShopSaveRejected`] specifies it.
#[derive(::core::clone::Clone, ::core::cmp::PartialEq, ::core::cmp::Eq)]
#[non_exhaustive]
pub struct ShopSaveRejectedContent {
    /// 申请单id. The application that was rejected.
    ///
    /// At most 32 characters. For example `2018011900502000000005124744`.
    pub order_id: ::alipay_notify::__private::String,
    /// 拒绝原因. Why it was rejected, in words.
    ///
    /// At most 256 characters. For example `资料有问题,拒绝`.
    pub reason: ::alipay_notify::__private::String,
    /// 门店id. The shop's id at Alipay, assigned when the shop is created.
    ///
    /// At most 32 characters. For example `2020081400077000000001112602`.
    pub shop_id: ::alipay_notify::__private::String,
    /// 门店名称. The shop's name.
    ///
    /// At most 128 characters. For example `支付宝(西溪路店)`.
    pub shop_name: ::alipay_notify::__private::String,
    /// 外部订单号. The submitter's own number: four characters that identify its system by agreement, then its number there. Only some direct-payment (直付通) integrations use it.
    ///
    /// May be absent. At most 36 characters. For example `0001119901210328000565010000`.
    pub out_biz_no: ::core::option::Option<::alipay_notify::__private::String>,
    /// 外部门店编号. The merchant's own number of the shop, as given when the shop was created.
    ///
    /// May be absent. At most 32 characters. For example `no0001`.
    pub store_id: ::core::option::Option<::alipay_notify::__private::String>,
}
#[automatically_derived]
impl ShopSaveRejectedContent {
    /// A value that keeps the specification, made from its examples.
    #[allow(dead_code)]
    #[must_use]
    pub fn example() -> Self {
        ::alipay_notify::__private::example(
            &<ShopSaveRejected as ::alipay_notify::AlipayNotify>::SPEC.example(),
        )
    }
}
#[automatically_derived]
impl ::core::fmt::Debug for ShopSaveRejectedContent {
    fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        f.debug_struct("ShopSaveRejectedContent")
            .field(
                "order_id",
                &::alipay_notify::__private::Redacted(&self.order_id),
            )
            .field("reason", &::alipay_notify::__private::Redacted(&self.reason))
            .field("shop_id", &::alipay_notify::__private::Redacted(&self.shop_id))
            .field(
                "shop_name",
                &::alipay_notify::__private::Redacted(&self.shop_name),
            )
            .field(
                "out_biz_no",
                &self
                    .out_biz_no
                    .as_deref()
                    .map(::alipay_notify::__private::Redacted),
            )
            .field(
                "store_id",
                &self.store_id.as_deref().map(::alipay_notify::__private::Redacted),
            )
            .finish()
    }
}
#[automatically_derived]
impl ::alipay_notify::__private::serde::Serialize for ShopSaveRejectedContent {
    fn serialize<S: ::alipay_notify::__private::serde::Serializer>(
        &self,
        serializer: S,
    ) -> ::core::result::Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(::core::option::Option::None)?;
        ::alipay_notify::__private::entry(&mut map, "order_id", &self.order_id)?;
        ::alipay_notify::__private::entry(&mut map, "reason", &self.reason)?;
        ::alipay_notify::__private::entry(&mut map, "shop_id", &self.shop_id)?;
        ::alipay_notify::__private::entry(&mut map, "shop_name", &self.shop_name)?;
        ::alipay_notify::__private::optional_entry(
            &mut map,
            "out_biz_no",
            &self.out_biz_no,
        )?;
        ::alipay_notify::__private::optional_entry(
            &mut map,
            "store_id",
            &self.store_id,
        )?;
        ::alipay_notify::__private::serde::ser::SerializeMap::end(map)
    }
}
#[automatically_derived]
impl<'de> ::alipay_notify::__private::serde::Deserialize<'de>
for ShopSaveRejectedContent {
    fn deserialize<D: ::alipay_notify::__private::serde::Deserializer<'de>>(
        deserializer: D,
    ) -> ::core::result::Result<Self, D::Error> {
        ::alipay_notify::__private::deserialize(deserializer)
    }
}
#[automatically_derived]
impl ::alipay_notify::AlipayObject for ShopSaveRejectedContent {
    const SCHEMA: &'static ::alipay_notify::__private::ObjectSchema = &<ShopSaveRejected as ::alipay_notify::AlipayNotify>::SPEC
        .content;
    fn decode(
        decoder: &mut ::alipay_notify::__private::Decoder<'_>,
    ) -> ::core::result::Result<
        ::core::option::Option<Self>,
        ::alipay_notify::__private::Malformed,
    > {
        let mut __order_id = ::core::option::Option::None;
        let mut __reason = ::core::option::Option::None;
        let mut __shop_id = ::core::option::Option::None;
        let mut __shop_name = ::core::option::Option::None;
        let mut __out_biz_no = ::core::option::Option::None;
        let mut __store_id = ::core::option::Option::None;
        let schema = <Self as ::alipay_notify::AlipayObject>::SCHEMA;
        let entered = ::alipay_notify::__private::decode_fields(
            decoder,
            schema,
            ::core::option::Option::None,
            &mut |index, field, decoder| {
                ::core::result::Result::Ok(
                    match index {
                        0 => {
                            __order_id = ::alipay_notify::decode::AlipayValue::decode(
                                decoder,
                                field,
                            )?;
                            true
                        }
                        1 => {
                            __reason = ::alipay_notify::decode::AlipayValue::decode(
                                decoder,
                                field,
                            )?;
                            true
                        }
                        2 => {
                            __shop_id = ::alipay_notify::decode::AlipayValue::decode(
                                decoder,
                                field,
                            )?;
                            true
                        }
                        3 => {
                            __shop_name = ::alipay_notify::decode::AlipayValue::decode(
                                decoder,
                                field,
                            )?;
                            true
                        }
                        4 => {
                            __out_biz_no = ::alipay_notify::decode::AlipayValue::decode(
                                decoder,
                                field,
                            )?;
                            true
                        }
                        5 => {
                            __store_id = ::alipay_notify::decode::AlipayValue::decode(
                                decoder,
                                field,
                            )?;
                            true
                        }
                        _ => false,
                    },
                )
            },
        )?;
        let (
            true,
            ::core::option::Option::Some(__order_id),
            ::core::option::Option::Some(__reason),
            ::core::option::Option::Some(__shop_id),
            ::core::option::Option::Some(__shop_name),
        ) = (entered, __order_id, __reason, __shop_id, __shop_name) else {
            return ::core::result::Result::Ok(::core::option::Option::None);
        };
        ::core::result::Result::Ok(
            ::core::option::Option::Some(Self {
                order_id: __order_id,
                reason: __reason,
                shop_id: __shop_id,
                shop_name: __shop_name,
                out_biz_no: __out_biz_no,
                store_id: __store_id,
            }),
        )
    }
    fn check(&self, violations: &mut ::alipay_notify::__private::Violations) {
        let schema = <Self as ::alipay_notify::AlipayObject>::SCHEMA;
        ::alipay_notify::__private::check_fields(
            schema,
            violations,
            &|index, field, violations| match index {
                0 => {
                    ::alipay_notify::decode::AlipayValue::check(
                        &self.order_id,
                        field,
                        violations,
                    )
                }
                1 => {
                    ::alipay_notify::decode::AlipayValue::check(
                        &self.reason,
                        field,
                        violations,
                    )
                }
                2 => {
                    ::alipay_notify::decode::AlipayValue::check(
                        &self.shop_id,
                        field,
                        violations,
                    )
                }
                3 => {
                    ::alipay_notify::decode::AlipayValue::check(
                        &self.shop_name,
                        field,
                        violations,
                    )
                }
                4 => {
                    ::alipay_notify::decode::AlipayValue::check(
                        &self.out_biz_no,
                        field,
                        violations,
                    )
                }
                5 => {
                    ::alipay_notify::decode::AlipayValue::check(
                        &self.store_id,
                        field,
                        violations,
                    )
                }
                _ => {}
            },
        );
    }
}
