//! Notifications (异步通知), such as that of a payment: `notify_type`, and parameters that are the
//! content.

use std::time::{Duration, SystemTime};

use alipay_notify_schema::format::beijing_time;
use alipay_notify_schema::{FieldSchema, Presence, Problem};

use super::{Rules, SentAt, parameter};
use crate::form::Name;

pub(super) static RULES: Rules = Rules {
    named_by: Name::NotifyType,
    envelope: ENVELOPE,
    sent_at: Some(SentAt {
        parameter: Name::NotifyTime,
        read: beijing,
        problem: Problem::NotBeijingTime,
    }),
    has_id: true,
};

/// The time that a clock in Beijing shows.
fn beijing(text: &str) -> Option<SystemTime> {
    let time = beijing_time(text)?;
    let since = Duration::new(u64::try_from(time.unix_timestamp()).ok()?, time.nanosecond());
    SystemTime::UNIX_EPOCH.checked_add(since)
}

/// What payments are documented to have. Others have less, or longer.
const ENVELOPE: &[FieldSchema] = &[
    optional(Name::NotifyTime, "通知时间", "When it was sent, in Beijing time.", None),
    optional(Name::NotifyType, "通知类型", "What it is about.", Some(64)),
    optional(
        Name::NotifyId,
        "通知校验ID",
        "Identifies the notification, the same over its redeliveries.",
        Some(128),
    ),
    optional(Name::AppId, "开发者的app_id", "The app that receives it.", Some(32)),
    optional(
        Name::AuthAppId,
        "授权方的app_id",
        "The app of the merchant that it is about.",
        Some(32),
    ),
    optional(Name::Charset, "编码格式", "The charset in which it was signed.", Some(10)),
    optional(Name::Version, "接口版本", "The version of the format.", Some(3)),
    optional(Name::SignType, "签名类型", "The algorithm of the signature.", Some(10)),
];

const fn optional(
    name: Name,
    title: &'static str,
    description: &'static str,
    max_len: Option<usize>,
) -> FieldSchema {
    parameter(name, Presence::Optional, title, description, max_len)
}
