//! `--save`: what is kept, and where.

use std::fs;
use std::path::Path;
use std::process::Stdio;
use std::thread;

use alipay_notify::testing::{TestKey, TestMessage};
use serde_json::Value;

use super::support::application::Application;
use super::support::listening::Listening;
use super::support::{file, folder, outcome, run};
use super::{FORGED, FORM, KEY, SHOP, head, json_lines, key_file, shop};

/// The names of the files in a folder, sorted.
fn names(folder: &Path) -> Vec<String> {
    let entries =
        fs::read_dir(folder).expect("it can be read").map(|entry| entry.expect("an entry"));
    let files = entries.filter(|entry| entry.path().is_file());
    let mut names: Vec<String> =
        files.map(|entry| entry.file_name().into_string().expect("a UTF-8 name")).collect();
    names.sort();
    names
}

/// A name without its time, which is made of as many digits as it should be.
fn timeless(name: &str) -> &str {
    let (time, rest) = name.split_at(20);
    let shape: String = time.chars().map(|ch| if ch.is_ascii_digit() { '0' } else { ch }).collect();
    assert_eq!(shape, "00000000T000000.000Z", "{name}");
    rest
}

#[test]
fn each_delivery_is_kept_as_its_request() {
    let folder = folder("kept");
    let path = folder.to_str().expect("a UTF-8 path");
    let key = key_file("kept-key");
    let listening = Listening::start(&["--key-file", &key, "--save", path]);
    let genuine = shop().sign(&KEY);
    let (body, forged) =
        (genuine.body(), genuine.clone().with_flipped_byte("biz_content", 14).body());
    let sealed = shop().parameter("encrypt_type", "AES").sign(&KEY).body();
    let answers = [&body, &forged, &sealed].map(|body| {
        let answer = listening.exchange(&head("/alipay?shop=1"), body);
        answer.split(' ').nth(1).map(str::to_owned)
    });
    assert_eq!(answers, ["200", "403", "200"].map(|status| Some(status.to_owned())));
    // What is not read can't be kept.
    assert!(listening.exchange("GET / HTTP/1.1\r\nhost: a\r\n", b"").starts_with("HTTP/1.1 405 "));

    let (kept, refused) = (names(&folder), names(&folder.join("rejected")));
    assert_eq!(
        kept.iter().map(|name| timeless(name)).collect::<Vec<_>>(),
        ["-0001-ant.merchant.expand.shop.save.rejected.http"]
    );
    assert_eq!(
        refused.iter().map(|name| timeless(name)).collect::<Vec<_>>(),
        ["-0002-rejected.http", "-0003-unreadable.http"]
    );
    let files = [folder.join(&kept[0]), folder.join("rejected").join(&refused[0])];
    for (file, body) in files.iter().zip([&body, &forged]) {
        let head = format!(
            "POST /alipay?shop=1 HTTP/1.1\r\nHost: pay.example\r\nContent-Type: \
             {FORM}\r\nContent-Length: {}\r\n\r\n",
            body.len()
        );
        let expected = [head.as_bytes(), body].concat();
        assert_eq!(fs::read(file).expect("it was written"), expected, "{}", file.display());
        #[cfg(unix)]
        assert_eq!(mode(file), 0o600);
    }

    let out = listening.output();
    let shown = |file: &Path| format!("  saved as {}\n", file.display());
    assert!(
        out.starts_with(&format!("{SHOP}{}  answered 200 success\n\n", shown(&files[0]))),
        "{out}"
    );
    let refused = files[1].display();
    let next = format!("  explained by: alipay-notify explain {refused} --key-file {key}\n");
    assert!(
        out.contains(&format!("{FORGED}{}{next}  answered 403 fail\n\n", shown(&files[1]))),
        "{out}"
    );
}

#[cfg(unix)]
fn mode(file: &Path) -> u32 {
    use std::os::unix::fs::PermissionsExt as _;
    fs::metadata(file).expect("it was written").permissions().mode() & 0o777
}

