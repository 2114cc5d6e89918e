//! The keywords of one schema object: each is taken once, and what nobody took is rejected.

use std::borrow::Cow;

use super::error::{Report, SchemaProblem};
use super::expected::Expected;
use super::idempotency;
use crate::json::{JsonType, Member, Node, Value, join};
use crate::nearest::nearest;

/// Every keyword of the dialect, to guess what a misspelt one was meant to be.
const DIALECT: [&str; 20] = [
    "$id",
    "$schema",
    "allOf",
    "anyOf",
    "const",
    "contentMediaType",
    "contentSchema",
    "description",
    "examples",
    "items",
    "maxLength",
    "oneOf",
    "properties",
    "required",
    "title",
    "type",
    idempotency::KEYWORD,
    "x-alipay-format",
    "x-alipay-presence",
    "x-alipay-type",
];

/// The members of one schema object and which of them were taken.
pub(super) struct Keywords<'n> {
    members: &'n [Member],
    taken: Vec<bool>,
    start: usize,
    pub(super) pointer: String,
}

impl<'n> Keywords<'n> {
    /// The keywords of `node`, which must be an object.
    pub(super) fn of(node: &'n Node, pointer: &str, report: &mut Report<'_>) -> Option<Self> {
        let Value::Object(members) = &node.value else {
            expected(node, pointer, Expected::Type(JsonType::Object), report);
            return None;
        };
        Some(Self {
            members,
            taken: vec![false; members.len()],
            start: node.span.start,
            pointer: pointer.to_owned(),
        })
    }

    /// Takes a keyword that may be absent.
    pub(super) fn take(&mut self, keyword: &str) -> Option<&'n Node> {
        let index = self.members.iter().position(|member| member.name == keyword)?;
        self.taken[index] = true;
        Some(&self.members[index].node)
    }

    /// Takes a keyword that must be there.
    pub(super) fn require(
        &mut self,
        keyword: &'static str,
        report: &mut Report<'_>,
    ) -> Option<&'n Node> {
        let node = self.take(keyword);
        if node.is_none() {
            report.push(self.start, &self.pointer, SchemaProblem::MissingKeyword { keyword });
        }
        node
    }

    /// Takes a text; empty where it is absent.
    pub(super) fn text(&mut self, keyword: &str, report: &mut Report<'_>) -> Cow<'static, str> {
        match self.take(keyword) {
            None => Cow::Borrowed(""),
            Some(Node { value: Value::String(text), .. }) => Cow::Owned(text.clone()),
            Some(node) => {
                expected(node, &self.at(keyword), Expected::Type(JsonType::String), report);
                Cow::Borrowed("")
            }
        }
    }

    /// Takes an array; empty where it is absent.
    pub(super) fn array(&mut self, keyword: &str, report: &mut Report<'_>) -> &'n [Node] {
        match self.take(keyword) {
            None => &[],
            Some(Node { value: Value::Array(elements), .. }) => elements,
            Some(node) => {
                expected(node, &self.at(keyword), Expected::Type(JsonType::Array), report);
                &[]
            }
        }
    }

    /// Takes `type`, which must be `name`.
    pub(super) fn expect_type(&mut self, name: &'static str, report: &mut Report<'_>) {
        if let Some(node) = self.require("type", report)
            && !matches!(&node.value, Value::String(found) if found == name)
        {
            expected(node, &self.at("type"), Expected::Text(name), report);
        }
    }

    /// Where the object begins.
    pub(super) fn start(&self) -> usize {
        self.start
    }

    /// The JSON pointer of a keyword.
    pub(super) fn at(&self, keyword: &str) -> String {
        join(&self.pointer, keyword)
    }

    /// Rejects what was not taken, but for annotations of the user's own.
    pub(super) fn finish(self, report: &mut Report<'_>) {
        for (member, taken) in self.members.iter().zip(&self.taken) {
            let is_annotation =
                member.name.starts_with("x-") && !member.name.starts_with("x-alipay-");
            if !taken && member.name == idempotency::KEYWORD {
                report.push(
                    member.node.span.start,
                    &self.at(idempotency::KEYWORD),
                    SchemaProblem::KeyElsewhere,
                );
            } else if !taken && !is_annotation {
                let keyword = member.name.clone();
                let pointer = self.at(&keyword);
                let problem = if DIALECT.contains(&&*keyword) {
                    SchemaProblem::KeywordElsewhere { keyword }
                } else {
                    let meant = nearest(&keyword, DIALECT);
                    SchemaProblem::UnknownKeyword { keyword, meant }
                };
                report.push(member.node.span.start, &pointer, problem);
            }
        }
    }
}

/// Reports a value that its keyword does not take.
pub(super) fn expected(node: &Node, pointer: &str, expected: Expected, report: &mut Report<'_>) {
    let found = node.value.json_type();
    let is_another = expected.json_type().is_some_and(|expected| expected != found);
    let found = is_another.then_some(found);
    report.push(node.span.start, pointer, SchemaProblem::Expected { expected, found });
}
