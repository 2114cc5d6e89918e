//! The `alipay-notify` command.

use std::process::ExitCode;

fn main() -> ExitCode {
    alipay_notify_cli::run()
}
