//! What spoilt a message and could be undone.

use alipay_notify_explain::Tampering;
use alipay_notify_explain::parameters::is_known;

use crate::lang::say;

/// What spoilt a message, one thing behind the other.
pub(super) fn tampered(steps: &[(Tampering, Vec<Vec<u8>>)], redact: bool) -> (String, String) {
    let (causes, fixes): (Vec<_>, Vec<_>) =
        steps.iter().map(|(step, touched)| undone(*step, &named(touched, redact))).unzip();
    let and = say!("; and ", "；并且");
    (causes.join(&and), fixes.join(&and))
}

fn undone(step: Tampering, touched: &str) -> (String, String) {
    match step {
        Tampering::Converted { .. } | Tampering::Misread { .. } => charset(step),
        Tampering::DecodedBefore | Tampering::EncodedTwice | Tampering::Spaces => {
            coding(step, touched)
        }
        Tampering::HtmlEntities
        | Tampering::Ampersands
        | Tampering::FullWidth
        | Tampering::Escaped => escapes(step, touched),
        Tampering::Trimmed
        | Tampering::Padded
        | Tampering::LineBreaks
        | Tampering::SignAlphabet => filter(step, touched),
        Tampering::Foreign | Tampering::Repeated | Tampering::DroppedEmpty => {
            parameters(step, touched)
        }
        Tampering::Rewritten => rewritten(touched),
    }
}

fn charset(step: Tampering) -> (String, String) {
    let fix = say!(
        "verify the bytes of the body as they were received, and convert texts afterwards",
        "先按收到的原始字节验签，再转换文本的编码"
    );
    let cause = match step {
        Tampering::Converted { from, to } => say!(
            "texts were converted from {from} to {to} before the signature was checked, and Alipay signed their bytes in \
             {from}",
            "文本在验签之前从 {from} 转换成了 {to}，而支付宝签名的是 {from} 的字节"
        ),
        Tampering::Misread { read_as } => say!(
            "the bytes of the texts were read as {read_as}, which they are not",
            "文本的字节被当作 {read_as} 读取，而它不是这种编码"
        ),
        _ => String::new(),
    };
    (cause, fix)
}

fn coding(step: Tampering, touched: &str) -> (String, String) {
    match step {
        Tampering::EncodedTwice => (
            say!(
                "the body was encoded twice: once it is decoded, its values are still encoded",
                "请求体被编码了两次：解码一次之后，参数值仍是编码过的"
            ),
            say!(
                "hand over the body exactly as it was received, not built anew of values that are encoded",
                "原样传入收到的请求体，不要用编码过的值重新拼装"
            ),
        ),
        Tampering::Spaces => (
            say!(
                "every `+` became a space in {touched}, which was decoded once too often",
                "{touched} 中的 `+` 都变成了空格：它被多解码了一次"
            ),
            say!(
                "decode the body once only: hand it over exactly as it was received",
                "只解码一次：请原样传入收到的请求体"
            ),
        ),
        _ => (
            say!(
                "the body was decoded before the verifier decoded it, so that it was decoded twice",
                "请求体在验签方解码之前已被解码过，因此解码了两次"
            ),
            say!(
                "hand over the bytes of the body as they were received, not what the framework's form parser made of them",
                "请传入收到的请求体原始字节，而不是框架表单解析后的结果"
            ),
        ),
    }
}

