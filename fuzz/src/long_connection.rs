//! What comes over the long connection: frames, and the answer to a registration.

use std::sync::LazyLock;

use alipay_notify::Verifier;
use alipay_notify::verify::{SignType, SignedData};
use alipay_notify_ws::frame::{Command, Frame};
use alipay_notify_ws::reply::{RegisterError, link_token};

use crate::kit;

static VERIFIER: LazyLock<Verifier> = LazyLock::new(|| Verifier::new(kit::key().public_key()));

/// Takes the text of a frame.
pub fn frame(data: &[u8]) {
    let Ok(text) = str::from_utf8(data) else { return };
    let Ok(frame) = Frame::parse(text) else { return };
    let signed = frame.signed_data();
    assert!(text.contains(signed.data), "what is verified is what was received");
    assert!(VERIFIER.verify_data(&signed).is_err(), "nobody signed it");

    for is_done in [true, false] {
        let written = frame.acknowledgement(is_done);
        let read = Frame::parse(&written).expect("what is written can be read");
        assert_eq!((read.command(), read.is_success()), (Command::ConsumeAck, is_done));
        assert_eq!((read.stream_id(), read.msg_id()), (frame.stream_id(), frame.msg_id()));
        assert_eq!(read.signed_data().data, "");
    }

    // Signed, it is what it says or explained, and never an app's that it does not name.
    let sign = kit::key().sign(SignType::Rsa2, signed.data.as_bytes());
    let signed = SignedData { sign: Some(&sign), sign_type: Some("RSA2"), ..signed };
    if let Ok(verified) = VERIFIER.verify_data(&signed) {
        assert!(verified.envelope().app_id().is_some());
        assert!(signed.data.contains(&*verified.content()) || signed.data.contains('\\'));
        assert_eq!(verified.envelope().msg_id(), signed.msg_id);
        assert_eq!(verified.envelope().parameter("notify_id"), None);
    }
}

/// Takes the body of the answer to a registration, or the `response` in it.
pub fn register_reply(data: &[u8]) {
    match link_token(200, data, "1", &VERIFIER, Some("1")) {
        Ok(_) => panic!("nobody signed it"),
        Err(RegisterError::Refused { code }) => {
            assert!(code.len() <= 129 && code.is_ascii(), "a code and a sub-code");
        }
        Err(_) => {}
    }
    let Ok(response) = str::from_utf8(data) else { return };
    let sign = kit::key().sign(SignType::Rsa2, response.trim().as_bytes());
    let body = format!(r#"{{"response":{response},"sign":"{sign}"}}"#);
    if let Ok(token) = link_token(200, body.as_bytes(), "1", &VERIFIER, None) {
        assert!(response.contains(&token) || response.contains('\\'));
    }
}
