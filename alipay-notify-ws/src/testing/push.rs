//! A message to push, and the frame that it becomes.

use alipay_notify::AlipayNotify;
use alipay_notify::testing::TestMessage;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::frame::Frame;
use tokio_tungstenite::tungstenite::protocol::frame::coding::{Data, OpCode};

/// A message to push.
#[derive(Clone, Debug)]
pub struct Push {
    pub(super) msg_method: String,
    pub(super) content: String,
    pub(super) msg_id: Option<String>,
    pub(super) app_id: Option<String>,
    pub(super) fault: Option<PushFault>,
}

/// What is wrong, or unusual, with a push.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PushFault {
    /// The signature is of something else.
    BadSignature,
    /// There is none.
    Unsigned,
    /// `data` was changed after it was signed.
    ChangedData,
    /// `x-msgId` was changed, which is not signed.
    ChangedMsgId,
    /// The frame has no empty line, and so is none.
    NoEmptyLine,
    /// The frame is binary.
    Binary,
    /// `x-timestamp` is a number. This is no fault for a client that is tolerant in form.
    NumberTimestamp,
    /// `x-cmd` is one that nobody knows.
    UnknownCommand,
    /// The frame comes in pieces of this many bytes.
    Fragmented(usize),
    /// The frame comes twice.
    Twice,
    /// It comes after the message that is pushed after it, out of order.
    Late,
}

impl Push {
    /// A message of this name with this content, the text of a JSON object.
    pub fn new(msg_method: impl Into<String>, content: impl Into<String>) -> Self {
        let (msg_method, content) = (msg_method.into(), content.into());
        Self { msg_method, content, msg_id: None, app_id: None, fault: None }
    }

    /// The example of a message's specification.
    ///
    /// # Panics
    ///
    /// If its specification has none.
    #[must_use]
    pub fn example<M: AlipayNotify>() -> Self {
        let message = TestMessage::example::<M>();
        Self::new(M::NAME, message.biz_content().expect("an example has a content"))
    }

    /// Sets `x-msgId`; each push has one of its own unless it is set.
    #[must_use]
    pub fn msg_id(mut self, msg_id: impl Into<String>) -> Self {
        self.msg_id = Some(msg_id.into());
        self
    }

    /// Sets the app that it is for, in place of the one that is connected.
    #[must_use]
    pub fn app_id(mut self, app_id: impl Into<String>) -> Self {
        self.app_id = Some(app_id.into());
        self
    }

    /// Has each delivery of it be faulty.
    #[must_use]
    pub fn fault(mut self, fault: PushFault) -> Self {
        self.fault = Some(fault);
        self
    }

    /// The text of the frame.
    pub(super) fn frame(
        &self,
        app_id: &str,
        stream_id: &str,
        msg_id: &str,
        sign: impl FnOnce(&str) -> String,
    ) -> String {
        let quoted = |text: &str| serde_json::Value::from(text).to_string();
        let app_id = quoted(self.app_id.as_deref().unwrap_or(app_id));
        let (msg_method, content) = (quoted(&self.msg_method), &self.content);
        let data = format!(
            r#"{{"header":{{"appId":{app_id},"msgApi":{msg_method}}},"content":{content}}}"#
        );
        let signed =
            if self.fault == Some(PushFault::BadSignature) { "another text" } else { &data };
        let sign = match self.fault {
            Some(PushFault::Unsigned) => String::new(),
            _ => format!(r#","x-sign":"{}""#, sign(signed)),
        };
        let data = match self.fault {
            Some(PushFault::ChangedData) => data.replacen(r#","content":"#, r#", "content":"#, 1),
            _ => data,
        };
        let msg_id = match self.fault {
            Some(PushFault::ChangedMsgId) => quoted(&format!("changed-{msg_id}")),
            _ => quoted(msg_id),
        };
        let timestamp = match self.fault {
            Some(PushFault::NumberTimestamp) => "1700000000000",
            _ => r#""1700000000000""#,
        };
        let command = match self.fault {
            Some(PushFault::UnknownCommand) => "BROADCAST",
            _ => "CONSUME",
        };
        let empty_line = if self.fault == Some(PushFault::NoEmptyLine) { "" } else { "\r\n" };
        format!(
            "from-sys:mockchannel\r\nfrom-sys-ip:127.0.0.1\r\nstream-id:{stream_id}\r\n{empty_line}\
             {{\"protocol\":{{\"x-type\":\"message\",\"x-cmd\":\"{command}\",\"x-msgId\":{msg_id},\
             \"x-timestamp\":{timestamp},\"x-version\":\"1.0\",\"x-charset\":\"UTF-8\",\
             \"x-signType\":\"RSA2\"{sign}}},\"data\":{data}}}"
        )
    }

    /// The WebSocket frames that carry it.
    pub(super) fn messages(&self, text: String) -> Vec<Message> {
        match self.fault {
            Some(PushFault::Binary) => vec![Message::binary(text.into_bytes())],
            Some(PushFault::Twice) => vec![Message::text(text.clone()), Message::text(text)],
            Some(PushFault::Fragmented(size)) => {
                let bytes = text.into_bytes();
                let pieces: Vec<_> = bytes.chunks(size.max(1)).collect();
                let last = pieces.len().saturating_sub(1);
                let frame = |(index, piece): (usize, &&[u8])| {
                    let kind = if index == 0 { Data::Text } else { Data::Continue };
                    let is_last = index == last;
                    Message::Frame(Frame::message(piece.to_vec(), OpCode::Data(kind), is_last))
                };
                pieces.iter().enumerate().map(frame).collect()
            }
            _ => vec![Message::text(text)],
        }
    }
}
