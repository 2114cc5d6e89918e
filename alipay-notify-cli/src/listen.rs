//! `alipay-notify listen`: a gateway that prints what it receives.

use std::io::{self, Write};
use std::net::{IpAddr, SocketAddr};
use std::process::ExitCode;
use std::sync::Arc;

use alipay_notify::{Delivery, Gateway, Outcome, Reply, Verified};
use axum::Router;
use clap::Args;
use serde::Serialize;
use tokio::net::TcpListener;

use crate::config::{KeyOptions, SchemaOptions, Schemas};
use crate::failure::Failure;
use crate::output::{self, Fields};
use crate::printable::printable;

#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  alipay-notify listen --port 8080 --key-file alipay_public_key.txt\n  \
                        alipay-notify listen --port 8080 --key-file alipay_public_key.txt --json | jq .msg_method")]
pub(crate) struct Arguments {
    /// Port to listen on; 0 takes a free one
    #[arg(long, value_name = "PORT")]
    port: u16,
    /// Address to listen on; 0.0.0.0 makes the gateway reachable from other machines
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1")]
    bind: IpAddr,
    #[command(flatten)]
    keys: KeyOptions,
    #[command(flatten)]
    schemas: SchemaOptions,
    /// Print one JSON object a line
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let gateway = gateway(arguments)?;
    let runtime = tokio::runtime::Runtime::new().map_err(Failure::new)?;
    runtime.block_on(serve(arguments, gateway))
}

/// Takes every authentic message; one that breaks its specification is asked for again, as a typed handler would.
fn gateway(arguments: &Arguments) -> Result<Gateway, Failure> {
    let printer = Printer { json: arguments.json };
    let schemas = Arc::new(arguments.schemas.load()?);
    Gateway::builder(arguments.keys.verifier()?)
        .fallback(move |verified: Verified| {
            let schemas = Arc::clone(&schemas);
            async move { printer.message(&verified, &schemas) }
        })
        .observe(move |delivery| printer.refusal(delivery))
        .build()
        .map_err(Failure::new)
}

async fn serve(arguments: &Arguments, gateway: Gateway) -> Result<ExitCode, Failure> {
    let address = SocketAddr::new(arguments.bind, arguments.port);
    let listener = TcpListener::bind(address)
        .await
        .map_err(|error| Failure::at(address, format!("can't listen there: {error}; try another --port")))?;
    let address = listener.local_addr().map_err(Failure::new)?;
    writeln!(io::stderr(), "listening on http://{address}, any path; Ctrl-C ends it")?;

    let route = alipay_notify_axum::gateway(gateway);
    let app = Router::new().route("/", route.clone()).route("/{*path}", route);
    let stopped = async {
        // Where the signal can't be waited for, the process is ended the hard way.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    axum::serve(listener, app).with_graceful_shutdown(stopped).await.map_err(Failure::new)?;
    Ok(ExitCode::SUCCESS)
}

/// Prints deliveries, to people or to programs.
#[derive(Clone, Copy, Debug)]
struct Printer {
    json: bool,
}

impl Printer {
    /// Prints an authentic message. What could not be printed is not accepted: it would be lost.
    fn message(self, verified: &Verified, schemas: &Schemas) -> Result<Reply, io::Error> {
        let violations = schemas.violations(verified);
        let reply = if violations.is_empty() { Reply::Success } else { Reply::Fail };
        let text = if self.json {
            let outcome = if violations.is_empty() { "handled" } else { "invalid" };
            let rest = Fields::new(verified, &violations)?;
            output::json_line(&Line { outcome, status: 200, reply: reply.as_str(), rest })?
        } else {
            let schema = schemas.get(verified.envelope().msg_method());
            let text = output::readable(verified, schema, &violations);
            format!("{text}  answered 200 {}\n", reply.as_str())
        };
        writeln!(io::stdout(), "{text}")?;
        Ok(reply)
    }

    /// Prints what never became a message: the observer is told of every delivery, and authentic ones are printed
    /// by their handler.
    fn refusal(self, delivery: &Delivery<'_>) {
        if !matches!(delivery.outcome(), Outcome::Refused(_) | Outcome::Unreadable(_) | Outcome::Failed(_)) {
            return;
        }
        let text = if self.json { refusal_line(delivery) } else { Ok(readable_refusal(delivery)) };
        // A closed output must not take the gateway down: what it can't print it refuses, in `message`.
        drop(text.and_then(|text| writeln!(io::stdout(), "{text}")));
    }
}

/// What is printed of a delivery for programs.
#[derive(Serialize)]
struct Line<'l, T> {
    outcome: &'l str,
    status: u16,
    reply: &'static str,
    #[serde(flatten)]
    rest: T,
}

/// Why a delivery never became a message, and which one it was, where that is authentic.
#[derive(Serialize)]
struct Refused<'d> {
    #[serde(skip_serializing_if = "Option::is_none")]
    notify_id: Option<&'d str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    app_id: Option<&'d str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    msg_method: Option<&'d str>,
    reason: String,
}

fn refusal_line(delivery: &Delivery<'_>) -> io::Result<String> {
    let (outcome, response) = (delivery.outcome(), delivery.outcome().response());
    let rest = Refused {
        notify_id: delivery.notify_id(),
        app_id: delivery.app_id(),
        msg_method: delivery.msg_method(),
        reason: outcome.to_string(),
    };
    let (status, reply) = (response.status(), response.body());
    output::json_line(&Line { outcome: outcome.name(), status, reply, rest })
}

fn readable_refusal(delivery: &Delivery<'_>) -> String {
    let response = delivery.outcome().response();
    let identity = [
        ("notify_id", delivery.notify_id()),
        ("app_id", delivery.app_id()),
        ("msg_method", delivery.msg_method()),
    ];
    let mut text = printable(&delivery.outcome().to_string()) + "\n";
    for (name, value) in identity {
        text.extend(value.map(|value| output::property(name, value)));
    }
    text + &format!("  answered {} {}\n", response.status(), response.body())
}