#[test]
fn a_delivery_does_not_choose_where_it_is_kept() {
    let folder = folder("hostile");
    let path = folder.to_str().expect("a UTF-8 path");
    let listening = Listening::start(&[
        "--key-file",
        &key_file("hostile-key"),
        "--save",
        path,
        "--allow-unknown",
    ]);
    let hostile = TestMessage::new("../../门店\n\u{1b}[2J/x").sign(&KEY).body();
    assert_eq!(listening.post("/", &hostile), "200 success");
    let forged = TestMessage::new("../../x").sign(&TestKey::generate()).body();
    assert_eq!(listening.post("/", &forged), "403 fail");
    let name = |folder: &Path| {
        names(folder).iter().map(|name| timeless(name).to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(name(&folder), ["-0001-.._..______2J_x.http"]);
    assert_eq!(name(&folder.join("rejected")), ["-0002-rejected.http"]);
}

#[test]
fn strangers_cannot_fill_the_disk() {
    let folder = folder("bound");
    let refused = folder.join("rejected");
    fs::create_dir_all(&refused).expect("a new folder");
    for number in 0..110 {
        fs::write(refused.join(format!("20200101T000000.{number:03}Z-0001-rejected.http")), "")
            .expect("a new file");
    }
    // What others put there stays.
    for name in ["20190101-mine.http", "notes.txt"] {
        fs::write(refused.join(name), "").expect("a new file");
    }
    let path = folder.to_str().expect("a UTF-8 path");
    let listening = Listening::start(&["--key-file", &key_file("bound-key"), "--save", path]);
    for _ in 0..2 {
        assert_eq!(listening.post("/", b"a=1"), "400 fail");
    }
    let names = names(&refused);
    assert_eq!(names.len(), 102);
    assert_eq!(names[..2], ["20190101-mine.http", "20200101T000000.012Z-0001-rejected.http"]);
    assert_eq!(timeless(&names[99]), "-0001-rejected.http");
    assert_eq!(timeless(&names[100]), "-0002-rejected.http");
    assert_eq!(names[101], "notes.txt");
}

#[test]
fn two_commands_may_save_into_one_folder() {
    const EACH: usize = 200;
    let folder = folder("shared");
    let (path, key) = (folder.to_str().expect("a UTF-8 path"), key_file("shared-key"));
    let arguments = ["--key-file", &key, "--save", path];
    let commands =
        [(); 2].map(|()| Listening::start_into(Stdio::null(), Path::new("."), &arguments));
    let (genuine, forged) = (shop().sign(&KEY).body(), shop().sign(&TestKey::generate()).body());
    thread::scope(|scope| {
        for command in &commands {
            scope.spawn(|| {
                for _ in 0..EACH {
                    assert_eq!(command.post("/", &genuine), "200 success");
                    assert_eq!(command.post("/", &forged), "403 fail");
                }
            });
        }
    });
    assert_eq!(names(&folder).len(), 2 * EACH);
    // Each may have made room before the other's newest one was there.
    assert!((100..=101).contains(&names(&folder.join("rejected")).len()));
}

#[test]
fn what_cannot_be_kept_is_asked_for_again() {
    let application = Application::start();
    let (folder, key) = (folder("gone"), key_file("gone-key"));
    let path = folder.to_str().expect("a UTF-8 path");
    let listening = Listening::start(&[
        "--key-file",
        &key,
        "--save",
        path,
        "--forward",
        &application.url,
        "--json",
    ]);
    fs::remove_dir_all(&folder).expect("it was made");
    assert_eq!(listening.post("/", &shop().sign(&KEY).body()), "200 fail");
    assert_eq!(listening.post("/", b"hello"), "400 fail");
    assert_eq!(application.rest(), []);
    let lines = json_lines(&listening.output());
    let column = |name: &str| lines.iter().map(|line| line[name].clone()).collect::<Vec<_>>();
    assert_eq!(column("outcome"), ["failed", "rejected"]);
    for (line, folder) in lines.iter().zip([&folder, &folder.join("rejected")]) {
        let why = line["not_saved"].as_str().expect("a text");
        assert!(why.starts_with(&format!("{}/", folder.display())), "{why}");
        assert_eq!(line["file"], Value::Null);
    }

    let file = file("no-folder", b"");
    let (code, out, err) =
        outcome(&run(&["listen", "--port", "0", "--key-file", &key, "--save", &file]));
    assert_eq!((code, out.as_str()), (Some(2), ""));
    assert!(
        err.starts_with(&format!("error: {file}: deliveries can't be saved in this folder: ")),
        "{err}"
    );
}

/// Not even root can write to this one.
#[cfg(target_os = "linux")]
#[test]
fn a_folder_that_cannot_be_written_to_is_told_at_once() {
    let folder = folder("closed");
    fs::create_dir_all(&folder).expect("a new folder");
    std::os::unix::fs::symlink("/proc", folder.join("rejected")).expect("a new link");
    let (path, key) = (folder.to_str().expect("a UTF-8 path"), key_file("closed-key"));
    let (code, out, err) =
        outcome(&run(&["listen", "--port", "0", "--key-file", &key, "--save", path]));
    assert_eq!((code, out.as_str()), (Some(2), ""));
    assert!(
        err.starts_with(&format!("error: {path}: deliveries can't be saved in this folder: ")),
        "{err}"
    );
    assert_eq!(names(&folder), [""; 0]);
}
