//! What happened to a message on its way and could be undone.

use alipay_notify_explain::parameters::is_known;
use alipay_notify_explain::{Tampering, Trace};

use crate::lang::say;

/// All that happened to a message.
pub(super) fn causes(traces: &[Trace], redact: bool) -> String {
    joined(traces.iter().map(|trace| cause(trace.tampering, &named(&trace.names, redact))))
}

/// How to fix all of it.
pub(super) fn fixes(traces: &[Trace]) -> String {
    joined(traces.iter().map(|trace| fix(trace.tampering)))
}

fn joined(parts: impl Iterator<Item = String>) -> String {
    parts.collect::<Vec<_>>().join(&say!("; and ", "；并且"))
}

/// What happened to the parameters of these names.
fn cause(tampering: Tampering, names: &str) -> String {
    match tampering {
        Tampering::DecodedBefore => say!(
            "the body was decoded before the verifier decoded it, so it was decoded twice",
            "请求体在验签方解码之前已被解码过，因此解码了两次"
        ),
        Tampering::EncodedTwice => say!(
            "the body was encoded twice: once it is decoded, its values are still encoded",
            "请求体被编码了两次：解码一次之后，参数值仍是编码过的"
        ),
        Tampering::Spaces => say!(
            "every `+` became a space in {names}, which was decoded once too often",
            "{names} 中的 `+` 都变成了空格：它被多解码了一次"
        ),
        Tampering::Converted { from, to } => say!(
            "texts were converted from {from} to {to} before the signature was checked, and \
             Alipay signed their bytes in {from}",
            "文本在验签之前从 {from} 转换成了 {to}，而支付宝签名的是 {from} 的字节"
        ),
        Tampering::Misread { read_as } => say!(
            "the bytes of the texts were read as {read_as}, which they are not",
            "文本的字节被当作 {read_as} 读取，而它不是这种编码"
        ),
        Tampering::HtmlEntities => say!(
            "an input filter put HTML entities such as &quot; into {names}",
            "输入过滤器在 {names} 中写入了 HTML 实体（如 &quot;）"
        ),
        Tampering::FullWidth => say!(
            "an input filter put full-width characters such as ＜ and “ into {names}, in place of \
             < and \"",
            "输入过滤器把 {names} 中的 < 和 \" 等换成了 ＜ 和 “ 等全角字符"
        ),
        Tampering::Escaped => say!(
            "quotes in {names} were escaped by backslashes, as by PHP's addslashes, WordPress or \
             the log of nginx",
            "{names} 中的引号被加上了反斜杠转义，例如 PHP 的 addslashes、WordPress 或 nginx 日志"
        ),
        Tampering::Trimmed => say!(
            "white space at an end of {names} was cut off, and it is part of what is signed",
            "{names} 首尾的空白被去掉了，而空白参与签名"
        ),
        Tampering::Padded => say!(
            "white space was added at the end of {names} after it was signed, such as the line \
             break of a file",
            "{names} 的末尾在签名之后被加上了空白，例如文件末尾的换行"
        ),
        Tampering::SignAlphabet => say!(
            "`sign` was rewritten: in the alphabet of URLs (- and _), without its = at the end, \
             or in several lines",
            "`sign` 被改写过：换成了 URL 安全的 base64（- 和 _）、缺少结尾的 =，或被折成多行"
        ),
        Tampering::Rewritten => say!(
            "{names} was parsed and written again, with other white space or escapes than those \
             that were signed",
            "{names} 被解析后重新序列化，空白或转义与签名时不同"
        ),
        Tampering::Renamed => say!(
            "names were written in another way, such as `bizContent` or `BIZ_CONTENT` for \
             `biz_content`, and names are signed as well",
            "参数名被改写过，例如把 `biz_content` 写成 `bizContent` 或 `BIZ_CONTENT`，而参数名也参与签名"
        ),
        Tampering::Invisible => say!(
            "characters that nobody sees, or spaces of another kind (U+200B, U+00A0, U+3000), got \
             into {names}",
            "{names} 中混入了不可见字符或其他空格（U+200B、U+00A0、U+3000）"
        ),
        Tampering::Dropped => say!(
            "{names} was sent and is missing, and it is part of what is signed",
            "{names} 发送时存在，途中丢失，而它参与签名"
        ),
        Tampering::Decrypted => say!(
            "{names} was decrypted before the signature was checked",
            "{names} 在验签之前已被解密"
        ),
        Tampering::ForeignParameters => say!(
            "{names} did not come from Alipay, but from the query, the route or a proxy",
            "{names} 不是支付宝发送的，而是来自查询参数、路由或代理"
        ),
        Tampering::RepeatedParameters => say!(
            "{names} is there more than once, but was sent once",
            "{names} 重复出现，而发送时只有一个"
        ),
        Tampering::DroppedEmpty => say!(
            "{names} was sent with an empty value and dropped on the way, but it is part of what \
             is signed",
            "{names} 发送时值为空，途中被丢弃，而它参与签名"
        ),
    }
}

