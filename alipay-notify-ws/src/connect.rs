//! From nothing to an open WebSocket: TCP, TLS, the registration, TCP and TLS again, the upgrade.

use std::io;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use alipay_notify::Verifier;
use http_body_util::{BodyExt as _, Empty, Limited};
use hyper::body::Bytes;
use hyper::header::{
    ACCEPT, CONTENT_TYPE, COOKIE, HOST, HeaderMap, HeaderValue, SET_COOKIE, USER_AGENT,
};
use hyper_util::rt::TokioIo;
use rustls::pki_types::ServerName;
use rustls::{ClientConfig, RootCertStore};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::{WebSocketStream, client_async_with_config};

use crate::credentials::Credentials;
use crate::endpoint::Endpoint;
use crate::error::{ConnectionError, Step};
use crate::reply::link_token;

/// What it takes to connect.
pub(crate) struct Connector {
    pub(crate) endpoint: Endpoint,
    pub(crate) credentials: Credentials,
    pub(crate) tls: Arc<ClientConfig>,
    /// How long each step may take.
    pub(crate) limit: Duration,
}

/// A connection, encrypted or within this machine.
pub(crate) trait Transport: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Transport for T {}

pub(crate) type Socket = WebSocketStream<Box<dyn Transport>>;

/// The longest answer to a registration, in bytes: a token, a signature and a few codes.
const REPLY: usize = 64 * 1024;

/// The longest frame, in bytes. Contents of a megabyte have room, twice escaped.
const FRAME: usize = 4 * 1024 * 1024;

const FORM: &str = "application/x-www-form-urlencoded;charset=UTF-8";

/// Trusts the authorities of Mozilla's list, which browsers trust.
pub(crate) fn default_tls() -> Arc<ClientConfig> {
    let roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("the provider has the versions of TLS that it is built with")
        .with_root_certificates(roots)
        .with_no_client_auth();
    Arc::new(config)
}

impl Connector {
    /// Registers and connects. A token is good for one connection, so both are done each time.
    pub(crate) async fn connect(&self, verifier: &Verifier) -> Result<Socket, ConnectionError> {
        let transport = self.open().await?;
        let (token, zone) =
            self.within(Step::Registering, self.register(transport, verifier)).await??;

        let query = self
            .credentials
            .connection(SystemTime::now(), &token)
            .ok_or(ConnectionError::Randomness)?;
        let mut request = format!("{}/websocket?{query}", self.endpoint).into_client_request()?;
        let headers = request.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(FORM));
        if let Some(cookie) = zone {
            headers.insert(COOKIE, cookie);
        }
        let limits =
            WebSocketConfig::default().max_message_size(Some(FRAME)).max_frame_size(Some(FRAME));

