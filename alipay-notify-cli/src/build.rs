//! What this build of the command has: everything with the feature `full`; without it, what the
//! demo takes, which is built in a fraction of the time.

use crate::failure::Failure;
use crate::lang::say;

/// How to have the rest.
const INSTALL: &str = "cargo install alipay-notify-cli --features full";

/// Something that only a full build can do was asked for.
pub(crate) fn lacks(what: &str) -> Failure {
    Failure::new(say!(
        "this build of alipay-notify has no {what}; install a full one: {INSTALL}",
        "当前的 alipay-notify 不含{what}；请安装完整版：{INSTALL}"
    ))
}

/// The last paragraph of the help.
pub(crate) fn after_help() -> String {
    if cfg!(feature = "full") {
        return String::new();
    }
    say!(
        "\n\nThis build has no https, long connection, certificates, documentation site, inspector, inboxes or serve. \
         A full one has: {INSTALL}",
        "\n\n当前构建不含 HTTPS、长连接、证书、文档网站、投递检视页、收件箱和 serve 功能；完整版包含这些功能：{INSTALL}"
    )
}
