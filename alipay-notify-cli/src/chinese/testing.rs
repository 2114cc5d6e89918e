//! What keeps the test kit from signing.

use alipay_notify::testing::{CharsetError, PrivateKeyError};

use super::Localized;
use super::key::{algorithm, form, private_key};

const EXPECTED: &str = "需要的是 RSA 私钥：PKCS#8 或 PKCS#1，PEM、base64 或 DER";

impl Localized for PrivateKeyError {
    fn chinese(&self) -> String {
        match self {
            Self::Empty => format!("内容为空；{EXPECTED}"),
            Self::Path => format!("这是一个文件路径；{EXPECTED}。请读取文件，传入其内容"),
            Self::Truncated => format!("内容被截断，缺少结尾；{EXPECTED}。请完整复制"),
            Self::Garbled => {
                format!("内容损坏或无法识别，或密钥本身有误；{EXPECTED}。请原样重新复制")
            }
            Self::PublicKey => format!("这是公钥；{EXPECTED}。请改用同一对密钥中的私钥"),
            Self::Certificate => format!("这是证书；{EXPECTED}。请改用与它配对的私钥"),
            Self::Encrypted => {
                format!("这是加密的私钥；{EXPECTED}。请先解密：openssl pkey -in FILE -out PLAIN")
            }
            Self::Private { found } => format!("这是{}；{EXPECTED}", private_key(*found)),
            Self::NotRsa { found } => format!("这是{}；{EXPECTED}", algorithm(*found)),
            Self::Other { found } => format!("这是{}；{EXPECTED}", form(*found)),
            Self::Size { bits } => {
                format!("这是 {bits} 位的 RSA 密钥；{EXPECTED}，1024 至 4096 位")
            }
            Self::TooSmall { bits } => format!(
                "这是 {bits} 位的 RSA 密钥，而 RSA2 需要 2048 位；请另外生成一对密钥，并在控制台填写其公钥"
            ),
            Self::Several => format!("其中有多个私钥；{EXPECTED}。请只保留一个"),
        }
    }
}

impl Localized for CharsetError {
    fn chinese(&self) -> String {
        match self {
            Self::Unknown => "字符集不是 UTF-8、GBK、GB2312 或 GB18030".to_owned(),
            Self::Character { parameter, charset, character, position } => {
                let code = u32::from(*character);
                format!(
                    "`{parameter}` 的第 {position} 个字符 U+{code:04X} 不在 {charset} 中；GB18030 和 UTF-8 \
                     包含所有字符"
                )
            }
        }
    }
}