        let transport = self.open().await?;
        let upgrade = client_async_with_config(request, transport, Some(limits));
        let (socket, _response) = self.within(Step::Upgrading, upgrade).await??;
        Ok(socket)
    }

    /// Opens a connection to the server.
    async fn open(&self) -> Result<Box<dyn Transport>, ConnectionError> {
        let (endpoint, host) = (&self.endpoint, self.endpoint.bare_host());
        let unreachable =
            |error| ConnectionError::Unreachable { endpoint: endpoint.clone(), error };
        let connecting = TcpStream::connect((host, endpoint.port));
        let stream = self.within(Step::Connecting, connecting).await?.map_err(unreachable)?;
        stream.set_nodelay(true).map_err(unreachable)?;
        if !endpoint.is_encrypted {
            return Ok(Box::new(stream));
        }

        let tls = |error| ConnectionError::Tls { endpoint: endpoint.clone(), error };
        let name = ServerName::try_from(host.to_owned())
            .map_err(|error| tls(io::Error::new(io::ErrorKind::InvalidInput, error)))?;
        let encrypting = TlsConnector::from(Arc::clone(&self.tls)).connect(name, stream);
        Ok(Box::new(self.within(Step::Encrypting, encrypting).await?.map_err(tls)?))
    }

    /// Asks for a token, and for the cookie of the data centre.
    async fn register(
        &self,
        transport: Box<dyn Transport>,
        verifier: &Verifier,
    ) -> Result<(String, Option<HeaderValue>), ConnectionError> {
        let query =
            self.credentials.registration(SystemTime::now()).ok_or(ConnectionError::Randomness)?;
        let mut request = hyper::Request::new(Empty::<Bytes>::new());
        // What is form-encoded and begins with a path is a URI.
        *request.uri_mut() = format!("/websocket/register.do?{query}").parse().unwrap_or_default();
        let headers = request.headers_mut();
        if let Ok(host) = HeaderValue::from_str(&self.endpoint.authority()) {
            headers.insert(HOST, host);
        }
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(FORM));
        headers.insert(
            ACCEPT,
            HeaderValue::from_static("text/plain,text/xml,text/javascript,text/html"),
        );
        headers.insert(
            USER_AGENT,
            HeaderValue::from_static(concat!("alipay-notify-ws/", env!("CARGO_PKG_VERSION"))),
        );

        let io = TokioIo::new(transport);
        let (mut sender, connection) =
            hyper::client::conn::http1::handshake(io).await.map_err(ConnectionError::Http)?;
        let exchange = async {
            let response = sender.send_request(request).await.map_err(ConnectionError::Http)?;
            let (head, body) = response.into_parts();
            let body = Limited::new(body, REPLY).collect().await;
            let body = body.map_err(|_| ConnectionError::Body { limit: REPLY })?.to_bytes();
            Ok::<_, ConnectionError>((head, body))
        };
        // The connection is driven only for as long as its one answer takes.
        let mut exchange = std::pin::pin!(exchange);
        let (head, body) = tokio::select! {
            answer = &mut exchange => answer?,
            _ = connection => exchange.await?,
        };

        let Credentials { app_id, serials, .. } = &self.credentials;
        let serial = serials.as_ref().map(|serials| serials.alipay.as_str());
        let token = link_token(head.status.as_u16(), &body, app_id, verifier, serial)
            .map_err(ConnectionError::Register)?;
        Ok((token, zone(&head.headers)))
    }

    async fn within<F: Future>(
        &self,
        step: Step,
        step_taken: F,
    ) -> Result<F::Output, ConnectionError> {
        let limit = self.limit;
        tokio::time::timeout(limit, step_taken)
            .await
            .map_err(|_| ConnectionError::TimedOut { step, limit })
    }
}

/// The cookie that routes the WebSocket to the data centre that knows its token.
fn zone(headers: &HeaderMap) -> Option<HeaderValue> {
    headers.get_all(SET_COOKIE).iter().find_map(|cookie| {
        let pair = cookie.to_str().ok()?.split(';').next()?;
        let value = pair.trim().strip_prefix("zone=")?;
        let is_plain =
            |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
        let is_zone = !value.is_empty() && value.bytes().all(is_plain);
        is_zone.then(|| HeaderValue::from_str(&format!("zone={value};")).ok())?
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_zone_is_taken_from_the_cookies() {
        let zone_of = |cookies: &[&'static str]| {
            let mut headers = HeaderMap::new();
            for cookie in cookies {
                headers.append(SET_COOKIE, HeaderValue::from_static(cookie));
            }
            zone(&headers).map(|zone| zone.to_str().unwrap().to_owned())
        };
        let gz = Some("zone=GZ00A;".to_owned());
        assert_eq!(zone_of(&["a=b", "zone=GZ00A; Path=/"]), gz);
        assert_eq!(zone_of(&["zone=GZ00A"]), gz);
        for none in ["zone=", "xzone=a", "a=zone=b", "zone=a b", "zone=a,b"] {
            assert_eq!(zone_of(&[none]), None, "{none}");
        }
    }
}
