// What `#[derive(AlipayNotify)]` writes for `alipay.open.mini.icp.faceauth.completed`, formatted.
//
// A test compares it with what the derive writes now. After a change that is meant,
// `UPDATE_GOLDEN=1 cargo test -p alipay-notify-derive golden` writes it again.

const _: &[::core::primitive::u8] = ::core::include_bytes!(
    ::core::concat!(::core::env!("CARGO_MANIFEST_DIR"), "/",
    "schemas/alipay.open.mini.icp.faceauth.completed.json")
);
#[automatically_derived]
impl ::alipay_notify::AlipayNotify for MiniIcpFaceauthCompleted {
    const SPEC: &'static ::alipay_notify::__private::MessageSchema = &::alipay_notify::__private::MessageSchema::new(
            ::alipay_notify::__private::Family::Message,
            ::alipay_notify::__private::Cow::Borrowed(
                "alipay.open.mini.icp.faceauth.completed",
            ),
            ::alipay_notify::__private::object(
                const {
                    &[
                        ::alipay_notify::__private::member(
                            [
                                "mini_app_id",
                                "小程序appid",
                                "The app id of the mini program being filed.",
                                "",
                            ],
                            ::alipay_notify::__private::Presence::Required,
                            false,
                            ::alipay_notify::__private::Kind::String,
                            32,
                            &[
                                ::alipay_notify::__private::Cow::Borrowed(
                                    "2021098756789043",
                                ),
                            ],
                        ),
                        ::alipay_notify::__private::member(
                            [
                                "certify_result_status",
                                "人脸核验结果状态",
                                "How the face verification ended.",
                                "",
                            ],
                            ::alipay_notify::__private::Presence::Required,
                            false,
                            <CertifyResultStatus as ::alipay_notify::decode::AlipayValue>::KIND,
                            16,
                            &[::alipay_notify::__private::Cow::Borrowed("success")],
                        ),
                        ::alipay_notify::__private::member(
                            [
                                "bundle_id",
                                "小程序投放端参数",
                                "The client application in which the mini program is offered, by its bundle id: `com.alipay.alipaywallet` is Alipay itself, `com.alibaba.android.rimet` DingTalk, `com.amap.app` Amap, `com.alibaba.ailabs.genie.webapps` Tmall Genie, `com.alipay.iot.xpaas` Alipay's payment terminals. Others exist.",
                                "",
                            ],
                            ::alipay_notify::__private::Presence::Optional,
                            false,
                            ::alipay_notify::__private::Kind::String,
                            64,
                            &[
                                ::alipay_notify::__private::Cow::Borrowed(
                                    "com.alipay.alipaywallet",
                                ),
                            ],
                        ),
                        ::alipay_notify::__private::member(
                            [
                                "certify_result_desc",
                                "人脸核验结果描述",
                                "The outcome in words, such as what went wrong in front of the camera.",
                                "",
                            ],
                            ::alipay_notify::__private::Presence::Optional,
                            false,
                            ::alipay_notify::__private::Kind::String,
                            128,
                            &[
                                ::alipay_notify::__private::Cow::Borrowed(
                                    "人脸核验时人脸被遮挡",
                                ),
                            ],
                        ),
                    ]
                },
                const { &[] },
            ),
        )
        .with_words(
            ::alipay_notify::__private::Cow::Borrowed(
                "小程序备案人脸核验完成结果消息通知",
            ),
            ::alipay_notify::__private::Cow::Borrowed(
                "Outcome of the face verification that a mini program's ICP filing requires.",
            ),
        )
        .with_examples(
            ::alipay_notify::__private::Cow::Borrowed(
                &[
                    ::alipay_notify::__private::Cow::Borrowed(
                        "{\n      \"certify_result_desc\": \"人脸核验时人脸被遮挡\",\n      \"certify_result_status\": \"success\",\n      \"mini_app_id\": \"2021098756789043\",\n      \"bundle_id\": \"com.alipay.alipaywallet\"\n    }",
                    ),
                ],
            ),
        );
    type Content = MiniIcpFaceauthCompletedContent;
}
/// 小程序备案人脸核验完成结果消息通知. Outcome of the face verification that a mini program's ICP filing requires.
///
/// The content of `alipay.open.mini.icp.faceauth.completed`, as [`MiniIcpFaceauthCompleted`] specifies it.
#[derive(::core::clone::Clone, ::core::cmp::PartialEq, ::core::cmp::Eq)]
#[non_exhaustive]
pub struct MiniIcpFaceauthCompletedContent {
    /// 小程序appid. The app id of the mini program being filed.
    ///
    /// At most 32 characters. For example `2021098756789043`.
    pub mini_app_id: ::alipay_notify::__private::String,
    /// 人脸核验结果状态. How the face verification ended.
    ///
    /// At most 16 characters. For example `success`.
    pub certify_result_status: CertifyResultStatus,
    /// 小程序投放端参数. The client application in which the mini program is offered, by its bundle id: `com.alipay.alipaywallet` is Alipay itself, `com.alibaba.android.rimet` DingTalk, `com.amap.app` Amap, `com.alibaba.ailabs.genie.webapps` Tmall Genie, `com.alipay.iot.xpaas` Alipay's payment terminals. Others exist.
    ///
    /// May be absent. At most 64 characters. For example `com.alipay.alipaywallet`.
    pub bundle_id: ::core::option::Option<::alipay_notify::__private::String>,
    /// 人脸核验结果描述. The outcome in words, such as what went wrong in front of the camera.
    ///
    /// May be absent. At most 128 characters. For example `人脸核验时人脸被遮挡`.
    pub certify_result_desc: ::core::option::Option<
        ::alipay_notify::__private::String,
    >,
}
#[automatically_derived]
impl MiniIcpFaceauthCompletedContent {
    /// A value that keeps the specification, made from its examples.
    #[allow(dead_code)]
    #[must_use]
    pub fn example() -> Self {
        ::alipay_notify::__private::example(
            &<MiniIcpFaceauthCompleted as ::alipay_notify::AlipayNotify>::SPEC.example(),
        )
    }
}
#[automatically_derived]
impl ::core::fmt::Debug for MiniIcpFaceauthCompletedContent {
    fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        f.debug_struct("MiniIcpFaceauthCompletedContent")
            .field(
                "mini_app_id",
                &::alipay_notify::__private::Redacted(&self.mini_app_id),
            )
            .field("certify_result_status", &self.certify_result_status)
            .field(
                "bundle_id",
                &self
                    .bundle_id
                    .as_deref()
                    .map(::alipay_notify::__private::Redacted),
            )
            .field(
                "certify_result_desc",
                &self
                    .certify_result_desc
                    .as_deref()
                    .map(::alipay_notify::__private::Redacted),
            )
            .finish()
    }
}
#[automatically_derived]
impl ::alipay_notify::__private::serde::Serialize
for MiniIcpFaceauthCompletedContent {
    fn serialize<S: ::alipay_notify::__private::serde::Serializer>(
        &self,
        serializer: S,
    ) -> ::core::result::Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(::core::option::Option::None)?;
        ::alipay_notify::__private::entry(
            &mut map,
            "mini_app_id",
            &self.mini_app_id,
        )?;
        ::alipay_notify::__private::entry(
            &mut map,
            "certify_result_status",
            &self.certify_result_status,
        )?;
        ::alipay_notify::__private::optional_entry(
            &mut map,
            "bundle_id",
            &self.bundle_id,
        )?;
        ::alipay_notify::__private::optional_entry(
            &mut map,
            "certify_result_desc",
            &self.certify_result_desc,
        )?;
        ::alipay_notify::__private::serde::ser::SerializeMap::end(map)
    }
}
#[automatically_derived]
impl<'de> ::alipay_notify::__private::serde::Deserialize<'de>
for MiniIcpFaceauthCompletedContent {
    fn deserialize<D: ::alipay_notify::__private::serde::Deserializer<'de>>(
        deserializer: D,
    ) -> ::core::result::Result<Self, D::Error> {
        ::alipay_notify::__private::deserialize(deserializer)
    }
}
/// 人脸核验结果状态. How the face verification ended.
///
/// The values of `certify_result_status`.
#[derive(::core::clone::Clone, ::core::cmp::PartialEq, ::core::cmp::Eq)]
#[non_exhaustive]
pub enum CertifyResultStatus {
    /// 认证成功.
    ///
    /// `success` on the wire.
    Success,
    /// 认证失败.
    ///
    /// `fail` on the wire.
    Fail,
    /// 未认证.
    ///
    /// `init` on the wire.
    Init,
    /// A value that the specification does not list; strict decoding never produces it.
    Other(::alipay_notify::__private::String),
}
#[automatically_derived]
impl CertifyResultStatus {
    /// The value on the wire.
    #[allow(dead_code)]
    #[must_use]
    pub fn as_str(&self) -> &::core::primitive::str {
        <Self as ::alipay_notify::AlipayEnum>::as_str(self)
    }
}
#[automatically_derived]
impl ::core::fmt::Debug for CertifyResultStatus {
    fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        match self {
            Self::Success => f.write_str("Success"),
            Self::Fail => f.write_str("Fail"),
            Self::Init => f.write_str("Init"),
            Self::Other(text) => {
                f.debug_tuple("Other")
                    .field(&::alipay_notify::__private::Redacted(text))
                    .finish()
            }
        }
    }
}
#[automatically_derived]
impl ::alipay_notify::__private::serde::Serialize for CertifyResultStatus {
    fn serialize<S: ::alipay_notify::__private::serde::Serializer>(
        &self,
        serializer: S,
    ) -> ::core::result::Result<S::Ok, S::Error> {
        serializer.serialize_str(<Self as ::alipay_notify::AlipayEnum>::as_str(self))
    }
}
#[automatically_derived]
impl<'de> ::alipay_notify::__private::serde::Deserialize<'de>
for CertifyResultStatus {
    fn deserialize<D: ::alipay_notify::__private::serde::Deserializer<'de>>(
        deserializer: D,
    ) -> ::core::result::Result<Self, D::Error> {
        ::alipay_notify::__private::deserialize_enum(deserializer)
    }
}
#[automatically_derived]
impl ::alipay_notify::AlipayEnum for CertifyResultStatus {
    const VALUES: &'static [::alipay_notify::__private::EnumValue] = const {
        &[
            ::alipay_notify::__private::EnumValue::new(
                ::alipay_notify::__private::Cow::Borrowed("success"),
                ::alipay_notify::__private::Cow::Borrowed("认证成功"),
            ),
            ::alipay_notify::__private::EnumValue::new(
                ::alipay_notify::__private::Cow::Borrowed("fail"),
                ::alipay_notify::__private::Cow::Borrowed("认证失败"),
            ),
            ::alipay_notify::__private::EnumValue::new(
                ::alipay_notify::__private::Cow::Borrowed("init"),
                ::alipay_notify::__private::Cow::Borrowed("未认证"),
            ),
        ]
    };
    fn from_wire(text: &::core::primitive::str) -> ::core::option::Option<Self> {
        if ::alipay_notify::__private::same(text, "success") {
            return ::core::option::Option::Some(Self::Success);
        }
        if ::alipay_notify::__private::same(text, "fail") {
            return ::core::option::Option::Some(Self::Fail);
        }
        if ::alipay_notify::__private::same(text, "init") {
            return ::core::option::Option::Some(Self::Init);
        }
        ::core::option::Option::Some(Self::Other(::core::convert::From::from(text)))
    }
    fn as_str(&self) -> &::core::primitive::str {
        match self {
            Self::Success => "success",
            Self::Fail => "fail",
            Self::Init => "init",
            Self::Other(text) => text,
        }
    }
}
#[automatically_derived]
#[diagnostic::do_not_recommend]
impl ::alipay_notify::decode::AlipayValue for CertifyResultStatus {
    const KIND: ::alipay_notify::__private::Kind = ::alipay_notify::__private::Kind::Enum(
        ::alipay_notify::__private::Cow::Borrowed(
            <Self as ::alipay_notify::AlipayEnum>::VALUES,
        ),
    );
    fn decode(
        decoder: &mut ::alipay_notify::__private::Decoder<'_>,
        field: &::alipay_notify::__private::FieldSchema,
    ) -> ::core::result::Result<
        ::core::option::Option<Self>,
        ::alipay_notify::__private::Malformed,
    > {
        ::alipay_notify::__private::enumeration(decoder, field)
    }
    fn check(
        &self,
        field: &::alipay_notify::__private::FieldSchema,
        violations: &mut ::alipay_notify::__private::Violations,
    ) {
        field
            .check_text(<Self as ::alipay_notify::AlipayEnum>::as_str(self), violations);
    }
}
#[automatically_derived]
impl ::alipay_notify::AlipayObject for MiniIcpFaceauthCompletedContent {
    const SCHEMA: &'static ::alipay_notify::__private::ObjectSchema = &<MiniIcpFaceauthCompleted as ::alipay_notify::AlipayNotify>::SPEC
        .content;
    fn decode(
        decoder: &mut ::alipay_notify::__private::Decoder<'_>,
    ) -> ::core::result::Result<
        ::core::option::Option<Self>,
        ::alipay_notify::__private::Malformed,
    > {
        let mut __mini_app_id = ::core::option::Option::None;
        let mut __certify_result_status = ::core::option::Option::None;
        let mut __bundle_id = ::core::option::Option::None;
        let mut __certify_result_desc = ::core::option::Option::None;
        let schema = <Self as ::alipay_notify::AlipayObject>::SCHEMA;
        let entered = ::alipay_notify::__private::decode_fields(
            decoder,
            schema,
            ::core::option::Option::None,
            &mut |index, field, decoder| {
                ::core::result::Result::Ok(
                    match index {
                        0 => {
                            __mini_app_id = ::alipay_notify::decode::AlipayValue::decode(
                                decoder,
                                field,
                            )?;
                            true
                        }
                        1 => {
                            __certify_result_status = ::alipay_notify::decode::AlipayValue::decode(
                                decoder,
                                field,
                            )?;
                            true
                        }
                        2 => {
                            __bundle_id = ::alipay_notify::decode::AlipayValue::decode(
                                decoder,
                                field,
                            )?;
                            true
                        }
                        3 => {
                            __certify_result_desc = ::alipay_notify::decode::AlipayValue::decode(
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
            ::core::option::Option::Some(__mini_app_id),
            ::core::option::Option::Some(__certify_result_status),
        ) = (entered, __mini_app_id, __certify_result_status) else {
            return ::core::result::Result::Ok(::core::option::Option::None);
        };
        ::core::result::Result::Ok(
            ::core::option::Option::Some(Self {
                mini_app_id: __mini_app_id,
                certify_result_status: __certify_result_status,
                bundle_id: __bundle_id,
                certify_result_desc: __certify_result_desc,
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
                        &self.mini_app_id,
                        field,
                        violations,
                    )
                }
                1 => {
                    ::alipay_notify::decode::AlipayValue::check(
                        &self.certify_result_status,
                        field,
                        violations,
                    )
                }
                2 => {
                    ::alipay_notify::decode::AlipayValue::check(
                        &self.bundle_id,
                        field,
                        violations,
                    )
                }
                3 => {
                    ::alipay_notify::decode::AlipayValue::check(
                        &self.certify_result_desc,
                        field,
                        violations,
                    )
                }
                _ => {}
            },
        );
    }
}
