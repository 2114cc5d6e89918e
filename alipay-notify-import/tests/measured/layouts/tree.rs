//! The JSON that the documentation's own service returns.

use serde_json::{Value, json};

use super::parameters;
use crate::model::{Field, GROUP, Kind, Page};
use alipay_notify_schema::Presence;

pub(super) fn document(page: &Page) -> String {
    let common: Vec<Value> = parameters(page)
        .iter()
        .map(|[name, kind, length, description, example]| {
            json!({
                "fieldName": name, "fieldType": kind, "mustType": 1, "maxLength": length,
                "description": description, "example": example, "children": null,
            })
        })
        .collect();
    let document = json!({
        "success": true,
        "data": {
            "apiTitle": page.title,
            "commonParams": common,
            "bizParams": nodes(page, &page.fields),
            "sample": crate::model::sample(&page.fields).to_string(),
        },
    });
    serde_json::to_string_pretty(&document).expect("it is JSON")
}

fn nodes(page: &Page, fields: &[Field]) -> Vec<Value> {
    let (grouped, others): (Vec<_>, Vec<_>) = fields.iter().partition(|field| field.is_grouped());
    let mut nodes: Vec<Value> = others.into_iter().map(|field| node(page, field)).collect();
    if !grouped.is_empty() {
        let members: Vec<Value> = grouped.into_iter().map(|field| node(page, field)).collect();
        nodes.push(json!({ "fieldName": "", "description": GROUP, "children": members }));
    }
    nodes
}

fn node(page: &Page, field: &Field) -> Value {
    let level = match (page.seed % 2, field.level) {
        (_, None) => Value::Null,
        (0, Some(Presence::Required)) => json!(1),
        (0, Some(Presence::Conditional)) => json!(2),
        (0, Some(_)) => json!(3),
        _ => json!(field.level_word()),
    };
    let is_list = matches!(field.kind, Kind::Texts | Kind::Objects(..));
    let values =
        field.values().iter().map(|(value, label)| json!({ "value": value, "desc": label }));
    json!({
        "fieldName": field.name,
        "title": field.label,
        "fieldType": field.type_word().trim_end_matches("[]"),
        "isListType": is_list,
        "mustType": level,
        "maxLength": field.max_len.map(|length| length.to_string()),
        "description": format!("<p>{}</p>", field.description),
        "enumValues": values.collect::<Vec<_>>(),
        "example": field.example,
        "children": nodes(page, field.members()),
    })
}
