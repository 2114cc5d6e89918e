//! The options that give the keys to try.

use std::path::PathBuf;

use alipay_notify_explain::Keys;
use clap::Args;

use crate::config;
use crate::failure::Failure;
use crate::lang::say;

/// Which keys to try, and which apps are one's own.
#[derive(Debug, Args)]
pub(super) struct KeyOptions {
    #[arg(long, value_name = "FILE", required = true, help = say!(
        "File with Alipay's public key (支付宝公钥) as your verifier has it: base64, PEM, DER, or a certificate; give it \
         several times to try several keys",
        "验签方所用的支付宝公钥文件：base64、PEM、DER 或证书；可重复使用此选项，逐个尝试"
    ))]
    key_file: Vec<PathBuf>,
    #[arg(long, value_name = "FILE", help = say!(
        "File with the app's own public key (应用公钥), to find out whether the two were mixed up",
        "应用公钥文件，用于判断是否与支付宝公钥混淆"
    ))]
    app_key_file: Option<PathBuf>,
    #[arg(long, alias = "aes-key", value_name = "FILE", help = say!(
        "File with the app's content key (接口内容加密方式, AES), base64 as the console shows it: opens encrypted \
         messages [alias: --aes-key]",
        "应用的内容密钥文件（接口内容加密方式，AES），即控制台显示的 base64：用于解密消息 [别名：--aes-key]"
    ))]
    content_key_file: Option<PathBuf>,
    #[arg(long, value_name = "APP_ID", help = say!(
        "App whose messages your verifier accepts; give it several times for several apps",
        "验签方接受的应用；多个应用可重复使用此选项"
    ))]
    app_id: Vec<String>,
}

impl KeyOptions {
    pub(super) fn read(&self) -> Result<Keys, Failure> {
        let [first, others @ ..] = self.key_file.as_slice() else {
            return Err(Failure::new(say!("there is no key", "没有给出密钥")));
        };
        let name = |file: &PathBuf| file.display().to_string();
        let mut keys = Keys::new(name(first), config::public_key(first)?);
        for file in others {
            keys = keys.or(name(file), config::public_key(file)?);
        }
        if let Some(file) = &self.app_key_file {
            keys = keys.own_key(name(file), config::public_key(file)?);
        }
        if let Some(file) = &self.content_key_file {
            keys = keys.content_key(config::content_key(file)?);
        }
        Ok(self.app_id.iter().fold(keys, Keys::app_id))
    }
}
