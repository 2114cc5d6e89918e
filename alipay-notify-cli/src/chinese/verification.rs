//! Why a body is no authentic message, or can't be read.

use alipay_notify::open::{OpenError, Unreadable};
use alipay_notify::verify::{FormError, Hint, SignTypeError, SignatureMismatch, VerifyError};

use super::Localized;

impl Localized for VerifyError {
    fn chinese(&self) -> String {
        match self {
            Self::Malformed(error) => format!("格式有误，{}", error.chinese()),
            Self::UnknownApp => {
                "没有为这条消息的 app_id 配置公钥；若是自己的应用，请为它配置支付宝公钥".to_owned()
            }
            Self::NoCommonKey => {
                "其中没有写明应用，而没有为这类通知配置公钥；若需要接收，请用 `common_key` \
                                  配置支付宝的公共密钥"
                    .to_owned()
            }
            Self::SignType(error) => error.chinese(),
            Self::Signature(mismatch) => mismatch.chinese(),
        }
    }
}

impl Localized for SignatureMismatch {
    fn chinese(&self) -> String {
        let hints = self.hints().iter().map(|hint| format!("；{}", hint.chinese()));
        hints.fold("用已配置的公钥验签都失败".to_owned(), |told, hint| told + &hint)
    }
}

impl Localized for Hint {
    fn chinese(&self) -> String {
        match self {
            Self::SignatureLength { bits } => {
                format!("签名是用 {bits} 位的密钥生成的，而已配置的公钥都不是这个长度")
            }
            Self::NoSignature => "`sign` 的长度不符合任何 RSA 签名：可能缺了一部分".to_owned(),
            Self::SpacesInSign => "`sign` 中的 `+` 变成了空格：请原样传入收到的请求体".to_owned(),
            Self::DecodedBefore => {
                "请求体已被解码过：请传入收到的原始字节，而不是框架解析后的结果".to_owned()
            }
            Self::EncodedTwice => {
                "`biz_content` 被编码了两次：请原样传入收到的请求体，不要重新拼装".to_owned()
            }
            Self::HtmlEntities => "参数值中有 HTML 实体（如 &quot;）：请关闭输入过滤器".to_owned(),
            Self::UnknownParameters { count } => {
                format!(
                    "有 {count} 个参数不属于任何消息：请只传入请求体，不要混入查询参数或路由参数"
                )
            }
            Self::OtherSignMode { mode } => {
                format!("按 {mode} 模式验签可以通过，但该模式未被接受：请不要固定为另一种模式")
            }
            Self::OwnKey => "配置的是应用公钥：请改为支付宝公钥".to_owned(),
            Self::OtherApp { app_id } => {
                format!("签名与应用 {app_id} 的公钥匹配：各应用的公钥配混了")
            }
            Self::WrongKey => "请检查配置的是否为该应用的支付宝公钥，而不是应用公钥".to_owned(),
        }
    }
}

impl Localized for FormError {
    fn chinese(&self) -> String {
        match self {
            Self::NoBody => "请求体为空；若框架已读取请求体，请传入它读到的字节".to_owned(),
            Self::TooLarge { limit } => format!("请求体超过 {limit} 字节"),
            Self::NotData => "`data` 不是带有 `header` 和 `content` 的 JSON 对象".to_owned(),
            Self::NotAForm { part } => {
                format!(
                    "不是表单（第 {part} 段没有 `=`）；网关接收 application/x-www-form-urlencoded 请求体"
                )
            }
            Self::Name { part } => format!("第 {part} 个参数的名称无法参与签名"),
            Self::PercentEncoding { at } => format!("第 {} 字节处的百分号编码有误", at + 1),
            Self::TooManyParameters { limit } => format!("参数超过 {limit} 个"),
            Self::NameTooLong { limit } => format!("有参数的名称超过 {limit} 字节"),
            Self::Repeated { name } => format!("参数{}出现了不止一次", parameter(*name)),
            Self::Missing { name } => format!("缺少参数 `{name}`"),
            Self::Empty { name } => format!("参数 `{name}` 为空"),
            Self::SignNotBase64 => "参数 `sign` 不是 base64".to_owned(),
            Self::Ambiguous { name } => format!("参数{}的值里含有另一个参数", parameter(*name)),
        }
    }
}

impl Localized for SignTypeError {
    fn chinese(&self) -> String {
        match self {
            Self::Rsa => {
                "sign_type 为 RSA（SHA-1），该应用的公钥都不接受；请在控制台改用 RSA2，或对公钥调用 `accept_rsa`"
                    .to_owned()
            }
            Self::Sm2 => "sign_type 为 SM2，不受支持；请在控制台改用 RSA2".to_owned(),
            Self::Unknown => "sign_type 既不是 RSA2 也不是 RSA".to_owned(),
        }
    }
}

impl Localized for Unreadable {
    fn chinese(&self) -> String {
        self.error().chinese()
    }
}

impl Localized for OpenError {
    fn chinese(&self) -> String {
        match self {
            Self::Charset => "`charset` 不是 UTF-8、GBK、GB2312、GB18030 之一".to_owned(),
            Self::Text { name } => format!("参数{}含有不属于该消息字符集的字节", parameter(*name)),
            Self::Encrypted => "`biz_content` 已加密，而该应用没有配置内容密钥".to_owned(),
            Self::Encryption => "`encrypt_type` 不是 AES".to_owned(),
            Self::Decryption => {
                "用内容密钥解密 `biz_content` 失败；请与控制台（接口内容加密方式）核对".to_owned()
            }
            Self::Ambiguous { name } => {
                format!("参数{}含有可能是另一个参数的内容，无法判断是哪一种", parameter(*name))
            }
            Self::NotAnObject => "`biz_content` 不是一个完整的 JSON 对象".to_owned(),
            Self::NotUnicode => "`biz_content` 的字符串里有不代表任何字符的转义".to_owned(),
            Self::Excessive => "`biz_content` 嵌套过深或数字过长".to_owned(),
        }
    }
}

fn parameter(name: Option<&str>) -> String {
    name.map_or_else(|| "（非支付宝参数）".to_owned(), |name| format!(" `{name}` "))
}
