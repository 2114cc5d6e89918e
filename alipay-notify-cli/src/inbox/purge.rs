//! `alipay-notify inbox purge`.

use std::io::{self, Write as _};
use std::process::ExitCode;

use alipay_notify_inbox::AnyInbox;
use serde_json::json;

use super::PurgeArguments;
use super::opened::failed;
use crate::failure::Failure;
use crate::lang::say;

pub(super) async fn run(inbox: &AnyInbox, arguments: &PurgeArguments) -> Result<ExitCode, Failure> {
    let removed = if arguments.dead {
        inbox.purge_dead(arguments.older_than).await
    } else {
        inbox.purge_done(arguments.older_than).await
    };
    let removed = removed.map_err(|error| failed(&error))?;
    let text = if arguments.output.json {
        json!({ "removed": removed }).to_string()
    } else if arguments.dead {
        say!("Removed {removed} dead messages.", "已清除 {removed} 条死信。")
    } else {
        say!("Removed {removed} messages that were done.", "已清除 {removed} 条已完成的消息。")
    };
    writeln!(io::stdout(), "{text}")?;
    Ok(ExitCode::SUCCESS)
}
