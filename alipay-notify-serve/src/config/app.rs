//! `[[serve.app]]`: whose messages are received, and with which keys.

use std::fmt;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use alipay_notify::AlipayPublicKey;
use alipay_notify::key::{
    AlipayCertificate, AppKeys, AppPrivateKey, ContentKey, KeyError, RootCertificates,
};
use alipay_notify_ws::{CertificateSerials, Endpoint};

use super::mistake::{Belongs, Mistake};
use super::reader::{Notes, Span, Table, flat, value};

/// An app.
pub(crate) struct App {
    pub(crate) id: String,
    /// Where it is delivered to over HTTP.
    pub(crate) path: Option<String>,
    pub(crate) keys: Vec<AlipayPublicKey>,
    pub(crate) content_key: Option<ContentKey>,
    /// Answers activations, and registers long connections.
    pub(crate) private_key: Option<AppPrivateKey>,
    pub(crate) channel: Option<Channel>,
}

/// A long connection.
#[derive(Clone, PartialEq)]
pub(crate) struct Channel {
    pub(crate) endpoint: Endpoint,
    pub(crate) serials: Option<CertificateSerials>,
}

/// The paths that are the program's own.
pub(crate) const OWN_PATHS: [&str; 3] = ["/healthz", "/readyz", "/metrics"];

impl App {
    /// The keys, as a ring wants them.
    pub(crate) fn app_keys(&self) -> Option<AppKeys> {
        let (first, others) = self.keys.split_first()?;
        let keys = others.iter().cloned().fold(AppKeys::new(first.clone()), AppKeys::or);
        Some(match &self.content_key {
            Some(key) => keys.content_key(key.clone()),
            None => keys,
        })
    }

    pub(super) fn read(table: Table<'_>) -> Option<Self> {
        let notes = table.notes;
        let id = table.required("id").and_then(|(id, span)| {
            let is_id = !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit());
            notes.ok(&span, is_id.then(|| id.to_owned()).ok_or(value(id, Belongs::AppId)))
        });
        let path = table.text("path").map(|(path, span)| path_of(notes, path, &span));
        let roots = file(
            &table,
            "root_cert_file",
            |content| RootCertificates::parse(&String::from_utf8_lossy(content)),
            |file, why| Mistake::Certificate { file, why },
        );
        table.require("alipay_public_key_file");
        let files = table.texts("alipay_public_key_file").unwrap_or_default();
        let read = files.iter().filter_map(|(file, span)| key(notes, file, span, roots.as_ref()));
        let (keys, serials): (Vec<_>, Vec<_>) = read.unzip();
        let content_key = file(
            &table,
            "content_key_file",
            |content| ContentKey::parse(&String::from_utf8_lossy(content)),
            |file, why| Mistake::ContentKey { file, why },
        );
        let private_key =
            file(&table, "app_private_key_file", AppPrivateKey::from_bytes, |file, why| {
                Mistake::PrivateKey { file, why }
            });
        let channel = table.table("channel").map(|channel| {
            table.require("app_private_key_file");
            if channel.value("app_cert_file").is_some() {
                table.require("root_cert_file");
            }
            Channel::read(channel, roots.as_ref(), serials.into_iter().flatten().next())
        });
        if path.is_none() && channel.is_none() {
            notes.at(&table.span, Mistake::Unreached);
        }
        table.finish();
        let (path, channel) = (flat(path)?, flat(channel)?);
        Some(Self { id: id?, path, keys, content_key, private_key, channel })
    }
}

impl Channel {
    /// `alipay` is the serial number of Alipay's certificate.
    fn read(
        table: Table<'_>,
        roots: Option<&RootCertificates>,
        alipay: Option<String>,
    ) -> Option<Self> {
        let notes = table.notes;
        let endpoint = match table.text("endpoint") {
            None => Some(Endpoint::production()),
            Some((text, span)) => {
                let parsed = text.parse().map_err(|_| value(text, Belongs::Endpoint));
                notes.ok(&span, parsed)
            }
        };
        let app = file(
            &table,
            "app_cert_file",
            |content| AlipayCertificate::parse(&String::from_utf8_lossy(content)),
            |file, why| Mistake::Certificate { file, why },
        );
        let serials = match (app, roots, alipay) {
            (Some(app), Some(roots), Some(alipay)) => Some(CertificateSerials {
                app: app.serial().to_owned(),
                root: roots.serial(),
                alipay,
            }),
            _ => None,
        };
        table.finish();
        Some(Self { endpoint: endpoint?, serials })
    }
}

/// The path, where it is one.
fn path_of(notes: &Notes<'_>, path: &str, span: &Span) -> Option<String> {
    let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte);
    let is_path = path.starts_with('/') && !path.contains("//") && path.bytes().all(is_allowed);
    let is_own = OWN_PATHS.iter().any(|own| {
        path.strip_prefix(own).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    });
    let checked = match (is_path, is_own) {
        (false, _) => Err(value(path, Belongs::Path)),
        (true, true) => Err(Mistake::Reserved(path.to_owned())),
        (true, false) => Ok(path.to_owned()),
    };
    notes.ok(span, checked)
}

/// A public key of Alipay; where there are roots, that of a certificate that leads to them, with
/// its serial number.
fn key(
    notes: &Notes<'_>,
    file: &str,
    span: &Span,
    roots: Option<&RootCertificates>,
) -> Option<(AlipayPublicKey, Option<String>)> {
    let file = notes.path(file);
    let content = notes.content(span, &file)?;
    let Some(roots) = roots else {
        let key = AlipayPublicKey::from_bytes(&content).map(|key| (key, None));
        return notes.ok(span, key.map_err(|why| Mistake::PublicKey { file, why }));
    };
    let certificate = AlipayCertificate::parse(&String::from_utf8_lossy(&content));
    let verified = certificate.and_then(|certificate| {
        certificate.verify_chain(roots, SystemTime::now())?;
        Ok((certificate.public_key(), Some(certificate.serial().to_owned())))
    });
    notes.ok(span, verified.map_err(|why| Mistake::Certificate { file, why }))
}

/// The key of forms that name no app.
pub(super) fn common_key(table: &Table<'_>) -> Option<AlipayPublicKey> {
    let read = |content: &[u8]| AlipayPublicKey::from_bytes(content);
    let key = file(table, "common_key_file", read, |file, why: KeyError| Mistake::PublicKey {
        file,
        why,
    });
    key.map(AlipayPublicKey::accept_rsa)
}

/// What a file holds.
fn file<T, E>(
    table: &Table<'_>,
    name: &'static str,
    parse: impl FnOnce(&[u8]) -> Result<T, E>,
    mistake: impl FnOnce(PathBuf, E) -> Mistake,
) -> Option<T> {
    let (file, span) = table.text(name)?;
    let file: PathBuf = table.notes.path(file);
    let content = table.notes.content(&span, Path::new(&file))?;
    table.notes.ok(&span, parse(&content).map_err(|why| mistake(file, why)))
}

impl fmt::Debug for App {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("App")
            .field("id", &self.id)
            .field("path", &self.path)
            .finish_non_exhaustive()
    }
}
