//! One sentence that states a cause and how to mend it.

use alipay_notify::{OpenError, SignMode, SignType};

use super::cause::{Cause, Suspect, Touched};
use super::reply::Redelivery;
use super::undoing::Undoing;
use crate::lang::say;
use crate::told::Told;

/// A cause in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Sentence {
    /// What is the matter, without a full stop.
    pub(super) cause: String,
    /// What to do about it, without a full stop.
    pub(super) mend: String,
}

impl Sentence {
    pub(super) fn of(cause: &Cause) -> Self {
        let (cause, mend) = words(cause);
        Self { cause, mend }
    }

    /// As it is printed.
    pub(super) fn line(&self, of: &Cause) -> String {
        let Self { cause, mend } = self;
        if of.is_fine() {
            say!("{cause}; {mend}.", "{cause};{mend}。")
        } else if of.is_certain() {
            say!("Cause: {cause}. Mend: {mend}.", "原因:{cause}。修正:{mend}。")
        } else {
            say!("Likely cause: {cause}. Mend: {mend}.", "可能的原因:{cause}。修正:{mend}。")
        }
    }
}

fn words(cause: &Cause) -> (String, String) {
    match cause {
        Cause::Genuine { mode, is_specified } => (genuine(*mode, *is_specified), for_others(*mode)),
        Cause::OtherForm { mode } => (
            say!(
                "genuine, in sign mode {mode}, but another notification than a message: it has no `msg_method`",
                "真实,签名模式 {mode};但它不是消息服务的消息,没有 `msg_method`"
            ),
            say!("read it with `verify_form`", "请用 `verify_form` 读取"),
        ),
        Cause::Spoilt { steps, touched } => spoilt(steps, touched),
        Cause::Redelivered(redelivery) => redelivered(*redelivery),
        Cause::Rsa | Cause::OtherAlgorithm { .. } | Cause::SpacesInSign | Cause::NoSignature => {
            signature(cause)
        }
        Cause::OwnKey { .. }
        | Cause::SignedByApp
        | Cause::OtherSize { .. }
        | Cause::WrongKey
        | Cause::OtherApp => keys(cause),
        Cause::Invalid { .. } | Cause::Unreadable(_) | Cause::NoMessage(_) => content(cause),
        Cause::Truncated { .. } | Cause::Malformed(_) | Cause::SignType(_) | Cause::Changed { .. } => {
            body(cause)
        }
    }
}

fn genuine(mode: SignMode, is_specified: bool) -> String {
    if is_specified {
        say!("genuine and valid, in sign mode {mode}", "真实且符合其描述,签名模式 {mode}")
    } else {
        say!(
            "genuine, in sign mode {mode}; no specification is known for it, so its content was not checked",
            "真实,签名模式 {mode};没有它的描述,因此未检查内容"
        )
    }
}

/// What other verifiers have to do, which know one mode only.
fn for_others(mode: SignMode) -> String {
    match mode {
        SignMode::V1 => say!(
            "`sign_type` is not part of what is signed, so a verifier that refuses it must leave `sign_type` out",
            "`sign_type` 不参与签名,拒绝它的验签方须去掉 `sign_type`"
        ),
        SignMode::V2 => say!(
            "`sign_type` is part of what is signed, so a verifier that refuses it must keep `sign_type` in",
            "`sign_type` 参与签名,拒绝它的验签方须保留 `sign_type`"
        ),
    }
}

fn signature(cause: &Cause) -> (String, String) {
    match cause {
        Cause::Rsa => (
            say!(
                "the message is signed as RSA (SHA-1), which is not accepted unless asked for",
                "该消息以 RSA(SHA-1)签名,默认不被接受"
            ),
            say!(
                "switch the app to RSA2 in the console, or let the key `accept_rsa`",
                "在控制台把应用改为 RSA2,或让密钥 `accept_rsa`"
            ),
        ),
        Cause::OtherAlgorithm { made_by: SignType::Rsa } => (
            say!(
                "the signature was made as RSA (SHA-1), but `sign_type` says otherwise",
                "签名是以 RSA(SHA-1)产生的,而 `sign_type` 并非如此"
            ),
            say!(
                "have the signer use RSA2 (SHA-256), or say `sign_type=RSA` where it can't",
                "让签名方使用 RSA2(SHA-256);做不到时写明 `sign_type=RSA`"
            ),
        ),
        Cause::OtherAlgorithm { .. } => (
            say!(
                "the signature was made as RSA2 (SHA-256), but `sign_type` says otherwise",
                "签名是以 RSA2(SHA-256)产生的,而 `sign_type` 并非如此"
            ),
            say!("hand over `sign_type` as it was received: RSA2", "原样传入收到的 `sign_type`:RSA2"),
        ),
        Cause::SpacesInSign => (
            say!(
                "every `+` in `sign` became a space, since something between Alipay and the verifier decoded the body",
                "`sign` 中的 `+` 都变成了空格:支付宝与验签方之间有环节对请求体解码过"
            ),
            say!(
                "hand over the body exactly as it was received, or write each `+` as %2B where the body is built anew",
                "原样传入收到的请求体;若须重新拼装,请把每个 `+` 写成 %2B"
            ),
        ),
        _ => (
            say!(
                "`sign` is as long as no RSA signature is, so a part of it is missing or it is none",
                "`sign` 的长度不是任何 RSA 签名的长度,缺了一部分或根本不是签名"
            ),
            say!("hand over `sign` whole, as it was received", "原样传入收到的完整 `sign`"),
        ),
    }
}

