//! What the page shows, and who may see it.

use std::io::{self, Write as _};
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use alipay_notify_explain::Keys;
use subtle::ConstantTimeEq as _;

use super::entry::Entry;
use super::ring::Ring;
use super::{Ended, UiOptions, server};
use crate::client::Reach;
use crate::failure::Failure;
use crate::lang::say;
use crate::listen::Listener;
use crate::listen::delivery::Delivery;
use crate::send::Examples;

/// The deliveries, and what it takes to look into them.
#[derive(Debug)]
pub(in crate::listen) struct Inspector {
    socket: TcpListener,
    token: Token,
    ring: Mutex<Ring>,
    pub(super) keys: Keys,
    pub(super) examples: Option<Examples>,
    /// How far deliveries may be sent.
    pub(super) reach: Reach,
    /// Where deliveries are sent unless another URL is entered.
    to: OnceLock<String>,
}

/// What tells the user from everyone else on this machine.
struct Token(String);

impl UiOptions {
    /// The inspector, if it is asked for. Its port is taken now.
    pub(in crate::listen) fn inspector(
        &self,
        keys: Keys,
        app_ids: &[String],
        forward: Option<&str>,
        reach: Reach,
    ) -> Result<Option<Inspector>, Failure> {
        let Some(port) = self.ui else {
            // It is no requirement among arguments: those don't count what is set elsewhere.
            return match self.example_key_file {
                None => Ok(None),
                Some(_) => Err(Failure::new(say!(
                    "--example-key-file is for the page of --ui; add that",
                    "--example-key-file 用于 --ui 的网页；请加 --ui"
                ))),
            };
        };
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        let socket = TcpListener::bind(address).map_err(|error| {
            let why = say!(
                "the inspector can't listen there: {error}; give --ui another port",
                "网页无法监听该地址：{error}；请为 --ui 换一个端口"
            );
            Failure::at(address, why)
        })?;
        let examples = self.example_key_file.as_deref();
        let examples = examples.map(|file| Examples::new(file, app_ids.first()));
        Ok(Some(Inspector {
            socket,
            token: Token::new()?,
            ring: Mutex::default(),
            keys,
            examples: examples.transpose()?,
            reach,
            to: forward.map(|url| OnceLock::from(url.to_owned())).unwrap_or_default(),
        }))
    }
}

impl Inspector {
    /// Keeps a delivery, in the place of older ones.
    pub(in crate::listen) fn keep(&self, delivery: Delivery, ended: Ended) {
        self.ring().push(|number| Entry::new(number, delivery, ended));
    }

    /// Keeps what is known of a request that was refused before it was a delivery.
    pub(in crate::listen) fn keep_refused(&self, ended: Ended) {
        self.ring().push(|number| Entry::refused(number, ended));
    }

    /// Says where the page is. `here` is where deliveries come in, if that is a port.
    pub(in crate::listen) fn announce(&self, here: Option<SocketAddr>) {
        if let Some(mut here) = here {
            if here.ip().is_unspecified() {
                here.set_ip(Ipv4Addr::LOCALHOST.into());
            }
            // Where messages are passed on, that is where they go.
            let _ = self.to.set(format!("http://{here}/"));
        }
        if let Ok(address) = self.socket.local_addr() {
            let Token(token) = &self.token;
            let url = format!("http://{address}/?token={token}");
            let open = say!("to look at them, open {url}", "查看投递，请打开 {url}");
            // Where standard error is closed there is nobody to tell.
            let _ = writeln!(io::stderr(), "{open}");
        }
    }

    /// Hands out the page of a listener that has one, for as long as the command runs.
    pub(in crate::listen) async fn serve(listener: Arc<Listener>) {
        let socket = listener.inspector.as_ref().map(|inspector| inspector.socket.try_clone());
        if let Some(Ok(socket)) = socket {
            server::serve(socket, listener).await;
        }
    }

    /// Whether a token is the one that was printed. How long that takes tells nothing of it.
    pub(super) fn admits(&self, token: Option<&str>) -> bool {
        let Token(own) = &self.token;
        token.is_some_and(|token| token.as_bytes().ct_eq(own.as_bytes()).into())
    }

    pub(super) fn ring(&self) -> MutexGuard<'_, Ring> {
        self.ring.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Where deliveries are sent unless another URL is entered.
    pub(super) fn to(&self) -> &str {
        self.to.get().map_or("", String::as_str)
    }
}

impl Token {
    fn new() -> Result<Self, Failure> {
        let mut random = [0; 16];
        getrandom::fill(&mut random).map_err(Failure::new)?;
        Ok(Self(format!("{:032x}", u128::from_be_bytes(random))))
    }
}

impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Token(_)")
    }
}
