//! libFuzzer over [`alipay_notify_fuzz::register_reply`].

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| alipay_notify_fuzz::register_reply(data));