fn fix(tampering: Tampering) -> String {
    match tampering {
        Tampering::DecodedBefore => say!(
            "hand over the bytes of the body as they were received, not what the framework's form \
             parser made of them",
            "请传入收到的请求体原始字节，而不是框架表单解析后的结果"
        ),
        Tampering::EncodedTwice => say!(
            "hand over the body exactly as it was received, not rebuilt from encoded values",
            "原样传入收到的请求体，不要用编码过的值重新拼装"
        ),
        Tampering::Spaces => say!(
            "decode the body only once: hand it over exactly as it was received",
            "只解码一次：请原样传入收到的请求体"
        ),
        Tampering::Converted { .. } | Tampering::Misread { .. } => say!(
            "verify the bytes of the body as they were received, and convert texts afterwards",
            "先按收到的原始字节验签，再转换文本的编码"
        ),
        Tampering::HtmlEntities | Tampering::FullWidth => say!(
            "switch the filter off for the gateway's route, or verify the body before it passes \
             the filter",
            "对网关路由关闭该过滤器，或在过滤之前验签"
        ),
        Tampering::Escaped => say!(
            "verify the body before anything escapes it (in PHP php://input; wp_unslash undoes it \
             in WordPress)",
            "请在转义之前验签（PHP 中读取 php://input；WordPress 中可用 wp_unslash 还原）"
        ),
        Tampering::Trimmed => say!(
            "switch the trimming of parameters off for the gateway's route",
            "对网关路由关闭参数去空白"
        ),
        Tampering::Padded => say!("hand over the body without it", "传入请求体时去掉它"),
        Tampering::SignAlphabet => {
            say!("hand over `sign` exactly as it was received", "原样传入收到的 `sign`")
        }
        Tampering::Rewritten => say!(
            "verify its text exactly as it was received, and parse it afterwards",
            "先按收到的原文验签，再解析"
        ),
        Tampering::ForeignParameters | Tampering::RepeatedParameters => say!(
            "verify the parameters of the body alone, without those of query and route",
            "只用请求体的参数验签，不要混入查询参数和路由参数"
        ),
        Tampering::Renamed => say!(
            "verify names and values as they were received, not those of a class or a map",
            "请用收到的参数名和参数值验签，而不是类或映射中的字段"
        ),
        Tampering::Invisible => say!(
            "hand over the values as they were received, not copied from a page or a chat",
            "请传入收到的参数值原文，不要从网页或聊天窗口复制"
        ),
        Tampering::Dropped => {
            say!("hand over all parameters of the body", "请传入请求体的全部参数")
        }
        Tampering::Decrypted => say!(
            "verify the content as it was received, and decrypt it afterwards",
            "先按收到的密文验签，再解密"
        ),
        Tampering::DroppedEmpty => {
            say!("keep parameters whose value is empty", "请保留值为空的参数")
        }
    }
}

/// Parameters by name; those whose names are withheld by number.
pub(super) fn named(names: &[Vec<u8>], redact: bool) -> String {
    let (shown, withheld): (Vec<_>, Vec<_>) =
        names.iter().partition(|name| !redact || is_known(name));
    let mut parts: Vec<String> =
        shown.into_iter().map(|name| format!("`{}`", String::from_utf8_lossy(name))).collect();
    match withheld.len() {
        0 => {}
        1 => parts.push(say!("a parameter unknown to Alipay", "1 个非支付宝参数")),
        count => parts.push(say!("{count} parameters unknown to Alipay", "{count} 个非支付宝参数")),
    }
    parts.join(&say!(", ", "、"))
}
