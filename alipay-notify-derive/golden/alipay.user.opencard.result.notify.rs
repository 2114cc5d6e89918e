// What `#[derive(AlipayNotify)]` writes for `alipay.user.opencard.result.notify`, formatted.
//
// A test compares it with what the derive writes now. After a change that is meant,
// `UPDATE_GOLDEN=1 cargo test -p alipay-notify-derive golden` writes it again.

const _: &[::core::primitive::u8] = ::core::include_bytes!(
    ::core::concat!(::core::env!("CARGO_MANIFEST_DIR"), "/",
    "schemas/alipay.user.opencard.result.notify.json")
);
#[automatically_derived]
impl ::alipay_notify::AlipayNotify for UserOpencardResult {
    const SPEC: &'static ::alipay_notify::__private::MessageSchema = &::alipay_notify::__private::MessageSchema::new(
            ::alipay_notify::__private::Family::Message,
            ::alipay_notify::__private::Cow::Borrowed(
                "alipay.user.opencard.result.notify",
            ),
            ::alipay_notify::__private::object(
                const {
                    &[
                        ::alipay_notify::__private::member(
                            [
                                "template_id",
                                "会员卡模板id",
                                "The card template that the card was opened from, as returned when the template was created.",
                                "",
                            ],
                            ::alipay_notify::__private::Presence::Required,
                            false,
                            ::alipay_notify::__private::Kind::String,
                            32,
                            &[
                                ::alipay_notify::__private::Cow::Borrowed(
                                    "20200312000000000414103000300846",
                                ),
                            ],
                        ),
                        ::alipay_notify::__private::member(
                            [
                                "biz_card_no",
                                "支付宝业务卡号",
                                "The card's number at Alipay.",
                                "",
                            ],
                            ::alipay_notify::__private::Presence::Required,
                            false,
                            ::alipay_notify::__private::Kind::String,
                            32,
                            &[::alipay_notify::__private::Cow::Borrowed("000001")],
                        ),
                        ::alipay_notify::__private::member(
                            [
                                "external_card_no",
                                "商户外部会员卡卡号",
                                "The card's number at the merchant.",
                                "",
                            ],
                            ::alipay_notify::__private::Presence::Required,
                            false,
                            ::alipay_notify::__private::Kind::String,
                            64,
                            &[::alipay_notify::__private::Cow::Borrowed("ext0001")],
                        ),
                        ::alipay_notify::__private::member(
                            [
                                "success",
                                "开卡结果",
                                "Whether the card was opened, as the text `true` or `false`.",
                                "",
                            ],
                            ::alipay_notify::__private::Presence::Required,
                            false,
                            ::alipay_notify::__private::Kind::String,
                            10,
                            &[::alipay_notify::__private::Cow::Borrowed("true")],
                        ),
                        ::alipay_notify::__private::member(
                            [
                                "user_id",
                                "蚂蚁统一会员id",
                                "The user's id across Ant's services. Being phased out for new merchants, who receive `open_id` in its place.",
                                "",
                            ],
                            ::alipay_notify::__private::Presence::Optional,
                            false,
                            ::alipay_notify::__private::Kind::String,
                            16,
                            &[
                                ::alipay_notify::__private::Cow::Borrowed(
                                    "2088902351536970",
                                ),
                            ],
                        ),
                        ::alipay_notify::__private::member(
                            [
                                "open_id",
                                "用户open_id",
                                "The user's id towards this one app. Sent where the app has openid switched on in its settings.",
                                "",
                            ],
                            ::alipay_notify::__private::Presence::Optional,
                            false,
                            ::alipay_notify::__private::Kind::String,
                            128,
                            &[
                                ::alipay_notify::__private::Cow::Borrowed(
                                    "074a1cctg1lelxke4xqc0zgndid0nxi95b5lsnpazwyoco5",
                                ),
                            ],
                        ),
                        ::alipay_notify::__private::member(
                            [
                                "error_code",
                                "错误码",
                                "Why the card could not be opened, as a code. Present only where opening failed.",
                                "",
                            ],
                            ::alipay_notify::__private::Presence::Conditional,
                            false,
                            ::alipay_notify::__private::Kind::String,
                            32,
                            &[
                                ::alipay_notify::__private::Cow::Borrowed(
                                    "illegal_argument",
                                ),
                            ],
                        ),
                        ::alipay_notify::__private::member(
                            [
                                "error_msg",
                                "错误描述",
                                "Why the card could not be opened, in words. Present only where opening failed.",
                                "",
                            ],
                            ::alipay_notify::__private::Presence::Conditional,
                            false,
                            ::alipay_notify::__private::Kind::String,
                            128,
                            &[
                                ::alipay_notify::__private::Cow::Borrowed(
                                    "参数非法",
                                ),
                            ],
                        ),
                    ]
                },
                const {
                    &[
                        ::alipay_notify::__private::Group::new(
                            ::alipay_notify::__private::GroupRule::ExactlyOne,
                            ::alipay_notify::__private::Cow::Borrowed(&[4, 5]),
                        ),
                    ]
                },
            ),
        )
        .with_words(
            ::alipay_notify::__private::Cow::Borrowed(
                "会员卡开卡链路,通知商家最终的开卡结果",
            ),
            ::alipay_notify::__private::Cow::Borrowed(
                "Final outcome of a user's opening of a membership card.",
            ),
        )
        .with_examples(
            ::alipay_notify::__private::Cow::Borrowed(
                &[
                    ::alipay_notify::__private::Cow::Borrowed(
                        "{\n      \"external_card_no\": \"ext0001\",\n      \"error_msg\": \"参数非法\",\n      \"open_id\": \"074a1cctg1lelxke4xqc0zgndid0nxi95b5lsnpazwyoco5\",\n      \"success\": \"true\",\n      \"biz_card_no\": \"000001\",\n      \"template_id\": \"20200312000000000414103000300846\",\n      \"error_code\": \"illegal_argument\"\n    }",
                    ),
                ],
            ),
        );
    type Content = UserOpencardResultContent;
}
/// 会员卡开卡链路,通知商家最终的开卡结果. Final outcome of a user's opening of a membership card.
///
/// The content of `alipay.user.opencard.result.notify`, as [`UserOpencardResult`] specifies it.
#[derive(::core::clone::Clone, ::core::cmp::PartialEq, ::core::cmp::Eq)]
#[non_exhaustive]
pub struct UserOpencardResultContent {
    /// 会员卡模板id. The card template that the card was opened from, as returned when the template was created.
    ///
    /// At most 32 characters. For example `20200312000000000414103000300846`.
    pub template_id: ::alipay_notify::__private::String,
    /// 支付宝业务卡号. The card's number at Alipay.
    ///
    /// At most 32 characters. For example `000001`.
    pub biz_card_no: ::alipay_notify::__private::String,
    /// 商户外部会员卡卡号. The card's number at the merchant.
    ///
    /// At most 64 characters. For example `ext0001`.
    pub external_card_no: ::alipay_notify::__private::String,
    /// 开卡结果. Whether the card was opened, as the text `true` or `false`.
    ///
    /// At most 10 characters. For example `true`.
    pub success: ::alipay_notify::__private::String,
    /// 蚂蚁统一会员id. The user's id across Ant's services. Being phased out for new merchants, who receive `open_id` in its place.
    ///
    /// Exactly one of `user_id` and `open_id` is present. At most 16 characters. For example `2088902351536970`.
    pub user_id: ::core::option::Option<::alipay_notify::__private::String>,
    /// 用户open\_id. The user's id towards this one app. Sent where the app has openid switched on in its settings.
    ///
    /// Exactly one of `user_id` and `open_id` is present. At most 128 characters. For example `074a1cctg1lelxke4xqc0zgndid0nxi95b5lsnpazwyoco5`.
    pub open_id: ::core::option::Option<::alipay_notify::__private::String>,
    /// 错误码. Why the card could not be opened, as a code. Present only where opening failed.
    ///
    /// Conditional (特殊可选). At most 32 characters. For example `illegal_argument`.
    pub error_code: ::core::option::Option<::alipay_notify::__private::String>,
    /// 错误描述. Why the card could not be opened, in words. Present only where opening failed.
    ///
    /// Conditional (特殊可选). At most 128 characters. For example `参数非法`.
    pub error_msg: ::core::option::Option<::alipay_notify::__private::String>,
}
#[automatically_derived]
impl UserOpencardResultContent {
    /// A value that keeps the specification, made from its examples.
    #[allow(dead_code)]
    #[must_use]
    pub fn example() -> Self {
        ::alipay_notify::__private::example(
            &<UserOpencardResult as ::alipay_notify::AlipayNotify>::SPEC.example(),
        )
    }
}
#[automatically_derived]
impl ::core::fmt::Debug for UserOpencardResultContent {
    fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        f.debug_struct("UserOpencardResultContent")
            .field(
                "template_id",
                &::alipay_notify::__private::Redacted(&self.template_id),
            )
            .field(
                "biz_card_no",
                &::alipay_notify::__private::Redacted(&self.biz_card_no),
            )
            .field(
                "external_card_no",
                &::alipay_notify::__private::Redacted(&self.external_card_no),
            )
            .field("success", &::alipay_notify::__private::Redacted(&self.success))
            .field(
                "user_id",
                &self.user_id.as_deref().map(::alipay_notify::__private::Redacted),
            )
            .field(
                "open_id",
                &self.open_id.as_deref().map(::alipay_notify::__private::Redacted),
            )
            .field(
                "error_code",
                &self
                    .error_code
                    .as_deref()
                    .map(::alipay_notify::__private::Redacted),
            )
            .field(
                "error_msg",
                &self
                    .error_msg
                    .as_deref()
                    .map(::alipay_notify::__private::Redacted),
            )
            .finish()
    }
}
#[automatically_derived]
impl ::alipay_notify::__private::serde::Serialize for UserOpencardResultContent {
    fn serialize<S: ::alipay_notify::__private::serde::Serializer>(
        &self,
        serializer: S,
    ) -> ::core::result::Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(::core::option::Option::None)?;
        ::alipay_notify::__private::entry(
            &mut map,
            "template_id",
            &self.template_id,
        )?;
        ::alipay_notify::__private::entry(
            &mut map,
            "biz_card_no",
            &self.biz_card_no,
        )?;
        ::alipay_notify::__private::entry(
            &mut map,
            "external_card_no",
            &self.external_card_no,
        )?;
        ::alipay_notify::__private::entry(&mut map, "success", &self.success)?;
        ::alipay_notify::__private::optional_entry(
            &mut map,
            "user_id",
            &self.user_id,
        )?;
        ::alipay_notify::__private::optional_entry(
            &mut map,
            "open_id",
            &self.open_id,
        )?;
        ::alipay_notify::__private::optional_entry(
            &mut map,
            "error_code",
            &self.error_code,
        )?;
        ::alipay_notify::__private::optional_entry(
            &mut map,
            "error_msg",
            &self.error_msg,
        )?;
        ::alipay_notify::__private::serde::ser::SerializeMap::end(map)
    }
}
#[automatically_derived]
impl<'de> ::alipay_notify::__private::serde::Deserialize<'de>
for UserOpencardResultContent {
    fn deserialize<D: ::alipay_notify::__private::serde::Deserializer<'de>>(
        deserializer: D,
    ) -> ::core::result::Result<Self, D::Error> {
        ::alipay_notify::__private::deserialize(deserializer)
    }
}
#[automatically_derived]
impl ::alipay_notify::AlipayObject for UserOpencardResultContent {
    const SCHEMA: &'static ::alipay_notify::__private::ObjectSchema = &<UserOpencardResult as ::alipay_notify::AlipayNotify>::SPEC
        .content;
    fn decode(
        decoder: &mut ::alipay_notify::__private::Decoder<'_>,
    ) -> ::core::result::Result<
        ::core::option::Option<Self>,
        ::alipay_notify::__private::Malformed,
    > {
        let mut __template_id = ::core::option::Option::None;
        let mut __biz_card_no = ::core::option::Option::None;
        let mut __external_card_no = ::core::option::Option::None;
        let mut __success = ::core::option::Option::None;
        let mut __user_id = ::core::option::Option::None;
        let mut __open_id = ::core::option::Option::None;
        let mut __error_code = ::core::option::Option::None;
        let mut __error_msg = ::core::option::Option::None;
        let schema = <Self as ::alipay_notify::AlipayObject>::SCHEMA;
        let entered = ::alipay_notify::__private::decode_fields(
            decoder,
            schema,
            ::core::option::Option::None,
            &mut |index, field, decoder| {
                ::core::result::Result::Ok(
                    match index {
                        0 => {
                            __template_id = ::alipay_notify::decode::AlipayValue::decode(
                                decoder,
                                field,
                            )?;
                            true
                        }
                        1 => {
                            __biz_card_no = ::alipay_notify::decode::AlipayValue::decode(
                                decoder,
                                field,
                            )?;
                            true
                        }
                        2 => {
                            __external_card_no = ::alipay_notify::decode::AlipayValue::decode(
                                decoder,
                                field,
                            )?;
                            true
                        }
                        3 => {
                            __success = ::alipay_notify::decode::AlipayValue::decode(
                                decoder,
                                field,
                            )?;
                            true
                        }
                        4 => {
                            __user_id = ::alipay_notify::decode::AlipayValue::decode(
                                decoder,
                                field,
                            )?;
                            true
                        }
                        5 => {
                            __open_id = ::alipay_notify::decode::AlipayValue::decode(
                                decoder,
                                field,
                            )?;
                            true
                        }
                        6 => {
                            __error_code = ::alipay_notify::decode::AlipayValue::decode(
                                decoder,
                                field,
                            )?;
                            true
                        }
                        7 => {
                            __error_msg = ::alipay_notify::decode::AlipayValue::decode(
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
            ::core::option::Option::Some(__template_id),
            ::core::option::Option::Some(__biz_card_no),
            ::core::option::Option::Some(__external_card_no),
            ::core::option::Option::Some(__success),
        ) = (entered, __template_id, __biz_card_no, __external_card_no, __success) else {
            return ::core::result::Result::Ok(::core::option::Option::None);
        };
        ::core::result::Result::Ok(
            ::core::option::Option::Some(Self {
                template_id: __template_id,
                biz_card_no: __biz_card_no,
                external_card_no: __external_card_no,
                success: __success,
                user_id: __user_id,
                open_id: __open_id,
                error_code: __error_code,
                error_msg: __error_msg,
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
                        &self.template_id,
                        field,
                        violations,
                    )
                }
                1 => {
                    ::alipay_notify::decode::AlipayValue::check(
                        &self.biz_card_no,
                        field,
                        violations,
                    )
                }
                2 => {
                    ::alipay_notify::decode::AlipayValue::check(
                        &self.external_card_no,
                        field,
                        violations,
                    )
                }
                3 => {
                    ::alipay_notify::decode::AlipayValue::check(
                        &self.success,
                        field,
                        violations,
                    )
                }
                4 => {
                    ::alipay_notify::decode::AlipayValue::check(
                        &self.user_id,
                        field,
                        violations,
                    )
                }
                5 => {
                    ::alipay_notify::decode::AlipayValue::check(
                        &self.open_id,
                        field,
                        violations,
                    )
                }
                6 => {
                    ::alipay_notify::decode::AlipayValue::check(
                        &self.error_code,
                        field,
                        violations,
                    )
                }
                7 => {
                    ::alipay_notify::decode::AlipayValue::check(
                        &self.error_msg,
                        field,
                        violations,
                    )
                }
                _ => {}
            },
        );
        ::alipay_notify::__private::check_groups(
            schema,
            violations,
            &|index| match index {
                4 => {
                    ::core::option::Option::Some(
                        ::alipay_notify::decode::AlipayValue::is_present(&self.user_id),
                    )
                }
                5 => {
                    ::core::option::Option::Some(
                        ::alipay_notify::decode::AlipayValue::is_present(&self.open_id),
                    )
                }
                _ => ::core::option::Option::None,
            },
        );
    }
}
#[automatically_derived]
impl UserOpencardResultContent {
    /// The one of `user_id` and `open_id` that is present; `None` unless exactly one is.
    #[allow(dead_code)]
    #[must_use]
    pub fn user(&self) -> ::core::option::Option<::alipay_notify::UserRef<'_>> {
        match (self.user_id.as_deref(), self.open_id.as_deref()) {
            (::core::option::Option::Some(text), ::core::option::Option::None) => {
                ::core::option::Option::Some(::alipay_notify::UserRef::UserId(text))
            }
            (::core::option::Option::None, ::core::option::Option::Some(text)) => {
                ::core::option::Option::Some(::alipay_notify::UserRef::OpenId(text))
            }
            _ => ::core::option::Option::None,
        }
    }
}
