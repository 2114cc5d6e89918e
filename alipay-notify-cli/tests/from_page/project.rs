//! A project outside this workspace, and its program.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::{env, fs};

use tempfile::TempDir;

use crate::support::program::Program;
use crate::support::skipped;

/// A folder of its own, that is gone after the test.
pub(crate) struct Project {
    name: &'static str,
    folder: TempDir,
}

impl Project {
    /// A project whose name no other test uses: all build in one target folder.
    pub(crate) fn new(name: &'static str) -> Self {
        Self { name, folder: tempfile::tempdir().expect("a folder for temporary files") }
    }

    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder().join(name)
    }

    pub(crate) fn write(&self, name: &str, text: &str) {
        let file = self.path(name);
        fs::create_dir_all(file.parent().expect("a file is in a folder"))
            .expect("the folder can be made");
        fs::write(file, text).expect("the file can be written");
    }

    /// Builds this program; where cargo would have to fetch something, `false`, and a line that
    /// says why.
    pub(crate) fn build(&self, program: &str) -> bool {
        self.write("src/main.rs", program);
        self.write("Cargo.toml", &manifest(self.name));
        // The versions that the workspace is built with, so that nothing has to be fetched.
        let lock =
            fs::read_to_string(workspace().join("Cargo.lock")).expect("the workspace is locked");
        self.write("Cargo.lock", &lock);

        let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let mut build = Command::new(cargo);
        build.args(["build", "--quiet", "--offline"]).current_dir(self.folder());
        // What the workspace has built need not be built again.
        build.env("CARGO_TARGET_DIR", target());
        let Output { status, stderr, .. } = build.output().expect("cargo can be run");
        let stderr = String::from_utf8_lossy(&stderr);
        if !status.success() {
            assert!(stderr.contains("offline"), "{stderr}");
            let why = stderr.lines().next().unwrap_or_default();
            let why = format!("cargo can't build offline here: {why}");
            skipped("a program that takes the crates", &why, "run `cargo fetch`");
            return false;
        }
        assert_eq!(stderr, "", "the program compiles without a warning");
        true
    }

    /// Starts the program that was built.
    pub(crate) fn start(&self, arguments: &[&str]) -> Program {
        let program =
            target().join("debug").join(format!("{}{}", self.name, env::consts::EXE_SUFFIX));
        Program::start(Command::new(program).args(arguments).current_dir(self.folder()))
    }
}

/// At full size the crates have their default features, as users have them. Otherwise features and
/// profile are those of the command without `full`, whose dependencies the demo has built.
fn manifest(name: &str) -> String {
    let path = |name: &str| workspace().join(name).display().to_string();
    let (core, adapter) = (path("alipay-notify"), path("alipay-notify-axum"));
    let (default, features) = match env::var_os("ALIPAY_NOTIFY_TEST_FULL") {
        Some(_) => (true, "[]"),
        None => (false, "[\"rsa\", \"testing\"]"),
    };
    format!(
        "[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n\
         [dependencies]\n\
         alipay-notify = {{ path = {core:?}, default-features = {default}, features = {features} }}\n\
         alipay-notify-axum = {{ path = {adapter:?}, default-features = {default}, \
         features = [\"serve\"] }}\n\
         axum = {{ version = \"0.8\", default-features = false }}\n\
         tokio = {{ version = \"1\", features = [\"macros\", \"net\", \"rt-multi-thread\", \
         \"signal\", \"sync\", \"time\"] }}\n\n[workspace]\n\n{}",
        profile()
    )
}

/// The profile of the workspace: the end of its manifest.
fn profile() -> String {
    let manifest = fs::read_to_string(workspace().join("Cargo.toml")).expect("it has a manifest");
    let start = manifest.find("[profile.dev").expect("it has a profile");
    manifest[start..].to_owned()
}

fn workspace() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("this package is in a workspace")
}

/// The workspace's target folder.
fn target() -> &'static Path {
    Path::new(env!("CARGO_TARGET_TMPDIR")).parent().expect("the folder for tests is in it")
}
