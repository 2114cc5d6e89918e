//! The options that say which messages are genuine and what they may say.

use std::env;
use std::fmt::Display;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use alipay_notify::gateway::Activation;
use alipay_notify::key::{AppPrivateKey, KeyError};
use alipay_notify::{AlipayPublicKey, ContentKey};
use alipay_notify_explain::Keys;
use clap::Args;

use crate::build;
use crate::chinese::Localized;
use crate::failure::Failure;
use crate::lang::say;
use crate::printable::may_hold_key;
use crate::schemas::Schemas;
use crate::settings::KEY_TEXT;

/// Which messages are genuine.
#[derive(Debug, Args)]
pub(crate) struct KeyOptions {
    #[arg(
        long,
        value_name = "FILE",
        required = true,
        help = say!(
            "File with Alipay's public key (支付宝公钥, not the app's own): the base64 that the console \
             shows, PEM, DER, or an X.509 certificate; give it several times for several keys",
            "支付宝公钥文件（不是应用公钥）：控制台显示的 base64、PEM、DER 或 X.509 证书；多个公钥可重复使用此选项"
        )
    )]
    key_file: Vec<PathBuf>,
    #[arg(
        long,
        alias = "aes-key",
        value_name = "FILE",
        help = say!(
            "File with the app's content key (接口内容加密方式, AES), the base64 that the console shows: \
             opens encrypted messages [alias: --aes-key]",
            "应用的内容密钥文件（接口内容加密方式，AES），即控制台显示的 base64：用于解密消息 [别名：--aes-key]"
        )
    )]
    content_key_file: Option<PathBuf>,
    #[arg(
        long,
        value_name = "APP_ID",
        help = say!(
            "Accept messages of this app only; give it several times for several apps",
            "只接受该应用的消息；多个应用可重复使用此选项"
        )
    )]
    app_id: Vec<String>,
}

/// What messages may say.
#[derive(Debug, Args)]
pub(crate) struct SchemaOptions {
    #[arg(
        long,
        value_name = "DIR",
        help = say!(
            "Folder with schema files of your own messages (*.json); a file replaces the built-in \
             specification of the same message",
            "存放自己的 schema 文件（*.json）的目录；同一消息以文件为准，取代内置的定义"
        )
    )]
    schemas: Option<PathBuf>,
}

impl KeyOptions {
    /// The files with Alipay's public keys.
    pub(crate) fn key_files(&self) -> &[PathBuf] {
        &self.key_file
    }

    /// The apps whose messages are accepted.
    pub(crate) fn app_ids(&self) -> &[String] {
        &self.app_id
    }

    /// The keys, read, with the names of their files.
    pub(crate) fn keys(&self) -> Result<Keys, Failure> {
        let name = |file: &Path| file.display().to_string();
        let (mut keys, others) = match self.key_file.as_slice() {
            [first, others @ ..] => (Keys::new(name(first), public_key(first)?), others),
            [] => (Keys::new(KEY_TEXT, key_text()?), &[][..]),
        };
        for file in others {
            keys = keys.or(name(file), public_key(file)?);
        }
        if let Some(file) = &self.content_key_file {
            keys = keys.content_key(content_key(file)?);
        }
        Ok(self.app_id.iter().fold(keys, Keys::app_id))
    }
}

impl SchemaOptions {
    /// The built-in specifications and those of the folder; the folder's win.
    pub(crate) fn load(&self) -> Result<Schemas, Failure> {
        Schemas::load(self.schemas.as_deref())
    }
}

/// The public key that is set without a file.
fn key_text() -> Result<AlipayPublicKey, Failure> {
    let text = env::var(KEY_TEXT).unwrap_or_default();
    AlipayPublicKey::parse(&text).map_err(|error| no_key(KEY_TEXT, &error))
}

/// The public key in a file.
pub(crate) fn public_key(file: &Path) -> Result<AlipayPublicKey, Failure> {
    read_key(file, AlipayPublicKey::from_bytes)
}

/// The app's own public key in a file.
pub(crate) fn own_key(file: &Path) -> Result<AlipayPublicKey, Failure> {
    read_key(file, AlipayPublicKey::of_app)
}

fn read_key(
    file: &Path,
    parse: fn(&[u8]) -> Result<AlipayPublicKey, KeyError>,
) -> Result<AlipayPublicKey, Failure> {
    let content = read(file, &say!("the key file", "公钥文件"))?;
    parse(&content).map_err(|error| no_key(file.display(), &error))
}

fn no_key(place: impl Display, error: &KeyError) -> Failure {
    match error {
        KeyError::Certificate => build::lacks(&say!("certificates", "证书功能")),
        error => Failure::at(place, error.localized()),
    }
}

/// The app's private key in a file.
pub(crate) fn app_private_key(file: &Path) -> Result<AppPrivateKey, Failure> {
    let content = read(file, &say!("the app's private key", "应用私钥"))?;
    AppPrivateKey::from_bytes(&content)
        .map_err(|error| Failure::at(file.display(), error.localized()))
}

/// What answers an activation with the app's private key in a file.
pub(crate) fn activation(file: &Path) -> Result<Activation, Failure> {
    Activation::new(&app_private_key(file)?).map_err(|_| {
        Failure::new(say!(
            "the app's private key can't sign: the machine has no source of randomness",
            "应用私钥无法签名：本机没有随机数来源"
        ))
    })
}

/// The content key in a file.
pub(crate) fn content_key(file: &Path) -> Result<ContentKey, Failure> {
    if file.to_str().is_some_and(|text| ContentKey::parse(text).is_ok()) {
        // It is not repeated: what is given is the secret itself.
        return Err(Failure::new(say!(
            "the content key belongs into a file, and the name of the file is given: what stands \
             on a command line is no secret",
            "请把内容密钥存入文件，参数写文件名：命令行上的内容无法保密"
        )));
    }
    let text = read_text(file, &say!("the content key file", "内容密钥文件"))?;
    ContentKey::parse(&text).map_err(|error| Failure::at(file.display(), error.localized()))
}

/// What is in a file.
pub(crate) fn read(file: &Path, what: &str) -> Result<Vec<u8>, Failure> {
    fs::read(file).map_err(|error| unreadable(file, what, &error))
}

pub(crate) fn read_text(file: &Path, what: &str) -> Result<String, Failure> {
    fs::read_to_string(file).map_err(|error| unreadable(file, what, &error))
}

/// Of a key that is given in the place of its file's name nothing is repeated.
fn unreadable(file: &Path, what: &str, error: &io::Error) -> Failure {
    if may_hold_key(&file.to_string_lossy()) {
        return Failure::new(say!(
            "in place of the name of {what} the key itself is given; put it into a file and give \
             the file's name",
            "这里应填写{what}的文件名，却直接给出了密钥；请把密钥存入文件，再填写文件名"
        ));
    }
    Failure::at(file.display(), say!("{what} can't be read: {error}", "无法读取{what}：{error}"))
}
