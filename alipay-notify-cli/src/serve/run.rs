//! What `serve` does.

use std::io::{self, Write as _};
use std::process::ExitCode;

use alipay_notify_serve::{Config, ConfigErrors, LeftBehind, Plan, ServeError, Server};

use super::Arguments;
use crate::chinese::Localized;
use crate::failure::Failure;
use crate::lang::say;
use crate::output;
use crate::printable::printable;

pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let config = match Config::read(&arguments.config) {
        Ok(config) => config,
        Err(errors) => {
            tell(&errors);
            return Ok(ExitCode::from(if arguments.check { 1 } else { 2 }));
        }
    };
    let runtime = tokio::runtime::Runtime::new().map_err(Failure::new)?;
    if arguments.check {
        let left = runtime.block_on(config.left_behind());
        let parts = [shown(&config.plan())].into_iter().chain(left.iter().map(warning));
        writeln!(io::stdout(), "{}", parts.collect::<Vec<_>>().join("\n\n"))?;
        return Ok(ExitCode::SUCCESS);
    }
    let _log = alipay_notify_serve::log_to_stderr(config.log()).map_err(Failure::new)?;
    let served = runtime.block_on(async { Server::start(config).await?.until_stopped().await });
    // What is to be waited for was waited for by now, unless that was cut short.
    runtime.shutdown_background();
    served.map_err(|error: ServeError| Failure::new(error.localized()))?;
    Ok(ExitCode::SUCCESS)
}

/// A line for each mistake.
fn tell(errors: &ConfigErrors) {
    let mut stderr = anstream::stderr();
    for error in errors.iter() {
        let (line, column) = (error.line, error.column);
        let place = format!("{}:{line}:{column}", errors.file().display());
        let what = format!("{place}: {}", error.what.localized());
        // Where standard error is closed there is nobody left to tell.
        let _ = writeln!(stderr, "{}", printable(&what));
    }
}

/// What would run.
fn shown(plan: &Plan) -> String {
    let protocol = if plan.tls { "https" } else { "http" };
    let address = plan.listen;
    let mut lines = vec![say!("listens on {protocol}://{address}", "监听 {protocol}://{address}")];
    if let Some(address) = plan.operations {
        lines.push(say!(
            "/healthz, /readyz and /metrics on http://{address}",
            "/healthz、/readyz 和 /metrics 位于 http://{address}"
        ));
    }
    let mut apps = output::table(&[
        &say!("App", "应用"),
        &say!("Path", "路径"),
        &say!("Long connection", "长连接"),
        &say!("Public keys", "公钥"),
    ]);
    apps.add_rows(plan.apps.iter().map(|app| {
        let or_none = |text: &Option<String>| text.clone().unwrap_or_else(|| "-".to_owned());
        let keys = app.keys.join(", ");
        [app.id.clone(), or_none(&app.path), or_none(&app.channel), keys].map(|it| printable(&it))
    }));
    let mut destinations = output::table(&[
        &say!("Destination", "目的地"),
        &say!("Kind", "类型"),
        &say!("Takes", "接收的消息"),
        &say!("Inbox", "收件箱"),
    ]);
    destinations.add_rows(plan.destinations.iter().map(|own| {
        let take = own.take.join(", ");
        [own.name.clone(), own.kind.to_owned(), take, own.inbox.clone()].map(|it| printable(&it))
    }));
    lines.extend([apps.to_string(), destinations.to_string()]);
    lines.join("\n\n")
}

/// Messages that would be delivered to nobody.
fn warning(left: &LeftBehind) -> String {
    let name = &left.name;
    let (inbox, health) = (printable(&left.inbox), left.health);
    let kept = health.waiting + health.running + health.stuck + health.dead;
    say!(
        "warning: there is no destination `{name}` any more, and messages are kept for it: {kept}. \
         Put it back until they are delivered, or look after them: \
         alipay-notify inbox list --url {inbox}",
        "警告：配置中已没有目的地 `{name}`，但仍为它保留着 {kept} 条消息。\
         请恢复该目的地直到投递完毕，或自行处理：alipay-notify inbox list --url {inbox}"
    )
}
