//! Deliveries as the wire has them.

use std::time::{SystemTime, UNIX_EPOCH};

use alipay_notify_schema::{Family, MessageSchema, json};

use super::TestKey;
use super::content::signed_content;
use super::text::{Charset, CharsetError, Value};
use crate::decode::{AlipayNotify, BeijingTime};
use crate::key::ContentKey;
use crate::signature::{SignMode, SignType};

/// The names of the parameters in the order in which Alipay sends them.
const WIRE_ORDER: [&str; 10] = [
    "charset",
    "biz_content",
    "encrypt_type",
    "utc_timestamp",
    "sign",
    "app_id",
    "version",
    "sign_type",
    "notify_id",
    "msg_method",
];

/// A message that is not signed yet.
#[derive(Clone)]
pub struct TestMessage {
    family: Family,
    parameters: Vec<(String, Value)>,
    sign_mode: SignMode,
    charset: Result<Charset, CharsetError>,
}

impl TestMessage {
    /// A message with this `msg_method` and an empty object as content; the other parameters are
    /// made up.
    #[must_use]
    pub fn new(msg_method: &str) -> Self {
        Self::of(Family::Message, msg_method)
    }

    /// What Alipay signs of any family, with nothing in it: the parameters that say what it is are
    /// made up.
    #[must_use]
    pub fn of(family: Family, name: &str) -> Self {
        let blank = Self {
            family,
            parameters: Vec::new(),
            sign_mode: SignMode::V1,
            charset: Ok(Charset::default()),
        };
        let blank = blank.text("charset", "UTF-8").text("sign_type", "RSA2");
        let blank = match family {
            Family::Message => blank.text("biz_content", "{}").text("version", "1.1"),
            Family::Notify => blank.text("version", "1.0"),
            Family::Service => return blank.text("service", name),
        };
        blank
            .text("app_id", "2014060600164699")
            .text("notify_id", "5608cccc09ddb39d41c2e3c06e3d9fejh2")
            .text(family.parameter(), name)
            .sent_at(SystemTime::now())
    }

    /// Message `M` with the example of its specification as content, without white space between
    /// its tokens: so Alipay sends it.
    #[must_use]
    pub fn example<M: AlipayNotify>() -> Self {
        Self::from_schema(M::SPEC)
    }

    /// The message that a specification is about, with its example as content:
    /// [`example`](Self::example) for one that is known only once the program runs.
    #[must_use]
    pub fn from_schema(schema: &MessageSchema) -> Self {
        Self::of(schema.family, &schema.name).content(json::compact(&schema.example()))
    }

    /// Sets the content, a JSON object: `biz_content` of a message, as it is; of anything else, its
    /// members as parameters.
    ///
    /// # Panics
    ///
    /// Where it is to become parameters, but is not JSON.
    #[must_use]
    pub fn content(self, json: impl Into<String>) -> Self {
        let json = json.into();
        if !self.family.is_flat() {
            return self.text("biz_content", json);
        }
        let parameters =
            json::flat(&json).unwrap_or_else(|error| panic!("the content is not JSON: {error}"));
        parameters.into_iter().fold(self, |message, (name, value)| message.text(&name, value))
    }

    /// `biz_content` as it was set, unless it was set as bytes or is to be encrypted.
    #[must_use]
    pub fn biz_content(&self) -> Option<&str> {
        match self.parameters.iter().find(|(name, _)| name == "biz_content") {
            Some((_, Value::Text(content))) => Some(content),
            _ => None,
        }
    }

    /// Sets when this delivery is sent: `utc_timestamp` of a message, `notify_time` of a
    /// notification. What a service pushes does not say.
    #[must_use]
    pub fn sent_at(self, time: SystemTime) -> Self {
        match (self.family, BeijingTime::of(time)) {
            (Family::Message, _) => {
                let since = time.duration_since(UNIX_EPOCH).unwrap_or_default();
                self.text("utc_timestamp", since.as_millis().to_string())
            }
            (Family::Notify, Some(time)) => self.text("notify_time", time.to_string()),
            (Family::Notify, None) | (Family::Service, _) => self,
        }
    }

