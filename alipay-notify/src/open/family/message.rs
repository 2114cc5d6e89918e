//! Messages (消息服务): `msg_method`, and a content that is JSON.

use std::time::{Duration, SystemTime};

use alipay_notify_schema::{FieldSchema, Presence, Problem};

use super::{Rules, SentAt, parameter};
use crate::form::Name;

pub(super) static RULES: Rules = Rules {
    named_by: Name::MsgMethod,
    envelope: NINE,
    sent_at: Some(SentAt {
        parameter: Name::UtcTimestamp,
        read: milliseconds,
        problem: Problem::NotMilliseconds,
    }),
    has_id: true,
};

/// A number of milliseconds since the epoch.
fn milliseconds(digits: &str) -> Option<SystemTime> {
    let milliseconds =
        digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse().ok())??;
    SystemTime::UNIX_EPOCH.checked_add(Duration::from_millis(milliseconds))
}

/// The nine parameters that every message has (公共请求参数).
pub(in crate::open) const NINE: &[FieldSchema] = &[
    required(
        Name::NotifyId,
        "通知id",
        "Identifies the message, the same over its redeliveries.",
        Some(50),
    ),
    required(
        Name::UtcTimestamp,
        "消息发送时的服务端时间",
        "When it was sent, in milliseconds since the epoch.",
        Some(13),
    ),
    required(Name::MsgMethod, "消息接口名称", "Which message this is.", Some(100)),
    required(Name::AppId, "消息接受方的应用id", "The app that receives the message.", Some(20)),
    required(
        Name::Version,
        "版本号",
        "The version of the message format; 1.1 is the standard message.",
        Some(5),
    ),
    required(Name::BizContent, "消息报文", "The content.", None),
    required(Name::Sign, "签名", "The signature.", None),
    required(Name::SignType, "签名类型", "The algorithm of the signature.", Some(10)),
    required(Name::Charset, "编码集", "The charset in which the message was signed.", Some(10)),
];

const fn required(
    name: Name,
    title: &'static str,
    description: &'static str,
    max_len: Option<usize>,
) -> FieldSchema {
    parameter(name, Presence::Required, title, description, max_len)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nine_are_in_the_order_of_the_documents() {
        let names: Vec<_> = NINE.iter().map(|field| &*field.name).collect();
        assert_eq!(names, Name::COMMON.map(Name::as_str));
        assert_eq!(names, alipay_notify_schema::COMMON_PARAMETERS);
    }
}
