//! What keeps the test kit from signing.

use alipay_notify::testing::{CharsetError, TestKeyError};

use super::Localized;
use super::key::found_chinese;

const WANTED: &str = "需要的是 RSA 私钥：PKCS#8 或 PKCS#1，PEM、base64 或 DER";

impl Localized for TestKeyError {
    fn chinese(&self) -> String {
        match self {
            Self::Empty => format!("内容为空；{WANTED}"),
            Self::Path => format!("这是一个文件路径；{WANTED}。请读取文件，传入其内容"),
            Self::Truncated => format!("内容被截断，缺少结尾；{WANTED}。请完整复制"),
            Self::Garbled => {
                format!("内容损坏或无法识别，或密钥本身有误；{WANTED}。请原样重新复制")
            }
            Self::Public { found } => {
                format!("这是{}；{WANTED}。请改用同一对密钥中的私钥", private_chinese(found))
            }
            Self::Encrypted => {
                format!("这是加密的私钥；{WANTED}。请先解密：openssl pkey -in FILE -out PLAIN")
            }
            Self::NotRsa { found } | Self::Other { found } => {
                format!("这是{}；{WANTED}", private_chinese(found))
            }
            Self::Size { bits } => format!("这是 {bits} 位的 RSA 密钥；{WANTED}，1024 至 4096 位"),
            Self::Several => format!("其中有多个私钥；{WANTED}。请只保留一个"),
            _ => self.to_string(),
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
                    "`{parameter}` 的第 {position} 个字符 U+{code:04X} 不在 {charset} 中；GB18030 和 UTF-8 包含所有字符"
                )
            }
            _ => self.to_string(),
        }
    }
}

/// What is found in the place of a private key alone.
fn private_chinese(english: &str) -> &str {
    match english {
        "a public key" => "公钥",
        "a certificate" => "证书",
        "a PEM text without a private key" => "不含私钥的 PEM 文本",
        "a private key in OpenSSH's form" => " OpenSSH 格式的私钥",
        "a private key of an unknown PEM type" => "未知 PEM 类型的私钥",
        "a private key of another algorithm than RSA" => "非 RSA 算法的私钥",
        "a key store (PKCS#12)" => "密钥库（PKCS#12）",
        other => found_chinese(other),
    }
}

#[cfg(test)]
mod tests {
    use super::super::assert_worded;
    use super::*;

    #[test]
    fn every_mistake_is_worded() {
        let character = CharsetError::Character {
            parameter: "a".to_owned(),
            charset: "GBK",
            character: '😀',
            position: 1,
        };
        assert_worded(&[
            &TestKeyError::Empty,
            &TestKeyError::Path,
            &TestKeyError::Truncated,
            &TestKeyError::Garbled,
            &TestKeyError::Public { found: "a public key" },
            &TestKeyError::Encrypted,
            &TestKeyError::NotRsa { found: "a private key of an elliptic curve" },
            &TestKeyError::Size { bits: 512 },
            &TestKeyError::Several,
            &TestKeyError::Other { found: "a private key of an unknown PEM type" },
            &CharsetError::Unknown,
            &character,
        ]);
    }
}
