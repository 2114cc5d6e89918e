//! The text of a configuration becomes a [`Config`], or all of its mistakes.

mod app;
mod destination;
mod inbox;
mod mistake;
mod pattern;
mod plan;
mod reader;
mod secret;
mod tls;

use std::collections::HashSet;
use std::fmt;
use std::fs;
use std::net::SocketAddr;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use alipay_notify::AlipayPublicKey;
use alipay_notify::key::AppKeys;
use toml::de::DeTable;
use tracing_subscriber::filter::{LevelFilter, Targets};

use crate::destination::Destination;
use crate::event;
use crate::reload::AppRoute;
use crate::specifications::Specifications;
pub(crate) use app::{App, Channel};
pub(crate) use destination::{DestinationConfig, Route, UNROUTED, is_name};
pub(crate) use inbox::InboxConfig;
pub use mistake::{Belongs, ConfigError, ConfigErrors, Mistake};
pub(crate) use pattern::Pattern;
pub use plan::{Plan, PlannedApp, PlannedDestination};
use reader::{Notes, Table, flat, value};
pub(crate) use tls::Tls;

/// What `serve` is to do, read from the table `serve` of a TOML file such as `alipay-notify.toml`.
/// The other tables of the file are not looked at.
///
/// Relative paths are relative to the file. A secret is `{ file = "…" }` or `{ env = "NAME" }`; a
/// URL may be one, and has to be where it holds a password.
///
/// # `[serve]`
///
/// | Key | |
/// |---|---|
/// | `listen` | where it listens: an address and a port; `127.0.0.1:8080` unless set. A socket that systemd passes (socket activation) takes its place |
/// | `operations` | an address and a port of their own for `/healthz`, `/readyz` and `/metrics`; unless set, they are where deliveries are |
/// | `inbox` | where messages are kept until they are delivered: `sqlite:FOLDER`, a file for each destination; `postgres://…/DATABASE`, a schema `alipay_notify_NAME` for each; `nats://…/PREFIX`, streams `PREFIX_NAME`. `sqlite:inbox` unless set |
/// | `schemas` | a folder with schema files, besides what is built in |
/// | `common_key_file` | Alipay's public key for what names no app, such as pushes of risks |
/// | `connections` | how many connections there may be at a time; 512 unless set |
/// | `head_seconds` | how long a connection may wait for the head of a request; 10 unless set. Longer than a proxy in front of it keeps an idle connection |
/// | `stop_seconds` | how long a stop may take; 30 unless set |
/// | `log` | what is logged: `info` unless set, or such as `warn,alipay_notify=debug` |
///
/// # `[serve.tls]`
///
/// Unless set, it speaks plain HTTP, for a proxy in front of it.
///
/// | Key | |
/// |---|---|
/// | `cert_file` | the certificate and its issuers, in PEM |
/// | `key_file` | its private key, in PEM |
///
/// # `[[serve.app]]`, one or more
///
/// | Key | |
/// |---|---|
/// | `id` | the `app_id` |
/// | `path` | where it is delivered to; several apps may share a path |
/// | `alipay_public_key_file` | Alipay's public key, or its certificate; a list where keys are rotated |
/// | `root_cert_file` | Alipay's root certificates, to which certificates have to lead |
/// | `content_key_file` | the key of encrypted contents |
/// | `app_private_key_file` | the app's private key: answers the activation of the address, and registers the long connection |
///
/// `[serve.app.channel]`, in place of a path or besides one, is the long connection (长连接):
///
/// | Key | |
/// |---|---|
/// | `endpoint` | `production`, unless set; `sandbox`; or a URL |
/// | `app_cert_file` | the app's certificate, in certificate mode, with `root_cert_file` of the app |
///
/// # `[[serve.destination]]`, one or more
///
/// | Key | |
/// |---|---|
/// | `name` | what it is called, in small letters, digits and `_` |
/// | `take` | which messages: patterns `*`, `message:NAME`, `notify:NAME`, `service:NAME`, with `*` for any text; `["*"]` unless set |
/// | `violations` | `true` also delivers what breaks its specification, with how it does |
/// | `raw` | `true` adds the body as it was received |
/// | `concurrency` | how many events are delivered at a time; 16 unless set |
/// | `http` | `{ url, secret, authorization }`: POST, signed by Standard Webhooks where there is a secret, or a list of them while one is replaced; `authorization` is a header, such as `Bearer …` |
/// | `nats` | `{ url, subject, stream }`: JetStream; the subject is `{type}` unless set; a stream that is named is made where none takes the subject |
/// | `redis` | `{ url, stream, max_len }`: Redis Streams; the stream is `alipay` unless set, and keeps all unless it says how many |
/// | `rabbitmq` | `{ url, queue }`: a quorum queue, `alipay` unless set; or `{ url, exchange, routing_key }`, of an exchange that is there, by `{type}` unless set |
/// | `stdout` | `{}`: a line of JSON for each event |
///
/// Exactly one of the last five. `secret` and `authorization` are secrets.
pub struct Config {
    pub(crate) fixed: Fixed,
    pub(crate) apps: Vec<App>,
    pub(crate) common_key: Option<AlipayPublicKey>,
    pub(crate) specifications: Specifications,
    pub(crate) tls: Option<Tls>,
    /// Destinations that are no part of the file.
    pub(crate) own: Vec<Route>,
    /// Of all that was read.
    pub(crate) fingerprint: u64,
    file: PathBuf,
}

