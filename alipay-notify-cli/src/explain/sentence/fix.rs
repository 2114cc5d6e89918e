//! What to do about it.

use alipay_notify::open::OpenError;
use alipay_notify::verify::{FormError, SignMode, SignType};
use alipay_notify_explain::{Carrier, Cause, OtherText, Redelivery, StandIn};

use super::tampered;
use crate::lang::say;

/// How to fix a cause, without a full stop.
#[expect(clippy::too_many_lines, reason = "a table of sentences")]
pub(super) fn fix(cause: &Cause) -> String {
    match cause {
        Cause::Genuine { mode, .. } => for_other_verifiers(*mode),
        Cause::OtherForm { .. } => {
            say!("give the verifier this key with `common_key`", "请用 `common_key` 配置这把公钥")
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
        Cause::NoDelivery(text) => capture_the_delivery(*text),
        Cause::Several { .. } => {
            say!(
                "explain each by itself: keep one of them in a file",
                "请逐个解释：每次投递存成一个文件"
            )
        }
        Cause::Carried(carrier) => pass_on(*carrier),
        Cause::StoodIn { by, .. } => capture_values(*by),
        Cause::DecryptedBefore => say!(
            "verify `biz_content` as it was received, and decrypt it afterwards; a verifier with \
             the content key does both",
            "先用收到的 `biz_content` 密文验签，再解密；配置了内容密钥的验签方会依次完成"
        ),
        Cause::OwnKey { .. } | Cause::OtherSize { .. } => configure_alipays_key(),
        Cause::KeysSwapped { .. } => say!(
            "swap the two: Alipay's public key (支付宝公钥) belongs to the verifier (here --key-file)",
            "请把两者对调：验签方要用支付宝公钥（在此为 --key-file）"
        ),
        Cause::SameKey { .. } => say!(
            "give the app's own public key as --app-key-file, or leave that option out",
            "--app-key-file 请填应用公钥，或不用该选项"
        ),
        Cause::CommonKey => say!(
            "accept that key, and RSA (SHA-1), for forms that name no app, or switch the product \
             to the open platform",
            "对不带 app_id 的表单配置该公钥并接受 RSA（SHA-1），或把产品迁移到开放平台"
        ),
        Cause::Truncated(_) => {
            say!("hand over or capture the whole body", "请传入或抓取完整的请求体")
        }
        Cause::Incomplete { .. } => {
            say!("capture the body as it was received, all of it", "请抓取收到的完整请求体")
        }
        Cause::Malformed(error) => raise_limits(error).unwrap_or_else(as_received),
        Cause::SignType(_) => say!(
            "use RSA2, which the console offers for new apps",
            "请使用 RSA2，即控制台为新应用提供的签名算法"
        ),
        Cause::NoSignature | Cause::SignCut { .. } | Cause::SignCase => {
            say!("hand over the whole `sign`, as it was received", "原样传入收到的完整 `sign`")
        }
        Cause::Md5 => say!(
            "verify it as the old interface documents it, with the key of the shop (MD5), or \
             switch the product to RSA2",
            "请按旧接口文档用商户的 MD5 密钥验签，或把产品改为 RSA2"
        ),
        Cause::Changed { .. } => as_received(),
        Cause::WrongKey => {
            let configure = configure_alipays_key();
            say!(
                "{configure}; --app-key-file finds out whether that is it",
                "{configure}；用 --app-key-file 可确认是否如此"
            )
        }
        Cause::OtherKey { .. } => say!(
            "copy Alipay's public key (支付宝公钥) of this app and environment from the console again",
            "请从控制台重新复制该应用在该环境下的支付宝公钥"
        ),
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

fn capture_the_delivery(text: OtherText) -> String {
    match text {
        OtherText::AppRequest | OtherText::ApiResponse => say!(
            "capture what Alipay posts to the application gateway (应用网关) or to `notify_url`",
            "请抓取支付宝发到应用网关或 `notify_url` 的请求"
        ),
        OtherText::ReturnUrl => say!(
            "rely on what Alipay posts to `notify_url`, and only show the buyer a page here",
            "以支付宝发到 `notify_url` 的通知为准，此处只用来向买家展示页面"
        ),
        OtherText::Authorization => {
            say!("exchange its code for a token by the API", "请用其中的 code 调用 API 换取令牌")
        }
        OtherText::Global => {
            say!("verify it by the key and the documents of Antom", "请按 Antom 的文档和公钥验签")
        }
        OtherText::Unknown => {
            say!("capture the body of the request as it was received", "请抓取收到的请求体原文")
        }
    }
}

fn pass_on(carrier: Carrier) -> String {
    match carrier {
        Carrier::Form | Carrier::Query => say!(
            "give Alipay the final address, and pass its POST on as it is",
            "在支付宝填写最终地址，并原样转发 POST 请求"
        ),
        Carrier::Multipart | Carrier::Json => say!(
            "pass the body on as it was received, with its content type",
            "请原样转发收到的请求体及其 Content-Type"
        ),
    }
}

fn capture_values(by: StandIn) -> String {
    match by {
        StandIn::Identity => say!(
            "print the values themselves, or better keep the body as it was received",
            "请打印参数值本身，最好直接保存收到的请求体"
        ),
        StandIn::Mask => say!(
            "capture the body before anything masks it; --redact hides what the content says",
            "请在脱敏之前抓取请求体；--redact 可隐去内容"
        ),
        StandIn::Placeholder => say!(
            "capture a real delivery, or have `send` sign an example",
            "请抓取真实的投递，或用 `send` 签名一个示例"
        ),
    }
}

pub(in crate::explain) fn configure_alipays_key() -> String {
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
