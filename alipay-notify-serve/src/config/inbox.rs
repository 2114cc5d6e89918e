//! `inbox`: where messages are kept, an inbox for each destination.

use std::path::Path;

use super::mistake::Belongs;
use super::reader::Table;
use super::secret::Secret;

/// Where the inboxes are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum InboxConfig {
    /// A file for each, in this folder.
    Sqlite(String),
    /// A schema for each, in this database.
    Postgres(Secret),
    /// Streams for each, whose names begin as this URL ends.
    Nats(Secret),
}

/// The most connections to PostgreSQL for each destination: put, take, settle, look after.
const CONNECTIONS: u32 = 8;

impl InboxConfig {
    pub(super) fn read(table: &Table<'_>) -> Option<Self> {
        if table.value("inbox").is_none() {
            return Some(Self::Sqlite(table.notes.path("inbox").display().to_string()));
        }
        let (url, _) = table.url_if("inbox", |url| engine(url).is_some(), Belongs::Inbox)?;
        Some(match engine(url.reveal())? {
            "sqlite" => Self::Sqlite(table.notes.path(folder(url.reveal())).display().to_string()),
            "postgres" => Self::Postgres(url),
            _ => Self::Nats(url),
        })
    }

    /// The URL of the inbox of a destination. It may hold a password.
    pub(crate) fn url(&self, destination: &str) -> String {
        match self {
            Self::Sqlite(folder) => {
                let file = Path::new(folder).join(format!("{destination}.db"));
                format!("sqlite:{}", file.display())
            }
            Self::Postgres(url) => {
                let url = url.reveal();
                let separator = if url.contains('?') { '&' } else { '?' };
                let schema = format!("schema=alipay_notify_{destination}");
                format!("{url}{separator}{schema}&connections={CONNECTIONS}")
            }
            Self::Nats(url) => {
                let (head, query) = match url.reveal().split_once('?') {
                    Some((head, query)) => (head, format!("?{query}")),
                    None => (url.reveal(), String::new()),
                };
                format!("{}_{destination}{query}", head.trim_end_matches('/'))
            }
        }
    }

    /// The same, for everyone to see: of a server, without what its URL says.
    pub(crate) fn shown(&self, destination: &str) -> String {
        match self {
            Self::Sqlite(_) => self.url(destination),
            Self::Postgres(_) => format!("postgres, schema alipay_notify_{destination}"),
            Self::Nats(_) => {
                let url = self.url(destination);
                let (head, _) = url.split_once('?').unwrap_or((&url, ""));
                let (_, streams) = head.rsplit_once('/').unwrap_or_default();
                format!("nats, streams {streams}")
            }
        }
    }
}

/// The engine of a URL, if it is one of an inbox.
fn engine(url: &str) -> Option<&'static str> {
    let (scheme, rest) = url.split_once(':')?;
    let (_, path) =
        rest.strip_prefix("//").and_then(|rest| rest.split_once('/')).unwrap_or_default();
    let (name, query) = path.split_once('?').unwrap_or((path, ""));
    let names_more = !name.trim_end_matches('/').is_empty();
    // These are not the user's to choose: each inbox has its own.
    let is_set = |key| query.split('&').any(|part| part.split('=').next() == Some(key));
    match scheme {
        "sqlite" if !folder(url).is_empty() && !rest.contains('?') => Some("sqlite"),
        "postgres" | "postgresql" if is_set("schema") || is_set("connections") => None,
        "postgres" | "postgresql" if names_more => Some("postgres"),
        "nats" | "tls" if names_more => Some("nats"),
        _ => None,
    }
}

/// The folder of a URL, with or without `//` before it.
fn folder(url: &str) -> &str {
    let path = url.strip_prefix("sqlite:").unwrap_or(url);
    path.strip_prefix("//").unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_destination_has_an_inbox_of_its_own() {
        let postgres = |url| InboxConfig::Postgres(Secret::of(url));
        let nats = |url| InboxConfig::Nats(Secret::of(url));
        for (config, url, shown) in [
            (
                InboxConfig::Sqlite("/var/lib/inbox".to_owned()),
                "sqlite:/var/lib/inbox/orders.db",
                "sqlite:/var/lib/inbox/orders.db",
            ),
            (
                postgres("postgres://me:hunter2@host/shop?sslmode=require"),
                "postgres://me:hunter2@host/shop?sslmode=require&schema=alipay_notify_orders\
                 &connections=8",
                "postgres, schema alipay_notify_orders",
            ),
            (
                postgres("postgres://host/shop"),
                "postgres://host/shop?schema=alipay_notify_orders&connections=8",
                "postgres, schema alipay_notify_orders",
            ),
            (
                nats("nats://hunter2@host:4222,other/SHOP?replicas=3"),
                "nats://hunter2@host:4222,other/SHOP_orders?replicas=3",
                "nats, streams SHOP_orders",
            ),
            (nats("nats://host/SHOP/"), "nats://host/SHOP_orders", "nats, streams SHOP_orders"),
        ] {
            assert_eq!(
                (config.url("orders").as_str(), config.shown("orders").as_str()),
                (url, shown)
            );
        }
    }

    #[test]
    fn a_folder_is_relative_unless_it_begins_with_a_slash() {
        for (url, path) in [
            ("sqlite:inbox", "inbox"),
            ("sqlite://inbox", "inbox"),
            ("sqlite:/var/inbox", "/var/inbox"),
            ("sqlite:///var/inbox", "/var/inbox"),
        ] {
            assert_eq!(folder(url), path, "{url}");
        }
    }

    #[test]
    fn the_engine_is_known_by_its_url() {
        for (url, engine_of) in [
            ("sqlite:inbox", Some("sqlite")),
            ("sqlite:", None),
            ("sqlite://inbox", Some("sqlite")),
            ("sqlite://", None),
            ("sqlite:inbox?mode=memory", None),
            ("postgresql://host/shop", Some("postgres")),
            ("postgres://host", None),
            ("postgres://host/?sslmode=require", None),
            ("postgres://host/shop?sslmode=require", Some("postgres")),
            ("postgres://host/shop?sslmode=require&schema=own", None),
            ("postgres://host/shop?connections=2", None),
            ("tls://host/SHOP", Some("nats")),
            ("nats://host", None),
            ("nats://host//", None),
            ("redis://host/0", None),
            ("inbox", None),
        ] {
            assert_eq!(engine(url), engine_of, "{url}");
        }
    }
}
