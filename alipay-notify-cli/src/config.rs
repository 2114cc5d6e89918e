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
use crate::lang::say;
use crate::told::Told;

/// Which messages are genuine.
#[derive(Debug, Args)]
pub(crate) struct KeyOptions {
    #[arg(
        long,
        value_name = "FILE",
        help = say!(
            "File with Alipay's public key (支付宝公钥, not the app's own): the base64 that the console shows, PEM, \
             DER, or an X.509 certificate",
            "支付宝公钥文件(不是应用公钥):控制台显示的 base64、PEM、DER 或 X.509 证书"
        )
    )]
    key_file: PathBuf,
    #[arg(
        long,
        value_name = "FILE",
        help = say!(
            "File with the app's content key (接口内容加密方式, AES), the base64 that the console shows: opens \
             encrypted messages",
            "应用的接口内容加密密钥(AES)文件,内容为控制台显示的 base64:用于解密加密的消息"
        )
    )]
    content_key_file: Option<PathBuf>,
    #[arg(
        long,
        value_name = "APP_ID",
        help = say!(
            "Accept messages of this app only; give it several times for several apps",
            "只接受该应用的消息;多个应用可重复使用此选项"
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
            "Folder with schema files of your own messages (*.json); a file replaces the built-in specification of \
             the same message",
            "存放自有消息描述文件(*.json)的文件夹;同一消息以文件为准,取代内置描述"
        )
    )]
    schemas: Option<PathBuf>,
}

impl KeyOptions {
    pub(crate) fn key_file(&self) -> &Path {
        &self.key_file
    }

    /// A verifier with the keys, once they are read.
    pub(crate) fn verifier(&self) -> Result<Verifier, Failure> {
        let content = read(&self.key_file, &say!("the key file", "公钥文件"))?;
        let key = AlipayPublicKey::from_bytes(&content)
            .map_err(|error| Failure::at(self.key_file.display(), error.told()))?;
        let mut keys = AppKeys::new(key);
        if let Some(file) = &self.content_key_file {
            keys = keys.content_key(content_key(file)?);
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

    /// The names of all, sorted.
    pub(crate) fn methods(&self) -> Vec<&str> {
        let mut methods: Vec<&str> = self.0.keys().map(String::as_str).collect();
        methods.sort_unstable();
        methods
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

    /// Adds a specification, in place of another one of the same message.
    pub(crate) fn insert(&mut self, schema: MessageSchema) {
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
                let why = say!(
                    "{first} specifies {method} as well; keep one of the two files",
                    "{first} 也描述了 {method};请只保留其中一个文件"
                );
                return Err(Failure::at(file.display(), why));
            }
            schemas.insert(schema);
        }
        Ok(schemas)
    }
}

/// The content key in a file.
pub(crate) fn content_key(file: &Path) -> Result<ContentKey, Failure> {
    if file.to_str().is_some_and(|text| ContentKey::parse(text).is_ok()) {
        // It is not repeated: what is given is the secret itself.
        return Err(Failure::new(say!(
            "the content key belongs into a file, and the name of the file is given: what stands on a command line is no \
             secret",
            "请把内容密钥存入文件,参数写文件名:命令行上的内容无法保密"
        )));
    }
    let text = read_text(file, &say!("the content key file", "内容加密密钥文件"))?;
    ContentKey::parse(&text).map_err(|error| Failure::at(file.display(), error.told()))
}

/// The files *.json of a folder, sorted; one at least.
pub(crate) fn json_files(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let unreadable = |error| {
        Failure::at(folder.display(), say!("the folder can't be read: {error}", "无法读取该文件夹:{error}"))
    };
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        if path.extension().is_some_and(|extension| extension == "json") {
            files.push(path);
        }
    }
    if files.is_empty() {
        let why =
            say!("there is no schema file (*.json) in this folder", "该文件夹中没有消息描述文件(*.json)");
        return Err(Failure::at(folder.display(), why));
    }
    files.sort();
    Ok(files)
}

pub(crate) fn read_schema(file: &Path) -> Result<MessageSchema, Failure> {
    let text = read_text(file, &say!("the schema", "消息描述"))?;
    MessageSchema::parse(&text).map_err(|errors| {
        let more = errors.iter().count() - 1;
        let first = errors.iter().next().map(ToString::to_string).unwrap_or_default();
        let rest = if more == 0 { String::new() } else { say!(" (and {more} more)", "(另有 {more} 处)") };
        Failure::at(file.display(), first + &rest)
    })
}

pub(crate) fn read(file: &Path, what: &str) -> Result<Vec<u8>, Failure> {
    fs::read(file).map_err(|error| unreadable(file, what, &error))
}

pub(crate) fn read_text(file: &Path, what: &str) -> Result<String, Failure> {
    fs::read_to_string(file).map_err(|error| unreadable(file, what, &error))
}

fn unreadable(file: &Path, what: &str, error: &io::Error) -> Failure {
    Failure::at(file.display(), say!("{what} can't be read: {error}", "无法读取{what}:{error}"))
}
