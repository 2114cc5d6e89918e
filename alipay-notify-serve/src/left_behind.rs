//! Messages of destinations that are no longer in the configuration.

use std::path::Path;

use alipay_notify_inbox::{AnyInbox, Health};

use crate::config::{Config, InboxConfig, UNROUTED, is_name};

/// An inbox with messages that are delivered to nobody, since the configuration has no destination
/// of its name: it was taken out, or has another name now.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct LeftBehind {
    /// What the destination was called.
    pub name: String,
    /// The URL of its inbox.
    pub inbox: String,
    /// How many messages it has.
    pub health: Health,
}

impl Config {
    /// Looks for inboxes with messages that nobody delivers any more. Of those in PostgreSQL and
    /// NATS there is no list to look at; one that can't be opened is left out.
    ///
    /// # Panics
    ///
    /// Outside of a tokio runtime.
    pub async fn left_behind(&self) -> Vec<LeftBehind> {
        let InboxConfig::Sqlite(folder) = &self.fixed.inbox else { return Vec::new() };
        let mut left = Vec::new();
        for name in names(folder.as_ref()) {
            if name == UNROUTED || self.has_destination(&name) {
                continue;
            }
            let inbox = self.fixed.inbox.url(&name);
            let Ok(opened) = AnyInbox::open_existing(&inbox).await else { continue };
            if let Ok(health) = opened.health().await
                && health != Health::default()
            {
                left.push(LeftBehind { name, inbox, health });
            }
        }
        left
    }
}

/// Of which destinations there are files in a folder, sorted.
fn names(folder: &Path) -> Vec<String> {
    // Without a folder, there is nothing yet.
    let files = folder.read_dir().into_iter().flatten().flatten().map(|entry| entry.path());
    let inboxes = files.filter(|file| file.extension().is_some_and(|ending| ending == "db"));
    let name = |file: &Path| Some(file.file_stem()?.to_str()?.to_owned());
    let mut names: Vec<_> =
        inboxes.filter_map(|file| name(&file)).filter(|name| is_name(name)).collect();
    names.sort();
    names
}
