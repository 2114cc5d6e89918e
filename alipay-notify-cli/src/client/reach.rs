//! Which addresses may be delivered to: what is sent looks like a message of Alipay's, so it must
//! not end up with strangers by a slip of the hand.

use std::net::{IpAddr, SocketAddr, ToSocketAddrs};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use clap::Args;
use ureq::http::Uri;

use crate::build;
use crate::failure::Failure;
use crate::lang::say;
use crate::printable::printable;

/// Who may be delivered to.
#[derive(Debug, Args)]
pub(crate) struct ReachOptions {
    #[arg(
        long,
        help = say!(
            "Deliver to any address; without it, only to this machine and private networks",
            "允许投递到任意地址；默认只投递到本机和私有网络"
        )
    )]
    allow_remote: bool,
}

impl ReachOptions {
    pub(crate) fn reach(&self) -> Reach {
        if self.allow_remote { Reach::Anywhere } else { Reach::Private }
    }
}

/// How far deliveries may go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reach {
    /// To this machine and to private networks: loopback, RFC 1918, unique local and link-local
    /// addresses.
    Private,
    /// To any address.
    Anywhere,
}

impl Reach {
    fn includes(self, address: IpAddr) -> bool {
        self == Self::Anywhere
            || match address.to_canonical() {
                IpAddr::V4(address) => {
                    address.is_loopback() || address.is_private() || address.is_link_local()
                }
                IpAddr::V6(address) => {
                    address.is_loopback()
                        || address.is_unique_local()
                        || address.is_unicast_link_local()
                }
            }
    }
}

/// The addresses to which a URL leads. One that is out of reach is enough to reject them all.
pub(super) fn addresses(url: &str, reach: Reach) -> Result<Vec<SocketAddr>, Failure> {
    let target = Target::parse(url)?;
    let addresses = target.look_up().map_err(|why| Failure::at(printable(url), why))?;
    match addresses.iter().find(|address| !reach.includes(address.ip())) {
        None => Ok(addresses),
        Some(address) => {
            let ip = address.ip();
            let why = say!(
                "{ip} is neither this machine nor in a private network; if you mean it, add \
                 --allow-remote",
                "{ip} 既不是本机也不在私有网络中；如确需投递，请加 --allow-remote"
            );
            Err(Failure::at(printable(url), why))
        }
    }
}

/// What of a URL decides where a connection goes.
#[derive(Debug, PartialEq, Eq)]
struct Target {
    host: String,
    port: u16,
}

impl Target {
    fn parse(url: &str) -> Result<Self, Failure> {
        if authority(url).contains('@') {
            // The URL is not repeated: a password is in it.
            return Err(Failure::new(say!(
                "a URL with a user name or password is not taken: Alipay sends neither; leave out \
                 what ends in @",
                "URL 中不能带用户名或密码：支付宝不会发送它们；请去掉 @ 及其前面的部分"
            )));
        }
        let refused = |what| match url {
            // Nothing to repeat, or what may be a password in a place that was mistyped.
            _ if url.is_empty() || url.contains('@') => Err(Failure::new(what)),
            _ => Err(Failure::at(printable(url), what)),
        };
        let parsed = url.parse::<Uri>();
        let Some((uri, authority)) =
            parsed.as_ref().ok().and_then(|uri| Some((uri, uri.authority()?)))
        else {
            return refused(no_url());
        };
        let standard = match uri.scheme_str() {
            Some("http") => 80,
            Some("https") if cfg!(feature = "full") => 443,
            Some("https") => return Err(build::lacks("https")),
            _ => return refused(no_url()),
        };
        let host = authority.host();
        // A port that is no number must not turn into the standard one.
        let port = match authority.as_str().strip_prefix(host) {
            Some("") => Some(standard),
            _ => authority.port_u16(),
        };
        let Some(port) = port else { return refused(no_url()) };
        let bare = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
        Ok(Self { host: bare.to_owned(), port })
    }

