//! JSON to be written: every token as it will stand there.

use alipay_notify_schema::json::quoted;
use alipay_notify_schema::json::{self, Node, Value};

/// A JSON value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Tree {
    /// A string with its quotes, a number, `true`, `false` or `null`.
    Token(String),
    Array(Vec<Tree>),
    Object(Vec<Member>),
    /// An object whose members have a line each, however short they are.
    Open(Vec<Member>),
}

/// A member of an object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Member {
    pub(crate) name: String,
    pub(crate) value: Tree,
}

impl Member {
    pub(crate) fn new(name: &str, value: Tree) -> Self {
        Self { name: name.to_owned(), value }
    }
}

impl Tree {
    pub(crate) fn text(text: &str) -> Self {
        Self::Token(quoted(text))
    }

    /// What a text of JSON holds; none where it is not JSON.
    pub(crate) fn read(text: &str) -> Option<Self> {
        json::read_strict(text).ok().map(|root| Self::of(&root, text))
    }

    /// Every number as it stands in `source`. Strings are written again, so that the same string is
    /// the same token.
    pub(crate) fn of(node: &Node, source: &str) -> Self {
        match &node.value {
            Value::Array(elements) => {
                Self::Array(elements.iter().map(|element| Self::of(element, source)).collect())
            }
            Value::Object(members) => Self::Object(
                members
                    .iter()
                    .map(|member| Member::new(&member.name, Self::of(&member.node, source)))
                    .collect(),
            ),
            Value::String(text) => Self::text(text),
            _ => Self::Token(node.text(source).to_owned()),
        }
    }

    /// The same with a line for each member.
    pub(crate) fn open(self) -> Self {
        match self {
            Self::Object(members) => Self::Open(members),
            other => other,
        }
    }

    pub(crate) fn members(&self) -> &[Member] {
        match self {
            Self::Object(members) | Self::Open(members) => members,
            Self::Token(_) | Self::Array(_) => &[],
        }
    }

    pub(crate) fn members_mut(&mut self) -> Option<&mut Vec<Member>> {
        match self {
            Self::Object(members) | Self::Open(members) => Some(members),
            Self::Token(_) | Self::Array(_) => None,
        }
    }

    pub(crate) fn elements(&self) -> &[Tree] {
        match self {
            Self::Array(elements) => elements,
            _ => &[],
        }
    }

    pub(crate) fn elements_mut(&mut self) -> &mut [Tree] {
        match self {
            Self::Array(elements) => elements,
            _ => &mut [],
        }
    }

    pub(crate) fn member(&self, name: &str) -> Option<&Tree> {
        self.members().iter().find(|member| member.name == name).map(|member| &member.value)
    }

    pub(crate) fn member_mut(&mut self, name: &str) -> Option<&mut Tree> {
        let member = self.members_mut()?.iter_mut().find(|member| member.name == name);
        member.map(|member| &mut member.value)
    }
}
