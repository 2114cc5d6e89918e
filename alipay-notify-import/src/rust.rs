//! The Rust that declares a message by its schema file.

use alipay_notify_schema::MessageSchema;
use alipay_notify_schema::rust_name::{hides, type_name};

/// The three lines that declare a message by its schema file: the derive, the file, and a struct
/// named after the message.
///
/// `path` is where the file lies, relative to the folder of `Cargo.toml`.
///
/// ```
/// # use alipay_notify_import::rust::declaration;
/// # use alipay_notify_schema::MessageSchema;
/// # let schema = MessageSchema::parse(r#"{
/// #   "$schema": "https://json-schema.org/draft/2020-12/schema",
/// #   "$id": "urn:alipay:message:alipay.user.opencard.result.notify",
/// #   "type": "object", "properties": {}
/// # }"#)?;
/// let lines = declaration(&schema, "schemas/alipay.user.opencard.result.notify.json");
/// assert_eq!(
///     lines,
///     "#[derive(AlipayNotify)]\n\
///      #[alipay(schema = \"schemas/alipay.user.opencard.result.notify.json\")]\n\
///      pub struct UserOpencardResult;\n"
/// );
/// # Ok::<(), alipay_notify_schema::SchemaErrors>(())
/// ```
#[must_use]
pub fn declaration(schema: &MessageSchema, path: &str) -> String {
    let name = struct_name(&schema.name);
    format!("#[derive(AlipayNotify)]\n#[alipay(schema = {path:?})]\npub struct {name};\n")
}

/// The name of a message's struct: `alipay.user.opencard.result.notify` → `UserOpencardResult`.
///
/// Whose interface it is (`alipay`, `ant`, `koubei`) and that it notifies goes without saying.
#[must_use]
pub fn struct_name(message: &str) -> String {
    let interfaces = ["alipay.", "ant.", "koubei."];
    let name = interfaces.iter().find_map(|interface| message.strip_prefix(interface));
    let name = name.unwrap_or(message);
    match type_name(name.strip_suffix(".notify").unwrap_or(name)) {
        Some(name) if hides(&name).is_none() => name,
        name => name.unwrap_or_default() + "Message",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn structs_are_named_after_their_messages() {
        for (msg_method, expected) in [
            ("alipay.user.opencard.result.notify", "UserOpencardResult"),
            ("ant.merchant.expand.shop.save.rejected", "MerchantExpandShopSaveRejected"),
            ("koubei.item.changed", "ItemChanged"),
            ("my.company.orderPaid", "MyCompanyOrderPaid"),
            ("alipay.notify", "Notify"),
            ("alipay.result.notify", "ResultMessage"),
            ("alipay.3d.done", "V3dDone"),
            ("alipay.self.notify", "VSelf"),
            ("...", "Message"),
        ] {
            assert_eq!(struct_name(msg_method), expected, "{msg_method}");
        }
    }
}
