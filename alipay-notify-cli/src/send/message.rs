//! What is to be sent: from what the user names to a family, a name and a content.

use std::path::{Path, PathBuf};

use alipay_notify_schema::{Family, MessageSchema, json};
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
            "msg_method, notify_type or service of what is known, or a part of it that no other \
             has; or a schema file",
            "已知的 msg_method、notify_type 或 service，或能唯一确定其中一个的一部分；或 schema 文件"
        )
    )]
    message: String,
    #[arg(
        long,
        value_name = "FILE",
        help = say!(
            "Send this in place of the schema's example: the biz_content of a message, as it is, \
             or a JSON object of the parameters of a notification; MSG may then be any \
             msg_method. - is standard input",
            "以该文件代替定义中的示例：消息的 biz_content（原样），或由通知的参数组成的 JSON 对象；此时 MSG 可以是任意 \
             msg_method；- 表示标准输入"
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
    pub(super) family: Family,
    pub(super) name: String,
    pub(super) content: String,
    /// What is odd about it. It is sent all the same: that is how mistakes are tried out.
    pub(super) warnings: Vec<String>,
}

impl MessageOptions {
    pub(super) fn message(&self) -> Result<Message, Failure> {
        let mut schemas = self.schemas.load()?;
        let (family, name, warning) = self.named(Path::new(&self.message), &mut schemas)?;
        let schema = schemas.get(family, &name);
        let edits = self.edits()?;
        let content = edited(
            &edits,
            match &self.content {
                Some(file) => read_content(file)?,
                None => example(schema),
            },
        )?;
        if let (true, Err(why)) = (family.is_flat(), json::read(&content)) {
            return Err(Failure::at(&name, why.localized()));
        }
        let mut warnings = warnings(family, &content, schema);
        warnings.extend(warning);
        let misspelt = |edit: &Edit| {
            let (name, near) = edit.misspelt(&schema?.content)?;
            Some(unknown_field(name, near))
        };
        warnings.extend(edits.iter().filter_map(misspelt));
        Ok(Message { family, name, content, warnings })
    }

    /// The family and the name that are meant, and a doubt about that.
    fn named(
        &self,
        path: &Path,
        schemas: &mut Schemas,
    ) -> Result<(Family, String, Option<String>), Failure> {
        let of = |known: &Known| (known.schema.family, known.schema.name.clone().into_owned());
        if path.extension().is_some_and(|extension| extension == "json") {
            let known = Known::read(path)?;
            let (family, name) = of(&known);
            schemas.insert(known);
            return Ok((family, name, None));
        }
        let (name, found) = (&self.message, schemas.find(&self.message));
        if self.content.is_none() || found.as_ref().is_ok_and(|known| known.schema.name == *name) {
            let (family, name) = of(found?);
            return Ok((family, name, None));
        }
        // A name of the user's own is never completed: it may well be a part of another one.
        let other = found.ok().map(|known| &*known.schema.name);
        Ok((Family::Message, name.clone(), Some(taken_as_it_is(other))))
    }

    fn edits(&self) -> Result<Vec<Edit>, Failure> {
        let set = self.set.iter().map(|text| Edit::set(text));
        set.chain(self.unset.iter().map(|text| Edit::unset(text))).collect()
    }
}

fn edited(edits: &[Edit], content: String) -> Result<String, Failure> {
    edits.iter().try_fold(content, |content, edit| edit.apply(&content))
}

impl Message {
    /// The example of a specification.
    pub(super) fn example(schema: &MessageSchema) -> Self {
        Self {
            family: schema.family,
            name: schema.name.clone().into_owned(),
            content: example(Some(schema)),
            warnings: Vec::new(),
        }
    }
}

/// What is odd about a content.
fn warnings(family: Family, content: &str, schema: Option<&MessageSchema>) -> Vec<String> {
    match schema.map(|schema| schema.check(content)) {
        _ if content.starts_with('\u{feff}') => vec![marked()],
        Some(Ok(violations)) => {
            violations.iter().map(|violation| breaks(&violation.localized())).collect()
        }
        Some(Err(_)) => vec![say!("the content is not JSON", "内容不是 JSON")],
        None if !content.trim_start().starts_with('{') && family == Family::Message => {
            vec![no_object()]
        }
        None => Vec::new(),
    }
}

/// The content that a schema shows, on one line, as Alipay sends it.
fn example(schema: Option<&MessageSchema>) -> String {
    schema.map_or_else(|| "{}".to_owned(), |schema| json::compact(&schema.example()))
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

fn unknown_field(name: &str, near: &str) -> String {
    say!(
        "`{name}` is in no specification of this message; did you mean `{near}`?",
        "这条消息的定义中没有 `{name}`；是否想用 `{near}`？"
    )
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
