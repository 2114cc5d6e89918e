//! From a page of Alipay's documents to a typed handler that runs, in a project of its own, with
//! nothing but what the commands print and the guide shows; then to the cause of what is rejected.

#[path = "../support/mod.rs"]
mod support;

mod project;
mod walk_through;

use std::fs;
use std::path::{Path, PathBuf};

use project::Project;
use support::listening::Listening;
use support::{command, outcome};

const PROGRAM: &str = include_str!("program.rs");
const PAGE: &str = include_str!("page.txt");
const CAUSE: &str = "Cause: the key is the right one, but something changed the content after it \
                     was signed, in a way that could not be traced. Fix: hand over the bytes of \
                     the body as they were received, before any framework, filter or proxy changes \
                     them.";
const METHOD: &str = "alipay.example.parcel.signed";

#[test]
fn a_page_becomes_a_typed_handler_and_a_refusal_is_explained() {
    let project = Project::new("from-page");
    project.write("page.txt", PAGE);
    project.alipay_notify(0, &["keygen", "--out", "keys"]);
    let declaration =
        project.alipay_notify(0, &["schema", "import", "page.txt", "--out", "schemas", "--rust"]);
    let name =
        declaration.trim_end().trim_end_matches(';').rsplit(' ').next().expect("it has a name");
    if !project.build(&PROGRAM.replace("DECLARATION\n", &declaration).replace("MESSAGE", name)) {
        return;
    }
    let mut program = project.start(&["keys/alipay_public_key.txt"]);
    let to = program.line().trim_end().to_owned();

    // In front of the program, so that deliveries are kept.
    let kept = project.path("captured");
    let arguments = ["--schemas", "schemas", "--save", "captured", "--forward", &to];
    let key = ["--key-file", "keys/alipay_public_key.txt"];
    let listening = Listening::start_in(project.folder(), &[&key[..], &arguments].concat());
    let url = format!("http://{}/alipay", listening.address);

    let send = ["send", METHOD, "--schemas", "schemas", "--key-file", "keys/private_key.pem"];
    project.alipay_notify(0, &[&send[..], &["--to", &url]].concat());
    assert_eq!(program.line(), "P20240001 signed by STATION for 074a1c: 茶杯, 茶壶\n");
    assert_eq!(captures(&kept).len(), 1);

    // What was changed on its way reaches neither of the two.
    let tampered = ["--tamper", "biz_content"];
    for url in [&url, &to] {
        let out = project.alipay_notify(1, &[&send[..], &["--to", url], &tampered].concat());
        assert!(out.contains("\n  answered       403 fail in "), "{out}");
    }
    let printed = listening.output();
    let explain =
        printed.lines().find_map(|line| line.strip_prefix("  explained by: alipay-notify "));
    let explain: Vec<&str> = explain.expect("a command for the refused one").split(' ').collect();
    let explained = project.alipay_notify(1, &explain);
    assert_eq!(explained.lines().last(), Some(CAUSE), "{explained}");

    // The genuine one, once more.
    let replayed = project.alipay_notify(0, &["replay", "captured", "--to", &to]);
    assert!(replayed.ends_with("\n1 of 1 deliveries were answered success.\n"), "{replayed}");
    assert_eq!(program.line(), "P20240001 signed by STATION for 074a1c: 茶杯, 茶壶\n");
}

fn captures(folder: &Path) -> Vec<PathBuf> {
    let entries =
        fs::read_dir(folder).expect("it is there").map(|entry| entry.expect("an entry").path());
    entries.filter(|path| path.is_file()).collect()
}

impl Project {
    /// Runs a command in the project's folder, and returns what it prints.
    fn alipay_notify(&self, expected: i32, arguments: &[&str]) -> String {
        let output =
            command(arguments).current_dir(self.folder()).output().expect("the command runs");
        let (code, out, err) = outcome(&output);
        assert_eq!(code, Some(expected), "{arguments:?}: {out}{err}");
        out
    }
}
