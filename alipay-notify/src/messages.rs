//! The messages that are specified out of the box.

use crate::AlipayNotify;

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
