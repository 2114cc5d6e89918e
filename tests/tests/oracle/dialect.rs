//! A schema of the dialect as the generator makes it, and how it is written to a file.
//!
//! None of this is shared with the crates under test.

use crate::json::{Json, Style};

#[derive(Clone, Debug)]
pub(crate) struct Object {
    /// Whether the members are parameters of a form.
    pub(crate) is_flat: bool,
    pub(crate) members: Vec<Member>,
    pub(crate) groups: Vec<Group>,
}

#[derive(Clone, Debug)]
pub(crate) struct Member {
    pub(crate) name: String,
    pub(crate) presence: Presence,
    pub(crate) repeated: bool,
    pub(crate) kind: Kind,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Presence {
    Required,
    Optional,
    Conditional,
}

#[derive(Clone, Debug)]
pub(crate) enum Kind {
    Text { limit: Option<usize> },
    Enum { values: &'static [&'static str], limit: Option<usize> },
    Yuan { limit: Option<usize> },
    BeijingTime,
    Json { content: Option<JsonContent>, limit: Option<usize> },
    Integer,
    Number,
    Boolean,
    Object(Object),
}

/// What is in a text that is JSON.
#[derive(Clone, Debug)]
pub(crate) struct JsonContent {
    pub(crate) repeated: bool,
    pub(crate) object: Object,
}

#[derive(Clone, Debug)]
pub(crate) struct Group {
    pub(crate) exactly_one: bool,
    pub(crate) members: Vec<String>,
}

impl Object {
    /// The schema file.
    pub(crate) fn file(&self, name: &str) -> String {
        let family = if self.is_flat { "notify" } else { "message" };
        let mut keywords = vec![
            keyword("$schema", Json::text("https://json-schema.org/draft/2020-12/schema")),
            keyword("$id", Json::text(format!("urn:alipay:{family}:oracle.{name}"))),
            keyword("title", Json::text(format!("订单{name}"))),
            keyword("description", Json::text("Made by a generator.")),
        ];
        keywords.extend(self.keywords());
        Json::Object(keywords).write(Style::Indented) + "\n"
    }

    pub(crate) fn member(&self, name: &str) -> Option<&Member> {
        self.members.iter().find(|member| member.name == name)
    }

    fn keywords(&self) -> Vec<(String, Json)> {
        let mut keywords = vec![keyword("type", Json::text("object"))];
        let required = self.members.iter().filter(|member| member.presence == Presence::Required);
        let required: Vec<Json> = required.map(|member| Json::text(&*member.name)).collect();
        if !required.is_empty() {
            keywords.push(keyword("required", Json::Array(required)));
        }
        let properties = self.members.iter().map(|member| (member.name.clone(), member.schema()));
        keywords.push(keyword("properties", Json::Object(properties.collect())));
        keywords.extend(self.group_keywords());
        keywords
    }

    /// A group that is the only one of its kind is a keyword of its own; several of a kind go into
    /// `allOf`.
    fn group_keywords(&self) -> Vec<(String, Json)> {
        let mut keywords = Vec::new();
        let mut wrapped = Vec::new();
        for exactly_one in [true, false] {
            let mut groups = self
                .groups
                .iter()
                .filter(|group| group.exactly_one == exactly_one)
                .map(Group::keyword);
            match (groups.next(), groups.next()) {
                (Some(only), None) => keywords.push(only),
                (first, second) => {
                    let all = first.into_iter().chain(second).chain(groups);
                    wrapped.extend(all.map(|group| Json::Object(vec![group])));
                }
            }
        }
        if !wrapped.is_empty() {
            keywords.push(keyword("allOf", Json::Array(wrapped)));
        }
        keywords
    }
}

impl Group {
    fn keyword(&self) -> (String, Json) {
        let alternative = |name: &String| {
            Json::Object(vec![keyword("required", Json::Array(vec![Json::text(&**name)]))])
        };
        let alternatives = self.members.iter().map(alternative).collect();
        keyword(if self.exactly_one { "oneOf" } else { "anyOf" }, Json::Array(alternatives))
    }
}

/// Names whose types would hide those of the prelude, so that they need another one.
const HIDING: [&str; 5] = ["result", "option", "string", "vec", "fn"];

impl Member {
    fn schema(&self) -> Json {
        let mut keywords =
            vec![keyword("description", Json::text(format!("The member {}.", self.name)))];
        if self.presence == Presence::Conditional {
            keywords.push(keyword("x-alipay-presence", Json::text("conditional")));
        }
        if self.kind.is_written() && HIDING.contains(&&*self.name) {
            keywords.push(keyword(
                "x-alipay-type",
                Json::text(format!("{}Type", self.name.to_uppercase())),
            ));
        }
        if self.repeated {
            keywords.push(keyword("type", Json::text("array")));
            keywords.push(keyword("items", Json::Object(self.kind.keywords())));
        } else {
            keywords.extend(self.kind.keywords());
        }
        Json::Object(keywords)
    }
}

impl Kind {
    /// Whether the derive writes a type for a member of this kind.
    fn is_written(&self) -> bool {
        matches!(self, Self::Object(_) | Self::Enum { .. } | Self::Json { content: Some(_), .. })
    }

    fn keywords(&self) -> Vec<(String, Json)> {
        let mut keywords = match self {
            Self::Object(object) => return object.keywords(),
            Self::Integer => return vec![keyword("type", Json::text("integer"))],
            Self::Number => return vec![keyword("type", Json::text("number"))],
            Self::Boolean => return vec![keyword("type", Json::text("boolean"))],
            Self::Text { .. }
            | Self::Enum { .. }
            | Self::Yuan { .. }
            | Self::BeijingTime
            | Self::Json { .. } => {
                vec![keyword("type", Json::text("string"))]
            }
        };
        if let Some(limit) = self.limit() {
            keywords.push(keyword("maxLength", Json::Number(limit.to_string())));
        }
        if let Self::Enum { values, .. } = self {
            let values =
                values.iter().map(|value| Json::Object(vec![keyword("const", Json::text(*value))]));
            keywords.push(keyword("oneOf", Json::Array(values.collect())));
        }
        match self {
            Self::Yuan { .. } => keywords.push(keyword("x-alipay-format", Json::text("yuan"))),
            Self::BeijingTime => {
                keywords.push(keyword("x-alipay-format", Json::text("beijing-time")));
            }
            _ => {}
        }
        if let Self::Json { content, .. } = self {
            keywords.push(keyword("contentMediaType", Json::text("application/json")));
            keywords
                .extend(content.as_ref().map(|content| keyword("contentSchema", content.schema())));
        }
        keywords
    }

    /// The longest text permitted.
    pub(crate) fn limit(&self) -> Option<usize> {
        match self {
            Self::Text { limit }
            | Self::Enum { limit, .. }
            | Self::Yuan { limit }
            | Self::Json { limit, .. } => *limit,
            Self::BeijingTime | Self::Integer | Self::Number | Self::Boolean | Self::Object(_) => {
                None
            }
        }
    }
}

impl JsonContent {
    fn schema(&self) -> Json {
        let object = Json::Object(self.object.keywords());
        if !self.repeated {
            return object;
        }
        Json::Object(vec![keyword("type", Json::text("array")), keyword("items", object)])
    }
}

fn keyword(name: &str, value: Json) -> (String, Json) {
    (name.to_owned(), value)
}
