//! libFuzzer over [`alipay_notify_fuzz::frame`].

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| alipay_notify_fuzz::frame(data));
