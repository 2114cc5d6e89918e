//! What became of a delivery.

use alipay_notify::gateway::RequestError;
use alipay_notify::inbox::Condition;
use alipay_notify::{Outcome, Rejection, Reply};

use super::Localized;

impl Localized for Outcome {
    fn chinese(&self) -> String {
        match self {
            Self::Handled(Reply::Success) => "已处理".to_owned(),
            Self::Handled(Reply::Fail) => "处理函数要求重新投递".to_owned(),
            Self::Handled(Reply::Later(duration)) => {
                format!("处理函数要求在 {duration:?} 后再处理")
            }
            Self::Handled(Reply::Never(reason)) => format!("处理函数放弃了这条消息：{reason}"),
            Self::Answered(_) => "已按支付宝的要求应答".to_owned(),
            Self::NotActivated => "支付宝询问该网关是否属于应用：请用 `activation` 配置应用私钥，\
                                   再在控制台重新填写网关地址"
                .to_owned(),
            Self::Failed(error) => format!("处理函数失败：{error}"),
            Self::Panicked(panic) => format!("处理函数 panic：{panic}"),
            Self::TimedOut { limit } => format!("处理函数在 {limit:?} 内没有完成"),
            Self::Dropped => "处理期间投递被中断".to_owned(),
            Self::Duplicate => "此前已处理，或已在收件箱中".to_owned(),
            Self::Stored(condition) => format!("已存入收件箱，{}", condition.chinese()),
            Self::Inbox(error) => format!("收件箱失败：{error}"),
            Self::InFlight => "同一消息的另一次投递正在处理".to_owned(),
            Self::Stale => "时间不在去重存储的范围内：可能是重放，或时钟有误".to_owned(),
            Self::Store(error) => format!("去重存储失败：{error}"),
            Self::Busy => "正在处理的消息已达上限".to_owned(),
            Self::ShuttingDown => "网关正在关闭".to_owned(),
            Self::Unhandled => "这条消息没有处理函数，也没有 fallback".to_owned(),
            Self::Rejected { rejection, .. } if rejection.is_authentic() => rejection.chinese(),
            Self::Rejected { rejection, .. } => format!("已拒绝：{}", rejection.chinese()),
            _ => self.to_string(),
        }
    }
}

impl Localized for Rejection {
    fn chinese(&self) -> String {
        match self {
            Self::Request(error) => error.chinese(),
            Self::Verify(error) => error.chinese(),
            Self::Unreadable(error) => format!("消息真实，但无法读取：{}", error.chinese()),
            Self::Invalid(invalid) => {
                format!("消息不符合定义：{}", invalid.violations().chinese())
            }
        }
    }
}

impl Localized for Condition {
    fn chinese(&self) -> String {
        match self {
            Self::Ready => "等待处理",
            Self::Unhandled => "但没有处理函数，也没有 fallback",
            Self::Unreadable => "但无法读取",
            Self::Invalid => "但不符合定义",
        }
        .to_owned()
    }
}

impl Localized for RequestError {
    fn chinese(&self) -> String {
        match self {
            Self::Method => "请求方法不是 POST".to_owned(),
            Self::ContentType => "内容类型不是 application/x-www-form-urlencoded".to_owned(),
            Self::ContentEncoding => "请求体经过压缩；支付宝的投递不会压缩".to_owned(),
            Self::ContentLength => "Content-Length 不是一个数字".to_owned(),
            Self::TooLarge { limit } => format!("请求体超过 {limit} 字节"),
            Self::TooSlow { limit } => format!("请求体在 {limit:?} 内没有收完"),
            Self::NoRoom { limit } => format!(
                "没有余量：尚未验签的请求体合计最多占用 {limit} 字节；若是真实投递，请调高 `Limits::bodies`"
            ),
            Self::Incomplete => "请求体中断".to_owned(),
        }
    }
}
