//! What a user writes about a message.

use alipay_notify_import::rust;
use alipay_notify_schema::{FieldSchema, Kind, MessageSchema, Presence, rust_name};

use crate::schemas::built_in;

/// The line that brings in a built-in message.
pub(super) fn import(schema: &MessageSchema) -> Option<String> {
    built_in(schema).map(|name| format!("use alipay_notify::messages::{name};"))
}

/// The lines that declare a message by its file.
pub(super) fn declaration(schema: &MessageSchema) -> String {
    rust::declaration(schema, &format!("schemas/{}.json", schema.name))
}

/// The lines that register a handler.
pub(super) fn handler(schema: &MessageSchema) -> String {
    let name = built_in(schema).map_or_else(|| rust::struct_name(&schema.name), str::to_owned);
    let shown = schema.content.fields.iter().find(|field| is_required_text(field));
    match shown.and_then(|field| rust_name::field(&field.name)) {
        Some(field) => format!(
            ".on(|n: Notification<{name}>| async move {{\n    \
                 println!(\"{{}}\", n.{field});\n    Reply::Success\n}})\n"
        ),
        None => format!(".on(|_: Notification<{name}>| async {{ Reply::Success }})\n"),
    }
}

/// The command that delivers the sample; none where its name can't be an argument.
pub(super) fn send_command(schema: &MessageSchema) -> Option<String> {
    let method = shlex::try_quote(&schema.name).ok().filter(|method| !method.starts_with('-'))?;
    let schemas = if built_in(schema).is_some() { "" } else { " --schemas schemas" };
    Some(format!(
        "alipay-notify keygen --out keys\n\
         alipay-notify send {method}{schemas} \\\n  \
           --key-file keys/private_key.pem \\\n  \
           --to http://127.0.0.1:8080/alipay\n"
    ))
}

/// Whether a handler can print a field by its own name: one of several words is no keyword.
fn is_required_text(field: &FieldSchema) -> bool {
    let is_text =
        field.kind == Kind::String && !field.repeated && field.presence == Presence::Required;
    let is_plain = |byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_');
    let mut words = field.name.split('_');
    let begins_with_letter =
        words.next().is_some_and(|word| word.starts_with(|ch: char| ch.is_ascii_lowercase()));
    is_text && begins_with_letter && words.next().is_some() && field.name.bytes().all(is_plain)
}
