//! `alipay-notify schema import` as its users run it.

mod again;
mod first;
mod kit;
mod output;
mod refused;
#[path = "../support/mod.rs"]
mod support;
