//! The inboxes: one for each destination, and one for what none of them takes.

use std::fs;
use std::path::PathBuf;

use alipay_notify_inbox::AnyInbox;

use super::ServeError;
use crate::config::{InboxConfig, Route, UNROUTED};
use crate::fan_out::{FanOut, Taker};

/// Each destination with its inbox, and the inbox of what none of them takes.
pub(super) struct Inboxes {
    pub(super) routes: Vec<(Route, AnyInbox)>,
    pub(super) unrouted: AnyInbox,
}

impl Inboxes {
    pub(super) async fn open(config: &InboxConfig, routes: Vec<Route>) -> Result<Self, ServeError> {
        if let InboxConfig::Sqlite(folder) = config {
            make_private(folder)
                .map_err(|error| ServeError::Folder(PathBuf::from(folder), error))?;
        }
        let open = async |name: &str| {
            let inbox = AnyInbox::open(&config.url(name)).await;
            inbox.map_err(|error| ServeError::Inbox(name.to_owned(), error))
        };
        let mut opened = Vec::new();
        for route in routes {
            let inbox = open(&route.name).await?;
            opened.push((route, inbox));
        }
        Ok(Self { routes: opened, unrouted: open(UNROUTED).await? })
    }

    pub(super) fn fan_out(&self) -> FanOut {
        let taker = |(route, inbox): &(Route, AnyInbox)| Taker {
            take: route.take.clone(),
            inbox: inbox.clone(),
        };
        let takers = self.routes.iter().map(taker).collect();
        FanOut { takers, unrouted: self.unrouted.clone() }
    }

    /// Each by the name of its destination, the unrouted last.
    pub(super) fn named(&self) -> impl Iterator<Item = (&str, &AnyInbox)> {
        let routed = self.routes.iter().map(|(route, inbox)| (route.name.as_str(), inbox));
        routed.chain([(UNROUTED, &self.unrouted)])
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
