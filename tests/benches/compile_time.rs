//! What the derive costs while compiling: a crate with 200 messages, each from a schema file of its
//! own, next to the same 200 structs with plain serde derives.
//!
//! Both crates are compiled in turns in one run, without their dependencies; the figure is the
//! ratio of the medians. `cargo bench -p alipay-notify-tests --bench compile_time`

use std::error::Error;
use std::fmt::Write as _;
use std::io::{Write, stdout};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};
use std::{env, fs};

use alipay_notify::AlipayNotify;
use alipay_notify::messages::{MiniIcpFaceauthCompleted, ShopSaveRejected, UserOpencardResult};
use alipay_notify_schema::{Kind, MessageSchema, Presence};

const MESSAGES: usize = 200;
const ROUNDS: usize = 5;

type Outcome<T> = Result<T, Box<dyn Error>>;

fn main() -> Outcome<()> {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .ok_or("the workspace has a folder")?
        .to_owned();
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("compile_time");
    let ours = Crate::write(&folder, "ours", &workspace, ours(&workspace, &folder.join("ours"))?)?;
    let plain = Crate::write(&folder, "plain", &workspace, plain()?)?;
    for each in [&ours, &plain] {
        each.compile()?;
    }
    let (mut our_times, mut plain_times) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        our_times.push(ours.compile()?);
        plain_times.push(plain.compile()?);
    }
    let (our_time, plain_time) = (median(our_times), median(plain_times));
    let ratio = our_time.as_secs_f64() / plain_time.as_secs_f64();
    writeln!(
        stdout(),
        "ratio compile/serde {MESSAGES} messages {ratio:.2} ({our_time:.2?} over {plain_time:.2?})"
    )?;
    Ok(())
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}

/// A crate to compile.
struct Crate {
    folder: PathBuf,
}

impl Crate {
    fn write(folder: &Path, name: &str, workspace: &Path, source: String) -> Outcome<Self> {
        let folder = folder.join(name);
        fs::create_dir_all(folder.join("src"))?;
        let core = workspace.join("alipay-notify");
        let manifest = format!(
            "[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition \
             = \"2024\"\n\n[workspace]\n\n[dependencies]\n\
             alipay-notify = {{ path = \"{}\", default-features = false, features = [\"rsa\"] }}\n\
             serde = {{ version = \"1\", features = [\"derive\"] }}\n",
            core.display()
        );
        fs::write(folder.join("Cargo.toml"), manifest)?;
        fs::copy(workspace.join("Cargo.lock"), folder.join("Cargo.lock"))?;
        fs::write(folder.join("src/lib.rs"), source)?;
        Ok(Self { folder })
    }

    /// Compiles the crate itself again, and says how long that took.
    fn compile(&self) -> Outcome<Duration> {
        let source = self.folder.join("src/lib.rs");
        fs::write(&source, fs::read(&source)?)?;
        let start = Instant::now();
        let status = Command::new(env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned()))
            .args(["build", "--quiet", "--offline"])
            .current_dir(&self.folder)
            .env("CARGO_TARGET_DIR", self.folder.with_file_name("target"))
            .status()?;
        let time = start.elapsed();
        status
            .success()
            .then_some(time)
            .ok_or_else(|| format!("{} does not compile", self.folder.display()).into())
    }
}

fn specifications() -> impl Iterator<Item = (usize, &'static MessageSchema)> {
    let built_in =
        [UserOpencardResult::SPEC, ShopSaveRejected::SPEC, MiniIcpFaceauthCompleted::SPEC];
    (0..MESSAGES).map(move |index| (index, built_in[index % built_in.len()]))
}

fn ours(workspace: &Path, folder: &Path) -> Outcome<String> {
    fs::create_dir_all(folder.join("schemas"))?;
    let mut source = String::new();
    for (index, spec) in specifications() {
        let schema = fs::read_to_string(workspace.join(format!("schemas/{}.json", spec.name)))?;
        let schema = schema.replace(
            &format!("message:{}\"", spec.name),
            &format!("message:my.message.m{index}\""),
        );
        fs::write(folder.join(format!("schemas/m{index}.json")), schema)?;
        writeln!(
            source,
            "pub mod m{index} {{\n    #[derive(alipay_notify::AlipayNotify)]\n    \
             #[alipay(schema = \"schemas/m{index}.json\")]\n    pub struct Message;\n}}"
        )?;
    }
    Ok(source)
}

fn plain() -> Outcome<String> {
    const DERIVES: &str =
        "#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]";
    let mut source = String::new();
    for (index, spec) in specifications() {
        writeln!(source, "pub mod m{index} {{\n    {DERIVES}\n    pub struct Content {{")?;
        let mut enums = String::new();
        for field in &*spec.content.fields {
            let is_enum = matches!(field.kind, Kind::Enum(_));
            let ty = if is_enum { "Status" } else { "String" };
            match field.presence {
                Presence::Required => writeln!(source, "        pub {}: {ty},", field.name)?,
                _ => writeln!(source, "        pub {}: Option<{ty}>,", field.name)?,
            }
            if is_enum {
                write!(
                    enums,
                    "    {DERIVES}\n    pub enum Status {{ Success, Fail, Init, Other(String) }}\n"
                )?;
            }
        }
        writeln!(source, "    }}\n{enums}}}")?;
    }
    Ok(source)
}
