//! What is wrong with a configuration, and where.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use alipay_notify::key::{CertificateError, ContentKeyError, KeyError, PrivateKeyError};
use alipay_notify_schema::SchemaError;
use thiserror::Error;

use crate::destination::SettingError;

/// All that is wrong with a configuration. `Display` is a line for each mistake:
/// `file:line:column: what is wrong, and the fix`. `Debug` is the same.
///
/// No mistake repeats a secret.
#[derive(Clone, PartialEq, Eq)]
pub struct ConfigErrors {
    pub(super) file: PathBuf,
    pub(super) errors: Vec<ConfigError>,
}

/// One mistake.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ConfigError {
    /// The line, counted from 1.
    pub line: usize,
    /// The column, counted from 1, in characters.
    pub column: usize,
    /// What it is.
    pub what: Mistake,
}

/// What is wrong, and the fix.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum Mistake {
    /// The file can't be read.
    #[error("the file can't be read: {0}")]
    Unreadable(String),
    /// It is not TOML.
    #[error("{0}")]
    Syntax(String),
    /// There is no table `serve`.
    #[error("there is no table [serve] in this file; the guide has one of ten lines")]
    NoTable,
    /// Nothing of that name can be set there.
    #[error("`{key}` can't be set in [{table}]; {}", meant(.nearest.as_deref(), .known))]
    Unknown {
        /// The key.
        key: String,
        /// The table it is in.
        table: String,
        /// What was probably meant.
        nearest: Option<String>,
        /// What can be set.
        known: Vec<String>,
    },
    /// Something has to be set.
    #[error("[{table}] needs `{key}`")]
    Missing {
        /// The key.
        key: &'static str,
        /// The table that it belongs into.
        table: String,
    },
    /// A list is empty.
    #[error("`{0}` is an empty list, which says nothing; put something into it")]
    Empty(&'static str),
    /// Two things are set, of which one would be ignored.
    #[error("[{table}] can't have both `{one}` and `{other}`; remove one")]
    Both {
        /// The table.
        table: String,
        /// One of them.
        one: &'static str,
        /// The other.
        other: &'static str,
    },
    /// It is of another type.
    #[error("{wanted} belongs here, and this is {found}")]
    Type {
        /// What it has to be.
        wanted: Belongs,
        /// What TOML calls what is there.
        found: &'static str,
    },
    /// It is none of the values that there are.
    #[error("`{value}` is not {wanted}")]
    Value {
        /// What is there.
        value: String,
        /// What belongs there.
        wanted: Belongs,
    },
    /// An app or a destination is there twice.
    #[error("`{0}` is here twice; each needs a name of its own")]
    Repeated(String),
    /// A path belongs to the program itself.
    #[error("`{0}` is answered by the program itself; choose another path")]
    Reserved(String),
    /// A destination has not exactly one target.
    #[error("[{table}] needs exactly one of {}", .known.join(", "))]
    OneOf {
        /// The table.
        table: String,
        /// What there is to choose from.
        known: Vec<String>,
    },
    /// An app has neither a path nor a long connection.
    #[error("the app can't receive anything; give it a `path`, or a [serve.app.channel]")]
    Unreached,
    /// A secret stands in the file.
    #[error(
        "a secret stands here in plain text; take it from a file or an environment variable: \
         {{ file = \"…\" }} or {{ env = \"NAME\" }}"
    )]
    PlainSecret,
    /// A secret is not given as `{ file = … }` or `{ env = … }`.
    #[error("a secret is {{ file = \"…\" }} or {{ env = \"NAME\" }}, one of the two")]
    SecretForm,
    /// An environment variable is not set.
    #[error("the environment variable {0} is not set; set it, or take {{ file = \"…\" }}")]
    Variable(String),
    /// A file can't be read.
    #[error("{} can't be read: {why}", .file.display())]
    File {
        /// Its path.
        file: PathBuf,
        /// What the system says.
        why: String,
    },
    /// A file holds no public key.
    #[error("{}: {why}", .file.display())]
    PublicKey {
        /// Its path.
        file: PathBuf,
        /// Why not.
        why: KeyError,
    },
    /// A file holds no private key of an app.
    #[error("{}: {why}", .file.display())]
    PrivateKey {
        /// Its path.
        file: PathBuf,
        /// Why not.
        why: PrivateKeyError,
    },
    /// A file holds no content key.
    #[error("{}: {why}", .file.display())]
    ContentKey {
        /// Its path.
        file: PathBuf,
        /// Why not.
        why: ContentKeyError,
    },
    /// A certificate can't be used.
    #[error("{}: {why}", .file.display())]
    Certificate {
        /// Its path.
        file: PathBuf,
        /// Why not.
        why: CertificateError,
    },
    /// A certificate or a private key for TLS can't be used.
    #[error("{}: {why}", .file.display())]
    Tls {
        /// Its path.
        file: PathBuf,
        /// What the library says.
        why: String,
    },
    /// A schema file has a mistake of its own.
    #[error("{}: {why}", .file.display())]
    Schema {
        /// Its path.
        file: PathBuf,
        /// What it is.
        why: Box<SchemaError>,
    },
    /// Two schema files specify the same message.
    #[error(
        "{} specifies {name}, which {} specifies as well; keep one of the two files",
        .file.display(), .other.display()
    )]
    SchemaTwice {
        /// The second.
        file: PathBuf,
        /// The first.
        other: PathBuf,
        /// The name of the message.
        name: String,
    },
    /// A destination can't be as it is set.
    #[error(transparent)]
    Setting(SettingError),
    /// A folder has no schema file.
    #[error("there is no schema file (*.json) in {}", .0.display())]
    NoSchemas(PathBuf),
}

