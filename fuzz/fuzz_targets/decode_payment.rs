//! libFuzzer over [`alipay_notify_fuzz::decode_payment`].

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| alipay_notify_fuzz::decode_payment(data));
