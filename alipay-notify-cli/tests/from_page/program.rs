//! The program of a user who had a page of a document this morning: the shape is the guide's.

use std::error::Error;
use std::{env, fs};

use alipay_notify::{AlipayNotify, AlipayPublicKey, Gateway, Notification, Reply, UserRef, Verifier};
use axum::Router;
use tokio::net::TcpListener;

DECLARATION

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let key_file = env::args().nth(1).ok_or("which file holds Alipay's public key?")?;
    let key = AlipayPublicKey::parse(&fs::read_to_string(key_file)?)?;
    let gateway = Gateway::builder(Verifier::new(key))
        .on(|n: Notification<MESSAGE>| async move {
            let items = n.items.iter().flatten();
            let items: Vec<&str> = items.map(|item| item.name.as_str()).collect();
            let Some(UserRef::OpenId(who) | UserRef::UserId(who)) = n.user() else {
                return Reply::Fail;
            };
            let (by, items) = (n.signed_by.as_str(), items.join(", "));
            println!("{} signed by {by} for {who}: {items}", n.parcel_no);
            Reply::Success
        })
        .build()?;

    let app = Router::new().route("/alipay", alipay_notify_axum::gateway(gateway));
    let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
    println!("http://{}/alipay", listener.local_addr()?);
    alipay_notify_axum::serve(listener, app).await?;
    Ok(())
}
