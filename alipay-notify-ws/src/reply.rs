//! What the registration answers.

use std::borrow::Cow;
use std::fmt;

use alipay_notify::Verifier;
use alipay_notify::verify::VerifyError;
use serde::Deserialize;
use serde_json::value::RawValue;
use thiserror::Error;

use crate::frame::text_of;

/// Why a registration failed.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum RegisterError {
    /// The body is not the JSON object that it should be.
    #[error(
        "the registration was answered {status} with {found} in place of JSON; is there a proxy or \
         a login page on the way, or another server at this address?"
    )]
    NotJson {
        /// The status code.
        status: u16,
        /// What the body is.
        found: Found,
    },
    /// The server said no.
    #[error("the server refused the registration with code {code}; {}", Remedy::of(code))]
    Refused {
        /// `code`, and `sub_code` after a space, as far as they are plain.
        code: String,
    },
    /// The server said yes, and signed nothing.
    #[error("the registration is not signed, so it is not Alipay's; what is on the way?")]
    Unsigned,
    /// The server said yes, but not with a key of this app.
    #[error("the registration is not signed by Alipay's key: {0}")]
    Signature(VerifyError),
    /// It was signed by another certificate than the configured one.
    #[error(
        "the registration names another Alipay certificate than the configured one; download \
         alipayCertPublicKey_RSA2.crt from the console again"
    )]
    Certificate,
    /// There is no token to connect with.
    #[error("the registration has no `link_token`")]
    NoToken,
}

/// What a body is that is not JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Found {
    /// Nothing.
    Nothing,
    /// A web page.
    Html,
    /// JSON of another form, or cut off.
    OtherJson,
    /// Anything else.
    Other,
}

impl fmt::Display for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Nothing => "nothing",
            Self::Html => "a web page",
            Self::OtherJson => "other JSON",
            Self::Other => "something else",
        })
    }
}

/// What is likely wrong where a server says no: the codes are those of Alipay's API.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Remedy {
    /// The public key in the console is not the one of this private key.
    Key,
    /// There is no such app, or it is one of the sandbox and not of production, or the reverse.
    App,
    /// The code says no more than Alipay's list of codes.
    Code,
}

impl Remedy {
    /// What is likely wrong where this code is given.
    #[must_use]
    pub fn of(code: &str) -> Self {
        let is = |part: &str| code.contains(part);
        if is("signature") || code == "40002" {
            Self::Key
        } else if is("app-id") || is("appid") {
            Self::App
        } else {
            Self::Code
        }
    }
}

impl fmt::Display for Remedy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Key => {
                "the public key in the console (应用公钥) is not the one of this private key"
            }
            Self::App => "check the app id, and whether it is one of the sandbox or of production",
            Self::Code => {
                "look it up among the common error codes (公共错误码) of Alipay's documents"
            }
        })
    }
}

#[derive(Deserialize)]
struct Body<'a> {
    #[serde(borrow)]
    response: &'a RawValue,
    #[serde(borrow)]
    sign: Option<&'a RawValue>,
    #[serde(borrow)]
    alipay_cert_sn: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct Response<'a> {
    #[serde(borrow)]
    code: Option<&'a RawValue>,
    #[serde(borrow)]
    sub_code: Option<&'a RawValue>,
    #[serde(borrow)]
    link_token: Option<&'a RawValue>,
}

/// Reads the token out of an answer that Alipay signed.
///
/// # Errors
///
/// [`RegisterError`] says what is wrong with the answer.
pub fn link_token(
    status: u16,
    body: &[u8],
    app_id: &str,
    verifier: &Verifier,
    alipay_cert_sn: Option<&str>,
) -> Result<String, RegisterError> {
    let not_json = |found| RegisterError::NotJson { status, found };
    let text = std::str::from_utf8(body).map_err(|_| not_json(Found::Other))?.trim();
    if !text.starts_with('{') {
        return Err(not_json(match text.as_bytes().first() {
            None => Found::Nothing,
            Some(b'<') => Found::Html,
            Some(_) => Found::Other,
        }));
    }
    let other = |_| not_json(Found::OtherJson);
    let body: Body<'_> = serde_json::from_str(text).map_err(other)?;
    let response: Response<'_> = serde_json::from_str(body.response.get()).map_err(other)?;

    let code = text_of(response.code).unwrap_or_default();
    // Failures may be unsigned; they open no connection.
    if !matches!(&*code, "10000" | "100000000") {
        let sub_code = text_of(response.sub_code);
        let codes = [Some(code), sub_code].into_iter().flatten().filter(|code| is_plain(code));
        let code = codes.collect::<Vec<_>>().join(" ");
        let code = if code.is_empty() { "(none)".to_owned() } else { code };
        return Err(RegisterError::Refused { code });
    }
    let sign = text_of(body.sign).filter(|sign| !sign.is_empty()).ok_or(RegisterError::Unsigned)?;
    let named = text_of(body.alipay_cert_sn);
    if let (Some(named), Some(own)) = (named, alipay_cert_sn)
        && named != own
    {
        return Err(RegisterError::Certificate);
    }
    verifier.verify_text(app_id, body.response.get(), &sign).map_err(RegisterError::Signature)?;
    text_of(response.link_token)
        .filter(|token| !token.is_empty())
        .map(Cow::into_owned)
        .ok_or(RegisterError::NoToken)
}

