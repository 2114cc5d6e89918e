//! The long connection: frames become deliveries, and endings become acknowledgements.

#[cfg(not(feature = "full"))]
use std::future::Ready;
#[cfg(not(feature = "full"))]
use std::path::Path;
use std::path::PathBuf;
#[cfg(not(feature = "full"))]
use std::sync::Arc;

use clap::Args;

#[cfg(not(feature = "full"))]
use super::Listener;
#[cfg(not(feature = "full"))]
use crate::config::KeyOptions;
#[cfg(not(feature = "full"))]
use crate::failure::Failure;
use crate::lang::say;

/// Where messages come from, in place of a port.
#[derive(Debug, Args)]
pub(super) struct ChannelOptions {
    #[arg(
        long,
        value_name = "CHANNEL",
        requires = "app_private_key_file",
        conflicts_with_all = ["port", "bind"],
        help = say!(
            "Take messages from Alipay's long connection (长连接, WebSocket) in place of a port: \
             production, sandbox, or the URL of another server, such as mock-channel's; --app-id \
             is the app that connects",
            "从支付宝的长连接（WebSocket）接收消息，代替监听端口：production、sandbox，或其他服务器的 URL，如 mock-channel 的；\
             --app-id 为建立连接的应用"
        )
    )]
    pub(super) channel: Option<String>,
    #[arg(
        long,
        value_name = "FILE",
        requires_all = ["channel", "root_cert_file"],
        help = say!(
            "In certificate mode (公钥证书), the app's certificate, such as \
             appCertPublicKey_2014….crt; --key-file is then alipayCertPublicKey_RSA2.crt",
            "证书模式下的应用公钥证书，如 appCertPublicKey_2014….crt；此时 --key-file 为 alipayCertPublicKey_RSA2.crt"
        )
    )]
    app_cert_file: Option<PathBuf>,
    #[arg(
        long,
        value_name = "FILE",
        requires = "app_cert_file",
        help = say!(
            "In certificate mode, Alipay's root certificates: alipayRootCert.crt",
            "证书模式下的支付宝根证书：alipayRootCert.crt"
        )
    )]
    root_cert_file: Option<PathBuf>,
}

/// What a build without TLS has in place of a channel: nothing.
#[cfg(not(feature = "full"))]
pub(super) enum Channel {}

#[cfg(not(feature = "full"))]
impl ChannelOptions {
    pub(super) fn read(
        &self,
        _keys: &KeyOptions,
        _app_key: Option<&Path>,
    ) -> Result<Option<Channel>, Failure> {
        match self.channel {
            None => Ok(None),
            Some(_) => Err(crate::build::lacks(&say!("long connection", "长连接"))),
        }
    }
}

#[cfg(not(feature = "full"))]
impl Channel {
    pub(super) fn serve(self, _listener: Arc<Listener>) -> Ready<Result<(), Failure>> {
        match self {}
    }
}

#[cfg(feature = "full")]
mod full {
    use std::io::{self, Write as _};
    use std::path::Path;
    use std::sync::Arc;
    use std::time::Duration;

    use alipay_notify::Reply;
    use alipay_notify::key::{AlipayCertificate, AppPrivateKey, RootCertificates};
    use alipay_notify_ws::frame::FrameError;
    use alipay_notify_ws::{CertificateSerials, Endpoint, Health, LongConnection, Timing};
    use tokio::task;

    use super::ChannelOptions;
    use crate::chinese::Localized;
    use crate::config::{self, KeyOptions};
    use crate::failure::Failure;
    use crate::frame::Signed;
    use crate::lang::say;
    use crate::listen::Listener;
    use crate::listen::delivery::{Came, Delivery};
    use crate::listen::serve::{asked_to_stop, asked_twice, finish_printing};
    use crate::printable::printable;

    /// Who connects, and where to.
    pub(in crate::listen) struct Channel {
        endpoint: Endpoint,
        app_id: String,
        key: AppPrivateKey,
        serials: Option<CertificateSerials>,
    }

    impl ChannelOptions {
        /// All that was given, read; `None` where no channel is asked for.
        pub(in crate::listen) fn read(
            &self,
            keys: &KeyOptions,
            app_key: Option<&Path>,
        ) -> Result<Option<Channel>, Failure> {
            let (Some(channel), Some(key)) = (&self.channel, app_key) else {
                return Ok(None);
            };
            let [app_id] = keys.app_ids() else {
                return Err(Failure::new(say!(
                    "--channel is for one app; give its --app-id, once",
                    "--channel 用于一个应用；请给出一次它的 --app-id"
                )));
            };
            let endpoint = channel
                .parse::<Endpoint>()
                .map_err(|error| Failure::at(printable(channel), error.localized()))?;
            Ok(Some(Channel {
                endpoint,
                app_id: app_id.clone(),
                key: config::app_private_key(key)?,
                serials: self.serials(keys)?,
            }))
        }