/// What belongs somewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Belongs {
    /// A text.
    Text,
    /// A text or a list of texts.
    Texts,
    /// A table.
    Table,
    /// A list of tables.
    Tables,
    /// `true` or `false`.
    Flag,
    /// A whole number from 1 on.
    Number,
    /// An address with a port.
    Address,
    /// The `app_id` of an app.
    AppId,
    /// The name of a destination.
    Name,
    /// A path of URLs.
    Path,
    /// Which messages a destination takes.
    Pattern,
    /// The URL of an inbox.
    Inbox,
    /// The URL of a server, with one of these schemes.
    Url(&'static [&'static str]),
    /// What is written to the log.
    Log,
    /// Where a long connection leads.
    Endpoint,
}

impl fmt::Display for Belongs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Text => "a text",
            Self::Texts => "a text or a list of texts",
            Self::Table => "a table",
            Self::Tables => "a list of tables",
            Self::Flag => "true or false",
            Self::Number => "a whole number from 1 on",
            Self::Address => "an address and a port, such as 127.0.0.1:8080",
            Self::AppId => "an app_id, which is digits",
            Self::Name => {
                "a name: small letters, digits and _, a letter first, 32 at the most, and not \
                 `unrouted`"
            }
            Self::Path => "a path such as /alipay: letters, digits and -._~ between slashes",
            Self::Pattern => {
                "a pattern such as *, notify:trade_*, message:ant.merchant.* or service:*"
            }
            Self::Inbox => "sqlite:FOLDER, postgres://…/DATABASE or nats://…/NAME",
            Self::Url(schemes) => return write!(f, "a URL with {}://", schemes.join(":// or ")),
            Self::Log => "a level: error, warn, info, debug; or such as info,async_nats=warn",
            Self::Endpoint => "production, sandbox, or the URL of a server: wss://host[:port]",
        })
    }
}

/// What was probably meant by an unknown key.
fn meant(nearest: Option<&str>, known: &[String]) -> String {
    match nearest {
        Some(nearest) => format!("did you mean `{nearest}`?"),
        None => format!("what can be: {}", known.join(", ")),
    }
}

impl ConfigErrors {
    /// The file that they are in.
    #[must_use]
    pub fn file(&self) -> &Path {
        &self.file
    }

    /// Each of them, in the order of the file.
    pub fn iter(&self) -> impl Iterator<Item = &ConfigError> {
        self.errors.iter()
    }

    /// The file itself can't be read.
    pub(super) fn unreadable(file: &Path, error: &io::Error) -> Self {
        let what = Mistake::Unreadable(error.to_string());
        Self { file: file.to_owned(), errors: vec![ConfigError { line: 1, column: 1, what }] }
    }
}

impl fmt::Display for ConfigErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, ConfigError { line, column, what }) in self.errors.iter().enumerate() {
            let separator = if index == 0 { "" } else { "\n" };
            write!(f, "{separator}{}:{line}:{column}: {what}", self.file.display())?;
        }
        Ok(())
    }
}

impl fmt::Debug for ConfigErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for ConfigErrors {}