/// What can't be changed while it runs.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Fixed {
    pub(crate) listen: SocketAddr,
    pub(crate) operations: Option<SocketAddr>,
    pub(crate) inbox: InboxConfig,
    pub(crate) connections: NonZeroUsize,
    pub(crate) head: Duration,
    pub(crate) stop: Duration,
    pub(crate) log: Targets,
    pub(crate) destinations: Vec<DestinationConfig>,
}

impl Config {
    /// Reads a configuration, and all files that it names.
    ///
    /// # Errors
    ///
    /// All mistakes at once, those in the files that it names among them.
    pub fn read(file: &Path) -> Result<Self, ConfigErrors> {
        let text = fs::read_to_string(file);
        let text = text.map_err(|error| ConfigErrors::unreadable(file, &error))?;
        let notes = Notes::new(file, &text);
        let (document, errors) = DeTable::parse_recoverable(&text);
        for error in &errors {
            let what = Mistake::Syntax(error.message().to_owned());
            notes.at(&error.span().unwrap_or_default(), what);
        }
        let read = errors.is_empty().then(|| Self::of(&notes, document.get_ref(), file)).flatten();
        let errors = notes.finish();
        match read {
            Some(config) if errors.is_empty() => Ok(config),
            _ => Err(ConfigErrors { file: file.to_owned(), errors }),
        }
    }

    /// Adds a destination of the program's own, of a kind that a file can't describe. It takes what
    /// these patterns choose, as `take` does, and has an inbox of its own as any other.
    ///
    /// # Errors
    ///
    /// - [`Mistake::Value`]: the name is none, or a pattern is none.
    /// - [`Mistake::Repeated`]: there is a destination of this name.
    pub fn destination(
        mut self,
        name: &str,
        take: &[&str],
        wanted: event::Wanted,
        destination: impl Destination,
    ) -> Result<Self, Mistake> {
        if self.has_destination(name) {
            return Err(Mistake::Repeated(name.to_owned()));
        }
        self.own.push(Route {
            name: destination::checked(name)?,
            take: take.iter().map(|text| Pattern::parse(text)).collect::<Result<_, _>>()?,
            wanted,
            concurrency: destination::CONCURRENCY,
            destination: Arc::new(destination),
        });
        Ok(self)
    }

    /// Whether there is a destination of this name.
    pub(crate) fn has_destination(&self, name: &str) -> bool {
        let names = self.fixed.destinations.iter().map(|config| &config.name);
        names.chain(self.own.iter().map(|own| &own.name)).any(|known| known == name)
    }

    /// The file that it was read from.
    #[must_use]
    pub fn file(&self) -> &Path {
        &self.file
    }

    /// What is written to the log.
    #[must_use]
    pub fn log(&self) -> &Targets {
        &self.fixed.log
    }

    /// The keys of each app, as a ring wants them.
    pub(crate) fn keys(&self) -> Vec<(String, AppKeys)> {
        let keys = self.apps.iter().map(|app| Some((app.id.clone(), app.app_keys()?)));
        keys.flatten().collect()
    }

    /// How each app is received: what does not change while it runs.
    pub(crate) fn routes(&self) -> Vec<AppRoute> {
        let route = |app: &App| AppRoute {
            id: app.id.clone(),
            path: app.path.clone(),
            channel: app.channel.clone(),
            public_key: app.private_key.as_ref().map(|key| key.public_key_base64().to_owned()),
        };
        self.apps.iter().map(route).collect()
    }

