//! How apps are received: a gateway for each path, and one for each long connection.

use alipay_notify::gateway::BuildError;
use alipay_notify::key::KeyRing;
use alipay_notify::{Gateway, Reply, Verifier};
use alipay_notify_ws::{LongConnection, LongConnectionBuilder};
use axum::Router;

use super::ServeError;
use crate::config::{App, Channel, Config};
use crate::fan_out::FanOut;

/// What receives.
pub(super) struct Served {
    pub(super) router: Router,
    pub(super) channels: Vec<LongConnection>,
}

pub(super) fn build(
    config: &Config,
    ring: &KeyRing,
    fan_out: &FanOut,
) -> Result<Served, ServeError> {
    let gateway = |apps: &[&App]| gateway(apps, ring, fan_out).map_err(ServeError::Gateway);
    let mut router = Router::new();
    for (path, apps) in config.paths() {
        router = router.route(path, alipay_notify_axum::gateway(gateway(&apps)?));
    }
    let mut channels = Vec::new();
    for app in &config.apps {
        let (Some(Channel { endpoint, serials }), Some(key)) = (&app.channel, &app.private_key)
        else {
            continue;
        };
        let (endpoint, gateway) = (endpoint.clone(), gateway(&[app])?);
        let builder = LongConnection::builder(endpoint, &app.id, key.clone(), gateway);
        let builder = serials.iter().cloned().fold(builder, LongConnectionBuilder::certificates);
        channels.push(builder.start());
    }
    Ok(Served { router, channels })
}

/// Receives what is for these apps, and stores it.
fn gateway(apps: &[&App], ring: &KeyRing, fan_out: &FanOut) -> Result<Gateway, BuildError> {
    let verifier = Verifier::with_ring(ring.clone());
    let verifier = apps.iter().fold(verifier, |verifier, app| verifier.app_id(&app.id));
    let mut builder = Gateway::builder(verifier)
        .inbox(fan_out.clone())
        // It is never called: whatever comes is stored, and whether it is taken, destinations say.
        .fallback(|_| async { Reply::Success });
    for app in apps {
        if let Some(key) = &app.private_key {
            builder = builder.activation_of(&app.id, key.clone());
        }
    }
    builder.build()
}