    /// Sets `app_id`.
    #[must_use]
    pub fn app_id(self, app_id: &str) -> Self {
        self.text("app_id", app_id)
    }

    /// Sets `notify_id`.
    #[must_use]
    pub fn notify_id(self, notify_id: &str) -> Self {
        self.text("notify_id", notify_id)
    }

    /// Sets the charset, one of UTF-8, GBK, GB2312 and GB18030, in which texts are encoded when the
    /// message is signed: `biz_content`, also where it is encrypted, and whatever else is not
    /// set by [`parameter`](Self::parameter).
    ///
    /// ```
    /// use alipay_notify::testing::{CharsetError, TestKey, TestMessage};
    ///
    /// let key = TestKey::generate();
    /// let message = TestMessage::new("my.own").charset("GBK");
    /// let delivery = message.clone().content(r#"{"shop_name":"支付宝"}"#).sign(&key);
    /// let content = delivery.value("biz_content").unwrap();
    /// assert_eq!(content[14..20], [0xd6, 0xa7, 0xb8, 0xb6, 0xb1, 0xa6]);
    ///
    /// let error = message.content(r#"{"shop_name":"😀"}"#).try_sign(&key).unwrap_err();
    /// assert!(matches!(error, CharsetError::Character { character: '😀', position: 15, .. }));
    /// ```
    #[must_use]
    pub fn charset(mut self, label: &str) -> Self {
        self.charset = Charset::of(label);
        self.text("charset", label)
    }

    /// Sets any parameter, to bytes in the message's charset: they are signed as they are.
    #[must_use]
    pub fn parameter(mut self, name: &str, value: impl Into<Vec<u8>>) -> Self {
        set(&mut self.parameters, name, Value::Bytes(value.into()));
        self
    }

    fn text(mut self, name: &str, value: impl Into<String>) -> Self {
        set(&mut self.parameters, name, Value::Text(value.into()));
        self
    }

    /// Leaves a parameter out.
    #[must_use]
    pub fn without(mut self, name: &str) -> Self {
        remove(&mut self.parameters, name);
        self
    }

    /// Whether `sign_type` is signed as well. [`SignMode::V1`] unless set.
    #[must_use]
    pub fn sign_mode(mut self, mode: SignMode) -> Self {
        self.sign_mode = mode;
        self
    }

    /// Encrypts the content that was set, with AES.
    #[must_use]
    pub fn encrypt(mut self, key: &ContentKey) -> Self {
        if let Some((_, content)) =
            self.parameters.iter_mut().find(|(name, _)| name == "biz_content")
        {
            let plain = std::mem::replace(content, Value::Bytes(Vec::new()));
            *content = Value::Sealed(Box::new(plain), key.clone());
        }
        self.text("encrypt_type", "AES")
    }

    /// Signs the message as Alipay would: with SHA-1 where its `sign_type` is `RSA`, with SHA-256
    /// otherwise.
    ///
    /// # Panics
    ///
    /// Where the [charset](Self::charset) is unknown or does not have a character of the message;
    /// [`try_sign`](Self::try_sign) returns an error instead.
    #[must_use]
    pub fn sign(self, key: &TestKey) -> SignedMessage {
        self.try_sign(key).unwrap_or_else(|error| panic!("the message can't be signed: {error}"))
    }

    /// Signs the message as [`sign`](Self::sign) does.
    ///
    /// # Errors
    ///
    /// - [`CharsetError::Unknown`]: Alipay sends no messages in this charset.
    /// - [`CharsetError::Character`]: it does not have a character of the message.
    pub fn try_sign(self, key: &TestKey) -> Result<SignedMessage, CharsetError> {
        let charset = self.charset?;
        let mut parameters = Vec::with_capacity(self.parameters.len() + 1);
        for (name, value) in self.parameters {
            let value = value.encoded(&name, charset)?;
            parameters.push((name, value));
        }
        let content =
            signed_content(parameters.iter().map(|(name, value)| (name, value)), self.sign_mode);
        let sign_type = parameters.iter().find(|(name, _)| name == "sign_type");
        let is_rsa = sign_type.is_some_and(|(_, value)| value.eq_ignore_ascii_case(b"RSA"));
        let sign_type = if is_rsa { SignType::Rsa } else { SignType::Rsa2 };
        set(&mut parameters, "sign", key.sign(sign_type, &content).into_bytes());
        parameters.sort_by_key(|(name, _)| WIRE_ORDER.iter().position(|known| known == name));
        Ok(SignedMessage { parameters })
    }
}

