//! The server that `tests/hostile.rs` and `tests/serving` attack, in a process of its own so that
//! its memory can be measured, its descriptors bounded, and signals sent to it.
//!
//! It takes the framework, Alipay's public key and, in milliseconds, how long a connection may be
//! without a request. It writes its address, and ends by a signal or when its input does. It writes
//! `it hangs`, and does so for an hour, when a message comes whose `notify_id` is `hangs`.

use std::error::Error;
use std::fmt::Display;
use std::io::{Read, Write, stdin, stdout};
use std::time::Duration;
use std::{env, thread};

use alipay_notify::messages::ShopSaveRejected;
use alipay_notify::verify::Limits;
use alipay_notify::{AlipayPublicKey, Gateway, Notification, Reply, Verifier};

const HOUR: Duration = Duration::from_hours(1);

type Outcome = Result<(), Box<dyn Error>>;

fn main() -> Outcome {
    let mut arguments = env::args().skip(1);
    let framework = arguments.next().ok_or("axum or actix-web?")?;
    let key = AlipayPublicKey::parse(&arguments.next().ok_or("whose messages?")?)?;
    let head_time = arguments.next().ok_or("how long without a request?")?.parse()?;
    let mut limits = Limits::default();
    limits.body_time = Duration::from_secs(3);
    let gateway = Gateway::builder(Verifier::new(key).limits(limits))
        .time_limit(HOUR)
        .on(|n: Notification<ShopSaveRejected>| async move {
            if n.envelope().notify_id() == Some("hangs") {
                tell("it hangs").expect("the test listens");
                tokio::time::sleep(HOUR).await;
            }
            Reply::Success
        })
        .build()?;
    thread::spawn(|| {
        let _ = stdin().read_to_end(&mut Vec::new());
        std::process::exit(0);
    });
    let head_time = Duration::from_millis(head_time);
    if framework == "axum" {
        serve_axum(gateway, head_time)
    } else {
        serve_actix(gateway, head_time)
    }
}

fn tell(what: impl Display) -> Outcome {
    writeln!(stdout(), "{what}")?;
    Ok(stdout().flush()?)
}

fn serve_axum(gateway: Gateway, head_time: Duration) -> Outcome {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async move {
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await?;
        tell(listener.local_addr()?)?;
        let app = axum::Router::new().route("/alipay", alipay_notify_axum::gateway(gateway));
        Ok(alipay_notify_axum::serve(listener, app).head_time(head_time).stop_time(HOUR).await?)
    })
}

fn serve_actix(gateway: Gateway, head_time: Duration) -> Outcome {
    actix_web::rt::System::new().block_on(async move {
        let app = move || {
            actix_web::App::new().service(alipay_notify_actix::gateway("/alipay", gateway.clone()))
        };
        let server = actix_web::HttpServer::new(app)
            .workers(1)
            .max_connections(200)
            .client_request_timeout(head_time)
            .keep_alive(head_time)
            .shutdown_timeout(1)
            .bind(("127.0.0.1", 0))?;
        tell(server.addrs()[0])?;
        Ok(server.run().await?)
    })
}
