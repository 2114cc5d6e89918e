//! The options that say which messages are genuine and what they may say.

use std::collections::HashMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use alipay_notify::messages::{MiniIcpFaceauthCompleted, ShopSaveRejected, UserOpencardResult};
use alipay_notify::schema::MessageSchema;
use alipay_notify::{
    AlipayNotify, AlipayPublicKey, AppKeys, ContentKey, Problem, Verified, Verifier, Violations,
};
use clap::Args;

use crate::failure::Failure;
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

/// The known specifications, by `msg_method`.
#[derive(Debug)]
pub(crate) struct Schemas(HashMap<String, MessageSchema>);

impl Schemas {
    pub(crate) fn get(&self, msg_method: &str) -> Option<&MessageSchema> {
        self.0.get(msg_method)
    }

    /// All of them, sorted by `msg_method`.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &MessageSchema> {
        let mut schemas: Vec<_> = self.0.values().collect();
        schemas.sort_by(|one, other| one.msg_method.cmp(&other.msg_method));
        schemas.into_iter()
    }

    /// What is wrong with a message, as far as that is specified.
    pub(crate) fn violations(&self, verified: &Verified) -> Violations {
        let mut violations = verified.envelope().violations();
        match self.get(verified.envelope().msg_method()).map(|schema| schema.check(verified.biz_content())) {
            Some(Ok(found)) => violations.append(found),
            // Opening has made sure that the content can be read; what can't be checked is never accepted in silence.
            Some(Err(_)) => violations.push("biz_content", Problem::NotJson),
            None => {}
        }
        violations
    }

    fn insert(&mut self, schema: MessageSchema) {
        self.0.insert(schema.msg_method.clone().into_owned(), schema);
    }
}

impl SchemaOptions {
    /// The built-in specifications and those of the folder; the folder's win.
    pub(crate) fn load(&self) -> Result<Schemas, Failure> {
        let mut schemas = Schemas(HashMap::new());
        for built_in in [UserOpencardResult::SPEC, ShopSaveRejected::SPEC, MiniIcpFaceauthCompleted::SPEC] {
            schemas.insert(built_in.clone());
        }
        let files = self.schemas.as_deref().map_or_else(|| Ok(Vec::new()), json_files)?;
        let mut sources = HashMap::new();
        for file in &files {
            let schema = read_schema(file)?;
            if let Some(first) = sources.insert(schema.msg_method.clone(), file) {
                let (method, first) = (&schema.msg_method, first.display());
                let why = format!("{first} specifies {method} as well; keep one of the two files");
                return Err(Failure::at(file.display(), why));
            }
            schemas.insert(schema);
        }
        Ok(schemas)
    }
}

fn json_files(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let unreadable = |error| Failure::at(folder.display(), format!("the folder can't be read: {error}"));
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        if path.extension().is_some_and(|extension| extension == "json") {
            files.push(path);
        }
    }
    if files.is_empty() {
        return Err(Failure::at(folder.display(), "there is no schema file (*.json) in this folder"));
    }
    files.sort();
    Ok(files)
}

fn read_schema(file: &Path) -> Result<MessageSchema, Failure> {
    let text = read_text(file, "the schema")?;
    MessageSchema::parse(&text).map_err(|errors| {
        let more = errors.iter().count() - 1;
        let first = errors.iter().next().map(ToString::to_string).unwrap_or_default();
        let rest = if more == 0 { String::new() } else { format!(" (and {more} more)") };
        Failure::at(file.display(), first + &rest)
    })
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
