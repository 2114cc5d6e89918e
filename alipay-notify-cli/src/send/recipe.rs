//! How a message is signed, and tampered with afterwards.

use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use alipay_notify::ContentKey;
use alipay_notify::testing::{SignedMessage, TestKey, TestMessage};
use alipay_notify::verify::{SignMode, SignType};
use alipay_notify_schema::Family;
use clap::{Args, ValueEnum};

use crate::chinese::Localized;
use crate::config;
use crate::failure::Failure;
use crate::lang::say;

use super::message::Message;

/// The app that receives a message, unless another one is named.
pub(super) const APP_ID: &str = "2014060600164699";

/// How to sign.
#[derive(Debug, Args)]
pub(super) struct SignOptions {
    #[arg(
        long,
        value_name = "FILE",
        required_unless_present = "channel",
        help = say!(
            "File with the private key that signs in Alipay's place, such as keygen's \
             private_key.pem: PKCS#8 or PKCS#1, as PEM, base64 or DER",
            "代替支付宝签名的私钥文件，如 keygen 生成的 private_key.pem：PKCS#8 或 PKCS#1，PEM、base64 或 DER"
        )
    )]
    key_file: Option<PathBuf>,
    #[arg(
        long,
        value_enum,
        ignore_case = true,
        value_name = "CHARSET",
        default_value = "utf-8",
        help = say!("Charset in which the message is encoded and signed", "消息编码和签名所用的字符集")
    )]
    charset: Charset,
    #[arg(
        long,
        value_enum,
        ignore_case = true,
        value_name = "TYPE",
        default_value = "RSA2",
        help = say!("Algorithm: RSA2 is SHA-256, RSA is SHA-1", "签名算法：RSA2 为 SHA-256，RSA 为 SHA-1")
    )]
    sign_type: Algorithm,
    #[arg(
        long,
        value_enum,
        ignore_case = true,
        value_name = "MODE",
        default_value = "v1",
        help = say!(
            "Whether sign_type is signed as well: v2, or not: v1",
            "sign_type 是否参与签名：v2 参与，v1 不参与"
        )
    )]
    sign_mode: Mode,
    #[arg(
        long,
        value_name = "FILE",
        help = say!(
            "Encrypt the content with the key in this file (接口内容加密方式, AES), the base64 that the \
             console shows",
            "用该文件中的内容密钥加密 biz_content（接口内容加密方式，AES），即控制台显示的 base64"
        )
    )]
    encrypt: Option<PathBuf>,
    #[arg(
        long,
        value_name = "PARAM",
        help = say!("Change one byte of this parameter after signing", "签名后改动该参数的一个字节")
    )]
    tamper: Option<String>,
    #[arg(
        long,
        value_name = "APP_ID",
        default_value = APP_ID,
        help = say!("The app that receives it", "接收消息的应用")
    )]
    app_id: String,
    #[arg(
        long,
        value_name = "ID",
        help = say!("Its notify_id; a new one for each run otherwise", "notify_id；默认每次运行生成新的")
    )]
    notify_id: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Charset {
    #[value(name = "utf-8")]
    Utf8,
    #[value(name = "gbk")]
    Gbk,
    #[value(name = "gb2312")]
    Gb2312,
    #[value(name = "gb18030")]
    Gb18030,
}

