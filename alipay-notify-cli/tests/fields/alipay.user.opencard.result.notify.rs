use alipay_notify::AlipayNotify;

/// Final outcome of a user's opening of a membership card.
#[derive(Clone, Debug, PartialEq, AlipayNotify)]
#[alipay(msg_method = "alipay.user.opencard.result.notify")]
#[alipay(title = "会员卡开卡链路,通知商家最终的开卡结果")]
#[alipay(exactly_one(user_id, open_id))]
pub struct UserOpencardResult {
    /// The card template that the card was opened from, as returned when the template was created.
    #[alipay(title = "会员卡模板id", max_len = 32)]
    pub template_id: String,
    /// The card's number at Alipay.
    #[alipay(title = "支付宝业务卡号", max_len = 32)]
    pub biz_card_no: String,
    /// The card's number at the merchant.
    #[alipay(title = "商户外部会员卡卡号", max_len = 64)]
    pub external_card_no: String,
    /// Whether the card was opened, as the text `true` or `false`.
    #[alipay(title = "开卡结果", max_len = 10)]
    pub success: String,
    /// The user's id across Ant's services. Being phased out for new merchants, who receive `open_id` in its place.
    #[alipay(title = "蚂蚁统一会员id", max_len = 16)]
    pub user_id: Option<String>,
    /// The user's id towards this one app. Sent where the app has openid switched on in its settings.
    #[alipay(title = "用户open_id", max_len = 128)]
    pub open_id: Option<String>,
    /// Why the card could not be opened, as a code. Present only where opening failed.
    #[alipay(title = "错误码", max_len = 32, conditional)]
    pub error_code: Option<String>,
    /// Why the card could not be opened, in words. Present only where opening failed.
    #[alipay(title = "错误描述", max_len = 128, conditional)]
    pub error_msg: Option<String>,
}
