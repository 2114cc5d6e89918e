//! Events as HTTP requests.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http_body_util::{BodyExt as _, Full};
use hyper::body::{Bytes, Incoming};
use hyper::header::{AUTHORIZATION, CONTENT_TYPE, HeaderValue, USER_AGENT};
use hyper::http::request::Builder;
use hyper::{Method, Request, Response, Uri};
use hyper_rustls::{ConfigBuilderExt as _, HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use rustls::crypto::aws_lc_rs;
use rustls::{ClientConfig, RootCertStore};
use standardwebhooks::{
    HEADER_WEBHOOK_ID, HEADER_WEBHOOK_SIGNATURE, HEADER_WEBHOOK_TIMESTAMP, Webhook,
};

use super::error::said;
use super::{DeliveryError, Destination, PATIENCE, SettingError, url};
use crate::event::{Event, JSON_EVENT};

/// What a receiver sees as the sender.
const SENDER: &str = concat!("alipay-notify/", env!("CARGO_PKG_VERSION"));

/// How much of an answer is read, so that its connection can be used again. A longer one costs it
/// its connection.
const ANSWER: usize = 64 << 10;

/// How long a connection is kept that nobody uses.
const IDLE: Duration = Duration::from_secs(30);

/// How many bytes the key of a secret has: what Standard Webhooks asks for.
const KEY: std::ops::RangeInclusive<usize> = 24..=64;

/// Posts each event to a receiver, which confirms it by a status of 2xx.
///
/// Events come in binary mode, as their data with the attributes in headers `ce-…`, but in
/// structured mode ([`Event::to_json`]) where
///
/// - they are signed: the signature is over the body alone, and so the body is the whole event;
/// - they have the body as received, which may be too long for a header.
///
/// With a [secret](Self::secret), requests are signed as [Standard Webhooks][standard] has it:
/// the libraries of that name verify them, in most languages. `webhook-id` is the `id` of the
/// event, with `%2E` for a full stop, which the scheme keeps for itself.
///
/// Redirects aren't followed. Connections are used again. Certificates of receivers are checked
/// against the authorities of the platform, or those in the file that `SSL_CERT_FILE` names.
///
/// [standard]: https://www.standardwebhooks.com
pub struct Http {
    client: Client<HttpsConnector<HttpConnector>, Full<Bytes>>,
    receiver: Uri,
    authorization: Option<HeaderValue>,
    signers: Vec<Webhook>,
    limit: Duration,
}

impl Http {
    /// Posts to this URL.
    ///
    /// # Errors
    ///
    /// [`SettingError`] where it is no URL `http://…` or `https://…`, where it has a user or a
    /// password, or where there are no authorities to check https by.
    pub fn new(receiver: &str) -> Result<Self, SettingError> {
        let url = url::parse(receiver, ["http", "https"])?;
        if !url.username().is_empty() || url.password().is_some() {
            return Err(SettingError::ReceiverLogin);
        }
        let connector = connector(url.scheme() == "https")?;
        let receiver = url.as_str().parse::<Uri>();
        let receiver = receiver.map_err(|_| SettingError::Form("https://host/path"))?;
        let client = Client::builder(TokioExecutor::new())
            .pool_timer(TokioTimer::new())
            .pool_idle_timeout(IDLE)
            .build(connector);
        Ok(Self { client, receiver, authorization: None, signers: Vec::new(), limit: PATIENCE })
    }

    /// Signs with this secret, `whsec_` and 24 to 64 bytes in base64. While one is being replaced,
    /// there are several: the receiver takes a signature by any of them.
    ///
    /// # Errors
    ///
    /// [`SettingError`] where it is no such secret.
    pub fn secret(mut self, secret: &str) -> Result<Self, SettingError> {
        let key = secret.trim().strip_prefix("whsec_").and_then(|key| STANDARD.decode(key).ok());
        let key = key.filter(|key| KEY.contains(&key.len())).ok_or(SettingError::Secret)?;
        let signer = Webhook::from_bytes(key);
        self.signers.push(signer.map_err(|_| SettingError::Secret)?);
        Ok(self)
    }

    /// Sends this header `authorization`, such as `Bearer …`.
    ///
    /// # Errors
    ///
    /// [`SettingError`] where no header may have this value.
    pub fn authorization(mut self, value: &str) -> Result<Self, SettingError> {
        let value = HeaderValue::from_str(value.trim());
        let mut value = value.map_err(|_| SettingError::Authorization)?;
        value.set_sensitive(true);
        self.authorization = Some(value);
        Ok(self)
    }

    /// How long the receiver has to answer; 15 seconds unless set.
    #[must_use]
    pub fn time_limit(mut self, limit: Duration) -> Self {
        self.limit = limit;
        self
    }

    /// The request for an event.
    fn request(&self, event: &Event) -> Result<Request<Full<Bytes>>, DeliveryError> {
        let mut request = self.begin(Method::POST);
        let body = if self.signers.is_empty() && !event.is_raw() {
            for (name, value) in event.headers() {
                request = request.header(name, value);
            }
            request = request.header(CONTENT_TYPE, event.data_content_type());
            event.data().to_owned()
        } else {
            request = request.header(CONTENT_TYPE, JSON_EVENT);
            event.to_json()
        };
        if !self.signers.is_empty() {
            request = self.signed(request, event.id(), &body)?;
        }
        request.body(Full::from(body)).map_err(|error| DeliveryError::Refused(said(&error)))
    }

    fn begin(&self, method: Method) -> Builder {
        let request = Request::builder().method(method).uri(self.receiver.clone());
        let request = request.header(USER_AGENT, SENDER);
        match &self.authorization {
            Some(value) => request.header(AUTHORIZATION, value.clone()),
            None => request,
        }
    }

    fn signed(&self, request: Builder, id: &str, body: &str) -> Result<Builder, DeliveryError> {
        let id = id.replace('.', "%2E");
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let timestamp = i64::try_from(since.as_secs()).unwrap_or(i64::MAX);
        let sign = |signer: &Webhook| signer.sign(&id, timestamp, body.as_bytes());
        let signatures = self.signers.iter().map(sign).collect::<Result<Vec<_>, _>>();
        let signatures = signatures.map_err(|error| DeliveryError::Refused(said(&error)))?;
        Ok(request
            .header(HEADER_WEBHOOK_ID, &id)
            .header(HEADER_WEBHOOK_TIMESTAMP, timestamp)
            .header(HEADER_WEBHOOK_SIGNATURE, signatures.join(" ")))
    }

    async fn send(&self, request: Request<Full<Bytes>>) -> Result<u16, DeliveryError> {
        let exchange = async {
            let answer = self.client.request(request).await;
            answer.map_err(|error| DeliveryError::Unreachable(said(&error)))
        };
        let deadline = tokio::time::Instant::now() + self.limit;
        let answer = tokio::time::timeout_at(deadline, exchange).await;
        let answer = answer.unwrap_or(Err(DeliveryError::TimedOut(self.limit)))?;
        let status = answer.status().as_u16();
        // It has confirmed by now, however slowly the rest comes.
        let _ = tokio::time::timeout_at(deadline, read(answer)).await;
        Ok(status)
    }
}

impl Destination for Http {
    async fn deliver(&self, event: &Event) -> Result<(), DeliveryError> {
        match self.send(self.request(event)?).await? {
            200..=299 => Ok(()),
            status => Err(DeliveryError::Status(status)),
        }
    }

    /// Asks for the head of its URL. Any answer will do: a receiver need not know more than POST.
    async fn reach(&self) -> Result<(), DeliveryError> {
        let request = self.begin(Method::HEAD).body(Full::default());
        let request = request.map_err(|error| DeliveryError::Refused(said(&error)))?;
        self.send(request).await.map(drop)
    }
}

impl fmt::Debug for Http {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Http").finish_non_exhaustive()
    }
}

/// Connects over http and, where it is to, over https: for that, it reads the authorities of the
/// platform, of which there may be none.
fn connector(has_https: bool) -> Result<HttpsConnector<HttpConnector>, SettingError> {
    let provider = Arc::new(aws_lc_rs::default_provider());
    let tls = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    let tls = tls.map_err(|_| SettingError::NoAuthorities)?;
    let tls = if has_https {
        tls.with_native_roots().map_err(|_| SettingError::NoAuthorities)?
    } else {
        tls.with_root_certificates(RootCertStore::empty())
    };
    let connector = HttpsConnectorBuilder::new().with_tls_config(tls.with_no_client_auth());
    Ok(connector.https_or_http().enable_http1().build())
}

/// Reads the rest of an answer, or as much as is worth it.
async fn read(mut answer: Response<Incoming>) {
    let mut read = 0;
    while read < ANSWER
        && let Some(Ok(frame)) = answer.body_mut().frame().await
    {
        read += frame.data_ref().map_or(0, Bytes::len);
    }
}
