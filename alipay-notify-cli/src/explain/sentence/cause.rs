//! What the matter is.

use alipay_notify::verify::SignType;
use alipay_notify_explain::{Cause, Redelivery, Suspect};

use super::tampered;
use crate::chinese::Localized;
use crate::lang::say;

/// What a cause says, without a full stop.
#[expect(clippy::too_many_lines, reason = "a table of sentences")]
pub(super) fn cause(cause: &Cause, redact: bool) -> String {
    match cause {
        Cause::Genuine { mode, is_specified: true } => {
            say!("genuine and valid, in sign mode {mode}", "消息真实且符合定义，签名模式 {mode}")
        }
        Cause::Genuine { mode, is_specified: false } => say!(
            "genuine, in sign mode {mode}; no specification is known for it, so its content was \
             not checked",
            "消息真实，签名模式 {mode}；没有它的定义，因此未检查内容"
        ),
        Cause::OtherForm { mode } => say!(
            "genuine, in sign mode {mode}, but not a message: it has no `msg_method`",
            "验签通过，签名模式 {mode}；但它不是消息服务的消息，没有 `msg_method`"
        ),
        Cause::Invalid { violations: 1 } => say!(
            "the message is genuine, but breaks its specification in one place",
            "消息真实，但有 1 处不符合定义"
        ),
        Cause::Invalid { violations } => say!(
            "the message is genuine, but breaks its specification in {violations} places",
            "消息真实，但有 {violations} 处不符合定义"
        ),
        Cause::Unreadable(error) => {
            let error = error.localized();
            say!("the message is genuine, but {error}", "消息真实，但{error}")
        }
        Cause::NoMessage(error) => {
            let error = error.localized();
            say!(
                "the signature is good, but this is not a message: {error}",
                "验签通过，但这不是一条消息：{error}"
            )
        }
        Cause::OtherApp => say!(
            "the signature is good, but the message is for an app that the verifier does not \
             accept (--app-id)",
            "验签通过，但消息属于验签方不接受的应用（--app-id）"
        ),
        Cause::Rsa => say!(
            "the message is signed as RSA (SHA-1), which is accepted only on request",
            "该消息以 RSA（SHA-1）签名，默认不接受"
        ),
        Cause::OtherAlgorithm { made_by: SignType::Rsa } => say!(
            "the signature was made as RSA (SHA-1), but `sign_type` says otherwise",
            "签名用的是 RSA（SHA-1），而 `sign_type` 写的不是"
        ),
        Cause::OtherAlgorithm { .. } => say!(
            "the signature was made as RSA2 (SHA-256), but `sign_type` says otherwise",
            "签名用的是 RSA2（SHA-256），而 `sign_type` 写的不是"
        ),
        Cause::SpacesInSign => say!(
            "every `+` in `sign` became a space, since something between Alipay and the verifier \
             decoded the body",
            "`sign` 中的 `+` 都变成了空格：请求体在到达验签方之前被解码过"
        ),
        Cause::Tampered { traces, .. } => tampered::causes(traces, redact),
        Cause::OwnKey { name } => say!(
            "the key in {name} is the app's own public key (应用公钥), with which Alipay signs \
             nothing",
            "{name} 中是应用公钥，不能用来验证支付宝的签名"
        ),
        Cause::SignedByApp => say!(
            "the app's own private key made the signature, so the message is not from Alipay",
            "签名是用应用私钥生成的，因此这条消息不是支付宝发出的"
        ),
        Cause::Truncated { length, announced } => say!(
            "the body is cut off: it has {length} bytes, and Content-Length says {announced}",
            "请求体不完整：只有 {length} 字节，而 Content-Length 为 {announced}"
        ),
        Cause::Malformed(error) => error.localized(),
        Cause::SignType(error) => error.localized(),
        Cause::OtherSize { bits } => say!(
            "a key of {bits} bits made the signature, and none of the given keys has that size, \
             so it is of another app or the app's own (应用公钥)",
            "签名是用 {bits} 位的密钥生成的，而给出的公钥都不是这个长度：可能是其他应用的支付宝公钥，\
             或是应用公钥"
        ),
        Cause::NoSignature => say!(
            "`sign` does not have the length of an RSA signature, so a part of it is missing or \
             it is not a signature",
            "`sign` 的长度不符合任何 RSA 签名，缺了一部分或根本不是签名"
        ),
        Cause::Changed { suspect: None } => say!(
            "the key is the right one, but something changed the content after it was signed, in \
             a way that could not be traced",
            "密钥无误，但内容在签名之后被改动，无法查明改动了什么"
        ),
        Cause::Changed { suspect: Some(suspect) } => suspected(suspect),
        Cause::WrongKey => say!(
            "none of the given keys made this signature; most often the app's own public key \
             (应用公钥) is configured in place of Alipay's",
            "用给出的公钥验签都失败；最常见的原因是误把应用公钥配置为支付宝公钥"
        ),
        Cause::Redelivered(redelivery) => {
            let reply = reply(*redelivery);
            say!(
                "the message is fine, but the server replied {reply}, so Alipay delivers it \
                 again, up to 8 times within about 25 hours",
                "消息没有问题，但服务器应答的是{reply}，因此支付宝会重新投递，约 25 小时内共 8 次"
            )
        }
    }
}

fn suspected(suspect: &Suspect) -> String {
    match suspect {
        Suspect::LostCharacters => say!(
            "the key is the right one, but characters were lost: bytes of one charset were read \
             in another one",
            "密钥无误，但有字符丢失：一种字符集的字节被当作另一种字符集读取"
        ),
        Suspect::Rewritten => say!(
            "the key is the right one, but `biz_content` was parsed and written again: white \
             space, order or escapes differ from those that were signed",
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

/// What a server replied.
pub(crate) fn reply(redelivery: Redelivery) -> String {
    match redelivery {
        Redelivery::Fail => {
            say!("`fail`, which asks for the message again", " `fail`，即要求重新投递")
        }
        Redelivery::Empty => say!("nothing", "空内容"),
        Redelivery::Quoted => say!("`success` in quotes", "带引号的 `success`"),
        Redelivery::ByteOrderMark => {
            say!("a byte order mark and `success`", "带字节顺序标记（BOM）的 `success`")
        }
        Redelivery::Json => say!("JSON", " JSON"),
        Redelivery::Markup => say!("HTML or XML", " HTML 或 XML"),
        Redelivery::Longer => say!("more than `success`", " `success` 加上其他内容"),
        Redelivery::Other => say!("something other than `success`", " `success` 以外的内容"),
    }
}