fn keys(cause: &Cause) -> (String, String) {
    let compare = say!(
        "configure Alipay's public key (支付宝公钥) of this app, which the console shows beside the app's own",
        "请配置该应用的支付宝公钥,控制台中它就在应用公钥旁边"
    );
    match cause {
        Cause::OwnKey { file } => (
            say!(
                "the key in {file} is the app's own public key (应用公钥), with which no message of Alipay's is signed",
                "{file} 中是应用公钥,支付宝的消息都不用它签名"
            ),
            compare,
        ),
        Cause::SignedByApp => (
            say!(
                "the app's own private key made the signature, so the message is not Alipay's",
                "签名由应用私钥产生,因此这条消息不是支付宝发出的"
            ),
            say!(
                "sign with the key whose public half the verifier has; Alipay's own messages are not affected",
                "请用与验签方公钥配对的私钥签名;支付宝发出的消息不受影响"
            ),
        ),
        Cause::OtherApp => (
            say!(
                "the signature is good, but the message is for an app that the verifier does not accept (--app-id)",
                "签名成立,但消息属于验签方不接受的应用(--app-id)"
            ),
            say!(
                "add its app_id to the verifier if the app is yours",
                "若是自己的应用,请把它的 app_id 加入验签方"
            ),
        ),
        Cause::OtherSize { bits } => (
            say!(
                "a key of {bits} bits made the signature, and no key that was given has that size, so it is of another \
                 app or the app's own (应用公钥)",
                "签名由 {bits} 位的密钥产生,给出的密钥都不是这个长度:它属于其他应用,或是应用公钥"
            ),
            compare,
        ),
        _ => (
            say!(
                "no key that was given made this signature; most often the app's own public key (应用公钥) is configured \
                 in place of Alipay's",
                "签名不是由给出的任何密钥产生的;最常见的是把应用公钥当作支付宝公钥配置了"
            ),
            say!(
                "{compare}; --app-key-file tells whether that is it",
                "{compare};用 --app-key-file 可确认是否如此"
            ),
        ),
    }
}

fn content(cause: &Cause) -> (String, String) {
    match cause {
        Cause::Invalid { violations: 1 } => (
            say!(
                "the message is genuine, but breaks its specification in one place",
                "消息真实,但有一处不符合其描述"
            ),
            amend(),
        ),
        Cause::Invalid { violations } => (
            say!(
                "the message is genuine, but breaks its specification in {violations} places",
                "消息真实,但有 {violations} 处不符合其描述"
            ),
            amend(),
        ),
        Cause::NoMessage(error) => {
            let error = error.told();
            (
                say!(
                    "the signature is good, but this is no message: {error}",
                    "签名成立,但这不是一条消息:{error}"
                ),
                say!(
                    "hand over all parameters of the body, each once and none besides",
                    "请传入请求体的全部参数,每个一次,不多不少"
                ),
            )
        }
        Cause::Unreadable(error) => {
            let told = error.told();
            (say!("the message is genuine, but {told}", "消息真实,但{told}"), readable(error))
        }
        _ => (String::new(), String::new()),
    }
}

fn amend() -> String {
    say!(
        "compare its specification with Alipay's document and correct it, or take what breaks it in `on_invalid` or a \
         `lenient` gateway",
        "请对照支付宝文档更正其描述,或在 `on_invalid`、`lenient` 网关中接收这样的消息"
    )
}

fn readable(error: &OpenError) -> String {
    match error {
        OpenError::Encrypted => say!(
            "give the verifier the app's content key (接口内容加密方式, AES; here --content-key-file)",
            "请把该应用的内容密钥(接口内容加密方式,AES;此处为 --content-key-file)交给验签方"
        ),
        OpenError::Decryption => say!(
            "copy the content key of this app from the console once more",
            "请从控制台重新复制该应用的内容密钥"
        ),
        _ => say!("keep the body and ask Alipay about it", "请保留请求体并向支付宝询问"),
    }
}

