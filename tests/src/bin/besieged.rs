//! The server that `tests/hostile.rs` attacks, in a process of its own so that its memory can be
//! measured.
//!
//! It takes the framework and Alipay's public key, writes its address, and ends when its input
//! does.

use std::error::Error;
use std::io::{Read, Write, stdin, stdout};
use std::net::SocketAddr;
use std::time::Duration;
use std::{env, thread};

use alipay_notify::messages::ShopSaveRejected;
use alipay_notify::verify::Limits;
use alipay_notify::{AlipayPublicKey, Gateway, Notification, Reply, Verifier};

type Outcome = Result<(), Box<dyn Error>>;

fn main() -> Outcome {
    let mut arguments = env::args().skip(1);
    let framework = arguments.next().ok_or("axum or actix-web?")?;
    let key = AlipayPublicKey::parse(&arguments.next().ok_or("whose messages?")?)?;
    let mut limits = Limits::default();
    limits.body_time = Duration::from_secs(3);
    let gateway = Gateway::builder(Verifier::new(key).limits(limits))
        .on(|_: Notification<ShopSaveRejected>| async { Reply::Success })
        .build()?;
    thread::spawn(|| {
        let _ = stdin().read_to_end(&mut Vec::new());
        std::process::exit(0);
    });
    if framework == "axum" { serve_axum(gateway) } else { serve_actix(gateway) }
}

fn tell(address: SocketAddr) -> Outcome {
    writeln!(stdout(), "{address}")?;
    Ok(stdout().flush()?)
}

fn serve_axum(gateway: Gateway) -> Outcome {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async move {
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await?;
        tell(listener.local_addr()?)?;
        let app = axum::Router::new().route("/alipay", alipay_notify_axum::gateway(gateway));
        Ok(axum::serve(listener, app).await?)
    })
}

fn serve_actix(gateway: Gateway) -> Outcome {
    actix_web::rt::System::new().block_on(async move {
        let app = move || {
            actix_web::App::new().service(alipay_notify_actix::gateway("/alipay", gateway.clone()))
        };
        let server = actix_web::HttpServer::new(app).workers(1).disable_signals();
        let server = server.bind(("127.0.0.1", 0))?;
        tell(server.addrs()[0])?;
        Ok(server.run().await?)
    })
}
