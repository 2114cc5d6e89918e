//! Why there is no long connection, or a frame is none.

use alipay_notify::key::CertificateError;
use alipay_notify_ws::frame::FrameError;
use alipay_notify_ws::reply::{Found, RegisterError, Remedy};
use alipay_notify_ws::{ConnectionError, EndpointError, Step};

use super::Localized;

impl Localized for EndpointError {
    fn chinese(&self) -> String {
        match self {
            Self::Form => "请填写 production、sandbox，或不带路径的服务器 URL：wss://host[:port]",
            Self::Plain => {
                "ws:// 未加密，传输途中的任何人都可以重复投递消息；请使用 wss://，或只连接本机"
            }
        }
        .to_owned()
    }
}

impl Localized for ConnectionError {
    fn chinese(&self) -> String {
        match self {
            Self::Unreachable { endpoint, error } => {
                format!("无法连接 {endpoint}：{error}；请检查网络、DNS 和防火墙")
            }
            Self::Tls { endpoint, error } => format!(
                "与 {endpoint} 之间没有可信的加密：{error}；若途中有解开 TLS 的代理，须用 `tls` 信任它"
            ),
            Self::TimedOut { step, limit } => {
                format!("{}超过 {limit:?}；请检查网络和防火墙", name(*step))
            }
            Self::Http(error) => format!("注册没有得到应答：{error}"),
            Self::Body { limit } => format!("注册的应答中断，或超过 {limit} 字节"),
            Self::Register(error) => error.chinese(),
            Self::Upgrade { status } => format!(
                "服务器对 WebSocket 应答 {status}；令牌只能用一次，且很快过期；若一直如此，请检查时钟"
            ),
            Self::Broken(error) => format!("连接中断：{error}"),
            Self::Closed { code: Some(code) } => format!("服务器关闭了连接，代码 {code}"),
            Self::Closed { code: None } => "服务器关闭了连接".to_owned(),
            Self::Silent { limit } => {
                format!("服务器在 {limit:?} 内没有任何动静：连接在途中被丢弃")
            }
            Self::Randomness => "本机没有随机数来源，无法签名".to_owned(),
            _ => self.to_string(),
        }
    }
}

fn name(step: Step) -> &'static str {
    match step {
        Step::Connecting => "建立连接",
        Step::Encrypting => "TLS 握手",
        Step::Registering => "注册",
        Step::Upgrading => "打开 WebSocket ",
        Step::Writing => "写入",
    }
}

impl Localized for RegisterError {
    fn chinese(&self) -> String {
        match self {
            Self::NotJson { status, found } => format!(
                "注册得到的应答是 {status} 和{}，而不是 JSON；途中是否有代理或登录页，或这个地址是别的服务器？",
                what(*found)
            ),
            Self::Refused { code } => {
                let remedy = match Remedy::of(code) {
                    Remedy::Key => "控制台中的应用公钥与该私钥不是一对",
                    Remedy::App => "请检查应用 ID，以及它属于沙箱还是生产环境",
                    _ => "请在支付宝文档的公共错误码中查找",
                };
                format!("服务器拒绝注册，代码 {code}；{remedy}")
            }
            Self::Unsigned => "注册的应答没有签名，因此不是支付宝的；途中是什么？".to_owned(),
            Self::Signature(error) => format!("注册的应答不是用支付宝的密钥签名的：{}", error.chinese()),
            Self::Certificate => {
                "注册的应答写明的支付宝证书与配置的不同；请从控制台重新下载 alipayCertPublicKey_RSA2.crt"
                    .to_owned()
            }
            Self::NoToken => "注册的应答中没有 `link_token`".to_owned(),
        }
    }
}

fn what(found: Found) -> &'static str {
    match found {
        Found::Nothing => "空内容",
        Found::Html => "网页",
        Found::OtherJson => "其他 JSON",
        Found::Other => "其他内容",
    }
}

impl Localized for FrameError {
    fn chinese(&self) -> String {
        match self {
            Self::NoEmptyLine => "帧的 JSON 之前没有空行（两个 CRLF）",
            Self::NotJson => "帧的空行之后不是带有 `protocol` 的 JSON 对象",
            Self::Type => "帧的 `x-type` 不是 `message`",
            Self::Binary => "这是二进制帧；该协议只有文本帧",
        }
        .to_owned()
    }
}

impl Localized for CertificateError {
    fn chinese(&self) -> String {
        match self {
            Self::Key(error) => error.chinese(),
            Self::BareKey => {
                "这是公钥；需要的是 X.509 证书，如 alipayCertPublicKey_RSA2.crt".to_owned()
            }
            // Whether one leads to a root, the command does not ask.
            _ => self.to_string(),
        }
    }
}
