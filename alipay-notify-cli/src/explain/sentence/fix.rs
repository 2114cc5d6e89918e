//! What to do about it.

use alipay_notify::open::OpenError;
use alipay_notify::verify::{FormError, SignMode, SignType};
use alipay_notify_explain::{Cause, Redelivery};

use super::tampered;
use crate::lang::say;

/// How to fix a cause, without a full stop.
pub(super) fn fix(cause: &Cause) -> String {
    match cause {
        Cause::Genuine { mode, .. } => for_other_verifiers(*mode),
        Cause::OtherForm { .. } => {
            say!("read it with `verify_form`", "请用 `verify_form` 读取")
        }
        Cause::Invalid { .. } => say!(
            "compare its specification with Alipay's document and correct it, or take what breaks \
             it in `on_invalid` or a `lenient` gateway",
            "请对照支付宝文档更正定义，或用 `on_invalid` 或 `lenient` 接收这样的消息"
        ),
        Cause::Unreadable(error) => make_readable(error),
        Cause::NoMessage(error) => raise_limits(error).unwrap_or_else(|| {
            say!(
                "hand over all parameters of the body, each once, and no others",
                "请传入请求体的全部参数，不多不少，也不重复"
            )
        }),
        Cause::OtherApp => say!(
            "add its app_id to the verifier if the app is yours",
            "若是自己的应用，请为验签方加上它的 app_id"
        ),
        Cause::Rsa => say!(
            "switch the app to RSA2 in the console, or let the key `accept_rsa`",
            "在控制台把应用改为 RSA2，或对公钥调用 `accept_rsa`"
        ),
        Cause::OtherAlgorithm { made_by: SignType::Rsa } => say!(
            "have the signer use RSA2 (SHA-256), or say `sign_type=RSA` where it can't",
            "让签名方使用 RSA2（SHA-256）；做不到时写明 `sign_type=RSA`"
        ),
        Cause::OtherAlgorithm { .. } => say!(
            "hand over `sign_type` as it was received: RSA2",
            "原样传入收到的 `sign_type`：RSA2"
        ),
        Cause::SpacesInSign => say!(
            "hand over the body exactly as it was received, or write each `+` as %2B where the \
             body is rebuilt",
            "原样传入收到的请求体；若须重新拼装，请把每个 `+` 写成 %2B"
        ),
        Cause::Tampered { traces, .. } => tampered::fixes(traces),
        Cause::OwnKey { .. } | Cause::OtherSize { .. } => configure_alipays_key(),
        Cause::SignedByApp => say!(
            "sign with the key whose public half the verifier has; Alipay's own messages are not \
             affected",
            "请用与验签方公钥配对的私钥签名；支付宝发出的消息不受影响"
        ),
        Cause::Truncated { .. } => {
            say!("hand over or capture the whole body", "请传入或抓取完整的请求体")
        }
        Cause::Malformed(error) => raise_limits(error).unwrap_or_else(as_received),
        Cause::SignType(_) => say!(
            "use RSA2, which the console offers for new apps",
            "请使用 RSA2，即控制台为新应用提供的签名算法"
        ),
        Cause::NoSignature => {
            say!("hand over the whole `sign`, as it was received", "原样传入收到的完整 `sign`")
        }
        Cause::Changed { .. } => as_received(),
        Cause::WrongKey => {
            let configure = configure_alipays_key();
            say!(
                "{configure}; --app-key-file finds out whether that is it",
                "{configure}；用 --app-key-file 可确认是否如此"
            )
        }
        Cause::Redelivered(Redelivery::Fail) => say!(
            "find out in the server's log why it failed, and reply success once it is handled",
            "请在服务器日志中查明失败原因，处理成功后应答 success"
        ),
        Cause::Redelivered(_) => reply_with_success(),
    }
}

/// What a server has to do whose reply does not count.
pub(crate) fn reply_with_success() -> String {
    say!(
        "reply with the seven letters success and nothing else, as plain text",
        "请以纯文本应答 success 这七个字母，不带其他内容"
    )
}

/// What verifiers have to do that know one mode only.
fn for_other_verifiers(mode: SignMode) -> String {
    match mode {
        SignMode::V1 => say!(
            "`sign_type` is not signed, so a verifier that rejects it must leave `sign_type` out",
            "`sign_type` 不参与签名，若别的程序验签失败，须先去掉 `sign_type`"
        ),
        SignMode::V2 => say!(
            "`sign_type` is signed, so a verifier that rejects it must keep `sign_type` in",
            "`sign_type` 参与签名，若别的程序验签失败，须保留 `sign_type`"
        ),
        SignMode::Data => say!(
            "the text of `data` is signed, so a verifier must not parse and write it anew",
            "参与签名的是 `data` 的原文，验签时不能先解析再重新序列化"
        ),
    }
}

fn make_readable(error: &OpenError) -> String {
    match error {
        OpenError::Encrypted => say!(
            "give the verifier the app's content key (接口内容加密方式, AES; here \
             --content-key-file)",
            "请为验签方配置该应用的内容密钥（接口内容加密方式，AES；在此为 --content-key-file）"
        ),
        OpenError::Decryption => say!(
            "copy the content key of this app from the console again",
            "请从控制台重新复制该应用的内容密钥"
        ),
        _ => say!("keep the body and ask Alipay about it", "请保留请求体，并咨询支付宝"),
    }
}

/// What to do about a body that is too much for the verifier.
fn raise_limits(error: &FormError) -> Option<String> {
    let is_limit = matches!(
        error,
        FormError::TooLarge { .. }
            | FormError::TooManyParameters { .. }
            | FormError::NameTooLong { .. }
    );
    is_limit.then(|| {
        say!(
            "raise the verifier's `limits` if Alipay sends such messages to you",
            "若支付宝确实会发送这样的消息，请调高验签方的 `limits`"
        )
    })
}

fn configure_alipays_key() -> String {
    say!(
        "configure Alipay's public key (支付宝公钥) of this app, which the console shows next \
         to the app's own",
        "请配置该应用的支付宝公钥，控制台中它就在应用公钥旁边"
    )
}

fn as_received() -> String {
    say!(
        "hand over the bytes of the body as they were received, before any framework, filter or \
         proxy changes them",
        "请传入收到的请求体原始字节，不要让框架、过滤器或代理改动它"
    )
}
