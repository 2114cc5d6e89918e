//! A specification as the Rust that declares it.

mod fields;
mod groups;
mod names;
mod text;
mod types;

use alipay_notify_schema::MessageSchema;

/// The three lines that declare a message by its schema file: the derive, the file, and a struct
/// named after the `msg_method`.
///
/// `path` is where the file lies, relative to the folder of `Cargo.toml`.
///
/// ```
/// # use alipay_notify_schema::{MessageSchema, rust::declaration};
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
    let name = struct_name(&schema.msg_method);
    format!(
        "#[derive(AlipayNotify)]\n#[alipay(schema = {})]\npub struct {name};\n",
        text::literal(path)
    )
}

/// The struct whose fields alone specify a message, with no schema file, and the types of these
/// fields.
///
/// Descriptions become documentation, labels, limits, groups and presence become attributes. What
/// attributes have no words for is left out: examples, and that a text is JSON where nothing says
/// what is in it.
///
/// Names are those that the derive would write, as far as they can be: `shopName` is read into
/// `shop_name`; where two types would have one name, the later one is named after the struct it is
/// in as well.
#[must_use]
pub fn fields(schema: &MessageSchema) -> String {
    fields::message(schema)
}

/// The name of a message's struct: `alipay.user.opencard.result.notify` → `UserOpencardResult`.
///
/// Whose interface it is (`alipay`, `ant`, `koubei`) and that it notifies goes without saying.
#[must_use]
pub fn struct_name(msg_method: &str) -> String {
    let name =
        ["alipay.", "ant.", "koubei."].iter().find_map(|whose| msg_method.strip_prefix(whose));
    let name = name.unwrap_or(msg_method);
    names::type_name(name.strip_suffix(".notify").unwrap_or(name), "Message")
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
            ("alipay.self.notify", "SelfMessage"),
            ("...", "Message"),
        ] {
            assert_eq!(struct_name(msg_method), expected, "{msg_method}");
        }
    }
}
