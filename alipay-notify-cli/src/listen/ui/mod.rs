//! The inspector: a local page that shows the deliveries.
//!
//! Deliveries are kept in memory (`entry`, `ring`). A server on loopback (`server`) hands out the
//! page (`page`) and, to its script, what is in it as JSON (`list`, `detail`, `action`).

mod ended;

#[cfg(feature = "full")]
mod action;
#[cfg(feature = "full")]
mod detail;
#[cfg(feature = "full")]
mod entry;
#[cfg(feature = "full")]
mod inspector;
#[cfg(not(feature = "full"))]
mod lacking;
#[cfg(feature = "full")]
mod list;
#[cfg(feature = "full")]
mod page;
#[cfg(feature = "full")]
mod ring;
#[cfg(feature = "full")]
mod server;
#[cfg(feature = "full")]
mod tree;

use std::path::PathBuf;

use clap::Args;

use crate::lang::say;

pub(super) use ended::Ended;
#[cfg(feature = "full")]
pub(super) use inspector::Inspector;
#[cfg(not(feature = "full"))]
pub(super) use lacking::Inspector;

/// Whether there is a page to look at deliveries.
#[derive(Debug, Args)]
pub(super) struct UiOptions {
    #[arg(
        long,
        value_name = "PORT",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "0",
        help = say!(
            "Show deliveries in a page on this machine as well: lists them, explains each, and \
             delivers it again; its URL is printed. It takes a free port unless one is given",
            "同时在本机网页中展示投递：列出、解释并可重新投递；启动时输出网址。未指定端口时任选一个空闲端口"
        )
    )]
    ui: Option<u16>,
    #[arg(
        long,
        value_name = "FILE",
        help = say!(
            "With --ui, file with the private key that signs examples in Alipay's place, such as \
             keygen's private_key.pem; its public half has to be one of --key-file",
            "用于 --ui：代替支付宝为示例签名的私钥文件，如 keygen 生成的 private_key.pem；对应的公钥须在 --key-file 之中"
        )
    )]
    example_key_file: Option<PathBuf>,
}