        /// The serial numbers of certificate mode.
        fn serials(&self, keys: &KeyOptions) -> Result<Option<CertificateSerials>, Failure> {
            let (Some(app), Some(root)) = (&self.app_cert_file, &self.root_cert_file) else {
                return Ok(None);
            };
            let [alipay] = keys.key_files() else {
                return Err(Failure::new(say!(
                    "in certificate mode, --key-file is Alipay's certificate, given once",
                    "证书模式下，--key-file 应为支付宝公钥证书，只给一次"
                )));
            };
            let roots = RootCertificates::parse(&certificate_text(root)?)
                .map_err(|error| Failure::at(root.display(), error.localized()))?;
            Ok(Some(CertificateSerials {
                app: serial(app)?,
                root: roots.serial(),
                alipay: serial(alipay)?,
            }))
        }
    }

    fn certificate_text(file: &Path) -> Result<String, Failure> {
        config::read_text(file, &say!("the certificate", "证书"))
    }

    fn serial(file: &Path) -> Result<String, Failure> {
        let certificate = AlipayCertificate::parse(&certificate_text(file)?)
            .map_err(|error| Failure::at(file.display(), error.localized()))?;
        Ok(certificate.serial().to_owned())
    }

    impl Channel {
        /// Takes messages until it is asked to stop.
        pub(in crate::listen) async fn serve(self, listener: Arc<Listener>) -> Result<(), Failure> {
            let Self { endpoint, app_id, key, serials } = self;
            let taking = Arc::clone(&listener);
            let take = move |frame| answer(Arc::clone(&taking), frame);
            let verifier = listener.verifier.clone();
            let mut builder = LongConnection::frames(endpoint.clone(), app_id, key, verifier, take)
                // What was begun has the time that the application has for it.
                .timing(Timing { stop: Duration::MAX, ..Timing::default() });
            if let Some(serials) = serials {
                builder = builder.certificates(serials);
            }
            let connection = builder.start();
            let ready = say!(
                "connecting to {endpoint}; Ctrl-C ends it",
                "正在连接 {endpoint}；按 Ctrl-C 结束"
            );
            listener.ready(&ready, None);
            let served = async {
                tokio::select! {
                    () = asked_to_stop() => {}
                    () = tell_changes(&connection, &endpoint) => {}
                }
                connection.stop().await;
                finish_printing(listener).await
            };
            tokio::select! {
                served = served => served,
                () = asked_twice() => Ok(()),
            }
        }
    }

    /// Takes a frame, where it may block.
    async fn answer(listener: Arc<Listener>, frame: String) -> Reply {
        let taken = task::spawn_blocking(move || {
            let delivery = delivery(&listener, frame)?;
            Ok::<_, FrameError>(listener.take(delivery).is_success())
        });
        match taken.await {
            Ok(Ok(true)) => Reply::Success,
            _ => Reply::Fail,
        }
    }

    fn delivery(listener: &Listener, frame: String) -> Result<Delivery, FrameError> {
        let signed = Signed::read(frame)?;
        let verified = listener.verifier.verify_data(&signed.signed_data());
        Ok(Delivery { came: Came::Frame(signed), verified })
    }

    /// Says, on standard error, when it is connected, and why not.
    async fn tell_changes(connection: &LongConnection, endpoint: &Endpoint) {
        let mut told = Told::default();
        loop {
            let health = connection.health();
            let now = Told::of(&health);
            if now.connections > told.connections {
                tell(&say!("connected to {endpoint}", "已连接 {endpoint}"));
            }
            if now.broken_frames > told.broken_frames {
                let count = now.broken_frames;
                tell(&say!(
                    "passed over a frame that the protocol does not have; so far: {count}",
                    "略过一个不符合协议的帧；累计：{count}"
                ));
            }
            if let Some(failure) = &health.last_failure
                && !health.is_connected()
                && now != told
            {
                let why = printable(&failure.error.localized());
                tell(&say!("not connected: {why}", "未连接：{why}"));
            }
            told = now;
            connection.until(|health| Told::of(health) != told).await;
        }
    }

    /// What was told of.
    #[derive(Clone, Copy, Default, PartialEq, Eq)]
    struct Told {
        connections: u64,
        broken_frames: u64,
        failed_at: Option<std::time::SystemTime>,
    }

    impl Told {
        fn of(health: &Health) -> Self {
            Self {
                connections: health.connections,
                broken_frames: health.broken_frames,
                failed_at: health.last_failure.as_ref().map(|failure| failure.at),
            }
        }
    }

    fn tell(what: &str) {
        // Where standard error is closed there is nobody to tell.
        let _ = writeln!(io::stderr(), "{what}");
    }
}
