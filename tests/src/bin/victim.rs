//! A gateway that is killed or stopped while it works: the server of the tests `crash` and `soak`.
//!
//! `victim FRAMEWORK PAUSE KEY_FILE EFFECTS_FILE STORE`: handles messages by adding their number to
//! the file of effects, with a pause of so many milliseconds before and after that, and prints its
//! port once it listens. `STORE` is the URL of a database, with the name of a table or a prefix
//! after a space. A stop has 3 seconds.

use std::error::Error;
use std::fs::{self, File, OpenOptions};
use std::io::{Write, stdout};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use actix_web::http::KeepAlive;
use actix_web::{App, HttpServer};
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

type Outcome<T = ()> = Result<T, Box<dyn Error>>;

fn main() -> Outcome {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [framework, pause, key, effects, store] = arguments.as_slice() else {
        return Err("FRAMEWORK PAUSE KEY_FILE EFFECTS_FILE STORE".into());
    };
    let key = AlipayPublicKey::parse(&fs::read_to_string(key)?)?;
    let handler = handler(Path::new(effects), Duration::from_millis(pause.parse()?))?;
    let gateway = async {
        Ok::<_, Box<dyn Error>>(
            with_store(Gateway::builder(Verifier::new(key)), store).await?.on(handler).build()?,
        )
    };
    match framework.as_str() {
        "axum" => tokio::runtime::Runtime::new()?.block_on(async { axum(gateway.await?).await }),
        _ => actix_web::rt::System::new().block_on(async { actix(gateway.await?).await }),
    }
}

const STOP: Duration = Duration::from_secs(3);

async fn axum(gateway: Gateway) -> Outcome {
    let app = Router::new().route("/alipay", alipay_notify_axum::gateway(gateway));
    let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
    writeln!(stdout(), "{}", listener.local_addr()?.port())?;
    Ok(alipay_notify_axum::serve(listener, app).stop_time(STOP).await?)
}

/// As the adapter's example.
async fn actix(gateway: Gateway) -> Outcome {
    let app = move || App::new().service(alipay_notify_actix::gateway("/alipay", gateway.clone()));
    let server = HttpServer::new(app)
        .client_request_timeout(Duration::from_secs(10))
        .keep_alive(KeepAlive::Disabled)
        .max_connections(256)
        .shutdown_timeout(STOP.as_secs())
        .bind(("127.0.0.1", 0))?;
    writeln!(stdout(), "{}", server.addrs()[0].port())?;
    Ok(server.run().await?)
}

async fn with_store(builder: GatewayBuilder, store: &str) -> Outcome<GatewayBuilder> {
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
    pause: Duration,
) -> Result<impl Fn(Notification<Effect>) -> Answer + Send + Sync + use<>, std::io::Error> {
    let file: Arc<File> = Arc::new(OpenOptions::new().create(true).append(true).open(effects)?);
    Ok(move |n: Notification<Effect>| -> Answer {
        let file = Arc::clone(&file);
        Box::pin(async move {
            tokio::time::sleep(pause).await;
            // One write, so that a kill leaves all of it or nothing.
            (&*file).write_all(format!("{}\n", n.number).as_bytes())?;
            tokio::time::sleep(pause).await;
            Ok(())
        })
    })
}
