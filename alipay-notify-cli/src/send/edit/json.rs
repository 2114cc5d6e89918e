//! JSON that is taken apart one level at a time, each value as it is written.

use std::fmt;

use alipay_notify_schema::json;
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::chinese::Localized;
use crate::lang::say;

/// The text of one JSON value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Json(String);

impl Json {
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        match json::read(text) {
            Ok(root) => Ok(Self(root.text(text).to_owned())),
            Err(malformed) => Err(malformed.localized()),
        }
    }

    /// A text that is known to be JSON.
    pub(super) fn written(text: String) -> Self {
        Self(text)
    }

    pub(super) fn into_text(self) -> String {
        self.0
    }

    pub(super) fn is_null(&self) -> bool {
        self.0 == "null"
    }

    /// The object or array whose text this string is: some of Alipay's lists travel as the text of
    /// their JSON.
    pub(super) fn inside_text(&self) -> Option<Self> {
        let text: String = serde_json::from_str(&self.0).ok()?;
        let inner = Self::parse(&text).ok()?;
        inner.0.starts_with(['{', '[']).then_some(inner)
    }

    /// The members of an object, those that come again included.
    pub(super) fn members(&self) -> Result<Vec<(String, Self)>, String> {
        match serde_json::from_str::<Members>(&self.0) {
            Ok(members) => Ok(members.0),
            Err(_) => Err(self.in_the_way(&say!("an object", "对象"))),
        }
    }

    /// The elements of an array.
    pub(super) fn elements(&self) -> Result<Vec<Self>, String> {
        match serde_json::from_str::<Vec<Box<RawValue>>>(&self.0) {
            Ok(elements) => Ok(elements.iter().map(|raw| Self(raw.get().to_owned())).collect()),
            Err(_) => Err(self.in_the_way(&say!("an array", "数组"))),
        }
    }

    fn in_the_way(&self, wanted: &str) -> String {
        let found = match self.0.bytes().next() {
            Some(b'{') => say!("an object", "对象"),
            Some(b'[') => say!("an array", "数组"),
            Some(b'"') => return nothing_inside(&say!("a text", "文本")),
            Some(b't' | b'f') => return nothing_inside(&say!("a boolean", "布尔值")),
            _ => return nothing_inside(&say!("a number", "数字")),
        };
        say!("{found} is in the way, where {wanted} is wanted", "此处是{found}，而需要的是{wanted}")
    }
}

fn nothing_inside(found: &str) -> String {
    say!("{found} is in the way, which has nothing inside", "此处是{found}，里面没有其他字段")
}

/// A text as JSON writes it.
pub(super) fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// The text of an object with these members.
pub(super) fn object(members: &[(String, Json)]) -> String {
    let members: Vec<_> =
        members.iter().map(|(name, value)| format!("{}:{}", quoted(name), value.0)).collect();
    format!("{{{}}}", members.join(","))
}

/// The text of an array with these elements.
pub(super) fn array(elements: &[Json]) -> String {
    let elements: Vec<_> = elements.iter().map(|element| element.0.as_str()).collect();
    format!("[{}]", elements.join(","))
}

/// The members of an object in their order.
struct Members(Vec<(String, Json)>);

impl<'de> Deserialize<'de> for Members {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct InOrder;

        impl<'de> Visitor<'de> for InOrder {
            type Value = Members;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members, A::Error> {
                let mut members = Vec::new();
                while let Some((name, value)) = map.next_entry::<String, Box<RawValue>>()? {
                    members.push((name, Json(value.get().to_owned())));
                }
                Ok(Members(members))
            }
        }

        deserializer.deserialize_map(InOrder)
    }
}
