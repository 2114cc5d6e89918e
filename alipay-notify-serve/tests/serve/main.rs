//! The server as a whole: its configuration, what it delivers, how it reloads and stops.

mod channel;
mod config;
mod delivering;
mod engines;
mod kit;
#[path = "../../../tests/src/nats.rs"]
mod nats_server;
mod reload;
mod stop;
mod tls;
