//! What is wrong with an inbox.

use alipay_notify::inbox::RecordError;
use alipay_notify_inbox::OpenError;

use super::Localized;

impl Localized for OpenError {
    fn chinese(&self) -> String {
        match self {
            Self::Engine => {
                "没有适用于该 URL 的引擎：收件箱的 URL 以 sqlite:、postgres: 或 nats: 开头"
                    .to_owned()
            }
            Self::Url(error) => format!("无法识别收件箱的 URL：{}", cause(error)),
            Self::Missing => "该 URL 处没有收件箱；往里存消息的程序会创建它：请检查 URL".to_owned(),
            Self::InMemory => {
                "内存中的收件箱会丢失已应答的消息；请指定文件：sqlite:inbox.db".to_owned()
            }
            Self::ReadOnly => "收件箱只能读取，但需要写入：请检查文件属于谁".to_owned(),
            Self::NotDurable => {
                "synchronous_commit=off 时，服务器可能丢失已应答的消息；请为该用户设为 on：\
                 ALTER ROLE … SET synchronous_commit = on"
                    .to_owned()
            }
            Self::Newer { found, known } => format!(
                "收件箱由更新版本的 alipay-notify-inbox 写入（其布局的版本为 {found}，本程序支持到 {known}）；请更新本程序"
            ),
            Self::Failed(error) => format!("无法打开收件箱：{}", cause(error)),
            _ => self.to_string(),
        }
    }
}

impl Localized for RecordError {
    fn chinese(&self) -> String {
        match self {
            Self::Newer => "该消息由更新版本的 alipay-notify 存入；请更新本程序".to_owned(),
            Self::Garbled => "消息旁保存的记录不是 alipay-notify 写入的".to_owned(),
            _ => self.to_string(),
        }
    }
}

/// What the engine says.
fn cause(error: &alipay_notify::inbox::InboxError) -> String {
    std::error::Error::source(error).map(ToString::to_string).unwrap_or_default()
}
