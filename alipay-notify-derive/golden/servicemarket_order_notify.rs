// What `#[derive(AlipayNotify)]` writes for `servicemarket_order_notify`, formatted.
//
// A test compares it with what the derive writes now. After a change that is meant,
// `UPDATE_GOLDEN=1 cargo test -p alipay-notify-derive golden` writes it again.

const _: &[::core::primitive::u8] = ::core::include_bytes!(
    ::core::concat!(::core::env!("CARGO_MANIFEST_DIR"), "/",
    "schemas/servicemarket_order_notify.json")
);
#[automatically_derived]
impl ::alipay_notify::AlipayNotify for ServicemarketOrder {
    const SPEC: &'static ::alipay_notify::__private::MessageSchema = &::alipay_notify::__private::MessageSchema::new(
            ::alipay_notify::__private::Family::Notify,
            ::alipay_notify::__private::Cow::Borrowed(
                "servicemarket_order_notify",
            ),
            ::alipay_notify::__private::object(
                const {
                    &[
                        ::alipay_notify::__private::member(
                            [
                                "commodity_order_id",
                                "订单编号",
                                "The order, to look up its details by.",
                                "",
                            ],
                            ::alipay_notify::__private::Presence::Required,
                            false,
                            ::alipay_notify::__private::Kind::String,
                            0,
                            &[
                                ::alipay_notify::__private::Cow::Borrowed(
                                    "2026112700000000000001",
                                ),
                            ],
                        ),
                        ::alipay_notify::__private::member(
                            [
                                "merchant_pid",
                                "商户PID",
                                "The merchant who ordered.",
                                "",
                            ],
                            ::alipay_notify::__private::Presence::Required,
                            false,
                            ::alipay_notify::__private::Kind::String,
                            0,
                            &[
                                ::alipay_notify::__private::Cow::Borrowed(
                                    "2088000000000001",
                                ),
                            ],
                        ),
                        ::alipay_notify::__private::member(
                            ["name", "商户名称", "What the merchant is called.", ""],
                            ::alipay_notify::__private::Presence::Optional,
                            false,
                            ::alipay_notify::__private::Kind::String,
                            0,
                            &[
                                ::alipay_notify::__private::Cow::Borrowed(
                                    "Coffee House",
                                ),
                            ],
                        ),
                        ::alipay_notify::__private::member(
                            ["contactor", "联系人", "Whom to contact there.", ""],
                            ::alipay_notify::__private::Presence::Optional,
                            false,
                            ::alipay_notify::__private::Kind::String,
                            0,
                            &[
                                ::alipay_notify::__private::Cow::Borrowed("Zhang San"),
                            ],
                        ),
                        ::alipay_notify::__private::member(
                            ["phone", "联系电话", "How.", ""],
                            ::alipay_notify::__private::Presence::Optional,
                            false,
                            ::alipay_notify::__private::Kind::String,
                            0,
                            &[
                                ::alipay_notify::__private::Cow::Borrowed(
                                    "13800000000",
                                ),
                            ],
                        ),
                        ::alipay_notify::__private::member(
                            ["title", "服务名称", "The service.", ""],
                            ::alipay_notify::__private::Presence::Required,
                            false,
                            ::alipay_notify::__private::Kind::String,
                            0,
                            &[
                                ::alipay_notify::__private::Cow::Borrowed(
                                    "Table booking",
                                ),
                            ],
                        ),
                        ::alipay_notify::__private::member(
                            ["order_time", "订购时间", "When it was ordered.", ""],
                            ::alipay_notify::__private::Presence::Required,
                            false,
                            ::alipay_notify::__private::Kind::Format(
                                ::alipay_notify::__private::Format::BeijingTime,
                            ),
                            0,
                            &[
                                ::alipay_notify::__private::Cow::Borrowed(
                                    "2026-11-27 10:15:30",
                                ),
                            ],
                        ),
                        ::alipay_notify::__private::member(
                            ["order_item_num", "门店数", "For how many shops.", ""],
                            ::alipay_notify::__private::Presence::Required,
                            false,
                            ::alipay_notify::__private::Kind::Integer,
                            0,
                            &[::alipay_notify::__private::Cow::Borrowed("1")],
                        ),
                        ::alipay_notify::__private::member(
                            ["total_price", "订单价格", "What it costs.", ""],
                            ::alipay_notify::__private::Presence::Required,
                            false,
                            ::alipay_notify::__private::Kind::Format(
                                ::alipay_notify::__private::Format::Yuan,
                            ),
                            0,
                            &[::alipay_notify::__private::Cow::Borrowed("99.00")],
                        ),
                        ::alipay_notify::__private::member(
                            [
                                "biz_type",
                                "业务分类",
                                "What kind of service it is.",
                                "",
                            ],
                            ::alipay_notify::__private::Presence::Optional,
                            false,
                            ::alipay_notify::__private::Kind::String,
                            0,
                            &[],
                        ),
                        ::alipay_notify::__private::member(
                            [
                                "service_code",
                                "服务码",
                                "The service, by its code.",
                                "",
                            ],
                            ::alipay_notify::__private::Presence::Optional,
                            false,
                            ::alipay_notify::__private::Kind::String,
                            0,
                            &[
                                ::alipay_notify::__private::Cow::Borrowed("58000001"),
                            ],
                        ),
                        ::alipay_notify::__private::member(
                            [
                                "item_code",
                                "服务商品码",
                                "The item, by its code.",
                                "",
                            ],
                            ::alipay_notify::__private::Presence::Optional,
                            false,
                            ::alipay_notify::__private::Kind::String,
                            0,
                            &[],
                        ),
                        ::alipay_notify::__private::member(
                            [
                                "specifications",
                                "规格名称",
                                "Which variant of the item.",
                                "",
                            ],
                            ::alipay_notify::__private::Presence::Optional,
                            false,
                            ::alipay_notify::__private::Kind::String,
                            0,
                            &[],
                        ),
                        ::alipay_notify::__private::member(
                            ["package_count", "套餐数量", "How many packages.", ""],
                            ::alipay_notify::__private::Presence::Optional,
                            false,
                            ::alipay_notify::__private::Kind::Integer,
                            0,
                            &[::alipay_notify::__private::Cow::Borrowed("1000")],
                        ),
                        ::alipay_notify::__private::member(
                            ["period_day", "订购周期", "For how many days.", ""],
                            ::alipay_notify::__private::Presence::Optional,
                            false,
                            ::alipay_notify::__private::Kind::Integer,
                            0,
                            &[::alipay_notify::__private::Cow::Borrowed("180")],
                        ),
                        ::alipay_notify::__private::member(
                            [
                                "order_ticket",
                                "订单授权码",
                                "What the provider authorises itself by.",
                                "",
                            ],
                            ::alipay_notify::__private::Presence::Optional,
                            false,
                            ::alipay_notify::__private::Kind::String,
                            0,
                            &[],
                        ),
                        ::alipay_notify::__private::member(
                            [
                                "isv_ticket",
                                "服务商透传参数",
                                "What the provider gave to be passed on.",
                                "",
                            ],
                            ::alipay_notify::__private::Presence::Optional,
                            false,
                            ::alipay_notify::__private::Kind::String,
                            0,
                            &[],
                        ),
                        ::alipay_notify::__private::member(
                            [
                                "consumer_miniAppId",
                                "小程序ID",
                                "The mini program that the service is for.",
                                "",
                            ],
                            ::alipay_notify::__private::Presence::Optional,
                            false,
                            ::alipay_notify::__private::Kind::String,
                            0,
                            &[],
                        ),
                        ::alipay_notify::__private::member(
                            [
                                "merchant_shop_id",
                                "门店ID",
                                "The shop that the service is for.",
                                "",
                            ],
                            ::alipay_notify::__private::Presence::Optional,
                            false,
                            ::alipay_notify::__private::Kind::String,
                            0,
                            &[],
                        ),
                        ::alipay_notify::__private::member(
                            [
                                "miniapp_release_bundle",
                                "小程序发布端",
                                "Where the mini program is released.",
                                "",
                            ],
                            ::alipay_notify::__private::Presence::Optional,
                            false,
                            ::alipay_notify::__private::Kind::String,
                            0,
                            &[],
                        ),
                        ::alipay_notify::__private::member(
                            [
                                "promoter_master_name",
                                "推广服务商名称",
                                "The provider who promoted the service.",
                                "",
                            ],
                            ::alipay_notify::__private::Presence::Optional,
                            false,
                            ::alipay_notify::__private::Kind::String,
                            0,
                            &[],
                        ),
                        ::alipay_notify::__private::member(
                            [
                                "promoter_master_pid",
                                "推广服务商PID",
                                "The same provider.",
                                "",
                            ],
                            ::alipay_notify::__private::Presence::Optional,
                            false,
                            ::alipay_notify::__private::Kind::String,
                            0,
                            &[],
                        ),
                        ::alipay_notify::__private::member(
                            [
                                "timestamp",
                                "发送时间",
                                "When the notification was sent.",
                                "",
                            ],
                            ::alipay_notify::__private::Presence::Optional,
                            false,
                            ::alipay_notify::__private::Kind::Format(
                                ::alipay_notify::__private::Format::BeijingTime,
                            ),
                            0,
                            &[
                                ::alipay_notify::__private::Cow::Borrowed(
                                    "2026-11-27 10:15:30",
                                ),
                            ],
                        ),
                    ]
                },
                const { &[] },
            ),
        )
        .with_words(
            ::alipay_notify::__private::Cow::Borrowed("服务市场订购通知"),
            ::alipay_notify::__private::Cow::Borrowed(
                "A merchant ordered a service on the market of services.",
            ),
        )
        .with_examples(
            ::alipay_notify::__private::Cow::Borrowed(
                &[
                    ::alipay_notify::__private::Cow::Borrowed(
                        "{\n      \"commodity_order_id\": \"2026112700000000000001\",\n      \"merchant_pid\": \"2088000000000001\",\n      \"name\": \"Coffee House\",\n      \"contactor\": \"Zhang San\",\n      \"phone\": \"13800000000\",\n      \"title\": \"Table booking\",\n      \"order_time\": \"2026-11-27 10:15:30\",\n      \"order_item_num\": 1,\n      \"total_price\": \"99.00\",\n      \"service_code\": \"58000001\",\n      \"timestamp\": \"2026-11-27 10:15:40\"\n    }",
                    ),
                ],
            ),
        );
    type Content = ServicemarketOrderContent;
}
/// 服务市场订购通知. A merchant ordered a service on the market of services.
///
/// The content of `servicemarket_order_notify`, as [`ServicemarketOrder`] specifies it.
#[derive(::core::clone::Clone, ::core::cmp::PartialEq, ::core::cmp::Eq)]
#[non_exhaustive]
pub struct ServicemarketOrderContent {
    /// 订单编号. The order, to look up its details by.
    ///
    /// For example `2026112700000000000001`.
    pub commodity_order_id: ::alipay_notify::__private::String,
    /// 商户PID. The merchant who ordered.
    ///
    /// For example `2088000000000001`.
    pub merchant_pid: ::alipay_notify::__private::String,
    /// 商户名称. What the merchant is called.
    ///
    /// May be absent. For example `Coffee House`.
    pub name: ::core::option::Option<::alipay_notify::__private::String>,
    /// 联系人. Whom to contact there.
    ///
    /// May be absent. For example `Zhang San`.
    pub contactor: ::core::option::Option<::alipay_notify::__private::String>,
    /// 联系电话. How.
    ///
    /// May be absent. For example `13800000000`.
    pub phone: ::core::option::Option<::alipay_notify::__private::String>,
    /// 服务名称. The service.
    ///
    /// For example `Table booking`.
    pub title: ::alipay_notify::__private::String,
    /// 订购时间. When it was ordered.
    ///
    /// For example `2026-11-27 10:15:30`.
    pub order_time: ::alipay_notify::decode::BeijingTime,
    /// 门店数. For how many shops.
    ///
    /// For example `1`.
    pub order_item_num: ::core::primitive::i64,
    /// 订单价格. What it costs.
    ///
    /// For example `99.00`.
    pub total_price: ::alipay_notify::decode::Yuan,
    /// 业务分类. What kind of service it is.
    ///
    /// May be absent.
    pub biz_type: ::core::option::Option<::alipay_notify::__private::String>,
    /// 服务码. The service, by its code.
    ///
    /// May be absent. For example `58000001`.
    pub service_code: ::core::option::Option<::alipay_notify::__private::String>,
    /// 服务商品码. The item, by its code.
    ///
    /// May be absent.
    pub item_code: ::core::option::Option<::alipay_notify::__private::String>,
    /// 规格名称. Which variant of the item.
    ///
    /// May be absent.
    pub specifications: ::core::option::Option<::alipay_notify::__private::String>,
    /// 套餐数量. How many packages.
    ///
    /// May be absent. For example `1000`.
    pub package_count: ::core::option::Option<::core::primitive::i64>,
    /// 订购周期. For how many days.
    ///
    /// May be absent. For example `180`.
    pub period_day: ::core::option::Option<::core::primitive::i64>,
    /// 订单授权码. What the provider authorises itself by.
    ///
    /// May be absent.
    pub order_ticket: ::core::option::Option<::alipay_notify::__private::String>,
    /// 服务商透传参数. What the provider gave to be passed on.
    ///
    /// May be absent.
    pub isv_ticket: ::core::option::Option<::alipay_notify::__private::String>,
    /// 小程序ID. The mini program that the service is for.
    ///
    /// May be absent.
    pub consumer_miniAppId: ::core::option::Option<
        ::alipay_notify::__private::String,
    >,
    /// 门店ID. The shop that the service is for.
    ///
    /// May be absent.
    pub merchant_shop_id: ::core::option::Option<
        ::alipay_notify::__private::String,
    >,
    /// 小程序发布端. Where the mini program is released.
    ///
    /// May be absent.
    pub miniapp_release_bundle: ::core::option::Option<
        ::alipay_notify::__private::String,
    >,
    /// 推广服务商名称. The provider who promoted the service.
    ///
    /// May be absent.
    pub promoter_master_name: ::core::option::Option<
        ::alipay_notify::__private::String,
    >,
    /// 推广服务商PID. The same provider.
    ///
    /// May be absent.
    pub promoter_master_pid: ::core::option::Option<
        ::alipay_notify::__private::String,
    >,
    /// 发送时间. When the notification was sent.
    ///
    /// May be absent. For example `2026-11-27 10:15:30`.
    pub timestamp: ::core::option::Option<::alipay_notify::decode::BeijingTime>,
}
#[automatically_derived]
impl ServicemarketOrderContent {
    /// A value that keeps the specification, made from its examples.
    #[allow(dead_code)]
    #[must_use]
    pub fn example() -> Self {
        ::alipay_notify::__private::example(
            &<ServicemarketOrder as ::alipay_notify::AlipayNotify>::SPEC.example(),
        )
    }
}
#[automatically_derived]
impl ::core::fmt::Debug for ServicemarketOrderContent {
    fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        f.debug_struct("ServicemarketOrderContent")
            .field(
                "commodity_order_id",
                &::alipay_notify::__private::Redacted(&self.commodity_order_id),
            )
            .field(
                "merchant_pid",
                &::alipay_notify::__private::Redacted(&self.merchant_pid),
            )
            .field(
                "name",
                &self.name.as_deref().map(::alipay_notify::__private::Redacted),
            )
            .field(
                "contactor",
                &self
                    .contactor
                    .as_deref()
                    .map(::alipay_notify::__private::Redacted),
            )
            .field(
                "phone",
                &self.phone.as_deref().map(::alipay_notify::__private::Redacted),
            )
            .field("title", &::alipay_notify::__private::Redacted(&self.title))
            .field("order_time", &self.order_time)
            .field("order_item_num", &::alipay_notify::__private::Hidden)
            .field("total_price", &self.total_price)
            .field(
                "biz_type",
                &self.biz_type.as_deref().map(::alipay_notify::__private::Redacted),
            )
            .field(
                "service_code",
                &self
                    .service_code
                    .as_deref()
                    .map(::alipay_notify::__private::Redacted),
            )
            .field(
                "item_code",
                &self
                    .item_code
                    .as_deref()
                    .map(::alipay_notify::__private::Redacted),
            )
            .field(
                "specifications",
                &self
                    .specifications
                    .as_deref()
                    .map(::alipay_notify::__private::Redacted),
            )
            .field(
                "package_count",
                &::alipay_notify::__private::hidden(self.package_count.is_some()),
            )
            .field(
                "period_day",
                &::alipay_notify::__private::hidden(self.period_day.is_some()),
            )
            .field(
                "order_ticket",
                &self
                    .order_ticket
                    .as_deref()
                    .map(::alipay_notify::__private::Redacted),
            )
            .field(
                "isv_ticket",
                &self
                    .isv_ticket
                    .as_deref()
                    .map(::alipay_notify::__private::Redacted),
            )
            .field(
                "consumer_miniAppId",
                &self
                    .consumer_miniAppId
                    .as_deref()
                    .map(::alipay_notify::__private::Redacted),
            )
            .field(
                "merchant_shop_id",
                &self
                    .merchant_shop_id
                    .as_deref()
                    .map(::alipay_notify::__private::Redacted),
            )
            .field(
                "miniapp_release_bundle",
                &self
                    .miniapp_release_bundle
                    .as_deref()
                    .map(::alipay_notify::__private::Redacted),
            )
            .field(
                "promoter_master_name",
                &self
                    .promoter_master_name
                    .as_deref()
                    .map(::alipay_notify::__private::Redacted),
            )
            .field(
                "promoter_master_pid",
                &self
                    .promoter_master_pid
                    .as_deref()
                    .map(::alipay_notify::__private::Redacted),
            )
            .field("timestamp", &self.timestamp)
            .finish()
    }
}
#[automatically_derived]
impl ::alipay_notify::__private::serde::Serialize for ServicemarketOrderContent {
    fn serialize<S: ::alipay_notify::__private::serde::Serializer>(
        &self,
        serializer: S,
    ) -> ::core::result::Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(::core::option::Option::None)?;
        ::alipay_notify::__private::entry(
            &mut map,
            "commodity_order_id",
            &self.commodity_order_id,
        )?;
        ::alipay_notify::__private::entry(
            &mut map,
            "merchant_pid",
            &self.merchant_pid,
        )?;
        ::alipay_notify::__private::optional_entry(&mut map, "name", &self.name)?;
        ::alipay_notify::__private::optional_entry(
            &mut map,
            "contactor",
            &self.contactor,
        )?;
        ::alipay_notify::__private::optional_entry(
            &mut map,
            "phone",
            &self.phone,
        )?;
        ::alipay_notify::__private::entry(&mut map, "title", &self.title)?;
        ::alipay_notify::__private::entry(
            &mut map,
            "order_time",
            &self.order_time,
        )?;
        ::alipay_notify::__private::entry(
            &mut map,
            "order_item_num",
            &self.order_item_num,
        )?;
        ::alipay_notify::__private::entry(
            &mut map,
            "total_price",
            &self.total_price,
        )?;
        ::alipay_notify::__private::optional_entry(
            &mut map,
            "biz_type",
            &self.biz_type,
        )?;
        ::alipay_notify::__private::optional_entry(
            &mut map,
            "service_code",
            &self.service_code,
        )?;
        ::alipay_notify::__private::optional_entry(
            &mut map,
            "item_code",
            &self.item_code,
        )?;
        ::alipay_notify::__private::optional_entry(
            &mut map,
            "specifications",
            &self.specifications,
        )?;
        ::alipay_notify::__private::optional_entry(
            &mut map,
            "package_count",
            &self.package_count,
        )?;
        ::alipay_notify::__private::optional_entry(
            &mut map,
            "period_day",
            &self.period_day,
        )?;
        ::alipay_notify::__private::optional_entry(
            &mut map,
            "order_ticket",
            &self.order_ticket,
        )?;
        ::alipay_notify::__private::optional_entry(
            &mut map,
            "isv_ticket",
            &self.isv_ticket,
        )?;
        ::alipay_notify::__private::optional_entry(
            &mut map,
            "consumer_miniAppId",
            &self.consumer_miniAppId,
        )?;
        ::alipay_notify::__private::optional_entry(
            &mut map,
            "merchant_shop_id",
            &self.merchant_shop_id,
        )?;
        ::alipay_notify::__private::optional_entry(
            &mut map,
            "miniapp_release_bundle",
            &self.miniapp_release_bundle,
        )?;
        ::alipay_notify::__private::optional_entry(
            &mut map,
            "promoter_master_name",
            &self.promoter_master_name,
        )?;
        ::alipay_notify::__private::optional_entry(
            &mut map,
            "promoter_master_pid",
            &self.promoter_master_pid,
        )?;
        ::alipay_notify::__private::optional_entry(
            &mut map,
            "timestamp",
            &self.timestamp,
        )?;
        ::alipay_notify::__private::serde::ser::SerializeMap::end(map)
    }
}
#[automatically_derived]
impl<'de> ::alipay_notify::__private::serde::Deserialize<'de>
for ServicemarketOrderContent {
    fn deserialize<D: ::alipay_notify::__private::serde::Deserializer<'de>>(
        deserializer: D,
    ) -> ::core::result::Result<Self, D::Error> {
        ::alipay_notify::__private::deserialize(deserializer)
    }
}
#[automatically_derived]
impl ::alipay_notify::AlipayObject for ServicemarketOrderContent {
    const SCHEMA: &'static ::alipay_notify::__private::ObjectSchema = &<ServicemarketOrder as ::alipay_notify::AlipayNotify>::SPEC
        .content;
    fn decode(
        decoder: &mut ::alipay_notify::__private::Decoder<'_>,
    ) -> ::core::result::Result<
        ::core::option::Option<Self>,
        ::alipay_notify::__private::Malformed,
    > {
        let mut __commodity_order_id = ::core::option::Option::None;
        let mut __merchant_pid = ::core::option::Option::None;
        let mut __name = ::core::option::Option::None;
        let mut __contactor = ::core::option::Option::None;
        let mut __phone = ::core::option::Option::None;
        let mut __title = ::core::option::Option::None;
        let mut __order_time = ::core::option::Option::None;
        let mut __order_item_num = ::core::option::Option::None;
        let mut __total_price = ::core::option::Option::None;
        let mut __biz_type = ::core::option::Option::None;
        let mut __service_code = ::core::option::Option::None;
        let mut __item_code = ::core::option::Option::None;
        let mut __specifications = ::core::option::Option::None;
        let mut __package_count = ::core::option::Option::None;
        let mut __period_day = ::core::option::Option::None;
        let mut __order_ticket = ::core::option::Option::None;
        let mut __isv_ticket = ::core::option::Option::None;
        let mut __consumer_miniAppId = ::core::option::Option::None;
        let mut __merchant_shop_id = ::core::option::Option::None;
        let mut __miniapp_release_bundle = ::core::option::Option::None;
        let mut __promoter_master_name = ::core::option::Option::None;
        let mut __promoter_master_pid = ::core::option::Option::None;
        let mut __timestamp = ::core::option::Option::None;
        let schema = <Self as ::alipay_notify::AlipayObject>::SCHEMA;
        let entered = ::alipay_notify::__private::decode_fields(
            decoder,
            schema,
            ::core::option::Option::None,
            &mut |index, field, decoder| {
                ::core::result::Result::Ok(
                    match index {
                        0 => {
                            __commodity_order_id = ::alipay_notify::decode::AlipayValue::decode(
                                decoder,
                                field,
                            )?;
                            true
                        }
                        1 => {
                            __merchant_pid = ::alipay_notify::decode::AlipayValue::decode(
                                decoder,
                                field,
                            )?;
                            true
                        }
                        2 => {
                            __name = ::alipay_notify::decode::AlipayValue::decode(
                                decoder,
                                field,
                            )?;
                            true
                        }
                        3 => {
                            __contactor = ::alipay_notify::decode::AlipayValue::decode(
                                decoder,
                                field,
                            )?;
                            true
                        }
                        4 => {
                            __phone = ::alipay_notify::decode::AlipayValue::decode(
                                decoder,
                                field,
                            )?;
                            true
                        }
                        5 => {
                            __title = ::alipay_notify::decode::AlipayValue::decode(
                                decoder,
                                field,
                            )?;
                            true
                        }
                        6 => {
                            __order_time = ::alipay_notify::decode::AlipayValue::decode(
                                decoder,
                                field,
                            )?;
                            true
                        }
                        7 => {
                            __order_item_num = ::alipay_notify::decode::AlipayValue::decode(
                                decoder,
                                field,
                            )?;
                            true
                        }
                        8 => {
                            __total_price = ::alipay_notify::decode::AlipayValue::decode(
                                decoder,
                                field,
                            )?;
                            true
                        }
                        9 => {
                            __biz_type = ::alipay_notify::decode::AlipayValue::decode(
                                decoder,
                                field,
                            )?;
                            true
                        }
                        10 => {
                            __service_code = ::alipay_notify::decode::AlipayValue::decode(
                                decoder,
                                field,
                            )?;
                            true
                        }
                        11 => {
                            __item_code = ::alipay_notify::decode::AlipayValue::decode(
                                decoder,
                                field,
                            )?;
                            true
                        }
                        12 => {
                            __specifications = ::alipay_notify::decode::AlipayValue::decode(
                                decoder,
                                field,
                            )?;
                            true
                        }
                        13 => {
                            __package_count = ::alipay_notify::decode::AlipayValue::decode(
                                decoder,
                                field,
                            )?;
                            true
                        }
                        14 => {
                            __period_day = ::alipay_notify::decode::AlipayValue::decode(
                                decoder,
                                field,
                            )?;
                            true
                        }
                        15 => {
                            __order_ticket = ::alipay_notify::decode::AlipayValue::decode(
                                decoder,
                                field,
                            )?;
                            true
                        }
                        16 => {
                            __isv_ticket = ::alipay_notify::decode::AlipayValue::decode(
                                decoder,
                                field,
                            )?;
                            true
                        }
                        17 => {
                            __consumer_miniAppId = ::alipay_notify::decode::AlipayValue::decode(
                                decoder,
                                field,
                            )?;
                            true
                        }
                        18 => {
                            __merchant_shop_id = ::alipay_notify::decode::AlipayValue::decode(
                                decoder,
                                field,
                            )?;
                            true
                        }
                        19 => {
                            __miniapp_release_bundle = ::alipay_notify::decode::AlipayValue::decode(
                                decoder,
                                field,
                            )?;
                            true
                        }
                        20 => {
                            __promoter_master_name = ::alipay_notify::decode::AlipayValue::decode(
                                decoder,
                                field,
                            )?;
                            true
                        }
                        21 => {
                            __promoter_master_pid = ::alipay_notify::decode::AlipayValue::decode(
                                decoder,
                                field,
                            )?;
                            true
                        }
                        22 => {
                            __timestamp = ::alipay_notify::decode::AlipayValue::decode(
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
            ::core::option::Option::Some(__commodity_order_id),
            ::core::option::Option::Some(__merchant_pid),
            ::core::option::Option::Some(__title),
            ::core::option::Option::Some(__order_time),
            ::core::option::Option::Some(__order_item_num),
            ::core::option::Option::Some(__total_price),
        ) = (
            entered,
            __commodity_order_id,
            __merchant_pid,
            __title,
            __order_time,
            __order_item_num,
            __total_price,
        ) else {
            return ::core::result::Result::Ok(::core::option::Option::None);
        };
        ::core::result::Result::Ok(
            ::core::option::Option::Some(Self {
                commodity_order_id: __commodity_order_id,
                merchant_pid: __merchant_pid,
                name: __name,
                contactor: __contactor,
                phone: __phone,
                title: __title,
                order_time: __order_time,
                order_item_num: __order_item_num,
                total_price: __total_price,
                biz_type: __biz_type,
                service_code: __service_code,
                item_code: __item_code,
                specifications: __specifications,
                package_count: __package_count,
                period_day: __period_day,
                order_ticket: __order_ticket,
                isv_ticket: __isv_ticket,
                consumer_miniAppId: __consumer_miniAppId,
                merchant_shop_id: __merchant_shop_id,
                miniapp_release_bundle: __miniapp_release_bundle,
                promoter_master_name: __promoter_master_name,
                promoter_master_pid: __promoter_master_pid,
                timestamp: __timestamp,
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
                        &self.commodity_order_id,
                        field,
                        violations,
                    )
                }
                1 => {
                    ::alipay_notify::decode::AlipayValue::check(
                        &self.merchant_pid,
                        field,
                        violations,
                    )
                }
                2 => {
                    ::alipay_notify::decode::AlipayValue::check(
                        &self.name,
                        field,
                        violations,
                    )
                }
                3 => {
                    ::alipay_notify::decode::AlipayValue::check(
                        &self.contactor,
                        field,
                        violations,
                    )
                }
                4 => {
                    ::alipay_notify::decode::AlipayValue::check(
                        &self.phone,
                        field,
                        violations,
                    )
                }
                5 => {
                    ::alipay_notify::decode::AlipayValue::check(
                        &self.title,
                        field,
                        violations,
                    )
                }
                6 => {
                    ::alipay_notify::decode::AlipayValue::check(
                        &self.order_time,
                        field,
                        violations,
                    )
                }
                7 => {
                    ::alipay_notify::decode::AlipayValue::check(
                        &self.order_item_num,
                        field,
                        violations,
                    )
                }
                8 => {
                    ::alipay_notify::decode::AlipayValue::check(
                        &self.total_price,
                        field,
                        violations,
                    )
                }
                9 => {
                    ::alipay_notify::decode::AlipayValue::check(
                        &self.biz_type,
                        field,
                        violations,
                    )
                }
                10 => {
                    ::alipay_notify::decode::AlipayValue::check(
                        &self.service_code,
                        field,
                        violations,
                    )
                }
                11 => {
                    ::alipay_notify::decode::AlipayValue::check(
                        &self.item_code,
                        field,
                        violations,
                    )
                }
                12 => {
                    ::alipay_notify::decode::AlipayValue::check(
                        &self.specifications,
                        field,
                        violations,
                    )
                }
                13 => {
                    ::alipay_notify::decode::AlipayValue::check(
                        &self.package_count,
                        field,
                        violations,
                    )
                }
                14 => {
                    ::alipay_notify::decode::AlipayValue::check(
                        &self.period_day,
                        field,
                        violations,
                    )
                }
                15 => {
                    ::alipay_notify::decode::AlipayValue::check(
                        &self.order_ticket,
                        field,
                        violations,
                    )
                }
                16 => {
                    ::alipay_notify::decode::AlipayValue::check(
                        &self.isv_ticket,
                        field,
                        violations,
                    )
                }
                17 => {
                    ::alipay_notify::decode::AlipayValue::check(
                        &self.consumer_miniAppId,
                        field,
                        violations,
                    )
                }
                18 => {
                    ::alipay_notify::decode::AlipayValue::check(
                        &self.merchant_shop_id,
                        field,
                        violations,
                    )
                }
                19 => {
                    ::alipay_notify::decode::AlipayValue::check(
                        &self.miniapp_release_bundle,
                        field,
                        violations,
                    )
                }
                20 => {
                    ::alipay_notify::decode::AlipayValue::check(
                        &self.promoter_master_name,
                        field,
                        violations,
                    )
                }
                21 => {
                    ::alipay_notify::decode::AlipayValue::check(
                        &self.promoter_master_pid,
                        field,
                        violations,
                    )
                }
                22 => {
                    ::alipay_notify::decode::AlipayValue::check(
                        &self.timestamp,
                        field,
                        violations,
                    )
                }
                _ => {}
            },
        );
    }
}
