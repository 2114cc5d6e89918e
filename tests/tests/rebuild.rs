//! A schema file is an input of the build: editing it compiles what it describes again, without
//! `cargo clean`.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::{env, fs};

use alipay_notify_tests::skipped;

const MAIN: &str = r#"use alipay_notify::AlipayNotify;

#[derive(AlipayNotify)]
#[alipay(schema = "schemas/my.order.paid.json")]
pub struct OrderPaid;

fn main() {
    let (_, order_no) = OrderPaid::SPEC.content.field("order_no").expect("it is in the schema");
    println!("{:?}", order_no.max_len);
}
"#;

#[test]
fn an_edited_schema_is_compiled_again() {
    let package = Package::at(Path::new(env!("CARGO_TARGET_TMPDIR")).join("rebuild"));

    package.write_schema(32);
    let Some(first) = package.run(&package.folder) else { return };
    assert_eq!(first, "Some(32)\n");

    package.write_schema(64);
    assert_eq!(package.run(&package.folder).as_deref(), Some("Some(64)\n"));

    // From elsewhere: the path in the attribute is relative to the manifest.
    package.write_schema(128);
    assert_eq!(package.run(Path::new(env!("CARGO_TARGET_TMPDIR"))).as_deref(), Some("Some(128)\n"));
}

/// A package of its own, outside the workspace. What it builds is kept from one run to the next.
struct Package {
    folder: PathBuf,
}

impl Package {
    fn at(folder: PathBuf) -> Self {
        let package = Self { folder };
        let workspace =
            Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("this package is in a workspace");
        let path = |name: &str| workspace.join(name).display().to_string();
        let (core, adapter) = (path("alipay-notify"), path("alipay-notify-axum"));
        // More than it uses: what the demo is built with, so that nothing else has to be built.
        package.write(
            "Cargo.toml",
            &format!(
                "[package]\nname = \"rebuild\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n\
                 [dependencies]\n\
                 alipay-notify = {{ path = {core:?}, default-features = false, \
                 features = [\"rsa\", \"testing\"] }}\n\
                 alipay-notify-axum = {{ path = {adapter:?}, default-features = false }}\n\
                 axum = {{ version = \"0.8\", default-features = false, \
                 features = [\"http1\", \"tokio\"] }}\n\
                 tokio = {{ version = \"1\", features = [\"macros\", \"net\", \
                 \"rt-multi-thread\", \"signal\", \"sync\", \"time\"] }}\n\n\
                 [workspace]\n\n{}",
                profile(workspace)
            ),
        );
        package.write("src/main.rs", MAIN);
        // The versions that the workspace is built with, so that nothing has to be fetched.
        let lock =
            fs::read_to_string(workspace.join("Cargo.lock")).expect("the workspace is locked");
        package.write("Cargo.lock", &lock);
        package
    }

    fn write_schema(&self, limit: usize) {
        let schema = format!(
            r#"{{
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "$id": "urn:alipay:message:my.order.paid",
  "type": "object",
  "properties": {{ "order_no": {{ "type": "string", "maxLength": {limit} }} }}
}}
"#
        );
        self.write("schemas/my.order.paid.json", &schema);
    }

    fn write(&self, name: &str, text: &str) {
        let file = self.folder.join(name);
        // What is as it was keeps its time, so that only what changed is compiled.
        if fs::read_to_string(&file).is_ok_and(|found| found == text) {
            return;
        }
        fs::create_dir_all(file.parent().expect("a file is in a folder"))
            .expect("the folder can be made");
        fs::write(file, text).expect("the file can be written");
    }

    /// What the program prints; `None`, with a line that says why, where cargo would have to fetch
    /// something.
    fn run(&self, from: &Path) -> Option<String> {
        // What the workspace has built need not be built again.
        let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().expect("it is in `target`");
        let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let output = Command::new(cargo)
            .args(["run", "--quiet", "--offline", "--manifest-path"])
            .arg(self.folder.join("Cargo.toml"))
            .current_dir(from)
            .env("CARGO_TARGET_DIR", target)
            .output();
        let Output { status, stdout, stderr } = output.expect("cargo can be run");
        let stderr = String::from_utf8_lossy(&stderr);
        if status.success() {
            return Some(String::from_utf8_lossy(&stdout).into_owned());
        }
        assert!(stderr.contains("offline"), "{stderr}");
        let why = stderr.lines().next().unwrap_or_default();
        skipped(
            "an edited schema compiles its package again",
            &format!("cargo can't build offline here: {why}"),
            "run `cargo fetch`",
        );
        None
    }
}

/// The profile of the workspace: the end of its manifest.
fn profile(workspace: &Path) -> String {
    let manifest = fs::read_to_string(workspace.join("Cargo.toml")).expect("it has a manifest");
    let start = manifest.find("[profile.dev").expect("it has a profile");
    manifest[start..].to_owned()
}
