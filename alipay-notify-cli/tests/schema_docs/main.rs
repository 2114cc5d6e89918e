//! `alipay-notify schema docs` as its users run it.

mod browser;
mod folder;
mod hostile;
mod pages;
mod site;
#[path = "../support/mod.rs"]
mod support;
