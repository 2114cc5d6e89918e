//! Bodies without end take no time without end.

use alipay_notify::testing::{TestKey, TestMessage};
use alipay_notify::verify::FormError;
use alipay_notify_explain::{Capture, Cause, Keys, Options, explain};

#[test]
fn bodies_without_end_are_explained_all_the_same() {
    let key = TestKey::generate();
    let keys = Keys::new("key.txt", key.public_key());
    let cause = |body: &[u8]| {
        let capture = Capture::read(body).expect("a capture");
        explain(&capture, &keys, &Options::new()).cause
    };
    let too_many = FormError::TooManyParameters { limit: 100 };
    assert_eq!(cause(&b"a=1&".repeat(200_000)), Cause::Malformed(too_many.clone()));
    let missing = FormError::Missing { name: "notify_id" };
    for (endless, error) in [
        ("app_id:{\\'", missing.clone()),
        ("app_id: '\\'", too_many.clone()),
        ("app_id: {\"", missing.clone()),
        ("'app_id',", too_many.clone()),
        ("{", missing.clone()),
        ("\napp_id:", missing),
    ] {
        let printed = "sign:1 charset:2 version:3 ".to_owned() + &endless.repeat(20_000);
        assert_eq!(cause(printed.as_bytes()), Cause::Malformed(error), "{endless}");
    }
    let long = TestMessage::new("my.own").content(" {} <&quot;>".repeat(200_000)).sign(&key);
    let long = long.with_flipped_byte("notify_id", 0).body();
    assert_eq!(cause(&long), Cause::Malformed(FormError::TooLarge { limit: 1024 * 1024 }));
}
