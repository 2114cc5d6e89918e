//! What the long connection delivers.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::FormError;
use crate::form::{Form, Name};

/// A message as a frame of the long connection (长连接) has it: the text that is signed, and what
/// `protocol` says of it.
///
/// **Only `data` is signed.** Whoever can write into the connection can present a genuine message
/// again under another `x-msgId`, and nothing in it says when it was sent.
///
/// [`Limits`](super::Limits) are for forms, which strangers send; how long a frame may be is for
/// whoever reads it.
#[derive(Clone, Copy)]
pub struct SignedData<'a> {
    /// The text of `data`, exactly as it stands in the frame.
    pub data: &'a str,
    /// `x-sign`: the signature of `data`, in base64.
    pub sign: Option<&'a str>,
    /// `x-signType`: its algorithm.
    pub sign_type: Option<&'a str>,
    /// `x-msgId`, which is not signed.
    pub msg_id: Option<&'a str>,
}

/// What the value of `data` is.
#[derive(Deserialize)]
struct Data<'a> {
    #[serde(borrow)]
    header: Option<Header<'a>>,
    #[serde(borrow)]
    content: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct Header<'a> {
    #[serde(rename = "appId", borrow)]
    app_id: Option<Cow<'a, str>>,
    #[serde(rename = "msgApi", borrow)]
    msg_method: Option<Cow<'a, str>>,
}

/// The same in an inbox.
#[derive(Serialize, Deserialize)]
struct Kept<'a> {
    #[serde(rename = "x-msgId", borrow)]
    msg_id: Option<Cow<'a, str>>,
    #[serde(rename = "x-signType", borrow)]
    sign_type: Option<Cow<'a, str>>,
    #[serde(rename = "x-sign", borrow)]
    sign: Option<Cow<'a, str>>,
    #[serde(borrow)]
    data: Cow<'a, str>,
}

impl SignedData<'_> {
    /// The parameters that a form has for the same things. What is not there, there is no parameter
    /// for: neither `notify_id` nor `utc_timestamp`.
    pub(crate) fn form(&self) -> Result<Form, FormError> {
        let data: Data<'_> = serde_json::from_str(self.data).map_err(|_| FormError::NotData)?;
        let header = data.header.unwrap_or(Header { app_id: None, msg_method: None });
        let parameters = [
            (Name::AppId.as_str(), header.app_id.as_deref()),
            (Name::BizContent.as_str(), data.content.map(RawValue::get)),
            // Frames are in no other.
            (Name::Charset.as_str(), Some("UTF-8")),
            (Name::MsgMethod.as_str(), header.msg_method.as_deref()),
            (Name::Sign.as_str(), self.sign),
            (Name::SignType.as_str(), self.sign_type),
            (Name::MSG_ID, self.msg_id),
        ];
        let stated = parameters.into_iter().filter_map(|(name, value)| Some((name, value?)));
        let form = Form::of(&stated.collect::<Vec<_>>());
        form.require(Name::MsgMethod)?;
        Ok(form)
    }

    /// What an inbox keeps.
    pub(crate) fn to_kept(self) -> Vec<u8> {
        let kept = Kept {
            msg_id: self.msg_id.map(Cow::Borrowed),
            sign_type: self.sign_type.map(Cow::Borrowed),
            sign: self.sign.map(Cow::Borrowed),
            data: Cow::Borrowed(self.data),
        };
        serde_json::to_vec(&kept).unwrap_or_default()
    }

    /// The form of what an inbox kept.
    pub(crate) fn form_of_kept(kept: &[u8]) -> Result<Form, FormError> {
        let kept: Kept<'_> = serde_json::from_slice(kept).map_err(|_| FormError::NotData)?;
        let signed = SignedData {
            data: &kept.data,
            sign: kept.sign.as_deref(),
            sign_type: kept.sign_type.as_deref(),
            msg_id: kept.msg_id.as_deref(),
        };
        signed.form()
    }
}

impl std::fmt::Debug for SignedData<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SignedData").field("msg_id", &self.msg_id).finish_non_exhaustive()
    }
}