    /// The paths on which deliveries are received, each once, with the apps that share it.
    pub(crate) fn paths(&self) -> Vec<(&str, Vec<&App>)> {
        let mut paths: Vec<(&str, Vec<&App>)> = Vec::new();
        for app in &self.apps {
            let Some(path) = app.path.as_deref() else { continue };
            match paths.iter_mut().find(|(known, _)| *known == path) {
                Some((_, apps)) => apps.push(app),
                None => paths.push((path, vec![app])),
            }
        }
        paths
    }

    /// The configuration of a document, where no mistake has left a part of it out.
    fn of(notes: &Notes<'_>, document: &DeTable<'_>, file: &Path) -> Option<Self> {
        let root = Table::new(notes, document, 0..0, "");
        let Some(table) = root.table("serve") else {
            if !document.contains_key("serve") {
                notes.at(&(0..0), Mistake::NoTable);
            }
            return None;
        };
        let listen = address(&table, "listen");
        let operations = address(&table, "operations");
        let inbox = InboxConfig::read(&table);
        let specifications = specifications(&table);
        let common_key = app::common_key(&table);
        let connections = table.number("connections").unwrap_or(512) as usize;
        let head = table.number("head_seconds").unwrap_or(10);
        let stop = table.number("stop_seconds").unwrap_or(30);
        let log = log(&table);
        let tls = table.table("tls").map(Tls::read);
        let apps = each(&table, "app", |app: &App| &app.id, App::read);
        let destinations = each(
            &table,
            "destination",
            |own: &DestinationConfig| &own.name,
            DestinationConfig::read,
        );
        table.finish();
        let fixed = Fixed {
            listen: listen.unwrap_or(SocketAddr::from(([127, 0, 0, 1], 8080))),
            operations,
            inbox: inbox?,
            connections: NonZeroUsize::new(connections).unwrap_or(NonZeroUsize::MIN),
            head: Duration::from_secs(head.into()),
            stop: Duration::from_secs(stop.into()),
            log: log?,
            destinations,
        };
        Some(Self {
            fixed,
            apps,
            common_key,
            specifications,
            tls: flat(tls)?,
            own: Vec::new(),
            fingerprint: notes.fingerprint(),
            file: file.to_owned(),
        })
    }
}

impl fmt::Debug for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Config")
            .field("fixed", &self.fixed)
            .field("apps", &self.apps)
            .finish_non_exhaustive()
    }
}

/// The tables of a list, one at least, none of which has the name of another.
fn each<T>(
    table: &Table<'_>,
    key: &'static str,
    name: impl Fn(&T) -> &str,
    read: impl Fn(Table<'_>) -> Option<T>,
) -> Vec<T> {
    table.require(key);
    let mut names = HashSet::new();
    let mut all = Vec::new();
    for own in table.tables(key) {
        let span = own.span.clone();
        let Some(value) = read(own) else { continue };
        if !names.insert(name(&value).to_owned()) {
            table.notes.at(&span, Mistake::Repeated(name(&value).to_owned()));
        }
        all.push(value);
    }
    all
}

fn address(table: &Table<'_>, key: &'static str) -> Option<SocketAddr> {
    let (text, span) = table.text(key)?;
    table.notes.ok(&span, text.parse().map_err(|_| value(text, Belongs::Address)))
}

fn log(table: &Table<'_>) -> Option<Targets> {
    let Some((text, span)) = table.text("log") else {
        return Some(Targets::new().with_default(LevelFilter::INFO));
    };
    // A word by itself would be the name of a part, all of which is logged.
    let is_known = |part: &str| part.contains('=') || part.trim().parse::<LevelFilter>().is_ok();
    let parsed = text.parse::<Targets>().ok().filter(|_| text.split(',').all(is_known));
    // With it, clients of brokers log all that they send: messages, and passwords.
    let parsed = parsed.filter(|all| {
        let mut levels = all.iter().map(|(_, level)| level).chain(all.default_level());
        levels.all(|level| level != LevelFilter::TRACE)
    });
    table.notes.ok(&span, parsed.ok_or_else(|| value(text, Belongs::Log)))
}

/// What is built in, and what the folder has besides.
fn specifications(table: &Table<'_>) -> Specifications {
    let Some((folder, span)) = table.text("schemas") else { return Specifications::default() };
    let folder = table.notes.path(folder);
    let (specifications, mistakes) =
        Specifications::of_folder(&folder, |file| table.notes.content(&span, file));
    for mistake in mistakes {
        table.notes.at(&span, mistake);
    }
    specifications
}
