//! What a sample message shows of its members, whatever their number.

use super::sample::Sample;
use alipay_notify_schema::json::{self, Node, Value};

/// What is seen of one member, or of the content itself, in all places where it occurs.
#[derive(Debug, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "samples may show several of these types of one member"
)]
pub(super) struct Shown {
    /// The line of the page where it is first.
    pub(super) line: usize,
    pub(super) is_text: bool,
    pub(super) is_number: bool,
    pub(super) is_boolean: bool,
    pub(super) is_list: bool,
    pub(super) is_object: bool,
    /// What is in a text that is JSON itself: whether it is a list.
    pub(super) json: Option<bool>,
    /// The members of the objects that it is, or that are in it.
    pub(super) members: Vec<(String, Shown)>,
}

impl Shown {
    /// What a sample shows.
    pub(super) fn of(sample: &Sample) -> Self {
        let mut shown = Self { line: sample.line(&sample.root), ..Self::default() };
        shown.see(&sample.root, &|node| sample.line(node));
        shown
    }

    pub(super) fn member(&self, name: &str) -> Option<&Self> {
        self.members.iter().find(|(member, _)| member == name).map(|(_, shown)| shown)
    }

    /// In how many objects a member of this name is, this one and those in it.
    pub(super) fn places_of(&self, name: &str) -> usize {
        self.members
            .iter()
            .map(|(member, shown)| usize::from(member == name) + shown.places_of(name))
            .sum()
    }

    /// Whether it is neither an object nor a list of objects.
    pub(super) fn is_scalar(&self) -> bool {
        (self.is_text || self.is_number || self.is_boolean) && !self.is_object
    }

    fn see(&mut self, node: &Node, line: &dyn Fn(&Node) -> usize) {
        match &node.value {
            Value::Null => {}
            Value::Boolean(_) => self.is_boolean = true,
            Value::Number(_) => self.is_number = true,
            Value::String(text) => {
                self.is_text = true;
                self.see_json(text, line(node));
            }
            Value::Array(elements) => {
                self.is_list = true;
                for element in elements {
                    self.see(element, line);
                }
            }
            Value::Object(members) => {
                self.is_object = true;
                for member in members {
                    self.member_mut(&member.name, line(&member.node)).see(&member.node, line);
                }
            }
        }
    }

    /// A text that is an object or a list of objects itself.
    fn see_json(&mut self, text: &str, line: usize) {
        if !text.trim_start().starts_with(['{', '[']) {
            return;
        }
        let Ok(root) = json::read_strict(text) else { return };
        let is_object = |node: &Node| matches!(node.value, Value::Object(_));
        let objects = match &root.value {
            Value::Array(elements) if !elements.is_empty() && elements.iter().all(is_object) => {
                &elements[..]
            }
            Value::Object(_) => std::slice::from_ref(&root),
            _ => return,
        };
        self.json = Some(matches!(root.value, Value::Array(_)));
        for object in objects {
            let mut inner = Self::default();
            inner.see(object, &|_| line);
            for (name, shown) in inner.members {
                if self.member(&name).is_none() {
                    self.members.push((name, shown));
                }
            }
        }
    }

    fn member_mut(&mut self, name: &str, line: usize) -> &mut Self {
        let at = self.members.iter().position(|(member, _)| member == name).unwrap_or_else(|| {
            self.members.push((name.to_owned(), Self { line, ..Self::default() }));
            self.members.len() - 1
        });
        &mut self.members[at].1
    }
}
