//! Frames of the long connection: what is signed in them, and how that is passed on.

use std::path::Path;

use alipay_notify::verify::SignedData;
use serde::Deserialize;
use serde_json::value::RawValue;

#[cfg(feature = "full")]
use crate::chinese::Localized;
use crate::failure::Failure;

/// What the names of captured frames end in.
pub(crate) const EXTENSION: &str = "frame";

/// How the `data` of a frame is declared where it is posted.
const JSON: &[u8] = b"application/json; charset=utf-8";

/// A frame, and what is signed in it.
#[derive(Debug)]
pub(crate) struct Signed {
    /// The text of the whole frame.
    pub(crate) frame: String,
    data: String,
    sign: Option<String>,
    sign_type: Option<String>,
    msg_id: Option<String>,
}

#[derive(Deserialize)]
struct Data<'a> {
    header: Header,
    #[serde(borrow)]
    content: &'a RawValue,
}

#[derive(Deserialize)]
struct Header {
    #[serde(rename = "msgApi")]
    msg_method: String,
}

impl Signed {
    /// What a verifier takes.
    pub(crate) fn signed_data(&self) -> SignedData<'_> {
        SignedData {
            data: &self.data,
            sign: self.sign.as_deref(),
            sign_type: self.sign_type.as_deref(),
            msg_id: self.msg_id.as_deref(),
        }
    }

    /// What it says that it is.
    pub(crate) fn msg_method(&self) -> Option<String> {
        let data: Data<'_> = serde_json::from_str(&self.data).ok()?;
        Some(data.header.msg_method)
    }

    /// Its content, as it is written.
    pub(crate) fn content(&self) -> Option<String> {
        let data: Data<'_> = serde_json::from_str(&self.data).ok()?;
        Some(data.content.get().to_owned())
    }

    /// The body that is posted: the very text that is signed.
    pub(crate) fn body(&self) -> &[u8] {
        self.data.as_bytes()
    }

    /// The headers with which it is posted: all that it takes to verify it. A value that no header
    /// can have is left out.
    pub(crate) fn headers(&self) -> Vec<(&str, &[u8])> {
        let members =
            [("x-msgId", &self.msg_id), ("x-signType", &self.sign_type), ("x-sign", &self.sign)];
        let stated = members.into_iter().filter_map(|(name, value)| Some((name, value.as_ref()?)));
        let plain = stated.filter(|(_, value)| value.bytes().all(|byte| byte.is_ascii_graphic()));
        let plain = plain.map(|(name, value)| (name, value.as_bytes()));
        [("content-type", JSON)].into_iter().chain(plain).collect()
    }
}

/// Whether a capture is of a frame, as far as its names tell.
pub(crate) fn is_frame(capture: &[u8]) -> bool {
    let text = String::from_utf8_lossy(capture);
    ["\"protocol\"", "\"x-type\""].iter().all(|name| text.contains(name))
}

#[cfg(feature = "full")]
mod reading {
    use alipay_notify::verify::SignedData;
    use alipay_notify_ws::frame::{Frame, FrameError};
    use serde::Deserialize;
    use serde::de::IgnoredAny;
    use serde_json::Deserializer;

    use super::Signed;

    #[derive(Deserialize)]
    struct Body {
        #[serde(rename = "protocol")]
        _protocol: IgnoredAny,
    }

    impl Signed {
        /// Takes a frame apart.
        pub(crate) fn read(frame: String) -> Result<Self, FrameError> {
            let parsed = Frame::parse(&frame)?;
            let SignedData { data, sign, sign_type, msg_id } = parsed.signed_data();
            let [sign, sign_type, msg_id] =
                [sign, sign_type, msg_id].map(|member| member.map(str::to_owned));
            Ok(Self { data: data.to_owned(), sign, sign_type, msg_id, frame })
        }
    }

    /// The frame in a capture: as it came, or its JSON alone, perhaps in a line of a log or below
    /// header lines whose ends were changed.
    pub(crate) fn captured(text: &str) -> String {
        /// How many braces are looked at: a log has no more of them before a frame.
        const PLACES: usize = 64;
        if Frame::parse(text).is_ok() {
            return text.to_owned();
        }
        let places = text.match_indices('{').map(|(at, _)| &text[at..]).take(PLACES);
        let mut objects = places.filter_map(|rest| {
            let mut values = Deserializer::from_str(rest).into_iter::<Body>();
            values.next()?.ok()?;
            rest.get(..values.byte_offset())
        });
        objects.next().map_or_else(|| text.to_owned(), |json| "\r\n\r\n".to_owned() + json)
    }
}

#[cfg(feature = "full")]
pub(crate) use reading::captured;

/// The frame in a captured file.
#[cfg(feature = "full")]
pub(crate) fn read(file: &Path, capture: &[u8]) -> Result<Signed, Failure> {
    Signed::read(captured(&String::from_utf8_lossy(capture)))
        .map_err(|error| Failure::at(file.display(), error.localized()))
}

/// What a build without the long connection says to one.
#[cfg(not(feature = "full"))]
pub(crate) fn read(_file: &Path, _capture: &[u8]) -> Result<Signed, Failure> {
    Err(crate::build::lacks(&crate::lang::say!("long connection", "长连接")))
}
