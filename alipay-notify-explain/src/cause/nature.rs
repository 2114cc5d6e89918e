//! Texts that are like a delivery and are none.

use serde::Serialize;

use crate::findings::Findings;
use crate::parameters::{Parameter, recognized, text};

/// What a capture is that is no delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum OtherText {
    /// What the app asked of Alipay's API.
    AppRequest,
    /// What Alipay's API answered.
    ApiResponse,
    /// The buyer's return to the shop (`return_url`), in the browser.
    ReturnUrl,
    /// The return from an authorisation, in the browser.
    Authorization,
    /// A notification of Antom or Alipay+, which are not signed as those of Alipay.
    Global,
    /// Something without any parameter of a delivery.
    Unknown,
}

impl OtherText {
    /// Its name for programs, which does not change.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::AppRequest => "app_request",
            Self::ApiResponse => "api_response",
            Self::ReturnUrl => "return_url",
            Self::Authorization => "authorization",
            Self::Global => "global",
            Self::Unknown => "unknown",
        }
    }

    /// What a capture is, if its parameters show that it is no delivery.
    pub(super) fn of(findings: &Findings<'_>) -> Option<Self> {
        let parameters = &findings.parameters;
        let has = |name: &str| {
            let same = |it: &Parameter| it.is(name) || recognized(&it.name) == Some(name);
            parameters.iter().any(same)
        };
        if ["msg_method", "notify_id", "utc_timestamp"].into_iter().any(has) {
            return None;
        }
        if parameters.iter().any(|parameter| parameter.name.ends_with(b"_response")) {
            return Some(Self::ApiResponse);
        }
        let is_global = ["paymentRequestId", "paymentId", "refundRequestId", "authClientId"];
        if has("notify_type") {
            return is_global.into_iter().any(has).then_some(Self::Global);
        }
        let method = parameters.iter().find(|it| recognized(&it.name) == Some("method"));
        let method = method.and_then(|it| text(&it.value, encoding_rs::UTF_8));
        match method.as_deref() {
            Some(method) if method.starts_with("alipay.") && method.ends_with(".return") => {
                Some(Self::ReturnUrl)
            }
            // Alipay calls the app by such a method.
            Some(method) if method.starts_with("spi.") => None,
            Some(method) if is_method(method) && (has("timestamp") || has("app_id")) => {
                Some(Self::AppRequest)
            }
            _ if has("auth_code") || has("app_auth_code") => Some(Self::Authorization),
            _ => None,
        }
    }
}

/// `alipay.trade.pay`.
fn is_method(method: &str) -> bool {
    ["alipay.", "ant.", "koubei.", "zhima.", "anttech.", "zoloz."]
        .iter()
        .any(|owner| method.starts_with(owner))
}
