//! The running server, and what it says.

use std::io::{self, Write as _};
use std::net::{Ipv4Addr, SocketAddr};
use std::process::ExitCode;
use std::time::Duration;

use alipay_notify_ws::testing::{Acknowledged, Counts, Fault, MockChannel, Receipt};

use super::{Arguments, faults, message};
use crate::config;
use crate::failure::Failure;
use crate::lang::say;
use crate::printable::printable;
use crate::send;

pub(super) fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let alipay_key = send::private_key(&arguments.key_file)?;
    let app_key = config::public_key(&arguments.app_key_file)?;
    let schemas = arguments.schemas.load()?;
    let pushes = arguments.messages.iter().map(|name| {
        let push = message::push(name, &schemas)?;
        Ok((name.clone(), push))
    });
    let pushes = pushes.collect::<Result<Vec<_>, Failure>>()?;
    let named = arguments.fault.iter().map(|name| fault(name));
    let named = named.collect::<Result<Vec<_>, _>>()?;

    let runtime = tokio::runtime::Runtime::new().map_err(Failure::new)?;
    runtime.block_on(async {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, arguments.port));
        let channel = MockChannel::listen(&*arguments.app_id, app_key, alipay_key, address, None);
        let channel = channel.await.map_err(|error| {
            let why = say!(
                "can't listen there: {error}; try another --port",
                "无法监听：{error}；请换一个 --port"
            );
            Failure::at(address, why)
        })?;
        channel.patience(Duration::from_secs(arguments.patience));
        for fault in named {
            channel.fault(fault);
        }
        let (endpoint, app_id) = (channel.endpoint(), printable(&arguments.app_id));
        let ready = say!(
            "mock channel on {endpoint}, for the app {app_id}; Ctrl-C ends it",
            "模拟长连接 {endpoint}，应用 {app_id}；按 Ctrl-C 结束"
        );
        writeln!(io::stderr(), "{ready}")?;
        for (name, push) in pushes {
            tokio::spawn(tell_receipts(name, channel.push(push)));
        }
        tokio::select! {
            told = tell_counts(&channel) => told,
            stopped = alipay_notify_axum::stop_signal() => stopped.map_err(Failure::new),
        }
    })?;
    runtime.shutdown_background();
    Ok(ExitCode::SUCCESS)
}

fn fault(name: &str) -> Result<Fault, Failure> {
    name.parse().map_err(|_| {
        let (name, faults) = (printable(name), faults());
        Failure::new(say!(
            "--fault {name}: there is no such fault; there are:{faults}",
            "--fault {name}：没有这种异常；可用的有：{faults}"
        ))
    })
}

/// Says how each delivery of a message is acknowledged.
async fn tell_receipts(name: String, mut receipt: Receipt) {
    loop {
        let acknowledged = receipt.next().await;
        let name = printable(&name);
        let line = match acknowledged {
            Acknowledged::Success => say!("{name}: SUCCESS", "{name}：SUCCESS"),
            Acknowledged::Fail => say!("{name}: FAIL; it comes again", "{name}：FAIL；会重新推送"),
            Acknowledged::Nothing => {
                say!("{name}: not acknowledged; it comes again", "{name}：没有确认；会重新推送")
            }
        };
        if writeln!(io::stdout(), "{line}").is_err() || acknowledged == Acknowledged::Success {
            return;
        }
    }
}

/// Says what else happens.
async fn tell_counts(channel: &MockChannel) -> Result<(), Failure> {
    let mut told = Counts::default();
    loop {
        channel.until(|now| changed(&told, now)).await;
        let now = channel.counts();
        let lines = [
            (told.registrations, now.registrations, say!("registration", "注册")),
            (told.connections, now.connections, say!("connected", "已连接")),
            (told.pongs, now.pongs, say!("answered a ping", "应答了 ping")),
            (told.closed, now.closed, say!("closed by the client (1000)", "客户端关闭（1000）")),
        ];
        for (before, after, line) in lines {
            for _ in before..after {
                writeln!(io::stdout(), "{line}")?;
            }
        }
        told = now;
    }
}

/// Whether there is something to say.
fn changed(told: &Counts, now: &Counts) -> bool {
    let of =
        |counts: &Counts| [counts.registrations, counts.connections, counts.pongs, counts.closed];
    of(told) != of(now)
}