fn escapes(step: Tampering, touched: &str) -> (String, String) {
    let filter = say!(
        "switch the filter off for the gateway's route, or verify the body before it passes the filter",
        "对网关路由关闭该过滤器，或在过滤之前验签"
    );
    match step {
        Tampering::HtmlEntities => (
            say!(
                "an input filter put HTML entities such as &quot; into {touched}",
                "输入过滤器在 {touched} 中写入了 HTML 实体（如 &quot;）"
            ),
            filter,
        ),
        Tampering::Ampersands => (
            say!(
                "each `&` between the parameters became `&amp;`: the body was escaped for HTML or XML",
                "参数之间的 `&` 都变成了 `&amp;`：请求体被按 HTML 或 XML 转义过"
            ),
            say!("hand over the body exactly as it was received", "原样传入收到的请求体"),
        ),
        Tampering::FullWidth => (
            say!(
                "an input filter put full-width characters such as ＜ and “ into {touched}, in place of < and \"",
                "输入过滤器把 {touched} 中的 < 和 \" 等换成了 ＜ 和 “ 等全角字符"
            ),
            filter,
        ),
        _ => (
            say!(
                "quotes in {touched} were escaped by backslashes, as by PHP's addslashes, WordPress or the log of nginx",
                "{touched} 中的引号被加上了反斜杠转义，例如 PHP 的 addslashes、WordPress 或 nginx 日志"
            ),
            say!(
                "verify the body before anything escapes it (in PHP php://input; wp_unslash undoes it in WordPress)",
                "请在转义之前验签（PHP 中读取 php://input；WordPress 中可用 wp_unslash 还原）"
            ),
        ),
    }
}

fn filter(step: Tampering, touched: &str) -> (String, String) {
    match step {
        Tampering::Trimmed => (
            say!(
                "white space at an end of {touched} was cut off, and it is part of what is signed",
                "{touched} 首尾的空白被去掉了，而空白参与签名"
            ),
            say!(
                "switch the trimming of parameters off for the gateway's route",
                "对网关路由关闭参数去空白"
            ),
        ),
        Tampering::Padded => (
            say!(
                "white space was added at the end of {touched} after it was signed, such as the line break of a file",
                "{touched} 的末尾在签名之后被加上了空白，例如文件末尾的换行"
            ),
            say!("hand over the body without it", "传入请求体时去掉它"),
        ),
        Tampering::LineBreaks => (
            say!("line breaks in {touched} were converted", "{touched} 中的换行符被转换过"),
            say!("hand over the body exactly as it was received", "原样传入收到的请求体"),
        ),
        _ => (
            say!(
                "`sign` was rewritten: in the alphabet of URLs (- and _), without its = at the end, or in several lines",
                "`sign` 被改写过：换成了 URL 安全的 base64（- 和 _）、缺少结尾的 =，或被折成多行"
            ),
            say!("hand over `sign` exactly as it was received", "原样传入收到的 `sign`"),
        ),
    }
}

fn rewritten(touched: &str) -> (String, String) {
    (
        say!(
            "{touched} was parsed and written anew, with other white space or escapes than those that were signed",
            "{touched} 被解析后重新序列化，空白或转义与签名时不同"
        ),
        say!(
            "verify its text exactly as it was received, and parse it afterwards",
            "先按收到的原文验签，再解析"
        ),
    )
}

fn parameters(step: Tampering, touched: &str) -> (String, String) {
    match step {
        Tampering::Foreign => (
            say!(
                "{touched} did not come from Alipay, but from the query, the route or a proxy",
                "{touched} 不是支付宝发送的，而是来自查询参数、路由或代理"
            ),
            say!(
                "verify the parameters of the body alone, without those of query and route",
                "只用请求体的参数验签，不要混入查询参数和路由参数"
            ),
        ),
        Tampering::Repeated => (
            say!(
                "{touched} is given more than once, and was sent once",
                "{touched} 重复出现，而发送时只有一个"
            ),
            say!(
                "verify the parameters of the body alone, without those of query and route",
                "只用请求体的参数验签，不要混入查询参数和路由参数"
            ),
        ),
        _ => (
            say!(
                "{touched} was sent with an empty value and dropped on the way, but it is part of what is signed",
                "{touched} 发送时值为空，途中被丢弃，而它参与签名"
            ),
            say!("keep parameters whose value is empty", "请保留值为空的参数"),
        ),
    }
}

/// Parameters by name; those whose names are withheld by number.
fn named(names: &[Vec<u8>], redact: bool) -> String {
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
