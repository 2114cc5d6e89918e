//! The log: JSON on the standard error; and traces, where a collector is named for them.

use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;
use tracing_subscriber::{Layer as _, fmt, registry};

pub use tracing_subscriber::util::TryInitError;

/// Where the client of RabbitMQ would log messages that come back, with all that is in them.
const VALUES: &str = "lapin::returned_messages";

/// The log of a process. Once it is dropped, what is left of its traces has been sent.
#[derive(Debug)]
#[must_use = "traces are sent until it is dropped"]
pub struct Log {
    #[cfg(feature = "otel")]
    #[expect(dead_code, reason = "it is there to be dropped")]
    traces: Option<crate::traces::Traces>,
}

/// Writes the log of this process to the standard error, a JSON object per line: of what is
/// [wanted](crate::Config::log). No value of a message is in it.
///
/// With the feature `otel`, spans of the same are sent as traces of OpenTelemetry (OTLP over HTTP)
/// where `OTEL_EXPORTER_OTLP_ENDPOINT` or `OTEL_EXPORTER_OTLP_TRACES_ENDPOINT` names a collector.
/// `OTEL_SERVICE_NAME` and the other variables of the standard hold as well.
///
/// # Errors
///
/// The process writes one already.
pub fn log_to_stderr(wanted: &Targets) -> Result<Log, TryInitError> {
    let wanted = wanted.clone().with_target(VALUES, LevelFilter::OFF);
    let json = fmt::layer().json().with_writer(std::io::stderr).with_filter(wanted.clone());
    let subscriber = registry().with(json);
    #[cfg(feature = "otel")]
    {
        let traces = crate::traces::Traces::start();
        let layer = traces.as_ref().map(|traces| traces.layer().with_filter(wanted));
        subscriber.with(layer).try_init()?;
        Ok(Log { traces })
    }
    #[cfg(not(feature = "otel"))]
    {
        drop(wanted);
        subscriber.try_init()?;
        Ok(Log {})
    }
}
