//! Keys that follow a folder: put a file in, and the key is accepted; take it away, and it is not
//! any more.
//!
//! `cargo run -p alipay-notify --example reload_keys -- KEY_FOLDER`
//!
//! A file holds one key of the app that it is named after, up to the first dot:
//! `2014060600164699.pem`, and next to it `2014060600164699.next.pem` while Alipay changes from one
//! key to another. PEM, base64, DER and certificates will do. Files whose name begins with a dot
//! are left alone.

use std::collections::BTreeMap;
use std::error::Error;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::time::Duration;
use std::{env, fs, io, thread};

use alipay_notify::{AlipayPublicKey, KeyRing, Verifier};

/// Often enough for people, and nothing for the machine.
const EVERY: Duration = Duration::from_secs(5);

fn main() -> Result<(), Box<dyn Error>> {
    let path = env::args_os().nth(1).ok_or("which folder holds Alipay's public keys?")?;
    let mut folder = KeyFolder::open(path)?;
    // What a gateway is built with: it sees each change of the ring.
    let _verifier = Verifier::with_ring(folder.ring());
    println!("{:?}", folder.ring());
    loop {
        thread::sleep(EVERY);
        match folder.refresh() {
            Ok(false) => {}
            Ok(true) => println!("new keys: {:?}", folder.ring()),
            Err(error) => eprintln!("the keys stay as they were: {error}"),
        }
    }
}

/// A ring of the keys in a folder.
#[derive(Debug)]
pub(crate) struct KeyFolder {
    path: PathBuf,
    ring: KeyRing,
    seen: Files,
}

/// The files of a folder, by name. They are small: comparing what is in them misses no change, as
/// comparing dates does.
type Files = BTreeMap<OsString, Vec<u8>>;

impl KeyFolder {
    /// Reads the keys for the first time. Whoever starts with a bad file learns of it at once.
    pub(crate) fn open(path: impl Into<PathBuf>) -> Result<Self, Box<dyn Error>> {
        let path = path.into();
        let seen = read(&path)?;
        let ring = KeyRing::new(keys(&seen)?);
        Ok(Self { path, ring, seen })
    }

    /// The ring: one for each verifier, all of them the same keys.
    pub(crate) fn ring(&self) -> KeyRing {
        self.ring.clone()
    }

    /// Reads the keys again if anything changed, and returns whether it did. After an error the
    /// ring has the keys that it had, all of them: nobody wants half of a change. Each change is
    /// reported once.
    pub(crate) fn refresh(&mut self) -> Result<bool, Box<dyn Error>> {
        let files = read(&self.path)?;
        if files == self.seen {
            return Ok(false);
        }
        self.seen = files;
        self.ring.replace(keys(&self.seen)?);
        Ok(true)
    }
}

fn read(folder: &Path) -> io::Result<Files> {
    let mut files = Files::new();
    for entry in fs::read_dir(folder)? {
        let (name, path) = entry.map(|entry| (entry.file_name(), entry.path()))?;
        let hidden = name.as_encoded_bytes().starts_with(b".");
        if !hidden && path.is_file() {
            files.insert(name, fs::read(path)?);
        }
    }
    Ok(files)
}

/// The keys by app. Several of one app are joined by the ring.
fn keys(files: &Files) -> Result<Vec<(String, AlipayPublicKey)>, Box<dyn Error>> {
    // A folder that is not mounted yet is empty: no reason to reject every message.
    if files.is_empty() {
        return Err("there is no key in the folder".into());
    }
    files.iter().map(|(name, content)| key(&name.to_string_lossy(), content)).collect()
}

fn key(name: &str, content: &[u8]) -> Result<(String, AlipayPublicKey), Box<dyn Error>> {
    let app_id = name.split('.').next().unwrap_or_default();
    if app_id.is_empty() || !app_id.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(format!("{name}: the name does not begin with an app_id and a dot").into());
    }
    let key = AlipayPublicKey::from_bytes(content).map_err(|error| format!("{name}: {error}"))?;
    Ok((app_id.to_owned(), key))
}