impl Charset {
    /// As Alipay writes it.
    pub(super) fn label(self) -> &'static str {
        match self {
            Self::Utf8 => "UTF-8",
            Self::Gbk => "GBK",
            Self::Gb2312 => "gb2312",
            Self::Gb18030 => "GB18030",
        }
    }
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Algorithm {
    #[value(name = "RSA2")]
    Rsa2,
    #[value(name = "RSA")]
    Rsa,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Mode {
    #[value(name = "v1")]
    V1,
    #[value(name = "v2")]
    V2,
}

/// How messages are signed: all that was read from files.
#[derive(Debug)]
pub(super) struct Recipe {
    key: TestKey,
    pub(super) charset: Charset,
    pub(super) sign_type: SignType,
    pub(super) sign_mode: SignMode,
    content_key: Option<ContentKey>,
    pub(super) tampered: Option<String>,
    pub(super) app_id: String,
    pub(super) notify_id: Option<String>,
}

impl SignOptions {
    pub(super) fn recipe(&self) -> Result<Recipe, Failure> {
        let Some(key_file) = &self.key_file else {
            return Err(Failure::new(say!("--key-file is missing", "缺少 --key-file")));
        };
        let key = private_key(key_file)?;
        let content_key = self.encrypt.as_deref().map(config::content_key);
        Ok(Recipe {
            key,
            charset: self.charset,
            sign_type: match self.sign_type {
                Algorithm::Rsa2 => SignType::Rsa2,
                Algorithm::Rsa => SignType::Rsa,
            },
            sign_mode: match self.sign_mode {
                Mode::V1 => SignMode::V1,
                Mode::V2 => SignMode::V2,
            },
            content_key: content_key.transpose()?,
            tampered: self.tamper.clone(),
            app_id: self.app_id.clone(),
            notify_id: self.notify_id.clone(),
        })
    }
}

impl Recipe {
    /// As most apps receive messages.
    #[cfg(feature = "full")]
    pub(super) fn plain(key: TestKey, app_id: String) -> Self {
        Self {
            key,
            charset: Charset::Utf8,
            sign_type: SignType::Rsa2,
            sign_mode: SignMode::V1,
            content_key: None,
            tampered: None,
            app_id,
            notify_id: None,
        }
    }

    pub(super) fn encrypts(&self) -> bool {
        self.content_key.is_some()
    }

    /// How the body is declared: like Alipay's, but in the message's charset.
    pub(super) fn content_type(&self) -> String {
        let charset = self.charset.label().to_ascii_lowercase();
        format!("application/x-www-form-urlencoded; charset={charset}")
    }

    /// What identifies a message over its deliveries.
    pub(super) fn notify_id(&self) -> Result<String, Failure> {
        if let Some(chosen) = &self.notify_id {
            return Ok(chosen.clone());
        }
        let mut random = [0; 16];
        getrandom::fill(&mut random).map_err(Failure::new)?;
        Ok(format!("{:032x}", u128::from_be_bytes(random)))
    }

    /// Whether a message can be signed at all.
    pub(super) fn check(&self, message: &Message) -> Result<(), Failure> {
        self.sign(message, &self.notify_id()?, 0).map(drop)
    }

    /// One delivery of a message, signed at that time.
    pub(super) fn sign(
        &self,
        message: &Message,
        notify_id: &str,
        at: u64,
    ) -> Result<SignedMessage, Failure> {
        let mut unsigned = TestMessage::of(message.family, &message.name)
            .content(message.content.as_str())
            .charset(self.charset.label())
            .sent_at(UNIX_EPOCH + Duration::from_millis(at))
            .parameter("sign_type", self.sign_type.as_str())
            .sign_mode(self.sign_mode);
        // What services push has neither.
        if message.family != Family::Service {
            unsigned = unsigned.app_id(&self.app_id).notify_id(notify_id);
        }
        if let Some(key) = &self.content_key {
            unsigned = unsigned.encrypt(key);
        }
        let refused = |why| Failure::at(&message.name, why);
        let signed = unsigned.try_sign(&self.key).map_err(|error| refused(error.localized()))?;
        match &self.tampered {
            None => Ok(signed),
            Some(parameter) => tampered(signed, parameter).map_err(refused),
        }
    }
}

/// The private key in a file.
pub(crate) fn private_key(file: &Path) -> Result<TestKey, Failure> {
    if file.to_str().is_some_and(|text| TestKey::parse(text).is_ok()) {
        // It is not repeated: what is given is the secret itself.
        return Err(Failure::new(say!(
            "the private key belongs into a file, and the name of the file is given: what stands \
             on a command line is no secret",
            "请把私钥存入文件，参数写文件名：命令行上的内容无法保密"
        )));
    }
    let content = config::read(file, &say!("the key file", "密钥文件"))?;
    TestKey::from_bytes(&content).map_err(|error| Failure::at(file.display(), error.localized()))
}

/// A message of which one byte is another one. Where that is possible a letter or digit becomes
/// one, so that it is the signature that gives it away, and not broken base64 or JSON.
fn tampered(signed: SignedMessage, parameter: &str) -> Result<SignedMessage, String> {
    let Some(value) = signed.value(parameter).filter(|value| !value.is_empty()) else {
        let names = signed.names().collect::<Vec<_>>().join(&say!(", ", "、"));
        return Err(say!(
            "--tamper {parameter}: there is no such parameter; there are {names}",
            "--tamper {parameter}：没有这个参数；可用的有 {names}"
        ));
    };
    let is_plain = |byte: &u8| byte.is_ascii_alphanumeric() && (byte ^ 1).is_ascii_alphanumeric();
    let at = value.iter().position(is_plain).unwrap_or_default();
    Ok(signed.with_flipped_byte(parameter, at))
}

/// The clock on the wall, in milliseconds, as `utc_timestamp` has it: no time comes twice.
#[derive(Debug, Default)]
pub(super) struct Stamps(u64);

impl Stamps {
    pub(super) fn next(&mut self) -> u64 {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let now = u64::try_from(since.as_millis()).unwrap_or(u64::MAX);
        self.0 = now.max(self.0.saturating_add(1));
        self.0
    }
}
