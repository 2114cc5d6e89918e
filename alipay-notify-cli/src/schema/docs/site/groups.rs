//! The messages by domain, such as `ant.merchant`; what is no message by its family.

use alipay_notify_schema::{Family, MessageSchema};

use super::files::Page;
use super::names;
use crate::lang::say;

/// The groups, in the order of their first messages.
#[derive(Debug)]
pub(super) struct Groups<'s>(Vec<Group<'s>>);

/// Messages of one domain.
#[derive(Debug)]
pub(super) struct Group<'s> {
    pub(super) title: String,
    /// The anchor on the list of messages.
    pub(super) anchor: String,
    pub(super) pages: Vec<Page<'s>>,
}

impl<'s> Groups<'s> {
    pub(super) fn of(pages: Vec<Page<'s>>) -> Self {
        let mut groups: Vec<Group<'s>> = Vec::new();
        for page in pages {
            let title = title(page.schema);
            if let Some(group) = groups.iter_mut().find(|group| group.title == title) {
                group.pages.push(page);
            } else {
                let anchor = format!("group-{}", names::anchor(&domain(page.schema)));
                groups.push(Group { title, anchor, pages: vec![page] });
            }
        }
        Self(groups)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Group<'s>> {
        self.0.iter()
    }

    /// The pages of all groups.
    pub(super) fn pages(&self) -> impl Iterator<Item = &Page<'s>> {
        self.0.iter().flat_map(|group| &group.pages)
    }
}

impl Group<'_> {
    pub(super) fn has(&self, page: &Page<'_>) -> bool {
        self.pages.iter().any(|other| other.file == page.file)
    }
}

/// What a message is called within its group.
pub(super) fn short_name(schema: &MessageSchema) -> &str {
    let within = schema.name.strip_prefix(&domain(schema)).and_then(|rest| rest.strip_prefix('.'));
    within.filter(|rest| !rest.is_empty()).unwrap_or(&schema.name)
}

fn title(schema: &MessageSchema) -> String {
    match schema.family {
        Family::Message => domain(schema),
        Family::Notify => say!("Notifications (notify_type)", "异步通知（notify_type）"),
        Family::Service => say!("Pushes of services (service)", "服务推送（service）"),
    }
}

/// The first two parts of a message's name, or the first where there are only two.
fn domain(schema: &MessageSchema) -> String {
    if schema.family != Family::Message {
        return schema.family.to_string();
    }
    let parts: Vec<&str> = schema.name.split('.').collect();
    let count = parts.len().saturating_sub(1).clamp(1, 2);
    parts.get(..count).unwrap_or_default().join(".")
}
