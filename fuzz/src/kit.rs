//! What the targets share: one key, one way to begin a message, and a mark that no error may show.

use std::fmt::{Debug, Display};
use std::sync::OnceLock;

use alipay_notify::Rejection;
use alipay_notify::testing::{TestKey, TestMessage};

/// Stands in values of seeds and of messages that are made here. An error that shows it has
/// repeated a value.
pub(crate) const MARK: &str = "NOLOG7";

/// The key that signs everything in this process.
pub(crate) fn key() -> &'static TestKey {
    static KEY: OnceLock<TestKey> = OnceLock::new();
    KEY.get_or_init(TestKey::generate)
}

/// A message without any parameter.
pub(crate) fn blank() -> TestMessage {
    let names = [
        "charset",
        "biz_content",
        "utc_timestamp",
        "app_id",
        "version",
        "sign_type",
        "notify_id",
        "msg_method",
    ];
    names.into_iter().fold(TestMessage::new(""), TestMessage::without)
}

/// A message with all but `biz_content`, the same in every process.
pub(crate) fn message(msg_method: &str) -> TestMessage {
    TestMessage::new(msg_method).parameter("utc_timestamp", "1706327962739")
}

pub(crate) fn assert_tells_nothing(error: &(impl Debug + Display)) {
    for told in [error.to_string(), format!("{error:?}")] {
        assert!(!told.contains(MARK), "a value is repeated: {told}");
    }
}

/// As [`assert_tells_nothing`], but where a message is authentic, `Debug` shows what identifies it.
pub(crate) fn assert_rejection_tells_nothing(rejection: &Rejection) {
    match rejection {
        Rejection::Unreadable(unreadable) => assert_tells_nothing(unreadable.error()),
        rejection => assert_tells_nothing(rejection),
    }
}
