//! What is wrong with a key.

use alipay_notify::key::{ContentKeyError, KeyError};

use super::Localized;

const WANTED: &str = "需要的是支付宝公钥：base64、PEM、DER 或其证书";

impl Localized for KeyError {
    fn chinese(&self) -> String {
        match self {
            Self::Empty => format!("内容为空；{WANTED}。请从开放平台控制台复制"),
            Self::Path => format!("这是一个文件路径；{WANTED}。请读取文件，传入其内容"),
            Self::Truncated => format!("内容被截断，缺少结尾；{WANTED}。请完整复制"),
            Self::Garbled => format!("内容损坏或无法识别；{WANTED}。请原样重新复制"),
            Self::Private { found } => {
                format!("这是{}；{WANTED}。请勿把私钥放进网关", found_chinese(found))
            }
            Self::NotRsa { found } => {
                format!("这是{}；{WANTED}，且须为 RSA 密钥", found_chinese(found))
            }
            Self::Size { bits } => format!("这是 {bits} 位的 RSA 密钥；{WANTED}，1024 至 4096 位"),
            Self::Several => format!("其中有多个密钥；{WANTED}。请只保留一个"),
            Self::Other { found } => format!("这是{}；{WANTED}", found_chinese(found)),
            _ => self.to_string(),
        }
    }
}

impl Localized for ContentKeyError {
    fn chinese(&self) -> String {
        match self {
            Self::Encoding => "内容密钥不是 base64；请从控制台（接口内容加密方式）复制".to_owned(),
            Self::Length { bytes } => format!("内容密钥长 {bytes} 字节；AES-128 需要 16 字节"),
            _ => self.to_string(),
        }
    }
}

/// What the library says it found; where it has no Chinese name, as it is.
pub(super) fn found_chinese(english: &str) -> &str {
    match english {
        "a private key of an elliptic curve" => "椭圆曲线私钥",
        "a private key (PKCS#1)" => "私钥（PKCS#1）",
        "a private key (PKCS#8)" => "私钥（PKCS#8）",
        "a key store (PKCS#12) with a private key" => "含有私钥的密钥库（PKCS#12）",
        "an encrypted private key (PKCS#8)" => "加密的私钥（PKCS#8）",
        "a private key in .NET's XML form" => " .NET XML 格式的私钥",
        "a private key (PEM type `PRIVATE KEY`, PKCS#8)" => {
            "私钥（PEM 类型 `PRIVATE KEY`，PKCS#8）"
        }
        "a private key (PEM type `RSA PRIVATE KEY`, PKCS#1)" => {
            "私钥（PEM 类型 `RSA PRIVATE KEY`，PKCS#1）"
        }
        "a private key (PEM type `EC PRIVATE KEY`)" => "私钥（PEM 类型 `EC PRIVATE KEY`）",
        "a private key (PEM type `ENCRYPTED PRIVATE KEY`)" => {
            "加密的私钥（PEM 类型 `ENCRYPTED PRIVATE KEY`）"
        }
        "a private key (PEM type `OPENSSH PRIVATE KEY`)" => " OpenSSH 私钥",
        "a private key" => "私钥",
        "a certificate request (CSR)" => "证书请求（CSR）",
        "parameters of an elliptic curve (PEM type `EC PARAMETERS`)" => "椭圆曲线参数",
        "Diffie-Hellman parameters (PEM type `DH PARAMETERS`)" => " Diffie-Hellman 参数",
        "a list of revoked certificates (PEM type `X509 CRL`)" => "证书吊销列表",
        "a PGP key" => " PGP 密钥",
        "a PEM text of an unknown type" => "未知类型的 PEM 文本",
        "an OpenSSH public key" => " OpenSSH 公钥",
        "an SSH public key" => " SSH 公钥",
        "a key in .NET's XML form" => " .NET XML 格式的密钥",
        "a JSON text" => " JSON 文本",
        "a PKCS#7 bundle" => " PKCS#7 证书包",
        "an RSA-PSS key, which can't check RSA2 signatures" => " RSA-PSS 密钥，无法验证 RSA2 签名",
        "an SM2 key" => " SM2 密钥",
        "a key of an elliptic curve" => "椭圆曲线密钥",
        "an Ed25519 key" => " Ed25519 密钥",
        "a key of another algorithm" => "其他算法的密钥",
        "a text in UTF-16, where UTF-8 is read" => " UTF-16 文本，应为 UTF-8",
        "the certificate of an authority, such as alipayRootCert.crt" => {
            "根证书或 CA 证书（如 alipayRootCert.crt）"
        }
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::super::assert_worded;
    use super::*;

    #[test]
    fn every_mistake_is_worded() {
        assert_worded(&[
            &KeyError::Empty,
            &KeyError::Path,
            &KeyError::Truncated,
            &KeyError::Garbled,
            &KeyError::Private { found: "a private key (PKCS#8)" },
            &KeyError::NotRsa { found: "an SM2 key" },
            &KeyError::Size { bits: 512 },
            &KeyError::Several,
            &KeyError::Other { found: "a PKCS#7 bundle" },
            &ContentKeyError::Encoding,
            &ContentKeyError::Length { bytes: 3 },
        ]);
    }
}
