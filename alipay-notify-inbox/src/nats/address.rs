//! URLs of inboxes: `nats://[user:password@]host[:port][,host[:port]…][/NAME][?replicas=3]`.

use async_nats::{ConnectOptions, ServerAddr};
use percent_encoding::percent_decode_str;

use super::layout::{DEFAULT_NAME, is_name};
use crate::error::OpenError;

/// What a URL says.
pub(super) struct Address {
    /// All of them belong to one cluster. They have no password: the client writes them to its log.
    pub(super) servers: Vec<ServerAddr>,
    login: Option<Login>,
    pub(super) name: String,
    /// How many servers keep each message, where this makes the inbox.
    pub(super) replicas: usize,
}

/// What tells the server who this is.
#[derive(PartialEq, Eq)]
enum Login {
    User(String, String),
    Token(String),
}

impl Address {
    /// How to connect to the servers.
    pub(super) fn options(&self) -> ConnectOptions {
        let options = ConnectOptions::new().name("alipay-notify-inbox");
        match &self.login {
            Some(Login::User(user, password)) => {
                options.user_and_password(user.clone(), password.clone())
            }
            Some(Login::Token(token)) => options.token(token.clone()),
            None => options,
        }
    }

    pub(super) fn parse(url: &str) -> Result<Self, OpenError> {
        let (scheme, rest) =
            url.split_once("://").ok_or_else(|| OpenError::url("it has no ://"))?;
        let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
        let (authority, name) = rest.split_once('/').unwrap_or((rest, ""));
        let name = if name.is_empty() { DEFAULT_NAME } else { name };
        if !is_name(name) {
            return Err(OpenError::url(
                "the name after the host may have letters, digits, - and _, 64 at the most",
            ));
        }
        let replicas = match query.split_once('=') {
            None if query.is_empty() => 1,
            Some(("replicas", count @ ("1" | "2" | "3" | "4" | "5"))) => count.parse().unwrap_or(1),
            _ => {
                return Err(OpenError::url(
                    "after the ? comes nothing but replicas=1 to replicas=5",
                ));
            }
        };
        let (login, hosts) = match authority.rsplit_once('@') {
            Some((login, hosts)) => (Some(self::login(login)?), hosts),
            None => (None, authority),
        };
        let servers = servers(scheme, hosts)?;
        Ok(Self { servers, login, name: name.to_owned(), replicas })
    }
}

fn login(text: &str) -> Result<Login, OpenError> {
    let decoded = |text| match percent_decode_str(text).decode_utf8() {
        Ok(text) => Ok(text.into_owned()),
        Err(_) => {
            Err(OpenError::url("what stands before the @ is no text in UTF-8, percent-encoded"))
        }
    };
    Ok(match text.split_once(':') {
        Some((user, password)) => Login::User(decoded(user)?, decoded(password)?),
        None => Login::Token(decoded(text)?),
    })
}

fn servers(scheme: &str, hosts: &str) -> Result<Vec<ServerAddr>, OpenError> {
    let server = |host: &str| match format!("{scheme}://{host}").parse::<ServerAddr>() {
        Ok(server) if !server.host().is_empty() => Ok(server),
        // What the parser says might repeat some of it.
        _ => Err(OpenError::url("a host, and a port where it is not 4222, are expected after ://")),
    };
    hosts.split(',').map(server).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_names_servers_and_the_inbox() {
        let address = Address::parse("nats://127.0.0.1").expect("a good one");
        assert_eq!((address.name.as_str(), address.replicas), ("ALIPAY_NOTIFY_INBOX", 1));
        assert_eq!(address.servers, ["nats://127.0.0.1".parse().expect("good")]);
        let url = "tls://me:hunter2@one:4223,two/SHOP_1?replicas=3";
        let address = Address::parse(url).expect("a good one");
        assert_eq!((address.name.as_str(), address.replicas), ("SHOP_1", 3));
        let servers = ["tls://one:4223", "tls://two"].map(|server| server.parse().expect("good"));
        assert_eq!(address.servers, servers);
        assert!(address.login == Some(Login::User("me".to_owned(), "hunter2".to_owned())));
        let address = Address::parse("nats://a%40b:%2F%3A@host").expect("a good one");
        assert!(address.login == Some(Login::User("a@b".to_owned(), "/:".to_owned())));
        let address = Address::parse("nats://t%C3%B6ken@host").expect("a good one");
        assert!(address.login == Some(Login::Token("töken".to_owned())));
    }

    #[test]
    fn what_is_wrong_with_one_is_said_without_it() {
        let name = "the name after the host may have letters, digits, - and _, 64 at the most";
        let replicas = "after the ? comes nothing but replicas=1 to replicas=5";
        let host = "a host, and a port where it is not 4222, are expected after ://";
        for (url, why) in [
            ("nats:SHOP", "it has no ://"),
            ("nats://me:hunter2@host/a.b", name),
            ("nats://me:hunter2@host/a/b", name),
            ("nats://me:hunter2@host/SHOP?replicas=0", replicas),
            ("nats://me:hunter2@host/SHOP?replica=3", replicas),
            ("nats://me:hunter2@host:port/SHOP", host),
            ("nats://me:hunter2@/SHOP", host),
            ("nats://", host),
            (
                "nats://%ff:hunter2@host",
                "what stands before the @ is no text in UTF-8, percent-encoded",
            ),
        ] {
            let error = Address::parse(url).map(drop).expect_err(url).to_string();
            assert_eq!(error, format!("the URL of the inbox can't be read: {why}"), "{url}");
        }
    }
}
