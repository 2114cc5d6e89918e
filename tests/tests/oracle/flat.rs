//! The parameters of a form against the same values as members of an object.

use alipay_notify::decode::Decoder;

use crate::dialect::{Kind, Object};
use crate::json::{Json, Style};
use crate::verdict::{Case, Typed};

/// A document as the parameters of a form, each a text.
pub(crate) fn parameters(document: &Json) -> Vec<(String, String)> {
    let Json::Object(members) = document else { return Vec::new() };
    let text = |value: &Json| match value {
        Json::Null => String::new(),
        Json::Text(text) => text.clone(),
        other => other.write(Style::Compact),
    };
    members.iter().map(|(name, value)| (name.clone(), text(value))).collect()
}

/// Parameters as an object: of strings, but for what is a number or a boolean where the schema
/// wants one.
pub(crate) fn members(object: &Object, parameters: &[(String, String)]) -> Json {
    let value = |name: &str, text: &str| {
        let kind = object.member(name).filter(|member| !member.repeated).map(|member| &member.kind);
        match (kind, Json::parse(text)) {
            _ if text.is_empty() => Json::Null,
            (Some(Kind::Integer | Kind::Number), Some(number @ Json::Number(_)))
                if text.trim() == text =>
            {
                number
            }
            (Some(Kind::Boolean), Some(boolean @ Json::Boolean(_))) if text.trim() == text => {
                boolean
            }
            _ => Json::text(text),
        }
    };
    let members = parameters.iter().map(|(name, text)| (name.clone(), value(name, text)));
    Json::Object(members.collect())
}

impl Case {
    /// The verdict on parameters, if it is that on an object; else how they differ.
    pub(crate) fn flat(&self, object: &Object, document: &Json) -> Result<Typed, String> {
        let owned = parameters(document);
        let list: Vec<_> = owned.iter().map(|(name, text)| (&**name, &**text)).collect();
        let json = members(object, &owned).write(Style::Compact);

        let flat = (self.typed)(Decoder::of_parameters(&list)).expect("parameters are never so");
        let nested = (self.typed)(Decoder::new(&json)).expect("the text is JSON");
        let untyped = self.spec.check_parameters(&list);
        let expected = self.spec.check(&json).expect("the text is JSON");
        if flat == nested && untyped == expected {
            return Ok(flat);
        }
        Err(format!(
            "{}: {json}\n  flat:    {flat:?}\n  nested:  {nested:?}\n  \
             untyped: {untyped}\n  nested:  {expected}",
            self.name
        ))
    }

    /// Holds the key that is read from parameters against that from an object.
    pub(crate) fn flat_keys(&self, object: &Object, document: &Json) -> Result<usize, String> {
        let owned = parameters(document);
        let list: Vec<_> = owned.iter().map(|(name, text)| (&**name, &**text)).collect();
        let json = members(object, &owned).write(Style::Compact);
        let mut found = 0;
        for index in 0..self.spec.content.fields.len() {
            let schema = self.spec.clone().with_key(index);
            let (flat, nested) = (schema.idempotency_key_of(&list), schema.idempotency_key(&json));
            if flat != nested {
                return Err(format!("{}: {json}\n  {index}: {flat:?}, not {nested:?}", self.name));
            }
            found += usize::from(flat.is_some());
        }
        Ok(found)
    }
}
