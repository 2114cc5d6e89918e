//! Frames: header lines, an empty line, and one JSON object.

use std::borrow::Cow;

use alipay_notify::verify::SignedData;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use thiserror::Error;

/// A frame, taken apart. Nothing in it is verified.
///
/// `Debug` shows no value of a message.
pub struct Frame<'a> {
    route: Route<'a>,
    protocol: Protocol<'a>,
    data: Option<&'a str>,
}

/// The header lines that an answer repeats.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Route<'a> {
    from_sys: Option<&'a str>,
    from_sys_ip: Option<&'a str>,
    stream_id: Option<&'a str>,
}

/// What a frame wants: `x-cmd`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Command {
    /// `CONSUME`: here is a message.
    Consume,
    /// `CONSUME_ACK`: what became of it.
    ConsumeAck,
    /// `PRODUCE`: a message to Alipay, which this crate does not send.
    Produce,
    /// Any other, or none.
    Other,
}

/// Why a text is not a frame. Nothing of it is repeated.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum FrameError {
    /// There is no empty line, with CR LF, between the header lines and the object.
    #[error("the frame has no empty line (CR LF CR LF) before its JSON")]
    NoEmptyLine,
    /// What follows is not a JSON object with `protocol`, or has a name twice.
    #[error("what follows the empty line of the frame is not a JSON object with `protocol`")]
    NotJson,
    /// `x-type` is not `message`.
    #[error("the `x-type` of the frame is not `message`")]
    Type,
    /// The frame is binary.
    #[error("the frame is binary; those of this protocol are text")]
    Binary,
}

#[derive(Deserialize)]
struct Body<'a> {
    #[serde(borrow)]
    protocol: Members<'a>,
    #[serde(borrow)]
    data: Option<&'a RawValue>,
}

/// The members of `protocol`, as they are written: texts, and whatever else.
#[derive(Deserialize)]
struct Members<'a> {
    #[serde(rename = "x-type", borrow)]
    kind: Option<&'a RawValue>,
    #[serde(rename = "x-cmd", borrow)]
    command: Option<&'a RawValue>,
    #[serde(rename = "x-msgId", borrow)]
    msg_id: Option<&'a RawValue>,
    #[serde(rename = "x-status", borrow)]
    status: Option<&'a RawValue>,
    #[serde(rename = "x-signType", borrow)]
    sign_type: Option<&'a RawValue>,
    #[serde(rename = "x-sign", borrow)]
    sign: Option<&'a RawValue>,
}

struct Protocol<'a> {
    command: Option<Cow<'a, str>>,
    msg_id: Option<Cow<'a, str>>,
    status: Option<Cow<'a, str>>,
    sign_type: Option<Cow<'a, str>>,
    sign: Option<Cow<'a, str>>,
}

impl<'a> Frame<'a> {
    /// Takes a frame apart. Header lines may be missing, and so may members of `protocol`; those
    /// that are not known are passed over. A number counts as the text that it is written as.
    ///
    /// # Errors
    ///
    /// [`FrameError`] says which part of a frame is not there.
    pub fn parse(text: &'a str) -> Result<Self, FrameError> {
        let (head, json) = match text.strip_prefix("\r\n\r\n") {
            Some(json) => ("", json),
            None => text.split_once("\r\n\r\n").ok_or(FrameError::NoEmptyLine)?,
        };
        let Body { protocol, data } =
            serde_json::from_str(json).map_err(|_| FrameError::NotJson)?;
        if text_of(protocol.kind).as_deref() != Some("message") {
            return Err(FrameError::Type);
        }
        let protocol = Protocol {
            command: text_of(protocol.command),
            msg_id: text_of(protocol.msg_id),
            status: text_of(protocol.status),
            sign_type: text_of(protocol.sign_type),
            sign: text_of(protocol.sign),
        };
        Ok(Self { route: Route::parse(head), protocol, data: data.map(RawValue::get) })
    }

    /// What it wants.
    #[must_use]
    pub fn command(&self) -> Command {
        match self.protocol.command.as_deref() {
            Some("CONSUME") => Command::Consume,
            Some("CONSUME_ACK") => Command::ConsumeAck,
            Some("PRODUCE") => Command::Produce,
            _ => Command::Other,
        }
    }

