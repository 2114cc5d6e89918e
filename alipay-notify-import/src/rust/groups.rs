//! Enums that the derive writes by itself, whose names nothing else can have.

use super::names;
use alipay_notify_schema::{Group, GroupRule, JsonText, Kind, ObjectSchema};

/// The enum that the derive writes for a group of `String`s: that of `shop_id` and `store_id` is
/// `ShopIdOrStoreIdRef`. None where it writes none, as for users, for whom there is one already.
/// `names` are those of the fields in Rust.
pub(super) fn enum_name(group: &Group, schema: &ObjectSchema, names: &[String]) -> Option<String> {
    let fields: Vec<_> =
        group.members.iter().filter_map(|index| schema.fields.get(*index)).collect();
    let is_user = fields.len() == 2
        && fields.iter().all(|field| matches!(&*field.name, "user_id" | "open_id"));
    let are_texts = fields.iter().all(|field| field.kind == Kind::String && !field.repeated);
    if group.rule != GroupRule::ExactlyOne || is_user || !are_texts {
        return None;
    }
    let members = group.members.iter().filter_map(|index| names.get(*index));
    let variants: Vec<_> =
        members.map(|name| names::type_name(name.trim_start_matches("r#"), "")).collect();
    Some(format!("{}Ref", variants.join("Or")))
}

/// The enums of all groups in an object, and in the objects in it.
pub(super) fn enum_names(schema: &ObjectSchema) -> Vec<String> {
    let fields = names::fields(schema);
    let mut names: Vec<_> =
        schema.groups.iter().filter_map(|group| enum_name(group, schema, &fields)).collect();
    for field in &*schema.fields {
        match &field.kind {
            Kind::Object(inner) | Kind::Json(JsonText { content: Some(inner), .. }) => {
                names.extend(enum_names(inner));
            }
            _ => {}
        }
    }
    names
}
