//! One sentence that states a cause and how to fix it.

mod body;
mod keys;
mod reply;
mod signature;
mod tampered;

use alipay_notify::verify::SignMode;

use crate::lang::say;
use alipay_notify_explain::Cause;

/// A cause in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Sentence {
    /// What is the matter, without a full stop.
    pub(super) cause: String,
    /// What to do about it, without a full stop.
    pub(super) fix: String,
}

impl Sentence {
    pub(super) fn of(cause: &Cause, redact: bool) -> Self {
        let (cause, fix) = words(cause, redact);
        Self { cause, fix }
    }

    /// As it is printed.
    pub(super) fn line(&self, of: &Cause) -> String {
        let Self { cause, fix } = self;
        if of.is_fine() {
            say!("Result: {cause}; {fix}.", "结论：{cause}；{fix}。")
        } else if of.is_certain() {
            say!("Cause: {cause}. Fix: {fix}.", "原因：{cause}。修正：{fix}。")
        } else {
            say!("Likely cause: {cause}. Fix: {fix}.", "可能的原因：{cause}。修正：{fix}。")
        }
    }
}

fn words(cause: &Cause, redact: bool) -> (String, String) {
    match cause {
        Cause::Genuine { mode, is_specified } => (genuine(*mode, *is_specified), for_others(*mode)),
        Cause::OtherForm { mode } => (
            say!(
                "genuine, in sign mode {mode}, but another notification than a message: it has no `msg_method`",
                "验签通过，签名模式 {mode}；但它不是消息服务的消息，没有 `msg_method`"
            ),
            say!("read it with `verify_form`", "请用 `verify_form` 读取"),
        ),
        Cause::Tampered { traces, .. } => tampered::tampered(traces, redact),
        Cause::Redelivered(redelivery) => reply::redelivered(*redelivery),
        Cause::Rsa | Cause::OtherAlgorithm { .. } | Cause::SpacesInSign | Cause::NoSignature => {
            signature::signature(cause)
        }
        Cause::OwnKey { .. }
        | Cause::SignedByApp
        | Cause::OtherSize { .. }
        | Cause::WrongKey
        | Cause::OtherApp => keys::keys(cause),
        Cause::Invalid { .. } | Cause::Unreadable(_) | Cause::NoMessage(_) => body::content(cause),
        Cause::Truncated { .. }
        | Cause::Malformed(_)
        | Cause::SignType(_)
        | Cause::Changed { .. } => body::body(cause),
    }
}

fn genuine(mode: SignMode, is_specified: bool) -> String {
    if is_specified {
        say!("genuine and valid, in sign mode {mode}", "消息真实且符合定义，签名模式 {mode}")
    } else {
        say!(
            "genuine, in sign mode {mode}; no specification is known for it, so its content was not checked",
            "消息真实，签名模式 {mode}；没有它的定义，因此未检查内容"
        )
    }
}

/// What other verifiers have to do, which know one mode only.
fn for_others(mode: SignMode) -> String {
    match mode {
        SignMode::V1 => say!(
            "`sign_type` is not part of what is signed, so a verifier that refuses it must leave `sign_type` out",
            "`sign_type` 不参与签名，若别的程序验签失败，须先去掉 `sign_type`"
        ),
        SignMode::V2 => say!(
            "`sign_type` is part of what is signed, so a verifier that refuses it must keep `sign_type` in",
            "`sign_type` 参与签名，若别的程序验签失败，须保留 `sign_type`"
        ),
    }
}
