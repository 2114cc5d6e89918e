//! The known specifications: those that are built in, and those in the user's files.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use alipay_notify::{AlipayNotify, Verified, messages};
use alipay_notify_schema::{Family, MessageSchema, SchemaErrors, Violations, nearest};

use crate::chinese::Localized;
use crate::failure::Failure;
use crate::lang::say;
use crate::listing;

/// A specification that is built in.
struct BuiltIn {
    /// What its type is called in `alipay_notify::messages`.
    name: &'static str,
    schema: &'static MessageSchema,
    /// The file that it was written as.
    text: &'static str,
}

macro_rules! built_in {
    ($($name:ident $file:literal)+) => {
        const BUILT_IN: &[BuiltIn] = &[$(BuiltIn {
            name: stringify!($name),
            schema: <messages::$name as AlipayNotify>::SPEC,
            text: include_str!(concat!("../schemas/", $file, ".json")),
        }),+];
    };
}

built_in! {
    UserOpencardResult "alipay.user.opencard.result.notify"
    ShopSaveRejected "ant.merchant.expand.shop.save.rejected"
    MiniIcpFaceauthCompleted "alipay.open.mini.icp.faceauth.completed"
    TradeStatusSync "trade_status_sync"
    FundAuthFreeze "fund_auth_freeze"
    FundAuthUnfreeze "fund_auth_unfreeze"
    DutUserSign "dut_user_sign"
    DutUserUnsign "dut_user_unsign"
    ServicemarketOrder "servicemarket_order_notify"
    OpenAppAuth "open_app_auth_notify"
    RiskPush "alipay.adatabus.risk.end.push"
}

/// What a specification is called in `alipay_notify::messages`, if it is one of those that are
/// built in.
pub(crate) fn built_in(schema: &MessageSchema) -> Option<&'static str> {
    BUILT_IN.iter().find(|known| known.schema == schema).map(|known| known.name)
}

/// A specification, and where it comes from.
#[derive(Clone, Debug)]
pub(crate) struct Known {
    pub(crate) schema: MessageSchema,
    pub(crate) source: Source,
    /// The schema file as it stands, annotations included.
    pub(crate) text: Cow<'static, str>,
}

/// Where a specification comes from.
#[derive(Clone, Debug)]
pub(crate) enum Source {
    BuiltIn,
    File(PathBuf),
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::BuiltIn => f.write_str(&say!("built-in", "内置")),
            Self::File(path) => path.display().fmt(f),
        }
    }
}

impl Source {
    /// For programs: `built-in`, or the path of the file.
    pub(crate) fn name(&self) -> String {
        match self {
            Self::BuiltIn => "built-in".to_owned(),
            Self::File(path) => path.display().to_string(),
        }
    }
}

impl Known {
    /// Reads one schema file.
    pub(crate) fn read(file: &Path) -> Result<Self, Failure> {
        let text = fs::read_to_string(file).map_err(|error| {
            Failure::at(
                file.display(),
                say!("the schema can't be read: {error}", "无法读取 schema 文件：{error}"),
            )
        })?;
        match MessageSchema::parse(&text) {
            Ok(schema) => {
                Ok(Self { schema, source: Source::File(file.to_owned()), text: text.into() })
            }
            Err(errors) => Err(Failure::at(file.display(), first_mistake(&errors))),
        }
    }
}

/// The first mistake in a schema file, and how many more there are.
pub(crate) fn first_mistake(errors: &SchemaErrors) -> String {
    let more = errors.iter().len() - 1;
    let first = errors.iter().next().map(Localized::localized).unwrap_or_default();
    let rest = if more == 0 {
        String::new()
    } else {
        say!(" (and {more} more)", "（另有 {more} 处）")
    };
    first + &rest
}

/// The known specifications, by name and family.
#[derive(Debug)]
pub(crate) struct Schemas(BTreeMap<(String, Family), Known>);

impl Schemas {
    /// The built-in specifications and those of a folder; the folder's win.
    pub(crate) fn load(folder: Option<&Path>) -> Result<Self, Failure> {
        let mut schemas = Self(BTreeMap::new());
        for BuiltIn { schema, text, .. } in BUILT_IN {
            schemas.insert(Known {
                schema: (*schema).clone(),
                source: Source::BuiltIn,
                text: Cow::Borrowed(text),
            });
        }
        for file in folder.map_or_else(|| Ok(Vec::new()), files)? {
            let known = Known::read(&file)?;
            let method = known.schema.name.clone();
            if let Some(Known { source: Source::File(first), .. }) = schemas.insert(known) {
                let first = first.display();
                let why = say!(
                    "{first} specifies {method} as well; keep one of the two files",
                    "{first} 也定义了 {method}；请只保留其中一个文件"
                );
                return Err(Failure::at(file.display(), why));
            }
        }
        Ok(schemas)
    }

