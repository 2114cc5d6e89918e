//! The inboxes: one for each destination, and one for what none of them takes.

use std::fs;
use std::path::PathBuf;

use alipay_notify_inbox::AnyInbox;

use super::ServeError;
use crate::config::{InboxConfig, Route, UNROUTED};
use crate::fan_out::{FanOut, Taker};

/// By the name of the destination, the unrouted last.
pub(super) struct Inboxes(Vec<(String, AnyInbox)>);

impl Inboxes {
    pub(super) async fn open(config: &InboxConfig, routes: &[Route]) -> Result<Self, ServeError> {
        if let InboxConfig::Sqlite(folder) = config {
            make_private(folder)
                .map_err(|error| ServeError::Folder(PathBuf::from(folder), error))?;
        }
        let names = routes.iter().map(|route| route.name.as_str()).chain([UNROUTED]);
        let mut inboxes = Vec::new();
        for name in names {
            let inbox = AnyInbox::open(&config.url(name)).await;
            let inbox = inbox.map_err(|error| ServeError::Inbox(name.to_owned(), error))?;
            inboxes.push((name.to_owned(), inbox));
        }
        Ok(Self(inboxes))
    }

    pub(super) fn fan_out(&self, routes: &[Route]) -> FanOut {
        let taker = |route: &Route| Taker { take: route.take.clone(), inbox: self.of(&route.name) };
        FanOut { takers: routes.iter().map(taker).collect(), unrouted: self.of(UNROUTED) }
    }

    /// The one of this name; there is one for each destination.
    pub(super) fn of(&self, name: &str) -> AnyInbox {
        let (_, inbox) = self.0.iter().find(|(own, _)| own == name).unwrap_or(&self.0[0]);
        inbox.clone()
    }

    pub(super) fn named(&self) -> Vec<(String, AnyInbox)> {
        self.0.clone()
    }

    pub(super) fn all(&self) -> Vec<AnyInbox> {
        self.0.iter().map(|(_, inbox)| inbox.clone()).collect()
    }
}

/// Makes a folder that is its user's alone, unless it is there.
fn make_private(folder: &str) -> std::io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}
