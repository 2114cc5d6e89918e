//! Which message is to be sent: from what the user names to a `msg_method` and a content.

use std::path::{Path, PathBuf};

use alipay_notify::testing::TestMessage;
use alipay_notify_schema::MessageSchema;
use clap::Args;

use crate::chinese::Localized;
use crate::config::SchemaOptions;
use crate::failure::Failure;
use crate::input::{self, without_line_break};
use crate::lang::say;
use crate::schemas::{Known, Schemas};

use super::edit::Edit;

/// Which message, and what is in it.
#[derive(Debug, Args)]
pub(super) struct MessageOptions {
    #[arg(
        value_name = "MSG",
        help = say!(
            "msg_method of a known message, or a part of it that no other has; or a schema file",
            "消息：msg_method，或能唯一确定一条消息的一部分；或 schema 文件"
        )
    )]
    message: String,
    #[arg(
        long,
        value_name = "FILE",
        help = say!(
            "Send this biz_content, as it is, in place of the schema's example; MSG may then be \
             any msg_method. - is standard input",
            "以该文件的内容原样作为 biz_content，代替定义中的示例，此时 MSG 可以是任意 msg_method；- 表示标准输入"
        )
    )]
    content: Option<PathBuf>,
    #[arg(
        long,
        value_name = "FIELD=TEXT",
        help = say!(
            "Set a field of the content, as in shop_id=1, list[0].status=OK, list[]=new, count:=3 \
             (JSON)",
            "设置内容中的字段，如 shop_id=1、list[0].status=OK、list[]=new、count:=3（JSON）"
        )
    )]
    set: Vec<String>,
    #[arg(
        long,
        value_name = "FIELD",
        help = say!("Remove a field of the content, after --set", "删除内容中的字段，在 --set 之后进行")
    )]
    unset: Vec<String>,
    #[command(flatten)]
    schemas: SchemaOptions,
}

/// A message that is to be signed.
#[derive(Debug)]
pub(super) struct Message {
    pub(super) msg_method: String,
    pub(super) content: String,
    /// What is odd about it. It is sent all the same: that is how mistakes are tried out.
    pub(super) warnings: Vec<String>,
}

impl MessageOptions {
    pub(super) fn message(&self) -> Result<Message, Failure> {
        let mut schemas = self.schemas.load()?;
        let (msg_method, warning) = self.msg_method(Path::new(&self.message), &mut schemas)?;
        let content = self.edited(match &self.content {
            Some(file) => read_content(file)?,
            None => example(schemas.get(&msg_method)),
        })?;
        let mut message = Message::new(msg_method, content, &schemas);
        message.warnings.extend(warning);
        Ok(message)
    }

    /// The `msg_method` that is meant, and a doubt about that.
    fn msg_method(
        &self,
        path: &Path,
        schemas: &mut Schemas,
    ) -> Result<(String, Option<String>), Failure> {
        if path.extension().is_some_and(|extension| extension == "json") {
            let known = Known::read(path)?;
            let msg_method = known.schema.name.clone().into_owned();
            schemas.insert(known);
            return Ok((msg_method, None));
        }
        let name = &self.message;
        if self.content.is_none() || schemas.get(name).is_some() {
            return Ok((schemas.find(name)?.schema.name.clone().into_owned(), None));
        }
        // A name of the user's own is never completed: it may well be a part of another one.
        let other = schemas.find(name).ok().map(|known| &*known.schema.name);
        Ok((name.clone(), Some(taken_as_it_is(other))))
    }

    fn edited(&self, mut content: String) -> Result<String, Failure> {
        let set = self.set.iter().map(|text| Edit::set(text));
        let unset = self.unset.iter().map(|text| Edit::unset(text));
        for edit in set.chain(unset) {
            content = edit?.apply(&content)?;
        }
        Ok(content)
    }
}

impl Message {
    fn new(msg_method: String, content: String, schemas: &Schemas) -> Self {
        let warnings = match schemas.get(&msg_method).map(|schema| schema.check(&content)) {
            _ if content.starts_with('\u{feff}') => vec![marked()],
            Some(Ok(violations)) => {
                violations.iter().map(|violation| breaks(&violation.localized())).collect()
            }
            Some(Err(_)) => vec![say!("the content is not JSON", "内容不是 JSON")],
            None if !content.trim_start().starts_with('{') => vec![no_object()],
            None => Vec::new(),
        };
        Self { msg_method, content, warnings }
    }
}

/// The content that a schema shows, on one line, as Alipay sends it.
fn example(schema: Option<&MessageSchema>) -> String {
    let message = schema.map(TestMessage::from_schema);
    message.as_ref().and_then(TestMessage::biz_content).unwrap_or("{}").to_owned()
}

/// A content, but for the line break at its end that editors leave.
fn read_content(file: &Path) -> Result<String, Failure> {
    let content = input::read(file).map_err(|error| {
        let why = say!("the content can't be read: {error}", "无法读取内容：{error}");
        Failure::at(file.display(), why)
    })?;
    String::from_utf8(without_line_break(&content).to_vec()).map_err(|_| {
        let why = say!(
            "the content is not UTF-8; save it so, and let --charset encode it",
            "内容不是 UTF-8；请另存为 UTF-8，由 --charset 进行编码"
        );
        Failure::at(file.display(), why)
    })
}

fn breaks(violation: &str) -> String {
    say!("the content breaks its specification: {violation}", "内容不符合定义：{violation}")
}

fn marked() -> String {
    say!(
        "the content begins with a byte order mark, so that it is not JSON: save the file without \
         it",
        "内容以 BOM 开头，因此不是 JSON：请将文件另存为不带 BOM 的 UTF-8"
    )
}

fn no_object() -> String {
    say!(
        "the content is not a JSON object, as every biz_content is",
        "内容不是 JSON 对象，而 biz_content 必须是 JSON 对象"
    )
}

fn taken_as_it_is(other: Option<&str>) -> String {
    match other {
        None => say!("no specification is known for this message", "没有这条消息的定义"),
        Some(other) => say!(
            "no specification is known for this message; if it is {other}, write the whole name",
            "没有这条消息的定义；如果指的是 {other}，请写全名"
        ),
    }
}
