//! A gateway that is killed while it works: the server of the test `crash`.
//!
//! `victim KEY_FILE EFFECTS_FILE STORE`: handles messages by adding their number to the file of
//! effects, and prints its port once it listens. `STORE` is the URL of a database, with the name of
//! a table or a prefix after a space.

use std::error::Error;
use std::fs::{self, File, OpenOptions};
use std::io::{Write, stdout};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use alipay_notify::gateway::GatewayBuilder;
use alipay_notify::{AlipayNotify, AlipayPublicKey, Gateway, Notification, Verifier};
use alipay_notify_stores::{RedisStore, SqliteStore};
use axum::Router;
use tokio::net::TcpListener;

/// The message that has an effect.
#[derive(Debug, AlipayNotify)]
#[alipay(msg_method = "my.effect")]
struct Effect {
    /// Which.
    #[alipay(max_len = 8)]
    number: String,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [key, effects, store] = arguments.as_slice() else {
        return Err("KEY_FILE EFFECTS_FILE STORE".into());
    };
    let key = AlipayPublicKey::parse(&fs::read_to_string(key)?)?;
    let gateway = with_store(Gateway::builder(Verifier::new(key)), store).await?;
    let gateway = gateway.on(handler(Path::new(effects))?).build()?;

    let app = Router::new().route("/alipay", alipay_notify_axum::gateway(gateway));
    let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
    writeln!(stdout(), "{}", listener.local_addr()?.port())?;
    axum::serve(listener, app).await?;
    Ok(())
}

async fn with_store(
    builder: GatewayBuilder,
    store: &str,
) -> Result<GatewayBuilder, Box<dyn Error>> {
    let (url, name) = store.split_once(' ').ok_or("the store has no name")?;
    if url.starts_with("redis") {
        return Ok(builder.dedupe(RedisStore::connect(url).await?.prefix(name)));
    }
    let store = SqliteStore::connect(url).await?.table(name)?;
    store.create_table().await?;
    Ok(builder.dedupe(store))
}

/// What a handler answers.
type Answer = std::pin::Pin<Box<dyn Future<Output = Result<(), std::io::Error>> + Send>>;

/// A handler that takes its time before and after its effect, so that it is killed everywhere.
fn handler(
    effects: &Path,
) -> Result<impl Fn(Notification<Effect>) -> Answer + Send + Sync + use<>, std::io::Error> {
    let file: Arc<File> = Arc::new(OpenOptions::new().create(true).append(true).open(effects)?);
    Ok(move |n: Notification<Effect>| -> Answer {
        let file = Arc::clone(&file);
        Box::pin(async move {
            tokio::time::sleep(Duration::from_millis(3)).await;
            // One write, so that a kill leaves all of it or nothing.
            (&*file).write_all(format!("{}\n", n.number).as_bytes())?;
            tokio::time::sleep(Duration::from_millis(3)).await;
            Ok(())
        })
    })
}
