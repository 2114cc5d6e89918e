//! The names of parameters that Alipay uses.

/// A parameter that says what a form is, and who sent it when. Only these names ever appear in
/// errors.
///
/// In the order of their bytes, which is the order in which parameters are signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Name {
    AppId,
    AuthAppId,
    BizContent,
    Charset,
    EncryptType,
    Method,
    MsgAppId,
    MsgMethod,
    MsgType,
    MsgUid,
    NotifyId,
    NotifyTime,
    NotifyType,
    Service,
    Sign,
    SignType,
    UtcTimestamp,
    Version,
}

impl Name {
    /// The id of a message of the long connection. It is not signed, and no form has it.
    pub(crate) const MSG_ID: &'static str = "x-msgId";

    /// What a `method` begins with by which Alipay calls the app (SPI).
    pub(crate) const CALL: &'static str = "spi.";

    /// How many there are.
    pub(crate) const COUNT: usize = TEXTS.len();

    /// The nine that every message has, in the order of the documents.
    pub(crate) const COMMON: [Self; 9] = [
        Self::NotifyId,
        Self::UtcTimestamp,
        Self::MsgMethod,
        Self::AppId,
        Self::Version,
        Self::BizContent,
        Self::Sign,
        Self::SignType,
        Self::Charset,
    ];

    /// The name that these bytes are, if Alipay uses it.
    #[inline]
    pub(crate) fn of(bytes: &[u8]) -> Option<Self> {
        Some(match bytes {
            b"app_id" => Self::AppId,
            b"auth_app_id" => Self::AuthAppId,
            b"biz_content" => Self::BizContent,
            b"charset" => Self::Charset,
            b"encrypt_type" => Self::EncryptType,
            b"method" => Self::Method,
            b"msg_app_id" => Self::MsgAppId,
            b"msg_method" => Self::MsgMethod,
            b"msg_type" => Self::MsgType,
            b"msg_uid" => Self::MsgUid,
            b"notify_id" => Self::NotifyId,
            b"notify_time" => Self::NotifyTime,
            b"notify_type" => Self::NotifyType,
            b"service" => Self::Service,
            b"sign" => Self::Sign,
            b"sign_type" => Self::SignType,
            b"utc_timestamp" => Self::UtcTimestamp,
            b"version" => Self::Version,
            _ => return None,
        })
    }

    /// The name as it is written.
    pub(crate) const fn as_str(self) -> &'static str {
        TEXTS[self as usize]
    }
}

const TEXTS: [&str; 18] = [
    "app_id",
    "auth_app_id",
    "biz_content",
    "charset",
    "encrypt_type",
    "method",
    "msg_app_id",
    "msg_method",
    "msg_type",
    "msg_uid",
    "notify_id",
    "notify_time",
    "notify_type",
    "service",
    "sign",
    "sign_type",
    "utc_timestamp",
    "version",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_in_the_order_of_their_bytes() {
        assert!(TEXTS.is_sorted());
        for (index, text) in TEXTS.into_iter().enumerate() {
            let name = Name::of(text.as_bytes()).expect("a name");
            assert_eq!((name as usize, name.as_str()), (index, text));
        }
    }
}
