//! Signatures that can't be good as they are.

use alipay_notify::verify::SignType;

use crate::lang::say;
use alipay_notify_explain::Cause;

pub(super) fn signature(cause: &Cause) -> (String, String) {
    match cause {
        Cause::Rsa => (
            say!(
                "the message is signed as RSA (SHA-1), which is not accepted unless asked for",
                "该消息以 RSA（SHA-1）签名，默认不接受"
            ),
            say!(
                "switch the app to RSA2 in the console, or let the key `accept_rsa`",
                "在控制台把应用改为 RSA2，或对公钥调用 `accept_rsa`"
            ),
        ),
        Cause::OtherAlgorithm { made_by: SignType::Rsa } => (
            say!(
                "the signature was made as RSA (SHA-1), but `sign_type` says otherwise",
                "签名用的是 RSA（SHA-1），而 `sign_type` 写的不是"
            ),
            say!(
                "have the signer use RSA2 (SHA-256), or say `sign_type=RSA` where it can't",
                "让签名方使用 RSA2（SHA-256）；做不到时写明 `sign_type=RSA`"
            ),
        ),
        Cause::OtherAlgorithm { .. } => (
            say!(
                "the signature was made as RSA2 (SHA-256), but `sign_type` says otherwise",
                "签名用的是 RSA2（SHA-256），而 `sign_type` 写的不是"
            ),
            say!(
                "hand over `sign_type` as it was received: RSA2",
                "原样传入收到的 `sign_type`：RSA2"
            ),
        ),
        Cause::SpacesInSign => (
            say!(
                "every `+` in `sign` became a space, since something between Alipay and the verifier decoded the body",
                "`sign` 中的 `+` 都变成了空格：请求体在到达验签方之前被解码过"
            ),
            say!(
                "hand over the body exactly as it was received, or write each `+` as %2B where the body is built anew",
                "原样传入收到的请求体；若须重新拼装，请把每个 `+` 写成 %2B"
            ),
        ),
        _ => (
            say!(
                "`sign` is as long as no RSA signature is, so a part of it is missing or it is none",
                "`sign` 的长度不符合任何 RSA 签名，缺了一部分或根本不是签名"
            ),
            say!("hand over `sign` whole, as it was received", "原样传入收到的完整 `sign`"),
        ),
    }
}
