//! What makes two deliveries the same message.

use std::fmt;

use crate::crypto::sha256;

/// What makes two deliveries the same message: its app, and its `notify_id` or a value of its
/// content.
///
/// A store keeps [`as_str`](Self::as_str): at most 128 letters, digits and `-._:`, and never a
/// value of a content.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct MessageKey(String);

impl MessageKey {
    /// A message that is known by its `notify_id`, as it is unless its schema says otherwise.
    #[must_use]
    pub fn of_notify_id(app_id: &str, notify_id: &str) -> Self {
        Self(format!("{}:{}", plain(app_id), plain(notify_id)))
    }

    /// A message that is known by a value of its content: that of the field which its schema marks
    /// with `x-alipay-idempotency-key`. Of the value only a digest is kept.
    ///
    /// Merchants that one app serves (ISV) number their orders each for themselves, so the merchant
    /// that a message is about (`auth_app_id`) belongs to what identifies it.
    #[must_use]
    pub fn of_content(
        app_id: &str,
        auth_app_id: Option<&str>,
        msg_method: &str,
        value: &str,
    ) -> Self {
        // No text has this byte, so no value reads like a merchant and a value.
        let merchant = auth_app_id.map(|merchant| [merchant.as_bytes(), &[0xff]].concat());
        let value = [&merchant.unwrap_or_default(), value.as_bytes()].concat();
        Self(format!("{}:{}:{}", plain(app_id), plain(msg_method), digest(&value)))
    }

    /// A message of the long connection that is known by its `x-msgId`. Nobody says that those and
    /// the values of `notify_id` are different, so the keys are.
    pub(crate) fn of_msg_id(app_id: &str, msg_id: &str) -> Self {
        Self(format!("{}:x-msgId:{}", plain(app_id), plain(msg_id)))
    }

    /// A message that can't even be told from others: its body is all that is known.
    pub(crate) fn of_body(app_id: &str, body: &[u8]) -> Self {
        Self(format!("{}:{}", plain(app_id), digest(body)))
    }

    /// The same message, should it turn out that it can't be read. It has a key of its own: it may
    /// have been cut out of a genuine one, which must not count as done for that.
    pub(crate) fn unreadable(self) -> Self {
        Self(self.0 + ":unreadable")
    }

    /// A key that was made before.
    pub(crate) fn kept(key: &str) -> Self {
        Self(key.to_owned())
    }

    /// The key as a text, the same for the same message in every process and version.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for MessageKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for MessageKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "MessageKey({self})")
    }
}

/// A part as it is, where it is as short and simple as Alipay's are; its digest otherwise.
fn plain(part: &str) -> String {
    const LONGEST: usize = 40;
    let is_simple = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_');
    if part.len() <= LONGEST && part.bytes().all(is_simple) {
        part.to_owned()
    } else {
        digest(part.as_bytes())
    }
}

/// 32 hexadecimal digits after a `:`, with which no plain part begins.
fn digest(part: &[u8]) -> String {
    let digest = sha256(part);
    let half: [u8; 16] = std::array::from_fn(|index| digest[index]);
    format!(":{:032x}", u128::from_be_bytes(half))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn different_messages_have_different_keys_and_none_holds_a_value() {
        let of_content = |merchant, msg_method, value| {
            MessageKey::of_content("2014060600164699", merchant, msg_method, value)
        };
        let keys = [
            MessageKey::of_notify_id("2014060600164699", "5608cccc09ddb39d41c2e3c06e3d9fejh2"),
            MessageKey::of_notify_id("2014060600164699", "a:b"),
            MessageKey::of_notify_id("2014060600164699:a", "b"),
            MessageKey::of_notify_id("2014060600164699", &"a".repeat(1000)),
            MessageKey::of_notify_id("2014060600164699", "单号"),
            of_content(None, "my.message", "5608cccc09ddb39d41c2e3c06e3d9fejh2"),
            of_content(None, "my.message", "单号"),
            of_content(None, "my.other", "单号"),
            of_content(Some("2021000000000001"), "my.message", "单号"),
            of_content(Some("2021000000000002"), "my.message", "单号"),
            of_content(None, "my.message", "2021000000000001单号"),
            MessageKey::of_msg_id("2014060600164699", "5608cccc09ddb39d41c2e3c06e3d9fejh2"),
            MessageKey::of_notify_id("2014060600164699", "5608cccc09ddb39d41c2e3c06e3d9fejh2")
                .unreadable(),
        ];
        assert_eq!(keys[0].as_str(), "2014060600164699:5608cccc09ddb39d41c2e3c06e3d9fejh2");
        assert_eq!(
            keys[5].as_str(),
            "2014060600164699:my.message::fcbf03cf528be737708800b548f3aaeb"
        );
        for (index, key) in keys.iter().enumerate() {
            assert!(key.as_str().len() <= 128, "{key}");
            assert!(!keys[index + 1..].contains(key), "{key}");
        }
    }
}
