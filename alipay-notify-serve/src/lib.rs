#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]

mod config;
mod delivering;
mod destination;
mod event;
mod fan_out;
mod left_behind;
mod log;
mod metrics;
mod reload;
mod server;
mod specifications;
#[cfg(feature = "otel")]
mod traces;

pub use config::{
    Belongs, Config, ConfigError, ConfigErrors, Mistake, Plan, PlannedApp, PlannedDestination,
};
pub use destination::{
    DeliveryError, Destination, Http, Nats, RabbitMq, Redis, SettingError, Stdout,
};
pub use event::{Event, Wanted};
pub use left_behind::LeftBehind;
pub use log::{Log, TryInitError, log_to_stderr};
pub use reload::Reload;
pub use server::{ServeError, Server};
