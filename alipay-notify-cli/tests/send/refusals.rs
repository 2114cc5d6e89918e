//! What the command line can't ask for.

use super::support::{file, outcome, run};
use super::{CONTENT_KEY, KEY, SHOP, missing, send};

const URL: &str = "http://127.0.0.1:1/";

#[test]
fn what_is_no_private_key_is_named() {
    let expected = "expected an RSA private key: PKCS#8 or PKCS#1, as PEM, base64 or DER";
    let public = file("public.txt", KEY.public_key_base64().as_bytes());
    let empty = file("empty.txt", b"");
    let other_half = format!("found a public key; {expected}. Use the other half of the pair");
    for (key, error) in [
        (&*public, format!("{public}: {other_half}")),
        (&empty, format!("{empty}: found nothing; {expected}")),
        ("no-such", format!("no-such: the key file can't be read: {}", missing())),
    ] {
        let output = run(&["send", SHOP, "--to", URL, "--key-file", key]);
        assert_eq!(outcome(&output), (Some(2), String::new(), format!("error: {error}\n")));
    }
    let output = run(&["send", SHOP, "--to", URL, "--key-file", &public, "--lang", "zh"]);
    let error = format!(
        "错误：{public}: 这是公钥；需要的是 RSA 私钥：PKCS#8 或 PKCS#1，PEM、base64 或 DER。请改用同一对密钥中的私钥\n"
    );
    assert_eq!(outcome(&output), (Some(2), String::new(), error));
}

#[test]
fn a_content_key_is_a_file() {
    let short = file("short.txt", b"MDEyMw==");
    for (key, error) in [
        (&*short, format!("{short}: the content key has 4 bytes; AES-128 needs 16")),
        ("no-such", format!("no-such: the content key file can't be read: {}", missing())),
    ] {
        let outcome = send("content-key", URL, &[SHOP, "--encrypt", key]);
        assert_eq!(outcome, (Some(2), String::new(), format!("error: {error}\n")));
    }
}

#[test]
fn a_secret_in_place_of_its_file_is_not_repeated() {
    let why = "belongs into a file, and the name of the file is given: what stands on a command \
               line is no secret";
    let outcome = send("content-key-itself", URL, &[SHOP, "--encrypt", CONTENT_KEY]);
    assert_eq!(outcome, (Some(2), String::new(), format!("error: the content key {why}\n")));
    for key in [KEY.private_key_base64(), KEY.private_key_pkcs1_pem()] {
        // With `=`, since PEM begins with a dash.
        let output = run(&["send", SHOP, "--to", URL, &format!("--key-file={key}")]);
        assert_eq!(
            super::support::outcome(&output),
            (Some(2), String::new(), format!("error: the private key {why}\n"))
        );
    }
}

/// Whichever command it is given to, and although not all of it may be there.
#[test]
fn a_key_in_place_of_its_file_is_not_repeated() {
    let key = KEY.private_key_base64();
    let looks = "in place of the name of the key file the key itself is given; put it into a file \
                 and give the file's name";
    let there = "a key stands on the command line, where the name of its file belongs; what stands \
                 there is no secret";
    let listen = ["listen", "--port", "0", "--key-file"];
    let explain = ["explain", "-", "--key-file"];
    let send = ["send", SHOP, "--to", URL, "--key-file"];
    let pem = KEY.private_key_pem();
    for (arguments, given, error) in [
        (&listen[..], &*key, looks.to_owned()),
        (&explain, &key, looks.to_owned()),
        (&send, &key[..900], looks.to_owned()),
        (&listen, &pem, there.to_owned()),
        (&send, &pem, there.to_owned()),
        (&listen[..3], &key, there.to_owned()),
    ] {
        let output = run(&[arguments, &[given]].concat());
        assert_eq!(
            outcome(&output),
            (Some(2), String::new(), format!("error: {error}\n")),
            "{arguments:?}"
        );
    }
}

#[test]
fn options_that_contradict_each_other_are_refused() {
    for (arguments, error) in [
        (
            vec!["--duplicate", "2", "--retries"],
            "error: the argument '--duplicate <N>' cannot be used with '--retries'",
        ),
        (vec!["--speed", "2"], "error: the following required arguments were not provided:"),
        (
            vec!["--speed", "0", "--retries"],
            "error: invalid value '0' for '--speed <N>': 0 is not in 1..=4294967295",
        ),
        (
            vec!["--duplicate", "0"],
            "error: invalid value '0' for '--duplicate <N>': 0 is not in 1..=65535",
        ),
        (
            vec!["--print", "body", "--json"],
            r#"{"error":"the argument '--print <WHAT>' cannot be used with '--json'"}"#,
        ),
        (
            vec!["--print", "curl", "--duplicate", "2"],
            "error: the argument '--print <WHAT>' cannot be used with '--duplicate <N>'",
        ),
        (
            vec!["--print", "body", "--retries"],
            "error: the argument '--print <WHAT>' cannot be used with '--retries'",
        ),
        (vec!["--charset", "utf-16"], "error: invalid value 'utf-16' for '--charset <CHARSET>'"),
        (vec!["--sign-type", "SM2"], "error: invalid value 'SM2' for '--sign-type <TYPE>'"),
    ] {
        let (code, out, err) = send("contradiction", URL, &[&[SHOP][..], &arguments].concat());
        assert_eq!(
            (code, out.as_str(), err.lines().next()),
            (Some(2), "", Some(error)),
            "{arguments:?}"
        );
    }
    let key = file("no-url.pem", KEY.private_key_pem().as_bytes());
    let no_url = run(&["send", SHOP, "--key-file", &key, "--print", "curl"]);
    assert_eq!(
        outcome(&no_url),
        (Some(2), String::new(), "error: --print curl needs the URL; add --to\n".to_owned())
    );
    let (code, _, err) = outcome(&run(&["send", SHOP, "--key-file", &key]));
    assert_eq!((code, err.lines().nth(1)), (Some(2), Some("  --to <URL>")));
}
