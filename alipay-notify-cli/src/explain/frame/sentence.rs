//! One sentence that states a cause and how to fix it.

use super::Cause;
use crate::chinese::Localized;
use crate::explain::sentence::configure_alipays_key;
use crate::lang::say;

impl Cause {
    /// As it is printed.
    pub(super) fn line(&self) -> String {
        let (cause, fix) = (self.text(), self.fix());
        if self.is_fine() {
            say!("Result: {cause}; {fix}.", "结论：{cause}；{fix}。")
        } else if self.is_certain() {
            say!("Cause: {cause}. Fix: {fix}.", "原因：{cause}。修正：{fix}。")
        } else {
            say!("Likely cause: {cause}. Fix: {fix}.", "可能的原因：{cause}。修正：{fix}。")
        }
    }

    /// What the matter is, without a full stop.
    pub(super) fn text(&self) -> String {
        match self {
            Self::Genuine { is_specified: true } => {
                say!("genuine and valid", "消息真实且符合定义")
            }
            Self::Genuine { is_specified: false } => say!(
                "genuine; no specification is known for it, so its content was not checked",
                "消息真实；没有它的定义，因此未检查内容"
            ),
            Self::Invalid { violations: 1 } => say!(
                "the message is genuine, but breaks its specification in one place",
                "消息真实，但有 1 处不符合定义"
            ),
            Self::Invalid { violations } => say!(
                "the message is genuine, but breaks its specification in {violations} places",
                "消息真实，但有 {violations} 处不符合定义"
            ),
            Self::Unreadable(error) => {
                let error = error.localized();
                say!("the message is genuine, but {error}", "消息真实，但{error}")
            }
            Self::NoFrame(error) => error.localized(),
            Self::Acknowledgement { is_success: true } => say!(
                "this acknowledges a message, as done (SUCCESS); acknowledgements are not signed",
                "这是对消息的确认，表示处理成功（SUCCESS）；确认帧不带签名"
            ),
            Self::Acknowledgement { is_success: false } => say!(
                "this acknowledges a message, as failed (FAIL); acknowledgements are not signed",
                "这是对消息的确认，表示处理失败（FAIL）；确认帧不带签名"
            ),
            Self::NoMessage => say!(
                "this frame carries no message: its `x-cmd` is not CONSUME",
                "这个帧不含消息：`x-cmd` 不是 CONSUME"
            ),
            Self::Unsigned { name } => {
                let name = member(name);
                say!(
                    "the frame is not signed: `{name}` is missing in its `protocol`",
                    "这个帧没有签名：`protocol` 中缺少 `{name}`"
                )
            }
            Self::Malformed(error) => error.localized(),
            Self::SignType(error) => error.localized(),
            Self::OtherApp => say!(
                "the message is for an app that the verifier does not accept (--app-id)",
                "消息属于验签方不接受的应用（--app-id）"
            ),
            Self::Rewritten => say!(
                "the key is the right one, but `data` was parsed and written again: it has white \
                 space between its tokens that was not signed",
                "密钥无误，但 `data` 被解析后重新写出：其中有签名时没有的空白"
            ),
            Self::Changed => say!(
                "the key is the right one, but `data` is not the text that was signed",
                "密钥无误，但 `data` 不是签名时的文本"
            ),
            Self::OwnKeySigned { name } => say!(
                "the key in {name}, given as the app's own, made the signature: most likely it is \
                 Alipay's, unless a program of yours signed this itself",
                "签名是用 {name} 中的密钥（作为应用公钥给出）生成的：它很可能是支付宝公钥，除非这是你自己的程序签的名"
            ),
            Self::OwnKey => say!(
                "the app's own public key (应用公钥) is given as Alipay's, which signs nothing that \
                 Alipay sends",
                "应用公钥被当作支付宝公钥给出，它不能用来验证支付宝的签名"
            ),
            Self::NoSignature => say!(
                "`x-sign` does not have the length of an RSA signature, so a part of it is missing",
                "`x-sign` 的长度不符合任何 RSA 签名，缺了一部分"
            ),
            Self::WrongKey => say!(
                "none of the given keys made this signature; most often the app's own public key \
                 (应用公钥) is configured in place of Alipay's",
                "用给出的公钥验签都失败；最常见的原因是误把应用公钥配置为支付宝公钥"
            ),
        }
    }

    /// What to do about it, without a full stop.
    pub(super) fn fix(&self) -> String {
        match self {
            Self::Genuine { .. } => say!(
                "other verifiers have to take the text of `data` as it is written, from its {{ to \
                 the matching }}",
                "其他验签程序必须取 `data` 的原文，从它的 {{ 到对应的 }}"
            ),
            Self::Invalid { .. } => say!(
                "compare its specification with Alipay's document and correct it, or take what \
                 breaks it in `on_invalid` or a `lenient` gateway",
                "请对照支付宝文档更正定义，或用 `on_invalid` 或 `lenient` 接收这样的消息"
            ),
            Self::Unreadable(_) => say!(
                "take it in `on_unreadable`, and ask Alipay about it",
                "用 `on_unreadable` 接收，并向支付宝咨询"
            ),
            Self::NoFrame(_) | Self::Malformed(_) | Self::NoSignature => {
                say!("capture the whole text frame, as it was received", "请原样抓取完整的文本帧")
            }
            Self::Acknowledgement { .. } | Self::NoMessage => {
                say!("explain the frame with `x-cmd` CONSUME", "请解释 `x-cmd` 为 CONSUME 的帧")
            }
            Self::Unsigned { .. } => say!(
                "do not act on it: whatever Alipay pushes is signed",
                "不要据此处理：支付宝推送的消息都有签名"
            ),
            Self::SignType(_) => say!(
                "use RSA2, which the console offers for new apps",
                "请使用 RSA2，即控制台为新应用提供的签名算法"
            ),
            Self::OtherApp => say!(
                "add its app_id to the verifier if the app is yours",
                "若是自己的应用，请为验签方加上它的 app_id"
            ),
            Self::Rewritten | Self::Changed => say!(
                "verify the text of `data` as it was received, before anything parses it",
                "用收到的 `data` 原文验签，然后再解析"
            ),
            Self::OwnKeySigned { .. } => say!(
                "give the verifier Alipay's public key (支付宝公钥, here --key-file)",
                "验签方要用支付宝公钥（在此为 --key-file）"
            ),
            Self::OwnKey => configure_alipays_key(),
            Self::WrongKey => {
                let configure = configure_alipays_key();
                say!(
                    "{configure}; --app-key-file finds out whether that is it",
                    "{configure}；用 --app-key-file 可确认是否如此"
                )
            }
        }
    }
}

/// What a parameter is called in a frame.
fn member(name: &str) -> &str {
    if name == "sign" { "x-sign" } else { "x-signType" }
}
