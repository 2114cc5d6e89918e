//! Bodies and contents that can't be read, or are not what was signed.

use alipay_notify::open::OpenError;
use alipay_notify::verify::FormError;

use crate::chinese::Localized;
use crate::lang::say;
use alipay_notify_explain::{Cause, Suspect};

pub(super) fn content(cause: &Cause) -> (String, String) {
    match cause {
        Cause::Invalid { violations: 1 } => (
            say!(
                "the message is genuine, but breaks its specification in one place",
                "消息真实，但有 1 处不符合定义"
            ),
            amend(),
        ),
        Cause::Invalid { violations } => (
            say!(
                "the message is genuine, but breaks its specification in {violations} places",
                "消息真实，但有 {violations} 处不符合定义"
            ),
            amend(),
        ),
        Cause::NoMessage(error) => {
            let told = error.localized();
            (
                say!(
                    "the signature is good, but this is no message: {told}",
                    "验签通过，但这不是一条消息：{told}"
                ),
                limits(error).unwrap_or_else(|| {
                    say!(
                        "hand over all parameters of the body, each once and none besides",
                        "请传入请求体的全部参数，不多不少，也不重复"
                    )
                }),
            )
        }
        Cause::Unreadable(error) => {
            let told = error.localized();
            (say!("the message is genuine, but {told}", "消息真实，但{told}"), readable(error))
        }
        _ => (String::new(), String::new()),
    }
}

/// What to do about a body that is too much for the verifier.
fn limits(error: &FormError) -> Option<String> {
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

fn amend() -> String {
    say!(
        "compare its specification with Alipay's document and correct it, or take what breaks it in `on_invalid` or a \
         `lenient` gateway",
        "请对照支付宝文档更正定义，或用 `on_invalid` 或 `lenient` 接收这样的消息"
    )
}

fn readable(error: &OpenError) -> String {
    match error {
        OpenError::Encrypted => say!(
            "give the verifier the app's content key (接口内容加密方式, AES; here --content-key-file)",
            "请为验签方配置该应用的内容密钥（接口内容加密方式，AES；在此为 --content-key-file）"
        ),
        OpenError::Decryption => say!(
            "copy the content key of this app from the console once more",
            "请从控制台重新复制该应用的内容密钥"
        ),
        _ => say!("keep the body and ask Alipay about it", "请保留请求体，并咨询支付宝"),
    }
}

pub(super) fn body(cause: &Cause) -> (String, String) {
    let as_received = say!(
        "hand over the bytes of the body as they were received, before any framework, filter or proxy changes them",
        "请传入收到的请求体原始字节，不要让框架、过滤器或代理改动它"
    );
    match cause {
        Cause::Truncated { length, announced } => (
            say!(
                "the body breaks off: it has {length} bytes, and Content-Length says {announced}",
                "请求体不完整：只有 {length} 字节，而 Content-Length 为 {announced}"
            ),
            say!("hand over or capture all of the body", "请传入或抓取完整的请求体"),
        ),
        Cause::Malformed(error) => (error.localized(), limits(error).unwrap_or(as_received)),
        Cause::SignType(error) => (
            error.localized(),
            say!(
                "use RSA2, the one that the console offers for new apps",
                "请使用 RSA2，即控制台为新应用提供的签名算法"
            ),
        ),
        Cause::Changed { suspect: Some(suspect) } => (suspected(suspect), as_received),
        _ => (
            say!(
                "the key is the right one, but something changed the content after it was signed, in a way that could not \
                 be traced",
                "密钥无误，但内容在签名之后被改动，无法查明改动了什么"
            ),
            as_received,
        ),
    }
}

fn suspected(suspect: &Suspect) -> String {
    match suspect {
        Suspect::LostCharacters => say!(
            "the key is the right one, but characters were lost: bytes of one charset were read in another one",
            "密钥无误，但有字符丢失：一种字符集的字节被当作另一种字符集读取"
        ),
        Suspect::Rewritten => say!(
            "the key is the right one, but `biz_content` was parsed and written anew: white space, order or escapes differ \
             from those that were signed",
            "密钥无误，但 `biz_content` 被解析后重新写出：空白、顺序或转义与签名时不同"
        ),
        Suspect::Hint(hint) => {
            let hint = hint.localized();
            say!(
                "the key is the right one, but the content was changed: {hint}",
                "密钥无误，但内容被改动过：{hint}"
            )
        }
    }
}