    /// The one of a family with that name.
    pub(crate) fn get(&self, family: Family, name: &str) -> Option<&MessageSchema> {
        self.0.get(&(name.to_owned(), family)).map(|known| &known.schema)
    }

    /// The one of what is authentic.
    pub(crate) fn of(&self, verified: &Verified) -> Option<&MessageSchema> {
        let envelope = verified.envelope();
        self.get(envelope.family()?, envelope.name()?)
    }

    /// All of them, sorted by family and name.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &MessageSchema> {
        self.known().map(|known| &known.schema)
    }

    /// All of them, sorted by family and name, and where each comes from.
    pub(crate) fn known(&self) -> impl Iterator<Item = &Known> {
        let mut known: Vec<_> = self.0.values().collect();
        known.sort_by_key(|known| known.schema.family);
        known.into_iter()
    }

    /// The one of that name, or the one that has this in its name.
    pub(crate) fn find(&self, name: &str) -> Result<&Known, Failure> {
        let exact =
            Family::ALL.into_iter().find_map(|family| self.0.get(&(name.to_owned(), family)));
        if let Some(known) = exact {
            return Ok(known);
        }
        let wanted = name.to_ascii_lowercase();
        let mut found =
            self.0.iter().filter(|((name, _), _)| name.to_ascii_lowercase().contains(&wanted));
        match (found.next(), found.next()) {
            (Some((_, only)), None) => Ok(only),
            (Some(((first, _), _)), Some(((second, _), _))) => {
                let rest = found.map(|((name, _), _)| name);
                Err(ambiguous(name, [first, second].into_iter().chain(rest)))
            }
            (None, _) => Err(self.unknown(name)),
        }
    }

    /// What is wrong with a message, as far as that is specified.
    pub(crate) fn violations(&self, verified: &Verified) -> Violations {
        alipay_notify_explain::violations(verified, self.of(verified))
    }

    /// Adds one, and returns the one in whose place it comes.
    pub(crate) fn insert(&mut self, known: Known) -> Option<Known> {
        self.0.insert((known.schema.name.clone().into_owned(), known.schema.family), known)
    }

    fn unknown(&self, name: &str) -> Failure {
        let all = say!(
            "`alipay-notify schema list` shows all that are known",
            "`alipay-notify schema list` 可列出所有已知的消息"
        );
        Failure::new(match self.near(name) {
            near if near.is_empty() => {
                say!("no message `{name}` is known; {all}", "没有名为 `{name}` 的消息；{all}")
            }
            near => {
                let near = near.join(&say!(" or ", " 或 "));
                say!(
                    "no message `{name}` is known; did you mean {near}? {all}",
                    "没有名为 `{name}` 的消息；是否想用 {near}？{all}"
                )
            }
        })
    }

    /// The messages whose names, or parts of whose names between dots, are nearest.
    fn near(&self, name: &str) -> Vec<&str> {
        let methods = || self.0.keys().map(|(name, _)| name.as_str());
        if let Some(method) = nearest(name, methods()) {
            return vec![method];
        }
        let parts = methods().flat_map(|method| method.split('.'));
        match nearest(name, parts) {
            Some(part) => {
                methods().filter(|method| method.split('.').any(|other| other == part)).collect()
            }
            None => Vec::new(),
        }
    }
}

fn ambiguous<'m>(name: &str, methods: impl Iterator<Item = &'m String>) -> Failure {
    let methods = methods.map(String::as_str).collect::<Vec<_>>().join(&say!(", ", "、"));
    Failure::new(say!(
        "several messages have `{name}` in their names: {methods}; give more of the one you mean",
        "有多条消息含有 `{name}`：{methods}；请写得更完整"
    ))
}

/// The schema files of a folder, sorted; one at least.
pub(crate) fn files(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let files =
        listing::files(folder, &["json"]).map_err(|error| listing::unreadable(folder, &error))?;
    if files.is_empty() {
        let why = say!(
            "there is no schema file (*.json) in this folder",
            "该目录中没有 schema 文件（*.json）"
        );
        return Err(Failure::at(folder.display(), why));
    }
    Ok(files)
}
