//! The options that say which messages are genuine and what they may say.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use alipay_notify::{AlipayPublicKey, AppKeys, ContentKey, Verifier};
use clap::Args;

use crate::failure::Failure;
pub(crate) use crate::schemas::Schemas;
use crate::told::Told;

/// Which messages are genuine.
#[derive(Debug, Args)]
pub(crate) struct KeyOptions {
    /// File with Alipay's public key (支付宝公钥, not the app's own): the base64 that the console shows, PEM,
    /// DER, or an X.509 certificate
    #[arg(long, value_name = "FILE")]
    key_file: PathBuf,
    /// File with the app's content key (接口内容加密方式, AES), the base64 that the console shows: opens encrypted
    /// messages
    #[arg(long, value_name = "FILE")]
    content_key_file: Option<PathBuf>,
    /// Accept messages of this app only; give it several times for several apps
    #[arg(long, value_name = "APP_ID")]
    app_id: Vec<String>,
}

/// What messages may say.
#[derive(Debug, Args)]
pub(crate) struct SchemaOptions {
    /// Folder with schema files of your own messages (*.json); a file replaces the built-in specification of the same
    /// message
    #[arg(long, value_name = "DIR")]
    schemas: Option<PathBuf>,
}

impl KeyOptions {
    /// A verifier with the keys, once they are read.
    pub(crate) fn verifier(&self) -> Result<Verifier, Failure> {
        let content = read(&self.key_file, "the key file")?;
        let key = AlipayPublicKey::from_bytes(&content)
            .map_err(|error| Failure::at(self.key_file.display(), error.told()))?;
        let mut keys = AppKeys::new(key);
        if let Some(file) = &self.content_key_file {
            let text = read_text(file, "the content key file")?;
            let key = ContentKey::parse(&text).map_err(|error| Failure::at(file.display(), error.told()))?;
            keys = keys.content_key(key);
        }
        Ok(self.app_id.iter().fold(Verifier::new(keys), Verifier::app_id))
    }
}

impl SchemaOptions {
    /// The built-in specifications and those of the folder; the folder's win.
    pub(crate) fn load(&self) -> Result<Schemas, Failure> {
        Schemas::load(self.schemas.as_deref())
    }
}

fn read(file: &Path, what: &str) -> Result<Vec<u8>, Failure> {
    fs::read(file).map_err(|error| unreadable(file, what, &error))
}

fn read_text(file: &Path, what: &str) -> Result<String, Failure> {
    fs::read_to_string(file).map_err(|error| unreadable(file, what, &error))
}

fn unreadable(file: &Path, what: &str, error: &io::Error) -> Failure {
    Failure::at(file.display(), format!("{what} can't be read: {error}"))
}
