//! What the matter is.

use alipay_notify::verify::SignType;
use alipay_notify_explain::{Carrier, Cause, Cut, OtherText, Redelivery, StandIn, Suspect};

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
            "genuine, in sign mode {mode}; it names no app, as what is signed with Alipay's common \
             key does",
            "验签通过，签名模式 {mode}；其中没有写明应用，这是以支付宝公共密钥签名的通知"
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
        Cause::NoDelivery(text) => other_text(*text),
        Cause::Several { count } => say!(
            "the capture holds {count} deliveries, each with a signature of its own",
            "抓取的内容里有 {count} 次投递，各有各的签名"
        ),
        Cause::Carried(carrier) => carried(*carrier),
        Cause::StoodIn { by, names } => stood_in(*by, &tampered::named(names, redact)),
        Cause::DecryptedBefore => say!(
            "`biz_content` was decrypted before the signature was checked, and Alipay signs what \
             is encrypted",
            "`biz_content` 在验签之前已被解密，而支付宝签名的是密文"
        ),
        Cause::KeysSwapped { alipays, own } => say!(
            "the key in {own}, given as the app's own, made the signature: most likely {alipays} \
             and {own} are swapped, unless a program of yours signed this itself",
            "签名是用 {own} 中的密钥（作为应用公钥给出）生成的：很可能 {alipays} 与 {own} 弄反了，除非这是你自己的程序签的名"
        ),
        Cause::SameKey { name } => say!(
            "the key in {name} made the signature, so it is not the app's own public key (应用公钥), \
             as which it was given as well",
            "签名是用 {name} 中的密钥生成的，所以它不是应用公钥，却也被作为应用公钥给出"
        ),
        Cause::CommonKey => say!(
            "Alipay's common key made the signature, with which it signs notifications of its old \
             interface, whatever the app",
            "签名是用支付宝的公共密钥生成的，旧接口的通知都用它签名，与应用无关"
        ),
        Cause::Truncated(cut) => cut_off(cut),
        Cause::Incomplete { missing } => {
            let names = listed(missing);
            say!(
                "this is not all of a delivery: {names} are missing, and nothing shows that the \
                 rest is as it was sent; probably the capture is cut off, or shows a selection",
                "这不是一次完整的投递：缺少 {names}，也无法确定其余部分与发送时一致；抓取的内容可能被截断，或只是其中一部分"
            )
        }
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
        Cause::SignCut { length } => say!(
            "`sign` is cut off: it has {length} characters, and that of an RSA2 signature has 344, \
             or 172 of a key of 1024 bits",
            "`sign` 不完整：只有 {length} 个字符，而 RSA2 签名有 344 个（1024 位密钥为 172 个）"
        ),
        Cause::SignCase => say!(
            "the letters of `sign` were all turned into lower or upper case, which can't be undone",
            "`sign` 的字母都被转成了小写或大写，无法还原"
        ),
        Cause::Md5 => say!(
            "the signature is a digest of MD5, as Alipay's old interface makes it, not one of RSA2",
            "签名是 MD5 摘要，属于支付宝的旧接口，不是 RSA2 签名"
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
        Cause::OtherKey { is_sandbox } => other_key(*is_sandbox),
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

fn other_text(text: OtherText) -> String {
    match text {
        OtherText::AppRequest => say!(
            "this is a request of the app to Alipay's API, which the app signs, not a delivery",
            "这是应用对支付宝 API 的请求，由应用签名，不是支付宝的投递"
        ),
        OtherText::ApiResponse => say!(
            "this is a response of Alipay's API, of which the signature covers only the inner \
             object, not a delivery",
            "这是支付宝 API 的响应，签名只覆盖内层对象，不是支付宝的投递"
        ),
        OtherText::ReturnUrl => say!(
            "this is the buyer's return to the shop (return_url), which comes by the browser, not \
             a delivery",
            "这是买家付款后浏览器跳回商户的请求（return_url），不是支付宝的投递"
        ),
        OtherText::Authorization => say!(
            "this is the return from an authorisation, which comes by the browser and is not \
             signed, not a delivery",
            "这是授权之后浏览器的回跳，没有签名，不是支付宝的投递"
        ),
        OtherText::Global => say!(
            "this is a notification of Antom or Alipay+, whose signature is in a header of the \
             request, not a delivery of Alipay's open platform",
            "这是 Antom 或 Alipay+ 的通知，签名在请求头中，不是支付宝开放平台的投递"
        ),
        OtherText::Unknown => say!(
            "nothing in it looks like a delivery: it has no parameters of Alipay's",
            "其中没有支付宝的参数，看不出是一次投递"
        ),
    }
}

fn carried(carrier: Carrier) -> String {
    match carrier {
        Carrier::Form | Carrier::Query => say!(
            "the parameters are in the query of a GET request, and Alipay posts them as a form: a \
             redirect or a program in between turned the POST into it",
            "参数在 GET 请求的查询串里，而支付宝以表单 POST 发送：途中的重定向或程序把 POST 变成了 GET"
        ),
        Carrier::Multipart => say!(
            "the body is multipart/form-data, and Alipay posts a form of the plain kind: something \
             in between built it anew",
            "请求体是 multipart/form-data，而支付宝发送的是普通表单：途中有程序重新拼装了它"
        ),
        Carrier::Json => say!(
            "the body is JSON, and Alipay posts a form: a gateway or a proxy in between converted \
             it",
            "请求体是 JSON，而支付宝发送的是表单：途中的网关或代理做了转换"
        ),
    }
}

fn stood_in(by: StandIn, names: &str) -> String {
    match by {
        StandIn::Identity => say!(
            "the values were not printed: the capture has objects and addresses of the program in \
             place of {names}",
            "参数值没有被打印出来：{names} 处是程序中的对象或地址"
        ),
        StandIn::Mask => say!(
            "values were masked before they were captured: {names}",
            "参数值在抓取之前已被脱敏：{names}"
        ),
        StandIn::Placeholder => say!(
            "this is a sample with placeholders, such as a document has it, in place of {names}",
            "这是文档中的示例，{names} 只是占位符"
        ),
    }
}

fn cut_off(cut: &Cut) -> String {
    match cut {
        Cut::Announced { length, announced } => say!(
            "the body is cut off: it has {length} bytes, and Content-Length says {announced}",
            "请求体不完整：只有 {length} 字节，而 Content-Length 为 {announced}"
        ),
        Cut::End { length, is_usual: true } => say!(
            "the capture is cut off at its end: it has {length} bytes, a length at which logs and \
             databases cut texts",
            "抓取的内容末尾被截断：共 {length} 字节，日志或数据库常在这个长度截断"
        ),
        Cut::End { length, is_usual: false } => say!(
            "the capture is cut off at its end, after {length} bytes",
            "抓取的内容末尾被截断：只有 {length} 字节"
        ),
        Cut::Beginning => say!(
            "the capture is cut off: it begins in the midst of the body",
            "抓取的内容开头被截断：从请求体中间开始"
        ),
        Cut::Values => say!(
            "the capture has abbreviated values, which end with an ellipsis",
            "抓取的内容里有被缩短的参数值，以省略号结尾"
        ),
    }
}

/// None of the keys made the signature, and none of them is the app's own.
fn other_key(is_sandbox: Option<bool>) -> String {
    let possible = match is_sandbox {
        Some(true) => say!(
            "the `app_id` is one of the sandbox, so the key is that of production, of another app, \
             or an older one",
            "该 `app_id` 属于沙箱，因此给出的可能是正式环境或其他应用的公钥，或是旧公钥"
        ),
        Some(false) => say!(
            "the `app_id` is not one of the sandbox, so the key is the sandbox's, that of another \
             app, or an older one",
            "该 `app_id` 不属于沙箱，因此给出的可能是沙箱或其他应用的公钥，或是旧公钥"
        ),
        None => say!(
            "the key is that of another app, of the sandbox in place of production or the reverse, \
             or an older one",
            "给出的可能是其他应用的公钥，或混淆了沙箱与正式环境，或是旧公钥"
        ),
    };
    say!(
        "none of the given keys made this signature, nor is one of them the app's own: {possible}",
        "用给出的公钥验签都失败，其中也没有误配的应用公钥：{possible}"
    )
}

/// Names in a row.
fn listed(names: &[&str]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    names.join(&say!(", ", "、"))
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
        Redelivery::Invisible => {
            say!("`success` between characters that nobody sees", "夹着不可见字符的 `success`")
        }
        Redelivery::Json => say!("JSON", " JSON"),
        Redelivery::Markup => say!("HTML or XML", " HTML 或 XML"),
        Redelivery::Longer => say!("more than `success`", " `success` 加上其他内容"),
        Redelivery::Other => say!("something other than `success`", " `success` 以外的内容"),
    }
}
