//! A page, read.

use std::path::Path;

use alipay_notify_import::{Doubt, Import, Warning, page_text, read_page, read_page_of};
use alipay_notify_schema::{Family, JsonText, Kind, MessageSchema};

use crate::chinese::Localized;
use crate::input::{self, is_stdin};
use crate::lang::say;

/// What was read from a page, and is good for a schema.
pub(super) struct Page {
    pub(super) schema: MessageSchema,
    pub(super) warnings: Vec<Warning>,
    /// Whether its fields and its sample message are there to their end.
    pub(super) is_complete: bool,
}

/// What keeps a page from being imported.
pub(super) struct Trouble {
    pub(super) code: u8,
    pub(super) what: String,
}

impl Trouble {
    /// The page is not what it should be.
    pub(super) fn incomplete(what: String) -> Self {
        Self { code: 1, what }
    }

    /// Something about the command line, a file or the machine.
    pub(super) fn failed(what: String) -> Self {
        Self { code: 2, what }
    }
}

impl Page {
    /// Reads a page. A given name is that of its message, or of what else it is about.
    pub(super) fn read(path: &Path, given: Option<(Family, &str)>) -> Result<Self, Trouble> {
        let text = text(path)?;
        let Import { mut schema, mut warnings, .. } = read_page(&text);
        if let Some((family, name)) = given.filter(|(family, _)| family.is_flat()) {
            let (found, option) = (&schema.name, option(family));
            if !found.is_empty() {
                return Err(Trouble::failed(say!(
                    "the page is that of the message {found}: leave out {option}",
                    "页面上的是消息 {found}：请去掉 {option}"
                )));
            }
            Import { schema, warnings, .. } = read_page_of(family, name, &text);
        } else if let Some((_, name)) = given {
            let found = &schema.name;
            let is_doubtful = warnings.iter().any(|warning| is_settled_by(&warning.doubt, name));
            if found != name && !is_doubtful {
                return Err(Trouble::failed(say!(
                    "the page is that of {found}: leave out --msg-method, which is for pages that \
                     do not say",
                    "页面上的消息是 {found}：请去掉 --msg-method，它只用于没有写明 msg_method 的页面"
                )));
            }
            warnings.retain(|warning| !is_settled_by(&warning.doubt, name));
            schema.name = name.to_owned().into();
        }
        let is_complete = !warnings.iter().any(|warning| warning.doubt.is_loss());
        Ok(Self { schema, warnings, is_complete })
    }

    /// Whether there is a schema to make of it.
    pub(super) fn usable(&self) -> Result<(), Trouble> {
        let name = &self.schema.name;
        if self.schema.content.fields.is_empty() {
            return Err(Trouble::incomplete(say!(
                "there is no field on this page: copy it from its first line to its last",
                "页面上没有任何字段：请复制页面全文"
            )));
        }
        if name.is_empty() {
            return Err(Trouble::incomplete(say!(
                "the page does not say which message it is: add --msg-method NAME, or \
                 --notify-type NAME if it is about a notification such as that of a payment",
                "页面没有写明 msg_method：请加上 --msg-method NAME；\
                 异步通知的页面请加上 --notify-type NAME"
            )));
        }
        // Nobody would see what a file lacks.
        let unread = self.warnings.iter().find(|it| matches!(it.doubt, Doubt::FieldUnread { .. }));
        if let Some(Warning { line, .. }) = unread {
            return Err(Trouble::incomplete(say!(
                "a field was not read, so no schema was made of this page: correct line {line}, or \
                 remove it if it is none",
                "有字段未能读取，因此没有生成 schema：请更正第 {line} 行；如果该行不是字段，请将其删除"
            )));
        }
        // It becomes a part of a path.
        if !is_name(name) {
            let option = option(self.schema.family);
            return Err(Trouble::failed(say!(
                "`{name}` can't be the name of a message, which is letters, digits, `_`, `-` and \
                 single dots: give the name with {option} NAME",
                "`{name}` 不能作为消息名，它由字母、数字、`_`、`-` 和不相连的点组成：请用 {option} NAME 指定"
            )));
        }
        Ok(())
    }
}

/// The option that gives a name of a family.
pub(super) fn option(family: Family) -> &'static str {
    match family {
        Family::Message => "--msg-method",
        Family::Notify => "--notify-type",
        Family::Service => "--service",
    }
}

/// How a page is called in messages.
pub(super) fn name(path: &Path) -> String {
    if is_stdin(path) { "<stdin>".to_owned() } else { path.display().to_string() }
}

fn text(path: &Path) -> Result<String, Trouble> {
    let hint = say!("paste the page, then end with Ctrl-D", "请粘贴页面文本，以 Ctrl-D 结束");
    let bytes = input::read_with_hint(path, &hint).map_err(|error| {
        Trouble::failed(say!("the page can't be read: {error}", "无法读取页面：{error}"))
    })?;
    page_text(&bytes).map_err(|what| Trouble::incomplete(what.localized()))
}

/// Whether a doubt is settled by the name that was given for the message.
fn is_settled_by(doubt: &Doubt, name: &str) -> bool {
    match doubt {
        Doubt::MsgMethodMissing => true,
        Doubt::MsgMethodDiffers { table, sample } => table == name || sample == name,
        Doubt::MsgMethodCut { found } => name.starts_with(found.as_str()),
        _ => false,
    }
}

/// Whether a warning is answered by what the file said before: that a text holds JSON.
pub(super) fn is_answered(warning: &Warning, schema: &MessageSchema) -> bool {
    let Warning { path, doubt: Doubt::JsonInText, .. } = warning else { return false };
    let mut object = &schema.content;
    let mut names = path.split('.').peekable();
    while let Some((_, found)) = names.next().and_then(|name| object.field(name)) {
        match &found.kind {
            Kind::Json(_) if names.peek().is_none() => return true,
            Kind::Object(inner) | Kind::Json(JsonText { content: Some(inner), .. }) => {
                object = inner;
            }
            _ => return false,
        }
    }
    false
}

/// Whether a name can be that of a message, and of its file.
fn is_name(name: &str) -> bool {
    name.split('.').all(|part| {
        !part.is_empty()
            && part.chars().all(|ch| ch.is_ascii_alphanumeric() || matches!(ch, '_' | '-'))
    })
}
