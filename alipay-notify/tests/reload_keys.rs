//! What the example `reload_keys` does with a folder.

use std::fs;
use std::path::PathBuf;

use alipay_notify::messages::ShopSaveRejected;
use alipay_notify::testing::{TestKey, TestMessage};
use alipay_notify::verify::VerifyError;
use alipay_notify::{Rejection, Verifier};

#[path = "../examples/reload_keys.rs"]
#[allow(dead_code, reason = "its `main` runs for ever")]
mod reload_keys;

use reload_keys::KeyFolder;

const APP: &str = "2014060600164699";
const OTHER: &str = "2017072700094770";

/// A folder of its own for a test.
fn folder(name: &str) -> PathBuf {
    let path =
        PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("{}-{name}", std::process::id()));
    fs::create_dir_all(&path).expect("the folder for tests can be written to");
    path
}

fn verify(verifier: &Verifier, app_id: &str, key: &TestKey) -> Result<(), Rejection> {
    let message = TestMessage::example::<ShopSaveRejected>().parameter("app_id", app_id).sign(key);
    verifier.verify(&message.body()).map(drop)
}

#[test]
fn files_that_come_and_go_are_keys_that_come_and_go() {
    let (old, new, path) = (TestKey::generate(), TestKey::generate(), folder("come-and-go"));
    let file =
        |name: &str, text: String| fs::write(path.join(name), text).expect("it can be written");
    file(&format!("{APP}.pem"), old.public_key_pem());
    file(".hidden", "no key".to_owned());
    fs::create_dir_all(path.join("a folder")).expect("it can be made");
    let mut folder = KeyFolder::open(&path).expect("good keys");
    let verifier = Verifier::with_ring(folder.ring());
    assert_eq!(verify(&verifier, APP, &old), Ok(()));
    assert_eq!(verify(&verifier, OTHER, &old), Err(Rejection::Verify(VerifyError::UnknownApp)));
    assert!(!folder.refresh().expect("good keys"));

    file(&format!("{APP}.next.txt"), new.public_key_base64());
    file(&format!("{OTHER}.pem"), new.public_key_pem());
    assert!(folder.refresh().expect("good keys"));
    for (app_id, key) in [(APP, &old), (APP, &new), (OTHER, &new)] {
        assert_eq!(verify(&verifier, app_id, key), Ok(()));
    }

    fs::remove_file(path.join(format!("{APP}.pem"))).expect("it can be removed");
    assert!(folder.refresh().expect("good keys"));
    assert!(matches!(
        verify(&verifier, APP, &old),
        Err(Rejection::Verify(VerifyError::Signature(_)))
    ));
    assert_eq!(verify(&verifier, APP, &new), Ok(()));

    // The same files, another key in one of them.
    file(&format!("{OTHER}.pem"), old.public_key_pem());
    assert!(folder.refresh().expect("good keys"));
    assert_eq!(verify(&verifier, OTHER, &old), Ok(()));
    assert!(matches!(
        verify(&verifier, OTHER, &new),
        Err(Rejection::Verify(VerifyError::Signature(_)))
    ));
}

#[test]
fn a_bad_file_keeps_the_keys_as_they_were_and_is_told_once() {
    let (key, path) = (TestKey::generate(), folder("bad-file"));
    let good = path.join(format!("{APP}.pem"));
    let error = KeyFolder::open(&path).expect_err("it is empty").to_string();
    assert_eq!(error, "there is no key in the folder");
    fs::write(&good, key.public_key_pem()).expect("it can be written");
    let mut folder = KeyFolder::open(&path).expect("a good key");
    let verifier = Verifier::with_ring(folder.ring());

    let half = key.public_key_base64();
    for (name, text, error) in [
        (
            "2017072700094770.pem",
            &half[..half.len() / 2],
            "2017072700094770.pem: found a truncated key: ",
        ),
        ("shop.pem", &half, "shop.pem: the name does not begin with an app_id and a dot"),
    ] {
        fs::write(path.join(name), text).expect("it can be written");
        let told = folder.refresh().expect_err("a bad file").to_string();
        assert!(told.starts_with(error), "{told}");
        assert_eq!(folder.refresh().ok(), Some(false));
        assert_eq!(verify(&verifier, APP, &key), Ok(()));
        fs::remove_file(path.join(name)).expect("it can be removed");
        assert_eq!(folder.refresh().ok(), Some(true));
    }

    fs::remove_file(&good).expect("it can be removed");
    let told = folder.refresh().expect_err("it is empty").to_string();
    assert_eq!(told, "there is no key in the folder");
    assert_eq!(verify(&verifier, APP, &key), Ok(()));
}
