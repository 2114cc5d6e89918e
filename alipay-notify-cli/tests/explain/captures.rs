//! What is read, and what can't be.

use std::io::Write;
use std::process::Stdio;

use serde_json::Value;

use super::{Files, KEY, shop};
use crate::support::{command, outcome, run};

#[test]
fn every_form_of_capture_is_explained() {
    let files = Files::new("forms");
    let signed = shop().sign(&KEY);
    let body = String::from_utf8(signed.body()).expect("a form is ASCII");
    let text = |name: &str| {
        String::from_utf8(signed.value(name).expect("its value").to_vec()).expect("UTF-8")
    };
    let pairs: Vec<String> = signed.names().map(|name| format!("{name}={}", text(name))).collect();
    let data = pairs.join("' \\\n --data-urlencode '");
    let map: serde_json::Map<_, _> =
        signed.names().map(|name| (name.to_owned(), Value::String(text(name)))).collect();
    let (length, built) = (body.len(), "the body was built from decoded values");
    let form = "application/x-www-form-urlencoded; charset=utf-8";
    let head = format!("Content-Type: {form}");
    for (capture, first) in [
        (
            format!(
                "POST /alipay?id=7 HTTP/1.1\r\n{head}\r\nContent-Length: {length}\r\n\r\n{body}\n"
            ),
            format!("an HTTP request (POST /alipay), {form}, {length} bytes"),
        ),
        (
            format!("curl -x post 'notify_url' \\\n--header '{head}' --data-urlencode '{data}'"),
            format!("a curl command line (post notify_url), {form}, {length} bytes; {built}"),
        ),
        (
            Value::Object(map).to_string(),
            format!("a JSON object of parameters, {length} bytes; {built}"),
        ),
    ] {
        let (code, out, err) = outcome(&files.explain(capture.as_bytes(), &[]));
        assert_eq!((code, err.as_str()), (Some(0), ""));
        assert_eq!(out.lines().next(), Some(format!("Captured: {first}").as_str()));
        let query = "\nQuery: the address has parameters of its own (1), which are not signed\n";
        assert_eq!(out.contains(query), capture.starts_with("POST"), "{out}");
    }
}

#[test]
fn a_body_that_breaks_off_says_so() {
    let files = Files::new("truncated");
    files.finds(
        b"POST / HTTP/1.1\nContent-Length: 900\n\ncharset=UTF-8&biz_content=%7B%22a\n",
        "Cause: the body is cut off: it has 33 bytes, and Content-Length says 900. Fix: hand \
         over or capture the whole body.",
    );
    files.finds(
        b"charset=UTF-8&biz_content=%7B%22a",
        "Cause: the capture is cut off at its end, after 33 bytes. Fix: hand over or capture the \
         whole body.",
    );
}

#[test]
fn standard_input_is_read() {
    let files = Files::new("stdin");
    let mut child = command(&["explain", "-", "--key-file", &files.key])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the command runs");
    child.stdin.take().expect("piped").write_all(&shop().sign(&KEY).body()).expect("it reads");
    assert_eq!(child.wait_with_output().expect("it ends").status.code(), Some(0));
}

#[test]
fn what_cannot_be_read_is_said_in_one_line() {
    let files = Files::new("unreadable");
    let forms = "a capture is a raw form-encoded body, the text of an HTTP request, a curl command \
                 line, or the parameters as JSON or as a program prints them";
    let capture = files.put("capture", b"hello");
    let explained = outcome(&run(&["explain", &capture, "--key-file", &files.key]));
    let why = format!("error: {capture}: the capture is in no known form; {forms}\n");
    assert_eq!(explained, (Some(2), String::new(), why));

    let explained = outcome(&run(&["explain", "--key-file", &files.key]));
    let why = format!("error: -: the capture is empty; {forms}\n");
    assert_eq!(explained, (Some(2), String::new(), why));

    let explained = outcome(&run(&["explain", &capture, "--key-file", &capture]));
    let why = format!(
        "error: {capture}: found a truncated key: its end is missing; expected Alipay's \
         public key (支付宝公钥) as base64, PEM, DER, or a certificate. Copy all of it\n"
    );
    assert_eq!(explained, (Some(2), String::new(), why));
}
