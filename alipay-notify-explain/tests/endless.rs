//! Captures without end take no time without end.

use alipay_notify::testing::{TestKey, TestMessage};
use alipay_notify::verify::FormError;
use alipay_notify_explain::{Capture, Cause, Keys, Options, OtherText, explain};

#[test]
fn bodies_without_end_are_explained_all_the_same() {
    let key = TestKey::generate();
    let keys = Keys::new("key.txt", key.public_key());
    let cause = |text: &[u8]| {
        let capture = Capture::read(text).expect("a capture");
        explain(&capture, &keys, &Options::new()).cause
    };
    let unknown = Cause::NoDelivery(OtherText::Unknown);
    assert_eq!(cause(&b"a=1&".repeat(50_000)), unknown);
    // What is neither closed nor repeated without end must not be read again and again.
    for endless in [
        "app_id:{\\'",
        "app_id: '\\'",
        "app_id: {\"",
        "'app_id',",
        "{",
        "[1,",
        "{\"a\":",
        "\napp_id:",
        "app_id=",
        "\"sign\":\"{",
        "app_id=1&",
        "app_id=1\n&",
    ] {
        for beginning in ["sign:1 charset:2 version:3 ", "sign=1&charset=2&version=3&"] {
            cause((beginning.to_owned() + &endless.repeat(3_000)).as_bytes());
        }
    }
    let long = TestMessage::new("my.own").content(" {} <&quot;>".repeat(200_000)).sign(&key);
    let long = long.with_flipped_byte("notify_id", 0).body();
    assert_eq!(cause(&long), Cause::Malformed(FormError::TooLarge { limit: 1024 * 1024 }));
}
