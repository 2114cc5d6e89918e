//! The page of `alipay-notify listen --ui`: over its socket, and in a browser.

mod access;
mod actions;
mod browser;
mod frames;
mod hostile;
mod looks;
mod page;
mod pages;
#[path = "../support/mod.rs"]
mod support;
mod ui;
