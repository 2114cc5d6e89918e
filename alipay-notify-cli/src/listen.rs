//! `alipay-notify listen`: a gateway that prints what it receives.

use std::io::{self, Write};
use std::net::{IpAddr, SocketAddr};
use std::process::ExitCode;
use std::sync::Arc;

use alipay_notify::{Delivery, Gateway, Outcome, Reply, Verified};
use axum::Router;
use clap::Args;
use serde_json::{Map, Value, json};
use tokio::net::TcpListener;

use crate::config::{KeyOptions, SchemaOptions, Schemas};
use crate::failure::Failure;
use crate::output;

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
        let schema = schemas.get(verified.envelope().msg_method());
        let mut violations = verified.envelope().violations();
        if let Some(Ok(found)) = schema.map(|schema| schema.check(verified.biz_content())) {
            violations.append(found);
        }
        let reply = if violations.is_empty() { Reply::Success } else { Reply::Fail };
        if self.json {
            let outcome = if violations.is_empty() { "handled" } else { "invalid" };
            print_json(200, reply, outcome, output::fields(verified, &violations))?;
        } else {
            let text = output::readable(verified, schema, &violations);
            writeln!(io::stdout(), "{text}  answered 200 {}\n", reply.as_str())?;
        }
        Ok(reply)
    }

    /// Prints what never became a message: the observer is told of every delivery, and authentic ones are printed
    /// by their handler.
    fn refusal(self, delivery: &Delivery<'_>) {
        let outcome = delivery.outcome();
        if !matches!(outcome, Outcome::Refused(_) | Outcome::Unreadable(_) | Outcome::Failed(_)) {
            return;
        }
        let response = outcome.response();
        let printed = if self.json {
            let mut fields = Map::new();
            fields.insert("reason".to_owned(), Value::from(outcome.to_string()));
            print_json(response.status(), response.reply(), outcome.name(), fields)
        } else {
            writeln!(io::stdout(), "{outcome}\n  answered {} {}\n", response.status(), response.body())
        };
        // A closed output must not take the gateway down: what it can't print it refuses, in `message`.
        drop(printed);
    }
}

fn print_json(status: u16, reply: Reply, outcome: &str, fields: Map<String, Value>) -> io::Result<()> {
    let mut line = Map::new();
    line.insert("outcome".to_owned(), json!(outcome));
    line.insert("status".to_owned(), json!(status));
    line.insert("reply".to_owned(), json!(reply.as_str()));
    line.extend(fields);
    writeln!(io::stdout(), "{}", Value::Object(line))
}
