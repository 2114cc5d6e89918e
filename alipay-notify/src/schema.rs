//! Specifications at run time: what [`AlipayNotify::SPEC`](crate::AlipayNotify::SPEC) holds, and
//! how a message breaks it.

pub use alipay_notify_schema::{
    EnumValue, Family, FieldSchema, Format, Group, GroupRule, JsonText, JsonType, Kind,
    MessageSchema, ObjectSchema, Presence, Problem, Violation, Violations,
};
