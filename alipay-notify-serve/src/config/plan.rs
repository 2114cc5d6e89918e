//! What a configuration would have run, for everyone to see.

use std::net::SocketAddr;

use super::{App, Channel, Config, DestinationConfig};

/// What a [`Config`] would have run. No secret is in it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Plan {
    /// Where it listens.
    pub listen: SocketAddr,
    /// Whether it speaks TLS.
    pub tls: bool,
    /// Where `/healthz`, `/readyz` and `/metrics` are, if elsewhere.
    pub operations: Option<SocketAddr>,
    /// Whose messages are received.
    pub apps: Vec<PlannedApp>,
    /// Where they go.
    pub destinations: Vec<PlannedDestination>,
}

/// An app of a [`Plan`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PlannedApp {
    /// Its `app_id`.
    pub id: String,
    /// Where it is delivered to.
    pub path: Option<String>,
    /// Where its long connection leads.
    pub channel: Option<String>,
    /// The [fingerprints](alipay_notify::AlipayPublicKey::fingerprint) of its keys.
    pub keys: Vec<String>,
}

/// A destination of a [`Plan`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PlannedDestination {
    /// Its name.
    pub name: String,
    /// Such as `nats`.
    pub kind: &'static str,
    /// Which messages it takes.
    pub take: Vec<String>,
    /// Where they are kept for it.
    pub inbox: String,
}

impl Config {
    /// What would run.
    #[must_use]
    pub fn plan(&self) -> Plan {
        let app = |app: &App| PlannedApp {
            id: app.id.clone(),
            path: app.path.clone(),
            channel: app.channel.as_ref().map(|Channel { endpoint, .. }| endpoint.to_string()),
            keys: app.keys.iter().map(|key| key.fingerprint().to_owned()).collect(),
        };
        let destination = |config: &DestinationConfig| PlannedDestination {
            name: config.name.clone(),
            kind: config.target.name(),
            take: config.take.iter().map(ToString::to_string).collect(),
            inbox: self.fixed.inbox.shown(&config.name),
        };
        Plan {
            listen: self.fixed.listen,
            tls: self.tls.is_some(),
            operations: self.fixed.operations,
            apps: self.apps.iter().map(app).collect(),
            destinations: self.fixed.destinations.iter().map(destination).collect(),
        }
    }
}
