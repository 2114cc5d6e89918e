//! The messages and notifications that are specified out of the box.

mod payment;

use alipay_notify_schema::{Family, MessageSchema};

use crate::AlipayNotify;
use crate::open::Envelope;
pub use payment::{Mismatch, Mismatches, Order, PaymentEvent};

/// 会员卡开卡结果: how a user's opening of a membership card ended.
#[derive(Debug, AlipayNotify)]
#[alipay(schema = "schemas/alipay.user.opencard.result.notify.json")]
pub struct UserOpencardResult;

/// 门店创建被拒绝: a shop was rejected.
#[derive(Debug, AlipayNotify)]
#[alipay(schema = "schemas/ant.merchant.expand.shop.save.rejected.json")]
pub struct ShopSaveRejected;

/// 小程序备案人脸核验完成: how the face verification of a mini program's ICP filing ended.
#[derive(Debug, AlipayNotify)]
#[alipay(schema = "schemas/alipay.open.mini.icp.faceauth.completed.json")]
pub struct MiniIcpFaceauthCompleted;

/// 交易状态同步: a payment was made, refunded, closed or finished.
/// [`event`](TradeStatusSyncContent::event) tells which, and
/// [`check_order`](crate::Notification::check_order) whether it is the payment of an order.
#[derive(Debug, AlipayNotify)]
#[alipay(schema = "schemas/trade_status_sync.json")]
pub struct TradeStatusSync;

/// 资金授权冻结: money of a user, or credit, was frozen for the merchant.
#[derive(Debug, AlipayNotify)]
#[alipay(schema = "schemas/fund_auth_freeze.json")]
pub struct FundAuthFreeze;

/// 资金授权解冻: frozen money or credit was released.
#[derive(Debug, AlipayNotify)]
#[alipay(schema = "schemas/fund_auth_unfreeze.json")]
pub struct FundAuthUnfreeze;

/// 用户签约: a user agreed to be charged by the merchant.
#[derive(Debug, AlipayNotify)]
#[alipay(schema = "schemas/dut_user_sign.json")]
pub struct DutUserSign;

/// 用户解约: such an agreement ended.
#[derive(Debug, AlipayNotify)]
#[alipay(schema = "schemas/dut_user_unsign.json")]
pub struct DutUserUnsign;

/// 服务市场订购: a merchant ordered a service.
#[derive(Debug, AlipayNotify)]
#[alipay(schema = "schemas/servicemarket_order_notify.json")]
pub struct ServicemarketOrder;

/// 第三方应用授权: a merchant authorised a third-party app. Its content is the form, of which
/// `biz_content` is one parameter.
#[derive(Debug, AlipayNotify)]
#[alipay(schema = "schemas/open_app_auth_notify.json")]
pub struct OpenAppAuth;

/// 风险商户与交易推送: a risk with a merchant or with payments. It has neither a `notify_id` nor an
/// `app_id`.
#[derive(Debug, AlipayNotify)]
#[alipay(schema = "schemas/alipay.adatabus.risk.end.push.json")]
pub struct RiskPush;

/// The specifications of all of them.
pub const SPECIFIED: [&MessageSchema; 11] = [
    UserOpencardResult::SPEC,
    ShopSaveRejected::SPEC,
    MiniIcpFaceauthCompleted::SPEC,
    TradeStatusSync::SPEC,
    FundAuthFreeze::SPEC,
    FundAuthUnfreeze::SPEC,
    DutUserSign::SPEC,
    DutUserUnsign::SPEC,
    ServicemarketOrder::SPEC,
    OpenAppAuth::SPEC,
    RiskPush::SPEC,
];

fn of(family: Family, name: &str) -> Option<&'static MessageSchema> {
    SPECIFIED.into_iter().find(|spec| (spec.family, &*spec.name) == (family, name))
}

/// The name of what is specified here, if it is.
pub(crate) fn known(family: Family, name: &str) -> Option<&'static str> {
    of(family, name).map(|spec| &*spec.name)
}

/// The specification of a form with parameters as its content; where none is built in, that of
/// payments, whose parameters others have as well.
pub(crate) fn specified(envelope: &Envelope) -> &'static MessageSchema {
    envelope.kind().and_then(|(family, name)| of(family, name)).unwrap_or(TradeStatusSync::SPEC)
}
