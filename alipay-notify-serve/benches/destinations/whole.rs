//! The whole program: what its inbox holds, delivered to one destination.

use std::fs;
use std::time::{Duration, Instant};

use alipay_notify::inbox::{Inbox as _, StoredDelivery};
use alipay_notify_inbox::AnyInbox;
use alipay_notify_serve::{Config, Server};
use tempfile::TempDir;
use tokio::time::sleep;

use crate::{IN_FLIGHT, Outcome, sample};

/// How often it is asked whether it is done.
const LOOK: Duration = Duration::from_millis(20);

/// A configuration with one destination, and its inbox.
pub(crate) struct Whole {
    folder: TempDir,
    inbox: AnyInbox,
}

impl Whole {
    /// With this destination, in TOML.
    pub(crate) async fn new(target: &str) -> Outcome<Self> {
        let folder = tempfile::tempdir()?;
        let config = format!(
            "[serve]\nlisten = \"127.0.0.1:0\"\n\
             [[serve.app]]\nid = \"2014060600164699\"\npath = \"/alipay\"\n\
             alipay_public_key_file = \"key.pem\"\n\
             [[serve.destination]]\nname = \"whole\"\nconcurrency = {IN_FLIGHT}\n{target}\n"
        );
        fs::write(folder.path().join("alipay-notify.toml"), config)?;
        fs::write(folder.path().join("key.pem"), sample::key().public_key_pem())?;
        fs::create_dir(folder.path().join("inbox"))?;
        let file = folder.path().join("inbox/whole.db");
        let inbox = AnyInbox::open(&format!("sqlite:{}", file.display())).await?;
        Ok(Self { folder, inbox })
    }

    /// How many a second are delivered, from the start of the program to when nothing is left.
    pub(crate) async fn rate(&self, deliveries: Vec<StoredDelivery>) -> Outcome<f64> {
        let count = u32::try_from(deliveries.len())?;
        let puts = deliveries.into_iter().map(|delivery| self.inbox.put(delivery));
        futures_util::future::try_join_all(puts).await?;
        let config = Config::read(&self.folder.path().join("alipay-notify.toml"))
            .map_err(|errors| errors.to_string())?;
        let begun = Instant::now();
        let server = Server::start(config).await?;
        while !self.is_empty().await? {
            sleep(LOOK).await;
        }
        let took = begun.elapsed();
        drop(server);
        Ok(f64::from(count) / took.as_secs_f64())
    }

    async fn is_empty(&self) -> Outcome<bool> {
        let health = self.inbox.health().await?;
        assert_eq!(health.stuck + health.dead, 0, "{health}");
        Ok(health.waiting + health.running == 0)
    }
}