fn body(cause: &Cause) -> (String, String) {
    let as_received = say!(
        "hand over the bytes of the body as they were received, before any framework, filter or proxy changes them",
        "请传入收到的请求体原始字节,不要让框架、过滤器或代理改动它"
    );
    match cause {
        Cause::Truncated { length, announced } => (
            say!(
                "the body breaks off: it has {length} bytes, and Content-Length says {announced}",
                "请求体不完整:只有 {length} 字节,而 Content-Length 为 {announced}"
            ),
            say!("hand over or capture all of the body", "请传入或截取完整的请求体"),
        ),
        Cause::Malformed(error) => (error.told(), as_received),
        Cause::SignType(error) => (
            error.told(),
            say!(
                "use RSA2, the one that the console offers for new apps",
                "请使用 RSA2,即控制台为新应用提供的方式"
            ),
        ),
        Cause::Changed { suspect: Some(suspect) } => (suspected(suspect), as_received),
        _ => (
            say!(
                "the key is the right one, but something changed the content after it was signed, in a way that could not \
                 be traced",
                "密钥无误,但内容在签名之后被改动过,改动之处无法查明"
            ),
            as_received,
        ),
    }
}

fn suspected(suspect: &Suspect) -> String {
    match suspect {
        Suspect::LostCharacters => say!(
            "the key is the right one, but characters were lost: bytes of one charset were read in another one",
            "密钥无误,但有字符丢失:某编码集的字节被按另一编码集读取"
        ),
        Suspect::Hint(hint) => {
            let hint = hint.told();
            say!(
                "the key is the right one, but the content was changed: {hint}",
                "密钥无误,但内容被改动过:{hint}"
            )
        }
    }
}

/// What spoilt a message, one thing behind the other.
fn spoilt(steps: &[Undoing], touched: &Touched) -> (String, String) {
    let touched = named(touched);
    let (causes, mends): (Vec<_>, Vec<_>) = steps.iter().map(|step| undone(*step, &touched)).unzip();
    let and = say!("; and ", ";并且");
    (causes.join(&and), mends.join(&and))
}

fn undone(step: Undoing, touched: &str) -> (String, String) {
    match step {
        Undoing::Converted { .. } | Undoing::Misread { .. } => charset(step),
        Undoing::DecodedBefore | Undoing::EncodedTwice | Undoing::Spaces => coding(step, touched),
        Undoing::HtmlEntities | Undoing::Trimmed | Undoing::LineBreaks | Undoing::SignAlphabet => {
            filter(step, touched)
        }
        Undoing::Foreign | Undoing::Repeated | Undoing::DroppedEmpty => parameters(step, touched),
    }
}

fn charset(step: Undoing) -> (String, String) {
    let mend = say!(
        "verify the bytes of the body as they were received, and convert texts afterwards",
        "先按收到的原始字节验签,再转换文本的编码"
    );
    let cause = match step {
        Undoing::Converted { from, to } => say!(
            "texts were converted from {from} to {to} before the signature was checked, and Alipay signed their bytes in \
             {from}",
            "验签前文本被从 {from} 转换为 {to},而支付宝签名的是 {from} 的字节"
        ),
        Undoing::Misread { read_as } => say!(
            "the bytes of the texts were read as {read_as}, which they are not",
            "文本的字节被当作 {read_as} 读取,而它们并不是"
        ),
        _ => String::new(),
    };
    (cause, mend)
}

fn coding(step: Undoing, touched: &str) -> (String, String) {
    match step {
        Undoing::EncodedTwice => (
            say!(
                "the body was encoded twice: once it is decoded, its values are still encoded",
                "请求体被编码了两次:解码之后,值仍是编码过的"
            ),
            say!(
                "hand over the body exactly as it was received, not built anew of values that are encoded",
                "原样传入收到的请求体,不要用编码过的值重新拼装"
            ),
        ),
        Undoing::Spaces => (
            say!(
                "every `+` became a space in {touched}, which was decoded once too often",
                "{touched} 中的 `+` 都变成了空格:它被多解码了一次"
            ),
            say!(
                "decode the body once only: hand it over exactly as it was received",
                "只解码一次:请原样传入收到的请求体"
            ),
        ),
        _ => (
            say!(
                "the body was decoded before the verifier decoded it, so that it was decoded twice",
                "请求体在验签方解码之前已被解码过,于是解码了两次"
            ),
            say!(
                "hand over the bytes of the body as they were received, not what the framework's form parser made of them",
                "请传入收到的请求体原始字节,而不是框架表单解析后的结果"
            ),
        ),
    }
}