/// A signed message, genuine until one of its methods changes it.
#[derive(Clone)]
pub struct SignedMessage {
    parameters: Vec<(String, Vec<u8>)>,
}

impl SignedMessage {
    /// A message that was signed elsewhere, such as a captured one, given by its decoded parameters
    /// with `sign`.
    pub fn captured<N: Into<String>, V: Into<Vec<u8>>>(
        parameters: impl IntoIterator<Item = (N, V)>,
    ) -> Self {
        Self {
            parameters: parameters
                .into_iter()
                .map(|(name, value)| (name.into(), value.into()))
                .collect(),
        }
    }

    /// The request body: form-encoded, in the order in which Alipay sends.
    #[must_use]
    pub fn body(&self) -> Vec<u8> {
        let mut body = Vec::new();
        for (name, value) in &self.parameters {
            if !body.is_empty() {
                body.push(b'&');
            }
            percent_encode(name.as_bytes(), &mut body);
            body.push(b'=');
            percent_encode(value, &mut body);
        }
        body
    }

    /// The value of a parameter.
    #[must_use]
    pub fn value(&self, name: &str) -> Option<&[u8]> {
        self.parameters
            .iter()
            .find(|(candidate, _)| candidate == name)
            .map(|(_, value)| value.as_slice())
    }

    /// The names of the parameters, in the order of the body.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.parameters.iter().map(|(name, _)| name.as_str())
    }

    /// Replaces or adds a parameter without signing again.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<Vec<u8>>) -> Self {
        set(&mut self.parameters, name, value.into());
        self
    }

    /// Flips the lowest bit of one byte of a value; nothing happens where there is no such byte.
    #[must_use]
    pub fn with_flipped_byte(mut self, name: &str, at: usize) -> Self {
        let value = self
            .parameters
            .iter_mut()
            .find(|(candidate, _)| candidate == name)
            .map(|(_, value)| value);
        if let Some(byte) = value.and_then(|value| value.get_mut(at)) {
            *byte ^= 1;
        }
        self
    }

    /// Leaves a parameter out without signing again.
    #[must_use]
    pub fn without(mut self, name: &str) -> Self {
        remove(&mut self.parameters, name);
        self
    }

    /// Gives a parameter twice.
    #[must_use]
    pub fn doubled(mut self, name: &str) -> Self {
        let twin = self.parameters.iter().find(|(candidate, _)| candidate == name).cloned();
        self.parameters.extend(twin);
        self
    }
}

fn set<V>(parameters: &mut Vec<(String, V)>, name: &str, value: V) {
    match parameters.iter_mut().find(|(candidate, _)| candidate == name) {
        Some((_, current)) => *current = value,
        None => parameters.push((name.to_owned(), value)),
    }
}

fn remove<V>(parameters: &mut Vec<(String, V)>, name: &str) {
    parameters.retain(|(candidate, _)| candidate != name);
}

/// Encodes as HTML forms do: letters, digits and `*-._` as they are, a space as `+`, the rest as
/// `%XX`.
fn percent_encode(bytes: &[u8], body: &mut Vec<u8>) {
    for byte in bytes {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'*' | b'-' | b'.' | b'_' => body.push(*byte),
            b' ' => body.push(b'+'),
            _ => body.extend_from_slice(format!("%{byte:02X}").as_bytes()),
        }
    }
}

macro_rules! debug_names {
    ($($message:ident),+) => {$(
        /// Names only: values are kept out of test logs as well.
        impl std::fmt::Debug for $message {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                let names: Vec<_> = self.parameters.iter().map(|(name, _)| name).collect();
                f.debug_tuple(stringify!($message)).field(&names).finish()
            }
        }
    )+};
}

debug_names!(TestMessage, SignedMessage);