    /// `stream-id`: which request an answer is to.
    #[must_use]
    pub fn stream_id(&self) -> Option<&str> {
        self.route.stream_id
    }

    /// `x-msgId`: which message it is. It is not signed.
    #[must_use]
    pub fn msg_id(&self) -> Option<&str> {
        self.protocol.msg_id.as_deref()
    }

    /// Whether an acknowledgement says `SUCCESS`. Anything else counts as `FAIL`.
    #[must_use]
    pub fn is_success(&self) -> bool {
        self.protocol.status.as_deref() == Some("SUCCESS")
    }

    /// What is signed, and by whom it says it is.
    #[must_use]
    pub fn signed_data(&self) -> SignedData<'_> {
        SignedData {
            data: self.data.unwrap_or_default(),
            sign: self.protocol.sign.as_deref(),
            sign_type: self.protocol.sign_type.as_deref(),
            msg_id: self.protocol.msg_id.as_deref(),
        }
    }

    /// The frame that acknowledges this one.
    #[must_use]
    pub fn acknowledgement(&self, is_done: bool) -> String {
        self.answer("CONSUME_ACK", is_done)
    }

    /// The frame with which a server answers a message to Alipay.
    #[cfg(feature = "testing")]
    pub(crate) fn produce_acknowledgement(&self, is_taken: bool) -> String {
        self.answer("PRODUCE_ACK", is_taken)
    }

    fn answer(&self, command: &str, is_success: bool) -> String {
        let body = Acknowledgement {
            protocol: AcknowledgementProtocol {
                kind: "message",
                command,
                msg_id: self.protocol.msg_id.as_deref(),
                version: "1.0",
                status: if is_success { "SUCCESS" } else { "FAIL" },
            },
        };
        // Texts alone are written, which can't fail.
        self.route.written() + &serde_json::to_string(&body).unwrap_or_default()
    }
}

impl std::fmt::Debug for Frame<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Frame")
            .field("stream_id", &self.stream_id())
            .field("command", &self.command())
            .field("msg_id", &self.msg_id())
            .finish_non_exhaustive()
    }
}

impl<'a> Route<'a> {
    fn parse(head: &'a str) -> Self {
        let mut route = Self::default();
        for line in head.split("\r\n") {
            // At the first colon only: an IPv6 address has more.
            let Some((name, value)) = line.split_once(':') else { continue };
            let place = match name.trim() {
                "from-sys" => &mut route.from_sys,
                "from-sys-ip" => &mut route.from_sys_ip,
                "stream-id" => &mut route.stream_id,
                _ => continue,
            };
            *place = Some(value.trim());
        }
        route
    }

    /// The header lines and the empty line.
    fn written(&self) -> String {
        let lines = [
            ("from-sys", self.from_sys),
            ("from-sys-ip", self.from_sys_ip),
            ("stream-id", self.stream_id),
        ];
        let stated = lines.into_iter().filter_map(|(name, value)| Some((name, value?)));
        let head =
            stated.fold(String::new(), |head, (name, value)| head + name + ":" + value + "\r\n");
        if head.is_empty() { "\r\n\r\n".to_owned() } else { head + "\r\n" }
    }
}

#[derive(Serialize)]
struct Acknowledgement<'a> {
    protocol: AcknowledgementProtocol<'a>,
}

#[derive(Serialize)]
struct AcknowledgementProtocol<'a> {
    #[serde(rename = "x-type")]
    kind: &'a str,
    #[serde(rename = "x-cmd")]
    command: &'a str,
    #[serde(rename = "x-msgId", skip_serializing_if = "Option::is_none")]
    msg_id: Option<&'a str>,
    #[serde(rename = "x-version")]
    version: &'a str,
    #[serde(rename = "x-status")]
    status: &'a str,
}

