//! The server as a whole: its configuration, what it delivers, how it reloads and stops.

mod config;
mod delivering;
mod kit;
mod reload;
mod stop;
mod tls;
