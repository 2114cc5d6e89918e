//! Where the long connection goes.

use std::fmt;
use std::str::FromStr;

use thiserror::Error;

/// A server of the long connection: production, the sandbox, or another one, such as that of a
/// test.
///
/// ```
/// use alipay_notify_ws::Endpoint;
///
/// assert_eq!("sandbox".parse(), Ok(Endpoint::sandbox()));
/// assert_eq!(Endpoint::production().to_string(), "wss://openchannel.alipay.com");
/// let own: Endpoint = "ws://127.0.0.1:8080".parse().unwrap();
/// assert_eq!(own.to_string(), "ws://127.0.0.1:8080");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoint {
    pub(crate) host: String,
    pub(crate) port: u16,
    pub(crate) is_encrypted: bool,
}

/// Why a text is not an [`Endpoint`].
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum EndpointError {
    /// It is neither a name nor a URL of a server.
    #[error("write production, sandbox, or the URL of a server without a path: wss://host[:port]")]
    Form,
    /// It is not encrypted, and leaves this machine.
    #[error(
        "ws:// is not encrypted, so whoever is on the way could repeat messages; write wss://, or \
         connect to this machine"
    )]
    Plain,
}

impl Endpoint {
    /// `openchannel.alipay.com`.
    #[must_use]
    pub fn production() -> Self {
        Self::encrypted("openchannel.alipay.com")
    }

    /// `openchannel-sandbox.dl.alipaydev.com`.
    #[must_use]
    pub fn sandbox() -> Self {
        Self::encrypted("openchannel-sandbox.dl.alipaydev.com")
    }

    fn encrypted(host: &str) -> Self {
        Self { host: host.to_owned(), port: 443, is_encrypted: true }
    }

    /// The value of the header `Host`.
    pub(crate) fn authority(&self) -> String {
        match (self.is_encrypted, self.port) {
            (true, 443) | (false, 80) => self.host.clone(),
            (_, port) => format!("{}:{port}", self.host),
        }
    }

    /// The host without the brackets of an IPv6 address.
    pub(crate) fn bare_host(&self) -> &str {
        self.host.trim_start_matches('[').trim_end_matches(']')
    }

    fn is_this_machine(&self) -> bool {
        let host = self.bare_host();
        host == "localhost"
            || host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
    }
}

impl FromStr for Endpoint {
    type Err = EndpointError;

    fn from_str(text: &str) -> Result<Self, EndpointError> {
        let (is_encrypted, authority) = match text {
            "production" => return Ok(Self::production()),
            "sandbox" => return Ok(Self::sandbox()),
            _ => match text.split_once("://").ok_or(EndpointError::Form)? {
                ("wss" | "https", authority) => (true, authority),
                ("ws" | "http", authority) => (false, authority),
                _ => return Err(EndpointError::Form),
            },
        };
        let authority: hyper::http::uri::Authority = authority
            .strip_suffix('/')
            .unwrap_or(authority)
            .parse()
            .map_err(|_| EndpointError::Form)?;
        if authority.host().is_empty() || authority.as_str().contains('@') {
            return Err(EndpointError::Form);
        }
        let port = match (authority.as_str() == authority.host(), authority.port_u16()) {
            (true, _) if is_encrypted => 443,
            (true, _) => 80,
            (false, port) => port.ok_or(EndpointError::Form)?,
        };
        let endpoint = Self { host: authority.host().to_owned(), port, is_encrypted };
        if !is_encrypted && !endpoint.is_this_machine() {
            return Err(EndpointError::Plain);
        }
        Ok(endpoint)
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://{}", if self.is_encrypted { "wss" } else { "ws" }, self.authority())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn alipays_own_have_names() {
        for (endpoint, name, host) in [
            (Endpoint::production(), "production", "openchannel.alipay.com"),
            (Endpoint::sandbox(), "sandbox", "openchannel-sandbox.dl.alipaydev.com"),
        ] {
            assert_eq!(name.parse(), Ok(endpoint.clone()));
            let host = host.to_owned();
            assert_eq!(endpoint, Endpoint { host, port: 443, is_encrypted: true });
        }
    }

    #[test]
    fn urls_are_read_and_written() {
        for (text, written) in [
            ("wss://openchannel.alipay.com/", "wss://openchannel.alipay.com"),
            ("https://openchannel.alipay.com:8443", "wss://openchannel.alipay.com:8443"),
            ("http://localhost", "ws://localhost"),
            ("ws://[::1]:80", "ws://[::1]"),
        ] {
            assert_eq!(text.parse::<Endpoint>().map(|it| it.to_string()), Ok(written.to_owned()));
        }
        for text in [
            "",
            "openchannel.alipay.com",
            "ftp://a",
            "wss://",
            "wss://a/b",
            "wss://u@a",
            "wss://a:99999",
        ] {
            assert_eq!(text.parse::<Endpoint>(), Err(EndpointError::Form), "{text}");
        }
        for text in ["ws://openchannel.alipay.com", "http://10.0.0.1"] {
            assert_eq!(text.parse::<Endpoint>(), Err(EndpointError::Plain), "{text}");
        }
    }
}