/// A text, or a number as it is written. Anything else says nothing.
pub(crate) fn text_of(value: Option<&RawValue>) -> Option<Cow<'_, str>> {
    let raw = value?.get();
    match raw.as_bytes().first()? {
        b'"' => serde_json::from_str(raw).ok().map(Cow::Owned),
        b'-' | b'0'..=b'9' => Some(Cow::Borrowed(raw)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CONSUME: &str = "from-sys:openchannel\r\nfrom-sys-ip: ::1 \r\nother:1\r\nstream-id:s1\r\n\r\n\
        {\"protocol\":{\"x-type\":\"message\",\"x-cmd\":\"CONSUME\",\"x-msgId\":\"m\\\"1\",\
        \"x-timestamp\":1,\"x-sign\":\"AA\",\"x-signType\":\"RSA2\"},\
        \"data\": {\"a\" : \"}\\\"{\"} }";

    #[test]
    fn a_frame_is_taken_apart_and_its_data_kept_as_it_is_written() {
        let frame = Frame::parse(CONSUME).unwrap();
        assert_eq!(frame.command(), Command::Consume);
        assert_eq!((frame.stream_id(), frame.msg_id()), (Some("s1"), Some("m\"1")));
        let signed = frame.signed_data();
        assert_eq!(signed.data, r#"{"a" : "}\"{"}"#);
        assert_eq!((signed.sign, signed.sign_type), (Some("AA"), Some("RSA2")));
    }

    #[test]
    fn an_acknowledgement_repeats_the_route_and_escapes_the_id() {
        let frame = Frame::parse(CONSUME).unwrap();
        let written = |status| {
            format!(
                "from-sys:openchannel\r\nfrom-sys-ip:::1\r\nstream-id:s1\r\n\r\n\
                 {{\"protocol\":{{\"x-type\":\"message\",\"x-cmd\":\"CONSUME_ACK\",\
                 \"x-msgId\":\"m\\\"1\",\"x-version\":\"1.0\",\"x-status\":\"{status}\"}}}}"
            )
        };
        assert_eq!(frame.acknowledgement(true), written("SUCCESS"));
        assert_eq!(frame.acknowledgement(false), written("FAIL"));
        let success = written("SUCCESS");
        let read = Frame::parse(&success).unwrap();
        assert_eq!((read.command(), read.is_success()), (Command::ConsumeAck, true));
        let fail = written("anything");
        assert!(!Frame::parse(&fail).unwrap().is_success());
    }

    #[test]
    fn header_lines_and_members_may_be_missing() {
        let bare = "\r\n\r\n{\"protocol\":{\"x-type\":\"message\"}}";
        let frame = Frame::parse(bare).unwrap();
        assert_eq!((frame.command(), frame.msg_id()), (Command::Other, None));
        assert_eq!(frame.signed_data().data, "");
        let acknowledgement = frame.acknowledgement(true);
        assert_eq!(
            acknowledgement,
            "\r\n\r\n{\"protocol\":{\"x-type\":\"message\",\"x-cmd\":\"CONSUME_ACK\",\
             \"x-version\":\"1.0\",\"x-status\":\"SUCCESS\"}}"
        );
    }

    #[test]
    fn what_is_no_frame_is_named() {
        for (text, error) in [
            ("", FrameError::NoEmptyLine),
            ("stream-id:1\n\n{}", FrameError::NoEmptyLine),
            ("{\"protocol\":{\"x-type\":\"message\"}}", FrameError::NoEmptyLine),
            ("\r\n\r\n", FrameError::NotJson),
            ("\r\n\r\n{}", FrameError::NotJson),
            ("\r\n\r\n{\"protocol\":1}", FrameError::NotJson),
            ("\r\n\r\n{\"protocol\":{},\"protocol\":{}}", FrameError::NotJson),
            ("\r\n\r\n{\"protocol\":{},\"data\":{},\"data\":{}}", FrameError::NotJson),
            ("\r\n\r\n{\"protocol\":{}} x", FrameError::NotJson),
            ("\r\n\r\n{\"protocol\":{}}", FrameError::Type),
            ("\r\n\r\n{\"protocol\":{\"x-type\":true}}", FrameError::Type),
        ] {
            assert_eq!(Frame::parse(text).map(|_| ()), Err(error), "{text}");
        }
    }
}
