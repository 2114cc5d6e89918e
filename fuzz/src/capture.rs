//! Captured deliveries, as people log and paste them.

use alipay_notify::Verifier;
use alipay_notify_explain::{Capture, CaptureKind, Reply, parameters};

use crate::kit;

/// Takes a file with a capture, or with a server's reply.
pub fn capture(data: &[u8]) {
    let capture = match Capture::read(data) {
        Ok(capture) => capture,
        Err(error) => return kit::assert_tells_nothing(&error),
    };
    assert!(!format!("{capture:?}").contains(kit::MARK));
    assert!(capture.left_out <= data.len());

    let parameters = parameters::parse(&capture.body);
    assert!(!format!("{parameters:?}").contains(kit::MARK));
    check_built(&capture);
    check_authentic(&capture);

    let reply = Reply::read(data);
    let is_done = reply.text.trim().eq_ignore_ascii_case("success");
    assert_eq!(reply.redelivery.is_none(), is_done);
}

/// A body that was built of decoded parameters is ASCII, and read as a capture it is itself.
fn check_built(capture: &Capture) {
    if !capture.is_built || capture.kind == CaptureKind::Curl {
        return;
    }
    assert!(capture.body.is_ascii());
    if let Ok(again) = Capture::read(&capture.body)
        && again.kind == CaptureKind::Raw
    {
        assert_eq!(again.body, capture.body);
    }
}

/// Nothing in a capture is authentic: the key of this process signed none.
fn check_authentic(capture: &Capture) {
    let verifier = Verifier::new(kit::key().public_key());
    verifier.verify(&capture.body).expect_err("it is not signed");
}