    /// Looks the name up, for as long as [`LOOK_UP`].
    fn look_up(&self) -> Result<Vec<SocketAddr>, String> {
        let (sender, receiver) = mpsc::channel();
        let target = (self.host.clone(), self.port);
        // The system's look-up has no limit of time; one that takes too long is left to itself.
        thread::spawn(move || sender.send(target.to_socket_addrs().map(Vec::from_iter)));
        match receiver.recv_timeout(LOOK_UP) {
            Ok(Ok(addresses)) if !addresses.is_empty() => Ok(addresses),
            Ok(Err(error)) => Err(say!("the host is not known: {error}", "找不到该主机：{error}")),
            _ => Err(say!("the host is not known", "找不到该主机")),
        }
    }
}

/// How long the look-up of a name may take.
const LOOK_UP: Duration = Duration::from_secs(5);

/// Where a text would name a host if it is a URL.
fn authority(url: &str) -> &str {
    let rest = url.split_once("//").map_or(url, |(_, rest)| rest);
    rest.split(['/', '?', '#']).next().unwrap_or_default()
}

fn no_url() -> String {
    say!(
        "this is no URL to deliver to; write it like http://127.0.0.1:8080/alipay",
        "这不是可投递的 URL；请写成 http://127.0.0.1:8080/alipay 的形式"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_machine_and_private_networks_are_within_reach() {
        for (address, is_private) in [
            ("127.0.0.1", true),
            ("127.255.255.254", true),
            ("::1", true),
            ("10.0.0.1", true),
            ("172.16.0.1", true),
            ("172.31.255.255", true),
            ("192.168.1.1", true),
            ("169.254.1.1", true),
            ("fd00::1", true),
            ("fe80::1", true),
            ("::ffff:10.0.0.1", true),
            ("0.0.0.0", false),
            ("::", false),
            ("9.255.255.255", false),
            ("172.15.0.1", false),
            ("172.32.0.1", false),
            ("192.169.0.1", false),
            ("100.64.0.1", false),
            ("224.0.0.1", false),
            ("255.255.255.255", false),
            ("8.8.8.8", false),
            ("::ffff:8.8.8.8", false),
            ("64:ff9b::a00:1", false),
            ("2001:db8::1", false),
            ("ff02::1", false),
        ] {
            let ip = address.parse().expect("an address");
            assert_eq!(Reach::Private.includes(ip), is_private, "{address}");
            assert!(Reach::Anywhere.includes(ip), "{address}");
        }
    }

    fn parsed(url: &str) -> Result<(String, u16), String> {
        match Target::parse(url) {
            Ok(Target { host, port }) => Ok((host, port)),
            Err(Failure::Because(why)) => Err(why),
            Err(Failure::OutputClosed) => unreachable!("nothing is written"),
        }
    }

    #[test]
    fn urls_say_where_to_connect() {
        for (url, host, port) in [
            ("http://localhost/alipay", "localhost", 80),
            ("https://localhost?a=b", "localhost", 443),
            ("HTTP://10.0.0.1:8080", "10.0.0.1", 8080),
            ("http://[::1]:8080/a@b", "::1", 8080),
        ] {
            assert_eq!(parsed(url), Ok((host.to_owned(), port)), "{url}");
        }
    }

    #[test]
    fn what_is_no_url_is_told_without_its_secrets() {
        for url in [
            "localhost:8080",
            "/alipay",
            "ftp://localhost/",
            "http://",
            "http://a:99999/",
            "http://a b/",
        ] {
            let expected = format!(
                "{url}: this is no URL to deliver to; write it like http://127.0.0.1:8080/alipay"
            );
            assert_eq!(parsed(url), Err(expected));
        }
        for url in ["", "http:/me:secret@localhost/", "http:///me:secret@localhost/"] {
            let expected =
                "this is no URL to deliver to; write it like http://127.0.0.1:8080/alipay";
            assert_eq!(parsed(url), Err(expected.to_owned()), "{url}");
        }
        for url in
            ["http://me:secret@localhost/", "http://me:se cret@localhost", "me:secret@localhost/"]
        {
            let expected = "a URL with a user name or password is not taken: Alipay sends neither; \
                            leave out what ends in @";
            assert_eq!(parsed(url), Err(expected.to_owned()));
        }
    }
}
