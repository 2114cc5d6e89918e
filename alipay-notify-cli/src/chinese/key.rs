//! What is wrong with a key.

use alipay_notify::key::{ContentKeyError, KeyError, OtherAlgorithm, OtherForm, PrivateKeyForm};

use super::Localized;

const EXPECTED: &str = "需要的是支付宝公钥：base64、PEM、DER 或其证书";

impl Localized for KeyError {
    fn chinese(&self) -> String {
        match self {
            Self::Empty => format!("内容为空；{EXPECTED}。请从开放平台控制台复制"),
            Self::Path => format!("这是一个文件路径；{EXPECTED}。请读取文件，传入其内容"),
            Self::Truncated => format!("内容被截断，缺少结尾；{EXPECTED}。请完整复制"),
            Self::Garbled => format!("内容损坏或无法识别；{EXPECTED}。请原样重新复制"),
            Self::Private { found } => {
                format!("这是{}；{EXPECTED}。请勿把私钥放进网关", private_key(*found))
            }
            Self::NotRsa { found } => {
                format!("这是{}；{EXPECTED}，且须为 RSA 密钥", algorithm(*found))
            }
            Self::Size { bits } => {
                format!("这是 {bits} 位的 RSA 密钥；{EXPECTED}，1024 至 4096 位")
            }
            Self::Several => format!("其中有多个密钥；{EXPECTED}。请只保留一个"),
            Self::Certificate => {
                "这是证书；读取其中的公钥需要 alipay-notify 的 `certificates` 特性".to_owned()
            }
            Self::Authority => {
                format!("这是根证书或 CA 证书（如 alipayRootCert.crt）；{EXPECTED}")
            }
            Self::OwnCertificate => format!(
                "这是应用自己的证书（如 appCertPublicKey.crt）；{EXPECTED}。支付宝的证书是同一目录下的 \
                 alipayCertPublicKey_RSA2.crt"
            ),
            Self::Other { found } => format!("这是{}；{EXPECTED}", form(*found)),
        }
    }
}

impl Localized for ContentKeyError {
    fn chinese(&self) -> String {
        match self {
            Self::Encoding => "内容密钥不是 base64；请从控制台（接口内容加密方式）复制".to_owned(),
            Self::Length { bytes } => format!("内容密钥长 {bytes} 字节；AES-128 需要 16 字节"),
        }
    }
}

// What was found, to be put after a Chinese character: with a space before Latin letters.

pub(super) fn private_key(form: PrivateKeyForm) -> &'static str {
    match form {
        PrivateKeyForm::Pkcs1 => "私钥（PKCS#1）",
        PrivateKeyForm::Pkcs8 => "私钥（PKCS#8）",
        PrivateKeyForm::Encrypted => "加密的私钥（PKCS#8）",
        PrivateKeyForm::EllipticCurve => "椭圆曲线私钥",
        PrivateKeyForm::OpenSsh => " OpenSSH 私钥",
        PrivateKeyForm::Pkcs12 => "含有私钥的密钥库（PKCS#12）",
        PrivateKeyForm::DotNetXml => " .NET XML 格式的私钥",
        PrivateKeyForm::Unknown => "未知格式的私钥",
    }
}

pub(super) fn algorithm(algorithm: OtherAlgorithm) -> &'static str {
    match algorithm {
        OtherAlgorithm::RsaPss => " RSA-PSS 密钥，无法验证 RSA2 签名",
        OtherAlgorithm::Sm2 => " SM2 密钥",
        OtherAlgorithm::EllipticCurve => "椭圆曲线密钥",
        OtherAlgorithm::Ed25519 => " Ed25519 密钥",
        OtherAlgorithm::Unknown => "其他算法的密钥",
    }
}

pub(super) fn form(form: OtherForm) -> &'static str {
    match form {
        OtherForm::CertificateRequest => "证书请求（CSR）",
        OtherForm::Pkcs7 => " PKCS#7 证书包",
        OtherForm::RevocationList => "证书吊销列表（CRL）",
        OtherForm::CurveParameters => "椭圆曲线参数",
        OtherForm::DiffieHellmanParameters => " Diffie-Hellman 参数",
        OtherForm::Pgp => " PGP 密钥",
        OtherForm::OpenSsh => " OpenSSH 公钥",
        OtherForm::Ssh2 => " SSH2 公钥",
        OtherForm::DotNetXml => " .NET XML 格式的密钥",
        OtherForm::Json => " JSON",
        OtherForm::Utf16 => " UTF-16 文本，应为 UTF-8",
        OtherForm::Id => "应用 ID 或 PID",
        OtherForm::SerialNumber => " 32 位十六进制数字，可能是证书序列号（SN），不是证书本身",
        OtherForm::Md5Secret => " 32 位字母和数字，可能是旧接口的 MD5 密钥",
        OtherForm::UnknownPem => "未知类型的 PEM 文本",
    }
}
