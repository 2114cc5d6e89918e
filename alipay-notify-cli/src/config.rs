//! The options that say which messages are genuine and what they may say.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

use alipay_notify::messages::{MiniIcpFaceauthCompleted, ShopSaveRejected, UserOpencardResult};
use alipay_notify::schema::MessageSchema;
use alipay_notify::{AlipayNotify, AlipayPublicKey, Verifier};
use clap::Args;

use crate::failure::Failure;

/// Which messages are genuine.
#[derive(Debug, Args)]
pub(crate) struct KeyOptions {
    /// File with Alipay's public key (支付宝公钥, not the app's own): the base64 that the console shows, or PEM
    #[arg(long, value_name = "FILE")]
    key_file: PathBuf,
    /// Accept messages of this app only; give it several times for several apps
    #[arg(long, value_name = "APP_ID")]
    app_id: Vec<String>,
}

/// What messages may say.
#[derive(Debug, Args)]
pub(crate) struct SchemaOptions {
    /// Folder with schema files of your own messages (*.json), beside the built-in ones
    #[arg(long, value_name = "DIR")]
    schemas: Option<PathBuf>,
}

impl KeyOptions {
    /// A verifier with the key, once it is read.
    pub(crate) fn verifier(&self) -> Result<Verifier, Failure> {
        let file = self.key_file.display();
        let text = fs::read_to_string(&self.key_file)
            .map_err(|error| Failure::at(&file, format!("the key file can't be read: {error}")))?;
        let key = AlipayPublicKey::parse(&text).map_err(|error| Failure::at(&file, error))?;
        Ok(self.app_id.iter().fold(Verifier::new(key), Verifier::app_id))
    }
}

/// The known specifications, by `msg_method`.
#[derive(Debug)]
pub(crate) struct Schemas(HashMap<String, MessageSchema>);

impl Schemas {
    pub(crate) fn get(&self, msg_method: &str) -> Option<&MessageSchema> {
        self.0.get(msg_method)
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
        for file in self.schemas.as_deref().map_or_else(|| Ok(Vec::new()), json_files)? {
            schemas.insert(read_schema(&file)?);
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
    files.sort();
    Ok(files)
}

fn read_schema(file: &Path) -> Result<MessageSchema, Failure> {
    let text = fs::read_to_string(file)
        .map_err(|error| Failure::at(file.display(), format!("the schema can't be read: {error}")))?;
    MessageSchema::parse(&text).map_err(|errors| {
        let more = errors.iter().count() - 1;
        let first = errors.iter().next().map(ToString::to_string).unwrap_or_default();
        let rest = if more == 0 { String::new() } else { format!(" (and {more} more)") };
        Failure::at(file.display(), first + &rest)
    })
}
