//! The keys that may have made a signature.

use std::path::PathBuf;

use alipay_notify::key::AppKeys;
use alipay_notify::{AlipayPublicKey, ContentKey, Verifier};
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

/// The keys, read.
#[derive(Debug)]
pub(super) struct Keys {
    /// Those in the place of Alipay's, then the app's own.
    pub(super) all: Vec<Key>,
    /// The library's verifier, with any key in the place of Alipay's.
    pub(super) verifier: Verifier,
}

/// A public key, and where it comes from.
#[derive(Debug)]
pub(super) struct Key {
    pub(super) file: String,
    pub(super) public: AlipayPublicKey,
    /// Whether it is the app's own, which signs nothing that Alipay sends.
    pub(super) is_own: bool,
}

impl KeyOptions {
    pub(super) fn read(&self) -> Result<Keys, Failure> {
        let mut all = Vec::new();
        let configured = self.key_file.iter().map(|file| (file, false));
        for (file, is_own) in configured.chain(self.app_key_file.iter().map(|file| (file, true))) {
            let public = config::public_key(file)?;
            all.push(Key { file: file.display().to_string(), public, is_own });
        }
        let content = self.content_key_file.as_deref().map(config::content_key).transpose()?;
        Keys::new(all, content, &self.app_id)
    }
}

impl Keys {
    pub(super) fn new(
        all: Vec<Key>,
        content: Option<ContentKey>,
        app_ids: &[String],
    ) -> Result<Self, Failure> {
        let [first, others @ ..] = all.as_slice() else {
            return Err(Failure::new(say!("there is no key", "没有给出密钥")));
        };
        let (own, others): (Vec<&Key>, Vec<&Key>) = others.iter().partition(|key| key.is_own);
        let first = AppKeys::new(first.public.clone());
        let mut keys = others.into_iter().fold(first, |keys, other| keys.or(other.public.clone()));
        if let Some(content) = content {
            keys = keys.content_key(content);
        }
        let verifier = app_ids.iter().fold(Verifier::new(keys), Verifier::app_id);
        let verifier =
            own.into_iter().fold(verifier, |verifier, key| verifier.own_key(key.public.clone()));
        Ok(Self { all, verifier })
    }

    /// The key that is configured in the place of Alipay's although it is the app's own.
    pub(super) fn misplaced(&self) -> Option<&Key> {
        self.all.iter().find(|key| !key.is_own && self.is_own(key))
    }

    /// Whether a key is the app's own, wherever it was found.
    pub(super) fn is_own(&self, key: &Key) -> bool {
        let mut own = self.all.iter().filter(|key| key.is_own);
        own.any(|own| own.public.fingerprint() == key.public.fingerprint())
    }
}
