//! Which browser there is.

use std::process::Command;

use super::skipped;

/// The name of a browser of this machine. Where there is none, what needs it is skipped.
pub(crate) fn browser(what: &str) -> Option<&'static str> {
    let known = ["chromium", "chromium-browser", "google-chrome"];
    let runs = |name: &&str| {
        Command::new(name).arg("--version").output().is_ok_and(|output| output.status.success())
    };
    let found = known.into_iter().find(runs);
    if found.is_none() {
        let why = format!("there is no {}", known.join(", no "));
        skipped(what, &why, "install one of them");
    }
    found
}
