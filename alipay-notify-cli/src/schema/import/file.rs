//! The schema file: what is there already, and what is to be there.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use alipay_notify_import::changes::Change;
use alipay_notify_import::to_json;
use alipay_notify_import::update::{Descriptions, Existing, Loss, Update};
use alipay_notify_schema::MessageSchema;

use super::page::Trouble;
use crate::atomic_file;
use crate::lang::say;
use crate::schemas::first_mistake;

/// A schema file, and what becomes of it.
pub(super) struct Place {
    pub(super) file: PathBuf,
    pub(super) fate: Fate,
}

/// What becomes of a schema file.
pub(super) enum Fate {
    /// There was none.
    New { schema: MessageSchema, text: String },
    /// There was one.
    Updated(Update),
}

impl Place {
    /// Looks what is at that place, and what is to be there.
    pub(super) fn find(
        file: PathBuf,
        schema: &MessageSchema,
        descriptions: Descriptions,
    ) -> Result<Self, Trouble> {
        let fate = match fs::read_to_string(&file) {
            Ok(text) => Fate::Updated(existing(&file, &text, schema)?.update(schema, descriptions)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                Fate::New { schema: schema.clone(), text: to_json(schema) }
            }
            Err(error) => {
                let file = file.display();
                return Err(Trouble::failed(say!(
                    "{file} can't be read: {error}",
                    "无法读取 {file}：{error}"
                )));
            }
        };
        Ok(Self { file, fate })
    }

    pub(super) fn schema(&self) -> &MessageSchema {
        match &self.fate {
            Fate::New { schema, .. } => schema,
            Fate::Updated(update) => &update.schema,
        }
    }

    pub(super) fn changes(&self) -> &[Change] {
        match &self.fate {
            Fate::New { .. } => &[],
            Fate::Updated(update) => &update.changes,
        }
    }

    pub(super) fn losses(&self) -> &[Loss] {
        match &self.fate {
            Fate::New { .. } => &[],
            Fate::Updated(update) => &update.losses,
        }
    }

    /// Writes the file, all of it or nothing, unless nothing is new. What a page lacks is not taken
    /// away from a file.
    pub(super) fn write(&self, is_complete: bool) -> Result<(), Trouble> {
        let file = self.file.display();
        let text = match &self.fate {
            Fate::Updated(update) if update.changes.is_empty() => return Ok(()),
            Fate::Updated(_) if !is_complete => {
                return Err(Trouble::incomplete(say!(
                    "the page is incomplete, so {file} was left as it is: copy the page from its \
                     first line to its last, or remove the file first",
                    "页面不完整，{file} 未改动：请复制页面全文，或先删除该文件"
                )));
            }
            Fate::Updated(update) => &update.text,
            Fate::New { text, .. } => text,
        };
        // What was kept of the old file may not go with what the page says.
        MessageSchema::parse(text).map_err(|errors| {
            let first = first_mistake(&errors);
            Trouble::failed(say!(
                "{file} was left as it is, since it would contradict itself: {first}",
                "{file} 未改动，因为合并后会自相矛盾：{first}"
            ))
        })?;
        write(&self.file, text).map_err(|error| {
            Trouble::failed(say!("{file} can't be written: {error}", "无法写入 {file}：{error}"))
        })
    }
}

/// A file that may be written over: one that is a schema file of the same message.
fn existing(file: &Path, text: &str, schema: &MessageSchema) -> Result<Existing, Trouble> {
    let file = file.display();
    let existing = Existing::parse(text).map_err(|errors| {
        let first = first_mistake(&errors);
        Trouble::failed(say!(
            "{file} is there already and has mistakes, so it was left as it is: correct it or move \
             it away: {first}",
            "{file} 已存在但有错误，未改动，请修正或移走该文件：{first}"
        ))
    })?;
    let (found, wanted) = (existing.schema().id(), schema.id());
    if found != wanted {
        return Err(Trouble::failed(say!(
            "{file} is there already and specifies {found}, not {wanted}, so it was left as it is: \
             rename it after its message",
            "{file} 已存在，但定义的是 {found} 而不是 {wanted}，未改动：请按其中的消息重命名该文件"
        )));
    }
    Ok(existing)
}

fn write(file: &Path, text: &str) -> io::Result<()> {
    file.parent().map_or(Ok(()), fs::create_dir_all)?;
    atomic_file::replace(file, text.as_bytes())
}
