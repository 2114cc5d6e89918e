//! A project outside this workspace, and its program.

use std::io::{self, BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Output, Stdio};
use std::{env, fs};

use tempfile::TempDir;

const PROGRAM: &str = include_str!("program.rs");
const NAME: &str = "from-page";

/// A folder of its own, that is gone after the test.
pub(crate) struct Project {
    folder: TempDir,
}

impl Project {
    pub(crate) fn new() -> Self {
        Self { folder: tempfile::tempdir().expect("a folder for temporary files") }
    }

    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder().join(name)
    }

    pub(crate) fn write(&self, name: &str, text: &str) {
        let file = self.path(name);
        fs::create_dir_all(file.parent().expect("a file is in a folder")).expect("the folder can be made");
        fs::write(file, text).expect("the file can be written");
    }

    /// Builds the program with this declaration and starts it; `None`, with a line that says why, where cargo would have
    /// to fetch something.
    pub(crate) fn start(&self, declaration: &str) -> Option<Program> {
        let name = declaration.trim_end().trim_end_matches(';').rsplit(' ').next().expect("it has a name");
        self.write("src/main.rs", &PROGRAM.replace("DECLARATION\n", declaration).replace("MESSAGE", name));
        self.write("Cargo.toml", &manifest());
        // The versions that the workspace is built with, so that nothing has to be fetched.
        let lock = fs::read_to_string(workspace().join("Cargo.lock")).expect("the workspace is locked");
        self.write("Cargo.lock", &lock);

        let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let mut build = Command::new(cargo);
        build.args(["build", "--quiet", "--offline"]).current_dir(self.folder());
        // What the workspace has built need not be built again: the same folder, and the same profile.
        build.env("CARGO_TARGET_DIR", target()).env("CARGO_PROFILE_DEV_DEBUG", "line-tables-only");
        let Output { status, stderr, .. } = build.output().expect("cargo can be run");
        let stderr = String::from_utf8_lossy(&stderr);
        if !status.success() {
            assert!(stderr.contains("offline"), "{stderr}");
            // Past the capture of the test harness: a test that did not run should be seen.
            let why = stderr.lines().next().unwrap_or_default();
            writeln!(io::stderr(), "skipped: cargo can't build offline here: {why}")
                .expect("the error stream is open");
            return None;
        }
        assert_eq!(stderr, "", "the program compiles without a warning");
        Some(Program::start(self.folder()))
    }
}

fn manifest() -> String {
    let path = |name: &str| workspace().join(name).display().to_string();
    let (core, adapter) = (path("alipay-notify"), path("alipay-notify-axum"));
    format!(
        "[package]\nname = \"{NAME}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n\
         [dependencies]\nalipay-notify = {{ path = {core:?} }}\nalipay-notify-axum = {{ path = {adapter:?} }}\n\
         axum = {{ version = \"0.8\", default-features = false, features = [\"http1\", \"tokio\"] }}\n\
         tokio = {{ version = \"1\", features = [\"macros\", \"net\", \"rt-multi-thread\"] }}\n\n[workspace]\n"
    )
}

fn workspace() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("this package is in a workspace")
}

/// The workspace's target folder.
fn target() -> &'static Path {
    Path::new(env!("CARGO_TARGET_TMPDIR")).parent().expect("the folder for tests is in it")
}

/// The running program. It is killed when it is dropped.
pub(crate) struct Program {
    process: Child,
    output: BufReader<ChildStdout>,
    pub(crate) url: String,
}

impl Program {
    fn start(folder: &Path) -> Self {
        let program = target().join("debug").join(format!("{NAME}{}", env::consts::EXE_SUFFIX));
        let mut process = Command::new(program)
            .arg("keys/alipay_public_key.txt")
            .current_dir(folder)
            .stdout(Stdio::piped())
            .spawn()
            .expect("it was built");
        let output = BufReader::new(process.stdout.take().expect("piped"));
        let mut program = Self { process, output, url: String::new() };
        program.url = program.line().replace('\n', "");
        program
    }

    /// The next line that it prints.
    pub(crate) fn line(&mut self) -> String {
        let mut line = String::new();
        self.output.read_line(&mut line).expect("UTF-8");
        line
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