/// Whether a code is one, and not some other text.
fn is_plain(code: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    (1..=64).contains(&code.len()) && code.bytes().all(is_plain)
}

#[cfg(test)]
mod tests {
    use alipay_notify::testing::TestKey;
    use alipay_notify::verify::{Hint, SignType};

    use super::*;

    #[test]
    fn only_a_signed_success_gives_a_token() {
        let key = TestKey::generate();
        let verifier = Verifier::new(key.public_key());
        let read = |body: &str, serial| link_token(200, body.as_bytes(), "1", &verifier, serial);
        let response = r#"{"code":"10000", "msg":"Success","link_token":"t1"}"#;
        let sign = key.sign(SignType::Rsa2, response.as_bytes());
        let whole = |more: &str| format!(r#" {{"response":{response},"sign":"{sign}"{more}}} "#);

        assert_eq!(read(&whole(""), None), Ok("t1".to_owned()));
        let serial = r#","alipay_cert_sn":"s1""#;
        assert_eq!(read(&whole(serial), None), Ok("t1".to_owned()));
        assert_eq!(read(&whole(serial), Some("s1")), Ok("t1".to_owned()));
        assert_eq!(read(&whole(""), Some("s1")), Ok("t1".to_owned()));
        assert_eq!(read(&whole(serial), Some("s2")), Err(RegisterError::Certificate));

        let unsigned = format!(r#"{{"response":{response}}}"#);
        assert_eq!(read(&unsigned, None), Err(RegisterError::Unsigned));
        let changed = whole("").replace("t1", "t2");
        let Err(RegisterError::Signature(VerifyError::Signature(mismatch))) = read(&changed, None)
        else {
            panic!("a changed token is not signed")
        };
        assert_eq!(mismatch.hints(), [Hint::WrongKey]);

        let response = r#"{"code":100000000}"#;
        let sign = key.sign(SignType::Rsa2, response.as_bytes());
        let without = format!(r#"{{"response":{response},"sign":"{sign}"}}"#);
        assert_eq!(read(&without, None), Err(RegisterError::NoToken));
    }

    #[test]
    fn what_else_is_answered_is_named() {
        let verifier = Verifier::new(TestKey::generate().public_key());
        let read = |body: &[u8]| link_token(502, body, "1", &verifier, None).unwrap_err();
        let not_json = |found| RegisterError::NotJson { status: 502, found };
        assert_eq!(read(b" "), not_json(Found::Nothing));
        assert_eq!(read(b"<html>"), not_json(Found::Html));
        assert_eq!(read(b"bad gateway"), not_json(Found::Other));
        assert_eq!(read(b"\xff"), not_json(Found::Other));
        for body in ["{", "{}", r#"{"response":1}"#, r#"{"response":{},"response":{}}"#] {
            assert_eq!(read(body.as_bytes()), not_json(Found::OtherJson), "{body}");
        }
        let refused = |code: &str| {
            let body = format!(r#"{{"response":{{"code":{code}}}}}"#);
            read(body.as_bytes()).to_string()
        };
        assert_eq!(
            refused(r#""40002","sub_code":"isv.invalid-signature""#),
            "the server refused the registration with code 40002 isv.invalid-signature; the public \
             key in the console (应用公钥) is not the one of this private key"
        );
        assert_eq!(
            refused("40002"),
            "the server refused the registration with code 40002; the public key in the console \
             (应用公钥) is not the one of this private key"
        );
        assert_eq!(
            refused(r#""40002","sub_code":"isv.invalid-app-id""#),
            "the server refused the registration with code 40002 isv.invalid-app-id; check the app \
             id, and whether it is one of the sandbox or of production"
        );
        assert_eq!(
            refused(r#""20000\n<b>""#),
            "the server refused the registration with code (none); look it up among the common \
             error codes (公共错误码) of Alipay's documents"
        );
    }
}