fn filter(step: Undoing, touched: &str) -> (String, String) {
    match step {
        Undoing::HtmlEntities => (
            say!(
                "an input filter put HTML entities such as &quot; into {touched}",
                "输入过滤器在 {touched} 中写入了 HTML 实体(如 &quot;)"
            ),
            say!(
                "switch the filter off for the gateway's route, or verify the body before it passes the filter",
                "对网关路由关闭该过滤器,或在过滤之前验签"
            ),
        ),
        Undoing::Trimmed => (
            say!(
                "white space at an end of {touched} was cut off, and it is part of what is signed",
                "{touched} 首尾的空白被去掉了,而它参与签名"
            ),
            say!(
                "switch the trimming of parameters off for the gateway's route",
                "对网关路由关闭参数的去空白处理"
            ),
        ),
        Undoing::LineBreaks => (
            say!("line breaks in {touched} were converted", "{touched} 中的换行符被转换过"),
            say!("hand over the body exactly as it was received", "原样传入收到的请求体"),
        ),
        _ => (
            say!(
                "`sign` was rewritten: in the alphabet of URLs (- and _), without its = at the end, or in several lines",
                "`sign` 被改写过:用了 URL 字符集(- 和 _)、缺少结尾的 =,或被折成多行"
            ),
            say!("hand over `sign` exactly as it was received", "原样传入收到的 `sign`"),
        ),
    }
}

fn parameters(step: Undoing, touched: &str) -> (String, String) {
    match step {
        Undoing::Foreign => (
            say!(
                "{touched} did not come from Alipay, but from the query, the route or a proxy",
                "{touched} 不是支付宝发送的,而是来自查询参数、路由或代理"
            ),
            say!(
                "verify the parameters of the body alone, without those of query and route",
                "只用请求体的参数验签,不要混入查询参数和路由参数"
            ),
        ),
        Undoing::Repeated => (
            say!(
                "{touched} is given more than once, and was sent once",
                "{touched} 出现了不止一次,而发送时只有一次"
            ),
            say!(
                "verify the parameters of the body alone, without those of query and route",
                "只用请求体的参数验签,不要混入查询参数和路由参数"
            ),
        ),
        _ => (
            say!(
                "{touched} was sent with an empty value and dropped on the way, but it is part of what is signed",
                "{touched} 发送时值为空,途中被丢弃,而它参与签名"
            ),
            say!("keep parameters whose value is empty", "请保留值为空的参数"),
        ),
    }
}

/// Parameters by name; those whose names are withheld by number.
fn named(touched: &Touched) -> String {
    let mut parts: Vec<String> = touched.names.iter().map(|name| format!("`{name}`")).collect();
    match touched.unnamed {
        0 => {}
        1 => parts.push(say!("a parameter unknown to Alipay", "1 个非支付宝参数")),
        count => parts.push(say!("{count} parameters unknown to Alipay", "{count} 个非支付宝参数")),
    }
    parts.join(&say!(", ", "、"))
}

fn redelivered(redelivery: Redelivery) -> (String, String) {
    let what = match redelivery {
        Redelivery::Fail => say!("`fail`, which asks for the message again", "`fail`,即要求重新投递"),
        Redelivery::Empty => say!("nothing", "空内容"),
        Redelivery::Quoted => say!("`success` in quotes", "带引号的 `success`"),
        Redelivery::ByteOrderMark => {
            say!("`success` behind a byte order mark", "带字节顺序标记(BOM)的 `success`")
        }
        Redelivery::Json => say!("JSON", "JSON"),
        Redelivery::Markup => say!("HTML or XML", "HTML 或 XML"),
        Redelivery::Longer => say!("more than `success`", "`success` 以外还有其他内容"),
        Redelivery::Other => say!("something else than `success`", "`success` 以外的内容"),
    };
    (
        say!(
            "the message is fine, but the server answered {what}, so Alipay delivers it again, up to 8 times within \
             about 25 hours",
            "消息没有问题,但服务器应答的是{what},因此支付宝会重新投递,约 25 小时内最多 8 次"
        ),
        match redelivery {
            Redelivery::Fail => say!(
                "find out in the server's log why it failed, and answer success once it is handled",
                "请在服务器日志中查明失败原因,处理成功后应答 success"
            ),
            _ => say!(
                "answer with the seven letters success and nothing else, as plain text",
                "请以纯文本应答 success 这七个字母,不带其他内容"
            ),
        },
    )
}
