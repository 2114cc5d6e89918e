//! A program with a long connection and an inbox, which the test `channel_crash` kills at work.
//! Arguments: the URL of the server, and a folder with keys, where it keeps its inbox and writes
//! the ids of the messages that took effect.

use std::error::Error;
use std::fs::{OpenOptions, read_to_string};
use std::io::Write as _;
use std::path::PathBuf;
use std::time::Duration;

use alipay_notify::key::AppPrivateKey;
use alipay_notify::{AlipayPublicKey, Gateway, Verified, Verifier};
use alipay_notify_inbox::{SqliteInbox, Worker};
use alipay_notify_ws::{LongConnection, Timing};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [endpoint, folder] = arguments.as_slice() else { return Err("two arguments".into()) };
    let folder = PathBuf::from(folder);
    let alipay_key = AlipayPublicKey::parse(&read_to_string(folder.join("alipay.pem"))?)?;
    let app_key = AppPrivateKey::parse(&read_to_string(folder.join("app.pem"))?)?;
    let inbox = SqliteInbox::open(&format!("sqlite:{}", folder.join("inbox.db").display())).await?;

    let effects = folder.join("effects");
    let gateway = Gateway::builder(Verifier::new(alipay_key))
        .fallback(move |message: Verified| {
            let effects = effects.clone();
            async move {
                tokio::time::sleep(Duration::from_millis(2)).await;
                let id = message.envelope().msg_id().unwrap_or_default().to_owned();
                let mut file = OpenOptions::new().create(true).append(true).open(effects)?;
                // In one write, so that no line is half there.
                file.write_all(format!("{id}\n").as_bytes())
            }
        })
        .inbox(inbox.clone())
        .build()?;
    let worker = Worker::builder(inbox, gateway.clone()).lease(Duration::from_secs(1)).start()?;
    let timing = Timing { first_wait: Duration::from_millis(1), ..Timing::default() };
    let connection =
        LongConnection::builder(endpoint.parse()?, "2014060600164699", app_key, gateway)
            .timing(timing)
            .start();
    std::future::pending::<()>().await;
    connection.stop().await;
    worker.stop().await;
    Ok(())
}
